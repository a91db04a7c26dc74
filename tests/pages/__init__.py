"""Made papers as pages: printed to PDF, scanned, photocopied; and how well they were read."""

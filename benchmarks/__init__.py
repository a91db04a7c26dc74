"""Measurements. `python -m benchmarks` runs them all and writes `results/`."""

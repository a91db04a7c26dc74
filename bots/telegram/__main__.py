"""`python -m bots.telegram`."""

from __future__ import annotations

from bots.telegram.command import main

if __name__ == "__main__":
    main()

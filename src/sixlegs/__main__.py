"""Owns `python -m sixlegs`, which is the command `crawl`."""

from __future__ import annotations

from sixlegs.cli import main

if __name__ == "__main__":  # worker processes import this file again
    main()

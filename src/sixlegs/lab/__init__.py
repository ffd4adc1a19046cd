"""Owns the list of sites to try a crawler on, served on this machine.

A site is a module with `serve(settings)`, a context manager that gives the URLs to begin at and serves them for as
long as the block runs, and `TAKES`, the names of the settings that mean something to it.
"""

from __future__ import annotations

SITES = {"generated": "sixlegs.lab.generated", "hostile": "sixlegs.lab.hostile"}

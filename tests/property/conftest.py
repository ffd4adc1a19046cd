"""Settings of all property tests: what an example costs depends on who else uses the machine, and is no law."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("laws", deadline=None)
settings.load_profile("laws")

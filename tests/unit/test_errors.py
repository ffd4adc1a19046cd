"""Laws of the exceptions."""

from __future__ import annotations

from sixlegs.errors import Interrupted


def test_an_interruption_knows_its_signal_and_passes_every_loop() -> None:
    """It is a KeyboardInterrupt, which no event loop swallows, and says which signal it was."""
    interrupted = Interrupted(15)
    assert isinstance(interrupted, KeyboardInterrupt)
    assert interrupted.signum == 15

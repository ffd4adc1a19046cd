"""Owns the colours: one for each strategy wherever it is drawn, told apart by the colour-blind, in light and in dark.

The hues are those of Okabe and Ito. `ink` of a colour is for text, dark or light enough to be read on paper.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Colour(NamedTuple):
    """One colour on light and on dark paper, for lines and for text."""

    light: str
    light_ink: str
    dark: str
    dark_ink: str


STRATEGIES = {
    "sequential": Colour("#8a8a86", "#5c5b57", "#9d9c97", "#bab9b4"),
    "threading": Colour("#e69f00", "#8f5f00", "#f0b030", "#f5c462"),
    "multiprocessing": Colour("#d55e00", "#b04c00", "#f07f35", "#ff9d60"),
    "gevent": Colour("#009e73", "#00704f", "#2fc198", "#5fd6b4"),
    "twisted": Colour("#cc79a7", "#a3457b", "#dd8fba", "#eaa9cd"),
    "asyncio": Colour("#0072b2", "#005f96", "#4aa3e0", "#79bdee"),
    "uvloop": Colour("#56b4e9", "#1b6d9e", "#8fd0f7", "#a9dcfa"),
    "other": Colour("#5e4fa2", "#4d3f8c", "#9b8ee0", "#b5abec"),
}
_PLAIN = {
    "paper": ("#fcfbf8", "#16181b"),
    "card": ("#ffffff", "#1d2024"),
    "ink": ("#1f2124", "#e9e7e2"),
    "soft": ("#5f6166", "#a7a9ae"),
    "rule": ("#e4e1da", "#33373d"),
    "faint": ("#f1efe9", "#24282d"),
    "accent": ("#0072b2", "#79bdee"),
    "warn": ("#a8281e", "#ff9b8f"),
}
_HEAT = (
    ("#eef3f7", "#1e262d"),
    ("#c9deee", "#1d3b53"),
    ("#8dbddd", "#1b5780"),
    ("#3f8fc4", "#2f83bd"),
    ("#045a8d", "#8fcbf5"),
)
_HEAT_INK = (("#1f2124", "#e9e7e2"),) * 3 + (("#ffffff", "#ffffff"), ("#ffffff", "#10202c"))
STEPS = len(_HEAT)


def strategy(backend: str, loop: str = "") -> str:
    """Name the colour of a strategy."""
    name = loop if loop == "uvloop" else backend
    return name if name in STRATEGIES else "other"


def stroke(name: str) -> str:
    """Return a colour as it is written in a drawing."""
    return f"var(--{name})"


def ink(name: str) -> str:
    """Return the colour of text about a strategy."""
    return f"var(--{name}-ink)"


def heat(share: float) -> tuple[str, str]:
    """Return the colours of a cell, and of the figure in it, for a share from 0 to 1."""
    step = min(STEPS - 1, max(0, int(share * STEPS)))
    return f"var(--heat{step})", f"var(--heat{step}-ink)"


def variables(*, dark: bool) -> dict[str, str]:
    """Return the value of every colour."""
    found = {name: both[dark] for name, both in _PLAIN.items()}
    for name, colour in STRATEGIES.items():
        found |= {name: colour[2 * dark], f"{name}-ink": colour[2 * dark + 1]}
    for step, (fill, said) in enumerate(zip(_HEAT, _HEAT_INK, strict=True)):
        found |= {f"heat{step}": fill[dark], f"heat{step}-ink": said[dark]}
    return found


def css() -> str:
    """Return the colours as CSS, dark where the reader wants it."""
    light, dark = (
        "".join(f"--{name}:{value};" for name, value in variables(dark=each).items()) for each in (False, True)
    )
    return f":root{{color-scheme:light dark;{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}"


def resolved(drawing: str) -> str:
    """Put the light colours in place of the variables, for programs that know none."""
    values = variables(dark=False)
    return re.sub(r"var\(--([\w-]+)\)", lambda found: values[found[1]], drawing)

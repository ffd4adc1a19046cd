"""Owns how SVG is written: elements, their attributes, and that no text can break out of them; knows no chart."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sixlegs.report.escape import escape

Attribute = str | float


@dataclass(frozen=True)
class Element:
    """One element, with what is in it."""

    name: str
    attributes: Mapping[str, Attribute]
    children: tuple[Element | str, ...] = ()

    def __str__(self) -> str:
        """Write it."""
        said = "".join(f' {_name(key)}="{quoted(value)}"' for key, value in self.attributes.items())
        inner = "".join(child if isinstance(child, str) else str(child) for child in self.children)
        return f"<{self.name}{said}>{inner}</{self.name}>" if self.children else f"<{self.name}{said}/>"


def element(name: str, *children: Element, **attributes: Attribute) -> Element:
    """Make an element; `stroke_width` is written stroke-width."""
    return Element(name, attributes, children)


def text(words: str, x: float, y: float, **attributes: Attribute) -> Element:
    """Make a piece of text."""
    return Element("text", {"x": x, "y": y, **attributes}, (safe(words),))


def line(ends: tuple[float, float, float, float], **attributes: Attribute) -> Element:
    """Make a straight line."""
    return Element("line", dict(zip(("x1", "y1", "x2", "y2"), ends, strict=True)) | attributes)


def path(points: Sequence[tuple[float, float]], **attributes: Attribute) -> Element:
    """Make a line through points."""
    way = "L".join(f"{number(x)},{number(y)}" for x, y in points)
    return Element("path", {"d": f"M{way}", **attributes})


def titled(words: str, *marks: Element) -> Element:
    """Make a group that says what it is where a pointer rests on it."""
    return Element("g", {}, (Element("title", {}, (safe(words),)), *marks))


def moved(x: float, y: float, *marks: Element) -> Element:
    """Put marks elsewhere."""
    return Element("g", {"transform": f"translate({number(x)} {number(y)})"}, marks)


def safe(words: str) -> str:
    """Return text as it stands in HTML and XML: no mark-up, nothing that does not print as itself."""
    return html.escape(escape(words))


def quoted(value: Attribute) -> str:
    """Return the value of an attribute."""
    return safe(value) if isinstance(value, str) else number(value)


def number(value: float) -> str:
    """Write a coordinate, no longer than a screen can show."""
    return re.sub(r"\.?0+$", "", f"{value:.2f}") if "." in f"{value:.2f}" else str(value)


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")

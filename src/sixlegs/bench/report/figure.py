"""Owns what a figure is: panels that find their own places, a sentence, and the figures behind it as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sixlegs.bench.report import palette
from sixlegs.bench.report.svg import Attribute, Element, element, moved, safe, text

FONT = "ui-sans-serif,system-ui,'Segoe UI',Helvetica,Arial,'Liberation Sans',sans-serif"
_GAP, _MARGIN, _TOP = 28, 28, 78
TITLE_HEIGHT = 26
STYLE = (
    f"text{{font-family:{FONT};font-size:12px;fill:var(--soft);font-variant-numeric:tabular-nums}}"
    ".t{font-size:13px;font-weight:600;fill:var(--ink)}.v{fill:var(--ink)}.l{font-size:11px}"
)


@dataclass(frozen=True)
class Table:
    """The figures behind a figure."""

    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


@dataclass(frozen=True)
class Panel:
    """One drawing."""

    title: str
    width: int
    height: float
    marks: list[Element]

    def drawing(self) -> Element:
        """Return it with its title, as part of a page."""
        return Element(
            "svg",
            {
                "viewBox": f"0 0 {self.width} {self.height + TITLE_HEIGHT}",
                "role": "img",
                "aria-label": self.title,
                "class": "panel",
                "style": f"max-width:{self.width * 1.25:.0f}px",
            },
            tuple(self.parts()),
        )

    def parts(self) -> list[Element]:
        """Return what it is made of."""
        return [text(self.title, 0, 14, class_="t"), moved(0, TITLE_HEIGHT, *self.marks)]


@dataclass(frozen=True)
class Figure:
    """One thing that is shown."""

    name: str
    title: str
    said: str
    panels: list[Panel]
    table: Table
    notes: str = ""
    columns: int = 3
    wide: bool = False  # one panel takes the whole width
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def size(self) -> tuple[float, float]:
        """Return width and height of the file."""
        return self._laid_out()[1:]

    def svg(self) -> str:
        """Return it as a file of its own."""
        marks, width, height = self._laid_out()
        attributes: dict[str, Attribute] = {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {width:.0f} {height:.0f}",
            "width": width,
            "height": height,
            "role": "img",
            "aria-label": self.title,
        }
        ground = (
            Element("style", {}, (palette.css() + STYLE,)),
            element("rect", width="100%", height="100%", fill="var(--paper)"),
            text(self.title, _MARGIN, 34, style="font-size:19px;font-weight:650;fill:var(--ink)"),
            text(_cut(self.said, int(width / 6.4)), _MARGIN, 55),
        )
        return f"{Element('svg', attributes, (*ground, *marks))}\n"

    def _laid_out(self) -> tuple[list[Element], float, float]:
        """Put the panels beside and below each other."""
        marks: list[Element] = []
        y, width = float(_TOP), 480.0
        for first in range(0, len(self.panels), self.columns):
            row = self.panels[first : first + self.columns]
            x = float(_MARGIN)
            for panel in row:
                marks.append(moved(x, y, *panel.parts()))
                x += panel.width + _GAP
            width = max(width, x - _GAP + _MARGIN)
            y += max(panel.height for panel in row) + TITLE_HEIGHT + _GAP
        return marks, width, y


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else words[:most].rpartition(" ")[0] + " …"


def as_html(table: Table) -> str:
    """Return a table for a page."""
    head = "".join(f'<th scope="col">{safe(name)}</th>' for name in table.head)
    rows = "".join(
        f'<tr><th scope="row">{safe(row[0])}</th>' + "".join(f"<td>{safe(cell)}</td>" for cell in row[1:]) + "</tr>"
        for row in table.rows
    )
    return (
        '<div class="scroll" tabindex="0" role="region" aria-label="figures">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )

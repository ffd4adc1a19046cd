"""Owns how text from the web is put into XML: well-formed whatever it holds; knows no format."""

from __future__ import annotations

import html

from sixlegs.report.escape import escape

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def quoted(text: object) -> str:
    """Return text fit for XML, in an element or between quotes; what XML 1.0 forbids is an escape."""
    return html.escape(escape(str(text)))


def attributes(**values: object) -> str:
    """Return attributes of an element, each after a space; None leaves one out."""
    return "".join(f' {name}="{quoted(value)}"' for name, value in values.items() if value is not None)

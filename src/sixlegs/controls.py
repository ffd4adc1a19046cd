"""Owns what a control of a form is: to which form it belongs, and what it sends (HTML 4.10.17 to 4.10.21)."""

from __future__ import annotations

import re
import sys
from bisect import bisect
from collections.abc import Collection, Iterator

from turbohtml import Element, TokenType, tokenize

BUTTONS = frozenset({"submit", "image", "button", "reset"})
_LINES = frozenset({"hidden", "submit", "checkbox", "radio"})  # kinds of inputs that may have more than one line
_START, _END = (0, 0), (sys.maxsize, 0)

_Place = tuple[int, int]


class Owners:
    """Which form a control belongs to (HTML 4.10.17.3).

    Strategy: it is not the element around it which counts first, but the tags that were open when its own was read. So
    a form that begins amid a table, which leaves its element empty, has all that stands before its end tag.
    """

    def __init__(self, text: str, forms: Collection[Element]) -> None:
        self._named = {form.attr("id"): form for form in reversed([*forms])}
        begun = {form.position: form for form in forms}
        spans = [(begin, end) for begin, end in _spans(text) if begin in begun]
        self._begin = [begin for begin, _ in spans]
        self._end = [end for _, end in spans]
        self._forms = [begun[begin] for begin in self._begin]

    def of(self, control: Element) -> Element | None:
        """Return it."""
        if (name := control.attr("form")) is not None:
            return self._named.get(name)
        place = control.position or _START
        last = bisect(self._begin, place) - 1
        return self._forms[last] if last >= 0 and place < self._end[last] else control.closest("form")


def _spans(text: str) -> Iterator[tuple[_Place, _Place]]:
    """Give where forms begin and end by their tags; while one is open, no other begins."""
    begin, templates = None, 0
    for token in tokenize(text):
        place, starts = (token.line, token.col), token.type is TokenType.START_TAG
        if token.tag == "template":
            templates = max(0, templates + (1 if starts else -1))
        elif token.tag == "form" and not templates:
            if not starts and begin is not None:
                yield begin, place
            begin = (begin or place) if starts else None
    if begin is not None:
        yield begin, _END


def kind(control: Element) -> str:
    """Return its type, or its tag where it has no types."""
    if control.tag == "button":
        said = (control.attr("type") or "submit").lower()
        return said if said in BUTTONS else "submit"
    return (control.attr("type") or "text").lower() if control.tag == "input" else control.tag


def checked(control: Element) -> bool:
    """Say whether a box is checked."""
    return control.attr("checked") is not None


def disabled(control: Element) -> bool:
    """HTML 4.10.18.5: by itself, or by a fieldset around it, unless it stands in the first legend of that."""
    if control.attr("disabled") is not None:
        return True
    legend = None
    for around in control.ancestors:
        if isinstance(around, Element) and around.tag == "fieldset" and around.attr("disabled") is not None:
            first = next((each for each in around if isinstance(each, Element) and each.tag == "legend"), None)
            if first is None or first != legend:
                return True
        legend = around
    return False


def _chosen(select: Element) -> list[str]:
    """Return the values of the options that are chosen (HTML 4.10.7)."""
    options = select.select("option")
    chosen = [each for each in options if each.attr("selected") is not None]
    if select.attr("multiple") is None:
        size = select.attr("size") or ""
        if not chosen and not (size.isdecimal() and int(size) > 1):
            chosen = [each for each in options if not _off(each)][:1]
        chosen = chosen[-1:]
    return [
        " ".join(each.text.split()) if (value := each.attr("value")) is None else value
        for each in chosen
        if not _off(each)
    ]


def _off(option: Element) -> bool:
    group = option.closest("optgroup")
    return option.attr("disabled") is not None or (group is not None and group.attr("disabled") is not None)


def values(control: Element, charset: str) -> list[str]:
    """Return what a control sends of which nobody has said anything."""
    its = kind(control)
    if disabled(control) or (its in {"checkbox", "radio"} and not checked(control)):
        return []
    if its == "hidden" and (control.attr("name") or "").lower() == "_charset_":
        return [charset]
    if its == "file":
        return [""]
    if its == "submit" and control.tag == "input" and control.attr("value") is None:
        return ["Submit"]  # what the button shows
    if its == "select":
        return _chosen(control)
    value = str(control.field_value or "")
    return [value] if control.tag != "input" or its in _LINES else [re.sub(r"[\r\n]", "", value)]

"""What a form sends is what it sends in a real browser, on random pages of all kinds of controls."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from sixlegs import forms

if TYPE_CHECKING:
    from tests.browser.chromium import Page

PAGES = 1000
KINDS = [
    "text",
    "hidden",
    "password",
    "checkbox",
    "radio",
    "submit",
    "image",
    "button",
    "reset",
    "file",
    "search",
    "odd",
]
TEXTS = ["", "x", "\nx\n", "a&#13;b"]
SENT = """pages => pages.map(page => {
    const frame = document.body.appendChild(document.createElement('iframe'));
    const shown = frame.contentDocument;
    shown.open(); shown.write(page); shown.close();
    const sent = [...shown.querySelectorAll('form')].map(form => {
        const [button] = [...shown.querySelectorAll('input, button')].filter(each =>
            each.form === form && ['submit', 'image'].includes(each.type) && !each.matches(':disabled'));
        const data = new frame.contentWindow.FormData(form, button);
        return [...data].map(([name, value]) => [name, typeof value === 'string' ? value : '']);
    });
    frame.remove();
    return sent;
})"""


class Writer:
    """Writes pages by chance."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311  nothing hangs on it

    def page(self) -> str:
        """Write a page of forms, some of them amid a table."""
        return "".join(self._form() for _ in range(self._chance.randrange(1, 4))) + self._control()

    def _form(self) -> str:
        name, inner = self._chance.choice("fgh"), self._some()
        return self._chance.choice(
            [
                f"<form id={name} method=post>{inner}</form>",
                f"<table><form id={name} method=post><tr><td>{inner}</form></table>",
                f"<form id={name} method=post><div>{inner}</form>{self._control()}</div>",
                inner,
            ]
        )

    def _some(self, deep: int = 0) -> str:
        return "".join(self._block(deep) for _ in range(self._chance.randrange(4)))

    def _block(self, deep: int) -> str:
        if deep == 3 or self._chance.random() < 0.6:
            return self._control()
        inner, off = self._some(deep + 1), self._chance.choice(["", "disabled"])
        legend = self._chance.choice(["", f"<legend>{self._control()}</legend>"])
        around = [f"<fieldset {off}>{legend}{inner}</fieldset>", f"<template>{inner}</template>", f"<div>{inner}</div>"]
        return self._chance.choice(around)

    def _control(self) -> str:
        makes: list[Callable[[], str]] = [
            lambda: f"<input type={self._chance.choice(KINDS)} {self._said('checked')}>",
            lambda: f"<button type={self._chance.choice(['submit', 'button', 'reset', 'x'])} {self._said()}>b</button>",
            lambda: f"<textarea {self._said()}>{self._chance.choice(TEXTS)}</textarea>",
            lambda: f"<select {self._said('multiple', 'size=3')}>{self._options()}</select>",
        ]
        return self._chance.choices(makes, [5, 1, 1, 2])[0]()

    def _said(self, *more: str) -> str:
        values = ["", "x", "1 2", "a&#10;b", "é"]
        names = ["a", "b", "c[]", "_charset_", "''"]
        said = [f"name={self._chance.choice(names)}", f"value='{self._chance.choice(values)}'", "disabled", "form=f"]
        kept = [each for each, odds in zip(said, (0.9, 0.5, 0.1, 0.1), strict=True) if self._chance.random() < odds]
        return " ".join([*kept, *(each for each in more if self._chance.random() < 0.4)])

    def _options(self) -> str:
        said = ["", "selected", "disabled", "value=v", "value=w selected"]
        some = "".join(f"<option {self._chance.choice(said)}> p  q" for _ in range(self._chance.randrange(4)))
        return self._chance.choice([some, f"<optgroup disabled>{some}</optgroup><option>r"])


def by_us(page: str) -> list[list[list[str]]]:
    """Return what each form of a page sends."""
    sent = [form.filled({}, "utf-8").content.decode("ascii") for form in forms.read(page, "http://site/")]
    return [[[name, value] for name, value in parse_qsl(each, keep_blank_values=True)] for each in sent]


def as_sent(form: list[list[str]]) -> list[list[str]]:
    """Return what the browser tells, with the ends of lines as they are once it sends it."""
    return [[re.sub(r"\r\n|\r|\n", "\r\n", text) for text in pair] for pair in form]


def test_a_form_sends_what_it_does_in_a_browser(page: Page) -> None:
    """The same names and values in the same order, whatever controls it has and wherever they stand."""
    writer = Writer(1)
    pages = [writer.page() for _ in range(PAGES)]
    told = page.evaluate(f"({SENT})({json.dumps(pages)})")
    theirs = [[as_sent(form) for form in each] for each in told]
    assert [
        (text, us, them) for text, us, them in zip(pages, map(by_us, pages), theirs, strict=True) if us != them
    ] == []

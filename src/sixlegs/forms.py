"""Owns how a form is filled in and what a browser then sends (HTML 4.10.21); knows nothing of requests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote_plus

import webencodings
from turbohtml import Element, parse

from sixlegs.controls import BUTTONS, Owners, checked, disabled, kind, values
from sixlegs.extract.elements import method
from sixlegs.extract.links import Resolver

_LINE_END = re.compile(r"\r\n|\r|\n")

Pairs = Sequence[tuple[str, str]]


class Sent(NamedTuple):
    """What a form sends, and where to."""

    url: str
    method: str  # "get" or "post"
    content_type: str = ""
    content: bytes = b""


class Form:
    """A form of a page, with its controls."""

    def __init__(self, element: Element, controls: Sequence[Element], resolve: Resolver, url: str) -> None:
        self._element = element
        self._controls = controls
        self._resolve = resolve
        self._url = url  # of the page
        self.names = tuple(dict.fromkeys(name for each in controls if (name := each.attr("name"))))
        self.asks_password = any(kind(each) == "password" for each in controls)

    @property
    def target(self) -> str:
        """Where it leads, without what may change from one time to the next: query, fragment, parameters."""
        return re.split(r"[?#;]", self._action(None), maxsplit=1)[0]

    def filled(self, given: Mapping[str, str], encoding: str) -> Sent:
        """Fill in what is given, leave all else as the page has it, and press the button that Enter would press.

        `encoding` is that of the page, which is also that of what is sent, unless the form says otherwise.
        """
        button = self._button(given)
        codec = self._codec(encoding)
        pairs = [
            (_coded(name, codec), _coded(text, codec)) for name, text in self._entries(given, button, _named(codec))
        ]
        url = self._action(button)
        if self._method(button) == "get":
            return Sent(f"{url.partition('#')[0].partition('?')[0]}?{_urlencoded(pairs).decode()}", "get")
        if self._enctype(button) == "multipart/form-data":
            return Sent(url, "post", *_multipart(pairs))
        return Sent(url, "post", "application/x-www-form-urlencoded", _urlencoded(pairs))

    def _action(self, button: Element | None) -> str:
        own = None if button is None else button.attr("formaction")
        written = (own or self._element.attr("action") or "").strip()
        return self._resolve(written)[0] if written else self._url

    def _method(self, button: Element | None) -> str:
        if button is None:
            return method("form", self._element.attrs, None)
        return method("button", button.attrs, self._element.attr("method"))

    def _enctype(self, button: Element | None) -> str:
        own = None if button is None else button.attr("formenctype")
        return (own or self._element.attr("enctype") or "").strip().lower()

    def _codec(self, encoding: str) -> webencodings.Encoding:
        for label in [*(self._element.attr("accept-charset") or "").split(), encoding]:
            found = webencodings.lookup(label)
            if found is not None and not found.name.startswith(("utf-16", "replacement")):
                return found
        return webencodings.UTF8

    def _button(self, given: Mapping[str, str]) -> Element | None:
        buttons = [each for each in self._controls if kind(each) in {"submit", "image"}]
        named = [each for each in buttons if each.attr("name") in given]
        exact = [each for each in named if each.attr("value") == given[str(each.attr("name"))]]
        return next((each for each in [*exact, *named, *buttons] if each in named or not disabled(each)), None)

    def _entries(self, given: Mapping[str, str], button: Element | None, charset: str) -> Iterator[tuple[str, str]]:
        left = dict(given)
        radios = {each.attr("name"): each for each in self._controls if kind(each) == "radio" and checked(each)}
        for control in self._controls:
            name = control.attr("name") or ""
            if control == button and kind(control) == "image":
                dot = f"{name}." if name else ""
                left.pop(name, None)
                yield from ((f"{dot}x", "0"), (f"{dot}y", "0"))
            elif name in left:
                yield name, left.pop(name)
            elif kind(control) == "radio" and radios.get(name, control) != control:
                continue  # the last of a group that is checked is the one that is
            elif name and name not in given and (control == button or kind(control) not in BUTTONS):
                yield from ((name, text) for text in values(control, charset))


def read(text: str, url: str) -> list[Form]:
    """Return the forms of a page."""
    document = parse(text)
    base = document.select_one("base[href]")
    resolve = Resolver(url, None if base is None else base.attr("href"))
    found: dict[Element, list[Element]] = {form: [] for form in document.select("form") if _lives(form)}
    owners = Owners(text, found)
    for control in document.select("input, select, textarea, button"):
        form = owners.of(control)
        if form in found and _lives(control):
            found[form].append(control)
    return [Form(form, controls, resolve, url) for form, controls in found.items()]


def asked(forms: Sequence[Form], names: Sequence[str]) -> Form | None:
    """Return the form that is meant by one who would fill in these names: one with a password, if there is one."""
    fitting = [form for form in forms if set(names) <= set(form.names)]
    return next((form for form in fitting if form.asks_password), None) or next(iter(fitting), None)


def _lives(element: Element) -> bool:
    return element.closest("template, datalist") is None


def _named(codec: webencodings.Encoding) -> str:
    return "UTF-8" if codec is webencodings.UTF8 else str(codec.name)


def _coded(text: str, codec: webencodings.Encoding) -> bytes:
    """What the encoding does not have is sent as a character reference, as browsers do."""
    coded: bytes = codec.codec_info.encode(_LINE_END.sub("\r\n", text), "xmlcharrefreplace")[0]
    return coded


def _urlencoded(pairs: Sequence[tuple[bytes, bytes]]) -> bytes:
    """URL Standard 5.2."""
    written = ("=".join(quote_plus(part, safe="*").replace("~", "%7E") for part in pair) for pair in pairs)
    return "&".join(written).encode()


def _multipart(pairs: Sequence[tuple[bytes, bytes]]) -> tuple[str, bytes]:
    """RFC 7578, with names as HTML 4.10.21.8 has them."""
    boundary = b"----sixlegs"
    while any(boundary in text for _, text in pairs):
        boundary += b"-"
    parts = [
        b'--%b\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n' % (boundary, _quoted(name), text)
        for name, text in pairs
    ]
    return f"multipart/form-data; boundary={boundary.decode()}", b"".join([*parts, b"--%b--\r\n" % boundary])


def _quoted(name: bytes) -> bytes:
    return name.replace(b"\r\n", b"%0D%0A").replace(b'"', b"%22")

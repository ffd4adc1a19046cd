"""The tests of html5lib-tests: links and anchors are the same by the default parser and by html5lib, the oracle."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from sixlegs import extract
from tests.conformance.data import PAGES, files

# Where they differ, and why: html5lib is of 2020, and the HTML standard has changed since. A browser sides with
# turbohtml in all but the pages with a frameset: see test_browser.py.
REASONS = {
    "<isindex": "html5lib still makes a form of it; it is an element like any other (whatwg/html#1095)",
    "<select": "html5lib drops the elements in a select; since 2025 they stay (whatwg/html#10548)",
    "<template": "html5lib knows no templates, in which a cell or a row may stand by itself",
    "<frameset.*<html": "turbohtml forgets the attributes of a second html after a frameset",
    "<svg.*<foreignObject.*</td>": "html5lib does not end the cell around a drawing where an end tag in it says so",
}


@cache
def cases() -> list[str]:
    """Return the input of each test of the tokenizer and of tree construction, as a page."""
    found = []
    for text in files(PAGES, "testdata/tree-construction/", ".dat").values():
        for test in re.split(r"(?:^|\n)#data\n", text.decode())[1:]:
            source, _, rest = test.partition("\n#errors")
            if "#document-fragment" not in rest:
                found.append(source)
    for text in files(PAGES, "testdata/tokenizer/", ".test").values():
        for test in json.loads(text).get("tests", []):
            source = test["input"]
            found.append(json.loads(f'"{source}"') if test.get("doubleEscaped") else source)
    return list(dict.fromkeys(text for text in found if not re.search("[\ud800-\udfff]", text)))


def links(parser: str, text: str) -> Any:
    """Return the links and anchors of a page."""
    page = extract.reader(parser)(text, "http://site/", 1000)
    return [(link.element, link.attribute, link.url, link.avoid) for link in page.links], page.anchors


def marked(text: str) -> str:
    """Give every start tag an id and things to link to, so that what becomes of each element can be seen."""
    count = 0

    def mark(tag: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return f"{tag[0]} id=i{count} href=h{count} src=s{count} action=f{count} cite=c{count} background=b{count} "

    return re.sub(r"<[a-zA-Z][a-zA-Z0-9]*(?=[\s>/])", mark, text) + "<a href=end id=end>"


def reason(text: str) -> str | None:
    """Say why the parsers may differ on a page."""
    return next((why for pattern, why in REASONS.items() if re.search(pattern, text, re.IGNORECASE)), None)


def test_there_are_cases() -> None:
    """The data is what it is meant to be."""
    assert len(cases()) > 8000
    assert sum("id=i1 " in marked(text) for text in cases()) > 1700


def test_links_are_the_same_by_both_parsers() -> None:
    """On each of the cases as it is, and with every start tag made a link, but for known reasons."""
    pages = dict.fromkeys(each for case in cases() for each in (case, marked(case)))
    differing = [text for text in pages if links("html5lib", text) != links("turbohtml", text)]
    assert [text for text in differing if reason(text) is None] == []


def test_each_reason_is_needed() -> None:
    """A reason that no page has any more is to be struck from the list."""
    differing = [text for text in map(marked, cases()) if links("html5lib", text) != links("turbohtml", text)]
    assert {reason(text) for text in differing} == set(REASONS.values())
    assert len(differing) < 100

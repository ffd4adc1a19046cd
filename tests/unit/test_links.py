"""Laws of what links become."""

from __future__ import annotations

import pytest

from sixlegs.extract import links
from sixlegs.extract.links import Resolver


def test_a_link_is_resolved_or_kept() -> None:
    """What is a URL becomes absolute, and what is none stays as it is."""
    resolve = Resolver("http://site/dir/page", None)
    assert resolve("x") == resolve("x") == ("http://site/dir/x", True)
    assert resolve(" http://[ ") == ("http://[", False)


@pytest.mark.parametrize("raw", ["/x", "//host/x", "http://host/x", "x", "?x", "https:x", "http:x", "http:/x"])
def test_what_one_page_knows_is_no_other_page_s_truth(raw: str) -> None:
    """What is remembered of one page is used on another only where it means the same."""
    pages = ["http://site/a/", "http://site/b/", "https://site/a/", "http://other/a/"]
    first = [Resolver(page, None)(raw) for page in pages]
    links._memory.clear()
    assert [Resolver(page, None)(raw) for page in reversed(pages)] == first[::-1]


def test_a_base_counts_for_what_is_remembered() -> None:
    """A page whose base is elsewhere neither learns from its own site nor teaches it."""
    assert Resolver("http://site/", None)("/x") == ("http://site/x", True)
    assert Resolver("http://site/", "https://base/a/")("/x") == ("https://base/x", True)
    assert Resolver("http://site/", None)("/x") == ("http://site/x", True)


def test_what_is_remembered_is_bounded() -> None:
    """A crawl of very many sites, or of very many links, does not fill the memory with them."""
    for number in range(3 * links._SITES):
        Resolver(f"http://host{number}/", None)("/x")
    assert len(links._memory) <= links._SITES + 1
    resolve = Resolver("http://site/", None)
    for number in range(links._REMEMBERED + 1):
        resolve(f"/{number}")
    Resolver("http://site/", None)
    assert not links._memory


def test_many_links_at_once_are_what_each_is() -> None:
    """With an odd base, and where a text has more than one line, they are resolved one by one."""
    raws = ["x", "/y", "http://["]
    urls, valid = Resolver("http://site/dir/page", "ftp://host/").all(raws)
    assert (urls, valid) == (["ftp://host/x", "ftp://host/y", "http://["], [True, True, False])
    assert Resolver("http://site/dir/page", None).all(["a\nb", "c"])[0] == ["http://site/dir/ab", "http://site/dir/c"]

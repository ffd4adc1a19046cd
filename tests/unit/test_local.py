"""Laws of what local files are called."""

from __future__ import annotations

import pytest

from sixlegs import local
from sixlegs.crawl import Crawl
from sixlegs.model import Edge, Policy, Reason
from sixlegs.page import examine
from tests.unit.build import answer, crawled, moved, next_fetch, page

FILES = local.ORIGIN
MARKDOWN = ("content-type", "text/markdown")


@pytest.mark.parametrize(
    ("relative", "root", "shown"),
    [
        ("a.html", ".", "a.html"),
        ("sub/ä b.html", "public", "public/sub/ä b.html"),
        ("50%23.html", "public", "public/50%23.html"),
        ("line\nbreak?#.html", "/srv/www/", "/srv/www/line%0Abreak%3F%23.html"),
        ("index.html", ".", "./"),
        ("sub/index.html", "public", "public/sub/"),
        ("caf\udce9 \udcc3/é.html", ".", "caf%E9 %C3/é.html"),
    ],
)
def test_a_file_is_shown_by_its_path(relative: str, root: str, shown: str) -> None:
    """Reports name a file as the user would, and no name can pass for another or break a line."""
    assert local.shown(local.url_of(relative), root) == shown.replace("50%23", "50%2523")


@pytest.mark.parametrize("root", [".", "public", "/srv/www/"])
@pytest.mark.parametrize("name", ["", "a.html", "sub/ä 50%?#.html", "caf\udce9.html"])
def test_a_file_has_the_address_that_it_is_published_at(root: str, name: str) -> None:
    """What a report shows of a file leads to its address by the rules of --remap; without one it stays local."""
    url = local.url_of(name)
    rules = (("https://my.site", FILES),)
    assert local.published(local.shown(url, root), root, rules) == url.replace(FILES, "https://my.site")
    assert local.published(local.shown(url, root), root, ()) == url
    assert local.home(["http://a/"], ()) == "http://a/"
    assert (local.home([url], ()), local.home([url], rules)) == ("", url.replace(FILES, "https://my.site"))


def test_a_page_of_the_web_is_published_as_the_rules_say() -> None:
    """A server that stands in for the site has the site's addresses, whether files are checked too or not."""
    rules = (("https://my.site", "http://h:1"),)
    assert local.published("http://h:1/a", None, rules) == "https://my.site/a"
    assert local.published("http://h:1/a", ".", rules) == "https://my.site/a"


def test_other_urls_are_shown_as_they_are() -> None:
    """Only what stands for a file is a path."""
    assert local.shown("https://files.invalid.example/a", "public") == "https://files.invalid.example/a"


def test_a_crawl_of_files_asks_for_no_robots_txt_and_shows_paths() -> None:
    """Nobody's robots.txt rules one's own files; a folder's index is one page, whichever way it is linked."""
    web = {f"{FILES}/": page("/index.html", "sub/", "b.html"), f"{FILES}/sub/": page("../index.html", "../lost")}
    story = crawled(web, f"{FILES}/", root="public")
    assert [str(each) for each in story.asked] == [
        f"GET {FILES}/",
        f"GET {FILES}/sub/",
        f"GET {FILES}/b.html",
        f"GET {FILES}/lost",
    ]
    assert story.rows["public/index.html"].final_url == "public/"
    assert story.rows["public/lost"].referrers[0].page == "public/sub/index.html"


def test_only_a_local_file_leads_to_another() -> None:
    """A page of the web that names a local file, by a link or by a redirect, does not get it looked at."""
    web = {
        "http://site/": page(f"{FILES}/secret", "moved"),
        "http://site/moved": moved(f"{FILES}/secret"),
        f"{FILES}/a": page("b"),
        f"{FILES}/b": moved("a"),
    }
    story = crawled(web, "http://site/", f"{FILES}/a", root=".")
    assert story.reason("secret") is Reason.SCHEME
    assert story.reason("http://site/moved") is Reason.BAD_REDIRECT
    assert story.rows["b"].redirects == (("b", 302),)
    assert not story.times(f"{FILES}/secret")


def test_a_markdown_page_is_read() -> None:
    """What is served as Markdown is searched for links and anchors, the HTML in it too."""
    text = b"# Top\n[a](a.md#part) <a href='b.md'>b</a>"
    web = {
        f"{FILES}/r.md": answer(200, MARKDOWN)._replace(body=text),
        f"{FILES}/a.md": answer(200, MARKDOWN)._replace(body=b"# Other"),
    }
    story = crawled(web, f"{FILES}/r.md", root=".")
    assert story.reason("a.md#part") is Reason.FRAGMENT_MISSING
    assert story.reason("b.md") is Reason.NOT_FOUND


def test_the_graph_shows_paths_too() -> None:
    """An edge between two files names both by their paths."""
    crawl = Crawl([f"{FILES}/a"], Policy(root="public"))
    crawl.feed(examine(next_fetch(crawl), page("b")), 0.0)
    assert list(crawl.edges()) == [Edge("public/a", "public/b")]


def test_a_file_has_one_url() -> None:
    """Slashes are folded in the path and not in the query, an index is its folder, and no path looks absolute."""
    assert local.canonical(f"{local.ORIGIN}/.//a///index.html") == f"{local.ORIGIN}/./a/"
    assert local.canonical(f"{local.ORIGIN}//a?b//c") == f"{local.ORIGIN}/a?b//c"
    assert local.shown(f"{local.ORIGIN}//etc/passwd", ".") == "etc/passwd"
    assert local.shown(f"{local.ORIGIN}//etc/passwd", "public") == "public/etc/passwd"

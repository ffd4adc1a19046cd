"""The laws of where a crawl can begin besides a URL."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.contract.command import Command, Outcome

if TYPE_CHECKING:
    from tests.setups import Setup
    from tests.site.running import RunningSite

pytestmark = pytest.mark.one_client


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an empty folder to work in."""
    place = tmp_path / "work"
    place.mkdir()
    return place


def crawl(folder: Path, backend: Setup, *args: str) -> Outcome:
    """Run the command in a folder."""
    outcome = Command(folder, *args, *backend.args, "--format", "json:report.json").end()
    outcome.check_manners()
    return outcome


def test_a_folder_is_checked_like_a_site(folder: Path, backend: Setup, site: RunningSite) -> None:
    """Links between files, absolute ones too, are checked with their fragments, and those to the web with them."""
    (folder / "public" / "sub").mkdir(parents=True)
    (folder / "public" / "index.html").write_text(
        "<a href='sub/'>s</a> <a href='/sub/a#here'>a</a> <a href='/sub/a#gone'>a</a> <a href='../../lost'>l</a>"
        f"<a href='{site.url('/')}'>web</a> <a href='read.md#the-end'>m</a>"
    )
    (folder / "public" / "sub" / "index.html").write_text("<a href='../lost'>l</a>")
    (folder / "public" / "sub" / "a.html").write_text("<p id=here>")
    (folder / "public" / "read.md").write_text("# The end\n\n[x](nowhere.md)")
    outcome = crawl(folder, backend, "public")
    assert outcome.exit_code == 1
    verdicts = {url: outcome.verdict(url) for url in outcome.records}
    assert verdicts == {
        site.url("/"): "ok/ok",
        "public/": "ok/ok",
        "public/lost": "broken/not-found",
        "public/nowhere.md": "broken/not-found",
        "public/read.md": "ok/ok",
        "public/read.md#the-end": "ok/ok",
        "public/sub/": "ok/ok",
        "public/sub/a#gone": "broken/fragment-missing",
        "public/sub/a#here": "ok/ok",
        "public/sub/a.html": "ok/ok",
    }
    pages = [each["page"] for each in outcome.records["public/lost"]["referrers"]]
    assert sorted(pages) == ["public/index.html", "public/sub/index.html"]
    assert outcome.report["run"]["start"] == ["public"]


def test_a_sitemap_is_a_start(folder: Path, backend: Setup) -> None:
    """A compressed sitemap that robots.txt names is read, and what only it lists is checked and noted."""
    (folder / "public").mkdir()
    (folder / "public" / "index.html").write_text("hi")
    (folder / "public" / "alone.html").write_text("hi")
    listed = "".join(f"<url><loc>https://files.invalid/{name}</loc></url>" for name in ("", "alone.html", "lost"))
    with gzip.open(folder / "public" / "1.xml.gz", "wt") as file:
        file.write(f"<urlset>{listed}</urlset>")
    index = "<sitemapindex><sitemap><loc>https://files.invalid/1.xml.gz</loc></sitemap></sitemapindex>"
    (folder / "public" / "sitemap.xml").write_text(index)
    outcome = crawl(folder, backend, "public/index.html", "--root", "public", "--sitemap")
    assert outcome.verdict("public/lost") == "broken/not-found"
    assert {url for url, row in outcome.records.items() if "orphan" in row["notes"]} == {"public/alone.html"}


def test_a_url_can_be_explained(folder: Path, backend: Setup, site: RunningSite) -> None:
    """What a crawl would do with a URL is said, with the line of robots.txt that decides, and nothing is crawled."""
    outcome = crawl(folder, backend, site.url("/"), "--explain", site.url("/anything"), "--exclude", "any")
    assert outcome.exit_code == 0
    assert "result      skipped, excluded" in outcome.stdout
    assert "robots.txt  " in outcome.stdout
    assert "report.json" not in outcome.files


def test_secrets_go_to_their_own_hosts(folder: Path, backend: Setup, site: RunningSite) -> None:
    """Header, login and cookie reach the origin that they are for, as they were given, and no other one."""
    start, other = site.url("/ok"), site.url("/friendly", "other.test")
    host = start.split("/")[2].partition(":")[0]
    (folder / "cookies.txt").write_text(f"# Netscape HTTP Cookie File\n{host}\tFALSE\t/\tFALSE\t0\tsession\tabc\n")
    (folder / "list").mkdir()
    (folder / "list" / "a.html").write_text(f"<a href='{other}'>o</a>")
    crawl(
        folder, backend, start, "list", "--depth", "1", "--ignore-robots", "--auth", "user:word",
        "--cookies", "cookies.txt", "--header-for", start.rpartition("/")[0], "X-Key: 1",
    )  # fmt: skip
    secrets = {"authorization", "cookie", "x-key"}
    sent = {
        each.origin: {name.lower(): value for name, value in each.headers if name.lower() in secrets}
        for each in site.seen().requests
    }
    mine = sent.pop(next(origin for origin in sent if sent[origin]))
    assert mine == {"authorization": "Basic dXNlcjp3b3Jk", "cookie": "session=abc", "x-key": "1"}
    assert sent
    assert not any(sent.values())


def test_links_that_moved_for_good_are_rewritten(folder: Path, backend: Setup, site: RunningSite) -> None:
    """A patch has each link to a permanent redirect with its new address and its fragment; --write does it."""
    (folder / "d" / "sub").mkdir(parents=True)
    (folder / "d" / "sub" / "index.html").write_text("hi")
    page = f"<a class=x href='sub#top'>s</a>\n<a href='{site.url('/301')}'>p</a>"
    (folder / "d" / "a.html").write_text(page)
    args = ("fix-redirects", "d", *backend.args)
    shown = Command(folder, *args).end()
    assert (shown.exit_code, (folder / "d" / "a.html").read_text()) == (0, page), shown.stderr
    assert "-<a class=x href='sub#top'>s</a>\n" in shown.stdout
    assert "+<a class=x href='sub/#top'>s</a>\n" in shown.stdout
    assert f"+<a href='{site.url('/page')}'>p</a>" in shown.stdout
    written = Command(folder, *args, "--write").end()
    assert written.stdout == "d/a.html\n"
    assert "href='sub/#top'" in (folder / "d" / "a.html").read_text()
    assert Command(folder, *args).end().stdout == ""


def test_a_site_is_checked_before_it_is_published(folder: Path, backend: Setup) -> None:
    """With --remap, links to where a site will be lead to the files that it is made of, and nothing asks that host."""
    (folder / "public" / "sub").mkdir(parents=True)
    home = "https://published.invalid"
    (folder / "public" / "index.html").write_text(
        f"<link rel=canonical href='{home}/new'> <a href='{home}/new#here'>h</a> <a href='{home}/new#gone'>g</a>"
        f"<a href='{home}/lost'>l</a> <a href='{home}'>s</a> <a href='{home}.other/'>o</a>"
    )
    (folder / "public" / "new.html").write_text("<p id=here>")
    (folder / "public" / "sitemap.xml").write_text(f"<urlset><url><loc>{home}/new</loc></url></urlset>")
    outcome = crawl(folder, backend, "public", "--remap", f"{home}/", "public", "--exclude", "other", "--sitemap")
    assert {url: outcome.verdict(url) for url in outcome.records if url.startswith(home)} == {
        f"{home}/": "ok/ok",
        f"{home}/new": "ok/ok",
        f"{home}/new#here": "ok/ok",
        f"{home}/new#gone": "broken/fragment-missing",
        f"{home}/lost": "broken/not-found",
        f"{home}.other/": "skipped/excluded",
    }
    assert outcome.records[f"{home}/lost"]["final_url"] == "public/lost"
    told = crawl(folder, backend, "public", "--remap", home, "public", "--explain", f"{home}/new")
    assert "result      checked, and searched for links" in told.stdout


def test_a_site_is_checked_on_another_server(folder: Path, backend: Setup, site: RunningSite) -> None:
    """With --remap to a URL that one is asked, and links that have moved are rewritten for where they will be."""
    home, there = "https://published.invalid/docs", site.url("/").rstrip("/")
    (folder / "d").mkdir()
    (folder / "d" / "a.html").write_text(f"<a href='{home}/301'>p</a> <a href='{home}/ok#x'>o</a>")
    outcome = crawl(folder, backend, "d", "--remap", home, there)
    assert outcome.records[f"{home}/301"]["notes"] == ["redirected", "permanent-redirect"]
    assert {each.target for each in site.seen().requests} >= {"/301", "/ok"}
    final = outcome.records[f"{home}/301"]["final_url"].removeprefix(there)
    patch = Command(folder, "fix-redirects", "d", "--remap", home, there, *backend.args).end().stdout
    assert f"+<a href='{home}{final}'>p</a>" in patch


def test_a_folder_can_only_stand_in_where_files_are_checked(folder: Path) -> None:
    """A crawl of the web reads no files: --remap to a folder is refused then, and so is one outside of the root."""
    (folder / "d").mkdir()
    (folder / "d" / "a.html").write_text("x")
    for start, place, said in (("http://127.0.0.1:9/", "d", "nothing local is checked"), ("d", "/", "outside of")):
        outcome = Command(folder, start, "--remap", "https://published.invalid", place).end()
        assert (outcome.exit_code, len(outcome.stderr.splitlines())) == (2, 1)
        assert said in outcome.stderr


def test_a_folder_of_many_files_is_read_to_its_end(folder: Path, backend: Setup) -> None:
    """Answers that are there at once, one after the other, are as good as others."""
    (folder / "d").mkdir()
    for number in range(400):
        (folder / "d" / f"{number}.html").write_text(f"<a href='{number + 1}.html'>x</a>")
    outcome = crawl(folder, backend, "d")
    assert (outcome.exit_code, outcome.report["summary"]["ok"], len(outcome.records)) == (1, 400, 401)

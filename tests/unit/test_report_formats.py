"""The laws of the formats that other programs read, each judged by a reader that we did not write."""

from __future__ import annotations

import csv
import json
import re
import warnings
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import html5lib
import junitparser
import networkx as nx
import pydot
import pytest
from lxml import etree
from markdown_it import MarkdownIt
from sarif_pydantic import Sarif

from sixlegs import report
from sixlegs.command.outputs import Look, Outputs, Wanted
from sixlegs.model import Edge, Note, Reason, Result, Verdict
from sixlegs.report.escape import escape
from tests.unit.samples import SITE, a_broken, a_referrer, a_run, a_skipped, an_ok, written

HOSTILE = [
    '"><script>alert(1)</script>', "\x1b[31mred\x07\x00", "\u202eevil\u2066", "\ud800 lone", "a\r\n::error::pwned",
    "]]>&amp;<b>", "`|` [x](y) @team #1 ![i](//e)", "%0A::set-env name=PATH::x", "\ufffe\uffff", '\\" ; rank=1',
    "\x85\u2028",
]  # fmt: skip
MACHINE = [name for name in report.FORMATS if name != "text"]
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def hostile(nasty: str) -> list[Result]:
    """Return results with a hostile string in every place that the web can reach."""
    place = a_referrer(text=nasty, raw=nasty, url=nasty)
    notes = (Note.REDIRECTED,)
    broken = a_broken("a", detail=nasty, referrers=(place,), redirects=((SITE + nasty, 301),), notes=notes)
    bad = Result(nasty, Verdict.BROKEN, Reason.BAD_URL, detail=nasty, referrers=(place,), referrer_count=1)
    fine = an_ok(nasty, content_type="text/html", final_url=SITE + nasty, referrers=(place,), referrer_count=1)
    return [broken, bad, fine, a_broken("s", verdict=Verdict.BLOCKED, reason=Reason.FORBIDDEN, content_type=nasty)]


def shown(name: str, *results: Result, **run: Any) -> str:
    """Return a report with the edges that the results suggest."""
    edges = [Edge(SITE, result.url) for result in results if result.url != SITE]
    return written(name, *results, **{"edges": lambda: edges} | run)


def read_xml(text: str) -> object:
    """Read XML as strictly as libxml2 can."""
    return etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False, recover=False))


def read_dot(text: str) -> list[pydot.Dot] | None:
    """Read DOT; that the reader uses old names of its parser is no fault of the text."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return pydot.graph_from_dot_data(text)


def read_html(text: str) -> object:
    """Read the data of the page, which no end tag may cut short; there is one script besides it."""
    data, script = html5lib.parse(text, namespaceHTMLElements=False).iter("script")
    assert str(script.text).startswith("(() => {")
    return json.loads(str(data.text))["rows"]


READERS: dict[str, Callable[[str], object]] = {
    "html": read_html,
    "json": json.loads,
    "jsonl": lambda text: [json.loads(line) for line in text.splitlines()],
    "csv": lambda text: list(csv.DictReader(StringIO(text), strict=True)),
    "junit": read_xml,
    "sarif": Sarif.model_validate_json,
    "sitemap": read_xml,
    "graphml": nx.parse_graphml,
    "dot": read_dot,
    "markdown": MarkdownIt("commonmark").enable("table").parse,
    "github": str.splitlines,
}


@pytest.mark.parametrize("name", MACHINE)
@pytest.mark.parametrize("nasty", HOSTILE)
def test_no_format_is_broken_by_what_the_web_says(name: str, nasty: str) -> None:
    """Whatever stands in a link, the report prints as it is, is valid Unicode, and is read without complaint."""
    text = shown(name, *hostile(nasty))
    text.encode("utf-8")
    assert all(line.isprintable() for line in re.split(r"\r?\n", text.replace("\t", "")))
    assert READERS[name](text) is not None


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "\uff1d", "\uff0b", "\uff0d", "\uff20"]
)
def test_no_cell_is_a_formula(start: str) -> None:
    """A cell that would be calculated begins with an apostrophe, or with the backslash of an escape."""
    text = written("csv", a_broken(referrers=(a_referrer(text=start + "1+1", raw=start + "cmd|' /C calc'!A0"),)))
    (row,) = csv.DictReader(StringIO(text), strict=True)
    assert row["raw"][0] in "'\\"
    assert row["text"][0] in "'\\"


def test_csv_has_a_row_for_each_place() -> None:
    """A broken link in two places is two rows, with its line and column; a start URL is one without a page."""
    text = written("csv", an_ok(), a_broken(referrers=(a_referrer(), a_referrer(line=20)), referrer_count=2))
    rows = list(csv.DictReader(StringIO(text), strict=True))
    assert [(row["url"], row["page"], row["line"]) for row in rows] == [
        (SITE, "", ""), (SITE + "a", SITE, "12"), (SITE + "a", SITE, "20"),
    ]  # fmt: skip


def junit(*results: Result, style: report.Style = report.Style()) -> junitparser.JUnitXml:  # noqa: B008 - a frozen value
    """Return what junitparser makes of a report."""
    read = junitparser.JUnitXml.fromstring(written("junit", *results, style=style).encode())
    assert isinstance(read, junitparser.JUnitXml)
    return read


def test_junit_counts_what_it_holds() -> None:
    """The numbers of each suite and of the whole are those of the cases in it."""
    fault = a_broken("e", verdict=Verdict.ERROR, reason=Reason.INTERNAL)
    blocked = a_broken("b", verdict=Verdict.BLOCKED, reason=Reason.FORBIDDEN)
    read = junit(an_ok(referrers=(a_referrer(),)), a_broken(), fault, a_skipped("r", Reason.ROBOTS), blocked)
    said = (read.tests, read.failures, read.errors)
    assert [(suite.tests, suite.failures, suite.errors, suite.skipped) for suite in read] == [(5, 1, 1, 2)]
    read.update_statistics()  # type: ignore[no-untyped-call]
    assert said == (read.tests, read.failures, read.errors) == (5, 1, 1)
    assert [(suite.tests, suite.failures, suite.errors, suite.skipped) for suite in read] == [(5, 1, 1, 2)]
    (suite,) = read
    assert suite.name == SITE


def test_junit_fails_what_fail_on_names() -> None:
    """What is a failure is what --fail-on says."""
    results = [a_broken(), a_broken("b", verdict=Verdict.BLOCKED, reason=Reason.FORBIDDEN)]
    assert junit(*results).failures == 1
    assert junit(*results, style=report.Style(failing=frozenset({Verdict.BLOCKED}))).failures == 1
    assert junit(*results, style=report.Style(failing=frozenset())).failures == 0


def sarif(*results: Result, style: report.Style = report.Style()) -> dict[str, Any]:  # noqa: B008 - a frozen value
    """Return the one run of a log that sarif-pydantic finds valid."""
    text = written("sarif", *results, style=style)
    assert Sarif.model_validate_json(text).version == "2.1.0"
    run: dict[str, Any] = json.loads(text)["runs"][0]
    return run


def test_sarif_says_where() -> None:
    """A result has the page, the line and the column; its rule is the reason, found by id and by index."""
    run = sarif(a_broken(), an_ok(), a_skipped("r", Reason.ROBOTS))
    (result,) = run["results"]
    location = result["locations"][0]["physicalLocation"]
    assert location["artifactLocation"] == {"uri": SITE}
    assert (location["region"]["startLine"], location["region"]["startColumn"]) == (12, 7)
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "not-found"
    assert result["level"] == "error"


def test_a_fingerprint_survives_a_moved_line() -> None:
    """The same link further down is the same finding; another link is another."""
    results = [a_broken(referrers=(a_referrer(line=line, raw=raw),)) for line, raw in ((1, "a"), (9, "a"), (1, "b"))]
    prints = [each["partialFingerprints"]["sixlegsLink/v1"] for each in sarif(*results)["results"]]
    assert prints[0] == prints[1] != prints[2]


def test_a_file_is_named_relative_to_the_working_folder() -> None:
    """A page that is a local file is named by its path, in SARIF as a URL; one elsewhere is not of the repository."""
    page = "docs/a b.md"
    broken = a_broken(referrers=(a_referrer(page),))
    artifact = sarif(broken)["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": "docs/a%20b.md", "uriBaseId": "%SRCROOT%"}
    absolute = sarif(a_broken(referrers=(a_referrer("/else/x.md"),)))["results"][0]["locations"][0]["physicalLocation"]
    assert absolute["artifactLocation"] == {"uri": "file:///else/x.md"}
    assert "file=docs/a b.md,line=12,col=7::" in written("github", broken)
    assert 'file="docs/a b.md"' in written("junit", broken)


@pytest.mark.parametrize("nasty", HOSTILE)
def test_nothing_remote_begins_a_workflow_command(nasty: str) -> None:
    """Each line begins with one of our own commands, and holds as many as one."""
    for line in written("github", *hostile(nasty)).splitlines():
        assert re.match(r"::(error|warning) title=[\w ]+(,file=[^:,]+,line=\d+,col=\d+)?::[^\r\n]*$|sixlegs: ", line)


def test_a_path_cannot_add_a_property() -> None:
    """A colon, a comma or a percent sign in a file's name is that and no more."""
    broken = a_broken(referrers=(a_referrer("a,line=1::x%"),))
    assert "file=a%2Cline=1%3A%3Ax%25,line=12" in written("github", broken)


def test_failures_are_annotated_before_warnings() -> None:
    """GitHub shows the first few: those that fail the job come first."""
    blocked = a_broken("0", verdict=Verdict.BLOCKED, reason=Reason.FORBIDDEN)
    kinds = [line.split(" ")[0] for line in written("github", blocked, a_broken()).splitlines()]
    assert kinds[:2] == ["::error", "::warning"]


def test_the_job_summary_is_appended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where GitHub names a file for it, the page in Markdown is added to what others wrote there."""
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    with Outputs([Wanted("github", str(tmp_path / "out.txt"))], Look()) as outputs:
        outputs.finish(a_run(a_broken()), lambda: [a_broken()])
    assert summary.read_text().startswith("before\n## Links: 1 failing")


@pytest.mark.parametrize("nasty", HOSTILE)
def test_markdown_holds_what_is_remote_as_code(nasty: str) -> None:
    """No HTML, no image, no link that leads anywhere but to a URL of the report, and each row keeps its four cells."""
    tokens = MarkdownIt("commonmark").enable("table").parse(written("markdown", *hostile(nasty)))
    inline = [child for token in tokens for child in token.children or ()]
    assert not [token for token in [*tokens, *inline] if token.type in {"html_block", "html_inline", "image"}]
    for child in inline:
        if child.type == "link_open":
            assert str(child.attrs["href"]).startswith(("http://", "https://"))
        if child.type == "text":
            assert "script" not in child.content
            assert "@" not in child.content
    cells = sum(token.type == "td_open" for token in tokens)
    rows = sum(token.type == "tr_open" for token in tokens)
    heads = sum(token.type == "th_open" for token in tokens)
    assert cells + heads == 4 * (rows - 2) + 2 * len(Verdict)


def test_markdown_says_how_much_it_leaves_out() -> None:
    """A table is cut where a job summary would not hold it, and says so; told to be verbose it is whole."""
    places = tuple(a_referrer(SITE + str(page), line=line) for page in range(600) for line in (1, 2))
    assert "200 more places are not shown." in written("markdown", a_broken(referrers=places))
    assert "not shown" not in written("markdown", a_broken(referrers=places), style=report.Style(verbose=True))


def test_markdown_has_a_row_for_each_link() -> None:
    """A link that stands many times on a page is one row there, and no link is left out for another's many pages."""
    pages = [SITE + f"{number:04}" for number in range(600)]
    often = a_broken("often", referrers=tuple(a_referrer(page, line=line) for page in pages for line in (1, 2, 3)))
    text = written("markdown", often, a_broken("late", referrers=(a_referrer(SITE + "z", line=9),)))
    rows = [line for line in text.splitlines() if line.startswith("| [`http")]
    assert len(rows) == 500
    assert sum(f"`{SITE}late`" in row for row in rows) == 1
    assert rows[0].endswith("`404 Not Found`, and 2 more on this page |")
    assert rows[-1].startswith(f"| [`{SITE}z`]")
    assert "303 more places are not shown." in text


def test_a_sitemap_has_the_good_pages_of_the_site() -> None:
    """Pages are there once, at their last address; no file, no failure, nobody else's page, no fragment."""
    html = {"content_type": "text/html; charset=utf-8"}
    results = [
        an_ok(**html), an_ok("#top", **html), an_ok("b?x=1&y=2", **html), an_ok("pic.png", content_type="image/png"),
        an_ok("old", final_url=SITE + "new", redirects=((SITE + "old", 301),), **html), a_broken(**html),
        an_ok()._replace(url="http://other.test/", final_url="http://other.test/", content_type="text/html"),
    ]  # fmt: skip
    tree = etree.fromstring(written("sitemap", *results).encode())
    assert tree.xpath("s:url/s:loc/text()", namespaces=NAMES) == [SITE, SITE + "b?x=1&y=2", SITE + "new"]


def test_a_sitemap_is_of_where_the_start_leads() -> None:
    """A start URL that redirects to another origin means that one."""
    moved = an_ok(final_url="https://site.test/", redirects=((SITE, 301),), content_type="text/html")
    tree = etree.fromstring(written("sitemap", moved).encode())
    assert tree.xpath("s:url/s:loc/text()", namespaces=NAMES) == ["https://site.test/"]


def locations(text: bytes) -> list[str]:
    """Return what a sitemap or an index of sitemaps lists."""
    return [str(each.text) for each in etree.fromstring(text).iter(f"{{{NAMES['s']}}}loc")]


def site_map(tmp_path: Path, results: list[Result], name: str = "map file.xml") -> dict[str, bytes]:
    """Write a sitemap to a file; return all files that this makes."""
    with Outputs([Wanted("sitemap", str(tmp_path / name))], Look()) as outputs:
        outputs.finish(a_run(*results), lambda: results)
    return {each.name: each.read_bytes() for each in sorted(tmp_path.iterdir())}


@pytest.mark.parametrize("limit", ["urls", "bytes"])
def test_a_sitemap_that_one_file_may_not_hold_is_several(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    """Past 50,000 pages or 50 MiB the file is an index of others, which have every page once and keep the limits."""
    if limit == "urls":
        results = [an_ok(f"{number:06}", content_type="text/html") for number in range(50_001)]
    else:
        monkeypatch.setattr("sixlegs.report.sitemap.MOST_BYTES", 2**16)
        results = [an_ok(f"{number:04}&{'x' * 1990}", content_type="text/html") for number in range(40)]
    files = site_map(tmp_path, results)
    assert set(files) == {"map file.xml", "map file-1.xml", "map file-2.xml"}
    assert etree.fromstring(files["map file.xml"]).tag == f"{{{NAMES['s']}}}sitemapindex"
    assert locations(files["map file.xml"]) == [f"{SITE}map%20file-{n}.xml" for n in (1, 2)]
    parts = [locations(files[f"map file-{n}.xml"]) for n in (1, 2)]
    assert [*parts[0], *parts[1]] == [result.url for result in results]
    assert max(map(len, parts)) <= 50_000
    assert limit == "urls" or max(map(len, files.values())) <= 2**16


def test_a_sitemap_that_fits_is_one_file(tmp_path: Path) -> None:
    """50,000 pages do."""
    results = [an_ok(f"{number:06}", content_type="text/html") for number in range(50_000)]
    files = site_map(tmp_path, results)
    assert set(files) == {"map file.xml"}
    assert len(locations(files["map file.xml"])) == 50_000


def test_a_sitemap_on_standard_output_is_one_file() -> None:
    """It has all pages, and says that these are more than are read."""
    text = written("sitemap", *[an_ok(f"{number:06}", content_type="text/html") for number in range(50_001)])
    assert len(locations(text.encode())) == 50_001
    assert "<!-- 50001 pages: search engines read 50000 of one file -->" in text


EDGES = (Edge(SITE, SITE + "a"), Edge(SITE, SITE + "old"), Edge(SITE + "old", SITE + "new", redirect=True))


def test_graphml_is_the_graph() -> None:
    """Another program reads nodes with their verdicts and edges of both kinds; a page's fragments are one node."""
    text = written("graphml", an_ok(), a_broken("a#x"), an_ok("a"), an_ok("old"), edges=lambda: EDGES)
    graph = nx.parse_graphml(text)
    urls = nx.get_node_attributes(graph, "url")
    verdicts = {urls[node]: verdict for node, verdict in nx.get_node_attributes(graph, "verdict").items()}
    assert verdicts == {SITE: "ok", SITE + "a": "broken", SITE + "old": "ok"}
    edges = {(urls[source], urls[target]): data["kind"] for source, target, data in graph.edges(data=True)}
    assert edges == {(edge.source, edge.target): "redirect" if edge.redirect else "link" for edge in EDGES}


def test_dot_is_the_graph() -> None:
    """Another program reads the same nodes and edges; a redirect is dashed."""
    text = written("dot", an_ok(), a_broken(), an_ok("old"), edges=lambda: EDGES)
    read = read_dot(text)
    assert read is not None
    labels = {node.get_name(): node.get("label") for node in read[0].get_nodes()}
    assert {labels[name] for name in labels if name.startswith("n")} >= {f'"{edge.target}"' for edge in EDGES}
    assert [edge.get("style") for edge in read[0].get_edges()] == [None, None, "dashed"]


def test_an_escape_is_not_taken_for_markup_twice() -> None:
    """What is escaped for people stays the same under XML's escaping."""
    text = written("junit", a_broken(detail="\x1b<&"))
    assert escape("\x1b") + "&lt;&amp;" in text

"""The laws of the HTML report, as a browser sees it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from sixlegs.model import Edge, Exchange, Note, Phases, Reason, Result, Verdict
from tests.browser.chromium import Page
from tests.unit.samples import SITE, a_broken, a_referrer, a_skipped, an_ok, written
from tests.unit.test_report_formats import HOSTILE, hostile

ROWS = [
    an_ok(),
    an_ok("fine", referrers=(a_referrer(),), referrer_count=1),
    a_broken("gone"),
    a_broken("lost", referrers=(a_referrer(SITE + "b/", line=3), a_referrer(SITE + "b/", line=2)), referrer_count=2),
    a_broken("far", redirects=((SITE + "far", 301), (SITE + "farther", 302)), final_url=SITE + "end"),
    a_broken("wall", verdict=Verdict.BLOCKED, reason=Reason.FORBIDDEN, status=403, detail="403 Forbidden"),
    a_skipped("private", Reason.ROBOTS),
]
EDGES = [Edge(SITE, SITE + "b/"), Edge(SITE + "b/", SITE), Edge(SITE, SITE + "a/x"), Edge(SITE, "http://else.test/")]
EXCHANGES = [
    Exchange(SITE, "GET", 200, 10.25, 0.25, Phases(0.01, 0.05, None, 0.2, 0.25)),
    Exchange(SITE + "gone", "HEAD", 404, 11.0, 0.5, None),
]


def saved(folder: Path, *results: Result) -> Path:
    """Write a report and return its file."""
    file = folder / "report.html"
    file.write_text(written("html", *results, edges=lambda: EDGES, exchanges=EXCHANGES), encoding="utf-8")
    return file


@pytest.fixture
def report(page: Page, tmp_path: Path) -> Page:
    """Give the page with the report of the sample rows on it."""
    page.open(saved(tmp_path, *ROWS))
    return page


def shown(page: Page) -> list[str]:
    """Return the URLs of the rows that are listed."""
    return [text.removeprefix(SITE) for text in page.texts("#results summary .url")]


def test_it_is_quiet_and_asks_nobody(report: Page) -> None:
    """No view logs an error, breaks the policy of the page or asks for anything but the file itself."""
    for view in ("links", "pages", "timing", "graph"):
        report.click(f"#tab-{view}")
        assert report.texts("#results *")
    assert report.noise == []
    assert len(report.requests) == 1
    assert report.requests[0].startswith("file:")


def test_the_policy_forbids_all_other_scripts(report: Page) -> None:
    """A script that gets into the page does not run, and a style does not apply, nor does a request leave."""
    report.evaluate(
        """document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.pwned = 1"><p style="color:red">')
        const s = document.createElement('script'); s.textContent = 'window.pwned = 1'; document.body.append(s)"""
    )
    failed = report.evaluate("fetch('http://127.0.0.1:9/').then(() => 'sent', error => 'refused')")
    assert failed == "refused"
    assert report.evaluate("window.pwned") is None
    assert sum("Content Security Policy" in each for each in report.noise) >= 3


def test_it_opens_with_what_failed(report: Page) -> None:
    """At first the failing links are shown, and no others."""
    assert shown(report) == ["gone", "lost", "far"]


def test_a_tile_is_a_filter(report: Page) -> None:
    """Each tile turns its verdict on and off, and says so to a screen reader."""
    report.click(".tile.v-broken")
    assert len(shown(report)) == len(ROWS)
    report.click(".tile.v-blocked")
    assert shown(report) == ["wall"]
    pressed = "[...document.querySelectorAll('.tile')].map(tile => tile.getAttribute('aria-pressed'))"
    assert report.evaluate(pressed).count("true") == 1
    assert report.texts("#count") == [f"1 of {len(ROWS)} links"]


def test_search_narrows(report: Page) -> None:
    """All words must be in a row: in its URL, its page or its reason."""
    report.evaluate("document.activeElement.blur()")
    report.press("/")
    for key in "b/ lost":
        report.press("Space" if key == " " else key)
    assert report.evaluate("document.getElementById('search').value") == "b/ lost"
    assert shown(report) == ["lost"]


def test_search_finds_every_page(page: Page, tmp_path: Path) -> None:
    """A link is found by any page that it stands on, and by page those are left that were looked for."""
    places = tuple(a_referrer(SITE + name) for name in ("first/", "second/", "third/"))
    page.open(saved(tmp_path, a_broken("lost", referrers=places, referrer_count=3), a_broken("other")))
    search = "{ const s = document.getElementById('search'); s.value = %s; s.dispatchEvent(new Event('input')) }"
    page.evaluate(search % json.dumps("second lost"))
    assert shown(page) == ["lost"]
    page.click("#tab-pages")
    assert shown(page) == ["second/"]
    page.evaluate(search % json.dumps("second third"))
    assert shown(page) == []


def test_a_row_opens_by_keyboard(report: Page) -> None:
    """Enter opens what has the focus: all places, in their order, and each hop of a redirect."""
    report.evaluate("document.querySelectorAll('#results summary')[2].focus()")
    report.press("Enter")
    report.settle()
    assert report.texts("#results details[open] .chain small") == ["301", "302", "404"]
    report.evaluate("document.querySelectorAll('#results summary')[1].focus()")
    report.press("Enter")
    report.settle()
    assert report.texts("#results details[open] .places .at") == ["3:7", "2:7", "12:7"]


def test_tabs_follow_the_arrows(report: Page) -> None:
    """The tabs are one stop for the keyboard, and arrows move between them."""
    report.evaluate("document.getElementById('tab-links').focus()")
    report.press("ArrowRight")
    assert report.evaluate("document.activeElement.id") == "tab-pages"
    assert report.evaluate("document.querySelectorAll('[role=tab][tabindex=\"0\"]').length") == 1


def test_by_page_is_sorted_by_line(report: Page) -> None:
    """The view by page has the page's links where they stand, the first line first."""
    report.click("#tab-pages")
    assert "b/" in shown(report)
    report.evaluate(
        "[...document.querySelectorAll('#results summary')].find(each => each.textContent.includes('b/')).click()"
    )
    report.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert report.texts("#results details[open] .at") == ["2:7", "3:7"]


def test_a_bar_has_its_phases(report: Page) -> None:
    """Bars stand where an exchange began, and are as long as it took; what was not noted is one piece."""
    report.click("#tab-timing")
    bars = report.evaluate("""[...document.querySelectorAll('.bar')].map(bar => [...bar.children].map(part =>
        [part.className, parseFloat(part.style.left), parseFloat(part.style.width)]))""")
    assert bars[0] == [["p0", 0, 1], ["p1", 1, 4], ["p3", 5, 15], ["p4", 20, 5]]
    assert bars[1] == [["p3", 50, 50]]


def test_folders_of_the_graph_open_and_close(report: Page) -> None:
    """A folder of the list opens into what is in it, keeps the focus, and closes again."""
    report.click("#tab-graph")
    folder = '.tree button[aria-expanded="false"]'
    before = report.texts(".tree button")
    report.evaluate(f"[...document.querySelectorAll('{folder}')].find(each => each.textContent.includes('a/')).click()")
    after = report.texts(".tree button")
    assert [name for name in after if name not in before] == ["\u25be a/", "x"]
    report.evaluate("document.activeElement.click()")
    assert report.texts(".tree button") == before
    dots = "document.querySelectorAll('.canvas g.node').length"
    assert report.evaluate(dots) > 2


@pytest.mark.parametrize("nasty", HOSTILE)
def test_what_is_hostile_is_text(page: Page, tmp_path: Path, nasty: str) -> None:
    """Whatever the web says is shown as text, in every view; nothing that it says is an element, a script or a link."""
    page.open(saved(tmp_path, *hostile(nasty)), "#v=")
    made = "['script', 'img, iframe, object, b b'].map(what => document.querySelectorAll(what).length)"
    for view in ("links", "pages", "graph", "timing"):
        page.click(f"#tab-{view}")
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        page.settle()
        assert page.evaluate(made) == [2, 0]
        links = page.evaluate("[...document.querySelectorAll('#results a')].map(each => each.protocol)")
        assert set(links) <= {"http:", "https:"}
        assert all(text.isprintable() for text in page.texts("#results .url, #results .markup, #results .why"))
    assert page.noise == []


def test_ten_thousand_rows_make_a_small_page(page: Page, tmp_path: Path) -> None:
    """Of ten thousand rows those near the window are made; search sees all, and scrolling reaches the end."""
    rows = [a_broken(f"{number:05}/p", notes=(Note.REDIRECTED,) * (number % 10 == 0)) for number in range(10_000)]
    page.open(saved(tmp_path, *rows))
    assert page.texts("#count") == ["10,000 of 10,000 links"]
    made = "document.getElementsByTagName('*').length"
    assert page.evaluate(made) < 3000
    search = "{ const s = document.getElementById('search'); s.value = %s; s.dispatchEvent(new Event('input')) }"
    page.evaluate(search % json.dumps("09999/"))
    assert shown(page) == ["09999/p"]
    page.evaluate(search % json.dumps("redirected"))
    assert page.texts("#count") == ["1,000 of 10,000 links"]
    while page.evaluate("Boolean(document.querySelector('.sentinel'))"):
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.settle()
    assert len(shown(page)) == 1000


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("view", ["links", "pages", "timing", "graph"])
def test_nothing_is_wider_than_the_window(page: Page, tmp_path: Path, width: int, view: str) -> None:
    """There is no sideways scrolling of the page, down to a small phone, however long a URL is."""
    page.size(width, 800)
    page.open(saved(tmp_path, *ROWS, a_broken("x" * 1000), an_ok("?" + "q=%20&" * 200)), f"#view={view}&v=")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read_in_both_colours(page: Page, tmp_path: Path, theme: str) -> None:
    """Every text has a contrast of at least 4.5 to 1 to what is behind it (WCAG 2.2, 1.4.3)."""
    page.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme}])
    page.open(saved(tmp_path, *ROWS), "#v=")
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    page.settle()
    pairs = page.evaluate("""[...document.querySelectorAll('body *')].filter(each =>
        [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim()) && each.getClientRects().length
        && !['SCRIPT', 'OPTION'].includes(each.tagName) && !each.matches('.hidden, .skip')).map(each => {
          let behind = each;
          while (getComputedStyle(behind).backgroundColor === 'rgba(0, 0, 0, 0)') behind = behind.parentElement;
          const [front, back] = [getComputedStyle(each).color, getComputedStyle(behind).backgroundColor];
          return [each.textContent.slice(0, 30), front, back];
        })""")
    assert len(pairs) > 50
    poor = [pair for pair in pairs if _contrast(pair[1], pair[2]) < 4.5]
    assert poor == []


def test_everything_one_can_use_has_a_name(report: Page) -> None:
    """Each control has a name in the accessibility tree, in every view, and the page has its landmarks."""
    controls = {"button", "tab", "searchbox", "combobox", "link", "textbox"}
    roles: set[str] = set()
    report.call("Accessibility.enable")
    for view in ("links", "pages", "timing", "graph"):
        report.click(f"#tab-{view}")
        nodes = report.call("Accessibility.getFullAXTree")["nodes"]
        named = [(node["role"]["value"], node.get("name", {}).get("value")) for node in nodes if not node["ignored"]]
        roles |= {role for role, _ in named}
        assert [role for role, name in named if role in controls and not name] == []
    assert {"banner", "main", "contentinfo", "tablist", "tabpanel", "search", "heading"} <= roles


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", color)[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

"""Links to places in pages: what names one, what needs none, and what is missing."""

from __future__ import annotations

from sixlegs.lab.hostile.behaviour import Answer, link, links, page
from sixlegs.lab.hostile.case import MAIN, Behind, Case
from sixlegs.lab.hostile.cases.statuses import PNG

PLACES = page(
    '<h1 id="here">A place</h1>',
    '<a name="named">Named</a>',
    '<p id="Näme">Umlaut</p>',
    '<p id="100%25">Percent</p>',
    '<p id="two words">Words</p>',
    '<img name="picture" alt="">',
    link("#within"),
    link("#nowhere-within"),
)


def _place(name: str, fragment: str, expect: str = "ok/ok", url: str = "") -> Case:
    return Case(f"place-{name}", f"/places#{fragment}", expect, url=url and f"{MAIN}/places#{url}")


CASES = (
    Case("places", "/places", "ok/ok", PLACES),
    _place("by-id", "here"),
    _place("by-name", "named"),
    _place("encoded", "N%C3%A4me"),
    _place("raw-utf-8", "Näme", url="N%C3%A4me"),
    _place("as-written", "100%25"),
    _place("with-a-space", "two words", url="two%20words"),
    _place("top", "top"),
    _place("top-in-capitals", "TOP"),
    _place("empty", ""),
    _place("text-directive", ":~:text=place"),
    _place("id-and-text-directive", "here:~:text=place"),
    _place("route", "!route"),
    _place("route-with-slash", "/route"),
    _place("missing", "nowhere", "broken/fragment-missing"),
    _place("missing-too", "nowhere-else", "broken/fragment-missing"),
    _place("missing-with-directive", "nowhere:~:text=place", "broken/fragment-missing"),
    _place("in-other-case", "Here", "broken/fragment-missing"),
    _place("name-of-an-image", "picture", "broken/fragment-missing"),
    Case("place-within", "#within", "broken/fragment-missing", page="/places", url=f"{MAIN}/places#within"),
    Case(
        "place-nowhere-within",
        "#nowhere-within",
        "broken/fragment-missing",
        page="/places",
        url=f"{MAIN}/places#nowhere-within",
    ),
    Case("only-met-with-fragment", "/only-places#one", "ok/ok", page('<p id="one"><p id="two">')),
    Case("only-met-with-another", "/only-places#two", "ok/ok"),
    Case("only-met-with-a-third", "/only-places#three", "broken/fragment-missing"),
    Case("place-in-image", "/diagram.png#part", "ok/ok", (Answer(body=PNG, content_type="image/png"),)),
    Case("place-in-missing-page", "/lost#place", "broken/not-found", (Answer(404, '<p id="place">'),)),
    Case("place-outside", "http://other.test/places#unknown", "ok/ok", links("http://main.test/never")),
    Case("place-in-start-page", "/#start", "ok/ok", depth=0),
    Case("no-place-in-start-page", "/#finish", "broken/fragment-missing", depth=0),
)
BEHIND: tuple[Behind, ...] = ()

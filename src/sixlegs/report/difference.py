"""Owns what two JSON reports of the same site say about each other, and how that is told; reads no file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sixlegs.report import document
from sixlegs.report.escape import escape, shorten
from sixlegs.report.markdown import code, link

Entry = Mapping[str, Any]  # one of `results` (docs/report.md)
TITLES = {"broken": "Newly failing", "fixed": "Fixed", "changed": "Changed", "gone": "No longer linked"}
_TELLING = ("verdict", "reason", "status", "final_url")  # a result that differs in one of these has changed


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed between an earlier report and a later one, each sorted by URL."""

    broken: tuple[Entry, ...]  # failing, and not failing before
    fixed: tuple[tuple[Entry, Entry], ...]  # there, and not failing any more
    changed: tuple[tuple[Entry, Entry], ...]  # another verdict, reason, status or end
    gone: tuple[Entry, ...]  # failing before, and not linked any more

    def numbers(self) -> str:
        """Return how many of each there are."""
        kinds = ((self.broken, "newly failing"), (self.fixed, "fixed"), (self.changed, "changed"))
        return ", ".join(f"{len(each)} {name}" for each, name in (*kinds, (self.gone, "no longer linked")))


def compare(before: Mapping[str, Entry], after: Mapping[str, Entry], failing: Collection[str]) -> Difference:
    """Compare results by URL; `failing` are the verdicts that count as failures."""
    both = [(before[url], after[url]) for url in sorted(before.keys() & after.keys())]
    fails = {url for url, entry in before.items() if entry["verdict"] in failing}
    return Difference(
        broken=tuple(after[url] for url in sorted(after) if after[url]["verdict"] in failing and url not in fails),
        fixed=tuple((old, new) for old, new in both if old["url"] in fails and new["verdict"] not in failing),
        changed=tuple((old, new) for old, new in both if _changed(old, new, failing)),
        gone=tuple(before[url] for url in sorted(fails - after.keys())),
    )


def _changed(old: Entry, new: Entry, failing: Collection[str]) -> bool:
    told = (old["verdict"] in failing) != (new["verdict"] in failing)  # among the newly failing or the fixed
    return not told and any(old.get(key) != new.get(key) for key in _TELLING)


def as_text(difference: Difference) -> Iterator[str]:
    """Give the lines of a report for people."""
    for name, rows in _rows(difference):
        yield TITLES[name]
        for url, said, where in rows:
            yield f"  {escape(url)}"
            yield f"      {said}{', ' + where if where else ''}"
        yield ""
    yield difference.numbers() + "."


def as_markdown(difference: Difference) -> Iterator[str]:
    """Give the lines of a comment."""
    yield f"## Links: {difference.numbers()}"
    for name, rows in _rows(difference):
        yield from ("", f"### {TITLES[name]}", "", "| link | what | where |", "|---|---|---|")
        yield from (f"| {link(url)} | {code(said)} | {code(where)} |" for url, said, where in rows)


def as_json(difference: Difference) -> Iterator[str]:
    """Give the one line of a report for programs."""
    pairs = {name: getattr(difference, name) for name in ("fixed", "changed")}
    told = {name: [{"before": old, "after": new} for old, new in each] for name, each in pairs.items()}
    yield document.line({"schema": 1, "broken": difference.broken, **told, "gone": difference.gone})


FORMATS = {"text": as_text, "markdown": as_markdown, "json": as_json}


def _rows(difference: Difference) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """Give what is not empty: its name, and of each entry the URL, what is said of it, and where it stands."""
    rows = {
        "broken": [(str(new["url"]), _said(new), _where(new)) for new in difference.broken],
        "fixed": [(str(new["url"]), f"was {_said(old)}", "") for old, new in difference.fixed],
        "changed": [(str(new["url"]), f"{_said(new)}, was {_said(old)}", "") for old, new in difference.changed],
        "gone": [(str(old["url"]), f"was {_said(old)}", "") for old in difference.gone],
    }
    return ((name, each) for name, each in rows.items() if each)


def _said(entry: Entry) -> str:
    status = "" if entry.get("status") is None else f" {entry['status']}"
    return shorten(f"{entry['verdict']} ({entry.get('reason')}{status})", 80)


def _where(entry: Entry) -> str:
    places = entry.get("referrers") or []
    if not places:
        return "a start URL"
    first = places[0]
    line = "" if first.get("line") is None else f":{first['line']}:{first.get('column') or 1}"
    more = f" and {len(places) - 1} more places" if len(places) > 1 else ""
    return escape(f"on {first.get('page')}{line}") + more

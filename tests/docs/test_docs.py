"""The laws of the documents: what they say is there is there, and what is there is said."""

from __future__ import annotations

import json
import re
import runpy
import subprocess
from pathlib import Path

import pytest

from sixlegs import backends, report
from sixlegs.command import bench_options, bench_report, diff, lab
from sixlegs.command.options import declare
from sixlegs.lab.hostile import table
from sixlegs.model import Note, Reason, Verdict
from sixlegs.verdicts import VERDICT_OF
from tests.unit.samples import a_broken, a_run, written

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def page(name: str) -> str:
    """Return the text of a page."""
    return (ROOT / name).read_text(encoding="utf-8")


def section(text: str, title: str) -> str:
    """Return what stands under a heading, down to the next of its level."""
    level, _, rest = text.partition(f" {title}\n")
    hashes = re.search(r"#+$", level)
    assert hashes, f"there is no heading {title!r}"
    return re.split(rf"^#{{1,{len(hashes[0])}}} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def slugs(text: str) -> set[str]:
    """Return the anchors that headings get where Markdown is shown."""
    headings = re.findall(r"^#+ (.*)$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("file", PAGES, ids=lambda file: str(file.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(file: Path) -> None:
    """A relative link names a file of the project, and its fragment a heading of that file."""
    for target in LINK.findall(FENCE.sub("", file.read_text(encoding="utf-8"))):
        name, _, fragment = target.partition("#")
        if "://" in target:
            continue
        there = file.parent / name if name else file
        assert there.exists(), f"{file.name} links to {target}"
        assert not fragment or fragment in slugs(there.read_text(encoding="utf-8")), f"{file.name} links to {target}"


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_documented_under_its_verdict(reason: Reason) -> None:
    """docs/verdicts.md has a row for it where one would look."""
    assert f"| `{reason}` |" in section(section(page("docs/verdicts.md"), "Reasons"), str(VERDICT_OF[reason]))


@pytest.mark.parametrize(("title", "words"), [("Verdicts", Verdict), ("Notes", Note)])
def test_every_verdict_and_note_is_documented(title: str, words: type[Verdict | Note]) -> None:
    """docs/verdicts.md has a row for each, and no row for anything else."""
    rows = re.findall(r"^\| `([\w-]+)` \|", section(page("docs/verdicts.md"), title), re.MULTILINE)
    assert rows == [str(word) for word in words]


def test_every_option_is_documented_in_its_group() -> None:
    """docs/options.md has a row for each option in the section of its group of the help, and for nothing else."""
    text = page("docs/options.md")
    groups = dict.fromkeys(option.group for option in declare())
    for group in groups:
        rows = re.findall(r"^\| `(--[\w-]+)", section(text, group), re.MULTILINE)
        assert rows == [option.opts[-1] for option in declare() if option.group == group]


def test_no_document_names_an_option_that_is_not_there() -> None:
    """What looks like an option of crawl is one."""
    options = [*declare(), *diff.declare(), *lab.declare(), *bench_options.declare(), *bench_report.declare()]
    known = {name for option in options for name in (*option.opts, *option.secondary_opts)}
    foreign = {
        "--check",
        "--strict",
        "--editable",
        "--group",
        "--upgrade",
        "--help",
        "--version",
        "--directory",
    }
    foreign.add("--write")  # of fix-redirects
    foreign |= {"--all", "--full", "--main", "--plan"}  # of benchmarks
    for file in PAGES:
        named = set(re.findall(r"(?<![\w-])--[a-z][a-z0-9-]+", file.read_text(encoding="utf-8")))
        assert named <= known | foreign, f"{file.name}: {named - known - foreign}"


@pytest.mark.parametrize("name", backends.names())
def test_every_backend_has_its_section(name: str) -> None:
    """docs/backends.md says something of it, and README.md lists it with its client."""
    assert len(section(page("docs/backends.md"), name).split()) > 10
    assert re.search(rf"^\| `{name}` \|", section(page("README.md"), "Backends"), re.MULTILINE)


@pytest.mark.parametrize("name", report.FORMATS)
def test_every_format_has_its_section(name: str) -> None:
    """docs/report.md says what each format is."""
    assert section(page("docs/report.md"), name)


def test_the_example_report_has_the_keys_of_a_real_one() -> None:
    """The JSON in docs/report.md parses, and has what `--format json` writes."""
    example = json.loads(FENCE.findall(section(page("docs/report.md"), "json"))[0][1])
    real = json.loads(written("json", a_broken()))
    assert list(example) == list(real)
    for key in ("tool", "run", "summary"):
        assert list(example[key]) == list(real[key])
    assert list(example["results"][0]) == list(real["results"][0])
    assert list(example["results"][0]["referrers"][0]) == list(real["results"][0]["referrers"][0])
    assert set(example["run"]) <= set(re.findall(r"`(\w+)`", section(page("docs/report.md"), "json")))
    assert a_run().start


def test_the_readme_begins_with_two_commands() -> None:
    """The first shell block is the promise: one line to try it, one line to test it."""
    language, block = FENCE.findall(page("README.md"))[0]
    assert language == "sh"
    assert block.splitlines() == [
        "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/crawl demo",
        "python3 -m venv .venv && .venv/bin/pip install nox && .venv/bin/nox",
    ]


def test_ci_runs_what_the_readme_says() -> None:
    """.ci/run finds the second of them by itself, so that the two cannot drift apart."""
    script = page(".ci/run")
    finder = re.search(r"^command=\$\((awk .*)\)$", script, re.MULTILINE)
    assert finder is not None
    found = subprocess.run(["bash", "-c", finder[1]], cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S607 - any bash will do
    assert found.strip() == FENCE.findall(page("README.md"))[0][1].splitlines()[1]


def test_the_changelog_is_in_form() -> None:
    """Versions stand newest first, and every change under one of the six words of Keep a Changelog."""
    text = page("CHANGELOG.md")
    assert re.findall(r"^## \[(.*?)\]", text, re.MULTILINE)[0] == "Unreleased"
    kinds = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert set(re.findall(r"^### (.*)$", text, re.MULTILINE)) <= kinds


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md", "docs/hostile.md"])
def test_the_number_of_hostile_cases_is_that_of_the_table(name: str) -> None:
    """Whoever tells it tells the same."""
    told = re.findall(r"\b(\d{3,})\s+cases\b", page(name))
    assert {int(number) for number in told} == {len(table.CASES)}


def test_the_page_of_performance_is_made_of_the_results_that_are_kept() -> None:
    """docs/performance.md is what benchmarks/report.py writes, and says of each table when and of what it was made."""
    kept = Path(__file__).parents[2] / "benchmarks"
    made = runpy.run_path(str(kept / "report.py"))
    assert "\n".join(made["page"](kept / "results")) + "\n" == page("docs/performance.md")
    for name in ("core", "scaling", "startup", "strategies", "beside"):
        card = json.loads((kept / "results" / f"{name}.json").read_text(encoding="utf-8"))["card"]
        assert f"Measured on {card['date'][:10]}, of revision {card['revision']}." in page("docs/performance.md")


def test_the_table_of_options_knows_what_multiprocessing_does_at_a_time() -> None:
    """The default of --concurrency is another one there."""
    usual = backends.load("multiprocessing").concurrency
    assert f"| `--concurrency N` | 64, with `multiprocessing` {usual} |" in page("docs/options.md")

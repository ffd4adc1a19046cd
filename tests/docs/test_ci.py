"""The laws of the packaging for CI systems: each piece is read by its own rules, and its script is run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
import yaml
from dockerfile_parse import DockerfileParser

from sixlegs.report import document
from tests.docs.test_docs import ROOT, page

BIN = Path(sys.executable).parent
NASTY = [
    "$(touch pwned)", "`touch pwned`", "; touch pwned", "' ; touch pwned ; '", '" ; touch pwned ; "', "*", "$HOME",
    "a  b", "&& touch pwned", "| touch pwned", "\\", "-n",
]  # fmt: skip


def action() -> dict[str, Any]:
    """Return the action."""
    found: dict[str, Any] = yaml.safe_load(page("action.yml"))
    return found


def gitlab() -> dict[str, Any]:
    """Return the job."""
    found: dict[str, Any] = yaml.safe_load(page("docs/ci/gitlab.yml"))[".links"]
    return found


def hooks() -> list[dict[str, Any]]:
    """Return the hooks."""
    found: list[dict[str, Any]] = yaml.safe_load(page(".pre-commit-hooks.yaml"))
    return found


def run(shell: list[str], script: str, folder: Path, path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a script as a CI system does, with `path` before all other programs."""
    environment = {"PATH": f"{path}{os.pathsep}{os.environ['PATH']}", "HOME": str(folder), **variables}
    return subprocess.run(
        [*shell, "-c", script], cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=50
    )


@pytest.fixture
def echo(tmp_path: Path) -> Path:
    """Give a folder with a `crawl` in it that writes its arguments down, as JSON."""
    program = tmp_path / "programs" / "crawl"
    program.parent.mkdir()
    program.write_text(f"#!{sys.executable}\nimport json, sys\njson.dump(sys.argv[1:], open('said.json', 'w'))\n")
    program.chmod(0o755)
    return program.parent


def check_links(folder: Path, path: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run the last step of the action with these inputs, as a runner does."""
    step = action()["runs"]["steps"][-1]
    names = {value.removeprefix("${{ inputs.").removesuffix(" }}"): key for key, value in step["env"].items()}
    values = {key: inputs.get(name, action()["inputs"][name].get("default", "")) for name, key in names.items()}
    return run(["bash", "--noprofile", "--norc", "-eo", "pipefail"], step["run"], folder, path, **values)


def job(folder: Path, path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the last command of the GitLab job, with its program where the job would have installed it."""
    (folder / ".links").mkdir()
    (folder / ".links" / "bin").symlink_to(path)
    return run(["sh", "-e"], gitlab()["script"][-1], folder, path, **{**gitlab()["variables"], **variables})


def test_no_input_is_part_of_a_script() -> None:
    """Expressions stand in the environment of a step, never in what it runs, and nothing is evaluated."""
    for step in action()["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
        assert "eval" not in step.get("run", "")
    assert action()["runs"]["using"] == "composite"


def test_every_input_is_used_and_documented() -> None:
    """Each input has its words in the action and its row in docs/ci.md."""
    used = json.dumps(action()["runs"])
    for name, declared in action()["inputs"].items():
        assert f"inputs.{name} " in used
        assert declared["description"]
        assert f"`{name}`" in page("docs/ci.md")


def test_the_action_hands_every_line_on_as_it_is(tmp_path: Path, echo: Path) -> None:
    """Whatever stands in an input is one argument a line, and nothing in it is run or expanded."""
    lines = "\n".join(["", *NASTY, ""]) + "\r\n"
    done = check_links(tmp_path, echo, start=lines, arguments=lines, html="$(touch pwned).html", sarif="a b;.sarif")
    assert (done.returncode, done.stderr) == (0, "")
    said = json.loads((tmp_path / "said.json").read_text())
    formats = ["--format", "github", "--format", "html:$(touch pwned).html", "--format", "sarif:a b;.sarif"]
    assert said == ["check", *formats, *NASTY, "--", *NASTY]
    assert not (tmp_path / "pwned").exists()


def test_the_job_hands_every_line_on_as_it_is(tmp_path: Path, echo: Path) -> None:
    """The same for GitLab, in the plainest shell there is."""
    lines = "\n".join(NASTY)
    done = job(tmp_path, echo, LINKS_START=lines, LINKS_ARGUMENTS=lines)
    assert (done.returncode, done.stderr) == (0, "")
    formats = ["--format", "text", "--format", "junit:links.xml", "--format", "html:links.html"]
    assert json.loads((tmp_path / "said.json").read_text()) == ["check", *formats, *NASTY, "--", *NASTY]
    assert not (tmp_path / "pwned").exists()


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Give a folder of Markdown with one good link and one broken."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("# A\n\n[good](b.md#b) and\n[bad](gone.md)\n")
    (tmp_path / "docs" / "b.md").write_text("# B\n")
    return tmp_path


def test_the_action_annotates_the_line(site: Path) -> None:
    """With the real command, a broken link of a file fails the step, is annotated, and is in the reports."""
    done = check_links(site, BIN, start="docs", arguments="--no-external", html="out.html", sarif="out.sarif")
    assert done.returncode == 1, done.stderr
    assert "::error title=Link is broken,file=docs/a.md,line=4,col=7::docs/gone.md is broken" in done.stdout
    assert "<!DOCTYPE html>" in (site / "out.html").read_text()
    assert len(json.loads((site / "out.sarif").read_text())["runs"][0]["results"]) == 1


def test_a_start_cannot_be_an_option(site: Path) -> None:
    """What looks like an option among the starts is not taken for one."""
    done = check_links(site, BIN, start="--output\nx", arguments="--no-external")
    assert done.returncode == 2
    assert not (site / "x").exists()


def test_the_job_leaves_its_reports(site: Path) -> None:
    """With the real command, the files that the job names as artifacts are there."""
    done = job(site, BIN, LINKS_START="docs")
    assert done.returncode == 1, done.stderr
    artifacts = gitlab()["artifacts"]
    assert ET.parse(site / artifacts["reports"]["junit"]).getroot().get("failures") == "1"  # noqa: S314 - our own file
    assert all((site / file).exists() for file in artifacts["paths"])


def test_the_hooks_are_what_pre_commit_expects() -> None:
    """pre-commit itself finds the list of hooks valid."""
    subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", ROOT / ".pre-commit-hooks.yaml"], check=True
    )


@pytest.mark.parametrize("hook", hooks(), ids=lambda hook: str(hook["id"]))
def test_the_hooks_find_a_broken_link(site: Path, hook: dict[str, Any]) -> None:
    """Run by pre-commit on what is staged, a hook fails with the broken link, and passes once it is mended."""
    local = {"repos": [{"repo": "local", "hooks": [{**hook, "language": "system", "stages": ["manual"]}]}]}
    (site / ".pre-commit-config.yaml").write_text(document.line(local))
    environment = {
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(site),
        "PRE_COMMIT_HOME": str(site / "cache"),
    }
    for command in (["init", "--quiet"], ["add", "docs"]):
        subprocess.run(["git", *command], cwd=site, check=True)  # noqa: S607 - any git will do
    command = [sys.executable, "-m", "pre_commit", "run", "--all-files", "--hook-stage", "manual"]
    failed = subprocess.run(command, cwd=site, env=environment, capture_output=True, text=True, check=False)
    assert failed.returncode == 1
    assert "docs/gone.md" in failed.stdout
    (site / "docs" / "gone.md").write_text("# Here\n")
    passed = subprocess.run(command, cwd=site, env=environment, capture_output=True, text=True, check=False)
    assert passed.returncode == 0, passed.stdout


def test_the_container_is_not_root_and_takes_what_is_there(tmp_path: Path) -> None:
    """Its files exist, its last stage has a user of its own, images have versions, and the command is no shell's."""
    parser = DockerfileParser(path=str(tmp_path))
    parser.content = page("docs/ci/Containerfile")
    steps = [(step["instruction"], step["value"]) for step in parser.structure if step["instruction"] != "COMMENT"]
    assert all(":" in image for image in parser.parent_images)
    assert not any(image.endswith(":latest") for image in parser.parent_images)
    copied = [value.split()[:-1] for name, value in steps if name == "COPY" and "--from" not in value]
    assert all((ROOT / file).exists() for files in copied for file in files)
    assert int(dict(steps)["USER"]) > 0
    assert json.loads(dict(steps)["ENTRYPOINT"]) == ["/opt/sixlegs/bin/crawl"]

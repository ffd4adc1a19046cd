"""The laws of configuration: where options come from besides the command line, and which of them wins."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

from sixlegs import cli
from sixlegs.command.config import keys
from sixlegs.command.options import declare
from sixlegs.errors import UsageError

NOWHERE = "http://127.0.0.1:9/"


def crawl(folder: Path, *args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "sixlegs", *args],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        cwd=folder,
        env=os.environ | environment,
    )


def value(folder: Path, option: str, *args: str, **environment: str) -> object:
    """Return what an option comes to, in a folder with these arguments and this environment."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        with pytest.MonkeyPatch.context() as patch:
            for name, text in environment.items():
                patch.setenv(name, text)
            command = cli.COMMANDS.commands["check"]
            with command.make_context("crawl", [NOWHERE, *args]) as ctx:
                return ctx.params[option]
    finally:
        os.chdir(before)


def test_the_command_line_wins_over_the_environment_over_the_file_over_the_default(tmp_path: Path) -> None:
    """Each is what it is where those before it say nothing."""
    assert value(tmp_path, "retries") == 2
    (tmp_path / "sixlegs.toml").write_text("retries = 3")
    assert value(tmp_path, "retries") == 3
    assert value(tmp_path, "retries", SIXLEGS_RETRIES="4") == 4
    assert value(tmp_path, "retries", "--retries", "5", SIXLEGS_RETRIES="4") == 5


def test_one_file_counts(tmp_path: Path) -> None:
    """sixlegs.toml is taken before pyproject.toml, and the file that is named before both."""
    (tmp_path / "pyproject.toml").write_text("[tool.sixlegs]\nretries = 3\ntimeout = 9")
    assert value(tmp_path, "retries") == 3
    (tmp_path / "sixlegs.toml").write_text("retries = 4")
    assert (value(tmp_path, "retries"), value(tmp_path, "timeout")) == (4, 20)
    (tmp_path / "other.toml").write_text("retries = 5")
    assert value(tmp_path, "retries", "--config", "other.toml") == 5
    assert value(tmp_path, "retries", SIXLEGS_CONFIG="other.toml") == 5


def test_a_project_that_does_not_know_us_is_left_alone(tmp_path: Path) -> None:
    """A pyproject.toml without our table need not even be TOML."""
    (tmp_path / "pyproject.toml").write_text("<<<")
    assert value(tmp_path, "retries") == 2


def test_values_of_every_kind(tmp_path: Path) -> None:
    """Numbers, text, flags and lists are written as TOML has them."""
    (tmp_path / "sixlegs.toml").write_text(
        'timeout = 1.5\nmax-bytes = "5MiB"\nno-external = true\nprogress = false\nexclude = ["a", "b"]\n'
        'fail-on = ["broken", "timeout"]\nheader = "A: b"\naccept = "403,500..503"\n'
    )
    assert value(tmp_path, "timeout") == 1.5
    assert value(tmp_path, "max_bytes") == 5 * 2**20
    assert value(tmp_path, "no_external") is True
    assert value(tmp_path, "progress") is False
    assert value(tmp_path, "exclude") == ("a", "b")
    assert value(tmp_path, "fail_on") == {"broken", "timeout"}
    assert value(tmp_path, "header") == (("A", "b"),)
    assert value(tmp_path, "accept") == {403, 500, 501, 502, 503}


def test_a_login_is_a_table(tmp_path: Path) -> None:
    """Of its page and its fields, which can come from the environment; or it is two options like all others."""
    fields = '{user = "a=b", "form[pw]" = "env:PW"}'
    for text in (
        f"[login]\nurl = 'https://site/login'\nfields = {fields}",
        "login = 'https://site/login'\nlogin-field = ['user=a=b', 'form[pw]=env:PW']",
    ):
        (tmp_path / "sixlegs.toml").write_text(text)
        assert value(tmp_path, "login", PW="x") == "https://site/login"
        assert value(tmp_path, "login_field", PW="x") == (("user", "a=b"), ("form[pw]", "x"))
    assert value(tmp_path, "login_field", "--login-field", "b=2", PW="x") == (("b", "2"),)


def test_several_values_in_the_environment_are_lines(tmp_path: Path) -> None:
    """A header has blanks in it, so it is the end of a line that ends it."""
    assert value(tmp_path, "header", SIXLEGS_HEADER="A: b c\nD: e") == (("A", "b c"), ("D", "e"))
    assert value(tmp_path, "no_external", SIXLEGS_NO_EXTERNAL="1") is True


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("dept = 3", "Did you mean depth?"),
        ("max_urls = 3", "Did you mean max-urls?"),
        ("pigeons = 3", "there is no option 'pigeons'"),
        ("resume = true", "there is no option 'resume'"),
        ("depth = -1", "depth: it must be a whole number"),
        ("depth = true", "depth must be text, a number"),
        ("depth = {}", "depth must be text, a number"),
        ("no-external = 1", "no-external must be true or false"),
        ("depth = [", "is no TOML"),
        ("format = 'yaml'", "format: there is no 'yaml'"),
        ("[login]\nfields = {a = 'hush'}", "[login] has a url and a table of fields"),
        ("[login]\nurl = 'https://a/'\npassword = 'hush'", "[login] has a url and a table of fields"),
        ("[login]\nurl = 'https://a/'\nfields = 'hush'", "[login] has a url and a table of fields"),
        ("[login]\nurl = 'https://a/'\nfields = {a = ['hush']}", "what is filled in is text"),
        ("[login]\nurl = 'a'\nfields = {a = 'hush'}", "login: 'a' has no scheme"),
        ("[login]\nurl = 'https://a/'\nfields = {a = 'env:NO_HUSH'}", "where there is no 'NO_HUSH'"),
        ("login-field = 'hush'", "it must be a name, = and a value"),
        ("login-field = [{a = 'hush'}]", "login-field must be text"),
        ("no-private = true", "there is no option 'no-private': write allow-private = false"),
        ("no_progress = true", "write progress = false"),
        ("no-depth = 3", "Did you mean depth?"),
        ("auth = {user = 'u', password = 'hush'}", "not a table"),
        ("[header]\nAuthorization = 'Bearer hush'", "not a table"),
        ("[header-for]\n'https://a' = 'Token: hush'", "header-for"),
        ("cookies = [['hush']]", "not a list with a list in it"),
        ("no-external = 'hush'", "must be true or false, not text"),
        ("timeout = 2026-11-20", "not a date or a time"),
        ("timeout = [true]", "not a list with true or false in it"),
    ],
)
def test_what_means_nothing_is_refused(tmp_path: Path, text: str, said: str) -> None:
    """A key or a value that is wrong ends with exit code 2 and one line that names file, key and what was meant."""
    (tmp_path / "sixlegs.toml").write_text(text)
    done = crawl(tmp_path, NOWHERE)
    assert done.returncode == 2
    assert done.stderr.startswith("crawl: sixlegs.toml")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "hush" not in done.stderr


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--login", f"{NOWHERE}in"), "add --login-field NAME=VALUE"),
        (("--login-field", "a=hush"), "add --login URL"),
        (("--login", f"{NOWHERE}in", "--login-field", "hush"), "it must be a name, = and a value"),
    ],
)
def test_half_a_login_is_refused(tmp_path: Path, args: tuple[str, ...], said: str) -> None:
    """There is one line that says what is missing, before anything is asked, and no secret is in it."""
    done = crawl(tmp_path, NOWHERE, *args)
    assert (done.returncode, said in done.stderr, "hush" in done.stderr) == (2, True, False)
    assert len(done.stderr.splitlines()) == 1


def test_a_file_that_is_named_must_be_there(tmp_path: Path) -> None:
    """Whoever names a file means it."""
    done = crawl(tmp_path, NOWHERE, "--config", "missing.toml")
    assert (done.returncode, done.stderr) == (2, "crawl: cannot read missing.toml: No such file or directory\n")


def test_start_urls_can_stand_in_the_file(tmp_path: Path) -> None:
    """`crawl check` is then all there is to type."""
    (tmp_path / "sixlegs.toml").write_text(f'urls = ["{NOWHERE}"]\nretries = 0')
    done = crawl(tmp_path, "check")
    assert done.returncode == 3
    assert NOWHERE in done.stderr


def test_init_writes_a_file_that_says_nothing_yet(tmp_path: Path) -> None:
    """Every option stands in it as a comment, and each can be taken out of the comment one by one."""
    assert crawl(tmp_path, "init").returncode == 0
    text = (tmp_path / "sixlegs.toml").read_text()
    assert tomllib.loads(text) == {}
    for key in keys(declare()):
        (line,) = [line for line in text.splitlines() if line.startswith(f"# {key} = ")]
        assert key in tomllib.loads(line[2:])
    done = crawl(tmp_path, "init")
    assert (done.returncode, done.stderr) == (2, "crawl: there is a sixlegs.toml already\n")


@pytest.mark.parametrize("shell", ["bash", "fish", "zsh"])
def test_completion_for_every_shell(tmp_path: Path, shell: str) -> None:
    """The script is there for each of them."""
    done = crawl(tmp_path, "completion", shell)
    assert done.returncode == 0
    assert "_CRAWL_COMPLETE" in done.stdout


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("crawl --de", "--depth"),
        ("crawl http://a/ --max-u", "--max-urls"),
        ("crawl http://a/ --scope p", "prefix"),
        ("crawl comp", "completion"),
        ("crawl backen", "backends"),
    ],
)
def test_completion_completes(tmp_path: Path, words: str, offered: str) -> None:
    """Sub-commands, options of the default command, and the names that an option takes."""
    position = str(len(words.split()) - 1)
    environment = {"COMP_WORDS": words, "COMP_CWORD": position, "_CRAWL_COMPLETE": "bash_complete"}
    assert f"plain,{offered}" in crawl(tmp_path, **environment).stdout.splitlines()


def test_the_manual_page_has_every_option_and_command(tmp_path: Path) -> None:
    """It is made from the list of options, and nothing in it is a request that it should not be."""
    text = crawl(tmp_path, "man").stdout
    assert text.startswith(".TH CRAWL 1")
    for option in declare():
        assert f"--{option.key}".replace("-", "\\-") in text
    for command in cli.COMMANDS.list_commands(click.Context(cli.COMMANDS)):
        assert f".B {command}\n".replace("-", "\\-") in text
    requests = {line.split()[0] for line in text.splitlines() if line.startswith(".")}
    assert requests == {".TH", ".SH", ".TP", ".B", ".I", ".br"}


def test_every_option_has_a_name_in_the_environment() -> None:
    """SIXLEGS_ and the option's long name, and no two the same."""
    names = [option.envvar for option in declare()]
    assert len(set(names)) == len(names)
    assert all(str(name).startswith("SIXLEGS_") for name in names)


def test_an_option_of_two_words_is_a_list_of_pairs(tmp_path: Path) -> None:
    """In a file each value is a list of two, and in the environment it is a line of two words."""
    pairs = [("https://a.test", "http://b.test"), ("https://c.test", "http://d.test")]
    (tmp_path / "sixlegs.toml").write_text(f"remap = {[list(pair) for pair in pairs]}")
    assert value(tmp_path, "remap") == tuple(pairs)
    assert value(tmp_path, "remap", SIXLEGS_REMAP="\n".join(map(" ".join, pairs))) == tuple(pairs)
    (tmp_path / "sixlegs.toml").write_text('header-for = [["http://a.test", "X-Key: one two"]]')
    assert value(tmp_path, "header_for") == [("http://a.test", "X-Key", "one two")]
    for wrong in ('"https://a.test http://b.test"', '["https://a.test", "http://b.test"]', '[["https://a.test"]]'):
        (tmp_path / "sixlegs.toml").write_text(f"remap = {wrong}")
        said = crawl(tmp_path, NOWHERE)
        assert (said.returncode, len(said.stderr.splitlines())) == (2, 1)
        assert "remap must be a list of pairs" in said.stderr


def test_what_init_writes_can_be_used(tmp_path: Path) -> None:
    """Each line of the sample is taken once its comment sign is gone, but for files and secrets that are not there."""
    assert crawl(tmp_path, "init").returncode == 0
    sample = tmp_path / "sixlegs.toml"
    lines = [line.removeprefix("# ") for line in sample.read_text().splitlines() if re.match(r"# [a-z0-9-]+ = ", line)]
    assert {line.partition(" = ")[0] for line in lines} == {"urls", *keys(declare())}
    said = {line: _refused(tmp_path, line) for line in lines}
    needs = ("no folder 'DIR'", "'FILE' cannot be read", "where there is no 'SITE_PASSWORD'")
    assert {line: text for line, text in said.items() if text and not any(need in text for need in needs)} == {}


def _refused(folder: Path, line: str) -> str:
    (folder / "sixlegs.toml").write_text(line)
    try:
        value(folder, "retries")
    except (UsageError, click.UsageError) as error:
        return str(error)
    return ""

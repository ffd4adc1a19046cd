"""Owns what a configuration file says: which file it is, and its keys as values of options; decides nothing."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from sixlegs.command.option import Option
from sixlegs.errors import UsageError

FILE, PROJECT, TABLE = "sixlegs.toml", "pyproject.toml", "sixlegs"
GROUP = "Configuration"
_OF_A_RUN = ("config", "resume")  # not for a file: they are about this one run
_URLS = "urls"
_LOGIN, _FIELD = "login", "login-field"
_KINDS = {bool: "true or false", str: "text", int | float: "a number", list: "a list", dict: "a table"}


def declare() -> list[Option]:
    """Return the option that names the file."""
    return [
        Option(
            GROUP,
            "--config",
            type=click.Path(path_type=Path),
            metavar="FILE",
            is_eager=True,
            expose_value=False,
            callback=_use,
            help=f"Options as a TOML file.  [default: {FILE}, else [tool.{TABLE}] in {PROJECT}, in this folder]",
        )
    ]


def _use(ctx: click.Context, _param: click.Parameter, named: Path | None) -> None:
    """Have the file's values stand in for what neither the command line nor the environment says."""
    found = _read(named) if named is not None else _found()
    if found is not None:
        file, table = found
        ctx.default_map = values(ctx, file, table)


def values(ctx: click.Context, file: str, table: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a file's keys by the names of the options; refuse a key or a value that means nothing."""
    options = keys(ctx.command.params)
    found: dict[str, Any] = {}
    for key, value in _without_login_table(file, table).items():
        if key == _URLS:
            found[_URLS] = _texts(file, key, value)
        elif key in options:
            option = options[key]
            found[str(option.name)] = _value(ctx, file, key, option, value)
        else:
            raise UsageError(f"{file}: {_unknown(key, options)}")
    return found


def _without_login_table(file: str, table: Mapping[str, Any]) -> Mapping[str, Any]:
    """Have the table `[login]`, with `url` and `fields`, as the two options that it stands for."""
    login = table.get(_LOGIN)
    if not isinstance(login, dict):
        return table
    fields = login.get("fields", {})
    if not {"url"} <= set(login) <= {"url", "fields"} or not isinstance(fields, dict):
        raise UsageError(f"{file}: [{_LOGIN}] has a url and a table of fields, no more and no less")
    if not all(isinstance(value, str) for value in fields.values()):
        raise UsageError(f"{file}: [{_LOGIN}]: what is filled in is text, also where it is a number")
    filled = {_FIELD: [f"{name}={value}" for name, value in fields.items()]} if fields else {}
    return {**table, _LOGIN: login["url"], **filled}


def keys(parameters: Sequence[click.Parameter]) -> dict[str, Option]:
    """Return the options that a file may have, by their keys: an option's name without its dashes."""
    options = [each for each in parameters if isinstance(each, Option) and each.name not in _OF_A_RUN]
    return {option.key: option for option in options}


def _found() -> tuple[str, Mapping[str, Any]] | None:
    if Path(FILE).is_file():
        return _read(Path(FILE))
    project = Path(PROJECT)
    try:
        ours = project.is_file() and f"[tool.{TABLE}".encode() in project.read_bytes()
    except OSError:
        return None
    return _read(project) if ours else None


def _read(path: Path) -> tuple[str, Mapping[str, Any]]:
    try:
        document = tomllib.loads(path.read_bytes().decode())
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is no TOML: {error}") from None
    table = document.get("tool", {}).get(TABLE, {}) if path.name == PROJECT else document
    if not isinstance(table, dict):
        raise UsageError(f"{path}: [tool.{TABLE}] must be a table")
    return str(path), table


def _value(ctx: click.Context, file: str, key: str, option: click.Option, value: Any) -> Any:
    """Have a value read as the command line would have it read."""
    if option.is_flag:
        if not isinstance(value, bool):
            raise UsageError(f"{file}: {key} must be true or false, not {_kind(value)}")
        return value
    if option.nargs == 2:
        if not isinstance(value, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in value):
            raise UsageError(f"{file}: {key} must be a list of pairs, each of them a list of two texts")
        given: Any = [_texts(file, key, pair) for pair in value]
    else:
        texts = _texts(file, key, value)
        given = texts if option.multiple else ",".join(texts)
    try:
        option.type_cast_value(ctx, given)
    except click.BadParameter as error:
        raise UsageError(f"{file}: {key}: {error.message}") from None
    return given


def _texts(file: str, key: str, value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    wrong = next((item for item in items if not isinstance(item, str | int | float) or isinstance(item, bool)), None)
    if wrong is not None:
        found = f"a list with {_kind(wrong)} in it" if items is value else _kind(wrong)
        raise UsageError(f"{file}: {key} must be text, a number, or a list of them, not {found}")
    return [str(item) for item in items]


def _kind(value: Any) -> str:
    """Say what a value is in place of the value itself, which may be a secret."""
    return next((name for kind, name in _KINDS.items() if isinstance(value, kind)), "a date or a time")


def _unknown(key: str, options: Mapping[str, Option]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - for those only who need it

    name = key.replace("_", "-").removeprefix("--")
    for known, option in options.items():
        if option.is_flag and name in {f"no-{known}", f"no-{known.removeprefix('allow-')}"}:
            return f"there is no option {key!r}: write {known} = false"
    close = get_close_matches(name, [*options, _URLS], n=1)
    return f"there is no option {key!r}." + (f" Did you mean {close[0]}?" if close else " crawl --help shows all")

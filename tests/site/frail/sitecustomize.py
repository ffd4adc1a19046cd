"""Owns a parser that breaks on some pages, in every process of a crawl; host names mean what they do in all tests."""

from __future__ import annotations

import os
import runpy
from pathlib import Path
from typing import Any

import turbohtml

runpy.run_path(str(Path(__file__).parents[1] / "names" / "sitecustomize.py"))
_parse = turbohtml.parse


def parse(text: str, *how: Any, **more: Any) -> Any:
    """Read a page, unless it asks for something else."""
    if "<raise>" in text:
        raise RuntimeError("\x1b[31mhttp://me:s3cret@here.test/")
    if "<abort>" in text:
        os.write(2, b"aborted %d\n" % os.getpid())
        os.abort()
    return _parse(text, *how, **more)


turbohtml.parse = parse  # type: ignore[assignment]  # it takes all that the other takes

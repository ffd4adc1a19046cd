"""Owns how a drawing becomes a PNG: by a browser where there is one, else by a library."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from sixlegs.bench.report import palette
from sixlegs.bench.report.figure import Figure
from sixlegs.errors import CrawlImpossible

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_SCALE = 2
_PATIENCE_S = 60


def write_svg(figure: Figure, folder: Path) -> Path:
    """Write a figure as SVG, whose colours follow the reader's."""
    file = folder / f"{figure.name}.svg"
    file.write_text(figure.svg(), encoding="utf-8")
    return file


def write_png(figure: Figure, folder: Path) -> Path:
    """Write a figure as PNG, on light paper."""
    file = folder / f"{figure.name}.png"
    drawing = palette.resolved(figure.svg())
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if find_spec("cairosvg") is not None:
        import_module("cairosvg").svg2png(drawing.encode(), write_to=str(file), scale=_SCALE)
    elif browser:
        _by_browser(browser, drawing, figure, file)
    else:
        raise CrawlImpossible("no PNG without chromium or cairosvg: pip install 'sixlegs[bench]'")
    return file


def _by_browser(browser: str, drawing: str, figure: Figure, file: Path) -> None:
    width, height = figure.size
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(f'<!doctype html><body style="margin:0">{drawing}', encoding="utf-8")
        command = [
            *(browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
            *(f"--user-data-dir={folder}/profile", f"--force-device-scale-factor={_SCALE}"),
            *(f"--window-size={width:.0f},{height:.0f}", f"--screenshot={file.resolve()}", page.as_uri()),
        ]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_PATIENCE_S)  # noqa: S603 - a browser that was found
        except (subprocess.SubprocessError, OSError) as error:
            raise CrawlImpossible(f"{Path(browser).name} made no picture: {error}") from None

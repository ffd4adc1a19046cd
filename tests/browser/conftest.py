"""Owns the one browser that all of these tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.chromium import PROGRAM, Page, browser


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Give the page of a running browser."""
    if PROGRAM is None:
        pytest.fail("there is no chromium: install it, as with apt-get install chromium")
    with browser(tmp_path_factory.mktemp("profile")) as page:
        yield page


@pytest.fixture
def page(running: Page) -> Page:
    """Give the page with nothing on record, in the size of a screen."""
    running.noise.clear()
    running.requests.clear()
    running.size(1280, 900)
    return running

"""Options and fixtures for the whole suite; the registry of backends and the list of clients are the only lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sixlegs import backends
from sixlegs.backends import clients
from tests.setups import Setup, setups

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.site.running import RunningSite


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run be about some backends only, or some clients."""
    parser.addoption("--backend", action="append", choices=backends.names(), help="try this backend only (repeatable)")
    parser.addoption("--client", action="append", choices=clients.NAMES, help="try this client only (repeatable)")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Ask every test that takes a `backend` of every backend with every client."""
    if "backend" in metafunc.fixturenames:
        names, kinds = metafunc.config.getoption("backend"), metafunc.config.getoption("client")
        chosen = [
            each
            for each in setups()
            if (not names or each.choice.backend in names) and (not kinds or each.choice.client in kinds)
        ]
        metafunc.parametrize("backend", chosen, ids=[each.id for each in chosen], indirect=True, scope="session")


@pytest.fixture(scope="session")
def backend(request: pytest.FixtureRequest) -> Setup:
    """Say what drives the crawls that a test is about."""
    chosen: Setup = request.param
    return chosen


@pytest.fixture
def site() -> Iterator[RunningSite]:
    """Run a site of the test's own."""
    from tests.site.running import running  # noqa: PLC0415  unit tests need no site

    with running() as site:
        yield site

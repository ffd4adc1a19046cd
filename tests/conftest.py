"""Options and fixtures for the whole suite; the registry of backends and the list of clients are the only lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sixlegs import backends
from sixlegs.backends import clients
from tests.setups import Setup, chosen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.site.running import RunningSite


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run be about some backends only, or some clients."""
    parser.addoption("--backend", action="append", choices=backends.names(), help="try this backend only (repeatable)")
    parser.addoption("--fuzz-count", type=int, default=60, help="mutants for each backend and client")
    parser.addoption("--fuzz-seed", type=int, default=1, help="what all chance in them comes from")
    parser.addoption("--client", action="append", choices=clients.NAMES, help="try this client only (repeatable)")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Ask every test that takes a `backend` of every backend with every client, or with one that all have."""
    if "backend" in metafunc.fixturenames:
        asked = chosen(metafunc.config)
        if metafunc.definition.get_closest_marker("one_client"):
            asked = [each for each in asked if each.args and each.choice.client == clients.WIRE] or asked
        metafunc.parametrize("backend", asked, ids=[each.id for each in asked], indirect=True, scope="session")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of one setup together where several processes share the work: they share its main crawl."""
    for item in items:
        called = getattr(item, "callspec", None)
        setup = called.params.get("backend") if called else None
        item.add_marker(pytest.mark.xdist_group(setup.id if setup else item.path.name))


@pytest.fixture(scope="session")
def backend(request: pytest.FixtureRequest) -> Setup:
    """Say what drives the crawls that a test is about."""
    setup: Setup = request.param
    return setup


@pytest.fixture(scope="session")
def one_site() -> Iterator[RunningSite]:
    """Run a site for the tests to have one after the other."""
    from tests.site.running import running  # noqa: PLC0415  unit tests need no site

    with running() as site:
        yield site


@pytest.fixture
def site(one_site: RunningSite) -> RunningSite:
    """Give a site that is as new."""
    one_site.renew()
    return one_site

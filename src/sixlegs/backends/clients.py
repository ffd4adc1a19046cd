"""Owns the choice of the HTTP client that a strategy uses: the library people use with it, or our own wire."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from sixlegs.errors import CrawlImpossible, UsageError
from sixlegs.model import Policy

NATIVE, WIRE = "native", "wire"
NAMES = (NATIVE, WIRE)


def load(policy: Policy, modules: Mapping[str, str]) -> Any:
    """Import the Client class that `policy.client` asks for; `modules` says where the strategy has each.

    It is done when the crawl begins: gevent has to patch the standard library first, and nobody should wait for the
    import of a client that is not used. Raises CrawlImpossible where a package is missing,
    UsageError where the client cannot do what the policy says.
    """
    module = f"sixlegs.backends.{modules[policy.client]}"
    try:
        loaded = import_module(module)
    except ImportError as error:
        package = (error.name or module).partition(".")[0]
        if package == "sixlegs":
            raise
        raise CrawlImpossible(f"this client needs the package {package}: pip install {package}") from error
    if policy.proxies is not None and any(policy.proxies[:2]) and not getattr(loaded, "PROXIES", True):
        raise UsageError("the native client of this backend knows no proxies: --client wire does")
    if policy.root is None:
        return loaded.Client
    from sixlegs.backends import files  # noqa: PLC0415  only those who check local files need it

    return files.beside(loaded.Client, policy.root)

"""Owns what one row of the table is: a link, what stands behind it, and what must be said of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sixlegs.lab.hostile.behaviour import Behaviour

MAIN = "http://main.test"  # names ending in .test stand for the addresses that the site gets when it starts


@dataclass(frozen=True)
class Case:
    """One link of the site. Where it has no behaviour, nothing of its own stands behind it."""

    id: str
    href: str  # as written on the page
    expect: str  # verdict/reason
    behaviour: Behaviour | None = None
    asked: tuple[str, ...] = ()  # methods that the server sees, in order; () for once in the usual way
    spare: int = 0  # requests more that connections gone stale may cost, one a try at most
    page: str = "/"  # of the main origin, on which the link stands
    depth: int = 1  # of the page itself, whichever place in it the link names
    url: str = ""  # as reported, where that is not the main origin and `href`
    target: str = ""  # as sent, where that is not what follows the origin in `url`
    notes: tuple[str, ...] | None = None  # None: whatever they are
    hops: tuple[str, ...] = ()  # URLs that redirected, after the link itself
    final: str = ""  # where the redirects end
    natives: tuple[tuple[str, str], ...] = ()  # (library, verdict/reason) of those that cannot but say otherwise

    def expected(self, library: str) -> str:
        """What must be said of it with a certain HTTP library."""
        return dict(self.natives).get(library, self.expect)

    @property
    def verdict(self) -> str:
        """The word of the report."""
        return self.expect.partition("/")[0]

    @property
    def reason(self) -> str:
        """Why."""
        return self.expect.partition("/")[2]

    @property
    def reported(self) -> str:
        """The URL in the report, as the table names origins."""
        if self.url:
            return self.url
        return self.href if ":" in self.href.partition("/")[0] else MAIN + self.href

    @property
    def resource(self) -> tuple[str, str]:
        """Origin and request target that the server sees, as the table names them."""
        host, _, path = self.reported.partition("#")[0].partition("://")[2].partition("/")
        return host.rpartition("@")[2], self.target or "/" + path

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods that the server sees."""
        return self.asked or (("GET",) if self.resource[0] == "main.test" else ("HEAD",))


@dataclass(frozen=True)
class Behind:
    """Something that the site serves and that no page links to: where a redirect leads, or a robots.txt."""

    host: str
    target: str
    behaviour: Behaviour
    asked: tuple[str, ...] = ("GET",)

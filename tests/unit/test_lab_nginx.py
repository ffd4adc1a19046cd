"""The laws of what nginx is asked to serve."""

from __future__ import annotations

import pytest

from sixlegs.errors import UsageError
from sixlegs.lab.generated import nginx
from sixlegs.lab.generated.plan import Plan


def test_a_missing_nginx_is_said_in_a_line() -> None:
    """It names the package to install."""
    with pytest.raises(UsageError, match=r"\Anginx is not installed; on Debian: apt-get install nginx-light\Z"):
        nginx.find("/nowhere")


@pytest.mark.parametrize(
    "site", [{"latency_ms": 1.0}, {"errors": 0.1}, {"hangs": 0.1}, {"redirects": 0.1}, {"tls": True}, {"shape": "real"}]
)
def test_a_site_that_is_more_than_files_is_refused(site: dict[str, object]) -> None:
    """What waits, fails, redirects or is encrypted is none of it; pages of any size, shape and host are."""
    nginx.check(Plan(pages=10, size=2_000_000, shape="chain", hosts=3))
    with pytest.raises(UsageError, match="nginx serves files"):
        nginx.check(Plan(pages=10, **site))  # type: ignore[arg-type]

"""The names of options that were promised, so that tools can count on them."""

from __future__ import annotations

import pytest

from sixlegs.command.options import declare

NAMES = """
    --backend --client --concurrency --per-host --delay --loop
    --depth --max-urls --max-time --scope --include --exclude --no-external --sitemap
    --no-fragments --fail-on --accept --max-redirects --retries --timeout --ignore-robots --nofollow
    --external-fragments --lazy --soft-404 --show-redirects --parser
    --header --header-for --user-agent --auth --cookies --proxy --insecure --ca
    --allow-private --no-private --max-bytes --max-inflated --max-links
    --format --output --verbose --quiet --progress --no-progress --color
    --state --resume --cache --cache-age --fail-after --baseline --write-baseline
    --config --explain
"""


@pytest.mark.parametrize("name", NAMES.split())
def test_a_promised_option_is_there(name: str) -> None:
    """An option once promised is there under its name."""
    there = {name for option in declare() for name in (*option.opts, *option.secondary_opts)}
    assert name in there

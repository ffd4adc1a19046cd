"""The laws of the hostile site's table, which the contract suite, the lab and the documents are made from."""

from __future__ import annotations

import re

from sixlegs.lab.hostile import laws, table
from sixlegs.model import Reason
from sixlegs.verdicts import VERDICT_OF


def test_every_row_shows_a_paragraph_and_every_paragraph_is_shown() -> None:
    """The catalogue has no paragraph without a case, and the table no case without a paragraph."""
    shown = table.shown()
    assert all(shown.values())
    assert sum(map(len, shown.values())) == len(table.CASES)


def test_paragraphs_have_numbers_of_their_own() -> None:
    """No two paragraphs share an id, and each pattern is one."""
    assert len({law.id for law in laws.LAWS}) == len(laws.LAWS)
    assert all(re.compile(law.rows) for law in laws.LAWS)


def test_every_row_expects_a_verdict_with_one_of_its_reasons() -> None:
    """What a row expects, of whatever library, is a verdict and a reason that belongs to it."""
    for case in table.CASES:
        for expected in (case.expect, *(said for _, said in case.natives)):
            verdict, _, reason = expected.partition("/")
            assert VERDICT_OF[Reason(reason)] == verdict, case.id


def test_every_row_has_a_link_of_its_own() -> None:
    """Two rows with the same link would be one URL with two answers, and one of them would never be tried."""
    links = [case.href for case in table.CASES]
    assert sorted(links) == sorted(set(links))

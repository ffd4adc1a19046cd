"""Owns the mutants: answers of the table, each bent a little further by chance out of a seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from sixlegs.lab.hostile.behaviour import Answer, Behaviour
from sixlegs.lab.hostile.table import CASES

_LONGEST = 100_000  # bytes of an answer that is worth bending
_TOKENS = (
    *(b"\r\n", b"\n", b"\r", b"\0", b"\xff", b" ", b"\t", b":", b";", b",", b"0", b"-1", b"99999999999999999999"),
    *(b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 100 Continue\r\n\r\n", b"Content-Length: 3\r\n", b"Content-Length: 0\r\n"),
    *(b"Transfer-Encoding: chunked\r\n", b"Connection: close\r\n", b"Location: /\r\n", b"Content-Encoding: gzip\r\n"),
    *(b"Content-Type: text/html\r\n", b"<a href='/", b"<base href=//>", b"<!--", b"&#x110000;", b"\x1b[31m"),
)


def mutants(seed: int, count: int) -> Iterator[bytes]:
    """Give so many answers; the same seed gives the same."""
    chance = random.Random(seed)  # noqa: S311  nothing here is a secret
    seeds = sorted({answer for case in CASES for answer in _answers(case.behaviour)})
    for _ in range(count):
        answer = chance.choice(seeds)
        for _ in range(chance.randint(1, 4)):
            answer = chance.choice(_WAYS)(answer, chance)
        yield answer


def _answers(behaviour: Behaviour | None) -> Iterator[bytes]:
    for step in behaviour if isinstance(behaviour, tuple) else ():
        data = step.wire("GET", str) if isinstance(step, Answer) else step
        if isinstance(data, bytes) and len(data) <= _LONGEST:
            yield data


def _flip(answer: bytes, chance: random.Random) -> bytes:
    at = _place(answer, chance)
    return answer[:at] + bytes([chance.randrange(256)]) + answer[at + 1 :]


def _insert(answer: bytes, chance: random.Random) -> bytes:
    at = _place(answer, chance)
    return answer[:at] + chance.choice(_TOKENS) + answer[at:]


def _delete(answer: bytes, chance: random.Random) -> bytes:
    at = _place(answer, chance)
    return answer[:at] + answer[at + chance.randint(1, 9) :]


def _double(answer: bytes, chance: random.Random) -> bytes:
    start, end = sorted((_place(answer, chance), _place(answer, chance)))
    return answer[:end] + answer[start:end] * chance.randint(1, 3) + answer[end:]


def _cut(answer: bytes, chance: random.Random) -> bytes:
    return answer[: _place(answer, chance)]


def _place(answer: bytes, chance: random.Random) -> int:
    """Somewhere, and more often in the head, where more hangs on it."""
    head = answer.find(b"\r\n\r\n") + 4
    return chance.randrange(head if head > 3 and chance.random() < 0.7 else len(answer) + 1)


_WAYS: tuple[Callable[[bytes, random.Random], bytes], ...] = (_flip, _insert, _insert, _delete, _double, _cut)

"""Laws of the exchange: bytes in, one reply out, however they are cut (RFC 9112)."""

from __future__ import annotations

import random

import pytest

from sixlegs.model import Failure, Fetch, Kind, Limits, Phases, Reason, Response
from sixlegs.wire import body
from sixlegs.wire.exchange import Exchange

FETCH = Fetch("http://site/")
START = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
SIZED = START + b"Content-Length: 3\r\n\r\nabc"
CHUNKED = START + b"Transfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nX-Last: 1\r\n\r\n"
UNENDED = START + b"\r\nabc"
HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
FOLDED = START + b"X: a\r\n b\r\nContent-Length: 3\r\n\r\nabc"
REDIRECT = b"HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 4\r\n\r\ngone"
NOTHING = b"HTTP/1.1 204 No Content\r\n\r\n"


def exchanged(*pieces: bytes, fetch: Fetch = FETCH, closed: bool = False) -> Exchange:
    """Return the exchange after some pieces have arrived."""
    exchange = Exchange(fetch)
    for piece in pieces:
        exchange.receive(piece)
    if closed:
        exchange.closed()
    return exchange


def response(exchange: Exchange) -> Response:
    """Return the reply, which is to be a response."""
    reply = exchange.reply(0.0)
    assert exchange.done
    assert isinstance(reply, Response)
    return reply


def reason(exchange: Exchange) -> Reason:
    """Return why there is no response."""
    reply = exchange.reply(0.0)
    assert exchange.done
    assert isinstance(reply, Failure)
    assert not exchange.reusable
    return reply.reason


ANSWERS = {
    "sized": SIZED,
    "chunked": CHUNKED,
    "unended": UNENDED,
    "hinted": HINTS * 3 + SIZED,
    "folded": FOLDED,
    "redirect": REDIRECT,
    "nothing": NOTHING,
    "cut": SIZED[:-1],
    "cut-chunks": CHUNKED[:-30],
    "bad": b"HTTP/1.1 200 OK\r\nX y\r\n\r\n",
    "foreign": b"SSH-2.0-OpenSSH_9.9\r\n\r\n",
    "silent": b"H",
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_where_the_bytes_are_cut_says_nothing(answer: bytes) -> None:
    """Every split into two, and one byte at a time, gives the same reply and the same fate of the connection."""

    def outcome(*pieces: bytes) -> tuple[object, ...]:
        exchange = exchanged(*pieces, closed=True)
        return exchange.reply(0.0), exchange.reusable

    whole = outcome(answer)
    assert all(outcome(answer[:at], answer[at:]) == whole for at in range(1, len(answer)))
    assert outcome(*(answer[at : at + 1] for at in range(len(answer)))) == whole


@pytest.mark.parametrize("answer", [SIZED, CHUNKED, REDIRECT, NOTHING])
def test_an_answer_that_states_its_end_leaves_the_connection_for_the_next(answer: bytes) -> None:
    """It is complete with its last byte, not before, and then the connection can be used again."""
    exchange = exchanged(answer[:-1])
    assert not exchange.done
    assert exchange.receive(answer[-1:])
    assert exchange.reusable


def test_a_response_is_what_was_sent() -> None:
    """Status, headers by lower-case names in their order, the body without its chunks, and what the owner noted."""
    exchange = exchanged(CHUNKED)
    exchange.opened = 1
    phases = Phases(first_byte=0.1)
    assert exchange.reply(0.5, phases, "127.0.0.1") == Response(
        200,
        (("content-type", "text/html"), ("transfer-encoding", "chunked")),
        b"abcde",
        0.5,
        opened=1,
        phases=phases,
        peer="127.0.0.1",
    )


def test_a_body_without_a_length_ends_with_the_connection() -> None:
    """Neither length nor chunks: all until the close is body (RFC 9112 6.3 rule 8), and the connection is gone."""
    exchange = exchanged(UNENDED)
    assert not exchange.done
    exchange.closed()
    assert response(exchange).body == b"abc"
    assert not exchange.reusable


@pytest.mark.parametrize(
    ("pieces", "why"),
    [((), Reason.RESET), ((b"HTTP/1.1 2",), Reason.RESET), ((SIZED[:-1],), Reason.TRUNCATED)],
)
def test_a_connection_closed_early_is_reset_or_truncated(pieces: tuple[bytes, ...], why: Reason) -> None:
    """Before the head is complete it is a reset, after it the answer is truncated."""
    assert reason(exchanged(*pieces, closed=True)) is why


def test_closing_after_the_end_changes_nothing() -> None:
    """What is complete stays complete."""
    assert response(exchanged(SIZED, closed=True)).body == b"abc"


REFUSED = {
    "garbage": b"what?\r\n\r\n",
    "line-first": b"\r\n" + SIZED,
    "icy": b"ICY 200 OK\r\n\r\n",
    "http-0.9": SIZED.replace(b"/1.1", b"/0.9"),
    "http-1.2": SIZED.replace(b"/1.1", b"/1.2"),
    "http-2.0": SIZED.replace(b"/1.1", b"/2.0"),
    "http-3.7": SIZED.replace(b"/1.1", b"/3.7"),
    "status-099": SIZED.replace(b"200", b"099"),
    "status-1000": SIZED.replace(b"200", b"1000"),
    "status-20": SIZED.replace(b"200", b"20"),
    "upgrade": b"HTTP/1.1 101 Go\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
    "unasked-101": b"HTTP/1.1 101 Go\r\n\r\n",
    "no-colon": START + b"X y\r\n\r\n",
    "space-before-colon": START + b"X : y\r\n\r\n",
    "nul": START + b"X: a\0b\r\n\r\n",
    "bare-cr": START + b"X: a\rb\r\n\r\n",
    "length-twice": START + b"Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
    "length-negative": START + b"Content-Length: -3\r\n\r\n",
    "length-and-more": START + b"Content-Length: 5x\r\n\r\n",
    "length-huge": START + b"Content-Length: 1" + b"0" * 26 + b"\r\n\r\n",
    "length-of-19-digits": START + b"Content-Length: 1" + b"0" * 18 + b"\r\n\r\n",
    "length-and-chunks": START + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
    "chunks-and-length": START + b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n",
    "coding-unknown": START + b"Transfer-Encoding: pigeon\r\n\r\n",
    "chunk-size": CHUNKED.replace(b"3;x=y", b"zz"),
    "chunk-size-huge": CHUNKED.replace(b"3;x=y", b"10000000000000003"),
    "chunk-too-long": CHUNKED.replace(b"abc", b"abcd"),
    "chunk-lf": CHUNKED.replace(b"3;x=y\r\n", b"3\n"),
}


@pytest.mark.parametrize("answer", REFUSED.values(), ids=REFUSED)
def test_what_is_not_http_is_a_protocol_error(answer: bytes) -> None:
    """Answers that could be read in two ways, or in none, are not read (HTTP request smuggling lives there)."""
    assert reason(exchanged(answer)) is Reason.PROTOCOL


TOLERATED = {
    "bare-lf": SIZED.replace(b"\r\n", b"\n"),
    "folded": FOLDED,
    "eight-bit": START + b"X: N\xe4me\r\nContent-Length: 3\r\n\r\nabc",
    "control": START + b"X: a\x01b\r\nContent-Length: 3\r\n\r\nabc",
    "eight-bit-phrase": SIZED.replace(b"OK", b"\xfc"),
    "no-phrase": SIZED.replace(b" OK", b""),
    "padded-length": SIZED.replace(b": 3", b":  3 \t"),
    "spaces-after-chunk-size": START + b"Transfer-Encoding: Chunked\r\n\r\n3  \r\nabc\r\n0\r\n\r\n",
    "long-extension": START + b"Transfer-Encoding: chunked\r\n\r\n3;" + b"x" * 70_000 + b"\r\nabc\r\n0\r\n\r\n",
}


@pytest.mark.parametrize("answer", TOLERATED.values(), ids=TOLERATED)
def test_what_can_be_read_in_one_way_only_is_read(answer: bytes) -> None:
    """Servers are sloppy where it does no harm."""
    assert response(exchanged(answer)).body == b"abc"


def test_header_values_are_given_without_the_space_around_them() -> None:
    """A fold reads as a space, and what surrounds a value is no part of it."""
    headers = dict(response(exchanged(START + b"A:  x \r\nB: y\r\n z\r\nContent-Length: 0\r\n\r\n")).headers)
    assert (headers["a"], headers["b"]) == ("x", "y z")


def test_interim_answers_are_skipped_and_not_for_ever() -> None:
    """Ten 1xx may come before the answer, and eleven may not; their headers are nobody's business."""
    assert [name for name, _ in response(exchanged(HINTS * 10 + SIZED)).headers] == ["content-type", "content-length"]
    assert reason(exchanged(HINTS * 11)) is Reason.PROTOCOL


@pytest.mark.parametrize(
    ("begin", "more"),
    [
        (b"HTTP/1.1 200 ", b"x"),
        (START, b"x"),
        (START + b"X: ", b"x"),
        (START, b"X: y\r\n"),
        (b"", HINTS[:-2] + b"X: y\r\n"),
        (START + b"Transfer-Encoding: chunked\r\n\r\n3;", b"x"),
        (START + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX: ", b"x"),
        (START + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X: y\r\n"),
    ],
)
def test_nothing_but_a_body_may_go_on_and_on(begin: bytes, more: bytes) -> None:
    """A head, a chunk's extension or a trailer that has no end is given up at the cap, and not kept until then."""
    exchange = exchanged(begin or b"H", fetch=Fetch("http://site/", limits=Limits(max_header_bytes=5000)))
    pieces = 0
    while not exchange.receive(more * (600 // len(more))):
        pieces += 1
        assert pieces < 12
    assert reason(exchange) is Reason.PROTOCOL


def test_headers_above_the_cap_are_refused_even_when_they_come_at_once() -> None:
    """The cap is on names and values, not on how they arrive."""
    head = START + b"X: " + b"x" * 100 + b"\r\nContent-Length: 0\r\n\r\n"
    for most, taken in ((60, False), (160, True)):
        exchange = exchanged(head, fetch=Fetch("http://site/", limits=Limits(max_header_bytes=most + 40)))
        assert (exchange.failure is None) is taken


def test_a_body_is_cut_at_the_cap() -> None:
    """What is longer ends there and says so, and the connection is of no more use."""
    exchange = exchanged(
        START + b"Content-Length: 100\r\n\r\n", b"x" * 30, b"y" * 30, fetch=Fetch("http://site/", limits=Limits(50))
    )
    reply = response(exchange)
    assert (reply.body, reply.cut, exchange.reusable) == (b"x" * 30 + b"y" * 20, True, False)


def test_a_body_of_just_the_cap_is_whole() -> None:
    """The cap itself is allowed."""
    reply = response(exchanged(SIZED, fetch=Fetch("http://site/", limits=Limits(3))))
    assert (reply.body, reply.cut) == (b"abc", False)


@pytest.mark.parametrize(
    ("method", "answer"),
    [
        ("HEAD", START + b"Content-Length: 999\r\n\r\n"),
        ("HEAD", START + b"Transfer-Encoding: chunked\r\n\r\n"),
        ("HEAD", START + b"\r\n"),
        ("GET", b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n"),
        ("GET", b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n"),
        ("CONNECT", b"HTTP/1.1 200 Yes\r\n\r\n"),
    ],
)
def test_some_answers_have_no_body_whatever_they_say(method: str, answer: bytes) -> None:
    """To HEAD and CONNECT, and with 204 and 304, the answer ends with its head (RFC 9112 6.3 rules 1 and 2)."""
    exchange = exchanged(answer, fetch=Fetch("http://site/", method))
    assert response(exchange).body == b""
    assert exchange.reusable


@pytest.mark.parametrize("answer", [b"HTTP/1.1 204 No Content\r\nContent-Length: 3\r\n\r\n", NOTHING])
def test_a_body_where_there_can_be_none_spoils_the_connection(answer: bytes) -> None:
    """It would be taken for the beginning of the next answer."""
    exchange = exchanged(answer + b"abc")
    assert response(exchange).body == b""
    assert not exchange.reusable


@pytest.mark.parametrize("more", [SIZED, b"defg", b"HTTP/1.1 200 OK\r\n"])
def test_an_answer_that_nobody_asked_for_spoils_the_connection(more: bytes) -> None:
    """What follows the answer changes nothing about it, but nobody knows what it belongs to."""
    exchange = exchanged(SIZED + more)
    assert response(exchange).body == b"abc"
    assert not exchange.reusable


@pytest.mark.parametrize(
    ("version", "connection", "kept"),
    [
        (b"1.1", b"", True),
        (b"1.1", b"Connection: keep-alive\r\n", True),
        (b"1.1", b"Connection: Close\r\n", False),
        (b"1.1", b"Connection: x\r\nConnection: close\r\n", False),
        (b"1.0", b"", False),
        (b"1.0", b"Connection: Keep-Alive\r\n", True),
    ],
)
def test_a_connection_is_kept_where_both_sides_may_expect_it(version: bytes, connection: bytes, kept: bool) -> None:  # noqa: FBT001  a column
    """HTTP/1.1 keeps it unless told otherwise, 1.0 only if told so (RFC 9112 9.3)."""
    exchange = exchanged(SIZED.replace(b"1.1", version).replace(b"Content-Type", connection + b"Content-Type"))
    assert exchange.done
    assert exchange.reusable is kept


def unwanted(length: int, *more: bytes) -> Exchange:
    """Return the exchange of a 404 with a body of some length, of which this has come."""
    return exchanged(b"HTTP/1.1 404 Not Found\r\nContent-Length: %d\r\n\r\n" % length, *more)


def test_a_short_body_that_nobody_wants_is_read_away() -> None:
    """It costs less than a new connection; nothing of it is kept."""
    exchange = unwanted(5, b"abc")
    assert (exchange.done, exchange.draining) == (False, True)
    exchange.receive(b"de")
    assert response(exchange).body == b""
    assert exchange.reusable


def test_a_long_body_that_nobody_wants_is_left_alone() -> None:
    """The answer is complete with its head, and the connection is given up."""
    exchange = unwanted(body.DRAIN_BYTES + 1)
    assert response(exchange).status == 404
    assert not exchange.reusable


def test_chunks_that_nobody_wants_are_read_away_up_to_a_limit() -> None:
    """How long they are shows only as they come."""
    head = b"HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\nffffff\r\n"
    exchange = exchanged(head, b"x" * body.DRAIN_BYTES)
    assert exchange.draining
    exchange.receive(b"x")
    assert response(exchange).status == 404
    assert not exchange.reusable


def test_a_body_without_a_length_that_nobody_wants_is_left_alone() -> None:
    """Nor one on a connection that ends anyway."""
    assert exchanged(b"HTTP/1.1 404 Not Found\r\n\r\n").done
    assert exchanged(b"HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\nConnection: close\r\n\r\n").done


@pytest.mark.parametrize("trouble", [Exchange.closed, Exchange.expire])
def test_trouble_while_draining_costs_the_connection_only(trouble: object) -> None:
    """The answer is known by then."""
    assert callable(trouble)
    exchange = unwanted(5, b"abc")
    trouble(exchange)
    assert response(exchange).status == 404
    assert not exchange.reusable


@pytest.mark.parametrize(
    ("fetch", "content_type", "kept"),
    [
        (Fetch("http://site/"), b"text/html", True),
        (Fetch("http://site/"), b"Text/HTML ; charset=x", True),
        (Fetch("http://site/"), b"application/xhtml+xml", True),
        (Fetch("http://site/"), b"", True),
        (Fetch("http://site/"), b"image/png", False),
        (Fetch("http://site/", kind=Kind.CHECK), b"text/html", False),
        (Fetch("http://site/", kind=Kind.ROBOTS), b"text/plain", True),
    ],
)
def test_bodies_are_kept_where_someone_will_look_at_them(fetch: Fetch, content_type: bytes, kept: bool) -> None:  # noqa: FBT001  a column
    """Pages for their links and robots.txt for its rules; the rest is read away."""
    reply = response(exchanged(SIZED.replace(b"text/html", content_type), fetch=fetch))
    assert reply.body == (b"abc" if kept else b"")


def test_time_that_is_over_is_said_with_how_long_it_was() -> None:
    """The failure is a timeout, even amid the body."""
    exchange = exchanged(SIZED[:-1])
    exchange.expire()
    assert reason(exchange) is Reason.TIMEOUT
    assert exchange.failure == (Reason.TIMEOUT, "no complete answer within 20 s")


def test_the_first_end_is_the_end() -> None:
    """What comes after a failure or a response changes neither."""
    exchange = exchanged(b"what?\r\n\r\n")
    exchange.receive(SIZED)
    exchange.expire()
    assert reason(exchange) is Reason.PROTOCOL
    late = exchanged(SIZED)
    late.expire()
    assert response(late).status == 200


def test_a_kept_connection_that_closes_unanswered_is_stale() -> None:
    """It tells nothing of the link: after a reset there is a second try, over a new one, which counts."""
    exchange = exchanged(closed=True)
    assert exchange.stale
    exchange.reset()
    assert not exchange.stale
    exchange.opened = 1
    exchange.closed()
    assert not exchange.stale


def test_a_connection_that_answered_anything_is_not_stale() -> None:
    """What begins as an answer begins, were it one byte of it, is the server's own, and so is its failure."""
    assert not exchanged(b"H", closed=True).stale
    assert not exchanged(b"HTTP/9\r\n\r\n").stale
    assert not exchanged(SIZED).stale


@pytest.mark.parametrize("late", [b"</html>", b"\r\n", b"Hello", b"0\r\n\r\n" + SIZED])
def test_what_can_be_no_answer_makes_a_kept_connection_stale(late: bytes) -> None:
    """It may be what is left of the answer before; over a new connection it is what the server has to say."""
    exchange = exchanged(late)
    assert exchange.stale
    assert not exchange.reusable
    exchange.reset()
    exchange.opened = 1
    exchange.receive(late)
    assert not exchange.stale
    assert reason(exchange) is Reason.PROTOCOL


def test_mutated_answers_end_in_one_reply_and_within_the_caps() -> None:
    """Whatever noise does to an answer, it raises nothing, ends with the connection, and keeps to the caps."""
    chance = random.Random(9112)  # noqa: S311  a seed, no secret
    fetch = Fetch("http://site/", limits=Limits(max_bytes=8, max_header_bytes=300))
    corpus = [*ANSWERS.values(), *REFUSED.values(), *list(TOLERATED.values())[:-1]]
    for _ in range(10_000):
        answer = _mutated(bytearray(chance.choice(corpus)), chance, corpus)
        step = chance.choice((1, 2, 7, 64, 4096))
        exchange = exchanged(*(answer[at : at + step] for at in range(0, len(answer), step)), fetch=fetch, closed=True)
        reply = exchange.reply(0.0)
        assert exchange.done
        if isinstance(reply, Response):
            assert len(reply.body) <= 8
            assert sum(len(name) + len(value) for name, value in reply.headers) <= 300
            assert 200 <= reply.status <= 999
            assert not any(bad in text for header in reply.headers for text in header for bad in "\r\n\0")


def _mutated(answer: bytearray, chance: random.Random, corpus: list[bytes]) -> bytes:
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(answer) + 1)
        match chance.randrange(5):
            case 0:
                answer[at:at] = chance.choice(
                    (b"\r\n", b"\0", b"\r", b"\n", b" ", b":", b"9" * 20, b"\xff", b"HTTP/1.1 ")
                )
            case 1:
                del answer[at : at + chance.randint(1, 9)]
            case 2:
                answer[at : at + 1] = bytes([chance.randrange(256)])
            case 3:
                answer[at:at] = chance.choice(corpus)[: chance.randint(1, 99)]
            case _:
                answer[at:] = answer[at:] * 2
    return bytes(answer)


@pytest.mark.parametrize("fault", [Reason.RESET, Reason.TLS])
def test_a_connection_that_breaks_is_no_end_of_a_body(fault: Reason) -> None:
    """A body without a length ends where the server closes; where the connection breaks, half of it may be missing."""
    for head, reason in ((b"", fault), (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\nhalf", Reason.TRUNCATED)):
        made = Exchange(Fetch("http://site/"))
        if head:
            made.receive(head)
        made.closed(fault)
        reply = made.reply(0.0)
        assert isinstance(reply, Failure)
        assert (reply.reason, bool(reply.detail)) == (reason, True)

"""Laws of a login by a form, in a conversation with a site that is made up answer by answer."""

from __future__ import annotations

import gzip

import pytest

from sixlegs.login import Login, LoginFailed, Request, Visitor
from sixlegs.model import Cookie, Failure, Policy, Reason, Response
from sixlegs.private import Guard

PAGE = "https://site.com/login"
FIELDS = (("user", "me"), ("pw", "sécret"))
FORM = """<form method=post action=in><input type=hidden name=t value=1>
<input name=user><input type=password name=pw></form>"""
Answer = Response | Failure


def html(text: str, *cookies: str, status: int = 200) -> Response:
    """Return a page."""
    return Response(status, (("content-type", "text/html"), *(("set-cookie", each) for each in cookies)), text.encode())


def moved(location: str, *cookies: str, status: int = 303) -> Response:
    """Return a redirect."""
    return Response(status, (("location", location), *(("set-cookie", each) for each in cookies)))


def talk(
    *answers: Answer, url: str = PAGE, policy: Policy | None = None, private: bool | None = None
) -> tuple[list[Request], tuple[Cookie, ...]]:
    """Have the answers given one after the other; return what was asked, and the cookies of the end."""
    policy = policy or Policy()
    guard = Guard(private, [url], frozenset())
    course = Visitor(Login(url, FIELDS), ["https://site.com/"], policy, guard, 0.0).sign_in()
    requests = [next(course)]
    for answer in answers:
        try:
            requests.append(course.send(answer))
        except StopIteration as end:
            return requests, end.value
    raise AssertionError("there is more to ask")


def failed(*answers: Answer, **how: object) -> str:
    """Return why a login did not work."""
    with pytest.raises(LoginFailed) as caught:
        talk(*answers, **how)  # type: ignore[arg-type]
    assert "cret" not in str(caught.value)
    return str(caught.value)


def test_the_form_is_sent_as_a_browser_sends_it() -> None:
    """With what the page hides in it, the cookies it has set, where it comes from and what it is."""
    requests, cookies = talk(html(FORM, "pre=1"), moved("/home", "s=2; Path=/"), html("hello"))
    assert [(each.fetch.method, each.fetch.url) for each in requests] == [
        ("GET", PAGE),
        ("POST", "https://site.com/in"),
        ("GET", "https://site.com/home"),
    ]
    assert requests[1].content == b"t=1&user=me&pw=s%C3%A9cret"
    headers = dict(requests[1].fetch.headers)
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert headers["Content-Length"] == "26"
    assert headers["Origin"] == "https://site.com"
    assert headers["Referer"] == PAGE
    assert headers["Cookie"] == "pre=1"
    assert requests[2].content == b""
    assert {name for name, _ in requests[2].fetch.headers} == {"User-Agent", "Accept", "Accept-Encoding", "Cookie"}
    assert {each.name for each in cookies} == {"pre", "s"}


def test_options_of_requests_hold_here_too() -> None:
    """The deadline, the limits, and the headers that are for a start URL's origin, and for no other."""
    policy = Policy(timeout=3.0, headers=(("X-Key", "1"),), cookies=(Cookie("site.com", "mine", "0"),))
    requests, cookies = talk(
        moved("https://sso.com/login"), html(FORM), moved("https://site.com/", "s=2"), html("hi", "s=3"), policy=policy
    )
    assert [dict(each.fetch.headers).get("X-Key") for each in requests] == ["1", None, None, "1"]
    assert [dict(each.fetch.headers).get("Cookie") for each in requests] == ["mine=0", None, None, "mine=0"]
    assert {each.fetch.deadline for each in requests} == {3.0}
    assert {(each.name, each.value, each.domain) for each in cookies} == {
        ("mine", "0", "site.com"),
        ("s", "2", "sso.com"),
        ("s", "3", "site.com"),
    }


def test_a_form_by_get_is_sent_so() -> None:
    """Its fields are the query, which no message shows."""
    form = FORM.replace("post", "get")
    requests, _ = talk(html(form), html("hi", "s=1"))
    assert (requests[1].fetch.method, requests[1].content) == ("GET", b"")
    assert requests[1].fetch.url == "https://site.com/in?t=1&user=me&pw=s%C3%A9cret"
    assert "Origin" not in dict(requests[1].fetch.headers)
    assert failed(html(form), html("no", status=403)) == "https://site.com/in answered 403"


def test_another_site_learns_only_where_the_form_was() -> None:
    """A form may lead to another origin; that is told this one and no page of it."""
    requests, _ = talk(html(FORM.replace("in>", "https://sso.com/in>", 1)), html("hi", "s=1"))
    headers = dict(requests[1].fetch.headers)
    assert (headers["Referer"], headers["Origin"]) == ("https://site.com/", "https://site.com")


def test_a_redirect_can_ask_for_the_same_again() -> None:
    """With 307 and 308 the form is sent once more, though to no other origin."""
    requests, _ = talk(html(FORM), moved("/there", status=307), html("hi", "s=1"))
    assert (requests[2].fetch.method, requests[2].fetch.url) == ("POST", "https://site.com/there")
    assert requests[2].content == requests[1].content
    why = failed(html(FORM), moved("https://other.com/", status=308))
    assert why == "https://site.com/in would have the fields sent on to https://other.com"
    requests, _ = talk(moved("https://www.site.com/", status=308), html(FORM), html("hi", "s=1"))
    assert requests[1].fetch.method == "GET"


def test_a_page_is_read_in_its_own_encoding() -> None:
    """Compressed or not, in what it says it is, which is what the form is sent in."""
    headers = (("content-type", "text/html; charset=windows-1252"), ("content-encoding", "gzip"))
    requests, _ = talk(Response(200, headers, gzip.compress(FORM.encode())), html("hi", "s=1"))
    assert b"pw=s%E9cret" in requests[1].content


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ((Failure(Reason.REFUSED, "connection refused"),), f"{PAGE}: connection refused"),
        ((Failure(Reason.TIMEOUT),), f"{PAGE}: timeout"),
        ((html("", status=404),), f"{PAGE} answered 404"),
        ((html("no"),), f"{PAGE} has no form; what scripts make cannot be seen"),
        ((Response(200, (("content-type", "image/png"),), FORM.encode()),), "has no form"),
        ((html("<form><input name=a></form>"),), "has no form with the fields user, pw; there are: a"),
        ((html("<form></form>"),), "there are: none"),
        ((html("<form></form><form><input type=password name=p></form>"),), "there are: p"),
        ((html(FORM.replace("in>", "http://site.com/in>", 1)),), f"{PAGE}: the form would be sent over http"),
        ((html(FORM.replace("in>", "mailto:x>", 1)),), f"{PAGE}: the form leads to no address that can be asked"),
        ((html(FORM), html("", status=500)), "https://site.com/in answered 500"),
        ((html(FORM), html("hello")), "https://site.com/in set no cookie"),
        ((html(FORM, "s=1"), html(FORM)), "https://site.com/in asks for the same again"),
        (
            (html(FORM, "s=1"), moved("/login?e=1"), html(FORM.replace("in>", "in?e=1>", 1))),
            f"{PAGE} asks for the same",
        ),
        (tuple(moved(f"/{number}") for number in range(21)), "more redirects than --max-redirects allows"),
        ((moved("http://[/"),), "a redirect to an invalid URL"),
    ],
)
def test_what_went_wrong_is_said(answers: tuple[Answer, ...], why: str) -> None:
    """In a line that names the address, and no secret."""
    assert why in failed(*answers)


def test_a_page_that_greets_with_another_form_is_no_refusal() -> None:
    """Only the very form that was sent says that it was of no use."""
    other = "<form method=post action=change><input name=user><input type=password name=pw></form>"
    assert talk(html(FORM, "s=1"), html(other))[1]
    assert talk(html(FORM, "s=1"), html("<form action=in><input name=user><input name=pw></form>"))[1]


def test_no_login_leads_inside() -> None:
    """A public page sends nobody to a private address, unless the user says so."""
    form = FORM.replace("in>", "https://127.0.0.1/in>", 1)
    assert failed(html(form)) == "https://127.0.0.1/in: a private address (--allow-private asks all the same)"
    requests, _ = talk(html(form), html("hi", "s=1"), private=True)
    assert not requests[1].fetch.public_only
    assert talk(html(FORM), html("hi", "s=1"))[0][0].fetch.public_only

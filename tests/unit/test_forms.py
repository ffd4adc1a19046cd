"""Laws of what a form sends once it is filled in (HTML 4.10.21)."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest

from sixlegs import forms

URL = "http://site/dir/page?q#f"


def sent(text: str, encoding: str = "utf-8", **given: str) -> forms.Sent:
    """Return what the only form of a page sends, or the first one that has the given fields."""
    form = forms.asked(forms.read(text, URL), list(given))
    assert form is not None
    return form.filled(given, encoding)


def pairs(text: str, **given: str) -> list[tuple[str, str]]:
    """Return names and values of what is sent."""
    content = sent(f"<form method=post>{text}</form>", **given).content.decode("ascii")
    return parse_qsl(content, keep_blank_values=True, strict_parsing=bool(content))


def test_what_is_given_is_filled_in_and_the_rest_is_left() -> None:
    """Hidden fields, defaults and the first button go along, in the order of the page."""
    text = """<input type=hidden name=token value="a&amp;b"><input name=user value=old><input type=password name=pw>
    <input name=mail type=email value=m><button type=button name=no>n</button><button name=go value=1>1</button>
    <input type=submit name=go value=2><input type=reset name=never><button type=odd name=never>n</button>"""
    expected = [("token", "a&b"), ("user", "me"), ("pw", "secret"), ("mail", "m"), ("go", "1")]
    assert pairs(text, user="me", pw="secret") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<input name=a>", [("a", "")]),
        ("<input value=x><input name='' value=x>", []),
        ("<input name=a value='1\n2'><input type=hidden name=b value='1\n2'>", [("a", "12"), ("b", "1\r\n2")]),
        ("<input type=checkbox name=a checked><input type=checkbox name=b>", [("a", "on")]),
        ("<input type=radio name=a value=1><input type=RADIO name=a value=2 checked>", [("a", "2")]),
        ("<input type=radio name=a value=1 checked><input type=radio name=a value=2 checked>", [("a", "2")]),
        ("<input name=a disabled><fieldset disabled><input name=b></fieldset>", []),
        ("<select name=a><option disabled>1<option value=2>b</select>", [("a", "2")]),
        ("<select name=a multiple><option selected>1<option selected>2</select>", [("a", "1"), ("a", "2")]),
        ("<select name=a></select>", []),
        ("<textarea name=a>\n1\n2</textarea>", [("a", "1\r\n2")]),
        ("<input type=file name=a>", [("a", "")]),
        ("<datalist><input name=a></datalist><template><input name=b></template>", []),
        ("<input type=hidden name=_charset_>", [("_charset_", "UTF-8")]),
        ("<input type=hidden name=_CHARSET_ value=x>", [("_CHARSET_", "UTF-8")]),
        ("<input type=submit name=a><input type=submit name=b>", [("a", "Submit")]),
        ("<input type=submit name=a value='1&#10;2'>", [("a", "1\r\n2")]),
        ("<fieldset disabled><legend><input name=a></legend><legend><input name=b></legend></fieldset>", [("a", "")]),
        ("<fieldset disabled>text<div><input name=a></div></fieldset>", []),
        ("<fieldset disabled><fieldset><legend><input name=a></legend></fieldset></fieldset>", []),
        ("<select name=a><optgroup disabled><option>1</optgroup><option> 2  3 </select>", [("a", "2 3")]),
        ("<select name=a><option selected>1<option selected disabled>2</select>", []),
        ("<select name=a size=2><option>1</select><select name=b size=x><option>1</select>", [("b", "1")]),
        ("<input type=image name=i src=x>", [("i.x", "0"), ("i.y", "0")]),
        ("<button disabled name=a>1</button><input type=image src=x>", [("x", "0"), ("y", "0")]),
    ],
)  # fmt: skip
def test_a_control_sends_what_it_does_in_a_browser(text: str, expected: list[tuple[str, str]]) -> None:
    """What is not given goes as the page has it: checked, chosen, not disabled, with a name."""
    assert pairs(text) == expected


def test_what_is_given_is_sent_whatever_its_control_was_to_send() -> None:
    """A box can be checked, one of several chosen, what a script would enable filled in, and a button pressed."""
    text = """<input type=checkbox name=keep><input type=radio name=way value=1 checked>
    <input type=radio name=way value=2>    <input name=pin disabled>
    <button name=go value=1>1</button><button name=go value=2>2</button>"""
    assert pairs(text, keep="on", way="2", pin="7") == [("keep", "on"), ("way", "2"), ("pin", "7"), ("go", "1")]
    assert ("go", "2") in pairs(text, go="2")
    assert ("go", "3") in pairs(text, go="3")
    assert pairs("<input type=image name=i src=x><button name=j>j</button>", i="") == [("i.x", "0"), ("i.y", "0")]


@pytest.mark.parametrize(
    ("form", "url"),
    [
        ("<form method=post action=in?x=1>", "http://site/dir/in?x=1"),
        ("<form method=post action=''>", URL),
        ("<form method=post>", URL),
        ("<base href=/b/><form method=post action=in>", "http://site/b/in"),
        ("<base href=/b/><form method=post>", URL),
        ("<form action=x><button formaction=y formmethod=post>", "http://site/dir/y"),
        ("<form action=in?x=1#f><input name=a value='1 &~é*'>", "http://site/dir/in?a=1+%26%7E%C3%A9*"),
    ],
)
def test_it_goes_where_the_form_says(form: str, url: str) -> None:
    """To the action of the form or the button, or else to the page itself; by GET the fields are the query."""
    assert sent(form).url == url


def test_a_form_has_what_stands_between_its_tags() -> None:
    """Amid a table too, as in old pages, where its element is empty; and what names it, but not what follows."""
    text = """<table><form method=post id=f><tr><td><input name=a><table><tr><td><input name=b></table></form></table>
    <input name=c><input name=d form=f><input name=e form=none><form><div></form><input name=f></div>"""
    form, other = forms.read(text, URL)
    assert (form.names, other.names) == (("a", "b", "d"), ("f",))
    (form,) = forms.read("<table><form><tr><td></table><input name=a><form><input name=b>", URL)
    assert form.names == ("a", "b")
    assert forms.read("<input name=a></form>", URL) == []


def test_a_form_in_a_template_is_none() -> None:
    """It is there for scripts."""
    text = "<template><form id=f><input name=a></form></template></template><form id=f><input name=b></form>"
    (form,) = forms.read(text, URL)
    assert form.names == ("b",)


def test_the_form_with_a_password_is_meant() -> None:
    """Of those that have all the fields, one with a password, and else the first."""
    text = """<form action=1><input name=user></form><form action=2><input name=user><input name=p type=password></form>
    <form action=3><input name=user><input name=q></form>"""
    found = forms.read(text, URL)
    assert [getattr(forms.asked(found, names), "target", None) for names in (["user"], ["q"], ["p", "q"])] == [
        "http://site/dir/2",
        "http://site/dir/3",
        None,
    ]


@pytest.mark.parametrize(
    ("page", "accepted", "content"),
    [
        ("utf-8", "", b"a=%E2%82%AC"),
        ("windows-1252", "", b"a=%80"),
        ("koi8-r", "", b"a=%26%238364%3B"),
        ("utf-16-le", "", b"a=%E2%82%AC"),
        ("utf-8", "none windows-1252 utf-8", b"a=%80"),
    ],
)
def test_the_encoding_is_that_of_the_page_or_the_form(page: str, accepted: str, content: bytes) -> None:
    """What it does not have is a character reference; UTF-16 is never sent."""
    assert sent(f"<form method=post accept-charset='{accepted}'><input name=a>", page, a="€").content == content


def test_a_form_can_be_sent_in_parts() -> None:
    """As multipart/form-data, between lines that stand nowhere in it."""
    text = "<form method=post enctype=MULTIPART/form-data><input name='a\"\n'><input name=b>"
    made = sent(text, b="------sixlegs\n")
    assert made.content_type == "multipart/form-data; boundary=----sixlegs-"
    assert made.content == (
        b'------sixlegs-\r\nContent-Disposition: form-data; name="a%22%0D%0A"\r\n\r\n\r\n'
        b'------sixlegs-\r\nContent-Disposition: form-data; name="b"\r\n\r\n------sixlegs\r\n\r\n'
        b"------sixlegs---\r\n"
    )
    text = "<form method=post><button formenctype=multipart/form-data name=a value=1>"
    assert b'name="a"' in sent(text).content

"""Links that are hard to read as addresses: odd targets, other schemes, bases, encodings, and where they stand."""

from __future__ import annotations

from sixlegs.lab.hostile.behaviour import link, links, page, redirect
from sixlegs.lab.hostile.case import MAIN, Behind, Case


def _odd(name: str, href: str, target: str) -> Case:
    """A link that must arrive at the server in exactly this form."""
    return Case(f"odd-{name}", href, "ok/ok", page(), url=MAIN + target)


def _no_scheme_of_ours(name: str, url: str) -> Case:
    return Case(f"scheme-{name}", url, "skipped/scheme", url=url)


def _bad(name: str, url: str) -> Case:
    return Case(f"bad-{name}", url, "broken/bad-url", url=url)


def _in(name: str, found: str) -> Case:
    return Case(f"{found}-in-{name}", f"/found/{found}", "ok/ok", page(), page=f"/{name}", depth=2)


ODD = (
    _odd("slash", "/odd%2fpath", "/odd%2fpath"),
    _odd("pipe", "/pipe|x", "/pipe|x"),
    _odd("percent", "/%zz", "/%zz"),
    _odd("brackets", "/a[1]", "/a[1]"),
    _odd("braces", "/a{1}", "/a%7B1%7D"),
    _odd("space", "/sp ace", "/sp%20ace"),
    _odd("umlaut", "/büro", "/b%C3%BCro"),
    _odd("dots", "/up/../down/./x", "/down/x"),
    _odd("encoded-dots", "/up/%2e%2E/side", "/side"),
    _odd("double-slash", "/double//slash", "/double//slash"),
    _odd("backslash", "\\back\\slash", "/back/slash"),
    _odd("quotes", "/q?a='b'&c=\"d\"", "/q?a=%27b%27&c=%22d%22"),
    _odd("query-odd", "/q?[x]={y}|z^", "/q?[x]={y}|z^"),
    _odd("unreserved", "/%7Etilde", "/%7Etilde"),
    _odd("matrix", "/m;p=1;q=2", "/m;p=1;q=2"),
    _odd("tab", "/ta\tb", "/tab"),
    _odd("line-break", "/li\r\nne", "/line"),
    _odd("header-break", "/broken%0d%0aX-Injected:%20yes", "/broken%0d%0aX-Injected:%20yes"),
    _odd("blanks", "  /blanks\n", "/blanks"),
    _odd("plus", "/a+b@c,d!$&'()*=~", "/a+b@c,d!$&'()*=~"),
)
OTHER = (
    _no_scheme_of_ours("mailto", "mailto:someone@example.org"),
    _no_scheme_of_ours("tel", "tel:+4312345"),
    _no_scheme_of_ours("javascript", "javascript:void(0)"),
    _no_scheme_of_ours("data", "data:text/plain,hello"),
    _no_scheme_of_ours("ftp", "ftp://127.0.0.1/file"),
    _no_scheme_of_ours("file", "file:///etc/hostname"),
    _no_scheme_of_ours("about", "about:blank"),
    _no_scheme_of_ours("unknown", "pigeon:coo"),
    _bad("bracket", "http://[::1"),
    _bad("port", "http://127.0.0.1:99999/"),
    _bad("negative-port", "http://127.0.0.1:-1/"),
    Case("port-zero", "http://127.0.0.1:0/", "unreachable/refused", url="http://127.0.0.1:0/"),
    _bad("no-host", "http://"),
    _bad("percent-host", "http://%zz/"),
    _bad("space-host", "http://exa mple/"),
)
PAGES = (
    Case("utf-8", "/utf-8", "ok/ok", page(link("/found/utf-8-é"))),
    Case("utf-8-meta", "/utf-8-meta", "ok/ok", page('<meta charset="utf-8">', link("/found/meta-é"), says="text/html")),
    Case(
        "latin-1",
        "/latin-1",
        "ok/ok",
        page(link("/found/latin-1-é"), charset="iso-8859-1", says="text/html; charset=ISO-8859-1"),
    ),
    Case(
        "windows-1252",
        "/windows-1252",
        "ok/ok",
        page('<meta charset="windows-1252">', link("/found/windows-€"), charset="windows-1252", says="text/html"),
    ),
    Case("utf-16", "/utf-16", "ok/ok", page(link("/found/utf-16-é"), charset="utf-16", says="text/html")),
    Case(
        "bom-wins",
        "/bom-wins",
        "ok/ok",
        page(link("/found/bom-é"), charset="utf-8-sig", says="text/html; charset=ISO-8859-1"),
    ),
    *(
        Case(
            f"found-in-{name}",
            f"/found/{name}-é",
            "ok/ok",
            page(),
            page=f"/{on}",
            depth=2,
            url=f"{MAIN}/found/{name}-%C3%A9",
        )
        for name, on in (
            ("utf-8", "utf-8"),
            ("meta", "utf-8-meta"),
            ("latin-1", "latin-1"),
            ("utf-16", "utf-16"),
            ("bom", "bom-wins"),
        )
    ),
    Case(
        "found-in-windows",
        "/found/windows-€",
        "ok/ok",
        page(),
        page="/windows-1252",
        depth=2,
        url=f"{MAIN}/found/windows-%E2%82%AC",
    ),
    Case(
        "base",
        "/base/page",
        "ok/ok",
        page('<base href="/based/"><base href="/never/">', link("child"), link("../found/base")),
    ),
    Case("base-child", "child", "ok/ok", page(), page="/base/page", depth=2, url=f"{MAIN}/based/child"),
    Case("found-in-base", "../found/base", "ok/ok", page(), page="/base/page", depth=2, url=f"{MAIN}/found/base"),
)
REFERRERS = page(  # the tests know where everything here stands
    "<title>Où</title>",
    "<p>äöü <a",
    '  href="/404">spread  over',
    '  <b>lines</b></a> <img alt="" src="/found/image.png"><a href="/404">again</a>',
    '<link rel="stylesheet" href="/found/style.css"> <script src="/found/script.js"></script>',
    '<img alt="" srcset="/found/small.png 1x, /found/large.png 2x"> <a href="/page">fine</a>',
    '<form action="/found/form"></form> <form method="dialog" action="/never"></form>',
    '<iframe src="/found/frame"></iframe> <area href="/found/area">',
    '<template><a href="/found/template">t</a></template>',
    '<svg><a xlink:href="/found/svg">s</a></svg>',
    f'<!-- {link("/never")} --> <link rel="preconnect" href="http://other.test/never">',
)
PLACES = (
    Case("referrers", "/referrers", "ok/ok", REFERRERS),
    *(
        _in("referrers", name)
        for name in (
            "image.png",
            "svg",
            "style.css",
            "script.js",
            "small.png",
            "large.png",
            "form",
            "frame",
            "area",
            "template",
        )
    ),
    Case("refresh", "/refresh", "ok/ok", page('<meta http-equiv="refresh" content="5; url=/found/refresh">')),
    _in("refresh", "refresh"),
    Case("final-url-is-the-base", "/to/folder", "ok/ok", redirect(302, "/folder/"), final=f"{MAIN}/folder/"),
    Case("leaf", "leaf", "ok/ok", page(), url=f"{MAIN}/folder/leaf", page="/to/folder", depth=2),
)
CASES = ODD + OTHER + PAGES + PLACES
BEHIND = (Behind("main.test", "/folder/", links("leaf")),)

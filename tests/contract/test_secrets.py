"""What is told in confidence stays so: no secret is in any report, message, state, cache or baseline."""

from __future__ import annotations

import re
from base64 import b64encode
from typing import TYPE_CHECKING

import pytest
from zstandard import ZstdDecompressor

from sixlegs import report
from tests.contract.command import Command
from tests.site.threads import documents, proxy, serving

if TYPE_CHECKING:
    from pathlib import Path

    from tests.contract.command import Outcome
    from tests.setups import Setup

LOGIN = "me:s3cret-login"
SECRET = "s3cret"  # all of them begin with it
HIDDEN = [SECRET, b64encode(LOGIN.encode()).decode(), b64encode(LOGIN.replace("me", "my").encode()).decode()]
FRAME = b"\x28\xb5\x2f\xfd"  # with which Zstandard begins
OPTIONS = ("--auth", LOGIN, "--header", "Authorization: Bearer s3cret-token", "--header", "X-Key: s3cret-key")
KEPT = ("--state", "kept/state", "--cache", "kept/cache", "--write-baseline", "kept/baseline")
PLACES = """<title>Links with logins</title>
<a href="http://me:s3cret-a@{host}/page">http://me:s3cret-a@{host}/page</a>
<a href="http://me:s3cret-b@{host}/missing">at //me:s3cret-b@{host}, and http://me:s3cret-v@{host}/</a>
<a href="//me:s3cret-c@{host}/missing#place">x</a>
<a href="http://me:s3cret-d@{host}:99999/">http://me:s3cret-d@{host}:99999/</a>
<a href="ht&#9;tp://me:s3cret-e@{host}/moved">x</a>
<a href="ftp://me:s3cret-f@{host}/">x</a>
<a href="http://s3cret-g@127.0.0.1:1/">x</a>
<img srcset="http://me:s3cret-h@{host}/small 1x, http://me:s3cret-i@{host}/large 2x">
<meta http-equiv=refresh content="9; url=http://me:s3cret-j@{host}/away">
<meta property="og:image" content="http://me:s3cret-k@{host}/image">
<style>p {{ background: url(http://me:s3cret-l@{host}/style) }}</style>
<p style="background: url('http://me:s3cret-m@{host}/attribute')">
<script type="application/ld+json">{{"url": "http://me:s3cret-n@{host}/data"}}</script>
<iframe srcdoc="<a href='http://me:s3cret-o@{host}/frame'>x</a>"></iframe>
<form action="http://me:s3cret-p@{host}/form" method=post></form>
<a href="http:\\\\me:s3cret-q@{host}\\slashes">x</a>
<a href="http://me:s3cret-r@{host} /blank">x</a>
"""


def site(host: str) -> dict[str, str]:
    """Return the pages, whose links have logins in them."""
    based = f"<base href='http://me:s3cret-s@{host}/'><a href=under-base>x</a>"
    sitemap = f"<urlset><url><loc>http://me:s3cret-t@{host}/in-sitemap</loc></url></urlset>"
    return {
        "/": PLACES.format(host=host) + "<a href=/based>x</a>",
        "/based": based,
        "/page": "",
        "/sitemap.xml": sitemap,
    }


def said(folder: Path, *outcomes: Outcome) -> bytes:
    """Return all that was said and written."""
    written = b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
    inflated = [ZstdDecompressor().decompressobj().decompress(written[at:]) for at in _places(written, FRAME)]
    assert inflated, "the state and the cache are compressed no more: is this still the way to read them?"
    return b"".join([written, *inflated]) + "".join(each.stdout + each.stderr for each in outcomes).encode()


def _places(text: bytes, mark: bytes) -> list[int]:
    return [match.start() for match in re.finditer(re.escape(mark), text)]


def check_nothing_told(told: bytes) -> None:
    """See that it has none of the secrets."""
    for each in HIDDEN:
        at = told.find(each.encode())
        assert at < 0, told[max(0, at - 200) : at + 50]


def crawl(folder: Path, url: str, *args: str) -> Outcome:
    """Crawl with every format, and all that speaks; the report of the first crawl is kept for a second one."""
    formats = [f"--format={name}:report.{name}" for name in report.FORMATS if name != "text"]
    return Command(folder, url, *args, *formats, "--format", "text", "--verbose", "--progress").end()


@pytest.mark.parametrize("way", ["straight", "proxy"])
def test_no_secret_is_told_to_anyone(backend: Setup, tmp_path: Path, way: str) -> None:
    """Logins in options and URLs are in no report, whatever its format, nor in what is said or kept."""
    pages: dict[str, str] = {}
    work, kept = tmp_path / "work", tmp_path / "work" / "kept"
    kept.mkdir(parents=True)
    with serving(documents(pages)) as server, serving(proxy(LOGIN)) as gate:
        host = f"127.0.0.1:{server.port}"
        pages |= site(host)
        (tmp_path / "cookies.txt").write_text("127.0.0.1\tFALSE\t/\tFALSE\t0\tsession\ts3cret-cookie\n")
        options = [*backend.args, *OPTIONS, "--cookies", "../cookies.txt", "--sitemap", "--lazy", "--retries", "0"]
        options += ["--header-for", f"http://{host}", "X-Other: s3cret-other"]
        if way == "proxy":
            options += ["--proxy", f"http://{LOGIN}@127.0.0.1:{gate.port}"]
        url = f"http://my:s3cret-login@{host}/"
        first = crawl(work, url, *options, *KEPT)
        if first.exit_code == 2 and way == "proxy":
            assert "--client wire" in first.stderr
            pytest.skip("this client has no proxies")
        again = crawl(work, url, *options, *KEPT, "--resume")
        reasons = Command(work, url, *options, "--explain", f"http://me:s3cret-u@{host}/why").end()
        difference = Command(work, "diff", "report.json", "report.json").end()
    assert any("s3cret-key" in head for head in server.heads)
    assert (first.exit_code, again.exit_code, reasons.exit_code, difference.exit_code) == (1, 1, 0, 0)
    assert {path.name for path in kept.iterdir()} >= {"state", "cache", "baseline"}
    check_nothing_told(said(work, first, again, reasons, difference))


@pytest.mark.parametrize(
    "args",
    [
        ["http://me:s3cret@here.test:99999/"],
        ["me:s3cret@here.test"],
        ["ftp://me:s3cret@here.test/"],
        ["http:me:s3cret@here.test:x/"],
        ["{}", "--explain", "http://me:s3cret@here.test:99999/"],
        ["{}", "--header", "Authorization s3cret"],
        ["{}", "--header-for", "http://here.test", "s3cret"],
        ["{}", "--header-for", "me:s3cret@here.test", "K: s3cret"],
        ["{}", "--auth", "s3cret"],
        ["{}", "--proxy", "socks5://me:s3cret@here.test"],
        ["{}", "--proxy", "me:s3cret@here.test:80"],
        ["{}", "--remap", "http://me:s3cret@here.test", "http://there.test"],
        ["{}", "--remap", "http://there.test", "http://me:s3cret@here.test"],
        ["{}", "--cookies", "cookies.txt"],
        ["{}", "--config", "wrong.toml"],
        ["{}", "--login-field", "s3cret"],
    ],
    ids=" ".join,
)
def test_what_is_said_of_a_wrong_option_hides_it(tmp_path: Path, args: list[str]) -> None:
    """Wrong usage is told without the secret that may be in it: logs of other machines hold what is said here."""
    (tmp_path / "cookies.txt").write_text("here.test\tFALSE\t/\tFALSE\t0\ts3cret\n")
    (tmp_path / "wrong.toml").write_text("header = ['Authorization s3cret']\n")
    outcome = Command(tmp_path, *(arg.format("http://127.0.0.1:9/") for arg in args)).end()
    assert (outcome.exit_code, len(outcome.stderr.splitlines())) == (2, 1)
    assert SECRET not in outcome.stdout + outcome.stderr


def test_a_benchmark_leaves_out_a_login(tmp_path: Path) -> None:
    """The login in the URL of a benchmark is neither used nor kept."""
    with serving(documents({"/": ""})) as server:
        url = f"http://me:s3cret@127.0.0.1:{server.port}/"
        few = ("--backends", "sequential", "--clients", "wire", "--concurrency", "1", "--blocks", "1")
        outcome = Command(tmp_path, "bench", "run", url, *few, "--format", "json:result.json").end()
    assert f"127.0.0.1:{server.port}" in outcome.files["result.json"]
    assert SECRET not in outcome.stdout + outcome.stderr + outcome.files["result.json"]

"""Owns the made-up site that the benchmarks crawl: what each page holds, as a pure function of seed, size and number.

Page 0 is /index.html, page n is /sNN/pNNNNNN.html. Each has some 8 KB, 20 distinct links into the site (its up to ten
children in a tree, its parent, the home page, its neighbours, the rest by chance), three images and a stylesheet. Of a
hundred pages one links to a page that is not there. It knows nothing of servers and of crawling.
"""

from __future__ import annotations

import random

from sixlegs.lab.generated.answer import MISSING, ROBOTS, Answer
from sixlegs.lab.generated.prose import WORDS, sentence

CHILDREN = 10  # of a page, so that all pages are within log10(pages) links of the first
LINKS = 20
SECTIONS = 20  # folders
IMAGES = 30
BROKEN_EVERY, BROKEN_AT = 100, 50
_TEMPLATES = 48
_LABELS = 509
_SLOTS = 10  # paragraphs that take a link
_IN_MENU = 6
_MASK = (1 << 64) - 1


class Site:
    """A site of so many pages. The text comes from a few templates, the links are worked out for each page."""

    def __init__(self, pages: int, seed: int = 1) -> None:
        chance = random.Random(seed)  # noqa: S311  filler text is no secret
        self.pages = pages
        self.seed = seed
        self._labels = [" ".join(chance.choices(WORDS, k=3)).encode() for _ in range(_LABELS)]
        self._templates = [_template(chance) for _ in range(_TEMPLATES)]
        self._files = {b"/robots.txt": ROBOTS}
        self._files[b"/css/site.css"] = Answer(200, "text/css", b"body { margin: 2em auto; max-width: 45em }\n")
        for number in range(IMAGES):
            body = b"\x89PNG\r\n\x1a\n" + chance.randbytes(1000)
            self._files[b"/img/i%02d.png" % number] = Answer(200, "image/png", body)

    @property
    def planted(self) -> int:
        """Broken links of the whole site, each to a page of its own."""
        return (self.pages - BROKEN_AT - 1) // BROKEN_EVERY + 1 if self.pages > BROKEN_AT else 0

    @property
    def depth(self) -> int:
        """Clicks from the first page to the last, by the tree."""
        last, clicks = self.pages - 1, 0
        while last:
            last, clicks = (last - 1) // CHILDREN, clicks + 1
        return clicks

    def answer(self, path: bytes) -> Answer:
        """Return what is at a path."""
        number = self._number(path)
        if number is not None:
            return Answer(200, "text/html; charset=utf-8", self.body(number))
        return self._files.get(path, MISSING)

    def links(self, number: int, most: int = LINKS) -> list[int]:
        """Return the pages that a page links to: all its children, and others up to so many in all."""
        pages = self.pages
        first = CHILDREN * number + 1
        found = list(range(first, min(first + CHILDREN, pages)))
        most = min(max(most, len(found)), pages - 1)
        for other in (0, (number - 1) // CHILDREN if number else 1, (number + 1) % pages, (number - 1) % pages):
            if other not in found and other != number:
                found.append(other)
        state = (number * 2654435761 + self.seed * 40503 + 1) & _MASK
        while len(found) < most:
            state = (state * 6364136223846793005 + 1442695040888963407) & _MASK  # Knuth's generator, as in MMIX
            other = (state >> 33) % pages
            if other != number and other not in found:
                found.append(other)
        return found[:most]

    def body(self, number: int) -> bytes:
        """Return a page."""
        anchors = [self._anchor(number, other, place) for place, other in enumerate(self.links(number))]
        if number % BROKEN_EVERY == BROKEN_AT:
            anchors.append(b'<a href="/s%02d/missing-%06d.html">Lost</a>' % (number % SECTIONS, number))
        menu, rest = b"\n".join(anchors[:_IN_MENU]), anchors[_IN_MENU:]
        slots = rest[:_SLOTS]
        slots += [b""] * (_SLOTS - len(slots))
        images = (number * 3 % IMAGES, (number * 3 + 1) % IMAGES, (number * 3 + 2) % IMAGES)
        template = self._templates[(number * 7 + self.seed) % _TEMPLATES]
        return template % (number, menu, *images, *slots, b"\n".join(rest[_SLOTS:]), number)

    def _anchor(self, page: int, other: int, place: int) -> bytes:
        """Return a link, every other one relative to the page."""
        label = self._labels[(other + place) % _LABELS]
        section = other % SECTIONS
        if other == 0:
            return b'<a href="/index.html">Home: %b</a>' % label
        if place % 2 or page == 0:
            return b'<a href="/s%02d/p%06d.html">Page %d: %b</a>' % (section, other, other, label)
        if page % SECTIONS == section:
            return b'<a href="p%06d.html">Page %d: %b</a>' % (other, other, label)
        return b'<a href="../s%02d/p%06d.html">Page %d: %b</a>' % (section, other, other, label)

    def _number(self, path: bytes) -> int | None:
        if path in (b"/index.html", b"/"):
            return 0
        if path[1:2] != b"s" or path[4:6] != b"/p" or not path.endswith(b".html"):
            return None
        digits = path[6:-5]
        if not digits.isdigit():
            return None
        number = int(digits)
        return number if 0 < number < self.pages and path == page_path(number) else None


def page_path(number: int) -> bytes:
    """Return the path of a page."""
    return b"/s%02d/p%06d.html" % (number % SECTIONS, number) if number else b"/index.html"


def _template(chance: random.Random) -> bytes:
    """Return a page with slots for: its number, the menu, three images, ten links in the text, the rest, its number."""
    title = sentence(chance, 5)
    parts = [
        b'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
        b"<title>%b %%d</title>\n" % title,
        b'<meta name="description" content="%b">\n' % sentence(chance, 18),
        b'<link rel="stylesheet" href="/css/site.css">\n</head>\n<body>\n<header><nav>\n%b\n</nav></header>\n<main>\n',
        b"<h1>%b</h1>\n" % title,
    ]
    parts += [_figure(chance) for _ in range(3)]
    for number in range(_SLOTS):
        if number % 2 == 0:
            parts.append(b'<h2 id="part-%d">%b</h2>\n' % (number, sentence(chance, 6)))
        text = b" ".join(sentence(chance, chance.randrange(12, 22)) for _ in range(5))
        parts.append(b"<p>%b %%b %b</p>\n" % (text, sentence(chance, 9)))
    parts.append(b"</main>\n<footer>\n%b\n<p>Page %d</p>\n</footer>\n</body>\n</html>\n")
    return b"".join(parts)


def _figure(chance: random.Random) -> bytes:
    caption = sentence(chance, 7)
    return b'<figure><img src="/img/i%%02d.png" alt="%b"><figcaption>%b</figcaption></figure>\n' % (caption, caption)

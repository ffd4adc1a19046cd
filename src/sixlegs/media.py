"""Owns which media types and file endings are read, and as what, for all who ask; knows no page and no file."""

from __future__ import annotations

XHTML = "application/xhtml+xml"
HTML = frozenset({"text/html", XHTML})
MARKDOWN = "text/markdown"  # RFC 7763
CSS = "text/css"
XML = frozenset({"application/xml", "text/xml"})  # may be a sitemap
READ = HTML | XML | {CSS, MARKDOWN, ""}  # what is sent without a type may be HTML

MARKDOWN_ENDINGS = frozenset({".md", ".markdown", ".mdown", ".mkd"})
PAGE_ENDINGS = frozenset(
    {".html", ".htm", ".xhtml", *MARKDOWN_ENDINGS}
)  # of files that a crawl of a folder begins with


def named(content_type: str) -> str:
    """Return `text/html` of `Text/HTML; charset=x`."""
    return content_type.partition(";")[0].strip().lower()

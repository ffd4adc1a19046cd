"""Scrapy as a lean link checker of a site: `scrapy runspider beside_spider.py -a url=START` prints what is broken."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from urllib.parse import urlsplit

import scrapy
from scrapy.http import HtmlResponse, Response
from scrapy.linkextractors.lxmlhtml import LxmlLinkExtractor


class Check(scrapy.Spider):  # type: ignore[misc]
    """Follows every link of the start URL's host, and says which answers are errors."""

    name = "check"
    custom_settings = {  # noqa: RUF012
        "CONCURRENT_REQUESTS": 64,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 64,
        "COOKIES_ENABLED": False,
        "DOWNLOAD_DELAY": 0,
        "HTTPERROR_ALLOW_ALL": True,
        "RETRY_ENABLED": False,
        "ROBOTSTXT_OBEY": False,
        "TELNETCONSOLE_ENABLED": False,
    }
    links = LxmlLinkExtractor(
        tags=("a", "area", "img", "link", "script"), attrs=("href", "src"), deny_extensions=(), unique=True
    )
    url: str

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Begin with the start URL."""
        yield scrapy.Request(self.url, callback=self.parse)

    def parse(self, response: Response) -> Iterator[scrapy.Request]:
        """Print it if it is broken, else ask for what it links to."""
        if response.status >= 400:
            print("broken", response.status, response.url)
        elif isinstance(response, HtmlResponse) and urlsplit(response.url).netloc == urlsplit(self.url).netloc:
            for link in self.links.extract_links(response):
                yield scrapy.Request(link.url, callback=self.parse)

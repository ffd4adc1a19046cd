"""Scrapy as a link checker of one page: `python hostile_spider.py START OUT` writes a row of JSON for each link."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess

START, OUT = sys.argv[1:]


class Check(scrapy.Spider):  # type: ignore[misc]
    """Asks for the page and for all that it links to."""

    name = "check"
    custom_settings = {  # noqa: RUF012
        "DOWNLOAD_TIMEOUT": 2,
        "HTTPERROR_ALLOW_ALL": True,
        "ROBOTSTXT_OBEY": True,
        "LOG_LEVEL": "ERROR",
        "TELNETCONSOLE_ENABLED": False,
    }

    async def start(self) -> Any:
        """Begin with the page."""
        yield scrapy.Request(START, callback=self.parse)

    def parse(self, response: Any) -> Any:
        """Ask for each link."""
        for link in response.xpath("//a/@href").getall():
            asked = {"asked": link}
            yield scrapy.Request(
                response.urljoin(link), self.answered, errback=self.failed, cb_kwargs=asked, dont_filter=True
            )

    def answered(self, response: Any, asked: str) -> None:
        """Have it by its status."""
        self._say(asked, ok=response.status < 400)

    def failed(self, failure: Any) -> None:
        """Have no answer."""
        self._say(failure.request.cb_kwargs["asked"], ok=False)

    @staticmethod
    def _say(asked: str, *, ok: bool) -> None:
        with Path(OUT).open("a") as out:
            out.write(json.dumps([asked, ok]) + "\n")


process = CrawlerProcess({})
process.crawl(Check)
process.start()

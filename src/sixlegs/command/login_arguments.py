"""Owns how the text of a login's options becomes values; no secret is in what it says of a wrong one."""

from __future__ import annotations

import os

from sixlegs import urls
from sixlegs.command.arguments import Text
from sixlegs.errors import UsageError

_FROM_ENVIRONMENT = "env:"


class Page(Text):
    """The URL of a page."""

    name = "url"

    def read(self, text: str) -> str:
        """Return it in its normal form."""
        try:
            return urls.start_url(text)
        except UsageError as error:
            raise ValueError(str(error)) from None


class Field(Text):
    """A field of a form, as in `user=me` or `password=env:SITE_PASSWORD`; what is said of a wrong one hides it."""

    name = "field"

    def read(self, text: str) -> tuple[str, str]:
        """Return its name and what is to be filled in."""
        name, equals, value = text.partition("=")
        if not name or not equals:
            raise ValueError("it must be a name, = and a value, as in user=me or password=env:SITE_PASSWORD")
        if not value.startswith(_FROM_ENVIRONMENT):
            return name, value
        variable = value.removeprefix(_FROM_ENVIRONMENT)
        if not os.environ.get(variable):
            raise ValueError(f"the field {name!r} is to come from the environment, where there is no {variable!r}")
        return name, os.environ[variable]

"""`pgmatch config`: every setting, and where it comes from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pgmatch.settings import Found

_QUERY_PASSWORD = re.compile(r"(?<=password=)[^&]+")


def config() -> None:
    """Show each setting's value and where it comes from: the environment, .env or its default."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from pgmatch.settings import read_settings

    table = Table("Setting", "Value", "From", "Meaning", box=None, pad_edge=False)
    for found in read_settings().values():
        words = (found.setting.name, shown(found), found.origin, found.setting.meaning)
        table.add_row(*(Text(word, overflow="fold") for word in words))
    Console().print(table)


def shown(found: Found) -> str:
    """Return a setting's value as it may be shown: a URL without its password, another secret masked."""
    from pgmatch.settings import MASK, masked_url

    value = found.value or ""
    if found.setting.name == "database_url" and value:
        return masked_url(value)
    if "://" in value:
        return _without_password(value)
    return MASK if found.setting.secret and value else value


def _without_password(url: str) -> str:
    from pgmatch.settings import MASK

    scheme, _, rest = url.partition("://")
    # Up to the last @, because a password may have one in it although it should not.
    login, at, server = rest.rpartition("@")
    user, colon, _ = login.partition(":")
    return f"{scheme}://{user}{colon}{MASK if colon else ''}{at}{_QUERY_PASSWORD.sub(MASK, server)}"

"""`pgmatch config`: every setting, where it comes from, and what the database has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.text import Text

    from pgmatch.settings import Found

_QUERY_PASSWORD = re.compile(r"(?<=password=)[^&]+")
_TIMEOUT = 5  # seconds to connect


def config() -> None:
    """Show each setting, where its value comes from, and what the database has recorded instead."""
    import typer
    from rich.console import Console
    from rich.table import Table

    from pgmatch.settings import read_settings

    settings = read_settings()
    recorded, remark = _recorded(settings)
    table = Table("Setting", "Value", "From", "Database", "Meaning", box=None, pad_edge=False)
    for found in settings.values():
        has = recorded.get(found.setting.name, "")
        words = (found.setting.name, shown(found), found.origin, has, found.setting.meaning)
        table.add_row(*map(_text, words), style="bold red" if contradicts(found, has) else None)
    Console().print(table, "")
    for found in settings.values():
        if contradicts(found, has := recorded.get(found.setting.name, "")):
            typer.echo(
                f"{found.setting.name} is {found.value} in {found.origin}, but the database has {has}, "
                "which holds."
            )
    typer.echo(remark)


def contradicts(found: Found, recorded: str) -> bool:
    """Whether a value was set that is not the recorded one; a default gives way to the record."""
    return bool(recorded and found.value) and found.origin != "default" and found.value != recorded


def shown(found: Found) -> str:
    """Return a setting's value as it may be shown: a URL without its password, another secret masked."""
    from pgmatch.settings import MASK, masked_url

    value = found.value or ""
    if found.setting.name == "database_url" and value:
        return masked_url(value)
    if "://" in value:
        return _without_password(value)
    return MASK if found.setting.secret and value else value


def _recorded(settings: Mapping[str, Found]) -> tuple[dict[str, str], str]:
    """Return what the database has recorded, by setting, and a sentence about the database."""
    from pgmatch.connection import connected
    from pgmatch.errors import PgmatchError
    from pgmatch.lines import DEFAULT, NODS_TEXT
    from pgmatch.status import read_status

    if not settings["database_url"].value:
        return {}, "No database URL is set, so what a database has recorded is not shown."
    try:
        with connected(settings, timeout=_TIMEOUT) as connection:
            found = read_status(connection)
    except PgmatchError as error:
        return {}, f"The database was not asked: {error}"
    if found.is_installed is None:
        return {}, found.unseen[0]
    if not found.is_installed:
        return {}, f"pgmatch is not installed in the database {found.server.database}."
    shown = f"Database: {found.server.database}; `pgmatch status` shows more."
    if (line := found.line(DEFAULT)) is None:
        return {}, f"The line {DEFAULT} is not installed. {shown}"
    values = {name: getattr(line, name) for name in ("schema", "dimensions", "metric", "access", "model")}
    words = found.line(NODS_TEXT.name)
    values["text_config"] = words.text_config if words else None
    return {name: str(value) for name, value in values.items() if value is not None}, shown


def _text(word: str) -> Text:
    from rich.text import Text

    return Text(word, overflow="fold")


def _without_password(url: str) -> str:
    from pgmatch.settings import MASK

    scheme, _, rest = url.partition("://")
    # Up to the last @, because a password may have one in it although it should not.
    login, at, server = rest.rpartition("@")
    user, colon, _ = login.partition(":")
    return f"{scheme}://{user}{colon}{MASK if colon else ''}{at}{_QUERY_PASSWORD.sub(MASK, server)}"

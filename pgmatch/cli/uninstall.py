"""`pgmatch uninstall`: what a downgrade has to leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from pgmatch.connection import connected

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_VERSION_TABLES = """
    select c.relname from pg_class as c
    where c.relnamespace = to_regnamespace('pgmatch') and c.relname like '%\\_version' and c.relkind = 'r'
"""
_LINES = """
    select i.line from pgmatch.install as i
    where i.access is not null or not exists (select 1 from pgmatch.install as n where n.access is not null)
    order by i.base is null, i.line desc
"""


def uninstall() -> None:
    """Remove the empty schema pgmatch, which `pgmatch alembic downgrade base` leaves behind."""
    from pgmatch.migrate.lock import migration_lock
    from pgmatch.settings import read_settings

    with (
        connected(read_settings(), own_session=True) as connection,
        migration_lock(connection),
        connection.begin(),
    ):
        if remove(connection):
            typer.echo("Removed the schema pgmatch.")
        else:
            typer.echo("This database has no schema pgmatch.")


def remove(connection: Connection) -> bool:
    """Drop the schema and return whether there was one; raise `PgmatchError` while a line is installed."""
    from sqlalchemy import text

    from pgmatch.errors import PgmatchError
    from pgmatch.lines import command

    if connection.scalar(text("select to_regnamespace('pgmatch')::text")) is None:
        return False
    if connection.scalar(text("select to_regclass('pgmatch.install')::text")) is not None:
        # a line that builds on another goes first; the core goes with the last
        lines = connection.scalars(text(_LINES)).all()
        if not lines:  # as in a copy of the schema without data
            raise PgmatchError(
                "pgmatch's record of what is installed in this database is empty",
                "Restore it: pgmatch doctor --fix. Then remove pgmatch: pgmatch alembic downgrade base",
            )
        commands = [command(line, "downgrade base") for line in lines]
        raise PgmatchError(
            f"still installed in this database: {', '.join(lines)}", f"Remove first: {'; '.join(commands)}"
        )
    for table in connection.scalars(text(_VERSION_TABLES)).all():
        quoted = connection.dialect.identifier_preparer.quote(table)
        connection.execute(text(f"drop table pgmatch.{quoted}"))
    # Without "cascade": whatever else somebody keeps in it is named by the error.
    connection.execute(text("drop schema pgmatch"))
    return True

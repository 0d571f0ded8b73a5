"""Installing, upgrading and removing a line: Alembic, from Python."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from typing import TextIO

from alembic import command
from alembic.config import Config

from pgmatch.lines.line import DEFAULT
from pgmatch.migrate.install import install_root

__all__ = ["alembic_config", "downgrade", "export", "install_root", "upgrade"]


def alembic_config(
    line: str = DEFAULT, options: Mapping[str, str | int] | None = None, output: TextIO | None = None
) -> Config:
    """Return Alembic's configuration for a line, with `options` as its `-x key=value`."""
    section = "alembic" if line == DEFAULT else line
    arguments = Namespace(x=[f"{name}={value}" for name, value in (options or {}).items()])
    config = Config(install_root() / "alembic.ini", ini_section=section, cmd_opts=arguments)
    if output is not None:
        config.output_buffer = output
    return config


def upgrade(url: str, line: str = DEFAULT, revision: str = "head", **options: str | int) -> None:
    """Upgrade a database to a revision of a line; `options` are those of `alembic -x`.

    Raises `MigrationError`, and leaves the database as it was, when a revision refuses.
    """
    command.upgrade(alembic_config(line, {**options, "database_url": url}), revision)


def downgrade(url: str, line: str = DEFAULT, revision: str = "base", **options: str | int) -> None:
    """Downgrade a database to a revision of a line. Rows are dropped only with `drop_data="yes"`."""
    command.downgrade(alembic_config(line, {**options, "database_url": url}), revision)


def export(
    output: TextIO, line: str = DEFAULT, since: str = "base", revision: str = "head", **options: str | int
) -> None:
    """Write the SQL that takes a database from one revision to another."""
    command.upgrade(alembic_config(line, options, output), f"{since}:{revision}", sql=True)

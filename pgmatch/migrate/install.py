"""Where the migrations and the SQL files are: in the checkout, or inside the installed package."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


@cache
def install_root() -> Path:
    """Return the folder that holds alembic.ini, migrations/ and sql/."""
    installed = _PACKAGE / "_install"
    return installed if installed.is_dir() else _PACKAGE.parent


def migrations_root() -> Path:
    """Return the folder of the migration environment."""
    return install_root() / "migrations"


def sql_root() -> Path:
    """Return the folder of the SQL that is true now."""
    return install_root() / "sql"

"""Fetch PostgreSQL 15 and plpgsql_check: `python -m tools.postgres15` prints where they are."""

from __future__ import annotations

import sys
from pathlib import Path

from tools import debian

CACHE = Path(sys.prefix) / "postgresql-15"  # goes with the environment
ROOT = "usr/lib/postgresql/15"  # of bin and lib in it
SHARE = "usr/share/postgresql/15"
_PACKAGES = ("postgresql-15", "postgresql-15-plpgsql-check")


def locate() -> Path:
    """Return the folder of the packages; fetch them from Debian 12, or another that has them, if need be.

    Raises `SystemExit`, with one line that says what to do, where they cannot be had.
    """
    if not CACHE.exists():
        try:
            debian.unpack(CACHE, *_PACKAGES, but="libc6|libllvm")
        except debian.FetchError as error:
            raise SystemExit(
                f"PostgreSQL 15 with plpgsql_check could not be fetched ({error}): use Debian 12, or"
                " the packages of apt.postgresql.org; pytest --ignore=tests/postgres15 goes without"
            ) from None
    return CACHE


if __name__ == "__main__":
    print(locate())

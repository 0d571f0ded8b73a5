"""Vector search for Postgres and Supabase that you install like a migration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pgmatch.client import AsyncDatabase, Database, connect, connect_async

__version__ = "0.1.0"
__all__ = ["AsyncDatabase", "Database", "__version__", "connect", "connect_async"]


def __getattr__(name: str) -> Any:
    # `import pgmatch` stays light: SQLAlchemy is imported by the first use of these
    if name in ("AsyncDatabase", "Database", "connect", "connect_async"):
        import pgmatch.client

        return getattr(pgmatch.client, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

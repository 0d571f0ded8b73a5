"""Vector search for Postgres and Supabase that you install like a migration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pgmatch.client import Database, connect

__version__ = "0.1.0"
__all__ = ["Database", "__version__", "connect"]


def __getattr__(name: str) -> Any:
    # `import pgmatch` stays light: SQLAlchemy is imported by the first use of these two
    if name in ("Database", "connect"):
        import pgmatch.client

        return getattr(pgmatch.client, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

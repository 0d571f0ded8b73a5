"""Calling the functions of a database from Python."""

from __future__ import annotations

from pgmatch.client.call import Call
from pgmatch.client.database import AsyncDatabase, Database
from pgmatch.client.embedding import Embedding
from pgmatch.client.sql import SqlTransport
from pgmatch.client.transport import AsyncTransport, Transport
from pgmatch.settings import database_url, read_settings

__all__ = ["Call", "Database", "Embedding", "Transport", "connect"]


def connect(url: str | None = None, *, schema: str | None = None, user_id: str | None = None) -> Database:
    """Return the functions of a database, as the methods of an object.

    `url` is a PostgreSQL URL in any usual form; without it `DATABASE_URL` is read, from the environment or
    `.env`. `schema` is where pgmatch is installed: by default `PGMATCH_SCHEMA`, else public; the
    search_path plays no part. Works through poolers of any mode.

    `user_id` is for the access mode owner: every call acts for this user, as the role pgmatch_user under row
    level security, whoever logs in. That login must be a member of pgmatch_user. A call raises
    `DatabaseError` where row level security would be skipped.

    No connection is opened before the first call. Raises `SettingError` for a missing or malformed URL.
    """
    given = {"database_url": url or "", "schema": schema or ""}
    settings = read_settings(given)  # an empty one counts as not given
    location = database_url(settings["database_url"].value)
    return Database(SqlTransport(location, settings["schema"].value or "public", user_id=user_id))

"""Collections of vectors, with the names, arguments, results and exceptions of vecs.

import pgmatch.collections as vecs

with vecs.create_client("postgresql://…") as client:
    documents = client.get_or_create_collection("documents", dimension=3)
    documents.upsert([("a", [0.1, 0.2, 0.3], {"year": 2020})])
    documents.query([0.1, 0.2, 0.3], limit=5, filters={"year": {"$gte": 2020}})
"""

from __future__ import annotations

from pgmatch.collections import exc
from pgmatch.collections.client import SCHEMA, Client
from pgmatch.collections.collection import Collection
from pgmatch.collections.indexes import IndexArgsHNSW, IndexArgsIVFFlat, IndexMeasure, IndexMethod

__all__ = [
    "Client",
    "Collection",
    "IndexArgsHNSW",
    "IndexArgsIVFFlat",
    "IndexMeasure",
    "IndexMethod",
    "create_client",
    "exc",
]


def create_client(
    connection_string: str | None = None,
    key: str | None = None,
    *,
    schema: str = SCHEMA,
    user_id: str | None = None,
    access_token: str | None = None,
    timeout: float | None = None,
) -> Client:
    """Return the collections of a database.

    `connection_string` is a PostgreSQL URL in any usual form; or the URL of a Supabase project, with its
    `key`, to call by RPC. The other arguments are those of `pgmatch.connect`; `schema` is where the line
    `collections` is installed. The collections themselves are always in the schema "vecs".

    Nothing is installed, as vecs would do it: raises `pgmatch.errors.DatabaseError`, with the command, where
    the line is missing or older than this client, and where there is no connection. Raises
    `pgmatch.errors.SettingError` for a malformed URL or key.
    """
    return Client(
        connection_string,
        key,
        schema=schema,
        user_id=user_id,
        access_token=access_token,
        timeout=timeout,
    )

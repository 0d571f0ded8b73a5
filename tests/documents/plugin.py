"""What the retrieval plugin sends: its SQL, and the calls of its two clients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import httpx
import numpy as np
import psycopg2
import supabase
from pgvector.psycopg2 import register_vector

COLUMNS = ("id", "content", "embedding", "document_id", "source", "source_id", "url", "author", "created_at")
ARGUMENTS = """
  in_embedding vector({dimensions}), in_match_count int default 3, in_document_id text default '%%',
  in_source_id text default '%%', in_source text default '%%', in_author text default '%%',
  in_start_date timestamptz default '-infinity', in_end_date timestamptz default 'infinity'
"""
TYPES = "vector, integer, text, text, text, text, timestamptz, timestamptz"

# a trigger whose function finds its table by the path of the session
AUDITED = (
    "create schema app; create table app.audit_log (what text); grant usage on schema app to public;"
    "grant insert on app.audit_log to public; create function app.audit() returns trigger language plpgsql as"
    " 'begin insert into audit_log values (tg_op); return coalesce(new, old); end'"
)
AUDIT = (
    "create trigger audit before insert or update or delete on {} for each row execute function app.audit()"
)


def sql(dimensions: int = 3) -> str:
    """Return what its migration leaves; the function marks its rows with the content 'theirs'."""
    return f"""
create table documents (
  id text primary key default gen_random_uuid()::text, source text, source_id text, content text, document_id text,
  author text, url text, created_at timestamptz default now(), embedding vector({dimensions})
);
create index ix_documents_document_id on documents using btree (document_id);
create index ix_documents_source on documents using btree (source);
create index ix_documents_source_id on documents using btree (source_id);
create index ix_documents_author on documents using btree (author);
create index ix_documents_created_at on documents using brin (created_at);
alter table documents enable row level security;
create function match_page_sections({ARGUMENTS.format(dimensions=dimensions)})
returns table (
  id text, source text, source_id text, document_id text, url text, created_at timestamptz, author text, content text,
  embedding vector({dimensions}), similarity float
)
language plpgsql as $$
#variable_conflict use_column
begin
  return query
  select d.id, d.source, d.source_id, d.document_id, d.url, d.created_at, d.author, 'theirs'::text, d.embedding,
    1.0::float
  from documents as d limit in_match_count;
end;
$$;
"""


class PostgresClient:
    """Connects with psycopg2; reads and writes vectors as arrays of numpy."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg2.connect(url)
        register_vector(self._connection)

    def close(self) -> None:
        self._connection.close()

    def upsert(self, row: Mapping[str, Any]) -> None:
        given = {**row, "embedding": np.array(row["embedding"])}
        given.setdefault("created_at", datetime.now())
        # a tuple of one date, as the plugin has it
        given["created_at"] = (given["created_at"],)
        columns = [*COLUMNS]
        changes = ", ".join(f"{column} = excluded.{column}" for column in columns)
        with self._connection, self._connection.cursor() as cursor:
            cursor.execute(
                f"insert into documents ({', '.join(columns)}) values ({', '.join(['%s'] * len(columns))})"
                f" on conflict (id) do update set {changes}",
                [given.get(column) for column in columns],
            )

    def rpc(self, function: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
        given = {
            name: np.array(value) if isinstance(value, list) else value for name, value in params.items()
        }
        with self._connection, self._connection.cursor() as cursor:
            cursor.callproc(function, given)
            assert cursor.description is not None
            names = [column.name for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def delete_like(self, column: str, pattern: str) -> None:
        with self._connection, self._connection.cursor() as cursor:
            cursor.execute(f"delete from documents where {column} like %s", [f"%{pattern}%"])

    def delete_in(self, column: str, ids: Sequence[str]) -> None:
        with self._connection, self._connection.cursor() as cursor:
            cursor.execute(f"delete from documents where {column} in %s", [tuple(ids)])


class SupabaseClient:
    """Calls the API with supabase-py."""

    def __init__(self, url: str, key: str) -> None:
        self._connections = httpx.Client()
        options = supabase.ClientOptions(httpx_client=self._connections, auto_refresh_token=False)
        self._client = supabase.create_client(url, key, options)

    def close(self) -> None:
        self._connections.close()

    def upsert(self, row: Mapping[str, Any]) -> None:
        dates = {name: value.isoformat() for name, value in row.items() if isinstance(value, datetime)}
        self._client.table("documents").upsert({**row, **dates}).execute()

    def rpc(self, function: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
        dates = {name: value.isoformat() for name, value in params.items() if isinstance(value, datetime)}
        found: Any = self._client.rpc(function, params={**params, **dates}).execute().data
        return list(found)

    def delete_like(self, column: str, pattern: str) -> None:
        self._client.table("documents").delete().like(column, f"%{pattern}%").execute()

    def delete_in(self, column: str, ids: Sequence[str]) -> None:
        self._client.table("documents").delete().in_(column, list(ids)).execute()

"""The rows that a match function of `pgmatch.create_search` finds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal
from typing import Any

from sqlalchemy import column, select, table, text

from pgmatch.client.arguments import sendable
from pgmatch.client.call import Call
from pgmatch.client.embedding import Embedding
from pgmatch.client.match import match
from pgmatch.client.sql import SqlTransport
from pgmatch.errors import DatabaseError, PgmatchError
from pgmatch.models import Row
from pgmatch.serve.mcp.calls import current
from pgmatch.serve.mcp.models import Document, Match
from pgmatch.serve.mcp.urls import places, row_url

_DECLARATION = """
    select n.declared, q.nspname as schema, p.proname as name, h.nspname as table_schema, c.relname as table,
      array(
        select jsonb_build_array(a.name, format_type(a.type, null))
        from unnest(p.proargnames, p.proargtypes::oid[]) with ordinality as a (name, type, place)
        where a.place <= p.pronargs
        order by a.place
      ) as arguments,
      array(
        select a.name
        from unnest(p.proargnames, p.proargmodes) with ordinality as a (name, mode, place)
        where a.mode = 't'
        order by a.place
      ) as returned,
      array(
        select a.attname::text from pg_attribute as a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      ) as stored
    from pgmatch.named_search(:search) as n
    inner join pg_proc as p on p.oid = n.function
    inner join pg_namespace as q on q.oid = p.pronamespace
    left join pg_class as c on c.oid = to_regclass(n.declared ->> 'target')
    left join pg_namespace as h on h.oid = c.relnamespace
"""
# of a made function, besides its filters
_ARGUMENTS = (
    *("match_count", "match_threshold", "query_text", "full_text_weight", "semantic_weight", "rrf_k"),
    *("one_per_section", "ef_search", "probes", "candidates", "few"),
)
_MEASURES = ("similarity", "score", "full_text_rank", "semantic_rank")
_TEXTS = ("content", "body", "text", "description")
_TITLES = ("title", "name", "heading", "subject", "document_id", "path")
_URLS = ("url", "path")
_TITLE_LENGTH = 100
# of a value that is none of the key's type
_NO_KEY = ("22P02", "22003")


@dataclass(frozen=True)
class Columns:
    """Which columns are what; None is for those that usual names tell. `url` is a template: '/shoes/{id}'."""

    title: str | None = None
    text: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Declaration:
    """A match function, and the table that it searches, as the catalog and the function's text say.

    `arguments` are its arguments with their types, `returned` the columns of its result, `stored` those of
    the table; `content` is the column of the text, None where it was declared without.
    """

    schema: str
    name: str
    table_schema: str
    table: str
    key: str
    content: str | None
    arguments: Mapping[str, str]
    returned: Sequence[str]
    stored: Sequence[str]

    @property
    def vector(self) -> str:
        """The argument for the embedding, whose name may be declared."""
        kinds = ("vector", "halfvec")
        return next(name for name, kind in self.arguments.items() if kind.rpartition(".")[2] in kinds)

    @property
    def full_name(self) -> str:
        """The name of the function as in SQL."""
        return ".".join('"' + part.replace('"', '""') + '"' for part in (self.schema, self.name))

    @property
    def filters(self) -> dict[str, str]:
        """The filters with their types."""
        return {
            name: kind
            for name, kind in self.arguments.items()
            if name not in _ARGUMENTS and name != self.vector
        }


class Declared:
    """The rows of a table that a match function searches; those that its user may see."""

    def __init__(
        self, transport: SqlTransport, search: str, columns: Columns | None = None, site_url: str = ""
    ) -> None:
        """Read the declaration; raise `PgmatchError` for a search or a column that does not exist."""
        self._transport = transport
        self._declared = _declaration(transport, search)
        self._site_url = site_url
        self._columns = _chosen(self._declared, columns or Columns())
        self.name = f"rows of {self._declared.table}"
        self.filters = self._declared.filters

    def match(
        self,
        query: str,
        embedding: Embedding,
        limit: int,
        threshold: float | None = None,
        filters: Mapping[str, Any] | None = None,
    ) -> list[Match]:
        """Return the rows nearest to a query, best first."""
        usual = {
            "match_count": limit,
            "match_threshold": threshold,
            "query_text": query,
            "one_per_section": True,
        }
        known = {name: value for name, value in usual.items() if name in self._declared.arguments}
        rows = self._transport.run(self._call(embedding, {**known, **(filters or {})}), current())
        found = [self._match(vars(row)) for row in rows]
        if threshold is None or "match_threshold" in known:
            return found
        return [each for each in found if each["similarity"] is not None and each["similarity"] > threshold]

    def fetch(self, id: str) -> Document:  # noqa: A002 - the name of the tool's argument
        """Return the row whose key is the id."""
        declared = self._declared
        names = [name for name in declared.stored if name in {*declared.returned, *self._needed}]
        source = table(declared.table, *map(column, names), schema=declared.table_schema)
        statement = select(source).where(source.c[declared.key] == sendable("id", id))
        unknown = PgmatchError(
            f"{declared.table} has no row {id[:100]!r}", "Pass an id that search has returned."
        )
        try:
            with self._transport.transaction(
                "fetch", None, table=self._table, cancellation=current()
            ) as transaction:
                rows = transaction.query(statement)
        except DatabaseError as error:
            raise unknown if error.sqlstate in _NO_KEY else error from error
        if not rows:
            raise unknown
        return self._document(rows[0])

    @property
    def _table(self) -> tuple[str, str]:
        return self._declared.table_schema, self._declared.table

    @property
    def _needed(self) -> list[str]:
        """The columns that a document is made of."""
        named = [self._declared.key, self._columns.title, self._columns.text]
        return [*filter(None, named), *places(self._columns.url or "")]

    def _call(self, embedding: Embedding, arguments: Mapping[str, Any]) -> Call[list[Row]]:
        call = match(self._declared.full_name, embedding, **arguments)
        vector, *others = call.arguments.items()
        # the table is what has to be guarded if the call acts for a user
        return replace(call, arguments={self._declared.vector: vector[1], **dict(others)}, table=self._table)

    def _match(self, row: Mapping[str, Any]) -> Match:
        return Match(**self._document(row), similarity=row.get("similarity"))

    def _document(self, row: Mapping[str, Any]) -> Document:
        plain = json.loads(json.dumps(row, default=_plain))
        columns = self._columns
        content = str(plain.get(columns.text) or "")
        title = plain.get(columns.title) if columns.title else content.strip().partition("\n")[0]
        key = str(plain[self._declared.key])
        used = {columns.text, *_MEASURES}
        return Document(
            id=key,
            title=str(title or "")[:_TITLE_LENGTH] or key,
            text=content,
            url=row_url(columns.url or "", self._site_url, plain),
            metadata={name: value for name, value in plain.items() if name not in used},
        )


def _declaration(transport: SqlTransport, search: str) -> Declaration:
    # the record of searches is not what is read for a user, so no table of the user's is named
    with transport.transaction("named_search", None, table=("pgmatch", "search_function")) as transaction:
        (row,) = transaction.query(text(_DECLARATION), {"search": sendable("search", search)})
    declared = row.pop("declared")
    if row["table"] is None:
        raise PgmatchError(
            f"the table of {search} does not exist: {declared['target']}",
            "If it was renamed, run `pgmatch function refresh`.",
        )
    if declared["key"] not in row["returned"]:
        raise PgmatchError(
            f"{search} does not return the key of {declared['target']}, {declared['key']}",
            "Declare it again with the key in returns: rows are fetched by it.",
        )
    arguments = dict(row.pop("arguments"))
    return Declaration(**row, arguments=arguments, key=declared["key"], content=declared["content"])


def _chosen(declared: Declaration, given: Columns) -> Columns:
    """Return the columns that were given, or else those of usual names."""
    for option, name in (("title", given.title), ("text", given.text)):
        _check_column(option, name, declared)
    for name in places(given.url or ""):
        _check_column("url", name, declared)
    content = given.text or _first((declared.content, *_TEXTS), declared.stored)
    if content is None:
        raise PgmatchError(
            f"no column of {declared.table} has a usual name for the text: {', '.join(declared.stored)}",
            "Name the column of the text with --text-column.",
        )
    url = _first(_URLS, declared.returned)
    return Columns(
        title=given.title or _first(_TITLES, declared.returned),
        text=content,
        url=given.url or (url and f"{{{url}}}"),
    )


def _check_column(option: str, name: str | None, declared: Declaration) -> None:
    # a title and a URL are also those of what a search returns
    offered = declared.stored if option == "text" else declared.returned
    if name is not None and name not in offered:
        raise PgmatchError(
            f"{declared.name} has no column {name} for the {option}", f"It has: {', '.join(offered)}."
        )


def _first(names: Sequence[str | None], offered: Sequence[str]) -> str | None:
    return next((name for name in names if name in offered), None)


def _plain(value: Any) -> Any:
    """Return a value of Postgres as JSON has it."""
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date | time) else str(value)

"""Tables of the kinds that people have, with the same rows: what holds for a search is tested on each of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from psycopg2.extensions import connection as Connection  # noqa: N812 - psycopg2 names the class so
from psycopg2.extensions import cursor as Cursor  # noqa: N812

from pgmatch.migrate import upgrade
from tests import counters
from tests.servers import Database, PostgresServer, created

ROWS = 2000
DIMENSIONS = 64
# around 50 centres, as the vectors of real text are; row i has i characters
SOURCE = f"""
    set local search_path = extensions;
    select setseed(0.5);
    create schema source;
    create table source.rows (i int, content text, share text, vector vector({DIMENSIONS}));
    create temporary table centre as
    select c, array(select random()::real - 0.5 from generate_series(1, {DIMENSIONS} + 0 * c)) as x
    from generate_series(1, 50) as c;
    insert into source.rows
    select
      i, repeat('x', i), case when i % 200 = 7 then 'few' when i % 4 = 0 then 'some' else 'most' end,
      l2_normalize((select array_agg(x + (random()::real - 0.5) * 0.7 + 0 * i) from unnest(centre.x) as x)::vector)
    from generate_series(1, {ROWS}) as i
    inner join centre on centre.c = 1 + (i * 7919) % 50
    order by i
"""
# how many rows have which share; most are too many to be compared instead of walking an index
SHARES = {"none": 0, "few": 10, "some": 500, "most": 1490}
# leaves nothing to chance
THOROUGH = {"ef_search": 1000, "probes": 100, "candidates": 100_000}


@dataclass(frozen=True)
class Table:
    """A kind of table: the SQL that makes it of `source.rows`, and how it is searched."""

    name: str
    table: str
    key: str
    embedding: str
    metric: str
    fill: str
    function: str
    share: str = "of_share"
    key_of: str = "i"
    is_half: bool = False
    has_content: bool = True


NODS = Table(
    "nods",
    "public.nods_page_section",
    "id",
    "embedding",
    "ip",
    """
    drop index public.nods_page_section_embedding_hnsw_ip_idx;
    insert into public.nods_page (path, type) select distinct '/' || share, share from source.rows;
    insert into public.nods_page_section (id, page_id, content, embedding)
    select r.i, p.id, r.content, r.vector from source.rows as r inner join public.nods_page as p on p.type = r.share
    """,
    "search_page_sections",
    share="page_type",
)
DOCUMENTS = Table(
    "documents",
    "public.documents",
    "id",
    "embedding",
    "cosine",
    f"""
    create table public.documents (
      id text primary key, share text, content text, embedding extensions.vector({DIMENSIONS})
    );
    insert into public.documents select 'document ' || i, share, content, vector from source.rows;
    select pgmatch.create_search(
      'public.match_documents', 'public.documents', content => 'content', metric => 'cosine',
      filters => '{{"of_share text": "share = $"}}'
    )
    """,
    "match_documents",
    key_of="'document ' || i",
)
COLLECTION = Table(
    "collection",
    'vecs."My collection"',
    "id",
    "vec",
    "l2",
    f"""
    create schema vecs;
    create table vecs."My collection" (
      id text primary key, vec extensions.vector({DIMENSIONS}) not null, metadata jsonb not null default '{{}}'
    );
    insert into vecs."My collection" select i::text, vector, jsonb_build_object('share', share) from source.rows;
    select pgmatch.create_search(
      'public.query_collection', 'vecs."My collection"', 'vec', metric => 'l2',
      filters => '{{"of_share text": "metadata ->> ''share'' = $"}}'
    )
    """,
    "query_collection",
    key_of="i::text",
    has_content=False,
)
ITEMS = Table(
    "items",
    'shop."Items; of $1"',
    "Item",
    "The vector",
    "ip",
    f"""
    create schema shop;
    create table shop."Items; of $1" (
      "Item" uuid primary key, share text, "Text" text, "The vector" extensions.halfvec({DIMENSIONS})
    );
    insert into shop."Items; of $1"
    select md5(i::text)::uuid, share, content, vector from source.rows;
    select pgmatch.create_search(
      'public.match_items', 'shop."Items; of $1"', 'The vector', content => 'Text', metric => 'ip',
      filters => '{{"of_share text": "share = $"}}'
    )
    """,
    "match_items",
    key_of="md5(i::text)::uuid",
    is_half=True,
)
TABLES = (NODS, DOCUMENTS, COLLECTION, ITEMS)
# the operator, and what a distance d is as a similarity
METRICS = {"ip": ("<#>", "0 - d"), "cosine": ("<=>", "1 - d"), "l2": ("<->", "1 / (1 + d)")}
# what an index is made on: the column itself, or a smaller form of it
FORMS = {
    "vector": "{e} extensions.{type}_{metric}_ops",
    "halfvec": f"({{e}}::extensions.halfvec({DIMENSIONS})) extensions.halfvec_{{metric}}_ops",
    "binary": f"(extensions.binary_quantize({{e}})::bit({DIMENSIONS})) extensions.bit_hamming_ops",
}


@dataclass(frozen=True)
class Searchable:
    """One of the tables in a database, which has nothing but rows: make an index to search by one."""

    kind: Table
    database: Database

    @cached_property
    def session(self) -> Connection:
        """The session of all searches, as an application has it."""
        connection = self.database.connect()
        connection.autocommit = True
        return connection

    def rows(self, statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
        """Query in that session."""
        with self.session.cursor() as cursor:
            cursor.execute(statement, parameters)
            return cursor.fetchall()

    def vector(self, i: int) -> str:
        """Return the vector of a row."""
        return str(self.rows("select vector::text from source.rows where i = %s", [i])[0][0])

    def call(self, arguments: dict[str, Any]) -> tuple[str, list[Any]]:
        """Return the call of the search, and its parameters."""
        named = {self.kind.share if name == "share" else name: value for name, value in arguments.items()}
        passed = ", ".join(f"{name} => %s" for name in named)
        statement = f'select "{self.kind.key}", similarity from public.{self.kind.function}({passed})'
        return statement, [*named.values()]

    def search(self, vector: str, count: int = 10, **arguments: Any) -> list[tuple[Any, float]]:
        """Return the keys and similarities that are found, `share`, `ef_search` and others being arguments."""
        return self.rows(*self.call({"query_embedding": vector, "match_count": count, **arguments}))

    def exact(self, vector: str, count: int = 10, condition: str = "true") -> list[tuple[Any, float]]:
        """Return what a search should find, by comparing all rows that satisfy a condition on `source.rows`."""
        operator, similarity = METRICS[self.kind.metric]
        column = "halfvec" if self.kind.is_half else "vector"
        return self.rows(
            f"select key, {similarity} from (select {self.kind.key_of} as key,"
            f" vector::extensions.{column} operator(extensions.{operator}) %s::extensions.{column} as d"
            f" from source.rows where {condition}) as t order by d, key limit %s",
            [vector, count],
        )

    def index(
        self,
        method: str,
        form: str = "vector",
        options: str = "",
        *,
        name: str = "idx",
        is_known: bool = True,
    ) -> None:
        """Make an index, in the place of one of the same name; if it is not known, searches take the complete path."""
        ordering = FORMS[form].format(
            e=f'"{self.kind.embedding}"',
            type="halfvec" if self.kind.is_half else "vector",
            metric=self.kind.metric,
        )
        drop = f"drop index if exists {self.index_name(name)}"
        make = (
            f"create index {self.kind.name}_{name} on {self.kind.table} using {method} ({ordering}) {options}"
        )
        follow = f"select pgmatch.refresh_searches('{self.kind.table}')"
        self.database.execute("; ".join([drop, make, follow] if is_known else [drop, follow, make]))

    def index_name(self, name: str = "idx") -> str:
        """Return the full name of an index."""
        return f"{self.kind.table.partition('.')[0]}.{self.kind.name}_{name}"

    def scans(self, vector: str, *names: str, **arguments: Any) -> list[int]:
        """Return how often a search for ten rows scans each of the indexes, by default the one called idx."""
        with self.database.transaction() as cursor:
            self._search(cursor, vector, arguments)
            return [counters.scans(cursor, self.index_name(name)) for name in names or ["idx"]]

    def pages_read(self, vector: str, *questions: dict[str, Any]) -> list[int]:
        """Return how many pages of the index called idx each search for ten rows reads, one after the other."""
        read = [0]
        with self.database.transaction() as cursor:
            for arguments in questions:
                self._search(cursor, vector, arguments)
                read.append(counters.pages(cursor, self.index_name()))
        return [after - before for before, after in pairwise(read)]

    def _search(self, cursor: Cursor, vector: str, arguments: dict[str, Any]) -> None:
        """Search for ten rows, and find them."""
        cursor.execute(*self.call({"query_embedding": vector, "match_count": 10, **arguments}))
        assert cursor.rowcount == 10


@contextmanager
def searchable_tables(server: PostgresServer, name: str) -> Iterator[Database]:
    """Make a database with all the tables, without indexes on vectors."""
    with created(server, name, extension_schema="extensions") as made:
        upgrade(made.url, access="public_read", dimensions=str(DIMENSIONS))
        made.execute(SOURCE)
        for table in TABLES:
            made.execute(table.fill)
        made.execute("analyze")
        yield made

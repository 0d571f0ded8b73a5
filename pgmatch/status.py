"""What is installed in a database, as far as the role that asks may see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import text
from sqlalchemy.engine import Connection

from pgmatch.index.catalog import list_indexes
from pgmatch.index.columns import searched_columns
from pgmatch.index.models import Column, Index
from pgmatch.lines import DEFAULT, LINES
from pgmatch.lines.queue.jobs import Source, has_queue, read_sources
from pgmatch.record import record_state
from pgmatch.searches import Search, list_searches

_SERVER = """
    select current_database() as database, current_user as role,
      current_setting('server_version') as postgres, e.extversion as pgvector, n.nspname as pgvector_schema
    from (values (true)) as v (one)
    left join pg_extension as e on e.extname = 'vector'
    left join pg_namespace as n on n.oid = e.extnamespace
"""
# the owner may; an older install has no such view
_MAY_LIST = """
    select count(*) > 0
    from pg_class as c
    inner join pg_namespace as n on n.oid = c.relnamespace and n.nspname = 'pgmatch'
    inner join pg_attribute as a on a.attrelid = c.oid and a.attname = 'state'
    where c.relname = 'searches' and pg_has_role(c.relowner, 'usage')
"""
# a line that builds on another searches the column of that one; tables that users make differ from each other
_LINES = """
    select i.line as name, i.schema_name as schema, i.revision,
      nullif(a.atttypmod, -1) as dimensions, s.metric, s.model, i.access, i.text_config, i.tables_schema,
      case when i.tables_schema is not null
        then (select count(*) from pgmatch.search as t where t.line = i.line)
      end as tables
    from pgmatch.install as i
    left join pgmatch.search as s on s.line = coalesce(i.base, i.line) and i.tables_schema is null
    left join pg_attribute as a on a.attrelid = s.target and a.attname = s.embedding
    order by i.line
"""
# Sizes and the planner's estimate show to anyone; rows only to who may read them, and is under no policy.
# For the last condition see pgmatch.unread_table, which an older install, or none, does not have.
_TABLES = """
    select n.nspname as schema, c.relname as name, format('%I.%I', n.nspname, c.relname) as full_name,
      pg_total_relation_size(c.oid) as size, nullif(c.reltuples, -1)::bigint as estimate,
      has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')
        and not row_security_active(c.oid)
        and (
          pg_has_role(c.relowner, current_user, 'usage')
          or pg_has_role(c.relowner, m.relowner, 'usage')
          or not r.rolsuper and pg_has_role(c.relowner, 'usage')
        ) is true as is_countable
    from pg_class as c
    inner join pg_namespace as n on n.oid = c.relnamespace
    inner join pg_roles as r on r.rolname = current_user
    left join pg_class as m on m.relname = 'member'
      and m.relnamespace = (select s.oid from pg_namespace as s where s.nspname = 'pgmatch')
    where c.relkind in ('r', 'p') and c.relname = any (:tables)
    order by n.nspname, c.relname
"""
_IS_WATCHED = """
    select exists (
      select from pg_event_trigger as t
      where t.evtname = 'pgmatch_refresh_searches' and t.evtenabled in ('O', 'A')
    )
"""
_SEARCHED = "select count(*) from pgmatch.search"
_COUNT = "select count(*) from {table}"
_MANY = 1_000_000  # rows; the planner's estimate does beyond
_LISTED = 100  # columns that are searched


@dataclass(frozen=True, slots=True)
class Server:
    """Where we are, and as whom; `pgvector` is the version of the extension, None where it is missing."""

    database: str
    role: str
    postgres: str
    pgvector: str | None
    pgvector_schema: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """What is recorded of a line.

    `tables` is how many its users have made in the schema `tables_schema`; both are None if they make none.
    """

    name: str
    schema: str
    revision: str
    dimensions: int | None
    metric: str | None
    model: str | None
    access: str | None
    text_config: str | None
    tables_schema: str | None
    tables: int | None


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `size` is in bytes, with its indexes.

    `rows` is the planner's estimate unless `is_exact`, and None if there is none. `line` is the line that it
    belongs to.
    """

    name: str
    size: int
    rows: int | None
    is_exact: bool
    line: str


@dataclass(frozen=True, slots=True)
class Searched:
    """A column that pgmatch searches, with its vector indexes."""

    column: Column
    indexes: tuple[Index, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """What is there. `is_installed` is false without a record, and None where the role may not read it.

    `tables` are those of the lines; where the default line is not recorded, those of its names. `queues` are
    the columns that workers fill. `broken` are the match functions that are not fine. `is_watched` says
    whether functions follow changes of indexes by themselves. `unseen` says, in sentences, what the role may
    not see.
    """

    server: Server
    is_installed: bool | None
    lines: tuple[Line, ...] = ()
    tables: tuple[Table, ...] = ()
    searched: tuple[Searched, ...] = ()
    queues: tuple[Source, ...] = ()
    broken: tuple[Search, ...] = ()
    is_watched: bool = False
    unseen: tuple[str, ...] = field(default=())

    @property
    def indexes(self) -> tuple[Index, ...]:
        """The vector indexes of the default line."""
        return self.indexes_of(DEFAULT)

    def indexes_of(self, line: str) -> tuple[Index, ...]:
        """Return the vector indexes of a line that has one column of embeddings."""
        return next((each.indexes for each in self.searched if each.column.line == line), ())

    def line(self, name: str) -> Line | None:
        """Return what is recorded of a line, None if it is not installed."""
        return next((line for line in self.lines if line.name == name), None)


def read_status(connection: Connection) -> Status:
    """Return what is installed. Nothing is changed, and no privilege is needed but that to connect."""
    server = Server(**connection.execute(text(_SERVER)).one()._mapping)
    state = record_state(connection)
    may_read = state == "readable"
    lines = tuple(Line(**row._mapping) for row in connection.execute(text(_LINES))) if may_read else ()
    tables, unseen = _tables(connection, lines)
    if state == "hidden":
        unseen = (f'The role "{server.role}" may not read what is recorded: connect as the owner.', *unseen)
    return Status(
        server,
        is_installed=None if state == "hidden" else may_read,
        lines=lines,
        tables=tables,
        searched=tuple(
            Searched(column, list_indexes(connection, column))
            for column in searched_columns(connection, _LISTED)
        ),
        queues=tuple(read_sources(connection)) if has_queue(connection) else (),
        broken=_broken(connection),
        is_watched=bool(connection.scalar(text(_IS_WATCHED))),
        unseen=(*unseen, *(_unlisted(connection) if may_read else ())),
    )


def _unlisted(connection: Connection) -> Iterator[str]:
    more = (connection.scalar(text(_SEARCHED)) or 0) - _LISTED
    if more > 0:
        yield f"{more} more columns are searched; the table pgmatch.search lists them."


def _broken(connection: Connection) -> tuple[Search, ...]:
    if not connection.scalar(text(_MAY_LIST)):
        return ()
    return tuple(each for each in list_searches(connection) if each.state != "fine")


def _tables(connection: Connection, lines: Sequence[Line]) -> tuple[tuple[Table, ...], tuple[str, ...]]:
    # where the default line is not recorded, its tables may be those of a guide, in any schema
    schemas: dict[str, str | None] = {DEFAULT: None, **{line.name: line.schema for line in lines}}
    lines_of = {
        (schema, table): line
        for line, schema in schemas.items()
        if line in LINES
        for table in LINES[line].tables
    }
    names = [table for _, table in lines_of]
    found = [
        (row, line)
        for row in connection.execute(text(_TABLES), {"tables": names}).all()
        if (line := lines_of.get((row.schema, row.name)) or lines_of.get((None, row.name)))
    ]
    tables, unseen = [], []
    for row, line in found:
        is_exact = row.is_countable and (row.estimate or 0) <= _MANY
        rows = connection.scalar(text(_COUNT.format(table=row.full_name))) if is_exact else row.estimate
        tables.append(Table(row.full_name, row.size, rows, is_exact, line))
        if not row.is_countable:
            unseen.append(
                f"The rows of {row.full_name} were not counted: their number is the planner's estimate."
            )
    return tuple(tables), tuple(unseen)

"""Building, rebuilding and dropping an index while everybody reads and writes."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.engine import Connection

from pgmatch.errors import DatabaseError, PgmatchError
from pgmatch.index.build import OnNotice, OnProgress, check_autocommit, run
from pgmatch.index.catalog import list_indexes
from pgmatch.index.expectation import maintenance_memory
from pgmatch.index.leftovers import clean_up, drop_statement, leftovers, refuse_rival
from pgmatch.index.models import Column, Index, Plan, Resources
from pgmatch.index.plan import build_statement, check_may_index, cut_name
from pgmatch.index.rows import count_rows
from pgmatch.index.rules import (
    DEFAULT_OPTIONS,
    check_graph,
    checked_lists,
    checked_options,
    has_fitting_lists,
)
from pgmatch.index.tuning import forget_tuning, refresh_searches

_TAKEN = "42P07"
_OUT_OF_MEMORY = re.compile(r"no longer fits into maintenance_work_mem after (?P<rows>\d+) tuples")

_PARTS = """
    select format('%I.%I', n.nspname, c.relname) as table_name,
      quote_ident(:new) as new, quote_ident(:old) as old,
      quote_ident(i.relname) as name, am.amname as method, pg_get_indexdef(i.oid, 1, false) as expression,
      format('%I.%I', o.nspname, opc.opcname) as opclass,
      (select quote_ident(t.spcname) from pg_tablespace as t where t.oid = i.reltablespace) as tablespace,
      pg_get_expr(x.indpred, x.indrelid) as predicate
    from pg_index as x
    inner join pg_class as i on i.oid = x.indexrelid
    inner join pg_am as am on am.oid = i.relam
    inner join pg_class as c on c.oid = x.indrelid
    inner join pg_namespace as n on n.oid = c.relnamespace
    inner join pg_opclass as opc on opc.oid = x.indclass[0]
    inner join pg_namespace as o on o.oid = opc.opcnamespace
    where x.indexrelid = :index
"""


@dataclass(frozen=True, slots=True)
class Watch:
    """Who is told during a build: how far it is, and what there is to say."""

    on_progress: OnProgress | None = None
    on_notice: OnNotice | None = None

    def say(self, message: str) -> None:
        """Tell a message."""
        if self.on_notice:
            self.on_notice(message)


def create(
    connection: Connection, plan: Plan, resources: Resources | None = None, watch: Watch | None = None
) -> Index:
    """Build an index concurrently and return it.

    `connection` is in autocommit mode. What interrupted builds have left is dropped first. When the build
    fails or is interrupted, the server stops it and its index is dropped, or named if others keep it.
    Raises `PgmatchError` while somebody else builds it, and `DatabaseError` when Postgres refuses.
    """
    watch = watch or Watch()
    check_autocommit(connection)
    check_may_index(connection, plan.column)
    _drop_leftovers(connection, plan.column, plan.bare_name, watch)
    watch = _explaining(connection, plan.column, resources, watch)
    with _cleaned_up(connection, plan.column, plan.bare_name, watch):
        _run(connection, build_statement(plan), resources, watch)
    refresh_searches(connection, plan.column)
    return _only(connection, plan.column, plan.bare_name)


def rebuild(
    connection: Connection,
    column: Column,
    index: Index,
    *,
    m: int | None = None,
    ef_construction: int | None = None,
    lists: int | None = None,
    resources: Resources | None = None,
    watch: Watch | None = None,
) -> Index:
    """Build an index anew while searches use the old one, and return the new one, of the same name.

    IVFFlat gets as many lists as suit the rows that there are now, unless `lists` says how many. Where the
    options stay this is Postgres' own `reindex concurrently`. Where they change, what was tuned for the
    index is forgotten. Everything else is as for `create`.
    """
    watch = watch or Watch()
    check_autocommit(connection)
    check_may_index(connection, column)
    given = checked_options(index.method, {"m": m, "ef_construction": ef_construction, "lists": lists})
    options = _options(connection, column, index, given)
    refuse_rival(list_indexes(connection, column), index.bare_name)
    if index.id in _drop_leftovers(connection, column, None, watch):
        raise PgmatchError(f"{index.name} was left by an interrupted rebuild", "Rebuild the other index.")
    watch = _explaining(connection, column, resources, watch)
    with _cleaned_up(connection, column, None, watch):
        if options == _present_options(index):
            _run(connection, f"reindex index concurrently {index.name}", resources, watch)
        else:
            _replace(connection, column, index, options, resources, watch)
    refresh_searches(connection, column)
    return _only(connection, column, index.bare_name)


def drop(connection: Connection, column: Column, index: Index, watch: Watch | None = None) -> None:
    """Drop an index concurrently, and forget what was tuned for it; everything else is as for `create`."""
    watch = watch or Watch()
    check_autocommit(connection)
    check_may_index(connection, column)
    refuse_rival(list_indexes(connection, column), index.bare_name)
    try:
        _run(connection, drop_statement(index), None, watch)
    except BaseException:
        watch.say(f"{index.name} was not dropped, and may be invalid now. Run the command again.")
        raise
    forget_tuning(connection, index)
    refresh_searches(connection, column)


def _options(
    connection: Connection, column: Column, index: Index, given: Mapping[str, int]
) -> dict[str, int]:
    present = _present_options(index)
    options = {**present, **given}
    if index.method == "hnsw":
        check_graph(options["m"], options["ef_construction"])
        return options
    rows = count_rows(connection, column)
    if "lists" not in given and has_fitting_lists(present["lists"], rows):
        return present
    return {"lists": checked_lists(rows, given.get("lists"))}


def _present_options(index: Index) -> dict[str, int]:
    return {name: getattr(index, name) for name in DEFAULT_OPTIONS[index.method]}


def _replace(
    connection: Connection,
    column: Column,
    index: Index,
    options: Mapping[str, int],
    resources: Resources | None,
    watch: Watch,
) -> None:
    """Build the index with other options under another name, exchange the names, and drop the old one."""
    names = {"new": cut_name(index.bare_name, "_ccnew"), "old": cut_name(index.bare_name, "_ccold")}
    parts = connection.execute(text(_PARTS), {"index": index.id, **names}).one()
    with_options = ", ".join(f"{name} = {value}" for name, value in options.items())
    statement = (
        f"create index concurrently {parts.new} on {parts.table_name}"
        f" using {parts.method} ({parts.expression} {parts.opclass}) with ({with_options})"
        f"{f' tablespace {parts.tablespace}' if parts.tablespace else ''}"
        f"{f' where {parts.predicate}' if parts.predicate else ''}"
    )
    _run(connection, statement, resources, watch)
    schema = index.name.removesuffix(parts.name)
    # one transaction, and no lock that a search or a write waits for
    exchange = (
        f"alter index {index.name} rename to {parts.old};"
        f" alter index {schema}{parts.new} rename to {parts.name}"
    )
    _run(connection, exchange, None, watch)
    _run(connection, f"drop index concurrently {schema}{parts.old}", None, watch)
    forget_tuning(connection, index)


@contextmanager
def _cleaned_up(
    connection: Connection, column: Column, bare_name: str | None, watch: Watch
) -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        # what has the name then is somebody else's
        if not (isinstance(error, DatabaseError) and error.sqlstate == _TAKEN):
            clean_up(connection, column, bare_name, watch.on_notice)
        raise


def _drop_leftovers(connection: Connection, column: Column, bare_name: str | None, watch: Watch) -> list[int]:
    indexes = list_indexes(connection, column)
    if bare_name is not None:
        refuse_rival(indexes, bare_name)
    left = leftovers(indexes, bare_name)
    for index in left:
        _run(connection, drop_statement(index), None, watch)
        watch.say(f"Dropped {index.name}, a leftover of an interrupted build.")
    return [index.id for index in left]


def _explaining(connection: Connection, column: Column, resources: Resources | None, watch: Watch) -> Watch:
    """Return a watch that says of pgvector's notice about memory what to do about it."""

    def tell(notice: str) -> None:
        watch.say(notice)
        if match := _OUT_OF_MEMORY.search(notice):
            memory = maintenance_memory(connection, resources.memory if resources else None)
            needed = 1.1 * memory * count_rows(connection, column) / int(match["rows"])
            watch.say(
                "If the machine has the memory, stop the build (Ctrl-C) and give it"
                f" --memory {math.ceil(needed / 1024**2)}MB."
            )

    return Watch(watch.on_progress, tell if watch.on_notice else None)


def _run(connection: Connection, statement: str, resources: Resources | None, watch: Watch) -> None:
    run(connection, statement, resources or Resources(), watch.on_progress, watch.on_notice)


def _only(connection: Connection, column: Column, bare_name: str) -> Index:
    return next(index for index in list_indexes(connection, column) if index.bare_name == bare_name)

"""The vector indexes that a column has."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection, Row

from pgmatch.errors import PgmatchError
from pgmatch.index.columns import default_table, find_column, name_parts
from pgmatch.index.models import Column, Index, Tuning
from pgmatch.index.rules import DEFAULT_OPTIONS

_INDEXES = """
    select x.indexrelid as id, format('%I.%I', n.nspname, c.relname) as name, c.relname as bare_name,
      am.amname as method, o.opcname, format_type(a.atttypid, a.atttypmod) as type_name,
      pg_get_indexdef(x.indexrelid, 1, false) as expression,
      coalesce((select jsonb_object_agg(r.option_name, r.option_value::int)
        from pg_options_to_table(c.reloptions) as r), '{}') as options,
      (
        select coalesce(sum(pg_relation_size(t.relid)), pg_relation_size(c.oid))::bigint
        from pg_partition_tree(c.oid) as t
      ) as size, x.indisvalid as is_valid, x.indpred is not null as is_partial,
      coalesce(s.idx_scan, 0) as scans, p.pid as built_by
    from pg_index as x
    inner join pg_class as c on c.oid = x.indexrelid
    inner join pg_namespace as n on n.oid = c.relnamespace
    inner join pg_am as am on am.oid = c.relam and am.amname in ('hnsw', 'ivfflat')
    inner join pg_opclass as o on o.oid = x.indclass[0]
    inner join pg_attribute as a on a.attrelid = x.indexrelid and a.attnum = 1
    left join pg_stat_all_indexes as s on s.indexrelid = x.indexrelid
    left join pg_stat_progress_create_index as p on p.datname = current_database() and p.index_relid = c.oid
    where x.indrelid = :table and (
      x.indkey[0] = :column
      or x.indkey[0] = 0 and exists (
        select from pg_depend as d
        where d.classid = 'pg_class'::regclass and d.objid = x.indexrelid
          and d.refclassid = 'pg_class'::regclass and d.refobjid = x.indrelid and d.refobjsubid = :column
      )
    )
    order by c.relname
"""
_USED = "select i.index::oid from pgmatch.search_index(cast(:table as oid)::regclass, :column, :metric) as i"
_TUNINGS = """
    select x.indexrelid as id, t.ef_search, t.probes, t.overfetch, t.recall
    from pg_index as x
    cross join lateral pgmatch.tuning_of(x.indexrelid) as t
    where x.indrelid = :table
"""
_COLUMN_OF = """
    select format('%I.%I.%I', n.nspname, c.relname, a.attname), x.indexrelid as id
    from pg_index as x
    inner join pg_class as i on i.oid = x.indexrelid
    inner join pg_am as am on am.oid = i.relam and am.amname in ('hnsw', 'ivfflat')
    inner join pg_class as c on c.oid = x.indrelid
    inner join pg_namespace as n on n.oid = c.relnamespace
    inner join pg_attribute as a on a.attrelid = c.oid and (
      a.attnum = x.indkey[0]
      or x.indkey[0] = 0 and exists (
        select from pg_depend as d
        where d.classid = 'pg_class'::regclass and d.objid = x.indexrelid
          and d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid and d.refobjsubid = a.attnum
          and a.atttypid in (
            select t.oid from pg_type as t
            inner join pg_extension as e on e.extnamespace = t.typnamespace and e.extname = 'vector'
          )
      )
    )
    where x.indexrelid = coalesce(
      to_regclass(:name),
      (
        select to_regclass(quote_ident(m.nspname) || '.' || :name)
        from pg_class as s inner join pg_namespace as m on m.oid = s.relnamespace
        where s.oid = :ours and :is_bare
      )
    )
    limit 1
"""


def list_indexes(connection: Connection, column: Column) -> tuple[Index, ...]:
    """Return the HNSW and IVFFlat indexes of a column, by name, also those that are not valid."""
    rows = connection.execute(text(_INDEXES), {"table": column.table_id, "column": column.number}).all()
    if not column.is_searched:
        return tuple(_index(row, None, None) for row in rows)
    given = {"table": column.table_id, "column": column.bare_name, "metric": column.metric}
    used, tunings = connection.scalar(text(_USED), given), _tunings(connection, column)
    return tuple(_index(row, tunings.get(row.id), row.id == used) for row in rows)


def find_index(connection: Connection, name: str | None = None) -> tuple[Column, Index]:
    """Return an index by its name, written as in SQL, and its column.

    Without a schema the name is looked for on the search_path, then beside the default table. Without a name
    it is the index that searches of pgmatch use. Raises `PgmatchError` for anything but a vector index.
    """
    if name is None:
        column = find_column(connection)
        used = [index for index in list_indexes(connection, column) if index.is_used]
        if not used:
            raise PgmatchError(
                f"searches of {column.table} use no index, because none fits",
                "Build one: pgmatch index create",
            )
        return column, used[0]
    parts = name_parts(connection, name)
    given = {"name": name, "ours": default_table(connection), "is_bare": len(parts) == 1}
    found = connection.execute(text(_COLUMN_OF), given).one_or_none() if len(parts) in (1, 2) else None
    if found is None:
        raise PgmatchError(
            f"{name} is not an HNSW or IVFFlat index",
            "`pgmatch index list` shows the indexes of a column. Quote the name as in SQL, with its schema.",
        )
    column = find_column(connection, found[0])
    return column, next(index for index in list_indexes(connection, column) if index.id == found.id)


def _tunings(connection: Connection, column: Column) -> dict[int, Tuning]:
    rows = connection.execute(text(_TUNINGS), {"table": column.table_id}).all()
    return {row.id: Tuning(row.ef_search, row.probes, row.overfetch, row.recall) for row in rows}


def _index(row: Row[Any], tuning: Tuning | None, is_used: bool | None) -> Index:
    kind, metric = row.opcname.split("_")[:2]
    options = {**DEFAULT_OPTIONS[row.method], **row.options}
    return Index(
        id=row.id,
        name=row.name,
        bare_name=row.bare_name,
        method=row.method,
        kind="binary" if kind == "bit" else kind,
        metric=metric,
        expression=row.expression,
        type_name=row.type_name,
        m=options.get("m"),
        ef_construction=options.get("ef_construction"),
        lists=options.get("lists"),
        size=row.size,
        is_valid=row.is_valid,
        is_partial=row.is_partial,
        scans=row.scans,
        built_by=row.built_by,
        is_used=is_used,
        tuning=tuning,
    )

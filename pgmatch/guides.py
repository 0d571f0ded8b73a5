"""Tables of the user's own with embeddings, and the match functions that a guide made for them."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from pgmatch.index.columns import searched_columns
from pgmatch.lines import LINES, tables_in

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Row

# A function belongs to the table that its text names.
_FOUND = """
    select c.oid as table_id, format('%I.%I', n.nspname, c.relname) as table, a.attname as column,
      format('%I.%I.%I', n.nspname, c.relname, a.attname) as full_name,
      format_type(a.atttypid, a.atttypmod) as type,
      format('%I.%I', n.nspname, 'match_' || c.relname) as new_name, f.*
    from pg_extension as e
    inner join pg_type as t on t.typnamespace = e.extnamespace and t.typname in ('vector', 'halfvec')
    inner join pg_attribute as a on a.atttypid = t.oid and a.attnum > 0 and not a.attisdropped
    inner join pg_class as c on c.oid = a.attrelid and c.relkind in ('r', 'p', 'm') and not c.relispartition
    inner join pg_namespace as n on n.oid = c.relnamespace and n.nspname <> 'pgmatch'
    left join lateral (
      select format('%I.%I', m.nspname, p.proname) as name, p.oid::regprocedure::text as function,
        p.proargnames[1:p.pronargs] as arguments, p.prorettype = c.reltype as returns_rows,
        substring(b.body from '<=>|<#>|<->|<\\+>') as operator,
        array(
          select case when r.type = k.atttypid then r.name else r.name || ' ' || format_type(r.type, null) end
          from unnest(p.proargnames, p.proallargtypes, p.proargmodes)
            with ordinality as r (name, type, mode, place)
          left join pg_attribute as k on k.attrelid = c.oid and k.attname = r.name
          where r.mode = 't' and r.name <> 'similarity'
          order by r.place
        ) as returns
      from pg_proc as p
      inner join pg_namespace as m on m.oid = p.pronamespace
      inner join pg_language as l on l.oid = p.prolang and l.lanname in ('sql', 'plpgsql')
      cross join lateral (select coalesce(pg_get_function_sqlbody(p.oid), p.prosrc)) as b (body)
      where 'query_embedding' = any (p.proargnames[1:p.pronargs])
        and b.body ~ format(
          case when m.oid = n.oid then '\\m%2$s\\M' else '\\m%s\\.%s\\M' end,
          regexp_replace(n.nspname, '\\W', '\\\\\\&', 'g'), regexp_replace(c.relname, '\\W', '\\\\\\&', 'g')
        )
    ) as f on true
    where e.extname = 'vector'
      and c.relname <> all (:ours) and format('%I.%I', n.nspname, c.relname) <> all (:ours)
    order by 2, a.attnum, f.name, f.function
"""
_METRICS = {"<#>": "ip", "<->": "l2", "<+>": "l1"}  # cosine is the default
_LANGCHAIN = ["id", "content", "metadata"]


@dataclass(frozen=True, slots=True)
class OwnTable:
    """A column of embeddings that pgmatch does not search, and the function that a guide made for it, if any.

    `command` makes a match function for it: with the guide's name and arguments, where these are known.
    """

    column: str
    type: str
    function: str | None
    command: str


def own_tables(connection: Connection) -> list[OwnTable]:
    """Return the columns of embeddings that pgmatch does not search, with the command that changes that."""
    searched = {(column.table_id, column.bare_name) for column in searched_columns(connection)}
    return [
        OwnTable(row.full_name, row.type, row.function, shlex.join(_command(row)))
        for row in connection.execute(text(_FOUND), {"ours": _names_of_ours()})
        if (row.table_id, row.column) not in searched
    ]


def _names_of_ours() -> list[str]:
    lines = (line for line in LINES.values() if not line.common_names)
    named = [f"{line.schema}.{table}" for line in lines for table in line.tables]
    return [*tables_in(None), *named]


def _command(row: Row[Any]) -> Sequence[str]:
    contract = _contract(row)
    name = row.name if contract else row.new_name
    words = ["pgmatch", "function", "create", name, row.table, *contract]
    words += [] if row.column == "embedding" else ["--embedding", row.column]
    return words + (["--metric", _METRICS[row.operator]] if contract and row.operator in _METRICS else [])


def _contract(row: Row[Any]) -> list[str]:
    """Return the options that keep the arguments and the result of a guide's function."""
    arguments, returns = row.arguments or [], row.returns or []
    if "filter" in arguments and set(arguments) <= {"query_embedding", "match_count", "filter"}:
        return ["--contract", "langchain", *([] if returns == _LANGCHAIN else _returning(returns))]
    if arguments == ["query_embedding", "match_threshold", "match_count"]:
        return ["--contract", "supabase", *([] if row.returns_rows else _returning(returns))]
    if arguments[:3] == ["query_text", "query_embedding", "match_count"] and row.returns_rows:
        return ["--contract", "supabase", "--hybrid"]
    return []


def _returning(columns: Sequence[str]) -> list[str]:
    return [word for column in columns for word in ("--return", column)]

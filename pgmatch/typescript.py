"""TypeScript types of the match functions that a database has, for @supabase/supabase-js."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection, Row

_FUNCTIONS = """
    select d.schema_name, d.name, d.target::oid as target, p.oid
    from pgmatch.declared_searches() as d
    inner join pg_proc as p on p.oid = pgmatch.search_oid(d)
    order by d.schema_name, d.name
"""
# A column of the result that the table has is null where that may be; similarity and score never are.
# JSON has a value of a domain as one of its base type.
_PARTS = """
    with recursive bases (oid, base, is_needed) as (
      select t.oid, t.oid, false from pg_type as t where t.typtype <> 'd'
      union all
      select d.oid, b.base, b.is_needed or d.typnotnull
      from bases as b inner join pg_type as d on d.typtype = 'd' and d.typbasetype = b.oid
    )
    select a.name, a.mode = 't' as is_result, a.place > p.pronargs - p.pronargdefaults as has_default,
      i.typname as type, i.typtype = 'c' as is_composite, o.typcategory = 'A' as is_array,
      array(
        select l.enumlabel from pg_enum as l where l.enumtypid = i.oid order by l.enumsortorder
      ) as labels,
      not (b.is_needed or coalesce(c.attnotnull, a.name in ('similarity', 'score'))) as is_nullable
    from pg_proc as p
    cross join lateral unnest(p.proargnames, p.proallargtypes, p.proargmodes)
      with ordinality as a (name, type, mode, place)
    inner join bases as b on b.oid = a.type
    inner join pg_type as o on o.oid = b.base
    left join bases as e on e.oid = o.typelem and o.typcategory = 'A'
    inner join pg_type as i on i.oid = coalesce(e.base, o.oid)
    left join pg_attribute as c on c.attrelid = :target and c.attname = a.name and not c.attisdropped
    where p.oid = :function
    order by a.place
"""
_TYPES = {
    **dict.fromkeys(("int2", "int4", "int8", "float4", "float8", "numeric", "oid"), "number"),
    "bool": "boolean",
    "json": "Json",
    "jsonb": "Json",
}
_VECTORS = ("vector", "halfvec")
_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*", re.ASCII)


def search_types(connection: Connection) -> str:
    """Return the types of all match functions, by schema, to stand below pgmatch.d.ts."""
    found = connection.execute(text(_FUNCTIONS)).all()
    lines = ["", "/** The match functions of the database: createClient<Database & Searches>(url, key). */"]
    if not found:
        return "\n".join([*lines, "export type Searches = {}", ""])
    lines.append("export type Searches = {")
    for schema, functions in groupby(found, key=lambda row: str(row.schema_name)):
        lines += [f"  {_name(schema)}: {{", "    Tables: {}", "    Views: {}", "    Functions: {"]
        for function in functions:
            parts = connection.execute(
                text(_PARTS), {"function": function.oid, "target": function.target}
            ).all()
            lines += _function(str(function.name), parts)
        lines += ["    }", "  }"]
    return "\n".join([*lines, "}", ""])


def _function(name: str, parts: Sequence[Row[Any]]) -> list[str]:
    arguments = [_member(part, is_optional=part.has_default) for part in parts if not part.is_result]
    columns = [_member(part) for part in parts if part.is_result]
    return [
        f"      {_name(name)}: {{",
        "        Args: {",
        *arguments,
        "        }",
        "        Returns: {",
        *columns,
        "        }[]",
        "      }",
    ]


def _member(part: Row[Any], *, is_optional: bool = False) -> str:
    or_null = " | null" if (part.is_nullable if part.is_result else is_optional) else ""
    return f"          {_name(part.name)}{'?' if is_optional else ''}: {_type(part)}{or_null}"


def _type(part: Row[Any]) -> str:
    if part.type in _VECTORS and not part.is_result and not part.is_array:
        return "Embedding"
    known = "Json" if part.is_composite else _TYPES.get(part.type, "string")
    one = " | ".join(map(json.dumps, part.labels)) or known
    if not part.is_array:
        return one
    return f"({one})[]" if " " in one else f"{one}[]"


def _name(name: str) -> str:
    return name if _IDENTIFIER.fullmatch(name) else json.dumps(name, ensure_ascii=False)

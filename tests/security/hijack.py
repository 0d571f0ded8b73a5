"""What a stranger can put into a schema to be called in place of Postgres' own functions and operators."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from tests.servers import Database

# Postgres prefers a function of exactly these types, in whatever schema, to one of its own that takes any type
TYPES = (
    *("text", "name", "integer", "bigint", "double precision", "numeric", "boolean", "jsonb", "timestamptz"),
    *(
        "text[]",
        "name[]",
        "bigint[]",
        "oid",
        "oid[]",
        "regclass",
        "real",
        "varchar",
        "smallint",
        "smallint[]",
        "integer[]",
        "double precision[]",
        "jsonb[]",
        "tid",
    ),
)
# of functions with three arguments or more
FEWER = {3: ("text", "bigint", "integer", "jsonb", "text[]", "name"), 4: ("text", "bigint", "text[]")}
HIJACKED = "hijacked"
OURS = """
    select p.oid::regprocedure::text, p.prosrc, coalesce(p.proconfig, '{}')
    from pg_proc as p
    where p.pronamespace in (
        select to_regnamespace(i.schema_name) from pgmatch.install as i union select 'pgmatch'::regnamespace
      )
      and pg_get_userbyid(p.proowner) <> 'stranger'
      and not exists (select 1 from pg_depend as d where d.objid = p.oid and d.deptype = 'e')
"""
PINNED = "search_path=pg_catalog, pg_temp"
SIGNATURES = """
    select p.proname, p.prokind, p.proretset, array_agg(distinct case when p.provariadic = 0 then p.pronargs else -1 end)
    from pg_proc as p
    where p.pronamespace = 'pg_catalog'::regnamespace and p.prokind <> 'w'
    group by p.proname, p.prokind, p.proretset
"""
OPERATORS = """
    select distinct o.oprname from pg_operator as o
    where o.oprnamespace = 'pg_catalog'::regnamespace and o.oprleft <> 0 and o.oprright <> 0
"""
# functions of the vector extension, and its types
OF_VECTOR = """
    select p.proname, pg_get_function_identity_arguments(p.oid), format_type(p.prorettype, null)
    from pg_proc as p
    inner join pg_depend as d on d.objid = p.oid and d.deptype = 'e' and d.classid = 'pg_proc'::regclass
    inner join pg_extension as e on e.oid = d.refobjid and e.extname = 'vector'
    where p.prokind = 'f' and not 'internal'::regtype = any(p.proargtypes) and p.prorettype <> 'internal'::regtype
      and not 'cstring'::regtype = any(p.proargtypes) and p.prorettype <> 'cstring'::regtype
"""
VECTOR_TYPES = ("vector", "halfvec", "sparsevec")
BODY = "language plpgsql as 'begin raise exception ''%s %s(%s)''; end'"


def open_functions(database: Database) -> dict[str, str]:
    """Return the text of each function that looks for names in more schemas than the catalog."""
    return {name: text for name, text, config in database.rows(OURS) if PINNED not in config}


def called(text: str) -> set[str]:
    """Return the names that a text calls without their schema, comments left out."""
    # of several arrays, unnest is part of the grammar
    text = re.sub(r"\bunnest\([^()]*,[^()]*\)|--.*", "", text)
    return set(re.findall(r"(?<![\w.])([a-z_0-9]+)\((?!\*\))", text))


def plant(database: Database, schema: str) -> None:
    """Make, as a stranger, all functions and operators that might be preferred in the texts of our functions."""
    texts = open_functions(database)
    # these look around for a while
    texts |= {name: text for name, text, _ in database.rows(OURS) if "set_config('search_path'" in text}
    text = "\n".join(texts.values())
    names = set(re.findall(r"\b([a-z_0-9]+)\(", text))
    operators = {name for (name,) in database.rows(OPERATORS)} & set(re.findall(r"[-+*/<>=~!@#%^&|?]+", text))
    statements = list(_functions(database, names))
    for types in product(TYPES, repeat=2):
        both = ", ".join(types)
        statements.append(
            f"create function {HIJACKED}({both}) returns boolean {BODY % (HIJACKED, 'operator', both)}"
        )
        statements += [
            f"create operator {name} (leftarg = {types[0]}, rightarg = {types[1]}, function = {HIJACKED})"
            for name in sorted(operators - {"=>"})
        ]
    database.execute(f"set local role stranger; set local search_path = {schema};" + ";".join(statements))


def _functions(database: Database, names: set[str]) -> Iterator[str]:
    for name, kind, is_set, counts in database.rows(SIGNATURES):
        if name not in names:
            continue
        for count in {1, 2, 3, 4} if -1 in counts else set(counts) - {0}:
            for types in product(FEWER.get(count, TYPES), repeat=count) if count < 5 else ():
                taken = ", ".join(types)
                text = BODY % (HIJACKED, name, taken)
                if kind == "a":
                    yield f'create function "{name}_of"(text, {taken}) returns text {text}'
                    yield f'create aggregate "{name}"({taken}) (stype = text, sfunc = "{name}_of", initcond = \'\')'
                else:
                    yield f'create function "{name}"({taken}) returns {"setof " * is_set}text {text}'


def plant_vector(database: Database, schema: str, extension_schema: str) -> None:
    """Make, as a stranger, what the vector extension has, in a schema that is before its own on the path of a line."""
    statements = []
    with database.transaction() as cursor:
        cursor.execute("set local search_path = pg_catalog;" + OF_VECTOR)
        functions = cursor.fetchall()
    for name, taken, result in functions:
        body = BODY % (HIJACKED, name, "extension")
        statements.append(f'create function "{name}"({taken}) returns {result} {body}')
    for name in VECTOR_TYPES:
        body = BODY % (HIJACKED, name, "domain")
        statements += [
            f"create function {HIJACKED}_{name}({extension_schema}.{name}) returns boolean {body}",
            f"create domain {name} as {extension_schema}.{name} check ({schema}.{HIJACKED}_{name}(value))",
        ]
    database.execute(f"set local role stranger; set local search_path = {schema};" + ";".join(statements))

"""The statements that PostgREST runs for a call, as one reads them in the log of a server behind it."""

from __future__ import annotations

import json
from typing import Any

import psycopg2
from psycopg2.extensions import connection as Connection  # noqa: N812
from psycopg2.sql import SQL, Composable, Identifier, Literal

from tests.http.cases import Answer, Call

ARGUMENTS = """
    select p.provolatile, p.proargmodes is null and t.typtype <> 'c', p.proretset, a.name, format_type(a.type, null)
    from pg_proc as p
    join pg_type as t on t.oid = p.prorettype
    left join unnest(p.proargnames[:p.pronargs], p.proargtypes::oid[]) as a (name, type) on true
    where p.pronamespace = to_regnamespace(%s) and p.proname = %s and %s::text[] <@ coalesce(p.proargnames, '{}')
"""


def run_as_postgrest(connection: Connection, call: Call) -> Answer:
    """Run a call in a transaction of its own: role, claims, read-only or not, then one statement."""
    volatility, scalar, many, types = _signature(connection, call)
    connection.rollback()
    connection.set_session(readonly=call.get or volatility != "v")
    with connection, connection.cursor() as cursor:
        try:
            _prepare(cursor, call)
            cursor.execute(_statement(call, types, scalar, many), _parameters(call))
            body = cursor.fetchone()
        except psycopg2.Error as error:
            return Answer(code=error.pgcode)
    assert body is not None
    return Answer(json.loads(body[0]))


def _signature(connection: Connection, call: Call) -> tuple[str, bool, bool, dict[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('search_path', '', true)")  # so that types have their schema
        cursor.execute(ARGUMENTS, [call.schema, call.function, list(call.arguments)])
        rows = cursor.fetchall()
    volatility, scalar, many, *_ = rows[0]
    return volatility, scalar, many, {name: kind for *_, name, kind in rows if name in call.arguments}


def _prepare(cursor: Any, call: Call) -> None:
    claims = json.dumps({"role": call.role, "sub": "ann"})
    cursor.execute(
        "select set_config('search_path', %s, true), set_config('role', %s, true),"
        " set_config('request.jwt.claims', %s, true), set_config('request.method', %s, true),"
        " set_config('request.path', %s, true), set_config('request.headers', '{}', true)",
        [
            f'"{call.schema}", "public", "extensions"',
            call.role,
            claims,
            "GET" if call.get else "POST",
            f"/rpc/{call.function}",
        ],
    )


def _parameters(call: Call) -> dict[str, Any]:
    if call.get:
        return {name: str(value) for name, value in call.arguments.items()}
    return {"json": json.dumps(call.arguments)}


def _statement(call: Call, types: dict[str, str], scalar: bool, many: bool) -> Composable:
    rows = SQL("json_agg(_postgrest_t.pgrst_scalar)" if scalar else "json_agg(_postgrest_t)")
    body = SQL("coalesce({}, '[]')" if many else "coalesce({} -> 0, 'null')").format(rows)
    return SQL(
        "with pgrst_source as ({source})"
        " select {body}::text"
        " from (select {columns} from pgrst_source{where}{order}{limit}) as _postgrest_t"
    ).format(
        source=_source(call, types, scalar),
        body=body,
        columns=_columns(call.select),
        where=SQL(" where {}").format(
            SQL(" and ").join(
                SQL("pgrst_source.{} = {}").format(Identifier(name), Literal(str(value)))
                for name, value in call.where.items()
            )
        )
        if call.where
        else SQL(""),
        order=SQL(" order by pgrst_source.{} desc").format(Identifier(call.order)) if call.order else SQL(""),
        limit=SQL(" limit {}").format(Literal(call.limit)) if call.limit is not None else SQL(""),
    )


def _columns(select: str | None) -> Composable:
    if select is None:
        return SQL("pgrst_source.*")
    return SQL(", ").join(_column(column) for column in select.split(","))


def _column(text: str) -> Composable:
    alias, _, name = text.rpartition(":")
    column, _, key = name.partition("->>")
    if not key:
        return SQL("pgrst_source.{}").format(Identifier(column))
    return SQL("to_jsonb(pgrst_source.{}) ->> {} as {}").format(
        Identifier(column), Literal(key), Identifier(alias)
    )


def _source(call: Call, types: dict[str, str], scalar: bool) -> Composable:
    name = SQL(".").join([Identifier(call.schema), Identifier(call.function)])
    columns = SQL('"pgrst_call" as pgrst_scalar' if scalar else '"pgrst_call".*')
    if not types:
        return SQL("select {} from {}() as pgrst_call").format(columns, name)
    if call.get:
        values = SQL(", ").join(
            SQL("{} := %({})s::{}").format(Identifier(argument), SQL(argument), SQL(kind))
            for argument, kind in types.items()
        )
        return SQL("select {} from {}({}) as pgrst_call").format(columns, name, values)
    names = SQL(", ").join(map(Identifier, types))
    fields = SQL(", ").join(SQL("{} {}").format(Identifier(key), SQL(kind)) for key, kind in types.items())
    passed = SQL(", ").join(SQL("{0} := pgrst_body.{0}").format(Identifier(key)) for key in types)
    return SQL(
        "select {columns} from (select %(json)s::json as json_data) pgrst_payload,"
        " lateral (select {names} from json_to_record(pgrst_payload.json_data) as _({fields}) limit 1) pgrst_body,"
        " lateral {function}({passed}) pgrst_call"
    ).format(columns=columns, names=names, fields=fields, function=name, passed=passed)

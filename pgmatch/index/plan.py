"""An index that is to be built: what was asked for, checked before anything is done, and its statement."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import text
from sqlalchemy.engine import Connection

from pgmatch.errors import PgmatchError, SettingError
from pgmatch.index.catalog import list_indexes
from pgmatch.index.models import Column, Index, Kind, Method, Metric, Plan
from pgmatch.index.rows import count_rows
from pgmatch.index.rules import (
    DEFAULT_OPTIONS,
    check_dimensions,
    check_graph,
    check_metric,
    checked_lists,
    checked_options,
    default_kind,
)
from pgmatch.index.sql import about
from pgmatch.lines import LINES

OPERATORS = {"ip": "<#>", "cosine": "<=>", "l2": "<->", "l1": "<+>", "hamming": "<~>"}
_LONGEST_NAME = 63  # bytes

_STATE = """
    select pg_is_in_recovery() as is_standby, pg_has_role(c.relowner, 'usage') as is_owner,
      quote_ident(pg_get_userbyid(c.relowner)) as owner, quote_ident(current_user) as role,
      quote_ident(n.nspname) as schema, has_schema_privilege(n.oid, 'create') as may_create
    from pg_class as c inner join pg_namespace as n on n.oid = c.relnamespace
    where c.oid = :table
"""
_NAME = """
    select quote_ident(:name) as quoted,
      to_regclass(quote_ident(n.nspname) || '.' || quote_ident(:name))::oid as taken
    from pg_class as c inner join pg_namespace as n on n.oid = c.relnamespace
    where c.oid = :table
"""
_HAS_OPCLASS = """
    select exists (
      select from pg_opclass as o
      inner join pg_am as am on am.oid = o.opcmethod and am.amname = :method
      inner join pg_extension as e on e.extnamespace = o.opcnamespace and e.extname = 'vector'
      where o.opcname = :opclass
    )
"""
_FIRST_DIMENSIONS = "select {extension}.vector_dims({column}) from {table} where {column} is not null limit 1"
_VERSION = "select e.extversion from pg_extension as e where e.extname = 'vector'"


def plan_index(
    connection: Connection,
    column: Column,
    *,
    method: Method = "hnsw",
    kind: Kind | None = None,
    metric: Metric | None = None,
    dimensions: int | None = None,
    name: str | None = None,
    m: int | None = None,
    ef_construction: int | None = None,
    lists: int | None = None,
) -> Plan:
    """Return the index that is asked for; what is left out follows the column and its rows.

    `kind` is by default the most exact type that can be indexed, `metric` the recorded one of pgmatch's
    table, `lists` the rule's. `dimensions` is needed where the column's type does not tell them. `name` is
    taken as it is, not folded to lower case. Nothing is changed. Raises `PgmatchError` for what Postgres or
    pgvector would refuse, when the name is taken, and for IVFFlat on too few rows.
    """
    check_may_index(connection, column)
    dimensions = column_dimensions(connection, column, dimensions)
    kind, distance = check_choice(column, method, kind, metric, dimensions)
    options = checked_options(method, {"m": m, "ef_construction": ef_construction, "lists": lists})
    if method == "hnsw":
        graph = {**DEFAULT_OPTIONS["hnsw"], **options}
        check_graph(graph["m"], graph["ef_construction"])
    else:
        options["lists"] = checked_lists(count_rows(connection, column), lists)
    indexes = list_indexes(connection, column)
    if name is None:
        _check_no_equal(indexes, method, kind, distance, options)
    bare_name = name or default_name(column, method, kind, distance, options)
    plan = Plan(
        column=column,
        bare_name=bare_name,
        name=_free_name(connection, column, bare_name, indexes),
        method=method,
        kind=kind,
        metric=distance,
        dimensions=dimensions,
        expression=_expression(column, kind, dimensions),
        opclass=f"{column.extension}.{_opclass(kind, distance)}",
        options=options,
    )
    _check_opclass(connection, plan)
    return plan


def check_choice(
    column: Column, method: Method, kind: Kind | None, metric: Metric | None, dimensions: int
) -> tuple[Kind, str]:
    """Return the type and the distance of an index; raise `SettingError` for one that cannot be."""
    kind = _kind(column, kind, dimensions)
    distance = "hamming" if kind == "binary" else _metric(column, metric)
    check_metric(method, distance)
    return kind, distance


def build_statement(plan: Plan) -> str:
    """Return the statement that builds the index concurrently."""
    options = ", ".join(f"{name} = {value}" for name, value in plan.options.items())
    return (
        f"create index concurrently {plan.name} on {plan.column.table}"
        f" using {plan.method} ({plan.expression} {plan.opclass})"
        f"{f' with ({options})' if options else ''}"
    )


def ordering(plan: Plan) -> str:
    """Return what a query has to order by so that it uses the index, with `$1` for its vector."""
    column, schema = plan.column.name, plan.column.extension
    operator = f"operator({schema}.{OPERATORS[plan.metric]})"
    if plan.kind == "binary":
        sides = (f"{schema}.binary_quantize({value})::bit({plan.dimensions})" for value in (column, "$1"))
        return f" {operator} ".join(sides)
    cast = "" if plan.expression == column else f"::{schema}.{plan.kind}({plan.dimensions})"
    return f"{column}{cast} {operator} $1{cast}"


def default_name(column: Column, method: Method, kind: Kind, metric: str, options: Mapping[str, int]) -> str:
    """Return `<table>_<column>_<method>_<type, unless vector>_<metric>_idx`, cut in front to 63 bytes.

    On a table of a line that names its indexes it is that name.
    """
    line = LINES.get(column.line or "")
    if line and line.index_name:
        return line.index_name(column.table_name, method, kind, metric, options)
    words = [method, *([] if kind == "vector" else [kind]), metric, "idx"]
    return cut_name(f"{column.table_name}_{column.bare_name}", f"_{'_'.join(words)}")


def cut_name(front: str, end: str) -> str:
    """Return a name of at most 63 bytes, the longest that Postgres keeps, cut before its end."""
    return front.encode()[: _LONGEST_NAME - len(end)].decode(errors="ignore") + end


def check_may_index(connection: Connection, column: Column) -> None:
    """Raise `PgmatchError` where indexes of the column's table cannot be changed by this role or server."""
    state = connection.execute(text(_STATE), {"table": column.table_id}).one()
    if state.is_standby:
        raise PgmatchError("this server is a standby, which is read-only", "Connect to the primary.")
    if not state.is_owner:
        raise PgmatchError(
            f"only the owner can change the indexes of {column.table}, not {state.role}",
            f"Connect as the role {state.owner}.",
        )
    if not state.may_create:
        raise PgmatchError(
            f"role {state.role} may not create anything in the schema {state.schema}",
            f"Its owner runs: grant create on schema {state.schema} to {state.role};",
        )


def column_dimensions(connection: Connection, column: Column, given: int | None = None) -> int:
    """Return the length of a column's vectors, which has to be given where its type does not tell."""
    if column.dimensions is not None:
        if given not in (None, column.dimensions):
            raise SettingError(
                f"column {column.name} has {column.dimensions} dimensions, not {given}",
                "Leave out the dimensions.",
            )
        return column.dimensions
    if given is None:
        found = connection.scalar(about(column, _FIRST_DIMENSIONS))
        raise SettingError(
            f"the type of column {column.name} of {column.table} is {column.type}, without dimensions",
            f"An index needs them: add --dimensions {found or 'N'}. All vectors must have this length.",
        )
    if given < 1:
        raise SettingError(f"dimensions {given} is not 1 or more", "Give the length of the vectors.")
    return given


def _kind(column: Column, given: Kind | None, dimensions: int) -> Kind:
    if given is None:
        kind = default_kind(dimensions)
        return "halfvec" if column.type == "halfvec" and kind == "vector" else kind
    if given == "vector" and column.type == "halfvec":
        raise SettingError(
            f"column {column.name} is of the type halfvec and cannot be indexed as vector",
            "Use the type halfvec or binary.",
        )
    check_dimensions(given, dimensions)
    return given


def _metric(column: Column, given: Metric | None) -> Metric:
    metric = given or column.metric
    if metric is None:
        raise SettingError(
            "the metric is not given",
            "An index serves one operator. Name the one that your queries order by: --metric ip for <#>, "
            "cosine for <=>, l2 for <->, l1 for <+>.",
        )
    line = LINES.get(column.line or "")
    if column.metric not in (None, metric) and not (line and line.any_metric):
        raise SettingError(
            f"searches of {column.table} use the metric {column.metric}, not {metric}",
            "Leave out the metric.",
        )
    return metric


def _expression(column: Column, kind: Kind, dimensions: int) -> str:
    if kind == "binary":
        return f"({column.extension}.binary_quantize({column.name})::bit({dimensions}))"
    if kind == column.type and column.dimensions is not None:
        return column.name
    return f"({column.name}::{column.extension}.{kind}({dimensions}))"


def _opclass(kind: Kind, metric: str) -> str:
    return f"{'bit' if kind == 'binary' else kind}_{metric}_ops"


def _check_opclass(connection: Connection, plan: Plan) -> None:
    given = {"method": plan.method, "opclass": _opclass(plan.kind, plan.metric)}
    if not connection.scalar(text(_HAS_OPCLASS), given):
        version = connection.scalar(text(_VERSION))
        raise PgmatchError(
            f"pgvector {version} has no {given['opclass']} for {plan.method}",
            "After updating it on the server: alter extension vector update;",
        )


def _check_no_equal(
    indexes: tuple[Index, ...], method: Method, kind: Kind, metric: str, options: dict[str, int]
) -> None:
    wanted = {"method": method, "kind": kind, "metric": metric, **DEFAULT_OPTIONS[method], **options}
    for index in indexes:
        is_equal = all(getattr(index, name) == value for name, value in wanted.items())
        if is_equal and index.is_valid and not index.is_partial:
            raise PgmatchError(
                f"the index {index.name} is the same",
                f"Rebuild it with `pgmatch index rebuild {index.argument}`, or add a second one with --name.",
            )


def _free_name(connection: Connection, column: Column, name: str, indexes: tuple[Index, ...]) -> str:
    """Return the name quoted as in SQL; raise `PgmatchError` if another relation than a leftover has it."""
    if len(name.encode()) > _LONGEST_NAME:
        raise SettingError(f"the name {name} is longer than {_LONGEST_NAME} bytes", "Choose a shorter one.")
    row = connection.execute(text(_NAME), {"name": name, "table": column.table_id}).one()
    if row.taken is not None and row.taken not in [index.id for index in indexes if not index.is_valid]:
        raise PgmatchError(
            f"the name {row.quoted} is already taken",
            "Choose another with --name. To change the options of an index: `pgmatch index rebuild`.",
        )
    return str(row.quoted)

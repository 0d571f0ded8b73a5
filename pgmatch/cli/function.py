"""The `pgmatch function` commands: match functions for tables of your own."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import Annotated

import typer

from pgmatch.cli.errors import as_commands
from pgmatch.cli.index_options import Metric
from pgmatch.cli.numbers import counted
from pgmatch.connection import connected

# a colon in a quoted name is not the one between argument and condition
_FILTER = re.compile(r'\s*((?:"(?:[^"]|"")*"|[^":\s])(?:"(?:[^"]|"")*"|[^":])*):\s*(\S.*?)\s*', re.DOTALL)

app = typer.Typer(
    name="function",
    help="Make and remove match functions for tables of your own.",
    no_args_is_help=True,
)

Name = Annotated[str, typer.Argument(help="Name of the function, with or without its schema, as in SQL.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Print = Annotated[
    bool, typer.Option("--print", help="Print the SQL, for a migration, instead of running it.")
]


@app.command()
def create(
    name: Name,
    table: Annotated[str, typer.Argument(help="Table to search, as in SQL: shop.products.")],
    embedding: Annotated[
        str,
        typer.Option("--embedding", metavar="COLUMN", help="Vector column. Columns and roles: no quotes."),
    ] = "embedding",
    returns: Annotated[
        list[str] | None,
        typer.Option(
            "--return",
            metavar="COLUMN",
            help="Column of the result; may be repeated. With a type it is SQL: '\"Unit Price\" float8'. "
            "Default: all but vectors.",
            show_default=False,
        ),
    ] = None,
    content: Annotated[
        str | None,
        typer.Option(
            "--content",
            metavar="COLUMN",
            help="Text column; adds the argument min_content_length.",
            show_default=False,
        ),
    ] = None,
    filters: Annotated[
        list[str] | None,
        typer.Option(
            "--filter",
            metavar="FILTER",
            help="Argument and condition as in SQL, with $ for its value: 'max_price numeric: price <= $'. "
            "May be repeated.",
            show_default=False,
        ),
    ] = None,
    metadata: Annotated[
        str | None,
        typer.Option(
            "--metadata",
            metavar="COLUMN",
            help="Column of type jsonb; adds the argument filter, which has operators.",
            show_default=False,
        ),
    ] = None,
    metric: Annotated[
        Metric | None,
        typer.Option(
            "--metric", help="Distance metric. Default: that of the index, else cosine.", show_default=False
        ),
    ] = None,
    key: Annotated[
        str | None,
        typer.Option(
            "--key", metavar="COLUMN", help="Unique column. Default: the primary key.", show_default=False
        ),
    ] = None,
    contract: Annotated[
        str | None,
        typer.Option(
            "--contract",
            help="langchain or supabase: arguments and columns for clients that call match_documents.",
            show_default=False,
        ),
    ] = None,
    hybrid: Annotated[bool, typer.Option("--hybrid", help="Search by words and by meaning.")] = False,
    words: Annotated[
        str | None,
        typer.Option(
            "--words",
            metavar="COLUMN",
            help="Text or tsvector column for --hybrid. Default: the tsvector column.",
            show_default=False,
        ),
    ] = None,
    text_config: Annotated[
        str | None,
        typer.Option("--text-config", help="Text search configuration for --hybrid.", show_default=False),
    ] = None,
    arguments: Annotated[
        list[str] | None,
        typer.Option(
            "--argument",
            metavar="NAME",
            help="Argument of the function, to have them in another order; may be repeated.",
            show_default=False,
        ),
    ] = None,
    grants: Annotated[
        list[str] | None,
        typer.Option(
            "--grant",
            metavar="ROLE",
            help="Role that may call it; may be repeated. Default: the roles that may read the columns.",
            show_default=False,
        ),
    ] = None,
    section: Annotated[
        list[str] | None,
        typer.Option(
            "--section",
            metavar="COLUMN",
            help="Column that is the same in all rows of a section; may be repeated. Adds the argument "
            "one_per_section.",
            show_default=False,
        ),
    ] = None,
    print_only: Print = False,
    as_json: AsJson = False,
) -> None:
    """Make a match function for a table, or change one."""
    _check_output(print_only=print_only, as_json=as_json)
    from pgmatch.searches import create_statement

    statement = create_statement(
        name,
        table,
        embedding=None if embedding == "embedding" else embedding,
        returns=returns or None,
        content=content,
        filters=_filters(filters or []) or None,
        metadata=metadata,
        metric=metric and metric.value,
        key=key,
        contract=contract,
        hybrid=hybrid or None,
        words=words,
        text_config=text_config,
        arguments=arguments or None,
        grants=grants or None,
        section=section or None,
    )
    made = _run(statement, print_only=print_only)
    if made:
        typer.echo(json.dumps({"function": made}) if as_json else f"Made {made}.")


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List the match functions, with their tables and arguments."""
    from pgmatch.searches import check_core, list_searches
    from pgmatch.settings import read_settings

    with connected(read_settings()) as connection:
        check_core(connection)
        found = list_searches(connection)
    if as_json:
        typer.echo(json.dumps([asdict(each) for each in found], indent=2))
    elif not found:
        typer.echo("There is no match function. `pgmatch function create` makes one.")
    for each in () if as_json else found:
        index = f"index {each.index}" if each.index else "no index"
        typer.echo(f"{each.function}({each.arguments or ''})")
        typer.echo(f"  {each.column or 'no table'}, {each.metric}, {index}; {each.state}")
        if each.problem:
            typer.echo(f"  {each.problem}\n  fix: {as_commands(each.fix or '')}")


@app.command()
def drop(name: Name, print_only: Print = False) -> None:
    """Remove a match function, and put back the one that it replaced."""
    from pgmatch.searches import drop_statement

    if _run(drop_statement(name), print_only=print_only) is not None:
        typer.echo(f"Dropped {name}.")


@app.command()
def refresh(print_only: Print = False, as_json: AsJson = False) -> None:
    """Make all match functions again, for the current indexes and names."""
    from pgmatch.searches import check_core, refresh_searches, refresh_statement
    from pgmatch.settings import read_settings

    _check_output(print_only=print_only, as_json=as_json)
    if print_only:
        typer.echo(f"{refresh_statement()};")
        return

    with connected(read_settings()) as connection:
        check_core(connection)
        found = refresh_searches(connection)
        connection.commit()
    bad = [each for each in found if each.state != "fine"]
    made = [each.name for each in found if each.state == "fine"]
    if as_json:
        typer.echo(json.dumps([each._asdict() for each in found], indent=2))
    else:
        names = f": {', '.join(made)}" if made else ""
        typer.echo(f"Made {counted(len(made), 'function')} anew{names}.")
    for each in () if as_json else bad:
        typer.echo(
            f"{each.name}: {each.state}. {each.problem}\n  fix: {as_commands(each.fix or '')}", err=True
        )
    if bad:
        raise typer.Exit(1)


def _filters(given: list[str]) -> dict[str, str]:
    """Return conditions by their arguments; wrong usage ends the program."""
    filters = {}
    for each in given:
        parts = _FILTER.fullmatch(each)
        if parts is None:
            raise typer.BadParameter(
                f"{each!r} is not written as 'max_price numeric: price <= $'", param_hint="--filter"
            )
        argument, condition = parts[1].strip(), parts[2].strip()
        if argument in filters:
            raise typer.BadParameter(f"{argument!r} is given twice", param_hint="--filter")
        filters[argument] = condition
    return filters


def _check_output(*, print_only: bool, as_json: bool) -> None:
    if print_only and as_json:
        raise typer.BadParameter("use either --print or --json", param_hint="--json")


def _run(statement: str, *, print_only: bool) -> str | None:
    """Run a statement and return its value, or print it."""
    if print_only:
        typer.echo(f"{statement};")
        return None
    from pgmatch.searches import check_core
    from pgmatch.settings import read_settings

    with connected(read_settings()) as connection:
        check_core(connection)
        value = connection.exec_driver_sql(statement, execution_options={"no_parameters": True}).scalar()
        connection.commit()
    return str(value)

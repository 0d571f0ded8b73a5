"""`pgmatch alembic`, `sql` and `types`: what is installed beside the package, from wherever that is."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from configparser import RawConfigParser
from typing import Annotated

import typer

from pgmatch.cli.options import Settings, parse_settings
from pgmatch.lines.line import DEFAULT

PASS_THROUGH = {
    "allow_extra_args": True,
    "allow_interspersed_args": False,
    "ignore_unknown_options": True,
}


def alembic(context: typer.Context) -> None:
    """Run Alembic with pgmatch's migrations: `pgmatch alembic upgrade head`. Takes Alembic's arguments."""
    from alembic.config import CommandLine

    from pgmatch.migrate import install_root

    given, rest = _global_options().parse_known_args(context.args)
    if given.name:
        _known_line(given.name, "-n", [*sections(), *sections().values()])
    options = [f"-x{option}" for option in given.x]
    options += [f"--name={sections().get(given.name, given.name)}"] if given.name else []
    options += ["--quiet"] if given.quiet else []
    options += [f"--config={install_root() / 'alembic.ini'}"]
    # Alembic would end the program on an error; here it is raised, and shown like any other.
    CommandLine(prog="pgmatch alembic").main(["--raiseerr", *options, *rest])


def sql(
    line: Annotated[str, typer.Option("--line", help="Line of migrations.")] = DEFAULT,
    since: Annotated[str, typer.Option("--from", help="Revision of the database now.")] = "base",
    revision: Annotated[str, typer.Option("--to", help="Target revision.")] = "head",
    settings: Settings = None,
) -> None:
    """Print the SQL that installs or upgrades, for psql or another migration tool."""
    from pgmatch.migrate import export

    _known_line(line, "--line", list(sections()))
    if _place(line, since, "--from") > _place(line, revision, "--to"):
        raise typer.BadParameter(
            f"{since!r} is later than {revision!r}. To go back, use `pgmatch alembic downgrade`",
            param_hint="--from",
        )
    export(sys.stdout, line, since, revision, **parse_settings(settings))


def types(
    database: Annotated[
        bool, typer.Option("--database", help="Also print those of the match functions in the database.")
    ] = False,
) -> None:
    """Print the TypeScript types of the functions and tables, for @supabase/supabase-js."""
    from pgmatch.migrate import install_root

    printed = (install_root() / "types" / "pgmatch.d.ts").read_text(encoding="utf-8")
    if database:
        from pgmatch.connection import connected
        from pgmatch.searches import check_core
        from pgmatch.settings import read_settings
        from pgmatch.typescript import search_types

        with connected(read_settings()) as connection:
            check_core(connection)
            printed += search_types(connection)
    typer.echo(printed, nl=False)


def sections() -> dict[str, str]:
    """Return the section of alembic.ini that each line has; that of the first is not named after it."""
    from pgmatch.migrate import install_root

    ini = RawConfigParser()
    ini.read(install_root() / "alembic.ini", encoding="utf-8")
    return {ini[section]["line"]: section for section in ini.sections() if "line" in ini[section]}


def _known_line(line: str, option: str, known: list[str]) -> None:
    if line not in known:
        raise typer.BadParameter(f"{line!r} is not one of: {', '.join(sections())}", param_hint=option)


def _place(line: str, revision: str, option: str) -> int:
    """Return where a revision stands in its line, 0 for nothing; an unknown one is wrong usage."""
    from alembic.script import ScriptDirectory

    from pgmatch.migrate import alembic_config

    script = ScriptDirectory.from_config(alembic_config(line))
    names = ["base", *(one.revision for one in reversed(list(script.walk_revisions())))]
    if revision == "head":
        return len(names) - 1
    if revision not in names:
        raise typer.BadParameter(f"{revision!r} is not one of: {', '.join(names)}, head", param_hint=option)
    return names.index(revision)


def _global_options() -> ArgumentParser:
    """Return a parser of the options that Alembic takes before its command; here they may stand anywhere."""
    parser = ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("-x", action="append", default=[])
    parser.add_argument("-n", "--name")
    parser.add_argument("-q", "--quiet", action="store_true")
    parser.add_argument("--raiseerr", action="store_true")
    return parser

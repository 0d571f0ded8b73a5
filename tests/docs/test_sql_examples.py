"""Every block of SQL in the documentation runs, and gives the output that is shown after it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pgmatch import lines
from pgmatch.migrate import upgrade
from tests.conftest import InstallDatabase
from tests.docs.conftest import example_rows
from tests.docs.pages import DOCS, PAGES, blocks
from tests.servers import Database, PostgresServer

ON_PLAIN_POSTGRES = {
    "README.md",
    "plain-postgres.md",
    "filters.md",
    "your-own-table.md",
    "queue.md",
    "model-change.md",
}
LINES = {
    "hybrid.md": "nods_text",
    "collections.md": "collections",
    "records.md": "collections",
    "documents.md": "documents",
    "captions.md": "captions",
    "predictions.md": "predictions",
    "queue.md": "queue",
    "model-change.md": "queue",
    "video.md": "video",
}
WITHOUT_ROWS = {"functions.md"}  # it makes them itself
ROLES = "select r.rolname from pg_roles as r"


def psql(database: Database, code: str) -> str:
    """Return what psql prints for some SQL, errors included, without the context of errors."""
    arguments = [
        "-X",
        "-v",
        "SHOW_CONTEXT=never",
        "-h",
        database.server.host,
        "-p",
        str(database.server.port),
    ]
    done = subprocess.run(
        [database.server.program("psql"), *arguments, "-U", "postgres", "-d", database.name],
        input=code,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
    )
    return done.stdout


def tidied(output: str) -> str:
    """Return an output without the blanks that psql puts at the ends of lines."""
    return "\n".join(line.rstrip() for line in output.strip("\n").splitlines())


@contextmanager
def no_roles_left(database: Database) -> Iterator[None]:
    """Drop the roles that the block makes, which are those of the whole server."""
    before = set(database.rows(ROLES))
    yield
    for (role,) in set(database.rows(ROLES)) - before:
        database.execute(f'drop owned by "{role}"; drop role "{role}"')


@pytest.fixture
def page_database(
    request: pytest.FixtureRequest, page: Path, install_database: InstallDatabase
) -> Iterator[Database]:
    if page.name not in ON_PLAIN_POSTGRES:
        made: Database = request.getfixturevalue("docs_database")
        install_line(made, page)
        yield made
        return
    server: PostgresServer = request.getfixturevalue("plain_server")
    database = install_database(server, dimensions="3")
    install_line(database, page)
    with no_roles_left(database):
        yield database


def install_line(database: Database, page: Path) -> None:
    """Install the line that a page is about, besides nods."""
    if page.name in LINES:
        line = lines.LINES[LINES[page.name]]
        options = {"dimensions": "3"} if "dimensions" in line.options else {}
        upgrade(database.url, line.name, **options)


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "sql")], ids=lambda page: page.name)
def test_the_sql_of_a_page_gives_the_output_that_it_shows(page: Path, page_database: Database) -> None:
    if page.name not in WITHOUT_ROWS:
        page_database.execute(example_rows())
    wrong = []
    for block in blocks(page, "sql"):
        output = tidied(psql(page_database, block.code))
        if block.output is None and "ERROR:" in output:
            wrong.append(f"{block} fails:\n{output}")
        elif block.output is not None and output != tidied(block.output):
            wrong.append(f"{block} prints:\n{output}")
    assert not wrong, "\n\n".join(wrong)


def test_every_function_has_an_example_with_output() -> None:
    shown = [block.code for block in blocks(DOCS / "functions.md", "sql") if block.output]
    for function in ("match_page_sections", "get_page_parents", "pgmatch_info", "nods_put_page"):
        assert any(function in code for code in shown), function

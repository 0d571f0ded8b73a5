"""The Python on a page runs from top to bottom and prints what is shown."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from types import ModuleType

import pytest

from pgmatch.migrate import upgrade
from tests.conftest import InstallDatabase, ServeHttp
from tests.docs.conftest import example_rows
from tests.docs.pages import PAGES, blocks
from tests.servers import Database, PostgresServer

WITH_PYTHON = [page for page in PAGES if blocks(page, "python")]
ELSEWHERE = (
    "README.md",
    "ask.md",
)  # tests/packaging pastes README into a shell; tests/serve has a real model
SCHEMAS = {"collections.md": ("public", "collections")}
RUNNING = [
    page
    for page in WITH_PYTHON
    if page.name not in ELSEWHERE and any(block.output for block in blocks(page, "python"))
]


@pytest.mark.parametrize("page", WITH_PYTHON, ids=lambda page: page.name)
def test_the_python_of_a_page_is_python(page: Path) -> None:
    for block in blocks(page, "python"):
        compile(block.code, str(block), "exec")


@pytest.fixture(params=["extensions", "public"])
def python_database(
    request: pytest.FixtureRequest,
    docs_database: Database,
    install_database: InstallDatabase,
    supabase_server: PostgresServer,
) -> Database:
    """A database without rows, with the vector extension where Supabase or the embedded server has it."""
    if request.param == "public":
        return install_database(supabase_server, extension_schema="public", dimensions="3")
    # as the roles of a project have it
    docs_database.execute(
        f'alter database "{docs_database.name}" set search_path = "$user", public, extensions'
    )
    return docs_database


@pytest.mark.parametrize("page", RUNNING, ids=lambda page: page.name)
def test_the_python_of_a_page_prints_the_output_that_it_shows(
    page: Path,
    python_database: Database,
    serve_http: ServeHttp,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    python_database.execute(example_rows())
    if page.name in SCHEMAS:
        upgrade(python_database.url, "collections")
    if "SUPABASE_URL" in page.read_text("utf-8"):
        api = serve_http(python_database, schemas=SCHEMAS.get(page.name, ("public",)))
        monkeypatch.setenv("SUPABASE_URL", api.url)
        monkeypatch.setenv("SUPABASE_SECRET_KEY", api.secret_key)
    monkeypatch.setenv("DATABASE_URL", python_database.url)
    monkeypatch.delenv("PGMATCH_SCHEMA", raising=False)
    monkeypatch.chdir(tmp_path)
    # a module, where SQLAlchemy looks for the types of a model's columns
    module = ModuleType("example")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    for block in blocks(page, "python"):
        printed = StringIO()
        with redirect_stdout(printed):
            exec(compile(block.code, str(block), "exec"), vars(module))
        assert printed.getvalue() == (block.output or ""), str(block)


def test_some_pages_are_run() -> None:
    assert {"python.md", "embeddings.md", "collections.md"} <= {page.name for page in RUNNING}

"""The Python of docs/ask.md prints what is shown."""

from __future__ import annotations

from contextlib import redirect_stdout
from io import StringIO
from typing import Any

import pytest

from tests.conftest import InstallDatabase
from tests.docs.pages import DOCS, blocks
from tests.servers import PostgresServer


def test_the_python_of_the_page_prints_the_output_that_it_shows(
    install_database: InstallDatabase, supabase_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = install_database(supabase_server, "nods_text", dimensions="384")
    monkeypatch.setenv("DATABASE_URL", database.url)
    names: dict[str, Any] = {}
    for block in blocks(DOCS / "ask.md", "python"):
        printed = StringIO()
        with redirect_stdout(printed):
            exec(compile(block.code, str(block), "exec"), names)
        assert printed.getvalue() == (block.output or ""), str(block)

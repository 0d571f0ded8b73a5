"""A line that is made of the files in CONTRIBUTING and no others: few files, and no change in the core."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import pgmatch
from pgmatch.lines import LINES
from pgmatch.migrate import downgrade, frozen, install, upgrade
from pgmatch.migrate.errors import MigrationError
from pgmatch.status import read_status
from tests.conftest import CreateDatabase
from tests.docs.pages import ROOT, blocks, sections
from tests.index.conftest import connected
from tests.servers import Database, PostgresServer
from tools import freeze

PAGE = ROOT / "CONTRIBUTING.md"
NAMED = re.compile(
    r"^`(?P<path>[\w./]+\.\w+)`[^`]*?(?:[^\n]\n?)*?\n\n```\w+\n(?P<text>.*?)```", re.DOTALL | re.MULTILINE
)


def files() -> dict[str, str]:
    """Return the texts of the worked example, by path."""
    return {found["path"]: found["text"] for found in NAMED.finditer(sections(PAGE)["Add a line"])}


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A copy of what is installed, with the line."""
    for folder in ("migrations", "sql"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "alembic.ini", tmp_path)
    for path, text in files().items():
        if path.startswith("pgmatch/"):
            module = ModuleType("notes")
            exec(compile(text, path, "exec"), vars(module))
            monkeypatch.setitem(LINES, "notes", module.NOTES)
            continue
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        with (tmp_path / path).open("a") as file:
            file.write(f"\n{text}" if path == "alembic.ini" else text)
    monkeypatch.setattr(install, "_PACKAGE", tmp_path / "pgmatch")
    monkeypatch.setattr(freeze, "ROOT", tmp_path)
    monkeypatch.setattr(freeze, "MIGRATIONS", tmp_path / "migrations")
    monkeypatch.setattr(freeze, "LIST", tmp_path / "migrations" / "frozen.sha256")
    forget()
    freeze.LIST.write_text(freeze.listing(freeze.hashes()))
    frozen.recorded.cache_clear()
    yield
    forget()


def forget() -> None:
    install.install_root.cache_clear()
    frozen.recorded.cache_clear()
    frozen.current.cache_clear()


def vector(*numbers: float) -> str:
    return str([*numbers, *[0] * (384 - len(numbers))])


def test_it_has_few_files() -> None:
    found = files()
    assert len(found) == len(blocks_of_the_section())
    # with the list of hashes, and pgmatch/lines/__init__.py which names it
    assert len(found) + 2 <= 10
    assert sum(text.count("\n") for text in found.values()) < 300


def blocks_of_the_section() -> list[str]:
    texts = [block.code for kind in ("ini", "python", "sql") for block in blocks(PAGE, kind)]
    section = sections(PAGE)["Add a line"]
    return [text for text in texts if text in section]


def test_it_is_installed_searched_and_removed(
    written: None, supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made: Database = create_database(supabase_server)
    upgrade(made.url, "notes", access="public_read")
    made.execute(
        "insert into note (body, embedding) values ('a hat', %s), ('a shoe', %s)",
        [vector(1, 0), vector(0.6, 0.8)],
    )
    with pgmatch.connect(made.url) as client:
        assert [row.body for row in client.match("match_notes", vector(0, 1))] == ["a shoe", "a hat"]
        assert client.match("match_notes", vector(0, 1), match_count=1, min_content_length=6)[0].id == 2
    call = f"set local role anon; select body from match_notes('{vector(1)}', 1)"
    assert made.rows(call) == [("a hat",)]

    assert made.rows("select index::text, name from pgmatch.callable_searches()") == [
        ("note_embedding_hnsw_cosine_idx", "public.match_notes")
    ]

    made.execute("select pgmatch.set_access('private', 'notes')")
    with pytest.raises(Exception, match="permission denied for function match_notes"):
        made.rows(call)
    with connected(made.url) as connection:
        status = read_status(connection)
    assert [line.name for line in status.lines if line.name == "notes"] == ["notes"]
    assert "public.note.embedding" in [each.column.full_name for each in status.searched]

    with pytest.raises(MigrationError, match="would drop the table note with its 2 rows") as refused:
        downgrade(made.url, "notes")
    assert refused.value.hint == "To drop them: pgmatch alembic -n notes -x drop_data=yes downgrade base"
    downgrade(made.url, "notes", drop_data="yes")
    # the core goes with the last line
    assert made.rows(
        "select to_regclass('note')::text, to_regproc('match_notes')::text, to_regclass('pgmatch.install')::text"
    ) == [(None, None, None)]

"""Migrations never change: the frozen copies, their list, and what a revision may read. No database."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tools import freeze

VERSIONS = sorted((freeze.MIGRATIONS / "versions").rglob("*.py"))
FROZEN = sorted((freeze.MIGRATIONS / "sql").rglob("*.sql"))


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of migrations/ and sql/ that tests may break."""
    for folder in ("migrations", "sql"):
        shutil.copytree(freeze.ROOT / folder, tmp_path / folder)
    monkeypatch.setattr(freeze, "ROOT", tmp_path)
    monkeypatch.setattr(freeze, "MIGRATIONS", tmp_path / "migrations")
    monkeypatch.setattr(freeze, "LIST", tmp_path / "migrations" / "frozen.sha256")
    return tmp_path


def test_the_copies_and_the_list_are_up_to_date() -> None:
    assert freeze.outdated() == []


def test_an_edited_frozen_file_is_noticed(copy: Path) -> None:
    path = copy / "migrations/sql/nods_0003/get_page_parents.sql"
    path.write_text(path.read_text() + "-- one more line\n")
    assert len(freeze.outdated()) == 2


def test_an_edited_revision_is_noticed(copy: Path) -> None:
    path = next((copy / "migrations/versions").rglob("nods_0002*.py"))
    path.write_text(path.read_text() + "\n")
    assert freeze.outdated() == ["migrations/frozen.sha256 does not match the files: make freeze"]


def test_a_file_that_the_list_does_not_have_is_noticed(copy: Path) -> None:
    (copy / "migrations/sql/nods_0003/new.sql").write_text("select 1;\n")
    assert freeze.outdated() != []


def test_an_edited_function_is_noticed_and_frozen_while_it_is_unreleased(copy: Path) -> None:
    path = copy / "sql/functions/nods/get_page_parents.sql"
    path.write_text(path.read_text() + "-- one more line\n")
    assert freeze.outdated() == [
        "sql/functions/nods/get_page_parents.sql is not what its newest revision has: make freeze"
    ]
    freeze.freeze()
    assert freeze.outdated() == []


def test_a_released_copy_is_not_overwritten(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freeze, "released", lambda: {"sql/nods_0003/get_page_parents.sql"})
    path = copy / "sql/functions/nods/get_page_parents.sql"
    path.write_text(path.read_text() + "-- one more line\n")
    with pytest.raises(SystemExit, match="is released: make revision"):
        freeze.freeze()


def test_a_new_function_wants_a_revision(copy: Path) -> None:
    (copy / "sql/functions/nods/new_function.sql").write_text("select 1;\n")
    with pytest.raises(SystemExit, match="no revision freezes .*new_function"):
        freeze.freeze()


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_a_revision_reads_only_what_is_frozen_with_it(path: Path) -> None:
    text = path.read_text("utf-8")
    assert "sql/functions" not in text
    assert "sql/indexes" not in text
    assert re.findall(r"^(?:from|import) (\S+)", text, re.MULTILINE) == ["pgmatch.migrate.ops"] * text.count(
        "\nfrom "
    )


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_a_revision_is_named_numbered_and_described(path: Path) -> None:
    text = path.read_text("utf-8")
    number = re.fullmatch(rf"({path.parent.name}_\d{{4}})_[a-z_]+", path.stem)
    assert number
    assert f'revision = "{number.group(1)}"' in text
    for word in ("What:", "Locks:", "Downgrade:"):
        assert word in text


@pytest.mark.parametrize("line", sorted({path.parent.name for path in VERSIONS}))
def test_the_revisions_are_consecutive(line: str) -> None:
    found = [path.stem[: len(line) + 5] for path in VERSIONS if path.parent.name == line]
    assert found == [f"{line}_{n:04d}" for n in range(1, len(found) + 1)]


SQL_FILES = sorted({*FROZEN, *(freeze.ROOT / "sql").rglob("*.sql")})


@pytest.mark.parametrize("path", SQL_FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_sql_is_plain_lower_case_and_fits_the_screen(path: Path) -> None:
    text = path.read_text("utf-8")
    assert "\t" not in text, "Alembic would turn it into spaces"
    assert max(len(line) for line in text.splitlines()) <= 120
    assert len(text.splitlines()) <= 190
    code = re.sub(r"'[^']*'|--.*|\$\{?[A-Z]+", "", text)
    assert not re.search(r"\b(SELECT|CREATE|FUNCTION|BEGIN|RETURNS|WHERE|TABLE)\b", code)


FUNCTIONS = sorted((freeze.ROOT / "sql/functions").rglob("*.sql"))


@pytest.mark.parametrize("path", FUNCTIONS, ids=lambda path: path.stem)
def test_a_function_file_holds_its_definition_comment_and_privileges(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.startswith(f"-- {path.stem}: ")
    assert re.search(rf"create or replace function (pgmatch\.)?{path.stem}\(", text)
    assert len(re.findall(r"^create ", text, re.MULTILINE)) == 1
    assert "set search_path" in text
    assert "comment on function" in text
    assert "revoke all on function" in text or "select pgmatch.register(" in text

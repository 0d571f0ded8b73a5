"""What revisions run never changes once it is released, and no text exists twice."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from pgmatch.migrate.frozen import digest, find, recorded
from pgmatch.migrate.install import migrations_root, sql_root
from tests.files.project import Project
from tests.servers import Database
from tools import freeze

VERSIONS = sorted((migrations_root() / "versions").rglob("*.py"))
PARENTS = "sql/functions/nods/pages/get_page_parents.sql"
FIRST_PARENTS = "nods_0003/functions/nods/get_page_parents.sql"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_the_texts_and_their_list_are_up_to_date() -> None:
    assert freeze.outdated() == []


def test_each_text_that_a_revision_runs_is_found() -> None:
    for name, wanted in recorded().items():
        assert digest(find(name)) == wanted


def test_no_text_exists_twice() -> None:
    files = [*sql_root().rglob("*.sql"), *(migrations_root() / "sql").rglob("*.sql")]
    assert [text for text, times in Counter(path.read_bytes() for path in files).items() if times > 1] == []


def test_an_unreleased_text_follows_its_file(project: Project) -> None:
    before = project.copies()
    project.add_line(PARENTS)
    assert project.problems() == ["migrations/frozen.sha256 does not match the files: make freeze"]
    project.freeze()
    assert project.problems() == []
    assert project.copies() == before


def test_a_text_that_is_not_the_recorded_one_is_not_run(project: Project, empty_database: Database) -> None:
    project.add_line(PARENTS)
    with pytest.raises(AssertionError, match=f"the text of {FIRST_PARENTS} is not the one .*\n.*make freeze"):
        project.python("alembic", "upgrade", "head", DATABASE_URL=empty_database.url)
    assert empty_database.rows("select to_regclass('pgmatch.install'), to_regclass('nods_page')") == [
        (None, None)
    ]


def test_an_edited_revision_is_noticed(project: Project) -> None:
    path = next((project.root / "migrations/versions").rglob("nods_0002*.py"))
    path.write_text(path.read_text() + "\n")
    assert project.problems() == ["migrations/frozen.sha256 does not match the files: make freeze"]


def test_a_file_that_no_revision_runs_is_noticed(project: Project) -> None:
    project.write("migrations/sql/nods_0003/new.sql", "select 1;\n")
    project.write("sql/tables/nods/new.sql", "select 2;\n")
    assert project.problems() == [
        "sql/tables/nods/new.sql: no revision runs it: make revision line=… m='…' f=tables/nods/new",
        "no revision runs migrations/sql/nods_0003/new.sql",
    ]


def test_a_text_that_does_not_exist_is_noticed(project: Project) -> None:
    (project.root / "migrations/sql/nods_0004/remove.sql").unlink()
    assert (
        "migrations/sql/nods_0004/remove.sql does not exist, nor under sql/, but a revision runs it"
        in project.problems()
    )


def test_a_copy_of_what_is_true_now_is_noticed(project: Project) -> None:
    project.write(f"migrations/sql/{FIRST_PARENTS}", project.read(PARENTS))
    assert project.problems() == [f"migrations/sql/{FIRST_PARENTS} repeats {PARENTS}: make freeze"]


def test_two_files_of_a_line_with_the_same_name_are_noticed(project: Project) -> None:
    other = "sql/functions/nods/topic/get_page_parents.sql"
    project.write(other, project.read(PARENTS))
    assert f"{PARENTS} has the name of {other}" in project.problems()


def test_two_lines_may_have_files_with_the_same_name(project: Project) -> None:
    other = "sql/functions/nods_text/get_page_parents.sql"
    project.write(other, project.read(PARENTS).replace("get_page_parents", "nods_text_parents"))
    revision = "migrations/versions/nods_text/nods_text_0001_hybrid_search.py"
    project.replace(
        revision, '    "nods_text_question",', '    "nods_text_question",\n    "get_page_parents",'
    )
    project.freeze()
    hashes = project.hashes()
    assert hashes["sql/nods_text_0001/functions/nods_text/get_page_parents.sql"] == digest(
        project.root / other
    )
    assert hashes[f"sql/{FIRST_PARENTS}"] == digest(project.root / PARENTS)


def test_a_released_text_never_changes(project: Project) -> None:
    project.release()
    before = project.hashes()
    project.add_line("migrations/sql/nods_0004/remove.sql")
    project.add_line("sql/prepare/nods/recover.sql")
    path = "migrations/versions/nods/nods_0005_embedding_index.py"
    project.write(path, f"{project.read(path)}\n")
    assert {
        "migrations/sql/nods_0004/remove.sql is released: undo the change",
        "migrations/versions/nods/nods_0005_embedding_index.py is released: undo the change",
    } <= set(project.problems())
    with pytest.raises(AssertionError, match="is released: undo the change"):
        project.freeze()
    assert project.hashes() == before


def test_a_released_file_that_changes_wants_a_revision(project: Project) -> None:
    project.release()
    project.add_line(PARENTS)
    with pytest.raises(
        AssertionError, match="get_page_parents.sql: its released text is another: make revision"
    ):
        project.freeze()


def longest_list(database: Database) -> list[tuple[str]]:
    return database.rows(
        "select substring(prosrc from 'height < ([0-9]+)') from pg_proc where proname = 'get_page_parents'"
    )


def test_an_old_revision_keeps_its_text_and_a_new_one_runs_the_new(
    project: Project, empty_database: Database
) -> None:
    before = project.copies()
    project.release()
    project.move(PARENTS, moved := "sql/functions/nods/topic/get_page_parents.sql")
    assert project.problems() == []
    project.replace(moved, "height < 1000", "height < 999")
    project.python("tools.revision", "nods", "shorter lists", "get_page_parents")
    project.freeze()
    assert project.problems() == []
    assert project.copies() == {*before, FIRST_PARENTS}
    for direction, revision, found in (
        ("upgrade", "nods_0005", "1000"),
        ("upgrade", "head", "999"),
        ("downgrade", "nods_0005", "1000"),
    ):
        project.python("alembic", direction, revision, DATABASE_URL=empty_database.url)
        assert longest_list(empty_database) == [(found,)]


def test_a_kept_text_goes_when_its_file_has_it_again(project: Project) -> None:
    before = project.copies()
    project.release()
    project.replace(PARENTS, "height < 1000", "height < 999")
    project.python("tools.revision", "nods", "shorter lists", "get_page_parents")
    project.freeze()
    project.release("0.2.0")
    project.replace(PARENTS, "height < 999", "height < 1000")
    assert project.problems() == [
        "migrations/sql/nods_0006/functions/nods/get_page_parents.sql has to be kept: make freeze",
        f"{PARENTS}: its released text is another: make revision line=… m='…' f=functions/nods/get_page_parents",
        f"migrations/sql/{FIRST_PARENTS} repeats {PARENTS}: make freeze",
    ]
    project.python("tools.revision", "nods", "longer lists", "get_page_parents")
    project.freeze()
    second = FIRST_PARENTS.replace("nods_0003", "nods_0006")
    assert project.copies() == {*before, second}
    assert "height < 999" in project.read(f"migrations/sql/{second}")


def test_a_new_revision_of_any_line_names_what_it_runs(project: Project) -> None:
    project.write("sql/functions/predictions/new_function.sql", "select 1;\n")
    project.python("tools.revision", "predictions", "a new function", "new_function", "nods/get_page_parents")
    text = project.read("migrations/versions/predictions/predictions_0002_a_new_function.py")
    assert re.findall(r"(?:step|run_sql|drop_functions)\(.*\)", text) == [
        'step("predictions", revision)',
        'run_sql("predictions_0002/functions/predictions/new_function.sql")',
        'run_sql("predictions_0002/functions/nods/get_page_parents.sql")',
        'step("predictions", down_revision)',
        f'run_sql("{FIRST_PARENTS}")',
        'drop_functions("predictions", ["new_function"])',
    ]
    project.freeze()
    assert project.problems() == []


def test_a_new_object_that_is_no_function_is_dropped_by_a_text_of_its_own(project: Project) -> None:
    project.write("sql/tables/nods/new_table.sql", "select 1;\n")
    project.python("tools.revision", "nods", "a new table", "tables/nods/new_table")
    assert project.problems() == [
        "migrations/sql/nods_0006/remove.sql does not exist, nor under sql/, but a revision runs it",
        "migrations/frozen.sha256 does not match the files: make freeze",
    ]


def test_a_name_that_is_not_one_file_is_refused(project: Project) -> None:
    with pytest.raises(AssertionError, match="no_function is not one file under sql/: none is named so"):
        project.python("tools.revision", "nods", "something", "no_function")


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_a_revision_uses_only_what_is_kept_for_revisions(path: Path) -> None:
    text = path.read_text("utf-8")
    assert re.findall(r"^(?:from|import) (\S+)", text, re.MULTILINE) == ["pgmatch.migrate.ops"] * text.count(
        "\nfrom "
    )


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_a_revision_is_named_numbered_and_described(path: Path) -> None:
    text = path.read_text("utf-8")
    number = re.fullmatch(rf"({path.parent.name}_\d{{4}})_[a-z_]+", path.stem)
    assert number
    assert f'revision = "{number.group(1)}"' in text
    runs = any(name.startswith(number.group(1)) for name in freeze.texts_of(path))
    assert runs or re.search(r"^    +(?:upgrade_like|build_indexes)\(", text, re.MULTILINE)
    for word in ("What:", "Locks:", "Downgrade:"):
        assert word in text


@pytest.mark.parametrize("line", sorted({path.parent.name for path in VERSIONS}))
def test_the_revisions_are_consecutive(line: str) -> None:
    found = [path.stem[: len(line) + 5] for path in VERSIONS if path.parent.name == line]
    assert found == [f"{line}_{n:04d}" for n in range(1, len(found) + 1)]


SQL_FILES = sorted([*sql_root().rglob("*.sql"), *(migrations_root() / "sql").rglob("*.sql")])
FUNCTIONS = sorted((sql_root() / "functions").rglob("*.sql"))


def test_sql_is_plain_lower_case_and_fits_the_screen() -> None:
    wrong = []
    for path in SQL_FILES:
        text = path.read_text("utf-8")
        code = re.sub(r"'[^']*'|--.*|\$\{?[A-Z]+", "", text)
        keeps = {
            "no tab, of which Alembic would make spaces": "\t" not in text,
            "120 characters a line": max(len(line) for line in text.splitlines()) <= 120,
            "190 lines": len(text.splitlines()) <= 190,
            "lower case": not re.search(r"\b(SELECT|CREATE|FUNCTION|BEGIN|RETURNS|WHERE|TABLE)\b", code),
        }
        wrong += [(str(path), rule) for rule, is_kept in keeps.items() if not is_kept]
    assert SQL_FILES
    assert wrong == []


def test_a_function_file_holds_its_definition_comment_and_privileges() -> None:
    wrong = []
    for path in FUNCTIONS:
        text = path.read_text("utf-8")
        if f"pgmatch.create_search('{path.stem}'" in "".join(text.split()):
            continue  # which writes the definition and the comment
        keeps = {
            "its name first": text.startswith(f"-- {path.stem}: "),
            "its definition": re.search(rf"create or replace function (pgmatch\.)?{path.stem}\(", text),
            # but the text of one to be made
            "no other": len(re.findall(r"^create (?!.*\{name\})", text, re.MULTILINE)) == 1,
            "a search_path": "set search_path" in text,
            "a comment": "comment on function" in text,
            "privileges": "revoke all on function" in text or "select pgmatch.register(" in text,
        }
        wrong += [(str(path), rule) for rule, is_kept in keeps.items() if not is_kept]
    assert FUNCTIONS
    assert wrong == []


@pytest.mark.parametrize("kind", ["table", "type"])
def test_a_table_or_type_has_a_file_with_its_definition_and_comment(kind: str) -> None:
    files = sorted((sql_root() / f"{kind}s").rglob("*.sql"))
    assert files
    for path in files:
        text = path.read_text("utf-8")
        assert text.startswith(f"-- {path.stem}: ")
        assert re.findall(
            rf"^ *create {kind} (?:if not exists )?(?:pgmatch\.)?(\w+)", text, re.MULTILINE
        ) == [path.stem]
        assert re.search(rf"^comment on {kind} (pgmatch\.)?{path.stem} is", text, re.MULTILINE)

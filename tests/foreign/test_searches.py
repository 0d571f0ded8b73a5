"""A match function for a foreign project's own table, made by one of its revisions."""

from __future__ import annotations

import pytest

from pgmatch.migrate.errors import MigrationError
from tests.foreign.project import Project
from tests.servers import Database

CREATE = r"""pgmatch.alembic.create_search(
        op, "match_notes", "note", returns=["id", "body"],
        filters={"word text": r"body like '%' || $ || '%' and body !~ '^\d:x' and body !~ '\:y'"},
    )"""
DROP = 'pgmatch.alembic.drop_search(op, "match_notes")'
ROWS = "insert into note values (1, 'a hat', '[1,0,0]'), (2, 'a shoe', '[0.8,0.6,0]'), (3, '7:x shoe', '[1,0,0]'), (4, 'shoe:y', '[1,0,0]')"
CALL = "select id, body from match_notes('[1,0,0]', word => 'shoe')"
EXISTS = "select count(*)::int from pg_proc where proname = 'match_notes'"


@pytest.fixture
def searching(project: Project) -> Project:
    """The project with pgmatch and a third revision that makes its table searchable."""
    project.add_ours(dimensions="3")
    project.add("theirs_3", "theirs_2", CREATE, DROP)
    return project


@pytest.mark.parametrize("include_schemas", ["no", "yes"])
def test_the_function_is_made_and_autogenerate_proposes_nothing(
    searching: Project, empty_database: Database, include_schemas: str
) -> None:
    searching.configure(include_schemas=include_schemas)
    searching.upgrade()
    empty_database.execute(ROWS)
    assert empty_database.rows(CALL) == [(2, "a shoe")]
    searching.check()


def test_a_downgrade_drops_it(searching: Project, empty_database: Database) -> None:
    searching.upgrade()
    assert empty_database.rows(EXISTS) == [(1,)]
    searching.downgrade("theirs_2")
    assert empty_database.rows(EXISTS) == [(0,)]
    searching.upgrade()
    assert empty_database.rows(EXISTS) == [(1,)]


def test_its_sql_does_the_same(searching: Project, empty_database: Database) -> None:
    searching.upgrade("theirs_2")
    empty_database.execute(searching.sql("theirs_2:head"))
    empty_database.execute(ROWS)
    assert empty_database.rows(CALL) == [(2, "a shoe")]
    empty_database.execute(searching.sql("theirs_3:theirs_2", down=True))
    assert empty_database.rows(EXISTS) == [(0,)]


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (
            '"match_notes", "note", returns="id, body"',
            "returns is 'id, body', not a list of strings",
            '["id", "body"]',
        ),
        ('"match_notes", "note", returns=["id", 5]', "returns has 5, which is not a string", None),
        (
            '"match_notes", "note", filters=["word text"]',
            "filters is ['word text'], not a mapping",
            '{"category text":',
        ),
        (
            '"match_notes", "note", filters={"word text": None}',
            "filters has None, which is not a string",
            None,
        ),
        ('"match_notes", "note", hybrid="yes"', "hybrid is 'yes', not True or False", None),
        ('"match_notes", "note", metric=3', "metric is 3, not a string", None),
        ('"match_notes", None', "target is None, not a string", None),
        (
            '"match_notes", "note", return_=["id"]',
            "create_search has no argument return_",
            "Did you mean returns?",
        ),
        ('"match\\0notes", "note"', "name has the character NUL", None),
    ],
)
@pytest.mark.parametrize("offline", [False, True])
def test_a_wrong_type_is_told(
    project: Project, arguments: str, message: str, hint: str | None, offline: bool
) -> None:
    project.add("theirs_2", "theirs_1", f"pgmatch.alembic.create_search(op, {arguments})")
    with pytest.raises(MigrationError) as told:
        project.sql() if offline else project.upgrade()
    assert told.value.message.startswith(message)
    assert (hint or "") in str(told.value.hint)


@pytest.mark.parametrize("statement", [CREATE, DROP])
def test_without_the_core_it_says_what_to_upgrade(project: Project, statement: str) -> None:
    project.add("theirs_2", "theirs_1", statement)
    with pytest.raises(MigrationError, match="pgmatch is not installed in this database") as told:
        project.upgrade()
    assert 'pgmatch.alembic.upgrade(op, "core")' in str(told.value.hint)


@pytest.fixture
def over_core(project: Project) -> Project:
    """The project with a second revision that upgrades the core and makes its table searchable."""
    up = f'pgmatch.alembic.upgrade(op, "core", to="core_0003"); {CREATE}'
    project.add("theirs_2", "theirs_1", up, f'{DROP}; pgmatch.alembic.downgrade(op, "core")')
    project.configure(include_schemas="yes")
    return project


def test_the_core_alone_is_enough_and_goes_again(over_core: Project, empty_database: Database) -> None:
    over_core.upgrade()
    empty_database.execute(ROWS)
    assert empty_database.rows(CALL) == [(2, "a shoe")]
    over_core.check()
    over_core.downgrade("theirs_1")
    assert empty_database.rows(EXISTS) == [(0,)]
    assert empty_database.rows("select to_regclass('pgmatch.install')::text") == [(None,)]


def test_the_sql_of_the_core_alone_is_enough_too(over_core: Project, empty_database: Database) -> None:
    over_core.upgrade("theirs_1")
    empty_database.execute(over_core.sql("theirs_1:head"))
    empty_database.execute(ROWS)
    assert empty_database.rows(CALL) == [(2, "a shoe")]


def test_a_wrong_declaration_leaves_nothing(project: Project, empty_database: Database) -> None:
    project.add_ours(dimensions="3")
    project.add("theirs_3", "theirs_2", CREATE.replace('"body"]', '"colour"]'), DROP)
    with pytest.raises(MigrationError, match="colour"):
        project.upgrade()
    assert empty_database.rows("select to_regnamespace('pgmatch')::text, to_regclass('note')::text") == [
        (None, None)
    ]

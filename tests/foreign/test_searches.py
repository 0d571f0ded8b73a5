"""A match function for a foreign project's own table, made by one of its revisions."""

from __future__ import annotations

import pytest

from pgmatch.migrate.errors import MigrationError
from tests.foreign.project import Project
from tests.servers import Database

CREATE = r"""pgmatch.alembic.create_search(
        op, "match_notes", "note", returns=["id", "body"],
        filters={"word text": r"body like '%' || $ || '%' and body !~ '^\d:x'"},
    )"""
DROP = 'pgmatch.alembic.drop_search(op, "match_notes")'
ROWS = "insert into note values (1, 'a hat', '[1,0,0]'), (2, 'a shoe', '[0.8,0.6,0]'), (3, '7:x shoe', '[1,0,0]')"
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


def test_a_wrong_declaration_leaves_nothing(project: Project, empty_database: Database) -> None:
    project.add_ours(dimensions="3")
    project.add("theirs_3", "theirs_2", CREATE.replace('"body"]', '"colour"]'), DROP)
    with pytest.raises(MigrationError, match="colour"):
        project.upgrade()
    assert empty_database.rows("select to_regnamespace('pgmatch')::text, to_regclass('note')::text") == [
        (None, None)
    ]

"""A downgrade never drops rows that nobody gave up."""

from __future__ import annotations

import pytest

from pgmatch.migrate import downgrade, upgrade
from pgmatch.migrate.errors import MigrationError
from tests.catalog import snapshot
from tests.servers import Database


def test_rows_are_dropped_only_when_told(database: Database) -> None:
    database.execute("insert into nods_page (path) values ('/a'), ('/b')")
    before = snapshot(database.connect())

    with pytest.raises(MigrationError, match="nods_page with its 2 rows") as refused:
        downgrade(database.url)
    assert "drop_data=yes" in str(refused.value.hint)
    assert snapshot(database.connect()) == before, "the refusal undoes the steps before it"
    assert database.rows("select version_num from pgmatch.nods_version") == [("nods_0005",)]

    downgrade(database.url, drop_data="yes")
    assert database.rows("select to_regclass('nods_page')") == [(None,)]
    upgrade(database.url)


def test_a_schema_that_we_made_goes_when_it_is_empty_and_stays_when_not(empty_database: Database) -> None:
    upgrade(empty_database.url, schema="app")
    empty_database.execute("create table app.theirs (id int)")
    downgrade(empty_database.url)
    assert empty_database.rows("select to_regclass('app.theirs') is not null") == [(True,)]
    upgrade(empty_database.url, schema="app")
    empty_database.execute("drop table app.theirs")
    downgrade(empty_database.url)
    upgrade(empty_database.url, schema="other")
    downgrade(empty_database.url)
    assert empty_database.rows("select to_regnamespace('other'), to_regnamespace('app') is not null") == [
        (None, True)
    ]


def test_a_function_that_somebody_dropped_is_no_obstacle(database: Database) -> None:
    database.execute("drop function get_page_parents(bigint)")
    downgrade(database.url)
    assert database.rows("select to_regclass('nods_page')") == [(None,)]

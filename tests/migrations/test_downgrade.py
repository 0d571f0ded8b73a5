"""A downgrade never drops rows that nobody gave up."""

from __future__ import annotations

import pytest

from pgmatch.migrate import downgrade, upgrade
from pgmatch.migrate.errors import MigrationError
from tests.catalog import snapshot
from tests.conftest import CreateDatabase
from tests.servers import Database, PostgresServer


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


def usages(database: Database, schema: str) -> set[str]:
    return {
        name
        for (name,) in database.rows(
            "select a.grantee::regrole::text from pg_namespace as n cross join aclexplode(n.nspacl) as a"
            f" where n.nspname = '{schema}' and a.privilege_type = 'USAGE'"
        )
    }


@pytest.mark.parametrize("extension_schema", ["extensions", "my-ext"])
def test_usage_on_schemas_is_taken_back_where_pgmatch_granted_it(
    create_database: CreateDatabase, supabase_server: PostgresServer, extension_schema: str
) -> None:
    made = create_database(supabase_server, extension_schema=extension_schema)
    made.execute(
        f'create schema app; revoke all on schema app, "{extension_schema}" from anon, authenticated'
    )
    made.execute(f'revoke all on schema app, "{extension_schema}" from service_role, public')
    made.execute(f'grant usage on schema "{extension_schema}" to authenticated')
    before = usages(made, extension_schema)
    upgrade(made.direct_url, schema="app", access="public_read")
    upgrade(made.direct_url, "nods_text")
    assert usages(made, extension_schema) == before | {"anon", "service_role"}
    assert {"anon", "authenticated", "service_role"} <= usages(made, "app")

    downgrade(made.direct_url, "nods_text")
    assert usages(made, extension_schema) == before | {"anon", "service_role"}
    downgrade(made.direct_url)
    assert usages(made, extension_schema) == before
    assert not usages(made, "app") & {"anon", "authenticated", "service_role"}


def test_a_role_or_schema_that_is_gone_is_no_obstacle(
    create_database: CreateDatabase, supabase_server: PostgresServer
) -> None:
    made = create_database(supabase_server, extension_schema="extensions")
    upgrade(made.direct_url)
    made.execute(
        "update pgmatch.install set usages = '{schema extensions from no_such_role, schema nowhere from anon}'"
    )
    downgrade(made.direct_url)
    assert made.rows("select to_regclass('pgmatch.install')::text") == [(None,)]

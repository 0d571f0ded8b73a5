"""Whom pgmatch trusts is said in several places, some of which run before the others exist: all say the same."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import psycopg2
import psycopg2.extensions
import pytest

from pgmatch.migrate import upgrade
from pgmatch.migrate.install import sql_root
from tests.conftest import CreateDatabase
from tests.servers import PostgresServer

TRUSTED = {"postgres", "owner", "its_holder", "lent_to_it"}
ROLES = (*TRUSTED, "nobody")
# seen by a superuser, who has the rights of all, but was given none
BY_SUPERUSER = {"postgres", "holder_of_all"}
MADE = """
    create role its_holder; grant owner to its_holder; create role lent_to_it; grant lent_to_it to owner;
    create role nobody; create role holder_of_all; grant postgres to holder_of_all
"""
Cursor = psycopg2.extensions.cursor


def says(cursor: Cursor, statement: str) -> bool:
    cursor.execute(statement)
    return bool(cursor.fetchall()[0][0])


def passes(cursor: Cursor, statement: str) -> bool:
    cursor.execute("savepoint before")
    try:
        cursor.execute(statement)
    except psycopg2.errors.ObjectNotInPrerequisiteState:
        cursor.execute("rollback to before")
        return False
    return True


def prepared(name: str) -> str:
    return (sql_root() / "prepare" / name).read_text("utf-8")


def is_adopted(cursor: Cursor, role: str) -> bool:
    cursor.execute(prepared("nods/adopt_tables.sql"))
    return [row for row in cursor.fetchall() if row[1] == "nods_page"] == []


PLACES: dict[str, Callable[[Cursor, str], bool]] = {
    "is_trusted": lambda cursor, role: says(cursor, f"select pgmatch.is_trusted('{role}'::regrole)"),
    "check_trusted": lambda cursor, role: passes(
        cursor, f"select pgmatch.check_trusted('type', 'a', '{role}'::regrole)"
    ),
    "adopt_tables": is_adopted,
    "adopt_table": lambda cursor, _: says(
        cursor, "select count(*) = 0 from pgmatch.adoption_problem('public.nods_page', '{id bigint}')"
    ),
    "unread_table": lambda cursor, _: says(
        cursor, "select count(*) = 0 from pgmatch.unread_table('public.nods_page'::regclass)"
    ),
    "schema": lambda cursor, _: passes(cursor, prepared("schema.sql")),
}


@pytest.mark.parametrize(("installer", "trusted"), [("owner", TRUSTED), ("postgres", BY_SUPERUSER)])
def test_all_places_trust_the_same_roles(
    supabase_server: PostgresServer, create_database: CreateDatabase, installer: str, trusted: set[str]
) -> None:
    made = create_database(supabase_server, owner=installer, extension_schema="extensions")
    upgrade(supabase_server.url(made.name, installer), "core")
    with closing(made.connect()) as connection, connection.cursor() as cursor:
        cursor.execute(MADE)
        cursor.execute("create table public.nods_page (id bigint)")
        for role in sorted({*ROLES, *trusted}):
            cursor.execute(
                f"alter schema pgmatch owner to {role}; alter table public.nods_page owner to {role}"
            )
            cursor.execute(f"grant usage on schema pgmatch to {installer}; set local role {installer}")
            answers = {name: ask(cursor, role) for name, ask in PLACES.items()}
            # who adopts a table changes it too
            may_alter = says(cursor, f"select pg_has_role('{role}', 'usage')")
            cursor.execute("reset role")
            assert answers == {
                name: role in trusted and (may_alter or not name.startswith("adopt")) for name in PLACES
            }, role
        connection.rollback()

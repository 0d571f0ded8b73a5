"""Lines beside nods: each has its own access mode, owners and hooks, and none opens another's tables."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import psycopg2
import pytest

from tests.conftest import InstallDatabase
from tests.servers import Database, PostgresServer

OWNER = 'its "Owner"'
WITH_OWNER = f", owner => '{OWNER}'"
SHARED = ", shared => true"
WRITERS = "select, insert, update, delete"
POLICIES = """
    select p.polname from pg_policy as p where p.polrelid = cast(%s as regclass) order by p.polname
"""
TRIGGERS = """
    select t.tgname from pg_trigger as t
    where t.tgrelid in (cast('nods_page' as regclass), cast('nods_page_section' as regclass))
      and not t.tgisinternal
"""


@pytest.fixture
def beside(supabase_server: PostgresServer, install_database: InstallDatabase) -> Database:
    """A database where everything is granted to everybody, with nods, in which a test makes other lines."""
    return install_database(supabase_server, default_privileges="grant_all", dimensions="3", model="m")


def add_line(database: Database, line: str, base: str | None = None, declared: str = "") -> None:
    """Record a line, and register a table of it with a row of alice's and one of bob's."""
    database.execute(
        "insert into pgmatch.install (line, base, schema_name, access)"
        " values (%s, %s, 'public', coalesce((select access from pgmatch.install where line = %s), 'private'))",
        (line, base, base),
    )
    table = f'"{line}_item"'
    owner = OWNER.replace('"', '""')
    database.execute(
        f'create table {table} (key bigserial primary key, "{owner}" text, body text);'
        f"""insert into {table} ("{owner}", body) values ('alice', 'a'), ('bob', 'b');"""
        f"select pgmatch.register(%(line)s, 'table', %(table)s, 'select', '{WRITERS}' {declared});"
        "select pgmatch.register(%(line)s, 'sequence', %(sequence)s, null, 'usage')",
        {"line": line, "table": table, "sequence": f'"{line}_item_key_seq"'},
    )


def seen(database: Database, role: str, table: str, sub: str = "alice") -> list[str] | None:
    """Return the bodies that a role reads, None if it may not read at all."""
    with database.as_role(role, {"sub": sub}) as cursor:
        try:
            cursor.execute(f'select body from "{table}" order by body')
        except psycopg2.errors.InsufficientPrivilege:
            return None
        return [body for (body,) in cursor.fetchall()]


def refusal(database: Database, statement: str, sub: str = "alice") -> str | None:
    """Return the SQLSTATE that a statement of a user's ends in, None if it succeeds."""
    with database.as_role("authenticated", {"sub": sub}) as cursor:
        try:
            cursor.execute(statement)
        except psycopg2.Error as error:
            return error.pgcode
    return None


def changes(database: Database, line: str) -> list[tuple[Any, ...]]:
    return database.rows("select statement from pgmatch.access_changes(pgmatch.line_family(%s))", (line,))


def test_the_mode_owner_is_refused_where_a_table_does_not_say_who_owns_a_row(beside: Database) -> None:
    add_line(beside, "toy")
    before = beside.rows("select line, access from pgmatch.install order by line")
    with pytest.raises(
        psycopg2.errors.ObjectNotInPrerequisiteState, match='toy_item" of the line "toy"'
    ) as refused:
        beside.execute("select pgmatch.set_access('owner', 'toy')")
    hint = str(refused.value.diag.message_hint)
    assert """select pgmatch.register('toy', 'table', '"toy_item"'""" in hint
    assert "owner => 'owner_id'" in hint
    assert "shared => true" in hint
    assert beside.rows("select line, access from pgmatch.install order by line") == before
    assert seen(beside, "authenticated", "toy_item", "stranger") is None


def allowed(database: Database, *functions: str) -> list[bool]:
    """Return whether service_role may call each function; anon and authenticated may call none."""
    ask = "select has_function_privilege(%s, %s || '()', 'execute')"
    for role in ("anon", "authenticated"):
        assert not any(database.rows(ask, (role, name))[0][0] for name in functions)
    return [database.rows(ask, ("service_role", name))[0][0] for name in functions]


MAKE = (
    "create function {0}() returns int language sql set search_path = pg_catalog, pg_temp as 'select 1';"
    "select pgmatch.register('toy', 'function', '{0}', 'execute', 'execute');"
)
REVISION = "select set_config('pgmatch.revision', 'toy_0001', true);"


def test_objects_get_their_privileges_when_their_revision_ends_and_at_once_afterwards(
    beside: Database,
) -> None:
    add_line(beside, "toy")
    beside.execute(
        f"{REVISION} {MAKE.format('inside')}"
        f"select pgmatch.finish_revision('toy', 'toy_0001'); {MAKE.format('later')}"
    )
    assert allowed(beside, "inside", "later") == [True, True]


def test_the_revisions_of_a_run_get_their_privileges_when_it_ends(beside: Database) -> None:
    add_line(beside, "toy")
    with closing(beside.connect()) as connection, connection.cursor() as cursor:
        cursor.execute("select set_config('pgmatch.run', '{}', true)")
        cursor.execute(
            f"{REVISION} {MAKE.format('inside')} select pgmatch.finish_revision('toy', 'toy_0001')"
        )
        cursor.execute("select has_function_privilege('anon', 'inside()', 'execute')")
        assert cursor.fetchone() == (True,), "what it was made with is not revoked yet"
        cursor.execute(f"select pgmatch.finish_run(); {MAKE.format('later')}")
        connection.commit()
    assert allowed(beside, "inside", "later") == [True, True]


def test_a_declared_owner_column_that_is_not_there_is_refused_too(beside: Database) -> None:
    add_line(beside, "toy", declared=", owner => 'no_such_column'")
    with pytest.raises(psycopg2.errors.ObjectNotInPrerequisiteState, match='toy_item" has no column'):
        beside.execute("select pgmatch.set_access('owner', 'toy')")
    assert seen(beside, "authenticated", "toy_item") is None


def test_a_table_that_comes_later_without_a_declaration_is_closed_to_users(beside: Database) -> None:
    add_line(beside, "toy", declared=WITH_OWNER)
    beside.execute("select pgmatch.set_access('owner', 'toy')")
    beside.execute(
        "create table later (body text); insert into later values ('secret');"
        "select pgmatch.register('toy', 'table', 'later', 'select', 'select, insert')"
    )
    assert seen(beside, "authenticated", "later") is None
    assert seen(beside, "anon", "later") is None
    assert seen(beside, "service_role", "later") == ["secret"]
    with pytest.raises(psycopg2.errors.ObjectNotInPrerequisiteState, match="later"):
        beside.execute("select pgmatch.set_access('owner', 'toy')")


@pytest.mark.parametrize("type_", ["text", "uuid", "character varying(40)"])
def test_with_an_owner_column_each_user_reads_and_writes_their_own_rows(beside: Database, type_: str) -> None:
    alice, bob = ("00000000-0000-0000-0000-00000000000a", "00000000-0000-0000-0000-00000000000b")
    add_line(beside, "toy", declared=WITH_OWNER)
    column = OWNER.replace('"', '""')
    beside.execute(
        f'update toy_item set "{column}" = case body when %s then %s else %s end;'
        f'alter table toy_item alter column "{column}" type {type_} using "{column}"::{type_}',
        ("a", alice, bob),
    )
    beside.execute("select pgmatch.set_access('owner', 'toy')")
    assert changes(beside, "toy") == []
    assert seen(beside, "authenticated", "toy_item", alice) == ["a"]
    assert seen(beside, "authenticated", "toy_item", bob) == ["b"]
    assert seen(beside, "anon", "toy_item", alice) is None
    assert seen(beside, "service_role", "toy_item") == ["a", "b"]
    insert = f"""insert into toy_item ("{column}", body) values ('{{}}', 'x')"""
    assert refusal(beside, insert.format(alice), alice) is None
    assert refusal(beside, insert.format(bob), alice) == "42501"
    assert refusal(beside, "insert into toy_item (key, body) values (99, 'x')", alice) == "42501"
    beside.execute("select pgmatch.set_access('private', 'toy')")
    assert seen(beside, "authenticated", "toy_item", alice) is None


def test_a_shared_table_is_read_by_all_users_and_written_by_none(beside: Database) -> None:
    add_line(beside, "toy", declared=SHARED)
    beside.execute("select pgmatch.set_access('owner', 'toy')")
    assert seen(beside, "authenticated", "toy_item") == ["a", "b"]
    assert seen(beside, "anon", "toy_item") is None
    assert refusal(beside, "update toy_item set body = 'x'") == "42501"


def test_the_mode_of_a_line_leaves_one_alone_whose_name_only_looks_related(beside: Database) -> None:
    add_line(beside, "video")
    add_line(beside, "video_captions")
    beside.execute("select pgmatch.set_access('public_read', 'video_captions')")
    assert seen(beside, "anon", "video_captions_item") == ["a", "b"]
    assert seen(beside, "anon", "video_item") is None
    assert beside.rows("select line, access from pgmatch.install where access is not null order by line") == [
        ("nods", "private"),
        ("video", "private"),
        ("video_captions", "public_read"),
    ]


@pytest.mark.parametrize("line", ["video", "subtitles"])
def test_lines_that_build_on_each_other_share_a_mode_whatever_they_are_called(
    beside: Database, line: str
) -> None:
    add_line(beside, "video")
    add_line(beside, "subtitles", base="video")
    beside.execute("select pgmatch.set_access('public_read', %s)", (line,))
    assert [seen(beside, "anon", f"{each}_item") for each in ("video", "subtitles")] == [["a", "b"]] * 2
    assert beside.rows("select access from pgmatch.install where line = 'nods'") == [("private",)]


def test_the_mode_owner_of_another_line_leaves_the_tables_of_nods_alone(beside: Database) -> None:
    add_line(beside, "toy", declared=WITH_OWNER)
    policies = beside.rows(POLICIES, ("nods_page_section",))
    beside.execute("select pgmatch.set_access('owner', 'toy')")
    assert beside.rows(TRIGGERS) == []
    assert beside.rows(POLICIES, ("nods_page_section",)) == policies
    assert beside.rows("select access from pgmatch.install where line = 'nods'") == [("private",)]
    beside.execute("select pgmatch.set_access('owner', 'nods'); select pgmatch.set_access('private', 'toy')")
    assert len(beside.rows(TRIGGERS)) == 3


def test_the_hooks_of_a_line_are_called_by_its_name(beside: Database) -> None:
    add_line(beside, "Toy's", declared=WITH_OWNER)
    beside.execute(
        """
        create table called (with_owners boolean);
        create function pgmatch."Toy's_has_owners"() returns boolean language sql as
          'select coalesce((select bool_or(with_owners) from public.called), false)';
        create function pgmatch."Toy's_apply_owners"(with_owners boolean) returns void language sql as
          'delete from public.called; insert into public.called values (with_owners)';
        """
    )
    for mode, expected in (("owner", True), ("owner", True), ("public_read", False), ("owner", True)):
        beside.execute("select pgmatch.set_access(%s, %s)", (mode, "Toy's"))
        assert beside.rows("select * from called") == [(expected,)]
    # what somebody removed by hand comes back
    beside.execute("delete from called; select pgmatch.set_access('owner', %s)", ("Toy's",))
    assert beside.rows("select * from called") == [(True,)]
    assert beside.rows(TRIGGERS) == []

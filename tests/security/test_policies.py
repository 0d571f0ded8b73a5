"""What the policies alone let each role do, where somebody has granted it everything: row level security holds then too."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg2
import pytest

from pgmatch.migrate import upgrade
from tests.migrations.test_truth import ACCESS_MODES
from tests.security.test_linter import READ
from tests.servers import Database, PostgresServer, created

ROLES = ("anon", "authenticated", "service_role")
# who has rows, and who has none
PEOPLE = {"alice": "authenticated", "carol": "authenticated"}
ROWS = """
    insert into nods_page (path, corpus, owner_id) values ('/a', 'c', 'alice'), ('/b', 'c', 'bob');
    insert into nods_page_section (page_id, content, owner_id) select id, 'text', owner_id from nods_page;
    insert into pgmatch.nods_run (corpus, owner_id) values ('c', 'alice'), ('c', 'bob');
    insert into pgmatch.nods_corpus (corpus, owner_id) values ('c', 'alice'), ('c', 'bob');
    select pgmatch.tune_index('nods_page_section_embedding_hnsw_ip_idx', ef_search => 50)
"""
WRITTEN = {"nods_page", "nods_page_section", "pgmatch.nods_run", "pgmatch.nods_corpus"}

Reached = dict[str, set[str]]
NOTHING: Reached = {"select": set(), "insert": set(), "update": set(), "delete": set()}
READER: Reached = {**NOTHING, "select": READ}
TENANT: Reached = {**dict.fromkeys(NOTHING, WRITTEN), "select": READ | WRITTEN}
WRITER: Reached = dict.fromkeys(NOTHING, READ | WRITTEN)
STRANGER: Reached = {**NOTHING, "select": READ - WRITTEN}
ALLOWED = {
    "private": {"anon": NOTHING, "alice": NOTHING, "carol": NOTHING, "service_role": WRITER},
    "public_read": {"anon": READER, "alice": READER, "carol": READER, "service_role": WRITER},
    "owner": {"anon": NOTHING, "alice": TENANT, "carol": STRANGER, "service_role": WRITER},
}
# with a column that an update may set
TABLES = """
    select c.oid::regclass::text, min(quote_ident(a.attname))
    from pg_class as c join pg_attribute as a on a.attrelid = c.oid
    where c.relkind = 'r' and c.relnamespace in ('public'::regnamespace, 'pgmatch'::regnamespace)
      and a.attnum > 0 and not a.attisdropped and a.attidentity = '' and a.attgenerated = ''
    group by c.oid
"""


@pytest.fixture(scope="module")
def opened(plain_server: PostgresServer) -> Iterator[Database]:
    """A database whose roles row level security applies to, service_role included, unlike in a project."""
    with created(plain_server, "policies") as made:
        made.execute("".join(f"create role {role} nologin;" for role in ROLES))
        upgrade(made.url, dimensions="3", model="m")
        made.execute(ROWS)
        yield made
        made.execute("".join(f"drop owned by {role}; drop role {role};" for role in ROLES))


def reaches(database: Database, who: str, statement: str, *arguments: str) -> bool:
    """Tell whether the policies let a statement of somebody's read or change a row."""
    with database.as_role(PEOPLE.get(who, who), {"sub": who}) as cursor:
        try:
            cursor.execute(statement, arguments)
        except psycopg2.errors.InsufficientPrivilege as error:
            if "row-level security" not in str(error):
                raise
            return False
        except psycopg2.errors.IntegrityError as error:
            # A constraint is checked after the policies. Our trigger, which has none, is told of a page that they hide.
            return error.diag.constraint_name is not None
        return cursor.rowcount > 0


def reached(database: Database, who: str) -> Reached:
    """Return the tables of which somebody reaches a row, by command; they insert one of alice's that is there."""
    found: Reached = {command: set() for command in NOTHING}
    for table, column in database.rows(TABLES):
        ((row,),) = database.rows(f"select to_jsonb(t)::text from {table} as t limit 1") or [("{}",)]
        copy = f"insert into {table} overriding system value select * from jsonb_populate_record(null::{table}, %s)"
        tried = {
            "select": reaches(database, who, f"select from {table}"),
            "insert": reaches(database, who, copy, row),
            "update": reaches(database, who, f"update {table} set {column} = {column}"),
            "delete": reaches(database, who, f"delete from {table}"),
        }
        for command in (command for command, is_reached in tried.items() if is_reached):
            found[command].add(table)
    return found


@pytest.mark.parametrize("mode", ACCESS_MODES)
def test_policies_let_each_do_what_the_mode_says_and_no_more(opened: Database, mode: str) -> None:
    opened.execute("select pgmatch.set_access(%s)", [mode])
    for privilege in ("usage on schema", "all on all tables in schema", "all on all sequences in schema"):
        opened.execute(f"grant {privilege} public, pgmatch to {', '.join(ROLES)}")
    opened.execute(f"grant execute on all functions in schema pgmatch to {', '.join(ROLES)}")

    assert {who: reached(opened, who) for who in ALLOWED[mode]} == ALLOWED[mode]

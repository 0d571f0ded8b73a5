"""A stranger who may create functions and operators beside ours is not called by those who search and ingest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing

import psycopg2
import pytest

from pgmatch.migrate import upgrade
from tests.security.hijack import HIJACKED, OURS, PINNED, called, open_functions, plant
from tests.servers import Database, PostgresServer, created

SECTIONS = """'[{"content": "one two", "embedding": [1,0,0]}, {"content": "three", "embedding": [0.6,0.8,0]}]'"""
COUNTS = "ef_search => 40, probes => 10, candidates => 100"
FILTERS = "path_prefix => '/p', page_type => 'markdown', source => 'guide', meta => '{}'"
# what an application does, one statement after another; service_role may do all of it
STATEMENTS = (
    "select * from nods_preview_page('docs', '/p/a', '1', '{one two,three}')",
    "select nods_begin_ingest('docs', 'm', 3, normalized => true, chunk_tokens => 100)",
    "select * from nods_sections_to_embed(1, '/p/a', '1', '{one two,three}', '{null,null}')",
    f"select nods_add_sections(1, '/p/a', '1', {SECTIONS})",
    f"select * from nods_put_page(1, '/p/a', '1', {SECTIONS}, '{{}}', 'markdown', 'guide', null)",
    "select * from nods_put_page(1, '/p/b', '1', '[{\"content\": \"one two\", \"embedding\": [1,0,0]}]',"
    " '{}', 'markdown', 'guide')",
    "select * from nods_put_page(1, '/p/a', '2', '[{\"content\": \"one two\"}]', '{}', 'markdown', 'guide', null)",
    "select * from nods_preview_page('docs', '/p/a', '3', '{one two,four}')",
    "select * from nods_preview_ingest('docs', 'm', 3, '{/p/a}')",
    "select * from nods_finish_ingest(1, '[{\"path\": \"/p/a\"}, {\"path\": \"/p/b\", \"parent\": \"/p/a\"}]')",
    "select nods_begin_ingest('docs', 'm', 3, paths => '{/p/a,/p/b}')",
    "select * from nods_corpora()",
    "select * from nods_pages('docs')",
    "select * from pgmatch_info()",
    "select * from match_page_sections('[1,0,0]', 0, 10, 1)",
    f"select * from search_page_sections('[1,0,0]', 10, 0, 1, {FILTERS}, {COUNTS})",
    f"select * from hybrid_search_page_sections('one', '[1,0,0]', min_content_length => 1, {FILTERS})",
    "select * from hybrid_search_page_sections('one two three', '[1,0,0]', 1)",
    "select * from find_similar_sections(1, 10, -1, 1, other_pages => true)",
    f"select * from find_similar_sections(1, 10, -1, 1, {FILTERS})",
    f"select * from find_duplicate_sections(0.1, 10, 1, {FILTERS})",
    f"select * from find_duplicate_sections(0.1, 10, 1, {FILTERS}, other_pages => true)",
    "select * from get_page_parents(2)",
    "select * from nods_remove_pages('{/p/a}', 'docs')",
    "select * from pgmatch.measure_recall(1, 1)",
    "select * from pgmatch.check_embeddings()",
)


@pytest.fixture(scope="module")
def planted(supabase_server: PostgresServer) -> Iterator[Database]:
    """A database whose one schema, that of the tables and of the extension, is open to a stranger."""
    with created(supabase_server, "planted", extension_schema="public") as made:
        made.execute(
            "do $$ begin if to_regrole('stranger') is null then create role stranger login; end if; end $$;"
            "grant create on schema public to stranger; alter database planted set track_functions = 'all'"
        )
        upgrade(made.url, access="public_read", dimensions="3")
        upgrade(made.url, "nods_text")
        plant(made, "public")
        yield made


def run(database: Database, role: str) -> list[str]:
    """Run all statements in a session of a role, each in a transaction, and return what went wrong."""
    found = []
    with closing(database.connect()) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute(f"set search_path = public; set role {role}")
        for statement in STATEMENTS:
            try:
                cursor.execute(statement)
            except psycopg2.Error as error:
                found.append(f"{statement}: {error}")
    return found


def test_statement(planted: Database) -> None:
    """x"""
    print("\n".join(x[:700] for x in run(planted, "service_role")))
    not_called = planted.rows(
        "select f.oid::regprocedure::text from pg_proc f left join pg_stat_user_functions s on s.funcid = f.oid"
        " where f.oid::regprocedure::text = any(%s) and coalesce(s.calls, 0) = 0 and has_function_privilege('service_role', f.oid, 'execute')",
        (list(open_functions(planted)),),
    )
    print(not_called)
    assert False

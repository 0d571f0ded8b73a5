"""A dump is restored by an ordinary role, and answers as before."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import pgmatch
from pgmatch.migrate import downgrade, upgrade
from tests.catalog import differences, snapshot
from tests.conftest import CreateDatabase
from tests.guide import fill_sql, guide_sql, literal
from tests.operations.answers import CALLERS, DIMENSIONS, answers_to, fill
from tests.servers import Database, PostgresServer

SEARCH = "select id, similarity from match_page_sections(%s, 0.1, 100, 5)"


def run(server: PostgresServer, program: str, *arguments: str, **options: str) -> str:
    done = subprocess.run(
        [server.program(program), *arguments],
        capture_output=True,
        text=True,
        check=False,
        **options,  # type: ignore[call-overload]
    )
    assert done.returncode == 0, done.stderr
    return str(done.stdout)


@pytest.mark.parametrize("adopted", [False, True])
def test_a_dump_restored_by_an_ordinary_role_has_the_same_catalog_rows_and_answers(
    supabase_server: PostgresServer, create_database: CreateDatabase, adopted: bool
) -> None:
    source, target = (
        create_database(supabase_server, extension_schema="extensions", owner="owner") for _ in range(2)
    )
    url = supabase_server.url(source.name, "owner")
    theirs = Database(url, source.name, supabase_server)
    if adopted:
        theirs.execute(guide_sql())
    upgrade(url, access="public_read")
    theirs.execute(fill_sql())

    dump = run(supabase_server, "pg_dump", "--exclude-extension=*", "--exclude-schema=extensions", url)
    into = supabase_server.url(target.name, "owner")
    # the schema of the extension is not in the dump; a Supabase project has this grant
    target.execute("grant usage on schema extensions to anon, authenticated, service_role")
    run(supabase_server, "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", into, input=dump)

    restored = Database(into, target.name, supabase_server)
    assert differences(snapshot(theirs.connect()), snapshot(restored.connect())) == []
    assert restored.rows(SEARCH, (literal(1, 1),)) == theirs.rows(SEARCH, (literal(1, 1),)) != []
    with target.as_role("anon") as cursor:
        cursor.execute("select count(*) from public.match_page_sections(%s, 0.1, 100, 5)", (literal(1, 1),))
        assert cursor.fetchall() == [(3,)]
    upgrade(into)
    restored.execute("insert into nods_page (path) values ('/new')")
    downgrade(into, drop_data="yes")


def test_a_database_of_16_moves_to_18_by_dump(
    pg16_server: PostgresServer, supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    old = create_database(pg16_server, extension_schema="extensions")
    new = create_database(supabase_server)
    new.execute("drop schema extensions")  # which the dump makes
    upgrade(old.url, access="public_read")
    old.execute(fill_sql())
    dump = run(supabase_server, "pg_dump", old.url)
    run(supabase_server, "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", new.url, input=dump)
    assert new.rows(SEARCH, (literal(1, 1),)) == old.rows(SEARCH, (literal(1, 1),)) != []
    upgrade(new.url)


CALLERS_OF_EXTENSION = """
    select a.grantee::regrole::text from pg_namespace as n, aclexplode(n.nspacl) as a
    where n.nspname = 'extensions' and a.grantee <> n.nspowner
"""
RECORDS = (
    "select * from pgmatch.install order by line",
    "select * from pgmatch.search order by target::text",
    "select * from pgmatch.member order by name",
    "select index::regclass::text, ef_search, probes, overfetch, k, recall from pgmatch.index_tuning",
    "select last_value, is_called from {schema}.nods_page_section_id_seq",
)


@pytest.mark.parametrize(
    ("access", "schema", "adopted"),
    [("private", "public", False), ("public_read", "public", True), ("owner", "search", False)],
)
def test_modes_words_tuning_and_schema_survive_a_restore_by_an_ordinary_role(
    supabase_server: PostgresServer,
    create_database: CreateDatabase,
    tmp_path: Path,
    access: str,
    schema: str,
    adopted: bool,
) -> None:
    source, target = (
        create_database(supabase_server, extension_schema="extensions", owner="owner") for _ in range(2)
    )
    theirs, restored = (
        Database(supabase_server.url(made.name, "owner"), made.name, supabase_server)
        for made in (source, target)
    )
    if adopted:
        theirs.execute(guide_sql(dimensions=DIMENSIONS))
    upgrade(theirs.url, access=access, schema=schema, dimensions=str(DIMENSIONS), model="a-model")
    upgrade(theirs.url, "nods_text")
    fill(theirs.url, schema=schema, owners=access == "owner")
    theirs.execute(
        "select pgmatch.tune_index(index, ef_search => 77, k => 10, recall => 0.99)"
        " from pgmatch.vector_indexes(%s::regclass)",
        (f"{schema}.nods_page_section",),
    )

    # the custom format, of one copy of the schema of the extension that an administrator made
    dump = tmp_path / "dump"
    excluded = ("--exclude-extension=*", "--exclude-schema=extensions")
    run(supabase_server, "pg_dump", "-Fc", "-f", str(dump), *excluded, theirs.url)
    callers = ", ".join(role for (role,) in source.rows(CALLERS_OF_EXTENSION))
    target.execute(f"grant usage on schema extensions to {callers}")
    run(supabase_server, "pg_restore", "--exit-on-error", "-d", restored.url, str(dump))

    assert differences(snapshot(theirs.connect()), snapshot(restored.connect())) == []
    for query in RECORDS:
        query = query.format(schema=schema)
        assert restored.rows(query) == theirs.rows(query) != []
    before, after = (answers_to(made.url, CALLERS, words=True, schema=schema) for made in (source, target))
    assert after == before
    upgrade(restored.url)
    with pgmatch.connect(restored.url, schema=schema) as client:
        ingest = client.nods_begin_ingest("more", "a-model", DIMENSIONS)
        section = {"content": "text", "embedding": [1.0] * DIMENSIONS}
        assert client.nods_put_page(ingest, "/more", "c", [section]).status == "new"

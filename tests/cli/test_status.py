"""`pgmatch status`, and what `pgmatch config` says of the database."""

from __future__ import annotations

import json
from typing import Any

from pgmatch.client import connecting
from pgmatch.migrate import upgrade
from tests.cli.conftest import Run
from tests.client.pages import MODEL, put_pages
from tests.conftest import CreateDatabase
from tests.servers import Database, PostgresServer


def told(run: Run, url: str) -> dict[str, Any]:
    done = run("status", "--json", url=url)
    assert done.exit_code == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def filled(create_database: CreateDatabase, server: PostgresServer, **options: str) -> Database:
    made = create_database(server)
    upgrade(made.direct_url, dimensions="3", **options)
    with connecting.connect(made.url, schema=options.get("schema")) as client:
        put_pages(client, dimensions=3)
    return made


def test_what_is_installed_is_shown_with_rows_indexes_and_sizes(
    run: Run, supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = filled(
        create_database, supabase_server, schema="Doc Search", metric="cosine", access="public_read"
    )
    upgrade(made.direct_url, "nods_text", text_config="german")

    found = told(run, made.url)
    assert found["is_installed"] is True
    assert found["unseen"] == []
    assert (
        found["pgvector_schema"]
        == made.rows(
            "select n.nspname from pg_extension e join pg_namespace n on n.oid = extnamespace where extname = 'vector'"
        )[0][0]
    )
    core, nods, words = found["lines"]
    assert (core["name"], core["revision"], core["access"]) == ("core", core["newest_revision"], None)
    assert nods == {
        "name": "nods",
        "schema": "Doc Search",
        "revision": "nods_0005",
        "newest_revision": "nods_0005",
        "dimensions": 3,
        "metric": "cosine",
        "model": MODEL,
        "access": "public_read",
        "text_config": None,
        "tables_schema": None,
        "tables": None,
    }
    assert (words["name"], words["text_config"], words["dimensions"]) == ("nods_text", "german", 3)
    tables = {table["name"]: table for table in found["tables"]}
    assert {name: (table["rows"], table["is_exact"]) for name, table in tables.items()} == {
        '"Doc Search".nods_page': (2, True),
        '"Doc Search".nods_page_section': (3, True),
    }
    assert tables['"Doc Search".nods_page_section']["size"] > 0
    (index,) = found["indexes"]
    assert (index["method"], index["metric"], index["is_valid"], index["is_used"]) == (
        "hnsw",
        "cosine",
        True,
        True,
    )

    shown = run("status", url=made.url).stdout
    for words_shown in ("nods_0005 (newest)", "german", "3 rows", "public_read", "in use", MODEL):
        assert words_shown in shown


def test_an_empty_database_names_the_command_that_installs(run: Run, empty_database: Database) -> None:
    assert told(run, empty_database.url)["is_installed"] is False
    done = run("status", url=empty_database.url)
    assert "Nothing is installed: `pgmatch alembic upgrade head` installs." in done.stdout


def test_the_guides_tables_are_to_be_adopted_first(run: Run, empty_database: Database) -> None:
    empty_database.execute("create table nods_page_section (id bigint)")
    assert "pgmatch adopt --plan" in run("status", url=empty_database.url).stdout


def test_a_role_that_may_not_read_the_record_is_told_so(run: Run, database: Database) -> None:
    found = told(run, f"{database.url}?options=-c%20role%3Danon")
    assert found["is_installed"] is None
    assert found["role"] == "anon"
    assert 'The role "anon" may not read what is recorded: connect as the owner.' in found["unseen"]
    assert "Nothing is installed" not in run("status", url=f"{database.url}?options=-c%20role%3Danon").stdout


def test_a_role_under_policies_sees_an_estimate_that_calls_itself_one(
    run: Run, supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = filled(create_database, supabase_server, access="owner")
    made.execute("analyze")
    found = told(run, f"{made.url}?options=-c%20role%3Dauthenticated")
    assert [(table["rows"], table["is_exact"]) for table in found["tables"]] == [(2, False), (3, False)]
    assert len(found["unseen"]) == 2
    assert "about 3 rows" in run("status", url=f"{made.url}?options=-c%20role%3Dauthenticated").stdout


def test_lines_and_revisions_that_this_package_does_not_know_are_shown(run: Run, database: Database) -> None:
    database.execute(
        "insert into pgmatch.install (line, schema_name, revision, access)"
        " select 'later' || i, 'public', 'later_0001', 'private' from generate_series(1, 8) as i"
    )
    shown = run("status", url=database.url).stdout
    assert shown.count("later_0001 (newest: unknown)") == 8, "as many lines as there are do not get narrow"


def test_each_line_has_its_tables_and_what_it_searches_by(run: Run, database: Database) -> None:
    upgrade(database.url, "documents")
    upgrade(database.url, "predictions")
    found = told(run, database.url)
    tables = {(table["line"], table["name"]) for table in found["tables"]}
    assert tables >= {("documents", "public.documents"), ("predictions", "public.predictions")}
    assert "None" not in run("status", url=database.url).stdout


def test_a_table_of_a_common_name_is_of_a_line_only_where_that_is_installed(
    run: Run, database: Database
) -> None:
    database.execute("create table documents (id bigint)")
    assert "public.documents" not in {table["name"] for table in told(run, database.url)["tables"]}


def test_config_shows_what_the_database_has_and_what_contradicts_it(
    run: Run, supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = filled(create_database, supabase_server)
    done = run("config", url=made.url, PGMATCH_METRIC="cosine", PGMATCH_MODEL=MODEL)
    lines = {line.split()[0]: line.split() for line in done.stdout.split("\n\n")[0].splitlines()}
    assert lines["dimensions"][1:4] == ["1536", "default", "3"]
    assert lines["model"][1:5] == [MODEL, "environment", "PGMATCH_MODEL", MODEL]
    assert (
        "metric is cosine in environment PGMATCH_METRIC, but the database has ip, which holds." in done.stdout
    )
    assert done.stdout.count("which holds") == 1


def test_config_needs_no_database(run: Run, empty_database: Database) -> None:
    done = run("config")
    assert done.exit_code == 0
    assert "No database URL is set" in done.stdout
    for url, words in (
        ("postgresql://u:p@127.0.0.1:1/db", "The database was not asked: "),
        ("mysql://u:p@h/db", "The database was not asked: "),
        (empty_database.url, "pgmatch is not installed in the database"),
        (f"{empty_database.url}?options=-c%20role%3Danon", "pgmatch is not installed in the database"),
    ):
        done = run("config", url=url)
        assert done.exit_code == 0, done.stderr
        assert words in done.stdout

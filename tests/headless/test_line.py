"""The line itself: what an upgrade makes, what it adopts, and what a downgrade keeps."""

from __future__ import annotations

import io
import json
import logging
import re

import pytest

import pgmatch
from pgmatch.errors import DatabaseError
from pgmatch.lines import LINES
from pgmatch.lines.nods.load_index import LoadIndex
from pgmatch.migrate import downgrade, export, upgrade
from pgmatch.migrate.errors import MigrationError
from tests.catalog import differences, snapshot
from tests.cli.conftest import Run
from tests.conftest import CreateDatabase
from tests.guide import literal
from tests.headless import template
from tests.migrations.test_truth import ACCESS_MODES, GOLDEN, golden_text
from tests.servers import Database, PostgresServer

MATCH = "select id, slug from docs.match_page_sections(%s, 0.2, 10, 5)"
NEAR = literal(1, 0.1)
OF_LINE = re.compile(r"\b(nods_|docs[_.]|set_dimensions)")
VERSION_TABLE = re.compile(r"_version(_pkc|\b)")  # a downgrade leaves it
FOR_CLIENTS = "select proname from pg_proc where pronamespace = 'docs'::regnamespace order by 1"
ROWS = (
    "select s.id, s.page_id, s.content, s.token_count, s.embedding::text, s.slug, s.heading,"
    " p.parent_page_id, p.path, p.checksum, p.source, p.version, p.last_refresh"
    " from docs.page_section as s join docs.page as p on p.id = s.page_id order by s.id"
)


@pytest.fixture
def adopted(supabase_server: PostgresServer, create_database: CreateDatabase) -> Database:
    """A database where the template was applied, with pages."""
    made = create_database(supabase_server, default_privileges="grant_all")
    made.execute(template.SQL + template.ROWS)
    return made


def test_the_lines_live_in_one_database_and_removing_one_leaves_the_other(
    empty_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    url = empty_database.url
    upgrade(url, "docs")
    alone = catalog(empty_database)
    upgrade(url, "nods")
    both = catalog(empty_database)
    downgrade(url, "nods")
    assert differences(alone, catalog(empty_database)) == []
    upgrade(url, "nods")
    downgrade(url, "docs")
    assert not [name for name in catalog(empty_database) if "docs." in name or "docs_" in name]
    upgrade(url, "docs")
    assert differences(both, catalog(empty_database)) == []
    told = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert told == [], "neither takes the functions of the other for its own"


def catalog(database: Database) -> dict[str, str]:
    """Return what the database holds, without Alembic's tables, which a downgrade leaves."""
    found = snapshot(database.connect())
    return {name: value for name, value in found.items() if not VERSION_TABLE.search(name)}


def test_it_is_nods_under_other_names_with_the_columns_of_the_template(empty_database: Database) -> None:
    names = LINES["docs"].names
    upgrade(empty_database.url, "nods", schema="docs", access="owner")
    nods = {
        names(name): names(value) for name, value in catalog(empty_database).items() if OF_LINE.search(name)
    }
    for_clients = empty_database.rows(FOR_CLIENTS)
    downgrade(empty_database.url, "nods")
    upgrade(empty_database.url, "docs", access="owner")
    assert empty_database.rows(FOR_CLIENTS) == for_clients, "functions that clients call keep their names"
    docs = {name: value for name, value in catalog(empty_database).items() if OF_LINE.search(name)}
    differing = differences(nods, docs)
    assert [line.split(": ")[0] for line in differing] == [
        "- constraint docs.page page_parent_page_id_fkey",  # on delete set null
        "+ column docs.page.last_refresh",
        "+ column docs.page.version",
        "+ comment column last_refresh of table docs.page",
        "+ comment column version of table docs.page",
        "+ comment function pgmatch.docs_doctor_versions()",
        "+ comment function pgmatch.docs_mark_pages()",
        "+ constraint docs.page page_parent_page_id_fkey",
        "+ function pgmatch.docs_doctor_versions()",
        "+ function pgmatch.docs_mark_pages()",
        "+ privilege column docs.page.last_refresh",
        "+ privilege column docs.page.version",
        "+ trigger pgmatch.docs_run pgmatch_mark_pages",
    ]


def test_in_each_access_mode_it_has_the_footprint_of_nods(empty_database: Database) -> None:
    upgrade(empty_database.url, "docs")
    for access in ACCESS_MODES:
        empty_database.execute("select pgmatch.set_access(%s, 'docs')", [access])
        golden = (GOLDEN / f"nods_{access}.txt").read_text("utf-8").replace("public.", "docs.")
        nods, docs = (
            {line for line in text.splitlines() if OF_LINE.search(line) and not VERSION_TABLE.search(line)}
            for text in (LINES["docs"].names(golden), golden_text(empty_database))
        )
        differing = {line.split(" = ")[0] for line in nods ^ docs}
        assert {name for name in differing if not re.search(r"page\.(version|last_refresh)$", name)} == {
            "constraint docs.page page_parent_page_id_fkey",  # on delete set null
            "function pgmatch.docs_doctor_versions()",
            "function pgmatch.docs_mark_pages()",
            "trigger pgmatch.docs_run pgmatch_mark_pages",
        }, access


@pytest.mark.parametrize(
    "sql", ["select * from anods_page", 'drop table "Nods"', "comment on table nods2 is 'x'"]
)
def test_sql_of_nods_that_no_pattern_fits_is_an_error(sql: str) -> None:
    with pytest.raises(ValueError, match="no pattern of the line docs fits"):
        LINES["docs"].names(f"select 1;\n{sql};")


def test_what_a_user_calls_nods_keeps_its_name(empty_database: Database) -> None:
    upgrade(empty_database.url, "docs", schema="nods", model="nods_page")
    assert empty_database.rows(
        "select schema_name, model from pgmatch.install join pgmatch.search using (line)"
    ) == [("nods", "nods_page")]
    assert empty_database.rows("select to_regclass('nods.page_section')::text") == [("nods.page_section",)]


def test_pages_are_found_whatever_the_search_path_is(empty_database: Database) -> None:
    upgrade(empty_database.url, "docs")
    empty_database.execute(template.ROWS)
    for path in ("pg_catalog", "public"):
        with empty_database.transaction() as cursor:
            cursor.execute("select set_config('search_path', %s, true)", [path])
            cursor.execute(MATCH, [NEAR])
            assert cursor.fetchall() == [(101, "one"), (102, "two")]
            cursor.execute("select id, parent_page_id, path from docs.get_page_parents(13)")
            assert cursor.fetchall() == [(13, 12, "docs/third"), (12, None, "docs/second")]


def test_a_foreign_key_of_the_user_s_keeps_all_but_its_action(adopted: Database) -> None:
    adopted.execute(
        "do $$ declare _key name; begin for _key in select conname from pg_constraint"
        " where conrelid = 'docs.page'::regclass and contype = 'f' loop"
        " execute format('alter table docs.page drop constraint %I', _key); end loop; end $$;"
        "alter table docs.page add num bigint unique;"
        "alter table docs.page add constraint mine foreign key (parent_page_id) references docs.page (num)"
        " on update cascade deferrable initially deferred not valid;"
        "comment on constraint mine on docs.page is 'mine'"
    )
    key = (
        "select pg_get_constraintdef(oid), obj_description(oid, 'pg_constraint') from pg_constraint"
        " where conname = 'mine'"
    )
    [(before, comment)] = adopted.rows(key)
    upgrade(adopted.url, "docs")
    assert adopted.rows(key) == [
        (before.replace(" DEFERRABLE", " ON DELETE SET NULL DEFERRABLE"), "mine"),
    ]
    downgrade(adopted.url, "docs")
    assert adopted.rows(key) == [(before, comment)]


def test_the_tables_of_the_template_keep_rows_and_are_as_before_after_a_downgrade(
    adopted: Database, run: Run
) -> None:
    adopted.execute(
        "alter table docs.page add column team text default 'docs';"
        "create policy mine on docs.page for select to authenticated using (team = 'docs')"
    )
    before, rows = snapshot(adopted.connect()), adopted.rows(ROWS)
    planned = run("adopt", "--plan", "--line", "docs", url=adopted.url)
    assert planned.exit_code == 0
    assert "lets a page go whose children stay" in planned.stdout
    assert "Next: `pgmatch alembic -n docs upgrade head`" in planned.stdout
    upgrade(adopted.url, "docs")
    assert adopted.rows(ROWS) == rows
    assert run("adopt", "--model", "text-embedding-ada-002", "--line", "docs", url=adopted.url).exit_code == 0
    assert adopted.rows("select model from docs.pgmatch_info()") == [("text-embedding-ada-002",)]
    assert adopted.rows(MATCH, [NEAR]) == [(101, "one"), (102, "two")]
    lost = [line for line in differences(before, snapshot(adopted.connect())) if line.startswith("- ")]
    assert not [line for line in lost if "mine" in line or "team" in line]
    assert adopted.rows(
        "select d.object, d.evidence from pgmatch.doctor() as d where d.rule = 'versions'"
    ) == [
        (
            "table docs.page",
            "1 page has no version, 'docs/second' for one: a generator that removes pages of other versions leaves them.",
        )
    ]
    adopted.execute("delete from docs.page where id = 12")
    assert adopted.rows("select parent_page_id from docs.page where id = 13") == [(None,)]
    downgrade(adopted.url, "docs")
    kept = ("column", "constraint", "function", "policy", "trigger", "index")
    gone = [line for line in differences(before, snapshot(adopted.connect(), kept)) if "docs." in line]
    assert [
        line.split(": ")[0] for line in gone if not line.startswith(("- table", "- privilege", "- schema"))
    ] == [
        "- column docs.page_section.embedding",  # its storage
        "+ column docs.page_section.embedding",
    ]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ("alter table docs.page alter column version type text", "docs.page.version is text, not uuid"),
        ("alter table docs.page alter column meta type text", "docs.page.meta is text, not jsonb"),
        (
            "drop function docs.get_page_parents; create function docs.get_page_parents(page_id bigint)"
            " returns bigint language sql as 'select 1::bigint'",
            "takes or returns other columns",
        ),
    ],
)
def test_a_mismatch_stops_before_the_first_change(adopted: Database, change: str, refusal: str) -> None:
    adopted.execute(change)
    before = snapshot(adopted.connect())
    with pytest.raises(MigrationError, match=refusal) as refused:
        upgrade(adopted.url, "docs")
    assert refused.value.hint
    changed = differences(before, snapshot(adopted.connect()))
    assert not [line for line in changed if "docs" in line and "pgmatch" not in line]


def test_the_doctor_finds_nothing_in_a_fresh_install_and_puts_back_what_is_gone(
    empty_database: Database, run: Run
) -> None:
    upgrade(empty_database.url, "docs", access="owner")
    assert found_by_doctor(run, empty_database) == set()
    empty_database.execute(
        "drop function docs.search_page_sections; drop index docs.page_meta_idx;"
        "create or replace function pgmatch.docs_bare_text(content text) returns text language sql as 'select 1::text'"
    )
    gone = {"function_missing", "function_drifted", "index_of_filter_missing"}
    assert gone <= found_by_doctor(run, empty_database)
    run("doctor", "--fix", url=empty_database.url)
    assert found_by_doctor(run, empty_database) == set()


def test_an_index_that_cannot_be_built_is_named_with_its_schema(empty_database: Database) -> None:
    upgrade(empty_database.url, "docs", dimensions="3")
    empty_database.execute(
        "select pgmatch.suspend_indexes('docs.page_section');"
        "update pgmatch.suspended_index set definition = definition || ' with (m = 1)'"
    )
    with (
        pgmatch.connect(empty_database.url, line="docs") as client,
        pytest.raises(DatabaseError, match="could not be built") as caught,
    ):
        LoadIndex(client, "docs").end()
    assert "pgmatch index resume (docs.page_section)" in str(caught.value.hint)


def found_by_doctor(run: Run, database: Database) -> set[str]:
    """Return the checks that find something, but that no API is known to expose the schema."""
    found = json.loads(run("doctor", "--json", url=database.url).stdout)
    return {finding["check"] for finding in found["findings"]} - {"exposure"}


def test_status_shows_each_line_with_its_own_tables(empty_database: Database, run: Run) -> None:
    upgrade(empty_database.url, "docs")
    upgrade(empty_database.url, "nods")
    empty_database.execute("create table public.page (id bigint)")
    found = json.loads(run("status", "--json", url=empty_database.url).stdout)
    assert [(table["name"], table["line"]) for table in found["tables"]] == [
        ("docs.page", "docs"),
        ("docs.page_section", "docs"),
        ("public.nods_page", "nods"),
        ("public.nods_page_section", "nods"),
    ]
    assert "page_section_embedding_hnsw_ip_idx" in run("status", url=empty_database.url).stdout


def test_rows_are_dropped_only_when_told(empty_database: Database) -> None:
    upgrade(empty_database.url, "docs")
    empty_database.execute("insert into docs.page (path) values ('/a')")
    with pytest.raises(MigrationError, match="would drop the table page with its 1 row") as refused:
        downgrade(empty_database.url, "docs")
    assert "pgmatch alembic -n docs -x drop_data=yes downgrade base" in str(refused.value.hint)
    downgrade(empty_database.url, "docs", drop_data="yes")


def test_exported_sql_makes_the_same_catalog(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    online, offline = create_database(supabase_server), create_database(supabase_server)
    upgrade(online.url, "docs", dimensions="384", access="owner")
    script = io.StringIO()
    export(script, "docs", dimensions="384", access="owner")
    offline.execute(script.getvalue())
    assert differences(snapshot(online.connect()), snapshot(offline.connect())) == []


def test_one_schema_holds_one_of_the_two_lines(empty_database: Database) -> None:
    upgrade(empty_database.url, "docs")
    with pytest.raises(MigrationError, match="schema docs already has the line .docs."):
        upgrade(empty_database.url, "nods", schema="docs")
    assert empty_database.rows("select line from docs.pgmatch_info()") == [("docs",)]

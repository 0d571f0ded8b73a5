"""The repairs that the plan prints run as printed, one after the other, until the upgrade adopts the tables."""

from __future__ import annotations

import pytest

from pgmatch.migrate import upgrade
from tests.cli.conftest import Run, _no_settings, run
from tests.conftest import CreateDatabase
from tests.guide import fill_sql, guide_sql, literal
from tests.servers import Database, PostgresServer

__all__ = ["_no_settings", "run"]

EXTENSION = '"Vector DB"'
ROWS = (
    "select s.id, s.page_id, s.content, s.embedding::text, p.path, p.meta::text"
    " from nods_page_section as s inner join nods_page as p on p.id = s.page_id order by s.id"
)
CONVERT = """
    alter table nods_page_section rename column embedding to vectors;
    alter table nods_page_section add column embedding {type};
    update nods_page_section set embedding = {value};
    alter table nods_page_section drop column vectors
"""


def converted(kind: str, value: str) -> str:
    return CONVERT.format(type=kind, value=value)


def as_array(kind: str) -> str:
    numbers = "string_to_array(trim(both '[]' from vectors::text), ',')"
    return converted(f"{kind}[]", f"{numbers}::{kind}[]")


EMBEDDINGS = {
    "vector without dimensions": "alter table nods_page_section alter column embedding type {extension}.vector",
    "halfvec with index": "alter table nods_page_section alter column embedding type {extension}.halfvec(3);"
    "create index theirs on nods_page_section using hnsw (embedding {extension}.halfvec_ip_ops)",
    "halfvec without dimensions": "alter table nods_page_section alter column embedding type {extension}.halfvec",
    "sparsevec": "alter table nods_page_section alter column embedding type {extension}.sparsevec(3)",
    "json": converted("json", "vectors::text::json"),
    "jsonb with index and default": converted("jsonb", "vectors::text::jsonb")
    + ';create index "Their idx" on nods_page_section using gin (embedding);'
    "alter table nods_page_section alter column embedding set default '[]'",
    "jsonb of strings": converted("jsonb", "to_jsonb(vectors::text)"),
    "text": converted("text", "vectors::text"),
    "text of arrays": converted("varchar", "translate(vectors::text, '[]', '{{}}')"),
    "real[]": as_array("real"),
    "double precision[] with index": as_array("double precision")
    + ";create index theirs on nods_page_section using gin (embedding)",
    "numeric[]": as_array("numeric"),
    "integer[]": as_array("integer").replace("vectors::text", "replace(vectors::text, '0.', '')"),
}
OTHERS = {
    "integer ids": "alter table nods_page_section alter column page_id type int; alter table nods_page alter column id type int",
    "json": "alter table nods_page alter column meta type json using meta::json",
    "text for numbers": "alter table nods_page_section alter column token_count type text",
    "no key": "alter table nods_page drop constraint nods_page_path_key",
    "no cascade": "alter table nods_page_section drop constraint nods_page_section_page_id_fkey",
    "several": "alter table nods_page alter column meta type json using meta::json;"
    "alter table nods_page_section alter column embedding type {extension}.halfvec(3)",
}


def guide_in(server: PostgresServer, create_database: CreateDatabase, extension: str) -> Database:
    """Return the guide's tables with three dimensions and one section without embedding."""
    made = create_database(server)
    made.execute(guide_sql(extension, 3) + fill_sql(3))
    made.execute("update nods_page_section set embedding = null where id = 103")
    return made


@pytest.fixture
def guide(create_database: CreateDatabase, supabase_server: PostgresServer) -> Database:
    return guide_in(supabase_server, create_database, "extensions")


@pytest.fixture
def guide_in_quotes(create_database: CreateDatabase, supabase_server: PostgresServer) -> Database:
    return guide_in(supabase_server, create_database, EXTENSION)


def follow(run: Run, database: Database) -> int:
    """Run what the plan prints, first stop first, until nothing stops; return how many there were."""
    for count in range(6):
        done = run("adopt", "--plan", url=database.url)
        fixes = [line.strip().removeprefix("Fix: ") for line in done.stdout.splitlines() if "Fix: " in line]
        assert done.exit_code == (1 if fixes else 0), done.stdout
        if not fixes:
            return count
        database.execute(fixes[0])
    raise AssertionError(f"the fixes do not end: {fixes}")


@pytest.mark.parametrize("kind", [*EMBEDDINGS])
def test_an_embedding_of_another_type(run: Run, guide_in_quotes: Database, kind: str) -> None:
    database = guide_in_quotes
    kept = database.rows(ROWS)
    if kind == "integer[]":
        kept = [(*row[:3], row[3] and row[3].replace("0.", ""), *row[4:]) for row in kept]
    database.execute(EMBEDDINGS[kind].replace("{extension}", EXTENSION).replace("{{}}", "{}"))

    assert follow(run, database) == 1
    upgrade(database.url)

    halves = ("halfvec with index", "halfvec without dimensions")
    if kind not in halves:  # which had lost digits before
        assert database.rows(ROWS) == kept
    assert [row[:3] for row in database.rows(ROWS)] == [row[:3] for row in kept]
    assert database.rows("select dimensions from pgmatch_info()") == [(3,)]
    found = database.rows("select id from match_page_sections(%s, 0.5, 5, 0)", (literal(1, dimensions=3),))
    assert (101,) in found
    assert run("adopt", "--plan", url=database.url).stdout.startswith("pgmatch is already installed")


@pytest.mark.parametrize("kind", [*OTHERS])
def test_other_columns_and_keys(run: Run, guide: Database, kind: str) -> None:
    kept = [row[:3] for row in guide.rows(ROWS)]
    guide.execute(OTHERS[kind].replace("{extension}", "extensions"))
    assert follow(run, guide) >= 1
    upgrade(guide.url)
    assert [row[:3] for row in guide.rows(ROWS)] == kept


@pytest.mark.parametrize("server", ["plain", "supabase"])
def test_where_the_extension_is_not_there_yet(
    run: Run, request: pytest.FixtureRequest, create_database: CreateDatabase, server: str
) -> None:
    database = create_database(request.getfixturevalue(f"{server}_server"))
    database.execute(
        "create table nods_page (id bigserial primary key, path text not null unique);"
        "create table nods_page_section (id bigserial primary key,"
        " page_id bigint not null references nods_page on delete cascade, content text, embedding real[]);"
        "insert into nods_page (path) values ('/p');"
        "insert into nods_page_section (page_id, content, embedding) values (1, 'c', '{0.6,0.8}')"
    )
    assert follow(run, database) == 1
    upgrade(database.url)
    assert database.rows("select embedding::text from nods_page_section") == [("[0.6,0.8]",)]


def test_a_missing_embedding_gets_the_dimensions_that_were_asked_for(
    run: Run, guide_in_quotes: Database
) -> None:
    guide_in_quotes.execute("alter table nods_page_section drop column embedding")
    done = run("adopt", "--plan", "-x", "dimensions=384", url=guide_in_quotes.url)
    assert f"Fix: alter table nods_page_section add column embedding {EXTENSION}.vector(384);" in done.stdout


def test_ids_that_cannot_be_numbers_are_not_cast(run: Run, guide: Database) -> None:
    guide.execute("drop table nods_page_section cascade; drop table nods_page cascade")
    guide.execute("create table nods_page (id uuid primary key, path text unique)")
    done = run("adopt", "--plan", url=guide.url)
    assert "is uuid, not bigint" in done.stdout
    assert "Fix: Rename the table, or install into another schema: -x schema=" in done.stdout


def test_a_narrow_terminal_does_not_cut_a_repair(
    run: Run, guide: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide.execute(EMBEDDINGS["double precision[] with index"])
    monkeypatch.setenv("COLUMNS", "60")
    assert follow(run, guide) == 1

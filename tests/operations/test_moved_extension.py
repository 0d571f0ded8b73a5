"""The vector extension is moved to another schema under data, indexes and policies."""

from __future__ import annotations

import pytest

import pgmatch
from pgmatch.migrate import upgrade
from tests.conftest import CreateDatabase
from tests.operations.answers import CALLERS, DIMENSIONS, answers_to, fill
from tests.servers import PostgresServer

BROKEN = ["42883"], ["42704"]  # no such operator, no such type


@pytest.mark.parametrize(("access", "schema"), [("public_read", "public"), ("owner", "search")])
def test_repin_brings_back_every_answer_of_both_lines_and_what_comes_later(
    supabase_server: PostgresServer, create_database: CreateDatabase, access: str, schema: str
) -> None:
    made = create_database(supabase_server, extension_schema="extensions")
    options = {"access": access, "schema": schema, "dimensions": str(DIMENSIONS), "model": "a-model"}
    upgrade(made.url, revision="nods_0004", **options)
    fill(made.url, schema=schema, owners=access == "owner")
    upgrade(made.url)
    upgrade(made.url, "nods_text")

    def asked() -> list[dict[str, list[object]]]:
        return answers_to(made.url, CALLERS, words=True, schema=schema)

    before = asked()
    made.execute("create schema moved; alter extension vector set schema moved; drop schema extensions")
    assert any(rows in BROKEN for rows in asked()[0].values()), "the move broke what it was meant to break"
    made.execute("select pgmatch.repin()")
    assert asked() == before
    upgrade(made.url)
    upgrade(made.url, "nods_text")
    with pgmatch.connect(made.url, schema=schema) as client:
        ingest = client.nods_begin_ingest("more", "a-model", DIMENSIONS)
        section = {"content": "text", "embedding": [1.0] * DIMENSIONS}
        assert client.nods_put_page(ingest, "/more", "c", [section]).status == "new"
    assert made.rows(
        "select count(*) from pgmatch.vector_indexes(%s::regclass) where complete",
        (f"{schema}.nods_page_section",),
    ) == [(1,)]


def test_a_revision_that_comes_after_the_move_is_pinned_to_the_new_place(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server, extension_schema="extensions")
    upgrade(made.url, revision="nods_0003", dimensions=str(DIMENSIONS), model="a-model")
    made.execute("create schema moved; alter extension vector set schema moved; select pgmatch.repin()")
    upgrade(made.url)
    upgrade(made.url, "nods_text")
    fill_path = made.rows(
        "select distinct c from pg_proc, unnest(proconfig) as c where c like '%extensions%'"
    )
    assert fill_path == []
    made.execute("select pgmatch.check_pins(line) from pgmatch.install")

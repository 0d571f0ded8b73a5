"""The length of the vectors: the first model chooses it, and the owner may change it while nothing is embedded."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import psycopg2
import pytest

from pgmatch.migrate import upgrade
from pgmatch.migrate.errors import MigrationError
from tests.catalog import differences, snapshot
from tests.conftest import CreateDatabase
from tests.guide import guide_sql, literal
from tests.servers import Database, PostgresServer, created

COLUMN = (
    "select a.atttypmod, a.attstorage, c.reloptions from pg_attribute as a"
    " inner join pg_class as c on c.oid = a.attrelid"
    " where a.attrelid = to_regclass('{schema}nods_page_section') and a.attname = 'embedding'"
)
INDEX = "select indexdef from pg_indexes where tablename = 'nods_page_section' and indexdef like '%hnsw%'"
RECORD = "select line, dimensions, model from pgmatch_info()"


@pytest.fixture(scope="module")
def template(server: PostgresServer) -> Iterator[Database]:
    """What `alembic upgrade head` makes, owned by an ordinary role."""
    with created(server, "dimensions", owner="owner", extension_schema="extensions") as made:
        upgrade(server.url(made.name, "owner"))
        yield made


@pytest.fixture
def fresh(template: Database, create_database: CreateDatabase) -> Database:
    return create_database(template.server, template=template.name, owner="owner")


def begin(database: Database, model: str, dimensions: int, role: str = "owner") -> int:
    with database.as_role(role) as cursor:
        cursor.execute("select nods_begin_ingest('docs', %s, %s, true, 254)", (model, dimensions))
        cursor.connection.commit()
        (number,) = cursor.fetchone() or (0,)
        return int(number)


def embed(database: Database, dimensions: int) -> None:
    database.execute(
        "insert into nods_page (path) values ('/p');"
        "insert into nods_page_section (page_id, slug, content, embedding) select max(id), 'a', 'text', %s from nods_page",
        (literal(1, dimensions=dimensions),),
    )


def refusal(database: Database, sql: str, parameters: Any = None, role: str = "owner") -> psycopg2.Error:
    with database.as_role(role) as cursor, pytest.raises(psycopg2.Error) as refused:
        cursor.execute(sql, parameters)
    return refused.value


def hint(error: psycopg2.Error) -> str:
    return str(error.diag.message_hint)


def test_the_first_run_of_the_owner_chooses_the_length(fresh: Database) -> None:
    begin(fresh, "all-MiniLM-L6-v2", 384)
    assert fresh.rows(RECORD) == [("nods", 384, "all-MiniLM-L6-v2")]
    assert fresh.rows(COLUMN.format(schema="")) == [(384, "p", ["toast_tuple_target=8160"])]
    embed(fresh, 384)
    (found,) = fresh.rows(
        "select slug from match_page_sections(%s, 0.5, 5, 0)", (literal(1, dimensions=384),)
    )
    assert found == ("a",)


@pytest.mark.parametrize("dimensions", [1, 2000, 2001, 4000, 4001])
def test_it_leaves_what_an_install_of_that_length_makes(
    fresh: Database, create_database: CreateDatabase, dimensions: int
) -> None:
    expected = create_database(fresh.server, owner="owner", extension_schema="extensions")
    upgrade(expected.server.url(expected.name, "owner"), dimensions=str(dimensions))
    for length in (3072, dimensions):  # from 1536, and from one with another storage and index
        fresh.execute("set role owner; select pgmatch.set_dimensions(%s)", (length,))
    assert differences(snapshot(expected.connect()), snapshot(fresh.connect())) == []
    assert fresh.rows(COLUMN.format(schema="")) == expected.rows(COLUMN.format(schema=""))
    assert fresh.rows(RECORD) == expected.rows(RECORD)


def test_the_hybrid_line_follows(fresh: Database) -> None:
    upgrade(fresh.server.url(fresh.name, "owner"), "nods_text")
    fresh.execute("set role owner; select pgmatch.set_dimensions(2000)")
    assert fresh.rows(RECORD) == [("nods", 2000, None), ("nods_text", 2000, None)]
    # with the column fts, and without, a row of that length might not fit into a page
    assert fresh.rows(COLUMN.format(schema="")) == [(2000, "e", None)]
    fresh.execute("set role owner; select pgmatch.set_dimensions(3)")
    assert fresh.rows(COLUMN.format(schema="")) == [(3, "p", ["toast_tuple_target=8160"])]
    embed(fresh, 3)
    assert fresh.rows("select slug from hybrid_search_page_sections('text', '[1,0,0]')") == [("a",)]


def test_an_index_of_the_users_on_the_column_stays_while_it_can(fresh: Database) -> None:
    fresh.execute(
        "drop index nods_page_section_embedding_hnsw_ip_idx;"
        "create index own on nods_page_section using hnsw (embedding extensions.vector_ip_ops) with (m = 8)"
    )
    fresh.execute("select pgmatch.set_dimensions(768)")
    [(kept,)] = fresh.rows(INDEX)
    assert "own" in kept
    assert "m='8'" in kept
    fresh.execute("select pgmatch.set_dimensions(3072)")
    [(built,)] = fresh.rows(INDEX)
    assert "halfvec(3072)" in built


def test_inside_a_transaction_it_is_rolled_back_with_it(fresh: Database) -> None:
    before = snapshot(fresh.connect())
    connection = fresh.connect()
    with connection.cursor() as cursor:
        cursor.execute("select pgmatch.set_dimensions(3072)")
        cursor.execute("select dimensions from pgmatch_info()")
        assert cursor.fetchall() == [(3072,)]
    connection.rollback()
    connection.close()
    assert differences(before, snapshot(fresh.connect())) == []


@pytest.mark.parametrize("schema", ["public", "My App"])
def test_any_schema_and_an_adopted_table(
    server: PostgresServer, create_database: CreateDatabase, schema: str
) -> None:
    made = create_database(server, extension_schema="My Ext")
    if schema == "public":
        made.execute(guide_sql('"My Ext"'))
        made.execute('create index theirs on nods_page_section using hnsw (embedding "My Ext".vector_ip_ops)')
    upgrade(made.url, schema=schema)
    made.execute("select pgmatch.set_dimensions(384)")
    assert made.rows(COLUMN.format(schema=f'"{schema}".')) == [(384, "p", ["toast_tuple_target=8160"])]
    if schema == "public":
        assert made.rows("select to_regclass('theirs') is not null") == [(True,)]


def test_with_embeddings_it_says_how_many_and_what_the_ways_are(fresh: Database) -> None:
    begin(fresh, "text-embedding-3-small", 1536)
    embed(fresh, 1536)
    error = refusal(fresh, "select pgmatch.set_dimensions(384)")
    assert (error.pgcode, error.diag.message_primary) == (
        "22023",
        "the embeddings here have 1536 dimensions, not 384 (1 are stored)",
    )
    assert '"text-embedding-3-small"' in hint(error)
    # the way that the hint names leads to the end
    statements = hint(error).split("as the owner: ")[1].split("; then")[0]
    fresh.execute(statements)
    begin(fresh, "all-MiniLM-L6-v2", 384)
    assert fresh.rows(RECORD) == [("nods", 384, "all-MiniLM-L6-v2")]


def test_a_run_with_another_length_says_the_same(fresh: Database) -> None:
    embed(fresh, 1536)
    fresh.execute("select pgmatch.set_model('m')")
    for role in ("owner", "service_role"):
        error = refusal(fresh, "select nods_begin_ingest('docs', 'm', 3)", role=role)
        assert error.diag.message_primary == "the embeddings here have 1536 dimensions, not 3 (1 are stored)"


def test_who_is_not_the_owner_is_told_what_the_owner_runs(fresh: Database) -> None:
    for call in (
        "select nods_begin_ingest('docs', 'm', 384)",
        "select nods_preview_ingest('docs', 'm', 384, '{}')",
        "select pgmatch.nods_load_pages('[]', 'm', 384, true, null, false)",
    ):
        error = refusal(fresh, call, role="service_role")
        assert error.pgcode == "22023"
        assert 'not 384, and "service_role" may not change it' in str(error)
        assert hint(error) == 'Ask "owner", who owns it, to run: select pgmatch.set_dimensions(384);'
    with fresh.as_role("owner") as cursor:
        cursor.execute(hint(error).split("run: ")[1])
        cursor.connection.commit()
    begin(fresh, "m", 384, role="service_role")
    error = refusal(fresh, "select pgmatch.set_dimensions(3)", role="service_role")
    assert error.pgcode == "42501"


def test_a_preview_changes_nothing_and_is_not_refused(fresh: Database) -> None:
    before = snapshot(fresh.connect())
    with fresh.as_role("owner") as cursor:
        cursor.execute("select nods_preview_ingest('docs', 'm', 384, '{}')")
        cursor.connection.commit()
    assert differences(before, snapshot(fresh.connect())) == []


def test_loading_chooses_the_length_too(fresh: Database) -> None:
    fresh.execute("select pgmatch.nods_load_pages('[]', 'm', 3, true, null, false)")
    assert fresh.rows(RECORD) == [("nods", 3, "m")]


DEPENDENTS = {
    "a view": "create view v as select s.embedding from nods_page_section as s",
    "a materialised view": "create materialized view v as select s.embedding from nods_page_section as s",
    "a policy": "create policy p on nods_page_section using (embedding is not null)",
    "a generated column": (
        "alter table nods_page_section add column n double precision"
        " generated always as (extensions.vector_norm(embedding)) stored"
    ),
    "a trigger": (
        "create function f() returns trigger language plpgsql as 'begin return new; end';"
        "create trigger t before update on nods_page_section for each row"
        " when (new.embedding is null) execute function f()"
    ),
}


@pytest.mark.parametrize("dependent", DEPENDENTS)
def test_what_depends_on_the_column_is_named_and_stays(fresh: Database, dependent: str) -> None:
    fresh.execute(DEPENDENTS[dependent])
    error = refusal(fresh, "select nods_begin_ingest('docs', 'm', 384)")
    assert error.pgcode == "2BP01"
    assert "cannot take 384 dimensions: cannot alter type of a column used by" in str(error).replace(
        "used in", "used by"
    )
    assert error.diag.message_detail
    assert "Drop what depends on it" in hint(error)


@pytest.mark.parametrize("dimensions", ["0", "-3", "16001", "null"])
def test_a_length_that_cannot_be_is_refused(fresh: Database, dimensions: str) -> None:
    error = refusal(fresh, f"select pgmatch.set_dimensions({dimensions})")
    assert error.pgcode == "22023"
    assert f"dimensions {dimensions} cannot be indexed" in str(error)


def test_a_hint_changes_the_column_that_was_meant(fresh: Database) -> None:
    columns = {
        "docs": "docs.page_section",
        "documents": "public.documents",
        "nods": "public.nods_page_section",
    }
    url = fresh.server.url(fresh.name, "owner")
    for line in ("docs", "documents"):
        upgrade(url, line, dimensions="3")
        with pytest.raises(MigrationError, match="dimensions=5 contradicts") as refused:
            upgrade(url, line, dimensions="5")
        fresh.execute(str(refused.value.hint).rpartition("change it: ")[2])
        fresh.execute("update pgmatch.search set model = 'gte-base' where line = %s", (line,))
        ((fix,),) = fresh.rows("select fix[1] from pgmatch.doctor_dimensions()")
        fresh.execute(fix)
        error = refusal(fresh, f"select pgmatch.set_model('gte-small', '{line}')")
        fresh.execute(hint(error).rpartition("to run: ")[2])
    lengths = {
        line: fresh.rows("select pgmatch.dimensions_of(%s, 'embedding')", [table])[0][0]
        for line, table in columns.items()
    }
    assert lengths == {"docs": 384, "documents": 384, "nods": 1536}


def test_a_model_of_another_length_is_refused_wherever_it_is_named(
    fresh: Database, create_database: CreateDatabase
) -> None:
    error = refusal(fresh, "select pgmatch.set_model('sentence-transformers/all-MiniLM-L6-v2')")
    assert error.pgcode == "22023"
    assert '"sentence-transformers/all-MiniLM-L6-v2" makes vectors of 384 dimensions, not 1536' in str(error)
    assert "select pgmatch.set_dimensions(384);" in hint(error)
    error = refusal(
        fresh, "select nods_begin_ingest('docs', 'text-embedding-ada-002', 384)", role="service_role"
    )
    assert '"text-embedding-ada-002" makes vectors of 1536 dimensions, not 384' in str(error)
    assert "select pgmatch.set_dimensions(1536);" in hint(error)
    other = create_database(fresh.server, extension_schema="extensions")
    with pytest.raises(MigrationError, match="makes vectors of 384 dimensions, not 1536"):
        upgrade(other.url, model="gte-small", dimensions="1536")
    upgrade(other.url, model="gte-small")
    assert other.rows(RECORD) == [("nods", 384, "gte-small")]


def test_models_whose_vectors_may_be_cut_take_shorter_ones(fresh: Database) -> None:
    for dimensions in (256, 3072):
        begin(fresh, "text-embedding-3-large", dimensions)
        assert fresh.rows(RECORD) == [("nods", dimensions, "text-embedding-3-large")]


def test_the_model_may_be_changed_while_nothing_is_embedded(fresh: Database) -> None:
    begin(fresh, "text-embedding-3-small", 1536)
    error = refusal(fresh, "select nods_begin_ingest('docs', 'other', 1536)")
    assert "select pgmatch.set_model('other')" in hint(error)
    fresh.execute("select pgmatch.set_model('other')")
    assert fresh.rows("select model, normalized, chunk_tokens from pgmatch.search") == [("other", None, None)]
    begin(fresh, "other", 1536)
    embed(fresh, 1536)
    error = refusal(fresh, "select pgmatch.set_model('text-embedding-3-small')")
    fresh.execute(hint(error).split("first: ")[1])
    fresh.execute("select pgmatch.set_model('text-embedding-3-small')")


def test_a_recorded_model_that_was_chosen_at_the_install_is_not_replaced_by_a_run(
    server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(server, owner="owner", extension_schema="extensions")
    upgrade(made.server.url(made.name, "owner"), model="text-embedding-3-small")
    error = refusal(made, "select nods_begin_ingest('docs', 'all-MiniLM-L6-v2', 384)")
    assert "with model all-MiniLM-L6-v2, but" in str(error)
    # its hint, and the hint of what that says, lead on
    error = refusal(made, "select pgmatch.set_model('all-MiniLM-L6-v2')")
    made.execute("select pgmatch.set_dimensions(384)")
    begin(made, "all-MiniLM-L6-v2", 384)
    assert made.rows(RECORD) == [("nods", 384, "all-MiniLM-L6-v2")]


def test_a_search_before_anything_is_embedded_is_told_what_to_change(fresh: Database) -> None:
    error = refusal(fresh, "select * from match_page_sections('[1,0,0]', 0, 5, 0)")
    assert "If nothing is stored yet, the owner of the table can change the column to 3 dimensions" in hint(
        error
    )
    fresh.execute("select pgmatch.set_model('m')")
    error = refusal(fresh, "select * from match_page_sections('[1,0,0]', 0, 5, 0)")
    assert hint(error) == 'Use the model that made the stored embeddings, "m".'


def test_a_column_that_somebody_altered_is_recorded_again(fresh: Database) -> None:
    fresh.execute("alter table nods_page_section alter column embedding type extensions.vector(3)")
    embed(fresh, 3)
    fresh.execute("select pgmatch.set_dimensions(3)")
    assert fresh.rows(RECORD) == [("nods", 3, None)]


def test_runs_that_begin_at_once_agree(fresh: Database) -> None:
    errors: list[Exception] = []

    def run() -> None:
        try:
            begin(fresh, "all-MiniLM-L6-v2", 384)
        except psycopg2.Error as error:
            errors.append(error)

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert fresh.rows(RECORD) == [("nods", 384, "all-MiniLM-L6-v2")]

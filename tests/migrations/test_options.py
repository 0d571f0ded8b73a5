"""The choices of an installation: given once, recorded, and held against later ones."""

from __future__ import annotations

import psycopg2
import pytest

from pgmatch.migrate import upgrade
from pgmatch.migrate.errors import MigrationError
from tests.catalog import snapshot
from tests.conftest import CreateDatabase
from tests.servers import Database, PostgresServer


def test_dimensions_schema_access_metric_and_model_are_recorded(empty_database: Database) -> None:
    upgrade(
        empty_database.url, dimensions="384", schema="app", access="public_read", metric="cosine", model="m-1"
    )
    assert empty_database.rows("select * from app.pgmatch_info()") == [
        ("nods", "nods_0005", 384, "m-1", "cosine", "public_read")
    ]
    assert empty_database.rows(
        "select format_type(atttypid, atttypmod) from pg_attribute"
        " where attrelid = 'app.nods_page_section'::regclass and attname = 'embedding'"
    ) == [("extensions.vector(384)",)]
    assert empty_database.rows("select to_regclass('public.nods_page')") == [(None,)]


def test_the_environment_gives_options_too(empty_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGMATCH_DIMENSIONS", "384")
    upgrade(empty_database.url)
    assert empty_database.rows("select dimensions from pgmatch_info()") == [(384,)]


@pytest.mark.parametrize(
    ("option", "value", "recorded", "way"),
    [
        ("dimensions", "384", "1536", "select pgmatch.set_dimensions(384);"),
        ("schema", "app", "public", 'downgrade "nods" to base and install again'),
        ("metric", "l2", "ip", 'downgrade "nods" to base and install again'),
        ("access", "public_read", "private", "select pgmatch.set_access('public_read', 'nods');"),
        ("model", "m-2", "m-1", "select pgmatch.set_model('m-2', 'nods');"),
    ],
)
def test_an_option_that_contradicts_the_record_is_an_error_naming_both_and_the_way_to_change_it(
    database: Database, option: str, value: str, recorded: str, way: str
) -> None:
    database.execute("select pgmatch.set_model('m-1')")
    before = snapshot(database.connect())
    with pytest.raises(
        MigrationError, match=f"{option}={value} contradicts .*{option}={recorded}"
    ) as refused:
        upgrade(database.url, **{option: value})
    assert way in str(refused.value.hint)
    assert snapshot(database.connect()) == before
    upgrade(database.url, **{option: recorded})


def test_a_model_that_is_named_only_later_is_not_ignored(database: Database) -> None:
    with pytest.raises(MigrationError, match="model=m-1 is too late") as refused:
        upgrade(database.url, model="m-1")
    assert "pgmatch.set_model('m-1', 'nods')" in str(refused.value.hint)
    database.execute("select pgmatch.set_model('m-1')")
    upgrade(database.url, model="m-1")


@pytest.mark.parametrize("call", ["set_model('m', 'nope')", "repin('nope')", "set_access('private', 'nope')"])
def test_an_unknown_line_is_an_error(database: Database, call: str) -> None:
    with pytest.raises(psycopg2.Error, match="line 'nope' is not installed here"):
        database.execute(f"select pgmatch.{call}")


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("dimensions", "0"),
        ("dimensions", "-3"),
        ("dimensions", "16001"),
        ("dimensions", "99999999999"),
        ("dimensions", "many"),
        ("metric", "dot"),
        ("access", "open"),
        ("schema", "pgmatch"),
        ("schema", "pg_catalog"),
    ],
)
def test_a_bad_option_is_refused_by_name_and_nothing_is_left(
    empty_database: Database, option: str, value: str
) -> None:
    before = snapshot(empty_database.connect())
    with pytest.raises(MigrationError) as refused:
        upgrade(empty_database.url, **{option: value})
    assert f"{option}={value}" in str(refused.value)
    assert refused.value.hint
    assert snapshot(empty_database.connect()) == before


def test_odd_schema_names_are_quoted(empty_database: Database) -> None:
    name = 'My "docs"; drop table x'
    upgrade(empty_database.url, schema=name)
    assert empty_database.rows("select schema_name from pgmatch.install where line = 'nods'") == [(name,)]
    upgrade(empty_database.url, schema=name)


@pytest.mark.parametrize(
    ("dimensions", "indexed", "storage"),
    [
        ("3", "(embedding extensions.vector_ip_ops)", "p"),
        ("1900", "(embedding extensions.vector_ip_ops)", "p"),
        ("1993", "(embedding extensions.vector_ip_ops)", "p"),
        ("2000", "(embedding extensions.vector_ip_ops)", "e"),
        ("2001", "(((embedding)::extensions.halfvec(2001)) extensions.halfvec_ip_ops)", "e"),
        ("3072", "(((embedding)::extensions.halfvec(3072)) extensions.halfvec_ip_ops)", "e"),
        ("4000", "(((embedding)::extensions.halfvec(4000)) extensions.halfvec_ip_ops)", "e"),
    ],
)
def test_storage_and_index_type_follow_the_dimensions(
    empty_database: Database, dimensions: str, indexed: str, storage: str
) -> None:
    upgrade(empty_database.url, dimensions=dimensions)
    definitions = empty_database.rows(
        "select indexdef from pg_indexes where tablename = 'nods_page_section' and indexdef like '%hnsw%'"
    )
    assert [d.endswith(f"USING hnsw {indexed}") for (d,) in definitions] == [True], definitions
    assert empty_database.rows(
        "select attstorage from pg_attribute where attrelid = 'nods_page_section'::regclass and attname = 'embedding'"
    ) == [(storage,)]


@pytest.mark.parametrize("dimensions", [1900, 1993, 1994])
def test_the_longest_row_fits_its_page(empty_database: Database, dimensions: int) -> None:
    upgrade(empty_database.url, dimensions=str(dimensions))
    empty_database.execute("insert into nods_page (path) values ('/p')")
    lengths = (22, 23, 127_000)  # 24 bytes and fewer are never moved out of a row
    for length in lengths:
        empty_database.execute(
            "create temp table text as"
            " select left(string_agg(md5(i::text), ''), %s) as t from generate_series(1, 4000) as i;"
            "insert into nods_page_section (page_id, content, token_count, slug, heading, context, owner_id, embedding)"
            " select 1, x.t, 7, x.t, x.t, x.t, x.t, array_fill(0.1::real, array[%s])::extensions.vector from text as x",
            (length, dimensions),
        )
    assert empty_database.rows("select length(content) from nods_page_section order by id") == [
        (length,) for length in lengths
    ]


def test_inline_embeddings_leave_the_small_columns_inline_too(database: Database) -> None:
    assert database.rows(
        "select reloptions, (select attstorage from pg_attribute"
        " where attrelid = c.oid and attname = 'embedding') from pg_class c where oid = 'nods_page_section'::regclass"
    ) == [(["toast_tuple_target=8160"], "p")]
    database.execute("insert into nods_page (path) values ('/p')")
    database.execute(
        "insert into nods_page_section (page_id, content, slug, heading, embedding)"
        " select 1, repeat('word ', 200), 'slug', 'heading', array_fill(0.1::real, array[1536])::extensions.vector"
        " from generate_series(1, 100)"
    )
    assert database.rows(
        "select pg_relation_size(reltoastrelid) from pg_class where relname = 'nods_page_section'"
    ) == [(0,)]


def test_no_url_names_database_url_dotenv_and_db_url(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(MigrationError) as refused:
        upgrade("")
    for word in ("DATABASE_URL", ".env", "pgmatch db url"):
        assert word in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgres://u:secret@aws-0-eu.pooler.supabase.com:6543/postgres",
        "postgresql://u:secret@localhost:6432/x?pgbouncer=true",
    ],
)
def test_a_transaction_pooler_is_refused_for_migrations(url: str) -> None:
    with pytest.raises(MigrationError, match="transaction mode") as refused:
        upgrade(url)
    assert "5432" in str(refused.value)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("url", ["mysql://u:secret@h/x", "not a url", "postgresql://u:secret@127.0.0.1:1/x"])
def test_a_wrong_url_is_refused_without_showing_its_password(url: str) -> None:
    with pytest.raises(MigrationError) as refused:
        upgrade(url)
    assert "secret" not in str(refused.value)


def test_other_spellings_of_a_url_are_understood(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server)
    for prefix in ("postgres://", "postgresql://", "postgresql+psycopg2://", "postgresql+psycopg://"):
        upgrade(prefix + made.url.split("://", 1)[1])
    assert made.rows("select line from pgmatch_info()") == [("nods",)]

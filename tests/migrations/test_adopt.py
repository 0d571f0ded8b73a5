"""Databases on which a guide's SQL was pasted keep what they have, or are refused before the first change."""

from __future__ import annotations

import pytest

from pgmatch.migrate import downgrade, upgrade
from pgmatch.migrate.errors import MigrationError
from tests.catalog import differences, snapshot
from tests.conftest import CreateDatabase
from tests.guide import fill_sql, guide_function, guide_sql, literal
from tests.servers import Database, PostgresServer

ROWS = (
    "select s.id, s.page_id, s.content, s.token_count, s.embedding::text, s.slug, s.heading, p.path, p.checksum, p.source"
    " from nods_page_section s join nods_page p on p.id = s.page_id order by s.id"
)
MATCH = "select id, slug from public.match_page_sections(%s, 0.2, 10, 5)"


@pytest.fixture
def guide_database(supabase_server: PostgresServer, create_database: CreateDatabase) -> Database:
    made = create_database(supabase_server, default_privileges="grant_all")
    made.execute(guide_sql() + fill_sql())
    return made


@pytest.mark.parametrize("extension_schema", ["extensions", "public"])
@pytest.mark.parametrize("dimensions", [384, 1536, 3072])
@pytest.mark.parametrize("owner", ["postgres", "owner"])
def test_rows_ids_and_embeddings_are_kept_and_search_is_ours(
    supabase_server: PostgresServer,
    create_database: CreateDatabase,
    extension_schema: str,
    dimensions: int,
    owner: str,
) -> None:
    made = create_database(supabase_server, extension_schema=extension_schema, owner=owner)
    url = supabase_server.url(made.name, owner)
    theirs = Database(url, made.name, supabase_server)
    theirs.execute(guide_sql(extension_schema, dimensions) + fill_sql(dimensions))
    before = theirs.rows(ROWS)

    upgrade(url)

    assert theirs.rows(ROWS) == before
    assert theirs.rows("select dimensions from pgmatch_info()") == [(dimensions,)]
    query = literal(1, 0.1, dimensions=dimensions)
    assert theirs.rows(MATCH, (query,)) == [(101, "one"), (102, "two")]
    upgrade(url)
    theirs.execute("insert into nods_page (path) values ('/new')")


def test_what_users_added_is_kept(guide_database: Database) -> None:
    guide_database.execute(
        "alter table nods_page add column team text not null default 'docs', add column version uuid;"
        "alter table nods_page_section add column hf_embedding extensions.vector(384);"
        "create policy mine on nods_page for select to authenticated using (team = 'docs');"
        "create index mine_hnsw on nods_page_section using hnsw (embedding extensions.vector_ip_ops);"
        "create index mine_page on nods_page_section (page_id);"
        "create trigger mine before update on nods_page for each row execute function suppress_redundant_updates_trigger();"
    )
    before = snapshot(guide_database.connect())
    upgrade(guide_database.url)
    after = snapshot(guide_database.connect())
    lost = [line for line in differences(before, after) if line.startswith("- ")]
    assert not [line for line in lost if "mine" in line or "team" in line or "hf_embedding" in line]
    indexes = guide_database.rows(
        "select indexname from pg_indexes where tablename = 'nods_page_section' order by 1"
    )
    assert indexes == [("mine_hnsw",), ("mine_page",), ("nods_page_section_pkey",)], (
        "theirs fit, so none is added"
    )


def test_an_index_of_another_metric_is_kept_and_ours_is_added(guide_database: Database) -> None:
    guide_database.execute(
        "create index other on nods_page_section using hnsw (embedding extensions.vector_cosine_ops);"
        "create index part on nods_page_section using hnsw (embedding extensions.vector_ip_ops) where page_id = 11;"
    )
    upgrade(guide_database.url)
    indexes = guide_database.rows("select indexname from pg_indexes where indexdef like '%hnsw%' order by 1")
    assert indexes == [("nods_page_section_embedding_hnsw_ip_idx",), ("other",), ("part",)]


def test_an_ivfflat_index_of_theirs_is_used_and_finds_everything(guide_database: Database) -> None:
    guide_database.execute(
        "create index theirs on nods_page_section using ivfflat (embedding extensions.vector_ip_ops) with (lists = 3)"
    )
    upgrade(guide_database.url)
    assert guide_database.rows("select index_name, method, lists from pgmatch.nods_vector_index()") == [
        ("theirs", "ivfflat", 3)
    ]
    assert guide_database.rows("select id from match_page_sections(%s, -1, 10, 0)", (literal(1, 0.1),)) == [
        (101,),
        (102,),
        (103,),
    ]


def test_grants_of_the_old_defaults_are_taken_away(guide_database: Database) -> None:
    truncate = "select has_table_privilege('anon', 'nods_page', 'truncate'), has_sequence_privilege('anon', 'nods_page_id_seq', 'update')"
    assert guide_database.rows(truncate) == [(True, True)]
    upgrade(guide_database.url)
    assert guide_database.rows(truncate) == [(False, False)]


def test_a_downgrade_gives_back_what_was_there(guide_database: Database) -> None:
    before, rows = (
        snapshot(guide_database.connect(), ["table", "column", "constraint", "index", "function"]),
        guide_database.rows(ROWS),
    )
    upgrade(guide_database.url)
    downgrade(guide_database.url)
    assert guide_database.rows(ROWS) == rows
    assert guide_database.rows(MATCH, (literal(1),))[0][1] == "theirs"
    left = differences(
        before, snapshot(guide_database.connect(), ["table", "column", "constraint", "index", "function"])
    )
    changed = sorted({line.split(":")[0][2:] for line in left if "pgmatch" not in line})
    # the storage of new rows is the only thing that stays changed
    assert changed == ["column public.nods_page_section.embedding", "table public.nods_page_section"]
    upgrade(guide_database.url)
    assert guide_database.rows(ROWS) == rows


def test_a_missing_column_is_added(guide_database: Database) -> None:
    guide_database.execute(
        "alter table nods_page drop column type, drop column source; alter table nods_page_section drop column slug"
    )
    upgrade(guide_database.url)
    assert guide_database.rows("select type, source from nods_page where id = 11") == [(None, None)]
    downgrade(guide_database.url)
    assert guide_database.rows(
        "select count(*) from pg_attribute where attrelid = 'nods_page'::regclass and attname in ('type', 'source', 'corpus')"
        " and not attisdropped"
    ) == [(0,)]


SURPRISES = {
    "an untyped vector": (
        "alter table nods_page_section alter column embedding type extensions.vector",
        "embedding has no number of dimensions",
    ),
    "a column of another type": (
        "alter table nods_page alter column meta type json using meta::json",
        "nods_page.meta is json, not jsonb",
    ),
    "an embedding that is no vector": (
        "alter table nods_page_section drop column embedding; alter table nods_page_section add column embedding real[]",
        "embedding is real",
    ),
    "a missing embedding": ("alter table nods_page_section drop column embedding", "embedding is missing"),
    "integer ids": (
        "drop table nods_page_section cascade; alter table nods_page alter column id type int",
        "nods_page.id is integer, not bigint",
    ),
    "no unique path": (
        "alter table nods_page drop constraint nods_page_path_key",
        "no unique constraint on path",
    ),
    "no cascade": (
        "alter table nods_page_section drop constraint nods_page_section_page_id_fkey;"
        "alter table nods_page_section add foreign key (page_id) references nods_page",
        "on delete cascade",
    ),
    "a view": (
        "alter table nods_page rename to pages; create view nods_page as select * from pages",
        "is not an ordinary table",
    ),
    "the old return shape": (
        "drop function match_page_sections(extensions.vector, float, int, int);"
        "create function match_page_sections(embedding extensions.vector(1536), match_threshold float, match_count int,"
        " min_content_length int) returns table (path text, content text, similarity float)"
        " language sql as $$ select 'p'::text, 'c'::text, 1.0::float $$",
        "takes or returns other columns",
    ),
    "other argument names": (
        "drop function match_page_sections(extensions.vector, float, int, int);"
        "create function match_page_sections(query extensions.vector, match_threshold float, match_count int,"
        " min_content_length int) returns table (id bigint, page_id bigint, slug text, heading text, content text,"
        " similarity float) language sql as $$ select 1::bigint, 1::bigint, '', '', '', 1.0::float $$",
        "takes or returns other columns",
    ),
    "a function of our name": (
        "create function nods_finish_ingest(a bigint, b jsonb) returns int language sql as 'select 1'",
        "takes or returns other columns",
    ),
    "tables of somebody else": (
        "alter table nods_page owner to service_role",
        'belongs to the role "service_role"',
    ),
}


@pytest.mark.parametrize("surprise", SURPRISES)
def test_a_surprise_stops_it_before_the_first_change_with_the_remedy(
    supabase_server: PostgresServer, create_database: CreateDatabase, surprise: str
) -> None:
    made = create_database(supabase_server, extension_schema="extensions", owner="owner")
    url = supabase_server.url(made.name, "owner")
    Database(url, made.name, supabase_server).execute(guide_sql() + fill_sql())
    statement, message = SURPRISES[surprise]
    made.execute(statement)
    before = snapshot(made.connect())
    with pytest.raises(MigrationError, match=message) as refused:
        upgrade(url)
    assert refused.value.hint
    assert snapshot(made.connect()) == before


def test_dimensions_that_contradict_the_table_are_refused(guide_database: Database) -> None:
    with pytest.raises(MigrationError, match=r"dimensions=384 contradicts .* which has 1536"):
        upgrade(guide_database.url, dimensions="384")


def test_the_guides_own_statements_still_work(guide_database: Database) -> None:
    upgrade(guide_database.url)
    guide_database.execute(
        "insert into nods_page (checksum, path, type, source, meta, parent_page_id)"
        " values (null, '/docs/first', 'markdown', 'guide', '{\"a\": 1}', null)"
        " on conflict (path) do update set checksum = excluded.checksum, meta = excluded.meta;"
        "delete from nods_page_section where page_id = 11;"
        f"insert into nods_page_section (page_id, slug, heading, content, token_count, embedding)"
        f" values (11, 's', 'S', 'content of the section', 3, '{literal(1)}');"
        "update nods_page set checksum = 'x' where id = 11;"
        "delete from nods_page where id = 12"
    )
    assert guide_database.rows("select slug from match_page_sections(%s, 0.78, 10, 5)", (literal(1),)) == [
        ("s",)
    ]


def test_replaced_function_bodies_do_not_pile_up(guide_database: Database) -> None:
    upgrade(guide_database.url)
    downgrade(guide_database.url, revision="nods_0002")
    guide_database.execute(guide_function())
    upgrade(guide_database.url)
    assert guide_database.rows("select count(*) from pg_proc where proname = 'match_page_sections'") == [(1,)]

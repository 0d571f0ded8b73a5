"""Who may create functions and operators in the schema of a line is not called in place of Postgres' own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing

import psycopg2
import pytest

from pgmatch.lines import LINES
from pgmatch.lines.docs import DOCS
from pgmatch.migrate import upgrade
from tests.captions.stand_ins import STORAGE
from tests.counters import wait_for_reports
from tests.security.hijack import called, open_functions, plant, plant_vector
from tests.servers import Database, PostgresServer, created

SECTIONS = (
    """'[{"content": "one two", "embedding": [1,0,0]}, {"content": "three", "embedding": [0.6,0.8,0]}]'"""
)
COUNTS = "ef_search => 40, probes => 10, candidates => 100"
FILTERS = "path_prefix => '/p', page_type => 'markdown', source => 'guide', meta => '{}'"
OPERATORS = (
    '{"$or": [{"a.b": {"$in": [1, "x"], "$nin": ["y"], "$gte": 1, "$exists": true, "$contains": 1}},'
    ' {"$not": {"a": {"$eq": [1], "$ne": {}}}}]}'
)
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
    'select * from nods_finish_ingest(1, \'[{"path": "/p/a"}, {"path": "/p/b", "parent_path": "/p/a"}]\')',
    "select nods_begin_ingest('docs', 'm', 3, paths => '{/p/a,/p/b}')",
    "select * from nods_corpora()",
    "select * from nods_pages('docs')",
    f"select * from nods_pages('docs', '/p', '{OPERATORS}', '/o', 3)",
    f"select * from nods_remove_pages(filter => '{OPERATORS}', dry_run => true)",
    "select * from pgmatch_info()",
    "select * from match_page_sections('[1,0,0]', 0, 10, 1)",
    f"select * from search_page_sections('[1,0,0]', 10, 0, 1, {FILTERS}, {COUNTS})",
    f"select * from search_page_sections('[1,0,0]', 10, 0, 1, {FILTERS}, {COUNTS}, filter => '{OPERATORS}')",
    f"select * from hybrid_search_page_sections('one', '[1,0,0]', {FILTERS}, filter => '{OPERATORS}')",
    f"select * from hybrid_search_page_sections('one', '[1,0,0]', min_content_length => 1, {FILTERS})",
    "select * from hybrid_search_page_sections('one two three', '[1,0,0]', 1)",
    "select * from find_similar_sections(1, 10, -1, 1, other_pages => true)",
    f"select * from find_similar_sections(1, 10, -1, 1, {FILTERS})",
    f"select * from find_duplicate_sections(0.1, 10, 1, {FILTERS})",
    f"select * from find_duplicate_sections(0.1, 10, 1, {FILTERS}, other_pages => true)",
    "select * from get_page_parents(2)",
    "select * from get_section_context(1, 5, 5)",
    "select * from explain_terms('one three -four', 1)",
    'select path from explain_search(\'search_page_sections\', \'{"query_embedding": [1,0,0], "page_type": "markdown"}\')',
    "select * from explain_sections('one two', 'search_page_sections', '{\"query_embedding\": [1,0,0], \"match_count\": 0}')",
    "select * from explain_sections('/p/a', 'hybrid_search_page_sections',"
    ' \'{"query_embedding": [1,0,0], "query_text": "one", "source": "x"}\')',
    "select * from nods_remove_pages('{/p/a}', 'docs')",
    "select * from nods_put_page(2, '/p/a', '9', '[{\"content\": \"new\", \"embedding\": [0,0.6,0.8]}]', '{}', 'markdown', 'guide')",
)
# and what the owner does
OWNERS = (
    "select * from pgmatch.measure_recall(1, 1)",
    "select * from pgmatch.check_embeddings()",
    'select pgmatch.nods_load_pages(\'[{"path": "/p/z", "checksum": "1"}]\', \'m\', 3, true, \'docs\', true)',
    "select pgmatch.create_search('public.match_more', 'nods_page_section', returns => '{id, page_id integer}',"
    " filters => '{\"page bigint\": \"page_id = $\"}', content => 'content', hybrid => true, text_config => 'english')",
    "select * from match_more('one three', '[1,0,0]', page => 1, min_content_length => 1)",
    "select pgmatch.drop_search('match_more')",
    'select pgmatch.nods_set_parents(\'[{"path": "/p/z", "parent_path": "/p/b"}]\')',
    "select pgmatch.create_search('public.match_page', 'nods_page_section', returns => '{id, page_id integer}',"
    ' filters => \'{"page bigint": "page_id = $", "word text": "heading = $"}\', content => \'content\')',
    "select * from match_page('[1,0,0]')",
    "select * from match_page('[1,0,0]', page => 1, min_content_length => 1, match_threshold => 0)",
    "select * from match_page('[1,0,0]', page => 1, word => 'a', ef_search => 50)",
    "select pgmatch.drop_search('match_page')",
    "alter table nods_page_section add column facts jsonb",
    "select pgmatch.create_search('public.match_meta', 'nods_page_section', returns => '{id}', metadata => 'facts')",
    f"select * from match_meta('[1,0,0]', filter => '{OPERATORS}')",
    f"select pgmatch.list_rows('match_meta', '{OPERATORS}', '0', 5)",
    "select pgmatch.delete_rows('match_meta', '{\"a\": 1}')",
    "select pgmatch.drop_search('match_meta')",
    "select * from pgmatch.nods_begin_load(1000)",
    "select * from pgmatch.nods_end_load(10, 1000)",
    "select * from pgmatch.doctor()",
    "select pgmatch.nods_index_statement(false)",
    "update nods_page set owner_id = 'another'",
    "select pgmatch.tune_index('nods_page_section_embedding_hnsw_ip_idx', 50)",
    "select pgmatch.set_access('owner')",
    "select * from pgmatch.doctor()",
    "select pgmatch.set_access('private')",
    "select pgmatch.set_access('public_read')",
    "select pgmatch.repin()",
    "select pgmatch.refresh_searches()",
    "truncate nods_page, nods_page_section",
    "select pgmatch.set_dimensions(4)",
    "select pgmatch.set_dimensions(3)",
    "select set_caption_webhook('https://example.com', headers => '{}')",
    "insert into storage.objects (bucket_id, name, metadata) values ('images', 'a', '{\"mimetype\": \"image/png\"}')",
    "select set_caption_webhook(null)",
)

ON_COLLECTIONS = (
    "select * from create_collection('books', 3)",
    "select * from get_or_create_collection('books', 3)",
    "select * from get_or_create_collection('more', 3)",
    "select * from list_collections()",
    """select upsert_records('books', '[{"id": "a", "vec": [1,0,0]}, ["b", "[0.6,0.8,0]", {"n": 1, "t": ["x"]}]]')""",
    """select upsert_records('books', '[["a", [1,0,0], {"n": 2}]]')""",
    "select * from fetch_records('books', '{b,a}')",
    'select count_records(\'books\', \'{"$or": [{"n": {"$in": [1]}}, {"t": {"$contains": "x"}}]}\')',
    'select * from query_records(\'books\', \'[1,0,0]\', 2, \'{"$and": [{"n": {"$gte": 1}}, {"n": {"$ne": 9}}]}\')',
    *(
        f"select * from query_records('books', record_id => 'a', measure => '{measure}', max_distance => 9,"
        " include_value => true, include_metadata => true, include_vector => true, ef_search => 40, probes => 10)"
        for measure in ("cosine_distance", "l2_distance", "max_inner_product", "l1_distance")
    ),
    "select create_index('books')",
    # through the index, without a filter
    "select * from query_records('books', '[1,0,0]', 1, include_value => true)",
    "select create_index('books', 'l2_distance', 'ivfflat', n_lists => 1)",
    *(
        f"select create_index('books', 'l1_distance', 'hnsw', 8, 32, kind => '{kind}')"
        for kind in ("vector", "halfvec", "binary")
    ),
    "select * from list_collections()",
    "select * from find_duplicates('books', 2)",
    "select * from find_duplicates('books', 9, 'l1_distance', 5)",
    "select drop_index('books')",
    "select delete_records('books', '{a}')",
    'select delete_records(\'books\', filters => \'{"t": {"$eq": ["x"]}}\')',
    "select drop_collection('more')",
    "select * from collections_info()",
    "select pgmatch.collections_begin_load('books', 1000)",
    "do $$ begin perform pgmatch.collections_begin_copy('books');"
    " insert into pg_temp.pgmatch_records (id, vec, metadata) values ('a', '[1,0,0]', '{}');"
    " perform pgmatch.collections_end_copy('books'); end $$",
    "select * from pgmatch.collections_end_load('books', 1000)",
)

ON_DOCUMENTS = (
    """select put_document('a', '[{"content": "text", "embedding": [1,0,0]}]', 'file', author => 'ann')""",
    """do $$ begin perform put_document('a', '[{"content": "text", "vector": 1}]');"""
    " exception when invalid_parameter_value then null; end $$",
    """do $$ begin perform put_document('b', '[{"id": "a_0", "content": "text", "embedding": [1,0,0]}]');"""
    " exception when unique_violation then null; end $$",
    "select * from match_page_sections('[1,0,0]', in_source => 'f%', in_author => '_nn', in_end_date => now())",
    "select * from match_page_sections(in_embedding => '[1,0,0]')",
    "select * from search_documents('[1,0,0]', in_source => 'file', in_start_date => '2020-01-01')",
    "select delete_documents('{a}', 'file', 'x', 'ann', '2020-01-01', '2021-01-01')",
    "select delete_documents(delete_all => true)",
)

ON_MORE = (
    "insert into video_chunks (id, embedding, metadata) values ('a', '[1,0,0]', '{\"video_url\": \"v\"}')",
    "select * from match_video_chunks('[1,0,0]', 0, 10)",
    "select * from search_video_chunks('[1,0,0]', video => 'v', from_time => 0, to_time => 9, match_threshold => 0)",
    """insert into predictions (filename, predictions) values ('a', '[{"class": "Paper", "confidence": 0.9}]')""",
    "select * from find_predicted_images('Paper', 0.5)",
    "insert into image_caption (id, caption, embedding) select id, 'a cat', '[1,0,0]' from storage.objects",
    "insert into image_caption (id, caption) select id, 'a dog' from storage.objects",
    "select * from find_image_captions('dogs -cat', 1)",
    "select * from match_image_captions('[1,0,0]', 0.5, 5)",
)

# the owner's, then those of a worker, and of who writes to the table
ON_QUEUE = (
    "create table notes (id text primary key, body text, embedding vector(3))",
    "select pgmatch.queue_embeddings('notes', 'embedding', 'lower(s.body) || s.id')",
    "insert into notes values ('a', 'One'), ('b', 'two'), ('c', '')",
    "select * from pgmatch.claim_jobs(1, 2)",
    "update notes set body = 'new' where id = 'a'",
    "select pgmatch.finish_jobs(1, '{1}', '{1}', '{x}', array['[1,2,3]'])",
    "select pgmatch.fail_jobs(1, '{2}', '{1}', '{no}', 1)",
    "select * from pgmatch.dead_jobs('notes', 'embedding')",
    "select pgmatch.retry_jobs()",
    "select * from pgmatch.queue_status()",
    "select pgmatch.unqueue_embeddings('notes', 'embedding')",
)

# the owner's, on the table of ON_QUEUE
ON_MODEL_CHANGE = (
    "update notes set embedding = '[1,2,3]'",
    "select pgmatch.create_search('match_notes', 'notes')",
    "select pgmatch.change_model('other', 'notes', 'embedding', 'lower(s.body)', 4, present_model => 'one')",
    "update notes set embedding_new = '[1,2,3,4]'",
    "select * from pgmatch.model_status()",
    "select * from pgmatch.model_indexes()",
    "select * from pgmatch.measure_overlap(2, 1)",
    "select pgmatch.switch_model(force => true)",
    "select pgmatch.switch_model_back(force => true)",
    "select pgmatch.clean_model(force => true)",
)


def on_docs(statements: Sequence[str]) -> list[str]:
    """Return the statements on nods as statements on docs, without those that are for nods alone."""
    return [
        re.sub(r"set_access\('(\w+)'\)", r"set_access('\1', 'docs')", DOCS.names(statement))
        for statement in statements
        if not re.search("hybrid_search|explain_terms|measure_recall", statement)
    ]


TENANT = """set request.jwt.claims = '{"sub": "tenant"}'"""
# functions of which half or more take arguments of any type; Postgres prefers any other of that name that fits
ANY_TYPE = """
    select p.proname
    from pg_proc as p
    cross join lateral (
      select exists (
        select from pg_catalog.unnest(p.proargtypes) as a (type)
        join pg_type as t on t.oid = a.type and t.typtype = 'p' and t.typcategory = 'P'
      )
    ) as a (is_any)
    where p.pronamespace = 'pg_catalog'::regnamespace and p.proname !~ '^quote_'::text
    group by p.proname
    having count(*) filter (where a.is_any) >= count(*) filter (where not a.is_any)
"""
NOT_CALLED = """
    select p.oid::regprocedure::text
    from pg_proc as p
    left join pg_stat_user_functions as s on s.funcid = p.oid
    where p.oid::regprocedure::text = any(%s) and coalesce(s.calls, 0) = 0
    order by 1
"""


@pytest.fixture(scope="module")
def planted(supabase_server: PostgresServer) -> Iterator[Database]:
    """A database with every line, where the schema of the extension, on the path of all, is open to a stranger."""
    with created(supabase_server, "planted", extension_schema="public") as made:
        made.execute(
            "do $$ begin if to_regrole('stranger') is null then create role stranger login; end if; end $$;"
            "grant create on schema public to stranger; alter database planted set track_functions = 'all'"
        )
        upgrade(made.url, access="public_read", dimensions="3")
        upgrade(made.url, "nods_text")
        upgrade(made.url, "collections", schema="public", access="public_read")
        made.execute(STORAGE + "insert into storage.objects (name, owner_id) values ('a.png', 'ann')")
        upgrade(made.url, "predictions", access="public_read")
        upgrade(made.url, "queue", access="public_read")
        for line in ("documents", "docs", "video", "captions"):
            upgrade(made.url, line, access="public_read", dimensions="3")
        assert {line for (line,) in made.rows("select line from pgmatch.install")} == set(LINES)
        plant(made, "public")
        yield made


def run(
    database: Database,
    role: str,
    statements: Sequence[str] = STATEMENTS,
    before: str = "select",
    path: str = "public",
) -> list[tuple[str, str]]:
    """Run statements in a session of a role, each in a transaction, and return what went wrong."""
    found = []
    with closing(database.connect()) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute(f"set search_path = {path}; set role {role}; {before}")
        for statement in statements:
            try:
                cursor.execute(statement)
            except psycopg2.Error as error:
                found.append((statement, str(error)))
    return found


def test_what_takes_any_type_is_called_by_its_full_name(planted: Database) -> None:
    any_type = {name for (name,) in planted.rows(ANY_TYPE)}
    assert {"format", "count", "cardinality", "array_agg", "to_jsonb"} <= any_type
    found = {name: called(text) & any_type for name, text in open_functions(planted).items()}
    assert {name: sorted(names) for name, names in found.items() if names} == {}


def test_a_call_by_a_bare_name_would_be_taken(planted: Database) -> None:
    for expression in (
        "format('%s', 'a'::text)",
        "'[1]'::jsonb -> '1'",
        "0.5::float8 > 0",
        "array[1::bigint] || '{}'",
    ):
        assert ["hijacked" in error for _, error in run(planted, "anon", [f"select {expression}"])] == [
            True
        ], expression


def test_every_function_for_clients_is_called(planted: Database) -> None:
    every = " ".join(STATEMENTS + OWNERS + ON_COLLECTIONS + ON_DOCUMENTS + ON_MORE)
    members = planted.rows(
        "select distinct split_part(name, '(', 1) from pgmatch.member where kind = 'function' and coalesce(readers, writers) is not null and name not like 'pgmatch.%%'",
        [],
    )
    assert [name for (name,) in members if f"{name}(" not in every] == []


def test_nobody_who_searches_or_ingests_calls_them_nor_does_the_owner(planted: Database) -> None:
    found = run(planted, "service_role", STATEMENTS + ON_COLLECTIONS + ON_DOCUMENTS + ON_MORE)
    found += run(planted, "service_role", on_docs(STATEMENTS), path="docs, public")
    planted.execute("select pgmatch.set_access('owner'), pgmatch.set_access('owner', 'docs')")
    planted.execute(
        "truncate nods_page, nods_page_section, pgmatch.nods_run, pgmatch.nods_corpus restart identity;"
        "truncate docs.page, docs.page_section, pgmatch.docs_run, pgmatch.docs_corpus restart identity"
    )
    found += run(planted, "authenticated", before=TENANT)
    found += run(planted, "authenticated", on_docs(STATEMENTS), TENANT, "docs, public")
    found += run(planted, "postgres", OWNERS + ON_QUEUE + ON_MODEL_CHANGE)
    found += run(planted, "postgres", on_docs(OWNERS), path="docs, public")

    assert found == []
    wait_for_reports(planted)
    assert [name for (name,) in planted.rows(NOT_CALLED, (list(open_functions(planted)),))] == []


def test_nor_what_has_the_names_of_the_extension(planted: Database, supabase_server: PostgresServer) -> None:
    with created(supabase_server, "planted_beside", template=planted.name) as made:
        made.execute(
            "alter extension vector set schema extensions; select pgmatch.repin();"
            "grant usage, create on schema docs to stranger; grant usage on schema extensions to stranger;"
            "truncate nods_page, nods_page_section, pgmatch.nods_run, pgmatch.nods_corpus restart identity;"
            "truncate docs.page, docs.page_section, pgmatch.docs_run, pgmatch.docs_corpus restart identity"
        )
        for schema in ("public", "docs"):
            plant_vector(made, schema, "extensions")
        taken = run(
            made, "postgres", ["select vector_norm('[1]'::extensions.vector)", "select '[1]'::vector"]
        )
        assert ["hijacked" in error for _, error in taken] == [True, True]
        found = run(made, "service_role", STATEMENTS + ON_DOCUMENTS + ON_MORE, TENANT)
        found += run(made, "service_role", on_docs(STATEMENTS), TENANT, "docs, public")
        assert found == []

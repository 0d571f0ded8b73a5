"""The reference pages name what there is: functions, SQLSTATEs, columns, indexes, settings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing

import psycopg2
import pytest

from pgmatch.settings import SETTINGS
from tests.docs.conftest import example_rows
from tests.docs.pages import DOCS, Block, blocks, codes, sections, table
from tests.servers import Database, PostgresServer, created

FUNCTIONS = """
    select case n.nspname when 'public' then '' else 'pgmatch.' end || p.proname,
      pg_get_function_arguments(p.oid), pg_get_function_result(p.oid), p.proargnames[1:p.pronargs]
    from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
    where n.nspname = 'public'
      or n.nspname = 'pgmatch' and p.proname in (
        'set_access', 'set_model', 'set_dimensions', 'repin', 'nods_index_statement', 'tune_index', 'suspend_indexes', 'resume_indexes', 'measure_recall', 'check_embeddings'
      )
"""
COLUMNS = """
    select a.attname, replace(format_type(a.atttypid, a.atttypmod), '(3)', '(1536)')
    from pg_attribute as a where a.attrelid = %s::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum
"""
ROW_TYPES = """
    select c.relname, array_agg(a.attname::text order by a.attnum)
    from pg_class as c join pg_attribute as a on a.attrelid = c.oid
    where c.reltype in (
      select p.prorettype from pg_proc as p join pg_namespace as n on n.oid = p.pronamespace
      where n.nspname = 'public' or p.proname = 'measure_recall'
    )
    group by c.oid
"""
INDEXES = "select i.indexname from pg_indexes as i where i.schemaname = 'public'"
TABLES = "select 'pgmatch.' || t.tablename from pg_tables as t where t.schemaname = 'pgmatch'"

MATCH = "select * from match_page_sections({}, {}, {}, 0)"
SEARCH = "select * from search_page_sections({})"
SIMILAR = "select * from find_similar_sections({})"
PUT = "select * from nods_put_page({}, {}, 'sum', '{}')"
ADD = "select nods_add_sections({}, {}, 'sum', '{}')"
SECTION = '[{{"content": "new", "embedding": {}}}]'
AS_ANON = "set local role anon; "
OVERTAKEN = "insert into pgmatch.nods_run (corpus) values ('docs'); "
RENAMES = (
    "create function public.rename() returns trigger language plpgsql as"
    " 'begin new.path := upper(new.path); return new; end';"
    "create trigger rename before insert on nods_page for each row execute function public.rename(); "
)

# what is raised, by statements that need the runs 1 (corpus docs, with the page /docs) and 2 (corpus blog)
REFUSED = {
    "match_page_sections": [
        ("22004", MATCH.format("null", 0, 1)),
        ("22004", MATCH.format("'[1,0,0]'", 0, "null")),
        ("2201W", MATCH.format("'[1,0,0]'", 0, -1)),
        ("22023", MATCH.format("'[1,0]'", 0, 1)),
        ("22023", MATCH.format("'[0,0,0]'", 0, 1)),
        ("22023", MATCH.format("'[1,0,0]'", 0, 10001)),
        ("22023", MATCH.format("'[1,0,0]'", "'NaN'", 1)),
        ("22P02", MATCH.format("'one'", 0, 1)),
        ("22000", MATCH.format("'[NaN,0,0]'", 0, 1)),
        ("22000", MATCH.format("'[Infinity,0,0]'", 0, 1)),
        ("42501", AS_ANON + MATCH.format("'[1,0,0]'", 0, 1)),
    ],
    "search_page_sections": [
        ("22004", SEARCH.format("null")),
        ("22004", SEARCH.format("'[1,0,0]', null")),
        ("2201W", SEARCH.format("'[1,0,0]', -1")),
        ("22023", SEARCH.format("'[1,0]'")),
        ("22023", SEARCH.format("'[0,0,0]'")),
        ("22023", SEARCH.format("'[1,0,0]', 10001")),
        ("22023", SEARCH.format("'[1,0,0]', match_threshold => 'NaN'")),
        ("22023", SEARCH.format("'[1,0,0]', ef_search => 0")),
        ("22023", SEARCH.format("'[1,0,0]', probes => 0")),
        ("22023", SEARCH.format("'[1,0,0]', candidates => 9")),
        ("22P02", SEARCH.format("'one'")),
        ("22023", SEARCH.format("'[1,0,0]', filter => '[]'")),
        ("22P02", SEARCH.format("'[1,0,0]', meta => '{'")),
        ("22000", SEARCH.format("'[NaN,0,0]'")),
        ("42501", AS_ANON + SEARCH.format("'[1,0,0]'")),
    ],
    "find_similar_sections": [
        ("P0002", SIMILAR.format("99")),
        ("55000", "update nods_page_section set embedding = null where id = 1; " + SIMILAR.format("1")),
        ("22004", SIMILAR.format("1, null")),
        ("2201W", SIMILAR.format("1, -1")),
        ("22023", SIMILAR.format("1, 10000")),
        ("22023", SIMILAR.format("1, match_threshold => 'NaN'")),
        ("22023", SIMILAR.format("1, ef_search => 0")),
        ("42501", AS_ANON + SIMILAR.format("1")),
    ],
    "find_duplicate_sections": [
        ("22004", "select * from find_duplicate_sections(null)"),
        ("22004", "select * from find_duplicate_sections(0.9, null)"),
        ("22023", "select * from find_duplicate_sections('NaN')"),
        ("22023", "select * from find_duplicate_sections(0.9, 0)"),
        ("42501", AS_ANON + "select * from find_duplicate_sections()"),
    ],
    "get_page_parents": [("42501", AS_ANON + "select get_page_parents(1)")],
    "explain_search": [
        ("42883", "select * from explain_search('now', '{}')"),
        ("22023", "select * from explain_search('search_page_sections', '{}')"),
        ("42501", AS_ANON + "select * from explain_search('search_page_sections', '{}')"),
    ],
    "explain_sections": [
        (
            "P0002",
            "select * from explain_sections('/none', 'search_page_sections', '{\"query_embedding\": [1,0,0]}')",
        ),
        ("42883", "select * from explain_sections('/guide', 'now', '{}')"),
        ("22023", "select * from explain_sections('/guide', 'search_page_sections', '{}')"),
        ("42501", AS_ANON + "select * from explain_sections('/guide', 'search_page_sections', '{}')"),
    ],
    "get_section_context": [
        ("P0002", "select * from get_section_context(99)"),
        ("22004", "select * from get_section_context(1, null)"),
        ("22023", "select * from get_section_context(1, 101)"),
        ("42501", AS_ANON + "select * from get_section_context(1)"),
    ],
    "pgmatch_info": [("42501", AS_ANON + "select pgmatch_info()")],
    "nods_begin_ingest": [
        ("22023", "select nods_begin_ingest(null, 'toy-3', 3)"),
        ("22023", "select nods_begin_ingest('c', '', 3)"),
        ("22023", "select nods_begin_ingest('c', 'toy-3', null)"),
        ("22023", "select nods_begin_ingest('c', 'other', 3)"),
        ("22023", "select nods_begin_ingest('c', 'toy-3', 4)"),
        ("22023", "select nods_begin_ingest('c', 'toy-3', 3, false)"),
        (
            "22023",
            "update pgmatch.search set chunk_tokens = 5; select nods_begin_ingest('c', 'toy-3', 3, true, 6)",
        ),
        ("55000", "update pgmatch.search set model = null; select nods_begin_ingest('c', 'toy-3', 3)"),
        ("22023", "select nods_begin_ingest('c', 'toy-3', 3, root => '/c')"),
        ("22023", "select nods_begin_ingest('docs', 'toy-3', 3, paths => '{}')"),
        (
            "54000",
            "insert into pgmatch.nods_run (corpus) select 'c' || i from generate_series(1, 100) as i;"
            "select nods_begin_ingest('c', 'toy-3', 3)",
        ),
        ("42501", AS_ANON + "select nods_begin_ingest('c', 'toy-3', 3)"),
    ],
    "nods_sections_to_embed": [
        ("22023", "select * from nods_sections_to_embed(9, '/p', 'sum', '{}')"),
        ("22023", "select * from nods_sections_to_embed(1, '/p', 'sum', '{a}', '{b,c}')"),
        ("PT410", OVERTAKEN + "select * from nods_sections_to_embed(1, '/p', 'sum', '{}')"),
        ("42501", AS_ANON + "select * from nods_sections_to_embed(1, '/p', 'sum', '{}')"),
    ],
    "nods_put_page": [
        ("22023", PUT.format(9, "'/p'", "[]")),
        ("22023", PUT.format(1, "null", "[]")),
        ("22023", PUT.format(1, "repeat('p', 2601)", "[]")),
        ("PT410", OVERTAKEN + PUT.format(1, "'/p'", "[]")),
        ("22023", PUT.format(1, "'/p'", "{}")),
        ("22023", PUT.format(1, "'/p'", '[{"heading": "H"}]')),
        ("22023", PUT.format(1, "'/p'", SECTION.format("[1, 0]"))),
        ("22023", PUT.format(1, "'/p'", SECTION.format("[0, 0, 0]"))),
        ("22023", PUT.format(1, "'/p'", SECTION.format("[2, 0, 0]"))),
        ("22P02", PUT.format(1, "'/p'", SECTION.format('"one"'))),
        (
            "22P02",
            PUT.format(1, "'/p'", '[{"content": "new", "embedding": [1, 0, 0], "token_count": "two"}]'),
        ),
        ("22000", PUT.format(1, "'/p'", SECTION.format('"[NaN,0,0]"'))),
        ("23505", PUT.format(2, "'/docs'", SECTION.format("[1, 0, 0]"))),
        ("23505", RENAMES + PUT.format(1, "'/p'", "[]")),
        ("PT409", PUT.format(1, "'/p'", '[{"content": "new"}]')),
        ("42501", AS_ANON + PUT.format(1, "'/p'", "[]")),
    ],
    "nods_add_sections": [
        ("22023", ADD.format(9, "'/p'", SECTION.format("[1, 0, 0]"))),
        ("22023", ADD.format(1, "null", "[]")),
        ("PT410", OVERTAKEN + ADD.format(1, "'/p'", "[]")),
        ("22023", ADD.format(1, "'/p'", SECTION.format("[0, 0, 0]"))),
        ("22P02", ADD.format(1, "'/p'", SECTION.format('"one"'))),
        ("22000", ADD.format(1, "'/p'", SECTION.format('"[NaN,0,0]"'))),
        ("23505", ADD.format(2, "'/docs'", SECTION.format("[1, 0, 0]"))),
        ("PT409", ADD.format(1, "'/p'", '[{"content": "new"}]')),
        ("42501", AS_ANON + ADD.format(1, "'/p'", "[]")),
    ],
    "nods_finish_ingest": [
        ("22023", "select * from nods_finish_ingest(9, '[]')"),
        ("22023", "select * from nods_finish_ingest(1, '{}')"),
        ("22023", "select * from nods_finish_ingest(1, '[]')"),
        ("42501", AS_ANON + "select * from nods_finish_ingest(2, '[]')"),
    ],
    "nods_preview_ingest": [
        ("22023", "select * from nods_preview_ingest(null, 'toy-3', 3, '{}')"),
        ("22023", "select * from nods_preview_ingest('c', 'other', 3, '{}')"),
        ("22023", "select * from nods_preview_ingest('docs', 'toy-3', 3, '{}')"),
        (
            "55000",
            "update pgmatch.search set model = null; select nods_preview_ingest('c', 'toy-3', 3, '{}')",
        ),
        ("42501", AS_ANON + "select * from nods_preview_ingest('c', 'toy-3', 3, '{}')"),
    ],
    "nods_preview_page": [
        ("22023", "select * from nods_preview_page('docs', '/docs', 'sum', '{a}', '{b,c}')"),
        ("23505", "select * from nods_preview_page('blog', '/docs', 'sum', '{}')"),
        ("42501", AS_ANON + "select * from nods_preview_page('docs', '/docs', 'sum', '{}')"),
    ],
    "nods_corpora": [("42501", AS_ANON + "select nods_corpora()")],
    "nods_pages": [
        ("22023", "select nods_pages(filter => '[]')"),
        ("2201W", "select nods_pages(match_count => -1)"),
        ("42501", AS_ANON + "select nods_pages()"),
    ],
    "nods_remove_pages": [
        ("22023", "select nods_remove_pages()"),
        ("22023", "select nods_remove_pages(filter => '{}')"),
        ("P0002", "select nods_remove_pages('{/none}')"),
        ("P0002", "select nods_remove_pages(corpus => 'none')"),
        ("42501", AS_ANON + "select nods_remove_pages('{/docs}')"),
    ],
    "pgmatch.set_access": [
        ("22023", "select pgmatch.set_access('open')"),
        ("22023", "select pgmatch.set_access('private', 'nothing')"),
        (
            "23505",
            "select pgmatch.set_access('owner'); insert into nods_page (path, owner_id) values ('/docs', 'a');"
            "select pgmatch.set_access('private')",
        ),
        ("55000", "create policy open on nods_page using (true); select pgmatch.set_access('owner')"),
        ("42501", "set local role service_role; select pgmatch.set_access('private')"),
    ],
    "pgmatch.tune_index": [
        ("22023", "select pgmatch.tune_index('nods_page')"),
        ("23514", "select pgmatch.tune_index('nods_page_section_embedding_hnsw_ip_idx', 40, recall => 2)"),
        ("42P01", "select pgmatch.tune_index('nothing')"),
        ("42501", "set local role service_role; select pgmatch.tune_index('nods_page')"),
    ],
    "pgmatch.measure_recall": [
        ("22023", "select pgmatch.measure_recall(0)"),
        ("22023", "select pgmatch.measure_recall(k => 10)"),
        ("22023", "select pgmatch.measure_recall(index => 'nods_page_pkey')"),
        ("42P01", "select pgmatch.measure_recall(index => 'nothing')"),
        (
            "55000",
            "drop index nods_page_section_embedding_hnsw_ip_idx; select pgmatch.measure_recall(k => 1)",
        ),
        ("42501", "set local role service_role; select pgmatch.measure_recall()"),
    ],
    "pgmatch.check_embeddings": [
        ("22023", "select pgmatch.check_embeddings('nods_page')"),
        ("42P01", "select pgmatch.check_embeddings('nothing')"),
        ("42501", "set local role service_role; select pgmatch.check_embeddings()"),
    ],
    "pgmatch.set_dimensions": [
        ("22023", "select pgmatch.set_dimensions(384)"),
        (
            "2BP01",
            "update nods_page_section set embedding = null;"
            "create view v as select s.embedding from nods_page_section as s; select pgmatch.set_dimensions(384)",
        ),
        ("42501", "set local role service_role; select pgmatch.set_dimensions(3)"),
    ],
    "pgmatch.set_model": [
        ("22023", "select pgmatch.set_model(' ')"),
        ("55000", "select pgmatch.set_model('other')"),
        ("42501", "set local role service_role; select pgmatch.set_model('toy-3')"),
    ],
}
# takes 100,001 rows: tests/functions
ELSEWHERE = {
    (name, "54000")
    for name in (
        "match_page_sections",
        "search_page_sections",
        "find_similar_sections",
        "find_duplicate_sections",
    )
} | {("pgmatch.set_access", "55P03")}


def packed(signature: str) -> str:
    """Return a signature without the blanks and breaks that only lay it out."""
    return re.sub(r"\s*([(),])\s*", r"\1", " ".join(signature.split()))


def signature(function: str) -> Block:
    lines = sections(DOCS / "functions.md")[function]
    return next(block for block in blocks(DOCS / "functions.md", "text") if block.code in lines)


@pytest.fixture(scope="module")
def reference_database(supabase_server: PostgresServer, docs_template: str) -> Iterator[Database]:
    """A database that all tests only read: what they run fails, or is rolled back."""
    with created(supabase_server, "reference_of_functions", template=docs_template) as database:
        database.execute(example_rows())
        database.execute(
            "insert into pgmatch.nods_run (corpus) values ('docs'), ('blog');"
            "insert into nods_page (path, corpus) values ('/docs', 'docs')"
        )
        yield database


def test_every_function_has_a_section_with_its_exact_signature(reference_database: Database) -> None:
    with reference_database.connect() as connection, connection.cursor() as cursor:
        cursor.execute("set local search_path = public, extensions")
        cursor.execute(FUNCTIONS)
        found = {
            name: f"{name}({arguments}) returns {result}" for name, arguments, result, _ in cursor.fetchall()
        }
    described = [
        title for title in sections(DOCS / "functions.md") if " " not in title and title != "Functions"
    ]
    assert sorted(described) == sorted(found)
    for name, text in found.items():
        assert packed(signature(name).code) == packed(text)


def test_every_argument_is_explained_in_its_order(reference_database: Database) -> None:
    described = sections(DOCS / "functions.md")
    for name, _, _, arguments in reference_database.rows(FUNCTIONS):
        rows = table(described[name].split("\n### ")[0])
        if rows or (arguments and not name.startswith("pgmatch.")):
            assert [code for row in rows for code in codes(row[0])] == arguments, name


def test_the_columns_of_a_row_type_are_listed_in_their_order(reference_database: Database) -> None:
    described = sections(DOCS / "functions.md")
    found = dict(reference_database.rows(ROW_TYPES))
    listed = {
        named[1]: re.findall(r"`(\w+)`", named[2])
        for named in re.finditer(
            r"rows have the type `(\w+)`:([^.]*)\.", (DOCS / "functions.md").read_text("utf-8")
        )
    }
    measured = table(described["What pgmatch.measure_recall returns"])
    listed["recall_measurement"] = [code for row in measured for code in codes(row[0])]
    assert listed == found


@pytest.mark.parametrize("function", REFUSED)
def test_the_sqlstates_of_a_function_are_those_that_it_raises(
    reference_database: Database, function: str
) -> None:
    raised = set()
    with closing(reference_database.connect()) as connection, connection.cursor() as cursor:
        for sqlstate, statement in REFUSED[function]:
            with pytest.raises(psycopg2.Error) as refused:
                cursor.execute(statement)
            connection.rollback()
            assert refused.value.pgcode == sqlstate, f"{statement}: {refused.value}"
            raised.add((function, sqlstate))
    described = table(sections(DOCS / "functions.md")[f"Errors of {function}"])
    listed = {(function, code) for row in described for code in codes(row[0])}
    assert listed == raised | {pair for pair in ELSEWHERE if pair[0] == function}
    overview = table(sections(DOCS / "migrations.md")["SQLSTATEs"])
    assert {code for _, code in listed} <= {code for row in overview for code in codes(row[0])}


@pytest.mark.parametrize("name", ["nods_page", "nods_page_section"])
def test_the_columns_of_a_table_are_described_with_their_types(
    reference_database: Database, name: str
) -> None:
    with reference_database.connect() as connection, connection.cursor() as cursor:
        cursor.execute("set local search_path = public, extensions")
        cursor.execute(COLUMNS, (name,))
        columns = cursor.fetchall()
    described = table(sections(DOCS / "schema.md")[name])
    assert [(codes(row[0])[0], codes(row[1])[0]) for row in described] == columns


@pytest.mark.parametrize(
    ("title", "query"), [("Indexes and constraints", INDEXES), ("The schema pgmatch", TABLES)]
)
def test_indexes_and_tables_are_listed(reference_database: Database, title: str, query: str) -> None:
    described = {code for row in table(sections(DOCS / "schema.md")[title]) for code in codes(row[0])}
    assert described == {name for (name,) in reference_database.rows(query)}


def test_every_setting_is_in_the_table_of_settings() -> None:
    described = [
        [cell.replace("`", "") for cell in row] for row in table(sections(DOCS / "migrations.md")["Settings"])
    ]
    assert described == [
        [setting.name, ", ".join(setting.variables), setting.default or "", setting.meaning]
        for setting in SETTINGS
    ]

"""A hybrid search over any table: by words and by meaning, fused by their ranks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from psycopg2 import Error

from tests import counters
from tests.conftest import CreateDatabase
from tests.searches.calls import call
from tests.servers import Database, PostgresServer, created

TABLE = """
    create table public.notes (
      id uuid primary key default gen_random_uuid(),
      place integer generated always as identity,
      kind text,
      body text,
      fts tsvector generated always as (to_tsvector('english', body)) stored,
      embedding extensions.vector(8)
    );
    insert into public.notes (kind, body, embedding)
    select category, 'number ' || id || case when id % 10 = 0 then ' running shoes' when id % 10 = 1 then ' a shoe' else '' end,
      embedding
    from shop.products;
    create index on public.notes using gin (fts);
    create index on public.notes using hnsw (embedding extensions.vector_cosine_ops);
    analyze public.notes;
"""
CREATE = (
    "select pgmatch.create_search('search_notes', 'notes', returns => '{place, body}', content => 'body',"
    ' filters => \'{"kind text": "kind = $"}\', hybrid => true'
)
QUERY = "'[1,2,3,4,5,6,7,8]'"
# both rankings by comparing every row, and their fusion; the table is small enough for every rank to count
TRUTH = f"""
    with passing as (select * from notes where {{condition}}),
    term as (
      select t.query, ln(1 + (select count(*) from notes where {{filter}}) / count(*)::float) as weight
      from unnest('{{{{run,shoe}}}}'::tsquery[]) as t (query) join passing as p on p.fts @@ t.query
      group by t.query
    ),
    words as (
      select id, row_number() over (order by sum(t.weight * ts_rank(p.fts, t.query)) desc, id) as rank
      from passing as p join term as t on p.fts @@ t.query
      group by id
    ), meaning as (
      select id, row_number() over (order by (embedding operator(extensions.<=>) {QUERY}) + 0, id) as rank from passing
    )
    select n.place, n.body, coalesce(2 / (50.0::float + w.rank), 0) + coalesce(1 / (50.0::float + m.rank), 0) as score,
      w.rank, m.rank, 1 - (n.embedding operator(extensions.<=>) {QUERY})
    from passing as n left join words as w on w.id = n.id left join meaning as m on m.id = n.id
    order by 3 desc, n.id limit 20
"""


@pytest.fixture(scope="module")
def template(server: PostgresServer, shop_template: str) -> Iterator[str]:
    with created(server, "notes", template=shop_template) as made:
        made.execute(TABLE)
        yield made.name


@pytest.fixture
def notes(server: PostgresServer, create_database: CreateDatabase, template: str) -> Database:
    """The table without a search."""
    return create_database(server, template=template)


@pytest.fixture(scope="module")
def searched(server: PostgresServer, template: str) -> Iterator[Database]:
    """A table with a search, for tests that only read it."""
    with created(server, "searched_notes", template=template) as made:
        made.execute(CREATE + ")")
        yield made


@pytest.mark.parametrize(
    ("arguments", "filter", "condition"),
    [
        ("", "true", "true"),
        (", kind => 'hats'", "kind = 'hats'", "kind = 'hats'"),
        (", min_content_length => 12", "true", "length(body) >= 12"),
    ],
)
def test_both_rankings_are_fused(searched: Database, arguments: str, filter: str, condition: str) -> None:  # noqa: A002
    found = searched.rows(
        f"select * from search_notes('running shoes', {QUERY}, 100, 2, 1, ef_search => 1000{arguments})"
    )
    assert found[:20] == searched.rows(TRUTH.format(condition=condition, filter=filter))


@pytest.mark.parametrize("text", ["running shoes", "number", "shoe -running", ""])
@pytest.mark.parametrize(
    "arguments", ["", ", kind => 'hats'", ", match_threshold => 0.2", ", semantic_weight => 0"]
)
def test_more_rows_leave_the_first_ones_as_they_are(searched: Database, text: str, arguments: str) -> None:
    """As far as both searches go the same way: up to 50 rows, and from 51 to 500."""

    def found(count: int) -> list[tuple[object, ...]]:
        return searched.rows(f"select * from search_notes('{text}', {QUERY}, {count}{arguments})")

    for most, counts in ((50, (1, 2, 10, 11, 49)), (500, (51, 60, 200))):
        rows = found(most)
        for count in counts:
            assert found(count) == rows[:count]


def test_without_words_only_the_meaning_counts(searched: Database) -> None:
    by_meaning = searched.rows(
        f"select place from notes order by (embedding operator(extensions.<=>) {QUERY}) + 0 limit 5"
    )

    for question in ("", "the", "-shoes", "nothingthere"):
        found = searched.rows(f"select place, full_text_rank from search_notes('{question}', {QUERY}, 5)")
        assert found == [(place, None) for (place,) in by_meaning]


@pytest.mark.parametrize("words", ["fts", "body"])
def test_the_index_on_the_words_is_used(notes: Database, words: str) -> None:
    notes.execute("drop index notes_fts_idx; alter table notes alter body set not null")
    notes.execute(
        "create index by_words on notes using gin ("
        + {"fts": "fts", "body": "to_tsvector('english', body)"}[words]
        + ")"
    )
    notes.execute(f"{CREATE}, words => '{words}', text_config => 'english')")

    with notes.transaction() as cursor:
        cursor.execute(f"select * from search_notes('running shoes', {QUERY}, 5)")
        assert counters.scans(cursor, "by_words") > 0


def test_the_configuration_is_that_of_the_column_unless_said_otherwise(notes: Database) -> None:
    declared = "select words, text_config from pgmatch.search_function"
    notes.execute(CREATE + ")")
    assert notes.rows(declared) == [("fts", "pg_catalog.english")]
    notes.execute(CREATE + ", words => 'body', text_config => 'german')")
    assert notes.rows(declared) == [("body", "pg_catalog.german")]
    notes.execute("alter table notes drop fts")
    notes.execute("set default_text_search_config = 'french';" + CREATE + ")")
    assert notes.rows(declared) == [("body", "pg_catalog.french")]


@pytest.mark.parametrize(
    ("declaration", "message"),
    [
        (
            ", words => 'colour')",
            "words names 'colour', but public.notes has no such column of type tsvector or text",
        ),
        (
            ", words => 'place')",
            "words names 'place', but public.notes has no such column of type tsvector or text",
        ),
        (", text_config => 'klingon')", "text search configuration 'klingon' does not exist"),
        (", contract => 'langchain')", "the contract langchain has"),
    ],
)
def test_a_wrong_declaration_is_a_clear_error(notes: Database, declaration: str, message: str) -> None:
    with pytest.raises(Error, match=message) as raised:
        notes.execute(CREATE + declaration)
    assert raised.value.diag.message_hint


@pytest.mark.parametrize(
    "arguments",
    ["full_text_weight => -1", "full_text_weight => 0, semantic_weight => 0", "rrf_k => 0", "ef_search => 0"],
)
def test_wrong_weights_are_refused(searched: Database, arguments: str) -> None:
    with pytest.raises(Error) as raised:
        searched.rows(f"select * from search_notes('shoes', {QUERY}, {arguments})")
    assert raised.value.pgcode == "22023"


def test_a_question_never_becomes_sql(searched: Database) -> None:
    for question in ("'", "\\", "$1", "' | !!'", "a & | b", "{content}", "%L", '"', "running' shoes\\"):
        found = searched.rows(f"select place from search_notes(%s, {QUERY}, 3)", (question,))
        assert len(found) == 3


def test_policies_hide_rows_from_both_searches(notes: Database) -> None:
    notes.execute(
        "grant select on notes to anon; alter table notes enable row level security;"
        "create policy hats on notes for select using (kind = 'hats');" + CREATE + ")"
    )

    found = call(
        notes, f"select place from public.search_notes('running shoes', {QUERY}, 100)", role="anon"
    ).rows
    hats = notes.rows("select place from notes where kind = 'hats'")
    assert sorted(found) == sorted(hats)


def test_the_hybrid_search_of_supabases_guide(notes: Database) -> None:
    notes.execute(
        "select pgmatch.create_search('hybrid_search', 'notes', contract => 'supabase', hybrid => true)"
    )

    arguments = notes.rows("select pg_get_function_arguments('hybrid_search'::regproc)")
    assert arguments == [
        (
            "query_text text, query_embedding extensions.vector, match_count integer,"
            " full_text_weight double precision DEFAULT 1, semantic_weight double precision DEFAULT 1,"
            " rrf_k integer DEFAULT 50",
        )
    ]
    assert notes.rows(f"select count(*) from hybrid_search('shoes', {QUERY}, 500)") == [(30,)]
    first = "select to_jsonb(h), to_jsonb(n) from hybrid_search('running', {}, 1, 1, 0) as h join notes as n on n.id = h.id"
    [(ours, stored)] = notes.rows(first.format(QUERY))
    assert ours == stored
    assert "running" in stored["body"]


def test_it_is_refreshed_and_its_row_written_again(notes: Database) -> None:
    notes.execute(CREATE + ")")
    asked = f"select * from search_notes('running shoes', {QUERY}, 5)"
    before, row = notes.rows(asked), notes.rows("select words, text_config from pgmatch.search_function")
    notes.execute(
        "delete from pgmatch.search_function; alter table notes rename to texts; alter table texts rename to notes"
    )
    notes.execute("select pgmatch.refresh_searches()")

    assert notes.rows(asked) == before
    assert notes.rows("select words, text_config from pgmatch.search_function") == row


MANY = """
    create table public.many (id bigint primary key, part integer, body text, embedding extensions.vector(2));
    insert into public.many
    select i, case when i > 10950 then i else 1 end, 'common', case when i > 10950 then '[1,0]' else '[0,1]' end::extensions.vector
    from generate_series(1, 11000) as i;
    create index on public.many using gin (to_tsvector('simple', body));
    analyze public.many;
    select pgmatch.create_search(
      'search_many', 'many', returns => '{id}', content => 'body', section => '{part}', hybrid => true,
      text_config => 'simple'
    );
"""
BY_WORDS = "select id from search_many('common', '[1,0]', {}, semantic_weight => 0, {})"


@pytest.fixture(scope="module")
def many(server: PostgresServer, shop_template: str) -> Iterator[Database]:
    """Many rows with the same word, for tests that only read them."""
    with created(server, "many_words", template=shop_template) as made:
        made.execute(MANY)
        yield made


@pytest.mark.parametrize("more", ["", ", one_per_section => true"])
@pytest.mark.parametrize("count", [5, 60])
def test_a_word_of_many_rows_is_found_in_all_that_pass_the_threshold(
    many: Database, count: int, more: str
) -> None:
    found = many.rows(BY_WORDS.format(count, f"match_threshold => 0.9{more}"))
    assert found == [(10951 + place,) for place in range(min(count, 50))]


def test_words_that_leave_too_few_sections_are_an_error(many: Database) -> None:
    assert many.rows(BY_WORDS.format(1, "one_per_section => true")) == [(1,)]
    with pytest.raises(Error, match="are of fewer than 2 sections") as raised:
        many.rows(BY_WORDS.format(2, "one_per_section => true"))
    assert raised.value.pgcode == "54000"
    assert "semantic_weight" in str(raised.value.diag.message_hint)

"""One row of each section: the best one, and as many as there are, beside the fast path and in hybrid searches."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from psycopg2 import Error

from tests.conftest import CreateDatabase
from tests.searches.calls import call
from tests.searches.conftest import ON_18
from tests.servers import Database, PostgresServer, created

# 300 rows in sections: one of 120 rows, one of 60, one of 40 without a slug, and twenty of four
TABLE = """
    create table public.pieces (
      id bigint primary key,
      page integer not null,
      "Slug" text,
      kind text,
      body text,
      embedding extensions.vector(8)
    );
    insert into public.pieces
    select id, s.page, s.slug, category, 'number ' || id || case when id % 3 = 0 then ' words' else '' end, embedding
    from shop.products
    cross join lateral (
      select
        case when id <= 120 then 1 when id <= 180 then 2 when id <= 220 then 3 else id / 4 end,
        case when id <= 180 then 'a' when id <= 220 then null else 's' end
    ) as s (page, slug);
    create index on public.pieces using hnsw (embedding extensions.vector_cosine_ops);
    analyze public.pieces;
"""
DECLARED = (
    "select pgmatch.create_search('public.{name}', 'public.pieces', returns => '{{id}}', content => 'body',"
    " filters => '{{\"kind text\": \"kind = $\"}}', section => '{{page, Slug}}'{more})"
)
QUERY = "(select embedding from pieces where id = 17)"
# the nearest row of each section, by comparing every row
TRUTH = f"""
    select id from (
      select distinct on (page, "Slug") id, (embedding operator(extensions.<=>) {QUERY}) + 0 as distance
      from pieces where {{condition}} order by page, "Slug", distance, id
    ) as b order by distance, id limit {{count}}
"""


@pytest.fixture(scope="module")
def template(server: PostgresServer, shop_template: str) -> Iterator[str]:
    with created(server, "pieces", template=shop_template) as made:
        made.execute(TABLE)
        made.execute("grant select on pieces to anon")
        made.execute(DECLARED.format(name="match_pieces", more=""))
        made.execute(DECLARED.format(name="find_pieces", more=", hybrid => true, text_config => 'english'"))
        yield made.name


@pytest.fixture(scope="module")
def stored(server: PostgresServer, template: str) -> Iterator[Database]:
    """A copy that is only read."""
    with created(server, "pieces_stored", template=template) as made:
        yield made


@pytest.fixture
def pieces(server: PostgresServer, create_database: CreateDatabase, template: str) -> Database:
    return create_database(server, template=template)


@pytest.mark.parametrize("count", [0, 1, 5, 23, 100])
@pytest.mark.parametrize(
    ("arguments", "condition"),
    [
        ("", "true"),
        (", kind => 'hats'", "kind = 'hats'"),
        (", min_content_length => 12", "length(body) >= 12"),
        (", match_threshold => 0.8", f"1 - (embedding operator(extensions.<=>) {QUERY}) > 0.8"),
        (", ef_search => 50, candidates => 100", "true"),
    ],
)
def test_each_section_has_its_nearest_row_and_no_section_is_missing(
    stored: Database, count: int, arguments: str, condition: str
) -> None:
    found = stored.rows(f"select id from match_pieces({QUERY}, {count}, one_per_section => true{arguments})")
    assert found == stored.rows(TRUTH.format(condition=condition, count=count))


def test_without_the_argument_the_fast_path_returns_every_row(pieces: Database) -> None:
    found = call(pieces, f"select id from match_pieces({QUERY}, 20)")
    assert found.is_fast
    assert found.rows == pieces.rows(
        f"select id from pieces order by (embedding operator(extensions.<=>) {QUERY}) + 0, id limit 20"
    )


@pytest.mark.parametrize("count", [1, 5, 23, 100])
@pytest.mark.parametrize("text", ["words", "", "number words -200"])
def test_a_hybrid_search_has_the_best_row_of_each_section(stored: Database, count: int, text: str) -> None:
    # so few rows that both searches find all of them, for any count
    asked = f"find_pieces('{text}', {QUERY}, {{}}, kind => 'hats'"
    every = stored.rows(
        'select id, page, "Slug" from pieces as p'
        f" join {asked.format(300)}) as f using (id) order by f.score desc, id"
    )
    best = {tuple(section): id_ for id_, *section in reversed(every)}
    found = stored.rows(f"select id from {asked.format(count)}, one_per_section => true)")
    assert [id_ for (id_,) in found] == [id_ for id_, *section in every if best[tuple(section)] == id_][
        :count
    ]


@ON_18
def test_sections_behind_ten_thousand_rows_of_another_are_found(pieces: Database) -> None:
    # which takes longer row by row
    pieces.execute(
        "drop index pieces_embedding_idx;"
        "insert into pieces (id, page, body, embedding) select 1000 + i, 99, 'words', embedding"
        " from pieces cross join generate_series(1, 11000) as i where id = 17;"
        "create index pieces_embedding_idx on pieces using hnsw (embedding extensions.vector_cosine_ops);"
        "select pgmatch.refresh_searches()"
    )
    assert len(pieces.rows(f"select id from match_pieces({QUERY}, 24, one_per_section => true)")) == 24
    assert (
        len(pieces.rows(f"select id from find_pieces('words', {QUERY}, 24, one_per_section => true)")) == 24
    )


def test_policies_leave_whole_answers(pieces: Database) -> None:
    pieces.execute(
        "alter table pieces enable row level security;"
        "create policy hats on pieces for select using (kind = 'hats')"
    )
    vector = pieces.rows("select embedding from pieces where id = 17")[0][0]
    for asked in (f"match_pieces('{vector}'", f"find_pieces('words', '{vector}'"):
        found = call(
            pieces, f"select id from public.{asked}, 100, one_per_section => true)", role="anon"
        ).rows
        assert len(found) == 23
    assert call(
        pieces, f"select id from public.match_pieces('{vector}', 5, one_per_section => true)", role="anon"
    ).rows == pieces.rows(TRUTH.format(condition="kind = 'hats'", count=5))


@ON_18
def test_a_renamed_column_is_followed(pieces: Database) -> None:
    before = pieces.rows(f"select id from match_pieces({QUERY}, 9, one_per_section => true)")
    pieces.execute('alter table pieces rename "Slug" to anchor; select pgmatch.refresh_searches()')
    assert pieces.rows(f"select id from match_pieces({QUERY}, 9, one_per_section => true)") == before
    assert pieces.rows("select distinct section from pgmatch.search_function") == [(["page", "anchor"],)]


@ON_18
@pytest.mark.parametrize(
    ("more", "sqlstate", "message"),
    [
        ("section => '{}'", "22023", "section is empty"),
        ("section => '{colour}'", "42703", "section names 'colour', but public.pieces has no such column"),
        ("section => '{null}'", "42703", "section names NULL"),
        ("section => '{place}'", "42883", "section 'place' is not valid for public.pieces"),
        ("section => '{page}', contract => 'supabase'", "22023", "the contract supabase decides"),
    ],
)
def test_a_wrong_section_is_a_clear_error(pieces: Database, more: str, sqlstate: str, message: str) -> None:
    pieces.execute("alter table pieces add column place json")
    with pytest.raises(Error, match=message) as raised:
        pieces.execute(f"select pgmatch.create_search('other', 'pieces', {more})")
    assert raised.value.pgcode == sqlstate
    assert raised.value.diag.message_hint

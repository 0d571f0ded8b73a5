"""More like this, and pairs that are almost the same."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg2
import pytest

from pgmatch.migrate import upgrade
from tests.conftest import CreateDatabase
from tests.functions.corpus import exact, fill, query_vector
from tests.servers import Database, PostgresServer, created

PAGES = 60
SECTIONS = 10 * PAGES
# on page 1 itself, on page 2, and a cluster of thirty copies on pages 11 to 40
TWINS = """
    insert into nods_page_section (page_id, content, embedding)
    select 1, 'twin', s.embedding from nods_page_section as s where s.id = 5;
    insert into nods_page_section (page_id, content, embedding)
    select 2, 'twin', s.embedding from nods_page_section as s where s.id = 5;
    insert into nods_page_section (page_id, content, embedding)
    select 10 + i, 'copy', s.embedding from nods_page_section as s cross join generate_series(1, 30) as i
    where s.id = 500;
    analyze
"""


@pytest.fixture(scope="module")
def corpus(server: PostgresServer) -> Iterator[Database]:
    with created(server, "similar", extension_schema="extensions") as made:
        upgrade(made.url, access="public_read", dimensions="64")
        fill(made, PAGES)
        made.execute(TWINS)
        yield made


def similar(database: Database, arguments: str) -> list[int]:
    return [row[0] for row in database.rows(f"select id from find_similar_sections({arguments})")]


def test_more_like_this_is_the_nearest_without_itself(corpus: Database) -> None:
    nearest = exact(corpus, query_vector(corpus, 5), 21)
    found = similar(corpus, "id => 5, match_count => 20")
    assert 5 not in found
    assert len(found) == len(set(found)) == 20
    assert found[:2] == [SECTIONS + 1, SECTIONS + 2], "its twins"
    assert len(set(found) & set(nearest)) >= 19


def test_the_own_page_can_be_left_out_without_losing_rows(corpus: Database) -> None:
    nearest = exact(corpus, query_vector(corpus, 5), 20, "s.page_id <> 1")
    found = similar(corpus, "5, 20, other_pages => true")
    assert len(found) == 20
    assert len(set(found) & set(nearest)) >= 19
    assert found[0] == SECTIONS + 2
    assert SECTIONS + 1 not in found


def test_candidates_count_for_the_wanted_sections(corpus: Database) -> None:
    assert len(similar(corpus, "5, 10, candidates => 10, other_pages => true")) == 10
    with pytest.raises(psycopg2.Error, match="candidates 9 is not between match_count, 10,"):
        similar(corpus, "5, 10, candidates => 9")


def test_filters_and_thresholds_apply(corpus: Database) -> None:
    assert similar(corpus, "5, page_type => '0.1'")[0] == SECTIONS + 1
    assert similar(corpus, "5, match_threshold => 0.99") == [SECTIONS + 1, SECTIONS + 2]
    assert similar(corpus, "5, min_content_length => 599, match_count => 3") != []
    assert similar(corpus, "5, match_count => 0") == []


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ("999999", "P0002", "section 999999"),
        ("null", "P0002", "section null"),
        ("5, null", "22004", "match_count"),
        ("5, -1", "2201W", "-1"),
        ("5, 10000", "22023", "match_count 10000 and the sections left out, 1,"),
        ("5, 9995, other_pages => true", "22023", "match_count 9995 and the sections left out, 11,"),
        ("5, ef_search => 0", "22023", "ef_search 0"),
    ],
)
def test_wrong_arguments_are_named(corpus: Database, arguments: str, code: str, message: str) -> None:
    with pytest.raises(psycopg2.Error, match=message) as refused:
        similar(corpus, arguments)
    assert refused.value.pgcode == code
    assert refused.value.diag.message_hint


def test_a_section_without_embedding_says_so(corpus: Database) -> None:
    with corpus.connect() as connection, connection.cursor() as cursor:
        cursor.execute("insert into nods_page_section (page_id, content) values (1, 'x') returning id")
        with pytest.raises(psycopg2.Error, match="has no embedding") as refused:
            cursor.execute("select * from find_similar_sections(%s)", cursor.fetchone())
        connection.rollback()
    connection.close()
    assert refused.value.pgcode == "55000"


def test_a_hidden_section_is_as_if_it_did_not_exist(corpus: Database) -> None:
    with corpus.connect() as connection, connection.cursor() as cursor:
        cursor.execute(
            "drop policy pgmatch_readers on nods_page_section;"
            "create policy few on nods_page_section for select to anon using (page_id > 1); set local role anon"
        )
        with pytest.raises(psycopg2.Error, match="section 5 does not exist"):
            cursor.execute("select * from find_similar_sections(5)")
        connection.rollback()
    connection.close()


def pairs(database: Database, arguments: str) -> list[tuple[int, int]]:
    return database.rows(f"select id, other_id from find_duplicate_sections({arguments})")


def test_every_pair_comes_once_and_the_nearest_first(corpus: Database) -> None:
    truth = corpus.rows(
        "select a.id, b.id from nods_page_section as a join nods_page_section as b on a.id < b.id"
        " where -(a.embedding operator(extensions.<#>) b.embedding) > 0.5"
    )
    found = corpus.rows("select id, other_id, similarity from find_duplicate_sections(0.5, 9999)")
    assert len(truth) > 1000
    assert len({row[:2] for row in found}) == len(found)
    assert len({row[:2] for row in found} & set(truth)) >= 0.99 * len(truth)
    assert found == sorted(found, key=lambda row: (-row[2], row[0], row[1]))


def test_a_cluster_larger_than_the_first_look_is_found_whole(corpus: Database) -> None:
    found = pairs(corpus, "0.9999, 1000")
    copies = [500, *range(SECTIONS + 3, SECTIONS + 33)]
    cluster = {(a, b) for a in copies for b in copies if a < b}
    twins = {(5, SECTIONS + 1), (5, SECTIONS + 2), (SECTIONS + 1, SECTIONS + 2)}
    assert set(found) == cluster | twins
    assert len(found) == len(set(found))


@pytest.mark.parametrize("other_pages", ["false", "true"])
def test_of_many_copies_no_more_pairs_are_kept_than_are_wanted(
    server: PostgresServer, create_database: CreateDatabase, corpus: Database, other_pages: str
) -> None:
    made = create_database(server, template=corpus.name)
    made.execute(
        "insert into nods_page_section (id, page_id, content, embedding)"
        " select 90000 + i, 2 + i % 10, 'copy', s.embedding from generate_series(1, 300) as i"
        " inner join nods_page_section as s on s.id = 550"
    )
    truth = made.rows(
        "select a.id, b.id from nods_page_section as a"
        " inner join nods_page_section as b on b.id > a.id and b.id > 90000"
        f" where a.id > 90000 and (not {other_pages} or a.page_id <> b.page_id) order by a.id, b.id limit 50"
    )
    assert pairs(made, f"0.9999, 50, page_type => '1', other_pages => {other_pages}") == truth


def test_a_vector_of_zeros_is_similar_to_nothing_and_stops_nothing(
    server: PostgresServer, create_database: CreateDatabase, corpus: Database
) -> None:
    made = create_database(server, template=corpus.name)
    made.execute(
        "update nods_page_section set embedding = array_fill(0::real, array[64])::extensions.vector where id = 77"
    )
    found = pairs(made, "0.9999, 1000")
    assert len(found) == 31 * 30 // 2 + 3
    assert not any(77 in pair for pair in found)


def test_few_pairs_are_the_best(corpus: Database) -> None:
    assert pairs(corpus, "0.5, 7") == pairs(corpus, "0.5, 1000")[:7]


def test_pairs_within_a_page_can_be_left_out(corpus: Database) -> None:
    found = set(pairs(corpus, "0.9999, 1000, other_pages => true"))
    assert (5, SECTIONS + 1) not in found
    assert (5, SECTIONS + 2) in found


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("null", "22004"),
        ("0.9, null", "22004"),
        ("'NaN'", "22023"),
        ("0.9, 0", "22023"),
        ("0.9, 10000", "22023"),
    ],
)
def test_wrong_thresholds_and_counts_are_refused(corpus: Database, arguments: str, code: str) -> None:
    with pytest.raises(psycopg2.Error) as refused:
        pairs(corpus, arguments)
    assert refused.value.pgcode == code
    assert refused.value.diag.message_hint

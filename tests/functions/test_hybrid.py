"""Hybrid search: words and meaning, each found alone, fused by ranks; hostile questions; the line nods_text."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import psycopg2
import pytest
from alembic import op
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import NullPool, create_engine, text

import pgmatch.alembic
from pgmatch.migrate import downgrade, export, upgrade
from pgmatch.migrate.errors import MigrationError
from pgmatch.settings import database_url
from tests.catalog import differences, snapshot
from tests.conftest import CreateDatabase, InstallDatabase
from tests.functions.plans import plans
from tests.security.test_rules import RULES
from tests.servers import Database, PostgresServer, created

SEARCH = "select id, score, full_text_rank, semantic_rank from hybrid_search_page_sections(%s, %s, {})"
EAST = "[1,0,0]"
# by meaning, from EAST on: 1, 5, 2, 3, 4; the sixth has no embedding
ROWS = """
    insert into nods_page (path, type, source, meta) values ('/p', 'a', 's', '{"v": 1}'), ('/q', 'b', 't', null);
    insert into nods_page_section (page_id, heading, content, embedding) values
      (1, 'Cats', 'about nothing at all', '[1,0,0]'),
      (1, 'Pets', 'cats and dogs together', '[0.8,0.6,0]'),
      (2, 'Mice', 'a mouse fears cats', '[0,1,0]'),
      (2, 'Birds', 'they fly', '[-1,0,0]'),
      (1, 'Fish', 'they swim', '[0.9,0.4358899,0]'),
      (1, 'Horses', 'horses run on grass', null)
"""


@pytest.fixture(scope="module")
def template(server: PostgresServer) -> Iterator[str]:
    with created(server, "hybrid_template", extension_schema="extensions") as made:
        upgrade(made.url, dimensions="3", access="public_read")
        upgrade(made.url, "nods_text")
        made.execute(ROWS)
        yield made.name


@pytest.fixture(scope="module")
def hybrid(server: PostgresServer, template: str) -> Iterator[Database]:
    with created(server, "hybrid", template=template) as made:
        yield made


@pytest.fixture
def copy(server: PostgresServer, create_database: CreateDatabase, template: str) -> Database:
    """A copy, for tests that change something."""
    return create_database(server, template=template)


@pytest.fixture
def without_words(supabase_server: PostgresServer, install_database: InstallDatabase) -> Database:
    """The line nods alone, for what does not depend on the version."""
    return install_database(
        supabase_server, extension_schema="extensions", dimensions="3", access="public_read"
    )


def search(database: Database, text: str | None, vector: str | None = EAST, arguments: str = "10") -> Any:
    return database.rows(SEARCH.format(arguments), (text, vector))


def ids(database: Database, text: str | None, arguments: str = "10, semantic_weight => 0") -> list[int]:
    return [row[0] for row in search(database, text, EAST, arguments)]


def test_the_section_with_all_words_is_found_behind_thousands_with_one(copy: Database) -> None:
    copy.execute(
        "drop index nods_page_section_embedding_hnsw_ip_idx;"
        "insert into nods_page_section (page_id, content, embedding)"
        " select 1, 'alpha', '[0,1,0]' from generate_series(1, 10001);"
        "insert into nods_page_section (id, page_id, content, embedding) values (77777, 1, 'alpha beta', '[0,1,0]')"
    )
    assert ids(copy, "alpha beta")[0] == 77777


def test_an_option_with_two_dashes_is_a_word_and_excludes_nothing(copy: Database) -> None:
    copy.execute(
        "insert into nods_page_section (id, page_id, content, embedding)"
        " values (88888, 1, 'pgmatch --sql writes the statements', '[0,1,0]')"
    )
    assert ids(copy, "pgmatch --sql")[0] == 88888


def test_a_session_with_old_strings_searches_as_any_other(copy: Database) -> None:
    with copy.connect() as connection, connection.cursor() as cursor:
        cursor.execute("set standard_conforming_strings = off")
        cursor.execute("select id from hybrid_search_page_sections('upgrade --help', '[1,0,0]', 3)")
        first = cursor.fetchall()
        cursor.execute("set standard_conforming_strings = on")
        cursor.execute("select id from hybrid_search_page_sections('upgrade --help', '[1,0,0]', 3)")
        assert cursor.fetchall() == first != []
        assert connection.notices == []
    connection.close()


def test_candidates_below_the_depth_of_the_search_are_enough(hybrid: Database) -> None:
    assert search(hybrid, "cats", EAST, "10, candidates => 10") == search(hybrid, "cats", EAST, "10")


def test_scores_are_the_sums_of_weight_over_k_plus_rank(hybrid: Database) -> None:
    assert search(hybrid, "cats") == [
        (1, pytest.approx(1 / 51 + 1 / 51), 1, 1),
        (2, pytest.approx(1 / 52 + 1 / 53), 2, 3),
        (3, pytest.approx(1 / 53 + 1 / 54), 3, 4),
        (5, pytest.approx(1 / 52), None, 2),
        (4, pytest.approx(1 / 55), None, 5),
    ]
    weighed = search(hybrid, "cats", EAST, "3, full_text_weight => 0.25, semantic_weight => 2, rrf_k => 1")
    assert weighed == [
        (1, pytest.approx(0.25 / 2 + 2 / 2), 1, 1),
        (5, pytest.approx(2 / 3), None, 2),
        (2, pytest.approx(0.25 / 3 + 2 / 4), 2, 3),
    ]


def test_a_section_that_one_search_finds_alone_is_found(hybrid: Database) -> None:
    assert search(hybrid, "horse")[:2] == [
        (1, pytest.approx(1 / 51), None, 1),
        (6, pytest.approx(1 / 51), 1, None),
    ]


def test_sections_with_a_code_come_first_however_far_their_meaning_is(copy: Database) -> None:
    copy.execute(
        "insert into nods_page_section (id, page_id, heading, content, embedding) select 100 + i, 1,"
        " 'Error codes', 'error code error code', '[1,0,0]' from generate_series(1, 50) as i;"
        "insert into nods_page_section (id, page_id, heading, content, embedding) values"
        " (201, 1, 'Serialization', 'a long story that ends with 40P01', '[-1,0.1,0]'),"
        " (202, 1, 'FSTSEC001', 'a warning', '[-1,0.1,0]')"
    )
    [(first, score, words, meaning)] = search(copy, "error code 40P01", EAST, "1")
    assert (first, words) == (201, 1)
    assert score == pytest.approx(2 / 51 + 1 / (50 + meaning))
    assert ids(copy, "error code fstsec001")[0] == 202
    copy.execute(
        "insert into nods_page_section (page_id, heading, content)"
        " select 1, 'Common', 'seen in 40P01' from generate_series(1, 20)"
    )
    assert ids(copy, "error code 40P01")[0] in range(101, 151)


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("'cat' | '40p01'", 1),
        ("'40p01' <-> 'cat'", 1),
        ("'cat' | 'v1'", 0),
        ("'cat' <2> 'page'", 0),
        ("'cat' <-> 'sit' <12> 'page'", 0),
        ("'cat'", 0),
    ],
)
def test_codes_are_terms_of_three_characters_with_a_digit(copy: Database, question: str, codes: int) -> None:
    copy.execute(
        "insert into nods_page_section (page_id, content, context) values (1, 'of 40P01 cats sit v1', 'on a page')"
    )
    matches = (
        "select codes from pgmatch.text_matches(null::bigint, 'nods_page_section', 'id', 's.fts', %s, 100)"
    )
    assert copy.rows(matches, [question]) == [(codes,)]


def test_equal_scores_come_in_the_order_of_their_ids(copy: Database) -> None:
    assert [search(copy, "horse", EAST, str(count))[-1][0] for count in (1, 2)] == [1, 6]
    copy.execute(
        "insert into nods_page_section (page_id, heading, content) select 1, 'T', 'tied' from generate_series(1, 50)"
    )
    assert ids(copy, "tied", "20, semantic_weight => 0") == list(range(7, 27))


def test_the_columns_are_those_of_the_section_and_its_page(hybrid: Database) -> None:
    found = hybrid.rows(
        "select id, page_id, path, slug, heading, content from hybrid_search_page_sections('birds', %s, 1,"
        " semantic_weight => 0)",
        (EAST,),
    )
    assert found == [(4, 2, "/q", None, "Birds", "they fly")]


@pytest.mark.parametrize(("arguments", "wanted"), [
    ("path_prefix => '/p'", [1, 2]),
    ("page_type => 'b'", [3]),
    ("source => 's'", [1, 2]),
    ("""meta => '{"v": 1}'""", [1, 2]),
    ("min_content_length => 20", [1, 2]),
    ("page_type => 'nothing'", []),
])  # fmt: skip
def test_filters_apply_to_both_searches(hybrid: Database, arguments: str, wanted: list[int]) -> None:
    assert ids(hybrid, "cats", f"10, semantic_weight => 0, {arguments}") == wanted
    both = set(ids(hybrid, "cats", f"10, {arguments}"))
    assert both >= set(wanted)
    assert both == set(ids(hybrid, "", f"10, {arguments}"))


@pytest.mark.parametrize("text", [None, "", "  ", "the of and", "-cats", "()&|!:*", "'", "\\", "zyxwv"])
def test_without_words_to_find_the_meaning_alone_counts(hybrid: Database, text: str | None) -> None:
    found = search(hybrid, text)
    assert [row[0] for row in found] == [1, 5, 2, 3, 4]
    assert {row[2] for row in found} == {None}


def test_the_title_of_a_page_is_found_for_every_piece_and_changes_no_ranks(copy: Database) -> None:
    before = ids(copy, "cats")
    copy.execute("update nods_page_section set context = 'Zoology: ' || heading where page_id = 1")
    assert sorted(ids(copy, "zoology")) == [1, 2, 5, 6]
    assert ids(copy, "zoology cats")[0] == 1
    assert ids(copy, "cats") == before


def test_phrases_exclusions_and_missing_words(hybrid: Database) -> None:
    assert ids(hybrid, '"cats dogs"') == []
    assert ids(hybrid, '"cats and dogs"') == [2]
    assert ids(hybrid, "cats -dogs") == [1, 3]
    assert ids(hybrid, 'cats birds -"fears cats"') == [4, 1, 2]
    assert set(ids(hybrid, "mice horse or birds")) == {3, 4, 6}
    assert ids(hybrid, "mice or -dogs") == ids(hybrid, "mice")


def test_a_section_with_the_rare_word_comes_before_those_with_the_common_ones(copy: Database) -> None:
    copy.execute(
        "insert into nods_page_section (page_id, heading, content)"
        " select 1, 'Errors of an ingest', 'an error, and another error, of the ingest' from generate_series(1, 100);"
        "insert into nods_page_section (id, page_id, content)"
        " values (7777, 1, 'a write in a read-only transaction ends with 25006')"
    )
    assert ids(copy, "ERROR 25006 on ingest", "1, semantic_weight => 0") == [7777]


def test_rows_that_a_policy_hides_do_not_change_the_order_of_the_others(copy: Database) -> None:
    """beta is rarer in the table, alpha among the rows that anon may see."""
    copy.execute(
        "insert into nods_page_section (id, page_id, content) values (901, 1, 'alpha');"
        "insert into nods_page_section (id, page_id, content) select 910 + i, 1, 'beta' from generate_series(1, 9) as i;"
        "insert into nods_page_section (page_id, content) select 2, 'alpha' from generate_series(1, 90);"
        "drop policy pgmatch_readers on nods_page_section;"
        "create policy own on nods_page_section for select to anon using (page_id = 1);"
        "analyze nods_page_section"
    )
    question = "select id from hybrid_search_page_sections('alpha beta', %s, 5, semantic_weight => 0)"

    def found() -> list[int]:
        with copy.as_role("anon") as cursor:
            cursor.execute(question, (EAST,))
            return [row[0] for row in cursor.fetchall()]

    before = found()
    assert before == [901, 911, 912, 913, 914]
    assert copy.rows(question, (EAST,))[0] == (911,)
    copy.execute("delete from nods_page_section where page_id = 2")
    assert found() == before


@pytest.mark.parametrize(
    "text",
    [
        " ".join(f"word{i}" for i in range(500)) + " cats",
        "cats " + " ".join(f"word{i}" for i in range(500)),
        "cats " * 200_000,
        "cats " + "-".join("abcdefghij" * 100_000),
        "cats " + "-a-b " * 1000,
        'cats "' + "a-b " * 1000,
        "cats " + "(" * 1_000_000,
        "cats'); drop table nods_page; --",
        "cats & | ! :* <-> ' \" \\ %s %L $1 $$ {x}",
        "cats http://a.com/b|c&d?e='f'",
        "cats \U0001f408 \x01 \u202e",
    ],
    ids=range(11),
)
def test_long_and_hostile_questions_are_survived(hybrid: Database, text: str) -> None:
    found = search(hybrid, text)
    assert {row[0] for row in found} == {1, 2, 3, 4, 5}
    if not text.startswith("word0"):
        assert [row[0] for row in found if row[2]] == [1, 2, 3]


PHRASES = [f'"a{i} b{i}"' for i in range(100)]


@pytest.mark.parametrize(
    ("text", "found", "excluded"),
    [
        (" ".join(f"w{i}" for i in range(31)), 31, 0),
        (" ".join(f"w{i}" for i in range(32)), 32, 0),
        (" ".join(f"w{i}" for i in range(33)), 32, 0),
        (" ".join(f"w{i}" for i in range(500)), 32, 0),
        (" or ".join(f"w{i}" for i in range(500)), 32, 0),
        (" ".join(PHRASES), 32, 0),
        (" or ".join(PHRASES), 32, 0),
        ("w " + " ".join(PHRASES), 33, 0),
        ("w " + " ".join(f"-{phrase}" for phrase in PHRASES), 1, 32),
        ("w " + " ".join(f"-x{i}" for i in range(100)), 1, 32),
        ('"' + "w " * 500 + '"', 32, 0),
        ('w -"' + "x " * 500 + '"', 1, 32),
        ('w "' + "x " * 500 + '" y', 33, 0),
        ("w " + " ".join(f"x{i}-y{i}-z{i}" for i in range(100)), 33, 0),
        ("w " + " ".join(f"-x{i}-y{i}-z{i}" for i in range(100)), 1, 32),
    ],
    ids=range(15),
)
def test_only_the_first_32_words_of_a_question_are_looked_for(
    hybrid: Database, text: str, found: int, excluded: int
) -> None:
    ((terms, exclusions, whole),) = hybrid.rows(
        "select array_to_string(q.terms, ' '), coalesce(q.excluded::text, ''), q.all_terms::text from"
        " pgmatch.query_terms(pgmatch.text_query("
        "'english', pgmatch.nods_text_question(pgmatch.question_text(%s)))) as q",
        (text,),
    )
    assert (terms.count("'") // 2, exclusions.count("'") // 2) == (found, excluded)
    assert whole is None or whole.count("'") // 2 == found + excluded


@pytest.mark.parametrize("name", ["path_prefix", "page_type", "source", "meta"])
def test_a_filter_too_long_to_be_read_is_refused(hybrid: Database, name: str) -> None:
    value = json.dumps({"k": "x" * 10_000}) if name == "meta" else "x" * 10_001
    for call in ("hybrid_search_page_sections('cats', %s", "search_page_sections(%s"):
        with pytest.raises(psycopg2.Error, match=f"{name} has more than 10000 bytes") as refused:
            hybrid.rows(f"select * from {call}, {name} => %s)", (EAST, value))
        assert refused.value.pgcode == "22023"
        assert refused.value.diag.message_hint
    fits = json.dumps({"k": "x" * 9_900}) if name == "meta" else "x" * 10_000
    assert hybrid.rows(f"select * from search_page_sections(%s, {name} => %s)", (EAST, fits)) == []


@pytest.mark.parametrize(
    ("sqlstate", "vector", "arguments"),
    [
        ("22004", None, "10"),
        ("22004", EAST, "null"),
        ("2201W", EAST, "-1"),
        ("22023", EAST, "10001"),
        ("22023", "[1,0]", "10"),
        ("22023", EAST, "10, full_text_weight => -1"),
        ("22023", EAST, "10, semantic_weight => 'NaN'"),
        ("22023", EAST, "10, semantic_weight => 'infinity'"),
        ("22023", EAST, "10, semantic_weight => null"),
        ("22023", EAST, "10, full_text_weight => 0, semantic_weight => 0"),
        ("22023", EAST, "10, rrf_k => 0"),
        ("22023", EAST, "10, rrf_k => null"),
        ("22023", EAST, "10, ef_search => 0"),
    ],
)
def test_bad_arguments_are_refused_with_a_hint(
    hybrid: Database, sqlstate: str, vector: str | None, arguments: str
) -> None:
    with pytest.raises(psycopg2.Error) as refused:
        search(hybrid, "cats", vector, arguments)
    assert refused.value.pgcode == sqlstate
    assert refused.value.diag.message_hint


def test_the_widest_limits_are_accepted(hybrid: Database) -> None:
    assert len(search(hybrid, "cats", EAST, "10000, rrf_k => 2147483647")) == 5
    assert len(search(hybrid, "cats", EAST, "10, full_text_weight => 1e308, semantic_weight => 1e308")) == 5
    assert search(hybrid, "cats", EAST, "0") == []


def test_the_longest_words_never_fail_an_insert(copy: Database) -> None:
    # four bytes a character, each twice: in the part and in the compound
    letter = "chr(94208 + floor(random() * 6000)::integer)"
    copy.execute(
        "select setseed(0.5);"
        " insert into nods_page_section (page_id, heading, content)"
        f" select 1, string_agg(w, ' '), string_agg(w, ' ')"
        f" from (select {letter} || {letter} || '-' || {letter} || {letter} as w from generate_series(1, 50000)) as t"
    )
    ((bytes_of_lexemes,),) = copy.rows(
        "select sum(octet_length(l.lexeme) + 4) from nods_page_section, unnest(fts) as l where id = 7"
    )
    assert 700_000 < bytes_of_lexemes < 1_048_576


def test_the_index_on_words_is_used_by_the_owner_and_by_anon(copy: Database) -> None:
    if not copy.server.libraries >= {"auto_explain"}:
        assert copy.rows("show server_version_num") < [("170000",)], "only the build of 16 lacks it"
        return
    copy.execute(
        "insert into nods_page_section (page_id, heading, content)"
        " select 1, 'H' || i, 'common words and number' || i from generate_series(1, 3000) as i"
    )
    copy.execute("analyze nods_page_section")
    statement = "select id from public.hybrid_search_page_sections(%s, %s)"
    for role in ("postgres", "anon"):
        for question in ("number77", "common"):
            legs = [plan for plan in plans(copy, statement, (question, EAST), role) if "CTE counted" in plan]
            assert legs
            assert all("nods_page_section_fts_idx" in plan for plan in legs), legs


def test_no_more_than_ten_thousand_sections_are_ranked(copy: Database) -> None:
    copy.execute(
        "insert into nods_page_section (page_id, heading, content)"
        " select 1, 'H', 'common' from generate_series(1, 10500) as i"
    )
    matches = (
        "select cardinality(t.keys) from pgmatch.text_matches("
        "null::bigint, 'nods_page_section', 'id', 's.fts', 'common', 20000) as t"
    )
    assert copy.rows(matches) == [(10_000,)]


def may_search(database: Database, role: str) -> bool:
    with database.as_role(role) as cursor:
        try:
            cursor.execute(SEARCH.format("10"), ("cats", EAST))
        except psycopg2.errors.InsufficientPrivilege:
            return False
        return bool(cursor.fetchall())


def test_the_access_mode_is_that_of_nods(copy: Database) -> None:
    assert [may_search(copy, role) for role in ("anon", "service_role")] == [True, True]
    copy.execute("select pgmatch.set_access('private')")
    assert [may_search(copy, role) for role in ("anon", "service_role")] == [False, True]
    assert copy.rows("select distinct access from pgmatch.install where line <> 'core'") == [("private",)]
    copy.execute("select pgmatch.set_access('public_read', 'nods_text')")
    assert may_search(copy, "anon")
    with copy.as_role("anon") as cursor:
        cursor.execute("select id from match_page_sections(%s, null, 1, 0)", (EAST,))
        assert cursor.fetchall() == [(1,)]


def test_a_private_install_is_private_to_hybrid_searches(
    supabase_server: PostgresServer, install_database: InstallDatabase
) -> None:
    made = install_database(supabase_server, "nods_text", extension_schema="extensions", dimensions="3")
    made.execute(ROWS)
    assert [may_search(made, role) for role in ("anon", "service_role")] == [False, True]


def test_the_security_rules_hold(hybrid: Database) -> None:
    assert {rule: hybrid.rows(query) for rule, (query, _) in RULES.items()} == {rule: [] for rule in RULES}


def test_another_configuration_finds_the_words_of_another_language(without_words: Database) -> None:
    upgrade(without_words.url, "nods_text", text_config="german")
    without_words.execute(
        "insert into nods_page (path) values ('/p');"
        "insert into nods_page_section (page_id, content, embedding) values (1, 'viele Häuser', '[0,1,0]')"
    )
    assert ids(without_words, "das Haus") == [1]
    with pytest.raises(MigrationError, match="text_config=english contradicts .* has text_config=german"):
        upgrade(without_words.url, "nods_text", text_config="english")
    upgrade(without_words.url, "nods_text")


def test_a_configuration_of_the_users_own_is_found(without_words: Database) -> None:
    without_words.execute("create text search configuration public.own (copy = pg_catalog.simple)")
    upgrade(without_words.url, "nods_text", text_config="own")
    upgrade(without_words.url, "nods_text", text_config="own")
    without_words.execute(ROWS)
    assert (ids(without_words, "cat"), ids(without_words, "cats")) == ([], [1, 2, 3])


def test_an_unknown_configuration_is_refused_by_name(without_words: Database) -> None:
    before = snapshot(without_words.connect())
    for name in ("klingon", "3748", "a.b.c.d", "nowhere.own", "x y", "'"):
        with pytest.raises(MigrationError, match="is not a text search configuration") as refused:
            upgrade(without_words.url, "nods_text", text_config=name)
        assert name in refused.value.message
    assert differences(before, snapshot(without_words.connect())) == []


def test_options_that_contradict_nods_are_refused(without_words: Database) -> None:
    for option in ({"dimensions": "4"}, {"access": "private"}, {"schema": "other"}):
        with pytest.raises(MigrationError, match="contradicts the installed line"):
            upgrade(without_words.url, "nods_text", **option)
    upgrade(
        without_words.url, "nods_text", dimensions="3", access="public_read", schema="public", metric="ip"
    )


def test_without_nods_the_line_is_refused_and_leaves_nothing(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server)
    before = snapshot(made.connect())
    with pytest.raises(MigrationError, match='the line "nods".*not installed') as refused:
        upgrade(made.url, "nods_text")
    assert refused.value.hint == "Run first: pgmatch alembic upgrade head"
    assert differences(before, snapshot(made.connect())) == []
    upgrade(made.url, revision="nods_0004")
    with pytest.raises(MigrationError, match="only at nods_0004"):
        upgrade(made.url, "nods_text")


def test_the_line_goes_up_and_down_without_a_trace(
    server: PostgresServer, install_database: InstallDatabase
) -> None:
    made = install_database(server, extension_schema="extensions", dimensions="3")
    made.execute(ROWS)
    upgrade(made.url, "nods_text")
    downgrade(made.url, "nods_text")  # the version table stays for good
    before = snapshot(made.connect())
    upgrade(made.url, "nods_text")
    upgraded = snapshot(made.connect())
    upgrade(made.url, "nods_text")
    assert differences(upgraded, snapshot(made.connect())) == []
    assert ids(made, "cats") == [1, 2, 3]
    downgrade(made.url, "nods_text")
    assert differences(before, snapshot(made.connect())) == []
    assert made.rows("select count(*) from nods_page_section") == [(6,)]


def test_nods_stays_while_nods_text_is_installed(copy: Database) -> None:
    before = snapshot(copy.connect())
    with pytest.raises(MigrationError, match='the line "nods_text" is installed') as refused:
        downgrade(copy.url, drop_data="yes")
    assert refused.value.hint == "Downgrade it first: pgmatch alembic -n nods_text downgrade base"
    assert differences(before, snapshot(copy.connect())) == []
    downgrade(copy.url, "nods_text")
    downgrade(copy.url, drop_data="yes")


def test_exported_sql_makes_the_same_catalog(
    without_words: Database, install_database: InstallDatabase
) -> None:
    script = io.StringIO()
    export(script, "nods_text")
    without_words.execute(script.getvalue())
    upgraded = install_database(
        without_words.server, "nods_text", extension_schema="extensions", dimensions="3", access="public_read"
    )
    assert differences(snapshot(upgraded.connect()), snapshot(without_words.connect())) == []


def test_the_line_goes_into_a_migration_of_somebody_elses(without_words: Database) -> None:
    engine = create_engine(database_url(without_words.url), poolclass=NullPool)
    with engine.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        pgmatch.alembic.upgrade(op, "nods_text", to="nods_text_0001", text_config="german")
        left = connection.scalar(text("select current_setting('pgmatch.text_config')"))
    assert left == ""
    assert without_words.rows(
        "select text_config from pgmatch.install where line <> 'core' order by line"
    ) == [
        (None,),
        ("german",),
    ]
    with engine.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        pgmatch.alembic.downgrade(op, "nods_text")
    assert without_words.rows("select line from pgmatch.install where line <> 'core'") == [("nods",)]


def test_a_column_of_the_users_own_is_not_touched(without_words: Database) -> None:
    without_words.execute("alter table nods_page_section add column fts text")
    with pytest.raises(MigrationError, match="already has a column fts"):
        upgrade(without_words.url, "nods_text")


def test_embeddings_stay_in_their_rows_up_to_the_longest(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server, extension_schema="extensions")
    upgrade(made.url, dimensions="1985")
    upgrade(made.url, "nods_text")
    made.execute(
        "insert into nods_page (path) values ('/p');"
        "insert into nods_page_section (page_id, token_count, slug, heading, content, embedding)"
        " select 1, 1, md5('a'), md5('b'), string_agg(md5(i::text), ' '), array_fill(1, array[1985])::extensions.vector"
        " from generate_series(1, 200) as i"
    )
    assert made.rows(
        "select pg_column_size(embedding), cardinality(tsvector_to_array(fts)) from nods_page_section"
    ) == [(7948, 212)]


def test_a_row_that_might_not_fit_is_refused(
    supabase_server: PostgresServer, create_database: CreateDatabase
) -> None:
    made = create_database(supabase_server, extension_schema="extensions")
    upgrade(made.url, dimensions="1985")
    made.execute("alter table nods_page_section add column own bigint")
    with pytest.raises(MigrationError, match="might not fit on a page"):
        upgrade(made.url, "nods_text")
    made.execute("alter table nods_page_section alter column embedding set storage external")
    upgrade(made.url, "nods_text")

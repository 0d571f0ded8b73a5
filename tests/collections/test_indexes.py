"""Indexes of collections: vecs finds ours and we find those of vecs; and the duplicates that they find."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing

import psycopg2
import pytest

from tests.cli.conftest import Run
from tests.collections.theirs import opened
from tests.servers import Database, PostgresServer, created

ROWS = 300
DIMENSIONS = 16
# the operator, and pgvector's name for indexes
MEASURES = {
    "cosine_distance": ("<=>", "cosine"),
    "l2_distance": ("<->", "l2"),
    "max_inner_product": ("<#>", "ip"),
    "l1_distance": ("<+>", "l1"),
}
CREATE = "select collections.create_index('things', {})"
LISTED = "select index, measure, method from collections.list_collections() where collection = 'things'"
INDEXES = """
    select i.relname::text from pg_index as x inner join pg_class as i on i.oid = x.indexrelid
    inner join pg_am as m on m.oid = i.relam and m.amname in ('hnsw', 'ivfflat')
    where x.indrelid = 'vecs.things'::regclass order by 1
"""


@pytest.fixture(scope="module")
def things(supabase_server: PostgresServer, install_template: Callable[..., str]) -> Iterator[Database]:
    """A collection in which the vectors of every fifth record are near those of another."""
    template = install_template(supabase_server, "collections")
    with created(supabase_server, "indexed_things", template=template) as made:
        made.execute(f"""
            set local search_path = extensions;
            select setseed(0.5);
            select collections.create_collection('things', {DIMENSIONS});
            insert into vecs.things (id, vec)
            select 'r' || i, (
              select array_agg(random()::real - 0.5) from generate_series(1, {DIMENSIONS} + 0 * i)
            )::vector
            from generate_series(1, {ROWS}) as i;
            update vecs.things as t set vec = (
              select array_agg(e + 0.001 * n::real * (substr(t.id, 2)::int % 7) order by n)
              from unnest(s.vec::real[]) with ordinality as u (e, n)
            )::vector
            from vecs.things as s
            where substr(t.id, 2)::int % 5 = 0 and s.id = 'r' || (substr(t.id, 2)::int - 2)
        """)
        yield made


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize(
    ("method", "name"),
    [
        ("'auto'", "hnsw_m16_efc64"),
        ("'hnsw', m => 5, ef_construction => 40", "hnsw_m5_efc40"),
        ("'ivfflat'", "ivfflat_nl30"),
        ("'ivfflat', n_lists => 4", "ivfflat_nl4"),
    ],
)
def test_vecs_finds_an_index_by_the_name_that_it_would_give(
    things: Database, measure: str, method: str, name: str
) -> None:
    if measure == "l1_distance" and "ivfflat" in method:
        return  # which pgvector does not have
    ((index,),) = things.rows(CREATE.format(f"'{measure}', method => {method}"))
    metric = MEASURES[measure][1]
    assert index[:-8] == f"ix_vector_{metric}_ops_{name}"
    assert index[-8] == "_"
    assert things.rows(INDEXES) == [(index,)], "it replaces the one before"
    assert things.rows(LISTED) == [(index, measure, name.split("_")[0])]
    assert things.rows(
        "select index::text from pgmatch.search_index('vecs.things', 'vec', %s)", [metric]
    ) == [(f"vecs.{index}",)]
    assert things.rows("select metric from pgmatch.search where target = 'vecs.things'::regclass") == [
        (metric,)
    ]
    with opened(things, "things", DIMENSIONS) as theirs:
        assert [m for m in MEASURES if theirs.is_indexed_for_measure(m)] == [measure]


@pytest.mark.parametrize(
    ("arguments", "name", "measure"),
    [
        ("'l2_distance', kind => 'halfvec'", "ix_halfvec_l2_ops_hnsw_m16_efc64_", "l2_distance"),
        (
            "'cosine_distance', 'ivfflat', kind => 'halfvec'",
            "ix_halfvec_cosine_ops_ivfflat_nl30_",
            "cosine_distance",
        ),
        ("kind => 'binary'", "ix_bit_hamming_ops_hnsw_m16_efc64_", None),
        ("'l1_distance', 'ivfflat', n_lists => 3, kind => 'binary'", "ix_bit_hamming_ops_ivfflat_nl3_", None),
    ],
)
def test_vecs_does_not_take_an_index_that_its_statements_cannot_use(
    things: Database, arguments: str, name: str, measure: str | None
) -> None:
    ((index,),) = things.rows(CREATE.format(arguments))
    assert index[:-7] == name
    assert things.rows(LISTED) == [(index, measure, index.split("_")[4])]
    chosen = "select index::text from pgmatch.search_index('vecs.things', 'vec', %s)"
    assert things.rows(chosen, [MEASURES[measure or "max_inner_product"][1]]) == [(f"vecs.{index}",)]
    with opened(things, "things", DIMENSIONS) as theirs:
        assert not any(theirs.is_indexed_for_measure(m) for m in MEASURES)


def test_each_replaces_the_index_of_the_other(things: Database) -> None:
    things.rows(CREATE.format("method => 'hnsw'"))
    with opened(things, "things", DIMENSIONS) as theirs:
        theirs.create_index("l1_distance", "hnsw")
    ((index, measure, method),) = things.rows(LISTED)
    assert (things.rows(INDEXES), measure, method) == ([(index,)], "l1_distance", "hnsw")
    assert index.startswith("ix_vector_l1_ops_hnsw_m16_efc64_")
    ((ours,),) = things.rows(CREATE.format("'l2_distance'"))
    assert things.rows(INDEXES) == [(ours,)]


@pytest.mark.parametrize(
    ("rows", "lists"), [(0, 30), (31_999, 31), (999_999, 999), (1_000_000, 1000), (2_000_000, 1414)]
)
def test_the_number_of_lists_is_that_of_vecs(things: Database, rows: int, lists: int) -> None:
    with closing(things.connect()) as connection, connection.cursor() as cursor:
        cursor.execute(f"""
            create or replace function pgmatch.row_count(target regclass) returns bigint
            language sql return {rows}::bigint
        """)
        cursor.execute(
            "select p.name, p.definition from pgmatch.collections_index_parts("
            "'vecs.things', 'ip', 'ivfflat', null, null, null, 'vector') as p"
        )
        ((name, definition),) = cursor.fetchall()
        connection.rollback()
    assert name.startswith(f"ix_vector_ip_ops_ivfflat_nl{lists}_")
    assert definition == f"using ivfflat (vec extensions.vector_ip_ops) with (lists = {lists})"


@pytest.mark.parametrize(
    ("arguments", "sqlstate", "message"),
    [
        ("'cosine'", "22023", "measure 'cosine' does not exist"),
        ("null", "22004", "measure null does not exist"),
        ("method => 'flat'", "22023", "method 'flat' does not exist"),
        ("method => null", "22023", "method null does not exist"),
        ("kind => 'sparsevec'", "22023", "kind 'sparsevec' does not exist"),
        ("m => 16", "22023", "m is not for the method auto"),
        (
            "method => 'ivfflat', ef_construction => 64",
            "22023",
            "ef_construction is not for the method ivfflat",
        ),
        ("method => 'hnsw', n_lists => 3", "22023", "n_lists is not for the method hnsw"),
        ("n_lists => 3", "22023", "n_lists is not for the method auto"),
        ("method => 'hnsw', m => 1", "22023", "m 1 is not between 2 and 100"),
        (
            "method => 'hnsw', ef_construction => 1001",
            "22023",
            "ef_construction 1001 is not between 4 and 1000",
        ),
        ("method => 'hnsw', m => 33", "22023", "ef_construction 64 is less than twice m, 66"),
        ("method => 'ivfflat', n_lists => 0", "22023", "n_lists 0 is not between 1 and 32768"),
        ("'l1_distance', 'ivfflat'", "22023", "pgvector has no ivfflat index for l1_distance"),
        ("replace => false", "42P07", "collection 'things' has the index ix_"),
        ("replace => null", "42P07", "collection 'things' has the index ix_"),
    ],
)
def test_a_wrong_argument_is_a_clear_error_and_the_index_stays(
    things: Database, arguments: str, sqlstate: str, message: str
) -> None:
    things.rows(CREATE.format("'cosine_distance'"))
    before = things.rows(INDEXES)
    with pytest.raises(psycopg2.Error) as raised:
        things.rows(CREATE.format(arguments))
    assert (raised.value.pgcode, raised.value.diag.message_hint is None) == (sqlstate, False)
    assert message in str(raised.value.diag.message_primary)
    assert things.rows(INDEXES) == before


def test_a_vector_that_is_too_long_for_an_index_needs_another_kind(things: Database) -> None:
    for dimension, kind in ((2001, "halfvec"), (4001, "binary")):
        name = f"long {dimension}"
        things.rows("select collections.create_collection(%s, %s)", [name, dimension])
        with pytest.raises(psycopg2.Error, match=f'but vecs."{name}" has {dimension}') as raised:
            things.rows("select collections.create_index(%s)", [name])
        assert raised.value.diag.message_hint == f"Pass kind => '{kind}'."
        assert things.rows("select collections.create_index(%s, kind => %s)", [name, kind])
        things.rows("select collections.drop_collection(%s)", [name])


def test_an_interrupted_build_changes_nothing(things: Database) -> None:
    things.rows(CREATE.format("'l2_distance'"))
    before = things.rows(LISTED)
    with closing(things.connect()) as writer, closing(things.connect()) as builder:
        writer.cursor().execute("delete from vecs.things where id = 'nobody'")  # for which a build waits
        cursor = builder.cursor()
        cursor.execute("set statement_timeout = '1s'")
        builder.commit()
        with pytest.raises(psycopg2.errors.QueryCanceled, match="due to statement timeout") as raised:
            cursor.execute(CREATE.format("'cosine_distance'"))
        hint = str(raised.value.diag.message_hint)
        assert hint.startswith("Nothing has changed. Run: set statement_timeout = 0; before")
        assert hint.endswith("pgmatch index create vecs.things.vec")
        builder.rollback()
        cursor.execute("show maintenance_work_mem")
        assert cursor.fetchall() == things.rows("show maintenance_work_mem")
    assert things.rows(LISTED) == before


def test_an_index_that_others_keep_in_use_is_dropped_the_next_time(things: Database) -> None:
    things.rows(CREATE.format("'l2_distance'"))
    ((old,),) = things.rows(INDEXES)
    with closing(things.connect()) as reader, closing(things.connect()) as builder:
        reader.cursor().execute("select count(*) from vecs.things")
        cursor = builder.cursor()
        cursor.execute("set lock_timeout = '100ms'")
        cursor.execute(CREATE.format("'cosine_distance'"))
        ((new,),) = cursor.fetchall()
        builder.commit()
        assert "the earlier index of collection 'things' could not be dropped" in "".join(builder.notices)
    assert {name for (name,) in things.rows(INDEXES)} == {old, new}
    ((last,),) = things.rows(CREATE.format("'cosine_distance'"))
    assert things.rows(INDEXES) == [(last,)]


def test_an_index_is_dropped_with_what_was_kept_of_it(things: Database) -> None:
    ((index,),) = things.rows(CREATE.format("'l2_distance'"))
    things.execute(f"select pgmatch.tune_index('vecs.{index}', ef_search => 50)")
    assert things.rows("select collections.drop_index('things')") == [(True,)]
    assert things.rows(INDEXES) == []
    assert things.rows("select count(*) from pgmatch.index_tuning") == [(0,)]
    assert things.rows(LISTED) == [(None, None, None)]
    assert things.rows("select collections.drop_index('things')") == [(False,)]
    things.rows(CREATE.format("'l2_distance'"))
    things.execute("select pgmatch.suspend_indexes('vecs.things')")
    assert things.rows("select collections.drop_index('things')") == [(False,)]
    assert things.rows("select * from pgmatch.resume_indexes('vecs.things')") == []


def test_service_role_indexes_what_belongs_to_the_owner_of_pgmatch_only(things: Database) -> None:
    as_service = "set local role service_role; "
    assert things.rows(as_service + CREATE.format("'cosine_distance'"))
    assert things.rows(as_service + "select collections.drop_index('things')") == [(True,)]
    things.execute("""
        select collections.create_collection('foreign', 3);
        create role foreigner;
        grant all on schema vecs to foreigner;
        alter table vecs."foreign" owner to foreigner
    """)
    try:
        for call in ("create_index", "drop_index"):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                things.rows(f"{as_service}select collections.{call}('foreign')")
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                things.rows(f"set local role anon; select collections.{call}('things')")
    finally:
        things.execute('drop table vecs."foreign"; drop owned by foreigner; drop role foreigner')


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("index", ["none", "hnsw", "ivfflat", "halfvec"])
def test_duplicates_are_all_pairs_nearer_than_the_distance(
    things: Database, measure: str, index: str
) -> None:
    if (measure, index) == ("l1_distance", "ivfflat"):
        return  # which pgvector does not have
    things.rows("select collections.drop_index('things')")
    if index != "none":
        kind = "halfvec" if index == "halfvec" else "vector"
        method = "hnsw" if index == "halfvec" else index
        things.rows(CREATE.format(f"'{measure}', '{method}', kind => '{kind}'"))
    pairs = things.rows(f"""
        select a.id, b.id, a.vec operator(extensions.{MEASURES[measure][0]}) b.vec as d
        from vecs.things as a inner join vecs.things as b on a.id < b.id
        order by d, 1, 2 limit 400
    """)
    # in the widest gap, where no rounding matters
    cut = max(range(40, 300), key=lambda i: pairs[i + 1][2] - pairs[i][2])
    most = (pairs[cut][2] + pairs[cut + 1][2]) / 2
    found = "set hnsw.ef_search = 1000; select * from collections.find_duplicates('things', %s, %s, %s)"
    assert things.rows(found, [most, measure, 9999]) == pairs[: cut + 1]
    assert things.rows(found, [most, measure, 7]) == pairs[:7]


def test_equal_records_come_in_the_order_of_their_ids(collections: Database) -> None:
    collections.execute("""
        select collections.create_collection('twins', 2);
        insert into vecs.twins (id, vec) select i, '[3, 4]' from unnest('{b, a, c}'::text[]) as i;
        insert into vecs.twins (id, vec) values ('zero', '[0, 0]'), ('far', '[4, -3]')
    """)
    found = "select id, other_id, distance from collections.find_duplicates('twins', %s, %s)"
    twins = [("a", "b"), ("a", "c"), ("b", "c")]
    assert collections.rows(found, [0.1, "cosine_distance"]) == [(*pair, 0) for pair in twins]
    assert collections.rows(found, [0.1, "l1_distance"]) == [(*pair, 0) for pair in twins]
    assert collections.rows(found, [-24, "max_inner_product"]) == [(*pair, -25) for pair in twins]
    assert collections.rows(found, [0, "l2_distance"]) == [], "nearer than the distance, not at it"


@pytest.mark.parametrize(
    ("arguments", "sqlstate", "message"),
    [
        ("null", "22004", "max_distance is null"),
        ("0.1, match_count => null", "22004", "match_count is null"),
        ("0.1, match_count => 0", "22023", "match_count 0 is not between 1 and 9999"),
        ("0.1, match_count => 10000", "22023", "match_count 10000 is not between 1 and 9999"),
        ("'NaN'", "22023", "no pair has a cosine_distance of less than NaN"),
        ("-0.1, 'l1_distance'", "22023", "no pair has a l1_distance of less than -0.1"),
        ("0.1, 'nearness'", "22023", "measure 'nearness' does not exist"),
    ],
)
def test_duplicates_need_arguments_that_make_sense(
    things: Database, arguments: str, sqlstate: str, message: str
) -> None:
    with pytest.raises(psycopg2.Error) as raised:
        things.rows(f"select * from collections.find_duplicates('things', {arguments})")
    assert (raised.value.pgcode, raised.value.diag.message_primary) == (sqlstate, message)
    assert raised.value.diag.message_hint


def test_an_unknown_collection_is_named(things: Database) -> None:
    for call in ("create_index('nope')", "drop_index('nope')", "find_duplicates('nope', 0.1)"):
        with pytest.raises(psycopg2.errors.UndefinedTable, match="collection 'nope' does not exist"):
            things.rows(f"select collections.{call}")


@pytest.mark.parametrize(
    ("options", "name", "measure"),
    [
        (["--metric", "l1", "--m", "8"], "ix_vector_l1_ops_hnsw_m8_efc64_", "l1_distance"),
        (["--method", "ivfflat", "--lists", "3"], "ix_vector_cosine_ops_ivfflat_nl3_", "cosine_distance"),
        (["--type", "halfvec", "--metric", "l2"], "ix_halfvec_l2_ops_hnsw_m16_efc64_", "l2_distance"),
    ],
)
def test_the_command_builds_an_index_while_others_write_and_vecs_finds_it(
    run: Run, things: Database, options: list[str], name: str, measure: str
) -> None:
    things.rows("select collections.drop_index('things')")
    done = run("index", "create", "vecs.things.vec", *options, url=things.url)
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, "Searches of pgmatch now use it."), (
        done.stderr
    )
    ((index, found, _),) = things.rows(LISTED)
    assert (index[:-7], found) == (name, measure)
    with opened(things, "things", DIMENSIONS) as theirs:
        assert theirs.is_indexed_for_measure(measure) is ("halfvec" not in name)
    assert things.rows("select rule, object, evidence from pgmatch.doctor() where rule like 'index%%'") == []


def test_the_doctor_does_not_complain_of_indexes_for_two_measures(run: Run, things: Database) -> None:
    things.rows(CREATE.format("'l2_distance'"))
    done = run("index", "create", "vecs.things.vec", "--metric", "cosine", url=things.url)
    assert done.exit_code == 0, done.stderr
    assert len(things.rows(INDEXES)) == 2
    assert things.rows("select rule, object, evidence from pgmatch.doctor() where rule like 'index%%'") == []

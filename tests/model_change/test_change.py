"""A column of embeddings gets those of another model, and searches answer by one of them at any time."""

from __future__ import annotations

import threading
import time
from typing import Any

import psycopg2
import pytest
from psycopg2 import errors
from psycopg2.extensions import cursor as Cursor  # noqa: N812

from pgmatch.migrate import upgrade
from tests.model_change.conftest import ALIKE, BEGIN, NEW, OLD, SAME, WIDER, Model, begin, build, fill, ready
from tests.servers import Database

OPERATORS = {"cosine": "<=>", "ip": "<#>"}


def asked(cursor: Cursor, statement: str, *given: Any) -> list[tuple[Any, ...]]:
    cursor.execute(statement, given)
    return cursor.fetchall()


def found(cursor: Cursor, model: Model, text: str = "p7", count: int = 5) -> list[int]:
    """Search for a text by the vector of a model."""
    rows = asked(
        cursor, "select id from match_products(%s::vector, match_count => %s)", str(model.vector(text)), count
    )
    return [key for (key,) in rows]


def exact(
    cursor: Cursor, model: Model, metric: str, text: str = "p7", column: str = "embedding"
) -> list[int]:
    rows = asked(
        cursor,
        f"select id from shop.products order by ({column} {OPERATORS[metric]} %s::vector) + 0, id limit 5",
        str(model.vector(text)),
    )
    return [key for (key,) in rows]


@pytest.mark.parametrize(
    ("model", "options", "metric"), [(NEW, WIDER, "ip"), (ALIKE, SAME, "cosine")], ids=["wider", "alike"]
)
def test_an_open_session_is_answered_by_one_model_at_any_time(
    shop: Database, session: Cursor, model: Model, options: str, metric: str
) -> None:
    session.execute("prepare direct as select id from shop.products order by embedding <=> $1 limit 5")
    for _ in range(6):  # plans are kept from the sixth call on
        session.execute("execute direct (%s)", [str(OLD.vector("p7"))])
        earlier = found(session, OLD)
    assert earlier == exact(session, OLD, "cosine")

    assert begin(shop, BEGIN.format(options)) == 300
    assert found(session, OLD) == earlier
    assert fill(shop, model) == 300
    assert found(session, OLD) == earlier
    build(shop)
    assert found(session, OLD) == earlier
    assert asked(session, "select state, gaps, waiting from pgmatch.model_status()") == [("ready", 0, 0)]

    session.execute("select pgmatch.switch_model()")
    assert found(session, model) == exact(session, model, metric)
    assert found(session, model)[0] == 7
    assert asked(
        session, "select model, metric from pgmatch.search where embedding = 'embedding' and line is null"
    ) == [("new", metric)]
    assert asked(session, "select state, index::text from pgmatch.searches") == [
        ("fine", f"shop.products_embedding_new_hnsw_{metric}_idx")
    ]
    # a statement of a client's own means the column by its name
    if model.dimensions == 8:
        assert asked(session, "execute direct (%s)", str(model.vector("p7")))[0] == (7,)
    else:
        with pytest.raises(psycopg2.errors.DataException, match="different vector dimensions"):
            session.execute("execute direct (%s)", [str(model.vector("p7")[:8])])
        with pytest.raises(errors.InvalidParameterValue, match="8"):
            found(session, OLD)

    session.execute("select pgmatch.switch_model_back()")
    assert found(session, OLD) == earlier
    assert [row for (row,) in asked(session, "execute direct (%s)", str(OLD.vector("p7")))] == earlier
    session.execute("select pgmatch.switch_model()")
    session.execute("select pgmatch.clean_model()")
    assert found(session, model) == exact(session, model, metric)
    assert asked(session, "select state, index::text from pgmatch.searches") == [
        ("fine", f"shop.products_embedding_hnsw_{metric}_idx")
    ]


def test_nothing_of_a_change_remains_when_it_is_cleaned_up(shop: Database, session: Cursor) -> None:
    left = """
        select 'column', attname::text from pg_attribute
        where attrelid = 'shop.products'::regclass and attnum > 0 and not attisdropped
        union all select 'trigger', tgname from pg_trigger where tgrelid = 'shop.products'::regclass
        union all select 'constraint', conname from pg_constraint where conrelid = 'shop.products'::regclass
        union all select 'source', embedding from pgmatch.embedding_source
        union all select 'change', embedding from pgmatch.model_change
        union all select 'queue', queue_name from pgmq.meta
        union all select 'search', target::text || embedding from pgmatch.search
        order by 1, 2
    """
    before = asked(session, left)
    # given up before the switch, after going back, and in the end
    ready(shop)
    session.execute("select pgmatch.clean_model()")
    assert asked(session, left) == before
    ready(shop)
    session.execute("select pgmatch.switch_model()")
    session.execute("select pgmatch.switch_model_back()")
    session.execute("select pgmatch.clean_model()")
    assert asked(session, left) == before
    assert found(session, OLD) == exact(session, OLD, "cosine")
    ready(shop)
    session.execute("select pgmatch.switch_model()")
    session.execute("select pgmatch.clean_model()")
    assert asked(session, left) == before


def test_rows_that_are_written_meanwhile_get_both_embeddings(shop: Database, session: Cursor) -> None:
    ready(shop)
    # a client writes the embedding of the model that searches use
    session.execute(
        "insert into shop.products (name, embedding) values ('in between', %s)",
        [str(OLD.vector("in between"))],
    )
    session.execute(
        "update shop.products set name = 'renamed', embedding = %s where id = 7", [str(OLD.vector("renamed"))]
    )
    session.execute("delete from shop.products where id = 8")
    assert found(session, OLD, "in between")[0] == 301
    assert asked(session, "select state, gaps, waiting from pgmatch.model_status()") == [("filling", 2, 2)]
    with pytest.raises(
        errors.ObjectNotInPrerequisiteState, match="2 rows of shop.products have no embedding"
    ):
        session.execute("select pgmatch.switch_model()")
    assert found(session, OLD, "in between")[0] == 301
    assert fill(shop, NEW) == 2
    session.execute("select pgmatch.switch_model()")
    assert (found(session, NEW, "in between")[0], found(session, NEW, "renamed")[0]) == (301, 7)

    # and after the switch, those of the new one; workers embed them for the way back
    session.execute(
        "insert into shop.products (name, embedding) values ('later', %s)", [str(NEW.vector("later"))]
    )
    with pytest.raises(
        errors.ObjectNotInPrerequisiteState, match="1 row of shop.products has no embedding of old"
    ):
        session.execute("select pgmatch.switch_model_back()")
    assert (fill(shop, NEW), fill(shop, OLD)) == (0, 1)
    session.execute("select pgmatch.switch_model_back()")
    assert found(session, OLD, "later")[0] == 302
    session.execute(
        "insert into shop.products (name, embedding) values ('again', %s)", [str(OLD.vector("again"))]
    )
    assert fill(shop, NEW) == 1


def test_rows_have_no_embedding_of_an_earlier_model_that_is_unknown(shop: Database, session: Cursor) -> None:
    begin(shop, BEGIN.format(WIDER).replace(", present_model => 'old'", ""))
    fill(shop, NEW)
    build(shop)
    session.execute("select pgmatch.switch_model()")
    session.execute(
        "insert into shop.products (name, embedding) values ('later', %s)", [str(NEW.vector("later"))]
    )
    # nobody can make it anew, but it is not found by its old text either
    session.execute(
        "update shop.products set name = 'other', embedding = %s where id = 7", [str(NEW.vector("other"))]
    )
    with pytest.raises(errors.ObjectNotInPrerequisiteState, match="2 rows .* of the earlier model") as caught:
        session.execute("select pgmatch.switch_model_back()")
    assert "not recorded" in (caught.value.diag.message_hint or "")
    session.execute("select pgmatch.switch_model_back(force => true)")
    assert found(session, OLD) == exact(session, OLD, "cosine")
    assert 7 not in found(session, OLD, count=400)
    assert asked(session, "select embedding, model from pgmatch.embedding_source") == [
        ("embedding_new", "new")
    ]


def test_a_forced_switch_finds_the_other_rows_when_they_are_embedded(shop: Database, session: Cursor) -> None:
    session.execute(BEGIN.format(WIDER))
    session.execute("select pgmatch.switch_model(force => true)")
    assert found(session, NEW) == []
    # the earlier embeddings of rows that are not embedded anew are not dropped by accident
    with pytest.raises(errors.ObjectNotInPrerequisiteState, match="only in embedding_old"):
        session.execute("select pgmatch.clean_model()")
    session.execute("update shop.products set name = 'changed' where id = 8")
    assert fill(shop, NEW) == 300
    assert found(session, NEW) == exact(session, NEW, "ip")
    assert found(session, NEW, "changed")[0] == 8


def test_a_column_that_workers_fill_goes_on_to_be_filled(shop: Database, session: Cursor) -> None:
    session.execute("select pgmatch.queue_embeddings('shop.products', 'embedding', 's.name', 'old')")
    begin(shop, "select pgmatch.change_model('new', 'shop.products', dimensions => 16, metric => 'ip')")
    fill(shop, NEW)
    build(shop)
    session.execute("insert into shop.products (name) values ('first')")
    assert (fill(shop, OLD), fill(shop, NEW)) == (1, 1)
    session.execute("select pgmatch.switch_model()")
    session.execute("insert into shop.products (name) values ('second')")
    assert (fill(shop, OLD), fill(shop, NEW)) == (1, 1)
    assert (found(session, NEW, "first")[0], found(session, NEW, "second")[0]) == (301, 302)
    session.execute("select pgmatch.switch_model_back()")
    assert (found(session, OLD, "first")[0], found(session, OLD, "second")[0]) == (301, 302)
    session.execute("select pgmatch.switch_model()")
    session.execute("select pgmatch.clean_model()")
    session.execute("insert into shop.products (name) values ('third')")
    assert (fill(shop, OLD), fill(shop, NEW)) == (0, 1)
    assert found(session, NEW, "third")[0] == 303


def test_a_column_without_nulls_takes_none_after_each_step(shop: Database, session: Cursor) -> None:
    session.execute("alter table shop.products alter embedding set not null")
    ready(shop)
    insert = "insert into shop.products (name) values ('nothing')"
    for switch in ("switch_model", "switch_model_back", "switch_model"):
        session.execute(f"select pgmatch.{switch}()")
        with pytest.raises(errors.CheckViolation, match="products_embedding_required"):
            session.execute(insert)
    # it has no second embedding before a worker has made it
    session.execute(
        "insert into shop.products (name, embedding) values ('new', %s)", [str(NEW.vector("new"))]
    )
    with pytest.raises(errors.ObjectNotInPrerequisiteState, match="1 row of"):
        session.execute("select pgmatch.switch_model_back(force => true)")
    session.execute("select pgmatch.clean_model()")
    with pytest.raises(errors.NotNullViolation):
        session.execute(insert)


def test_searches_that_follow_renamed_columns_by_themselves_search_the_same_name(
    shop: Database, session: Cursor
) -> None:
    ready(shop, ALIKE, SAME)
    # two clients: one of each model
    session.execute("select pgmatch.create_search('public.match_other', 'shop.products', 'embedding_new')")
    other = "select id from match_other(%s::vector, match_count => 1)"
    assert asked(session, other, str(ALIKE.vector("p7"))) == [(7,)]
    state = "select name, embedding::text, state from pgmatch.searches order by name"
    session.execute("select pgmatch.switch_model()")
    assert asked(session, other, str(ALIKE.vector("p7"))) == [(7,)]
    session.execute("select pgmatch.watch_indexes()")
    for swap, place in (("switch_model_back", "embedding_new"), ("switch_model", "embedding")):
        session.execute(f"select pgmatch.{swap}()")
        # it follows its column, so it keeps its answers
        assert asked(session, other, str(ALIKE.vector("p7"))) == [(7,)]
        assert asked(session, state) == [
            ("public.match_other", place, "fine"),
            ("public.match_products", "embedding", "fine"),
        ]
    assert found(session, ALIKE) == exact(session, ALIKE, "cosine")
    session.execute("select pgmatch.drop_search('public.match_other')")
    session.execute("select pgmatch.create_search('public.match_earlier', 'shop.products', 'embedding_old')")
    earlier = "select id from match_earlier(%s::vector, match_count => 1)"
    assert asked(session, earlier, str(OLD.vector("p7"))) == [(7,)]
    with pytest.raises(
        errors.DependentObjectsStillExist, match="match_earlier searches the column embedding_old"
    ):
        session.execute("select pgmatch.clean_model()")
    session.execute("select pgmatch.drop_search('public.match_earlier')")
    session.execute("select pgmatch.clean_model()")
    assert asked(session, state) == [("public.match_products", "embedding", "fine")]


def test_the_overlap_is_the_share_of_answers_that_are_the_same(shop: Database, session: Cursor) -> None:
    ready(shop)
    [(sampled, overlap, lowest, counts)] = asked(session, "select * from pgmatch.measure_overlap(20, 3)")
    shared = [
        len(set(exact(session, OLD, "cosine", f"p{key}")[1:4]) & set(exact_new(session, f"p{key}")[1:4]))
        for (key,) in asked(
            session, "select id from shop.products order by hashtextextended(id::text, 0) limit 20"
        )
    ]
    assert (sampled, counts) == (20, [shared.count(i) for i in range(4)])
    assert (overlap, lowest) == (pytest.approx(sum(shared) / 60), pytest.approx(min(shared) / 3))


def exact_new(cursor: Cursor, text: str) -> list[int]:
    return exact(cursor, NEW, "ip", text, "embedding_new")


def test_the_overlap_of_the_same_vectors_is_whole(shop: Database, session: Cursor) -> None:
    session.execute(BEGIN.format(SAME))
    session.execute("update shop.products set embedding_new = embedding")
    assert asked(session, "select * from pgmatch.measure_overlap(20, 3)") == [(20, 1.0, 1.0, [0, 0, 0, 20])]


REFUSED = [
    ("", BEGIN.format(""), "22023", "dimensions of the model 'new' are not known"),
    ("", BEGIN.format("dimensions => 0, "), "22023", "dimensions 0"),
    ("", BEGIN.format("dimensions => 8, type => 'bit', "), "22023", "'bit'"),
    ("", BEGIN.format("dimensions => 8, metric => 'far', "), "22023", "far"),
    ("", "select pgmatch.change_model('', 'shop.products', dimensions => 8)", "22023", "''"),
    ("", "select pgmatch.change_model('new', 'shop.products', dimensions => 8)", "22004", "what is embedded"),
    (
        "",
        "select pgmatch.change_model('gte-small', 'shop.products', 'embedding', 's.name', 8)",
        "22023",
        "384",
    ),
    (
        "",
        "select pgmatch.change_model('new', 'pg_class', dimensions => 8)",
        "22023",
        "no column of pg_class is",
    ),
    (
        "",
        "select pgmatch.change_model('new', 'shop.products', 'name', dimensions => 8)",
        "22023",
        "column name",
    ),
    ("", BEGIN.format("dimensions => 8, ").replace("s.name", "s.nothing"), "42703", "nothing"),
    ("create view shop.v as select embedding from shop.products", BEGIN.format(SAME), "2BP01", "view shop.v"),
    (
        "alter table shop.products add check (extensions.vector_dims(embedding) = 8)",
        BEGIN.format(SAME),
        "2BP01",
        "constraint",
    ),
    ("alter table shop.products add embedding_new int", BEGIN.format(SAME), "42701", "embedding_new"),
    (
        "update pgmatch.search set model = 'new' where line is null",
        BEGIN.format(SAME).replace("present_model => 'old'", "normalized => true"),
        "22023",
        "were made by 'new' already",
    ),
    ("", BEGIN.format(SAME).replace("'new'", "' new'"), "22023", "' new' is not a name"),
    ("", BEGIN.format(SAME + "chunk_tokens => 0, "), "22023", "chunk_tokens 0"),
    ("", BEGIN.format(SAME).replace("'old'", "''"), "22023", "not of ''"),
    (
        "update pgmatch.search set model = 'other' where line is null",
        BEGIN.format(SAME),
        "22023",
        "those of 'other', not of 'old'",
    ),
    (BEGIN.format(SAME), BEGIN.format(WIDER), "55000", "8 dimensions"),
    (BEGIN.format(SAME), BEGIN.format(SAME).replace("'new'", "'newer'"), "55000", "to new with 8"),
    ("", "select pgmatch.switch_model()", "55000", "no change of model has begun"),
    (BEGIN.format(SAME), "select pgmatch.switch_model()", "55000", "300 rows"),
    (BEGIN.format(SAME), "select pgmatch.switch_model(force => null)", "55000", "300 rows"),
    (
        BEGIN.format(SAME) + "; select pgmatch.switch_model(force => true)",
        "select pgmatch.clean_model(force => null)",
        "55000",
        "only in embedding_old",
    ),
    (BEGIN.format(SAME), "select pgmatch.switch_model_back()", "55000", "earlier embeddings"),
    (BEGIN.format(SAME), "select * from pgmatch.measure_overlap()", "22023", "no row"),
    (BEGIN.format(SAME), "select * from pgmatch.measure_overlap(0)", "22023", "sample 0"),
    (BEGIN.format(SAME), "select * from pgmatch.measure_overlap(k => 1001)", "22023", "k 1001"),
    (
        BEGIN.format(SAME),
        BEGIN.format(SAME).replace("s.name", "s.name || s.category"),
        "55000",
        "that embeds",
    ),
    (
        BEGIN.format(SAME),
        "select pgmatch.queue_embeddings('shop.products', 'embedding_new', 's.name || 1')",
        "55000",
        "which fills embedding_new",
    ),
    (
        BEGIN.format(SAME),
        "select pgmatch.queue_embeddings('shop.products', 'embedding_new', model => 'newer')",
        "55000",
        "which fills embedding_new",
    ),
    (
        BEGIN.format(SAME),
        "select pgmatch.queue_embeddings('shop.products', 'embedding', 's.name || 1')",
        "55000",
        "which fills embedding",
    ),
    (
        BEGIN.format(SAME) + "; create view shop.v as select embedding_new from shop.products",
        "select pgmatch.switch_model(force => true)",
        "2BP01",
        "view shop.v",
    ),
]


def test_what_cannot_be_is_refused_and_changes_nothing(shop: Database) -> None:
    with shop.transaction() as cursor:
        for before, statement, sqlstate, words in REFUSED:
            cursor.execute("savepoint a")
            if before:
                cursor.execute(before)
            cursor.execute("savepoint b")
            with pytest.raises(psycopg2.Error) as caught:
                cursor.execute(statement)
            assert (caught.value.pgcode, words in str(caught.value)) == (sqlstate, True), (
                statement,
                caught.value,
            )
            assert caught.value.diag.message_hint or sqlstate in ("42703",), statement
            cursor.execute("rollback to b")
            cursor.execute("select count(*) from pgmatch.model_change")
            assert cursor.fetchone() == (1 if before.startswith("select pgmatch.change") else 0,)
            cursor.execute("rollback to a")


def test_a_change_goes_on_without_waiting_for_writers(shop: Database, session: Cursor) -> None:
    session.execute(BEGIN.format(WIDER))
    with shop.transaction() as other:
        other.execute("update shop.products set price = 1 where id = 1")
        session.execute("set lock_timeout = '1s'")
        assert asked(session, "select pgmatch.change_model('new', 'shop.products')") == [(300,)]
        assert asked(session, BEGIN.format(WIDER)) == [(0,)]


def test_an_embedding_reaches_the_column_of_its_model_while_names_are_swapped(
    shop: Database, session: Cursor
) -> None:
    session.execute("select pgmatch.queue_embeddings('shop.products', 'embedding', 's.name', 'old')")
    session.execute(BEGIN.format(SAME))
    session.execute("insert into shop.products (name) values ('late')")
    [(source,)] = asked(session, "select id from pgmatch.embedding_source where model = 'old'")
    [job] = asked(session, "select job, attempt, content_hash from pgmatch.claim_jobs(%s)", source)
    done: list[int] = []

    def finish() -> None:
        given = [source, *([each] for each in job), [str(OLD.vector("late"))]]
        done.extend(
            stored for (stored,) in shop.rows("select pgmatch.finish_jobs(%s, %s, %s, %s, %s)", given)
        )

    thread = threading.Thread(target=finish)
    with shop.transaction() as other:
        other.execute("select pgmatch.switch_model(force => true)")
        thread.start()
        limit = time.monotonic() + 30
        waits = "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        while not asked(session, waits):
            assert thread.is_alive()
            assert time.monotonic() < limit
            time.sleep(0.01)
    thread.join()
    assert done == [1]
    assert asked(
        session,
        "select embedding is null, embedding_old = %s from shop.products where id = 301",
        str(OLD.vector("late")),
    ) == [(True, True)]


def test_a_partitioned_table_goes_back_to_embeddings_without_an_index(
    shop: Database, session: Cursor
) -> None:
    session.execute(
        "create table shop.parted (id int primary key, name text, embedding vector(8)) partition by range (id);"
        "create table shop.low partition of shop.parted for values from (0) to (20);"
        "create table shop.high partition of shop.parted for values from (20) to (99);"
        "select pgmatch.create_search('public.match_parted', 'shop.parted')"
    )
    for i in range(30):
        session.execute("insert into shop.parted values (%s, %s, %s)", [i, f"p{i}", str(OLD.vector(f"p{i}"))])
    begin(shop, BEGIN.format(WIDER).replace("products", "parted"))
    assert fill(shop, NEW) == 30
    build(shop)
    search = "select id from match_parted(%s::vector, match_count => 1)"
    for model, switch in ((NEW, "switch_model"), (OLD, "switch_model_back"), (NEW, "switch_model")):
        session.execute(f"select pgmatch.{switch}()")
        assert asked(session, search, str(model.vector("p7"))) == [(7,)]
    session.execute("select pgmatch.clean_model()")
    assert asked(session, search, str(NEW.vector("p7"))) == [(7,)]


def test_a_collection_is_searched_by_its_new_model(shop: Database, session: Cursor) -> None:
    upgrade(shop.url, "collections")
    session.execute("select collections.create_collection('notes', 8)")
    for i in range(30):
        session.execute(
            "insert into vecs.notes (id, vec, metadata) values (%s, %s, jsonb_build_object('text', %s::text))",
            [f"n{i}", str(OLD.vector(f"n{i}")), f"n{i}"],
        )
    begin(
        shop,
        "select pgmatch.change_model('new', 'vecs.notes', content => $$s.metadata ->> 'text'$$,"
        " dimensions => 16, present_model => 'old')",
    )
    assert fill(shop, NEW) == 30
    build(shop)
    search = "select id from collections.query_records('notes', %s, 1)"
    for model, switch in ((NEW, "switch_model"), (OLD, "switch_model_back"), (NEW, "switch_model")):
        session.execute(f"select pgmatch.{switch}()")
        assert asked(session, search, str(model.vector("n7"))) == [("n7",)]
    session.execute("select pgmatch.clean_model()")
    assert asked(session, search, str(NEW.vector("n7"))) == [("n7",)]
    assert asked(session, "select dimension from collections.list_collections()") == [(16,)]

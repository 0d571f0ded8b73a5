"""Rows that are hidden, changed or renamed in the middle of a change are never found by what they are not."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import psycopg2
import pytest
from psycopg2 import errors
from psycopg2.extensions import cursor as Cursor  # noqa: N812

from pgmatch.migrate import downgrade, upgrade
from tests.model_change.conftest import ALIKE, BEGIN, NEW, OLD, SAME, Model, begin, build, fill, ready
from tests.model_change.test_change import asked, exact, found
from tests.servers import Database

HIDDEN = 7


def hide(session: Cursor, key: int = HIDDEN) -> None:
    session.execute("update shop.products set embedding = null where id = %s", [key])


def everything(session: Cursor, model: Model) -> list[int]:
    return found(session, model, count=1000)


def work(shop: Database) -> None:
    """Let workers of both models do all there is."""
    fill(shop, NEW)
    fill(shop, OLD)


def test_a_row_taken_out_of_the_searches_stays_out(shop: Database, session: Cursor) -> None:
    before, filling, ready_, switched = hidden = (6, 7, 8, 9)
    hide(session, before)
    begin(shop)
    for key in range(20, 30):
        session.execute(
            "update shop.products set embedding_new = %s where id = %s", [str(NEW.vector(f"p{key}")), key]
        )
    hide(session, filling)
    fill(shop, NEW)
    build(shop)
    hide(session, ready_)
    # they are touched, and a worker comes by
    session.execute("update shop.products set price = 0 where embedding is null")
    work(shop)
    session.execute("select pgmatch.switch_model()")
    hide(session, switched)
    work(shop)
    shown = [key for key in range(1, 301) if key not in hidden]
    for model, swap in ((NEW, "switch_model_back"), (OLD, "switch_model"), (NEW, None)):
        assert sorted(everything(session, model)) == shown
        if swap:
            session.execute(f"select pgmatch.{swap}()")
            work(shop)
    # and comes back by the word of its owner
    session.execute(
        "update shop.products set name = 'back', embedding = %s where id = %s",
        [str(NEW.vector("back")), HIDDEN],
    )
    work(shop)
    assert found(session, NEW, "back")[0] == HIDDEN
    session.execute("select pgmatch.switch_model_back()")
    assert found(session, OLD, "back")[0] == HIDDEN


def test_rows_that_are_replicated_get_both_embeddings(shop: Database, session: Cursor) -> None:
    ready(shop)
    session.execute("set session_replication_role = replica")
    session.execute(
        "insert into shop.products (name, embedding) values ('more', %s)", [str(OLD.vector("more"))]
    )
    session.execute("update shop.products set name = 'changed' where id = 6")
    hide(session)
    session.execute("reset session_replication_role")
    assert fill(shop, NEW) == 2
    session.execute("select pgmatch.switch_model()")
    assert (found(session, NEW, "more")[0], found(session, NEW, "changed")[0]) == (301, 6)
    assert HIDDEN not in everything(session, NEW)


def test_a_forced_switch_brings_back_only_rows_that_were_searched(shop: Database, session: Cursor) -> None:
    begin(shop)
    hide(session)
    session.execute("update shop.products set price = 0 where id = %s", [HIDDEN])
    session.execute("select pgmatch.switch_model(force => true)")
    session.execute("update shop.products set price = 1 where id = %s", [HIDDEN])
    assert fill(shop, NEW) == 299
    assert HIDDEN not in everything(session, NEW)
    hide(session, 8)
    work(shop)
    session.execute("select pgmatch.switch_model_back()")
    assert sorted(everything(session, OLD)) == [key for key in range(1, 301) if key not in (HIDDEN, 8)]


def test_a_forced_way_back_keeps_what_was_embedded(shop: Database, session: Cursor) -> None:
    begin(shop)
    session.execute("select pgmatch.switch_model(force => true)")
    session.execute("update shop.products set name = 'changed' where id = 9")
    session.execute("select pgmatch.switch_model_back(force => true)")
    assert 9 not in everything(session, OLD)
    assert len(everything(session, OLD)) == 299
    work(shop)
    assert found(session, OLD, "changed")[0] == 9
    assert fill(shop, NEW) == 1
    build(shop)
    session.execute("select pgmatch.switch_model()")
    assert found(session, NEW, "changed")[0] == 9
    assert len(everything(session, NEW)) == 300


def write(session: Cursor, key: int, model: Model, text: str) -> None:
    session.execute(
        "update shop.products set name = %s, embedding = %s where id = %s",
        [text, str(model.vector(text)), key],
    )


def test_no_job_of_before_brings_a_hidden_row_back(shop: Database, session: Cursor) -> None:
    # its embedding comes from a client while a job waits
    begin(shop)
    session.execute("select pgmatch.switch_model(force => true)")
    write(session, HIDDEN, NEW, "p7")
    hide(session)
    assert fill(shop, NEW) == 299
    assert HIDDEN not in everything(session, NEW)
    # the job waits in the queue of the other column
    write(session, 8, NEW, "n8")
    session.execute("select pgmatch.switch_model_back(force => true)")
    write(session, 8, OLD, "n8")
    hide(session, 8)
    session.execute("select pgmatch.switch_model(force => true)")
    work(shop)
    assert sorted(everything(session, NEW)) == [key for key in range(1, 301) if key not in (HIDDEN, 8)]


def test_what_is_written_by_hand_for_a_hidden_row_is_not_shown_unasked(
    shop: Database, session: Cursor
) -> None:
    ready(shop)
    hide(session)
    session.execute(
        "update shop.products set embedding_new = %s where id = %s", [str(NEW.vector("p7")), HIDDEN]
    )
    with pytest.raises(
        errors.ObjectNotInPrerequisiteState, match="1 row .* embedding is null, would be found"
    ):
        session.execute("select pgmatch.switch_model()")
    session.execute("select pgmatch.switch_model(force => true)")
    assert found(session, NEW)[0] == HIDDEN


@pytest.mark.parametrize(
    ("is_required", "is_filled"), [(True, True), (False, False)], ids=["not null, filled", "null, waiting"]
)
def test_a_text_changed_between_two_switches_is_not_found_by_the_earlier_one(
    shop: Database, session: Cursor, *, is_required: bool, is_filled: bool
) -> None:
    if is_required:
        session.execute("alter table shop.products alter embedding set not null")
    # a trigger of the user's finds what it names, whoever writes
    session.execute(
        "create table public.edits (id bigint);"
        "create function shop.note() returns trigger language plpgsql as"
        " 'begin insert into edits values (new.id); return new; end';"
        "create trigger note before update on shop.products for each row execute function shop.note()"
    )
    ready(shop)
    session.execute("select pgmatch.switch_model()")
    session.execute(
        "insert into shop.products (name, embedding) values ('added', %s)", [str(NEW.vector("added"))]
    )
    if is_filled:
        fill(shop, OLD)
    # without its embedding; both rows, as one that has none of the earlier model yet
    session.execute("update shop.products set name = 'x' || id where id in (2, 301)")
    fill(shop, OLD)
    session.execute("select pgmatch.switch_model_back()")
    assert found(session, OLD, "x2")[0] == 2
    with pytest.raises(errors.ObjectNotInPrerequisiteState, match="2 rows"):
        session.execute("select pgmatch.switch_model()")
    assert fill(shop, NEW) == 2
    session.execute("select pgmatch.switch_model()")
    for key in (2, 301):
        assert found(session, NEW, f"x{key}")[0] == key
    assert asked(session, "select count(*) from pgmatch.outdated_embedding") == [(0,)]


def test_a_row_with_a_changed_text_is_known_under_another_key(shop: Database, session: Cursor) -> None:
    session.execute(
        "create table shop.parts (id int generated by default as identity, r int, name text,"
        " embedding vector(8), primary key (id, r)) partition by list (r);"
        "create table shop.parts1 partition of shop.parts for values in (1);"
        "create table shop.parts2 partition of shop.parts for values in (2);"
        "insert into shop.parts"
        " select i, 1, 'p' || i, array_fill(i, array[8])::vector from generate_series(1, 9) as i;"
        "select pgmatch.create_search('public.match_parts', 'shop.parts')"
    )
    begin(shop, BEGIN.format(SAME).replace("products", "parts"))
    fill(shop, ALIKE)
    session.execute("select pgmatch.switch_model(force => true)")
    # the first one moves to another partition with its text
    session.execute("update shop.parts set name = 'x', r = 2 where id = 1")
    session.execute("update shop.parts set name = 'x' where id in (2, 3)")
    fill(shop, OLD)
    session.execute("update shop.parts set r = 2 where id = 2")
    session.execute("update shop.parts set id = 30 where id = 3")
    session.execute("select pgmatch.switch_model_back()")
    cleared = "select id from shop.parts where embedding_new is null order by id"
    assert asked(session, cleared) == [(1,), (2,), (30,)]
    # and if the table gets another key, nobody knows which row it was
    fill(shop, ALIKE)
    session.execute("select pgmatch.switch_model(force => true)")
    session.execute("update shop.parts set name = 'y' where id = 5")
    fill(shop, OLD)
    session.execute("alter table shop.parts add code int; update shop.parts set code = id")
    session.execute("alter table shop.parts drop constraint parts_pkey, add primary key (code, r)")
    session.execute("select pgmatch.switch_model_back()")
    assert len(asked(session, cleared)) == 9


def test_a_row_whose_key_fills_its_index_can_be_changed(shop: Database, session: Cursor) -> None:
    session.execute(
        "create table shop.pages (id text primary key, name text, embedding vector(8));"
        "insert into shop.pages values ("
        " (select string_agg(md5(i::text), '') from generate_series(1, 84) as i), 'a', array_fill(1, array[8])::vector"
        ");"
        "select pgmatch.create_search('public.match_pages', 'shop.pages')"
    )
    begin(shop, BEGIN.format(SAME).replace("products", "pages"))
    fill(shop, ALIKE)
    session.execute("select pgmatch.switch_model(force => true)")
    session.execute("update shop.pages set name = 'b'")
    session.execute("update shop.pages set name = 'c'")
    fill(shop, OLD)
    session.execute("select pgmatch.switch_model_back()")
    assert asked(session, "select name from shop.pages where embedding_new is null") == [("c",)]


def test_the_searched_column_keeps_its_settings(shop: Database, session: Cursor) -> None:
    settings = (
        "select attacl::text, col_description(attrelid, attnum), attstattarget, attcompression"
        " from pg_attribute where attrelid = 'shop.products'::regclass and attname = 'embedding'"
    )
    session.execute(
        "grant select (embedding) on shop.products to anon;"
        "alter table shop.products alter embedding set statistics 7, alter embedding set compression pglz"
    )
    begin(shop)
    for swap in ("switch_model", "switch_model_back"):
        session.execute(
            "revoke select (embedding) on shop.products from anon;"
            "grant select (embedding) on shop.products to authenticated;"
            f"comment on column shop.products.embedding is 'before {swap}'"
        )
        before = asked(session, settings)
        assert "authenticated=r" in before[0][0]
        session.execute(f"select pgmatch.{swap}(force => true)")
        assert asked(session, settings) == before
        session.execute("revoke select (embedding) on shop.products from authenticated")


def test_the_status_waits_for_a_switch(shop: Database, session: Cursor) -> None:
    begin(shop)
    states: list[tuple[str, ...]] = []

    def look() -> None:
        states.extend(shop.rows("select second::text, state from pgmatch.model_status()"))

    thread = threading.Thread(target=look)
    with shop.transaction() as other:
        other.execute("select pgmatch.switch_model(force => true)")
        thread.start()
        wait_for_lock(shop, thread.is_alive)
    thread.join()
    assert states == [("embedding_old", "switched")]


def test_a_column_with_another_name_ends_no_other_change(shop: Database, session: Cursor) -> None:
    session.execute(
        "create table shop.notes (id int primary key, body text, embedding vector(8));"
        "insert into shop.notes values (1, 'a', array_fill(1, array[8])::vector);"
        "select pgmatch.create_search('public.match_notes', 'shop.notes')"
    )
    begin(shop, BEGIN.format(SAME).replace("products", "notes").replace("s.name", "s.body"))
    begin(shop)
    fill(shop, NEW)
    build(shop, "shop.products")
    session.execute("alter table shop.products rename embedding_new to renamed")
    status = "select target::text, second::text, state from pgmatch.model_status() order by 1"
    assert asked(session, status) == [
        ("shop.notes", "embedding_new", "filling"),
        ("shop.products", "renamed", "ready"),
    ]
    # it does not keep the embedding of another text
    with pytest.raises(errors.UndefinedColumn, match="no column embedding_new"):
        session.execute("update shop.products set name = 'zzz' where id = 7")
    session.execute("select pgmatch.change_model('new', 'shop.products')")
    session.execute("update shop.products set name = 'zzz' where id = 7")
    assert fill(shop, NEW) == 1
    session.execute("alter table shop.products rename renamed to again")
    session.execute("select pgmatch.switch_model('shop.products')")
    assert found(session, NEW, "zzz")[0] == 7
    session.execute("alter table shop.products drop embedding_old cascade")
    assert asked(session, status)[1] == ("shop.products", None, "lost")
    with pytest.raises(errors.ObjectNotInPrerequisiteState, match="embedding_old of shop.products.* is gone"):
        session.execute("select pgmatch.switch_model_back('shop.products')")
    session.execute("select pgmatch.clean_model('shop.products')")
    assert asked(session, status) == [("shop.notes", "embedding_new", "filling")]
    assert asked(session, "select embedding from pgmatch.embedding_source") == [("embedding_new",)]
    session.execute("insert into shop.products (name) values ('later')")


def test_a_column_may_become_one_that_workers_fill(shop: Database, session: Cursor) -> None:
    ready(shop)
    session.execute("select pgmatch.queue_embeddings('shop.products', 'embedding', 's.name', 'old')")
    session.execute("select pgmatch.switch_model()")
    session.execute("insert into shop.products (name) values ('later')")
    work(shop)
    assert found(session, NEW, "later")[0] == 301
    session.execute("select pgmatch.switch_model_back()")
    session.execute("update shop.products set name = 'even later' where id = 301")
    work(shop)
    assert found(session, OLD, "even later")[0] == 301
    session.execute("select pgmatch.unqueue_embeddings('shop.products', 'embedding')")
    session.execute("insert into shop.products (name) values ('hidden')")
    work(shop)
    # it was made while a null only waited for a worker
    with pytest.raises(errors.ObjectNotInPrerequisiteState, match="1 row .* would be found"):
        session.execute("select pgmatch.switch_model()")
    session.execute("select pgmatch.change_model('new', 'shop.products')")
    session.execute("update shop.products set embedding_new = null where embedding is null")
    work(shop)
    session.execute("select pgmatch.switch_model()")
    assert 302 not in everything(session, NEW)
    session.execute("select pgmatch.unqueue_embeddings('shop.products', 'embedding_old')")
    with pytest.raises(errors.ObjectNotInPrerequisiteState, match="workers do not fill embedding_old"):
        session.execute("select pgmatch.switch_model_back()")


def test_names_are_cut_by_their_bytes(shop: Database, session: Cursor) -> None:
    name = "ä" * 31
    session.execute(f"alter table shop.products rename embedding to {name}")
    session.execute("select pgmatch.refresh_searches()")
    ready(shop)
    assert asked(session, "select second::text, state from pgmatch.model_status()") == [
        ("ä" * 29 + "_new", "ready")
    ]
    for model, swap in ((NEW, "switch_model"), (OLD, "switch_model_back"), (NEW, "switch_model")):
        session.execute(f"select pgmatch.{swap}()")
        assert found(session, model)[0] == 7
    session.execute("select pgmatch.clean_model()")
    assert found(session, NEW) == exact(session, NEW, "ip", column=name)


def test_a_forgotten_change_leaves_two_columns_and_no_queue(shop: Database, session: Cursor) -> None:
    ready(shop)
    session.execute("select pgmatch.switch_model()")
    with pytest.raises(Exception, match="would forget that the model of shop.products"):
        downgrade(shop.url, "queue", "queue_0001")
    downgrade(shop.url, "queue", "queue_0001", drop_data="yes")
    assert asked(session, "select count(*) from pgmatch.embedding_source") == [(0,)]
    assert asked(session, "select tgname from pg_trigger where tgrelid = 'shop.products'::regclass") == []
    assert found(session, NEW)[0] == 7
    upgrade(shop.url, "queue")
    session.execute("alter table shop.products rename embedding_old to embedding_new")
    begin_again = (
        "select pgmatch.change_model('newer', 'shop.products', content => 's.name', dimensions => 8)"
    )
    with pytest.raises(errors.DuplicateColumn) as caught:
        session.execute(begin_again)
    hint = caught.value.diag.message_hint or ""
    session.execute(hint[hint.index("alter table") :])
    begin(shop, begin_again)


def test_searches_that_wait_for_the_switch_are_told_of_the_other_model(
    shop: Database, session: Cursor
) -> None:
    ready(shop)
    caught: list[BaseException] = []

    def search() -> None:
        with pytest.raises(psycopg2.DataError) as error:
            shop.rows("select * from public.match_products(%s::extensions.vector)", [str(OLD.vector("p7"))])
        caught.append(error.value)

    thread = threading.Thread(target=search)
    with shop.transaction() as other:
        other.execute("select pgmatch.switch_model()")
        thread.start()
        wait_for_lock(shop, thread.is_alive)
    thread.join()
    # it knew the length of before when it began
    assert "16" in str(caught[0])
    assert "8" in str(caught[0])


def wait_for_lock(shop: Database, is_alive: Callable[[], bool]) -> None:
    limit = time.monotonic() + 30
    waits = "select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    while not shop.rows(waits):
        assert is_alive()
        assert time.monotonic() < limit
        time.sleep(0.01)


def test_a_switch_waits_for_no_worker_that_looks_at_the_queues(shop: Database, session: Cursor) -> None:
    ready(shop)
    session.execute("select pgmatch.queue_embeddings('shop.products', 'embedding', 's.name')")
    session.execute("select pgmatch.unqueue_embeddings('shop.products', 'embedding')")
    for swap in ("switch_model", "switch_model_back", "switch_model"):
        with shop.transaction() as other:
            other.execute("select * from pgmatch.queue_status()")
            session.execute("set lock_timeout = '1s'")
            session.execute(f"select pgmatch.{swap}()")
            other.execute("select * from pgmatch.queue_status()")


def test_the_switch_reads_only_the_rows_that_lack_an_embedding(shop: Database, session: Cursor) -> None:
    ready(shop, ALIKE, SAME)
    session.execute("set enable_seqscan = off")
    for second in ("embedding_new", "embedding_old"):
        for lacks in ("embedding", second):
            plan = asked(
                session,
                "explain select from shop.products where "
                f"{gap_condition(session, second)} and {lacks} is null limit 1",
            )
            assert "products_embedding_gaps_idx" in str(plan)
        if second == "embedding_new":
            session.execute("select pgmatch.switch_model()")


def gap_condition(session: Cursor, second: str) -> str:
    [(condition,)] = asked(
        session, "select pgmatch.model_gap_condition('shop.products', 'embedding', %s)", second
    )
    return str(condition)

"""What text of a row is embedded: that of the row as it is stored, whoever changes it, and nothing else."""

from __future__ import annotations

import psycopg2
import pytest

from tests.queue.conftest import Queue
from tests.queue.letters import Letters, vector


def shown(queue: Queue, table: str) -> list[tuple[object, ...]]:
    return queue.rows(f"select id, embedding::text from {table} order by id")


@pytest.mark.parametrize("content", ["low_text(s)", "s.low || s.n", "'é' || s.\"Up\""])
def test_generated_columns_count_with_their_new_values(queue: Queue, content: str) -> None:
    queue.execute(
        "create table generated (id integer primary key, title text, n integer, low text generated always as (lower(title)) stored,"
        ' "Up" text generated always as (upper(title)) stored, embedding extensions.vector(3));'
        'create function low_text(r generated) returns text language sql stable return (r.low || r.n) || r."Up";'
        f"select pgmatch.queue_embeddings('generated', 'embedding', $c${content}$c$);"
        "insert into generated (id, title, n) values (1, 'One', 1), (2, 'Two', 2)"
    )
    try:
        assert queue.work("generated").stored == 2
        queue.execute(
            "update generated set title = title where id = 1; update generated set title = 'Three' where id = 2"
        )
        assert [embedding is None for _, embedding in shown(queue, "generated")] == [False, True]
        assert queue.work("generated").stored == 1
    finally:
        queue.execute(
            "select pgmatch.unqueue_embeddings('generated', 'embedding');drop table generated cascade"
        )


def test_a_trigger_that_changes_the_text_never_leaves_the_embedding_of_another(queue: Queue) -> None:
    table = queue.declare("louder", "title")
    queue.execute(
        "create function loud() returns trigger language plpgsql as $$ begin new.title := upper(new.title); return new; end $$;"
        "create trigger zzz before update on louder for each row execute function loud();"
        "insert into louder values (1, 'Ab'), (2, 'cd')"
    )
    # the worker's own update changes it too
    assert queue.work(table, attempts=1).stored == 0
    [error] = {error for (error,) in queue.rows("select error from pgmatch.dead_jobs('louder', 'embedding')")}
    assert error.startswith("the text changes when its embedding is stored")
    queue.execute("update louder set title = 'ef' where id = 1; update louder set title = 'CD' where id = 2")
    assert queue.work(table).stored == 2
    assert shown(queue, table) == [(1, vector("EF")), (2, vector("CD"))]
    queue.execute("update louder set title = 'gh' where id = 1; update louder set title = 'cd' where id = 2")
    assert shown(queue, table) == [(1, None), (2, vector("CD"))]

    # it would change the text after it has been compared
    queue.execute('create trigger "~~" before update on louder for each row execute function loud()')
    with pytest.raises(
        psycopg2.errors.ObjectNotInPrerequisiteState, match='the trigger "~~" of public.louder'
    ) as refused:
        queue.execute("update louder set title = 'xy' where id = 2")
    assert 'alter trigger "~~" on public.louder rename to "a_~~"' in str(refused.value)
    with pytest.raises(
        psycopg2.errors.ObjectNotInPrerequisiteState, match='the trigger "~~" of public.louder'
    ):
        queue.execute("select pgmatch.queue_embeddings('louder', 'embedding')")


def test_what_the_triggers_have_not_seen_is_queued_by_declaring_again(queue: Queue) -> None:
    table = queue.declare("unseen", "title")
    queue.execute(
        "create table unseen_parts (id integer primary key, title text, embedding extensions.vector(3)) partition by range (id);"
        "select pgmatch.queue_embeddings('unseen_parts', 'embedding', 'title');"
        "create table old_part (id integer primary key, title text, embedding extensions.vector(3));"
        "insert into old_part values (1, 'a'), (2, 'b');"
        "alter table unseen_parts attach partition old_part for values from (0) to (9);"
        "alter table unseen disable trigger user; insert into unseen values (1, 'a'); alter table unseen enable trigger user"
    )
    queue.database.execute(
        "set session_replication_role = replica; insert into public.unseen values (2, 'b')"
    )
    again = "select pgmatch.queue_embeddings('{}', 'embedding')"
    assert queue.rows(again.format("unseen_parts") + " union all " + again.format("unseen")) == [(2,), (2,)]
    assert queue.rows(again.format("unseen_parts")) == [(0,)]
    assert queue.work("unseen_parts").stored == 2
    assert queue.work(table).stored == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("alter table broken rename body to text", 'column "body" does not exist'),
        ("alter table broken drop column body", 'column "body" does not exist'),
        ("drop function tag(text)", "function public.tag(text) does not exist"),
    ],
)
def test_a_text_that_is_gone_is_told_with_what_to_do(queue: Queue, change: str, words: str) -> None:
    queue.execute(
        "create table broken (id integer primary key, body text, n integer, embedding extensions.vector(3));"
        "create or replace function tag(text) returns text language sql return '#' || $1;"
        "select pgmatch.queue_embeddings('broken', 'embedding', 'tag(s.body)');"
        f"insert into broken values (1, 'a', 1, '[9,9,9]'), (2, 'b', 1, null); {change}"
    )
    try:
        with pytest.raises(psycopg2.Error) as refused:
            queue.execute("update broken set n = 2 where id = 1")
        assert refused.value.pgcode in ("42703", "42883")
        assert words in str(refused.value)
        assert "queue_embeddings('public.broken', 'embedding', ...)" in str(refused.value)
        [said] = queue.work("broken").problems
        assert words in said
        # no attempt is lost
        assert queue.jobs("broken") == [1, 0, 0, 0]
        queue.execute("select pgmatch.queue_embeddings('broken', 'embedding', 's.n::text')")
        queue.execute("update broken set n = 2")
        assert queue.work("broken").stored == 2
    finally:
        queue.execute("select pgmatch.unqueue_embeddings('broken', 'embedding'); drop table broken")


def test_a_function_that_finds_its_names_only_on_the_path_of_the_declaration_is_refused(queue: Queue) -> None:
    queue.execute(
        "create table helped (id integer primary key, title text, embedding extensions.vector(3));"
        "create function helper(text) returns text language sql as 'select upper($1)';"
        "create function whole(r helped) returns text language sql stable as 'select helper(r.title)';"
        "create function titled(r helped) returns text language plpgsql as"
        " 'begin return case when r.title is not null then helper(r.title) end; end'"
    )
    declare = "select pgmatch.queue_embeddings('helped', 'embedding', '{}(s)')"
    with pytest.raises(
        psycopg2.errors.UndefinedFunction, match=r"function helper\(text\) does not exist"
    ) as refused:
        queue.execute(declare.format("whole"))
    assert "set search_path = public" in str(refused.value)
    queue.execute("insert into helped values (1, 'a')")
    with pytest.raises(psycopg2.errors.UndefinedFunction):
        queue.execute(declare.format("titled"))
    queue.execute("alter function whole(helped) set search_path = public; " + declare.format("whole"))
    assert queue.work("helped").stored == 1
    queue.execute("update helped set title = 'bb'")
    queue.execute("alter function helper rename to other")
    [said] = queue.work("helped").problems
    assert "function helper(text) does not exist" in said
    assert queue.jobs("helped") == [1, 0, 0, 0]
    queue.execute("alter function other rename to helper")
    assert queue.work("helped").stored == 1


def test_a_text_that_is_another_each_time_is_not_embedded_without_end(queue: Queue) -> None:
    table = queue.declare("random", "title || clock_timestamp()::text")
    queue.execute("insert into random values (1, 'a')")
    model = Letters()
    assert queue.work(table, model, attempts=1).refused == 1
    assert model.calls == 1
    assert queue.rows("select attempts, error from pgmatch.dead_jobs('random', 'embedding')") == [
        (1, "the text of the row has changed meanwhile")
    ]


def test_a_key_may_be_as_long_as_an_index_takes(queue: Queue) -> None:
    queue.execute(
        "create table long (id text primary key, title text, embedding extensions.vector(3));"
        "select pgmatch.queue_embeddings('long', 'embedding', 'title');"
        "insert into long select string_agg(md5(n::text), ''), 'a' from generate_series(1, 84) as n"
    )
    assert queue.work("long").stored == 1


def test_a_session_may_write_names_and_strings_in_another_way(queue: Queue) -> None:
    queue.execute(
        "set quote_all_identifiers = on;"
        "create table quoted (id integer primary key, title text, low text generated always as (lower(title)) stored,"
        " embedding extensions.vector(3));"
        "select pgmatch.queue_embeddings('quoted', 'embedding', 'upper(s.low)');"
        "set standard_conforming_strings = off; insert into quoted (id, title) values (1, 'a')"
    )
    assert queue.work("quoted").stored == 1
    queue.execute("set quote_all_identifiers = on; update quoted set title = 'A'")
    assert shown(queue, "quoted") == [(1, vector("A"))]


def test_a_date_in_a_text_is_the_same_in_any_session(queue: Queue) -> None:
    queue.declare("dated", "title")
    content = "select pgmatch.embedding_content('dated', $c$title || date '02/01/2026'$c$, 'pg_catalog')"
    [(written,)] = queue.rows(f"set datestyle = 'SQL, DMY'; {content}")
    assert "'2026-01-02'::date" in written

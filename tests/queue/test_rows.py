"""Which rows are queued, and what is stored: also while they change, fail, or are worked on by others."""

from __future__ import annotations

import threading
from contextlib import closing

import psycopg2
import pytest

from tests.client.waiting import wait_until
from tests.queue.conftest import Queue
from tests.queue.letters import Letters, vector, work


def embeddings(queue: Queue, table: str) -> dict[int, str | None]:
    return dict(queue.rows(f"select id, embedding::text from {table} order by id"))


def test_a_row_is_embedded_when_its_text_comes_or_changes(queue: Queue) -> None:
    queue.execute(
        "create table notes (id integer primary key, title text, seen integer, embedding extensions.vector(3));"
        "insert into notes values (1, 'one', 0, null), (2, 'two', 0, '[9,9,9]'), (3, null, 0, null), (4, E' \\n', 0, null)"
    )
    declare = "select pgmatch.queue_embeddings('notes', 'embedding', 's.title')"
    # rows that are there are queued once
    assert queue.rows(f"{declare} union all {declare}") == [(3,), (0,)]
    queue.execute("insert into notes values (5, 'five', 0, null), (6, 'six', 0, '[8,8,8]')")
    model = Letters()
    assert queue.work("notes", model).stored == 2
    assert sorted(model.seen) == ["five", "one"]
    # no text, no embedding; a writer's own embedding stays
    known = {1: vector("one"), 2: "[9,9,9]", 3: None, 4: None, 5: vector("five"), 6: "[8,8,8]"}
    assert embeddings(queue, "notes") == known
    assert queue.jobs("notes") == [0, 0, 0, 0]

    queue.execute("update notes set seen = 1")
    queue.execute("update notes set title = 'uno' where id = 1")
    queue.execute("update notes set title = 'due', embedding = '[7,7,7]' where id = 2")
    queue.execute("update notes set title = 'tre' where id = 3")
    queue.execute("update notes set embedding = null where id = 5")
    queue.execute("update notes set title = '' where id = 6")
    # by its old text, nobody finds it
    assert embeddings(queue, "notes") == {1: None, 2: "[7,7,7]", 3: None, 4: None, 5: None, 6: None}
    queue.execute("insert into notes values (7, 'gone'); delete from notes where id = 7")
    model = Letters()
    assert queue.work("notes", model).stored == 3
    assert sorted(model.seen) == ["five", "tre", "uno"]
    assert queue.jobs("notes") == [0, 0, 0, 0]

    queue.execute("select pgmatch.unqueue_embeddings('notes', 'embedding')")
    queue.execute("update notes set title = 'eins' where id = 1; insert into notes values (8, 'acht')")
    assert embeddings(queue, "notes")[1] == vector("uno")
    with pytest.raises(psycopg2.errors.UndefinedObject):
        queue.execute("select pgmatch.unqueue_embeddings('notes', 'embedding')")


KEYS = (
    ("uuid", "id uuid primary key default gen_random_uuid()", "gen_random_uuid()"),
    ("two columns", '"the day" date, "n" text, primary key ("the day", n)', "'2026-02-01', E'a\"''\\\\b%s'"),
    ("a moment", "id timestamptz not null unique", "'2026-02-01 10:00:00.123456+02'"),
    ("numbers", "id float8 primary key", "0.1::float8 + 0.2"),
    ("an interval", "id interval primary key", "'-1 mons +2 days'"),
    ("a type on no path", "id shelf.code primary key", "'A b'"),
    ("an array", "id text[] primary key", "array['a,b', null]"),
    ("bytes", "id bytea primary key", r"'\x00ff'"),
    ("letters", "id char(4) primary key", "'a'"),
)


def test_the_key_may_be_of_any_type(queue: Queue) -> None:
    queue.execute("create schema shelf; create type shelf.code as enum ('A b', 'c')")
    for name, columns, value in KEYS:
        table = f'"{name}"'
        queue.execute(
            f"create table {table} ({columns}, title text, embedding extensions.halfvec(3));"
            f"select pgmatch.queue_embeddings('{table}', 'embedding', 'title');"
            "set datestyle = 'German'; set intervalstyle = 'sql_standard'; set extra_float_digits = 0;"
            "set timezone = 'Asia/Tokyo'; set bytea_output = 'escape';"
            f"insert into {table} values ({value}, '{name}')"
        )
        [(known,)] = queue.rows("select pgmatch.full_name(%s::regclass)", [table])
        assert work(queue.url, tables=[known]).stored == 1, name
        assert queue.rows(f"select embedding::text from {table}") == [(vector(name),)]


def test_the_rows_of_partitions_are_queued(queue: Queue) -> None:
    queue.execute(
        "create table parts (id integer, title text, embedding extensions.vector(3), primary key (id)) partition by hash (id);"
        "create table part_0 (title text, embedding extensions.vector(3), id integer not null);"
        "alter table parts attach partition part_0 for values with (modulus 2, remainder 0);"
        "create table part_1 partition of parts for values with (modulus 2, remainder 1);"
        "create function describe(p parts) returns text return p.id || ': ' || p.title;"
        "select pgmatch.queue_embeddings('parts', 'embedding', 'describe(s)');"
        "insert into parts (id, title) select n, 'row' from generate_series(1, 5) as n"
    )
    assert queue.work("parts").stored == 5
    queue.execute("update parts set title = 'changed' where id < 3")
    assert queue.work("parts").stored == 2
    assert embeddings(queue, "parts")[1] == vector("1: changed")


def test_a_row_of_another_partition_with_the_same_id_keeps_its_own_embedding(queue: Queue) -> None:
    queue.execute(
        "create table tenants (tenant integer not null, id uuid not null, title text, embedding extensions.vector(3), unique (id, tenant))"
        " partition by list (tenant);"
        "create table tenant_1 partition of tenants for values in (1);"
        "create table tenant_2 partition of tenants for values in (2);"
        "select pgmatch.queue_embeddings('tenants', 'embedding', 'title');"
        "insert into tenants select n, '00000000-0000-0000-0000-000000000001', repeat('a', n) from generate_series(1, 2) as n"
    )
    assert queue.work("tenants").stored == 2
    assert queue.rows("select embedding::text from tenants order by tenant") == [
        (vector("a"),),
        (vector("aa"),),
    ]

    # an index whose equality is finer than that of the column
    queue.execute(
        "create type amount as (n numeric);"
        "create table spelled (id amount not null, title text, embedding extensions.vector(3));"
        "create unique index on spelled (id record_image_ops);"
        "select pgmatch.queue_embeddings('spelled', 'embedding', 'title');"
        "insert into spelled values ('(1.0)', 'one'), ('(1.00)', 'one')"
    )
    assert queue.work("spelled", attempts=1).stored == 0
    assert queue.rows("select embedding from spelled") == [(None,), (None,)]
    assert (
        queue.rows("select error from pgmatch.dead_jobs('spelled', 'embedding')")
        == [("its key names 2 rows of public.spelled",)] * 2
    )


def test_a_row_that_changes_while_it_is_embedded_is_embedded_again(queue: Queue) -> None:
    table = queue.declare("moving", "title")
    queue.execute("insert into moving values (1, 'first'), (2, 'leaves'), (3, 'gets one'), (4, 'stays')")
    changes = [
        "update moving set title = 'second' where id = 1",
        "delete from moving where id = 2",
        "update moving set embedding = '[5,5,5]' where id = 3",
    ]

    def change(_: object) -> None:
        if changes:
            queue.execute(";".join(changes))
            changes.clear()

    model = Letters(change)
    assert queue.work(table, model).stored == 2
    assert embeddings(queue, table) == {1: vector("second"), 3: "[5,5,5]", 4: vector("stays")}
    assert model.seen.count("second") == 1


def test_a_row_that_somebody_holds_is_embedded_later(queue: Queue) -> None:
    table = queue.declare("held", "title")
    queue.execute("insert into held values (1, 'old'), (2, 'free')")
    model = Letters()
    with closing(psycopg2.connect(queue.url)) as other, other.cursor() as cursor:
        cursor.execute("update held set title = 'new' where id = 1")
        done = queue.work(table, model)
        # it is not embedded anew each second
        assert (done.stored, done.refused, queue.jobs(table)) == (1, 1, [0, 0, 1, 0])
        other.commit()
    assert queue.work(table, model).stored == 1
    assert model.seen == ["old", "free", "new"]
    assert embeddings(queue, table) == {1: vector("new"), 2: vector("free")}
    assert queue.jobs(table) == [0, 0, 0, 0]


def test_one_row_is_in_one_job_at_a_time(queue: Queue) -> None:
    table = queue.declare("single", "title")
    [(source,)] = queue.rows("select id from pgmatch.embedding_source where target = 'single'::regclass")
    claim = f"select content, job, attempt, content_hash from pgmatch.claim_jobs({source})"
    queue.execute("insert into single values (1, 'a')")
    [(content, *job)] = queue.rows(claim)
    assert (content, job[1]) == ("a", 1)
    queue.execute("update single set title = 'b'")
    assert queue.rows(claim) == []
    store = f"select pgmatch.finish_jobs({source}, array[%s], array[%s], array[%s], array['[1,2,3]'])"
    assert queue.rows(store, job) == [(0,)]
    assert queue.jobs(table) == [1, 0, 1, 0]
    assert queue.work(table).stored == 1
    assert queue.jobs(table) == [0, 0, 0, 0]

    # a change is tried at once, also while the old text waits to be tried again
    queue.execute("update single set title = 'bad'")
    assert queue.work(table).failed == 1
    assert queue.jobs(table) == [0, 0, 1, 0]
    queue.execute("update single set title = 'good'")
    assert queue.work(table).stored == 1
    assert queue.jobs(table) == [0, 0, 0, 0]


def test_a_text_that_fails_blocks_no_other(queue: Queue) -> None:
    table = queue.declare("mixed", "title || (1 / s.n)", ", n integer")
    queue.execute(
        "insert into mixed (id, title, n) values (1, 'good', null), (2, 'bad', 1), (3, 'none', 0), (4, 'fine', 1)"
    )
    assert queue.work(table).stored == 1
    assert queue.jobs(table) == [0, 0, 2, 0]
    assert embeddings(queue, table) == {1: None, 2: None, 3: None, 4: vector("fine1")}

    # a change is tried at once, which fails too
    [(source,)] = queue.rows("select id from pgmatch.embedding_source where target = 'mixed'::regclass")
    queue.database.execute(f"update pgmq.q_pgmatch_{source} set vt = vt + interval '1 day'")
    queue.execute("update mixed set title = title || ' '")
    assert queue.work(table, attempts=1).failed == 1
    assert queue.jobs(table) == [0, 0, 0, 2]
    dead = "select key ->> 'id', error from pgmatch.dead_jobs('mixed', 'embedding') order by 1"
    assert queue.rows(dead) == [("2", "'bad 1' is bad"), ("3", "division by zero")]
    queue.execute("alter table mixed disable trigger user; update mixed set title = 'sad', n = 1")
    queue.execute("alter table mixed enable trigger user")
    assert queue.rows("select pgmatch.retry_jobs('mixed', 'embedding')") == [(2,)]
    assert queue.rows("select pgmatch.retry_jobs('mixed')") == [(0,)]
    with pytest.raises(psycopg2.errors.UndefinedObject):
        queue.execute("select pgmatch.retry_jobs('mixed', 'title')")
    assert queue.work(table).stored == 2
    assert queue.jobs(table) == [0, 0, 0, 0]


def test_a_service_that_is_down_is_not_asked_for_every_text(queue: Queue) -> None:
    table = queue.declare("down", "title")
    queue.execute("insert into down select n, 'bad' from generate_series(1, 20) as n")
    model, stop = Letters(), threading.Event()
    queue.work(table, model, stop=stop, progress=lambda work: stop.set() if work.failed else None)
    assert model.calls == 4
    assert queue.jobs(table) == [17, 0, 3, 0]


def test_a_row_that_cannot_be_stored_fails_with_the_error(queue: Queue) -> None:
    table = queue.declare("strict", "title", ", check (title <> 'no' or embedding is null)")
    queue.execute("insert into strict values (1, 'no'), (2, 'yes')")
    assert queue.work(table, attempts=1).stored == 1
    [(error,)] = queue.rows("select error from pgmatch.dead_jobs('strict', 'embedding')")
    assert "violates check constraint" in error


def test_triggers_find_what_they_name_when_a_worker_stores(queue: Queue) -> None:
    table = queue.declare("audited", "title")
    queue.execute(
        "create table audit (id integer);"
        "create function note() returns trigger language plpgsql as"
        " 'begin insert into audit values (new.id); return new; end';"
        "create trigger note before update on audited for each row execute function note();"
        "insert into audited values (1, 'a'), (2, 'b')"
    )
    assert queue.work(table).stored == 2
    assert queue.rows("select id from audit order by id") == [(1,), (2,)]


def test_a_row_that_a_trigger_keeps_is_not_taken_for_stored(queue: Queue) -> None:
    table = queue.declare("kept", "title")
    queue.execute(
        "create function keep() returns trigger language plpgsql as 'begin return null; end';"
        "create trigger keep before update on kept for each row execute function keep();"
        "insert into kept values (1, 'a')"
    )
    assert queue.work(table, attempts=1).stored == 0
    assert queue.rows("select error from pgmatch.dead_jobs('kept', 'embedding')") == [
        ("a trigger of public.kept keeps the row as it was",)
    ]


def test_whatever_a_model_raises_the_other_texts_go_on(queue: Queue) -> None:
    table = queue.declare("crashed", "title")
    queue.execute("insert into crashed values (1, 'one'), (2, 'crash'), (3, 'two')")
    done = queue.work(table, attempts=1)
    assert (done.stored, done.failed, done.error) == (2, 1, "ValueError: crash")
    assert queue.jobs(table) == [0, 0, 0, 1]


def refusal(queue: Queue, statement: str) -> str:
    """Return the error that a statement ends in, '' if it succeeds."""
    try:
        queue.execute(statement)
    except psycopg2.Error as error:
        return str(error)
    return ""


AGAIN = "select pgmatch.queue_embeddings('pairs', 'embedding')"


@pytest.mark.parametrize(
    ("change", "problem", "mend"),
    [
        ("alter table pairs rename id to doc_id", "the key of public.pairs was (tenant, id)", AGAIN),
        (
            "alter table pairs drop constraint pairs_pkey, add primary key (tenant, title)",
            "the key of public.pairs was (tenant, id)",
            AGAIN,
        ),
        (
            "alter table pairs rename embedding to vec",
            "public.pairs has no column embedding any more",
            "select pgmatch.unqueue_embeddings('pairs', 'embedding');"
            "select pgmatch.queue_embeddings('pairs', 'vec', 'title')",
        ),
    ],
)
def test_jobs_for_a_key_that_has_changed_reach_no_other_row(
    queue: Queue, change: str, problem: str, mend: str
) -> None:
    queue.execute(
        "create table pairs (tenant integer, id integer, title text, embedding extensions.vector(3), primary key (tenant, id));"
        "select pgmatch.queue_embeddings('pairs', 'embedding', 's.title');"
        "insert into pairs values (1, 1, 'a'), (1, 2, 'bb'), (2, 1, 'ccc');"
        f"insert into pairs values (3, 1, 'known', '[9,9,9]'); {change}"
    )
    try:
        [said] = queue.work("pairs").problems
        assert problem in said
        assert "queue_embeddings('public.pairs', 'embedding', ...)" in said
        shown = "select problem from pgmatch.queue_status() where target = 'public.pairs'"
        assert problem in queue.rows(shown)[0][0]
        assert queue.rows("select count(*) from pairs as p where to_jsonb(p)::text like '%%[%%'") == [(1,)]
        assert queue.jobs("pairs")[:2] == [3, 0]
        for statement in (
            "update pairs set title = 'changed' where tenant = 3",
            "insert into pairs values (4, 4, 't')",
        ):
            assert "queue_embeddings" in (refusal(queue, statement) or "queue_embeddings")
        queue.execute(mend)
        queue.work("pairs")
        assert queue.rows(
            "select title, to_jsonb(p) ->> case when to_jsonb(p) ? 'vec' then 'vec' else 'embedding' end"
            " from pairs as p where tenant < 3 order by title"
        ) == [(title, vector(title)) for title in ("a", "bb", "ccc")]
        assert queue.jobs("pairs") == [0, 0, 0, 0]
    finally:
        queue.execute(
            "select pgmatch.unqueue_embeddings(e.target, e.embedding) from pgmatch.embedding_source as e where e.target = 'pairs'::regclass; drop table pairs"
        )


def test_a_declaration_misses_no_row_and_deadlocks_with_no_writer(queue: Queue) -> None:
    table = queue.declare("busy", "title")
    declare = "select pgmatch.queue_embeddings('busy', 'embedding', 'title')"
    with pytest.raises(psycopg2.errors.ActiveSqlTransaction):
        queue.execute(f"set transaction isolation level repeatable read; {declare}")
    with closing(psycopg2.connect(queue.url)) as writer, writer.cursor() as cursor:
        cursor.execute("update busy set title = 'x'")
        again = threading.Thread(target=queue.execute, args=(declare,))
        again.start()
        wait_until(
            lambda: (
                queue.rows(
                    "select count(*) > 0 from pg_locks where relation = 'busy'::regclass and not granted"
                )
                == [(True,)]
            )
        )
        cursor.execute("insert into busy values (1, 'a')")
        writer.commit()
        again.join()
    assert queue.work(table).stored == 1


def test_many_workers_share_the_rows(queue: Queue) -> None:
    table = queue.declare("shared", "title")
    queue.execute("insert into shared select n, 'row ' || n from generate_series(1, 200) as n")
    models = [Letters() for _ in range(4)]
    threads = [
        threading.Thread(target=queue.work, args=(table, model), kwargs={"batch_size": 7}) for model in models
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seen = [text for model in models for text in model.seen]
    assert sorted(seen) == sorted(f"row {n}" for n in range(1, 201))
    assert queue.rows("select count(embedding) from shared") == [(200,)]


def test_the_text_is_what_was_declared_whatever_others_create(queue: Queue) -> None:
    queue.execute("create function describe(text) returns text immutable return 'described: ' || $1")
    table = queue.declare("described", "lower(describe(title)) || ''")
    queue.database.execute(
        "create function public.lower(character varying) returns text language plpgsql as $$ begin raise 'planted'; end $$;"
        "create function public.planted(text, text) returns text language plpgsql as $$ begin raise 'planted'; end $$;"
        "create operator public.|| (leftarg = text, rightarg = text, function = public.planted)"
    )
    queue.execute("insert into described values (1, 'A')")
    assert queue.work(table).stored == 1
    queue.execute("update described set title = 'BB'")
    assert queue.work(table).stored == 1
    assert embeddings(queue, table) == {1: vector("described: bb")}
    queue.database.execute(
        "drop operator public.|| (text, text); drop function public.lower(character varying)"
    )


def test_a_wrong_declaration_is_refused(queue: Queue) -> None:
    queue.execute(
        "create table faulty (id integer primary key, title text, embedding extensions.vector(3),"
        " fixed extensions.vector(3) not null, sparse extensions.sparsevec(3),"
        " made extensions.vector(3) generated always as (array[id, id, id]::extensions.vector(3)) stored);"
        "create table keyless (title text, embedding extensions.vector(3));"
        "create table parent (id integer primary key, title text, embedding extensions.vector(3));"
        "create table child () inherits (parent);"
        "create view seen as select * from faulty"
    )
    for arguments, sqlstate in (
        ("'faulty', 'embedding', 'titel'", "42703"),
        ("'faulty', 'embedding', 'title; drop table faulty'", "42601"),
        ("'faulty', 'embedding', 'id'", "42804"),
        ("'faulty', 'embedding', 'unnest(array[title])'", "0A000"),
        ("'faulty', 'embedding', 'max(title)'", "42803"),
        ("'faulty', 'embedding', 'lag(title) over ()'", "42P20"),
        ("'faulty', 'embedding'", "22004"),
        ("'faulty', 'made', 'title'", "42P16"),
        ("'faulty', 'sparse', 'title'", "42804"),
        ("'faulty', 'embedding', 'title', ' '", "22023"),
        ("'faulty', 'none', 'title'", "42703"),
        ("'faulty', null, 'title'", "42703"),
        ("'faulty', 'title', 'title'", "42804"),
        ("'faulty', 'fixed', 'title'", "42P16"),
        ("'keyless', 'embedding', 'title'", "42P16"),
        ("'seen', 'embedding', 'title'", "42809"),
        ("'parent', 'embedding', 'title'", "42809"),
        ("'faulty', 'embedding', 'title', 'gte-small'", "22023"),
    ):
        with pytest.raises(psycopg2.Error) as refused:
            queue.execute(f"select pgmatch.queue_embeddings({arguments})")
        assert (refused.value.pgcode, bool(refused.value.diag.message_hint)) == (sqlstate, True), arguments
    assert queue.rows("select count(*) from pgmatch.embedding_source where target = 'faulty'::regclass") == [
        (0,)
    ]


def test_a_model_fills_only_its_columns(queue: Queue) -> None:
    table = queue.declare("modelled", "title")
    queue.execute("insert into modelled values (1, 'a')")
    assert queue.work(table).stored == 1
    other = Letters()
    other.name = "others"
    with pytest.raises(Exception, match='is filled by "letters", not by "others"'):
        queue.work(table, other)
    with pytest.raises(Exception, match="no worker fills a column of public.absent"):
        queue.work("absent")

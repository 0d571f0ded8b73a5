"""What a worker does where it cannot work: it says so, loses nothing, and goes on with the rest."""

from __future__ import annotations

import json
import threading
from contextlib import closing
from typing import Any

import psycopg2
import pytest

from pgmatch.queue import Work
from tests.cli.conftest import Run
from tests.queue.conftest import Queue
from tests.queue.letters import Letters, vector, work, worker


def source_of(queue: Queue, table: str) -> int:
    [(source,)] = queue.rows(
        "select id from pgmatch.embedding_source where target = %s::regclass", [f"public.{table}"]
    )
    return int(source)


def test_a_table_that_the_worker_may_not_use_ends_no_other(queue: Queue) -> None:
    tables = [queue.declare("aa_closed", "title"), queue.declare("open", "title")]
    queue.execute(
        "grant all on open to service_role; insert into aa_closed values (1, 'a'); insert into open values (1, 'b')"
    )
    url = queue.database.server.url(queue.database.name, "authenticator") + "?options=-crole%3Dservice_role"
    done = work(url, tables=[f"public.{table}" for table in tables])
    assert done.stored == 1
    [said] = done.problems
    assert "permission denied for table aa_closed" in said
    assert "Hint: " in said
    # no attempt is lost
    assert queue.jobs("aa_closed") == [1, 0, 0, 0]
    queue.execute("grant all on aa_closed to service_role")
    done = work(url, tables=["public.aa_closed"])
    assert (done.stored, done.problems) == (1, [])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("select pgmatch.unqueue_embeddings('aa_ended', 'embedding'); drop table aa_ended", []),
        ("drop table aa_ended", ["its table is gone"]),
        (
            "alter table aa_ended rename embedding to vec",
            ["public.aa_ended has no column embedding any more"],
        ),
    ],
)
def test_what_goes_while_a_worker_embeds_ends_no_other(queue: Queue, change: str, said: list[str]) -> None:
    tables = [queue.declare("aa_ended", "title"), queue.declare("goes_on", "title")]
    queue.execute("insert into aa_ended values (1, 'a'); insert into goes_on values (1, 'b')")
    changes = [change]

    def meanwhile(_: object) -> None:
        if changes:
            queue.execute(changes.pop())

    with worker(queue.url, Letters(meanwhile), tables=[f"public.{table}" for table in tables]) as runner:
        done = runner.run(until_empty=True, poll=0.05)
        assert done.stored == 1
    everything = queue.rows("select problem from pgmatch.queue_status() where problem is not null")
    assert [words in problem for words, (problem,) in zip(said, everything, strict=True)] == [True] * len(
        said
    )
    queue.execute(
        "select pgmatch.unqueue_embeddings(e.target, e.embedding) from pgmatch.embedding_source as e"
        " where pgmatch.source_problem(e) is not null or e.target = 'goes_on'::regclass;"
        "drop table if exists aa_ended, goes_on"
    )


def test_embeddings_are_kept_while_their_table_is_locked(queue: Queue) -> None:
    table = queue.declare("locked", "title")
    queue.execute("insert into locked values (1, 'a')")
    problems: list[str] = []
    stop = threading.Event()
    with closing(psycopg2.connect(queue.url)) as other, other.cursor() as cursor:
        lock = "lock table locked in share mode"
        model = Letters(lambda _: cursor.execute(lock))

        def unlock(work: Work) -> None:
            if work.problems:
                problems.extend(work.problems)
                other.rollback()

        assert queue.work(table, model, progress=unlock).stored == 1
        assert model.calls == 1
        [said] = problems
        assert "another session has locked public.locked" in said

        # its worker is asked to end
        queue.execute("update locked set title = 'b'")
        done = queue.work(
            table, model, stop=stop, progress=lambda work: stop.set() if work.problems else None
        )
        assert done.stored == 0
    assert queue.jobs(table) == [1, 0, 0, 0]
    assert queue.work(table).stored == 1


def test_rows_without_a_text_cost_no_round(queue: Queue) -> None:
    queue.declare("empty", "case when id % 3 = 1 then (1 / (id - id))::text else title end")
    queue.execute(
        "insert into empty select n, case when n = 100 then 'text' end from generate_series(2, 101) as n"
    )
    queue.execute("update empty set title = 'text' where id = 101")
    claim = "select content from pgmatch.claim_jobs(%s, 5)"
    assert queue.rows(claim, [source_of(queue, "empty")]) == [("text",)]


def test_an_embedding_that_comes_late_is_stored_if_it_fits(queue: Queue) -> None:
    table = queue.declare("late", "title")
    queue.execute("insert into late values (1, 'a'), (2, 'b'), (3, 'c')")
    source = source_of(queue, table)
    claim = "select job, attempt, content_hash, content from pgmatch.claim_jobs(%s, max_attempts => 2)"
    forget = f"update pgmq.q_pgmatch_{source} set vt = now()"
    store = "select pgmatch.finish_jobs(%s, array[%s], array[%s], array[%s], array['[1,2,3]'])"
    first = queue.rows(claim, [source])
    queue.database.execute(forget)
    second = queue.rows(claim, [source])
    assert [job[1] for job in second] == [2, 2, 2]
    # another worker has it by now
    assert queue.rows(store, [source, *first[0][:3]]) == [(1,)]
    assert queue.rows(store, [source, *second[0][:3]]) == [(0,)]
    # it was given up by now, after as many attempts as were asked for
    queue.database.execute(forget)
    assert queue.rows(claim, [source]) == []
    dead = "select key ->> 'id', attempts, error from pgmatch.dead_jobs('late', 'embedding') order by 1"
    assert queue.rows(dead) == [("2", 2, "no worker ended it"), ("3", 2, "no worker ended it")]
    assert queue.rows(store, [source, *first[1][:3]]) == [(1,)]
    assert queue.rows(dead) == [("3", 2, "no worker ended it")]
    # it does not fit any more
    queue.execute("update late set title = 'd' where id = 3")
    assert queue.rows(store, [source, *first[2][:3]]) == [(0,)]
    assert queue.work(table).stored == 1


def test_what_a_model_says_or_makes_ends_no_worker(queue: Queue) -> None:
    table = queue.declare("strange", "title")
    queue.execute("insert into strange values (1, E'bad \\\\x00'), (2, 'few')")

    class Strange(Letters):
        def embed(self, texts: Any) -> Any:
            if "bad" in texts[0]:
                raise ValueError("\x00 and \udc80")
            return super().embed(texts)[0]

    done = queue.work(table, Strange(), attempts=1)
    assert done.failed == 2
    assert queue.rows(
        "select error from pgmatch.dead_jobs('strange', 'embedding') order by key ->> 'id'"
    ) == [
        ("ValueError:  and ?",),
        ("letters made an array of the shape (3,) of 1 texts",),
    ]


def test_wrong_numbers_and_lists_are_refused(queue: Queue) -> None:
    queue.declare("numbers", "title")
    source = source_of(queue, "numbers")
    for call in (
        "claim_jobs({}, 0)",
        "claim_jobs({}, null)",
        "claim_jobs({}, timeout_seconds => -1)",
        "claim_jobs({}, max_attempts => 0)",
        "finish_jobs({}, '{{1,2}}', '{{1}}', '{{x,y}}', '{{a,b}}')",
        "finish_jobs({}, null, null, null, null)",
        "fail_jobs({}, '{{1}}', '{{1}}', '{{x,y}}')",
        "set_job_model({}, ' ')",
    ):
        with pytest.raises(psycopg2.errors.InvalidParameterValue) as refused:
            queue.execute(f"select pgmatch.{call.format(source)}")
        assert refused.value.diag.message_hint, call


def test_models_do_not_mix(queue: Queue) -> None:
    table = queue.declare("mixing", "title")
    queue.execute("insert into mixing values (1, 'a'), (2, 'bad')")
    assert queue.work(table, attempts=1).stored == 1
    other, wrong = Letters(), Letters()
    other.name = "others"
    wrong.name, wrong.dimensions = "wrong", 4
    declare = "select pgmatch.queue_embeddings('mixing', 'embedding', model => 'others')"
    with pytest.raises(
        psycopg2.errors.ObjectNotInPrerequisiteState, match='made by "letters", not by "others"'
    ):
        queue.execute(declare)
    # a worker that can fill no column says so, and tries nothing again
    with worker(queue.url, wrong) as runner:
        assert runner.retry() == 0
        problems = runner.run(until_empty=True).problems
    assert 'public.mixing.embedding is filled by "letters", not by "wrong"' in problems

    queue.execute("update mixing set embedding = null, title = 'b'")
    source = source_of(queue, table)
    first, second = queue.rows("select job, attempt, content_hash from pgmatch.claim_jobs(%s)", [source])
    # its worker is late
    queue.database.execute("select pgmq.archive(%s, %s::bigint)", [f"pgmatch_{source}", second[0]])
    queue.execute(declare)
    store = "select pgmatch.finish_jobs(%s, array[%s], array[%s], array[%s], array['[1,2,3]'])"
    for job in (first, second):
        assert queue.rows(store, [source, *job]) == [(0,)]
    assert queue.work(table, other).stored == 2
    assert queue.rows("select embedding::text from mixing") == [(vector("b"),)] * 2


def test_a_partition_and_the_whole_table_are_not_both_declared(queue: Queue) -> None:
    queue.execute(
        "create table whole (id integer primary key, title text, embedding extensions.vector(3)) partition by range (id);"
        "create table half partition of whole for values from (0) to (10) partition by range (id);"
        "create table quarter partition of half for values from (0) to (5);"
        "create table added (id integer primary key, title text, embedding extensions.vector(3))"
    )
    declare, end = (
        "select pgmatch.queue_embeddings('{}', 'embedding', 'title')",
        "select pgmatch.unqueue_embeddings('{}', 'embedding')",
    )
    for first, second in (("whole", "quarter"), ("half", "whole"), ("half", "quarter")):
        queue.execute(declare.format(first))
        with pytest.raises(
            psycopg2.errors.ObjectNotInPrerequisiteState,
            match=f"workers fill embedding of public.{first} already",
        ) as refused:
            queue.execute(declare.format(second))
        assert end.format(f"public.{first}") in str(refused.value)
        queue.execute(end.format(first))

    # one that is attached later
    queue.execute(declare.format("whole") + ";" + declare.format("added"))
    queue.execute("alter table whole attach partition added for values from (10) to (20)")
    said = "public.added is a partition of public.whole by now, whose column workers fill too"
    assert queue.rows(
        "select target, problem from pgmatch.queue_status() where target in ('public.whole', 'public.added') order by 1"
    ) == [("public.added", said), ("public.whole", None)]
    queue.execute("insert into whole values (11, 'a')")
    assert queue.work("whole").stored == 1
    queue.execute(end.format("added"))


def test_a_table_that_has_got_child_tables_is_not_filled(queue: Queue) -> None:
    table = queue.declare("grown", "title")
    queue.execute("create table grown_child () inherits (grown); insert into grown values (1, 'a')")
    problem = "public.grown has child tables by now, whose rows have other texts"
    assert queue.rows("select problem from pgmatch.queue_status() where target = 'public.grown'") == [
        (problem,)
    ]
    assert queue.work(table).stored == 0
    queue.execute("drop table grown_child")
    assert queue.work(table).stored == 1


def test_the_doctor_finds_columns_that_nobody_fills(queue: Queue, run: Run) -> None:
    for table in (
        "doc_renamed",
        "doc_dropped",
        "doc_off",
        "doc_parent",
        "doc_added",
        "doc_vec",
        "doc_key",
        "doc_bare",
    ):
        queue.declare(table, "title")
    queue.execute(
        "create table doc_child () inherits (doc_parent);"
        "create table doc_whole (like doc_added including all) partition by range (id);"
        "select pgmatch.queue_embeddings('doc_whole', 'embedding', 'title');"
        "alter table doc_whole attach partition doc_added for values from (0) to (10)"
    )
    [(gone,)] = queue.rows("select 'doc_dropped'::regclass::oid::bigint")
    queue.execute(
        "alter table doc_renamed rename title to name; drop table doc_dropped; alter table doc_off disable trigger user;"
        "alter table doc_vec rename embedding to vec;"
        "alter table doc_key drop constraint doc_key_pkey; alter table doc_key add other int primary key;"
        "alter table doc_bare drop constraint doc_bare_pkey"
    )
    done = run("doctor", "--only", "queue", "--json", url=queue.url)
    found = {
        each["object"]: (each["level"], each["evidence"], each["fix"])
        for each in json.loads(done.stdout)["findings"]
    }
    assert found == {
        "column public.doc_renamed.embedding": (
            "error",
            'Workers cannot fill it: column "title" does not exist.',
            ["select pgmatch.queue_embeddings('public.doc_renamed', 'embedding', ...);"],
        ),
        f"column {gone}.embedding": (
            "error",
            "Workers cannot fill it: its table is gone.",
            [f"select pgmatch.unqueue_embeddings('{gone}', 'embedding');"],
        ),
        "column public.doc_parent.embedding": (
            "error",
            "Workers cannot fill it: public.doc_parent has child tables by now, whose rows have other texts.",
            ["select pgmatch.unqueue_embeddings('public.doc_parent', 'embedding');"],
        ),
        "column public.doc_added.embedding": (
            "error",
            "Workers cannot fill it: public.doc_added is a partition of public.doc_whole by now, whose column workers"
            " fill too.",
            ["select pgmatch.unqueue_embeddings('public.doc_added', 'embedding');"],
        ),
        "column public.doc_vec.embedding": (
            "error",
            "Workers cannot fill it: public.doc_vec has no column embedding any more.",
            ["select pgmatch.unqueue_embeddings('public.doc_vec', 'embedding');"],
        ),
        "column public.doc_key.embedding": (
            "error",
            "Workers cannot fill it: the key of public.doc_key was (id), and is not any more.",
            ["select pgmatch.queue_embeddings('public.doc_key', 'embedding');"],
        ),
        "column public.doc_bare.embedding": (
            "error",
            "Workers cannot fill it: the key of public.doc_bare was (id), and is not any more.",
            ["alter table public.doc_bare add primary key (id);"],
        ),
        "column public.doc_off.embedding": (
            "warning",
            "Its triggers are disabled or gone, so new rows and changes are not queued.",
            ["select pgmatch.queue_embeddings('public.doc_off', 'embedding');"],
        ),
    }
    assert "; no worker can fill it: its table is gone\n" in run("status", url=queue.url).stdout
    for _, (_, _, [fix]) in sorted(found.items()):
        queue.execute(fix.replace("...", "'name'"))
    assert (
        json.loads(
            run("doctor", "--only", "queue", "--only", "function_settings", "--json", url=queue.url).stdout
        )["findings"]
        == []
    )

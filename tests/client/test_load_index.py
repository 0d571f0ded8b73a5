"""The vector index during a load: suspended when that is faster, and there again at its end."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

import pgmatch
from pgmatch.errors import DatabaseError
from pgmatch.lines.nods import load as loading
from pgmatch.models import LoadPage, LoadSection
from tests.client.pages import MODEL, vector
from tests.index.conftest import transaction
from tests.servers import Database

INDEX = """
    select pg_get_indexdef(x.indexrelid), x.indexrelid::bigint from pg_index as x
    inner join pg_class as i on i.oid = x.indexrelid
    inner join pg_am as m on m.oid = i.relam and m.amname = 'hnsw'
    where x.indrelid = 'nods_page_section'::regclass and x.indisvalid
"""
SUSPENDED = "select name::text from pgmatch.suspended_index"
ANALYZED = "select relname::text, reltuples::int from pg_class where relname in ('nods_page', 'nods_page_section') order by 1"
NAME = [("nods_page_section_embedding_hnsw_ip_idx",)]


def pages(numbers: range, sections: int = 10) -> Iterator[LoadPage]:
    for number in numbers:
        yield LoadPage(
            f"/{number}",
            [
                LoadSection(f"text {number} {place}", vector(1, number / 100 + place))
                for place in range(sections)
            ],
        )


@pytest.fixture
def before(database: Database) -> tuple[str, int]:
    """The definition of the index, and its oid."""
    ((definition, oid),) = database.rows(INDEX)
    return definition, oid


def test_a_first_load_builds_the_index_once_at_its_end(
    client: pgmatch.Database, database: Database, before: tuple[str, int]
) -> None:
    seen: list[tuple[int, list[tuple[str]], list[str]]] = []

    def look(_: int, sections: int) -> None:
        found = [row.content for row in client.match_page_sections(vector(1, 100), None, 1, 0)]
        seen.append((sections, database.rows(SUSPENDED), found))

    loaded = client.load_pages(pages(range(45)), MODEL, progress=look)
    # it is suspended after the first 200 sections, and searches are right
    assert seen == [(200, NAME, ["text 19 9"]), (450, NAME, ["text 44 9"])]
    assert loaded.advice is None
    ((definition, oid),) = database.rows(INDEX)
    assert (definition, database.rows(SUSPENDED)) == (before[0], [])
    assert oid != before[1]
    assert database.rows(ANALYZED) == [("nods_page", 45), ("nods_page_section", 450)]
    assert database.rows("select * from pgmatch.nods_doctor_search_outdated()") == []


def test_a_load_of_few_sections_leaves_the_index_alone(
    client: pgmatch.Database, database: Database, before: tuple[str, int]
) -> None:
    client.load_pages(pages(range(19)), MODEL)
    assert database.rows(INDEX) == [before]
    # and one of few beside those that are there
    client.load_pages(pages(range(100, 180)), MODEL)
    ((_, oid),) = database.rows(INDEX)
    client.load_pages(pages(range(200, 225)), MODEL)
    assert database.rows(INDEX) == [(before[0], oid)]


def test_an_error_brings_the_index_back(
    client: pgmatch.Database, database: Database, before: tuple[str, int]
) -> None:
    def broken() -> Iterator[LoadPage]:
        yield from pages(range(40))
        assert database.rows(SUSPENDED) == NAME
        raise ValueError("from outside")

    with pytest.raises(ValueError, match="from outside"):
        client.load_pages(broken(), MODEL)
    assert [definition for definition, _ in database.rows(INDEX)] == [before[0]]
    assert database.rows(SUSPENDED) == []


def test_ctrl_c_brings_the_index_back(
    client: pgmatch.Database, database: Database, before: tuple[str, int]
) -> None:
    def interrupted() -> Iterator[LoadPage]:
        yield from pages(range(40))
        assert database.rows(SUSPENDED) == NAME
        signal.raise_signal(signal.SIGINT)

    # a shell starts what runs in its background without it
    earlier = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            client.load_pages(interrupted(), MODEL)
    finally:
        signal.signal(signal.SIGINT, earlier)
    assert [definition for definition, _ in database.rows(INDEX)] == [before[0]]
    assert database.rows(SUSPENDED) == []


def test_a_killed_backend_brings_the_index_back(
    client: pgmatch.Database, database: Database, before: tuple[str, int]
) -> None:
    database.execute(
        "create function killed() returns trigger language plpgsql as"
        " $$ begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$;"
        "create trigger killed before insert on nods_page_section"
        " for each row when (new.content = 'text 30 0') execute function killed()"
    )
    with pytest.raises(DatabaseError) as caught:
        client.load_pages(pages(range(40)), MODEL)
    assert str(caught.value.hint).startswith("Is the server at")
    ((definition, oid),) = database.rows(INDEX)
    assert (definition, oid == before[1], database.rows(SUSPENDED)) == (before[0], False, [])


def test_a_killed_process_leaves_it_suspended_and_the_next_load_builds_it(
    client: pgmatch.Database, database: Database, before: tuple[str, int]
) -> None:
    program = f"""if True:
        import os, signal, pgmatch
        from tests.client.test_load_index import MODEL, pages

        def killed():
            yield from pages(range(40))
            os.kill(os.getpid(), signal.SIGKILL)

        pgmatch.connect({database.url!r}).load_pages(killed(), MODEL)"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == -signal.SIGKILL
    assert (database.rows(INDEX), database.rows(SUSPENDED)) == ([], NAME)
    (finding,) = database.rows("select level, fix[1] from pgmatch.doctor_index_suspended()")
    assert finding == ("warning", "pgmatch index resume public.nods_page_section")
    assert database.rows("select * from pgmatch.doctor_index_missing()") == []
    assert database.rows("select * from pgmatch.nods_doctor_search_outdated()") == []
    assert [row.content for row in client.match_page_sections(vector(1, 100), None, 1, 0)] == ["text 19 9"]

    assert client.load_pages(pages(range(40)), MODEL).unchanged == 20
    assert [definition for definition, _ in database.rows(INDEX)] == [before[0]]


def test_an_index_that_cannot_be_built_stays_suspended_and_the_error_says_how(
    client: pgmatch.Database, database: Database
) -> None:
    def spoiling() -> Iterator[LoadPage]:
        yield from pages(range(40))
        database.execute("update pgmatch.suspended_index set definition = definition || ' with (m = 1)'")

    with pytest.raises(DatabaseError, match="all sections are stored, but their vector index") as caught:
        client.load_pages(spoiling(), MODEL)
    assert (caught.value.sqlstate, "pgmatch index resume" in str(caught.value.hint)) == ("22023", True)
    assert database.rows("select count(*) from nods_page_section") == [(400,)]
    assert database.rows(SUSPENDED) == NAME


def test_no_statement_timeout_ends_the_build(database: Database) -> None:
    def watched() -> Iterator[LoadPage]:
        yield from pages(range(40))
        database.execute(
            "create function is_unlimited(bigint) returns boolean language plpgsql immutable as"
            " $$ begin if current_setting('statement_timeout') <> '0' then raise 'limited'; end if; return true; end $$;"
            "update pgmatch.suspended_index set definition = definition || ' where public.is_unlimited(id)'"
        )

    database.execute(f"alter database {database.name} set statement_timeout = '1h'")
    with pgmatch.connect(database.url) as client:
        client.load_pages(watched(), MODEL)
    assert len(database.rows(INDEX)) == 1


def test_who_does_not_own_the_table_is_told_what_would_be_faster(direct_database: Database) -> None:
    before = direct_database.rows(INDEX)
    with pgmatch.connect(f"{direct_database.url}?options=-c%20role=service_role") as client:
        loaded = client.load_pages(pages(range(40)), MODEL)
        assert loaded.advice is not None
        assert "loads many rows faster into public.nods_page_section" in loaded.advice
    assert direct_database.rows(INDEX) == before


def test_others_who_use_the_table_are_not_waited_for_long(direct_database: Database) -> None:
    before = direct_database.rows(INDEX)
    with (
        transaction(direct_database, "select from nods_page_section"),
        pgmatch.connect(direct_database.url) as client,
    ):
        loaded = client.load_pages(pages(range(22)), MODEL)
    assert str(loaded.advice).startswith("Others use public.nods_page_section")
    assert direct_database.rows(INDEX) == before


def test_an_index_that_many_rows_are_searched_with_stays(
    client: pgmatch.Database, database: Database, before: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    database.execute(
        "insert into nods_page (path) values ('/old');"
        "insert into nods_page_section (page_id) select 1 from generate_series(1, 15000)"
    )
    ask = "select * from pgmatch.nods_begin_load(%s)"
    assert database.rows(ask, [1000]) == [(False, None)]
    ((is_suspended, advice),) = database.rows(ask, [4500])
    assert not is_suspended
    assert "`pgmatch index suspend public.nods_page_section`" in advice
    assert database.rows(INDEX) == [before]
    database.execute("delete from nods_page_section where id > 12000")
    assert database.rows(ask, [4500]) == [(True, None)]
    assert database.rows("select pgmatch.nods_end_load(0, 0)") == [(NAME[0][0],)]


def test_two_loads_at_once_leave_the_index(client: pgmatch.Database, database: Database) -> None:
    def with_another() -> Iterator[LoadPage]:
        yield from pages(range(30))
        assert database.rows(SUSPENDED) == NAME
        client.load_pages(pages(range(100, 102)), MODEL)
        assert (len(database.rows(INDEX)), database.rows(SUSPENDED)) == (1, [])
        yield from pages(range(30, 60))

    assert client.load_pages(with_another(), MODEL).new == 60
    assert len(database.rows(INDEX)) == 1


def test_a_load_is_of_a_known_model_to_the_doctor(client: pgmatch.Database, database: Database) -> None:
    client.load_pages(pages(range(2)), MODEL)
    unverified = "select evidence from pgmatch.nods_doctor_embeddings_unverified()"
    assert database.rows(unverified) == []
    database.execute(
        "insert into nods_page_section (page_id, embedding) select page_id, embedding from nods_page_section limit 3"
    )
    ((evidence,),) = database.rows(unverified)
    assert evidence.startswith("3 embeddings were written by neither `pgmatch ingest` nor load_pages")


def test_batches_stay_as_large_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "BATCH", 500)
    sizes = [
        sum(len(page.sections) for page in batch.values()) for batch in loading._batches(pages(range(130)))
    ]
    assert sizes == [200, 500, 500, 100]

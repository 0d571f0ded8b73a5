"""The methods for asyncio, by SQL; by RPC they pass the tests of the waiting ones too."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import closing

import pytest

import pgmatch
from pgmatch.errors import DatabaseError, PgmatchError
from pgmatch.models import LoadPage, LoadSection
from tests.client.pages import DIMENSIONS, MODEL, put_pages, vector
from tests.client.waiting import wait_until
from tests.client.ways import Blocking, Served
from tests.servers import Database

Work = Callable[[pgmatch.AsyncDatabase], Awaitable[object]]


def run(url: str, work: Work) -> object:
    async def main() -> object:
        async with pgmatch.connect_async(url) as database:
            return await work(database)

    return asyncio.run(main())


def test_calls_are_made_at_once_and_the_loop_goes_on(direct_database: Database) -> None:
    waiting = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"

    async def work(client: pgmatch.AsyncDatabase) -> object:
        with closing(direct_database.connect()) as connection, connection.cursor() as cursor:
            cursor.execute("lock table nods_page_section in access exclusive mode")
            calls = [asyncio.create_task(client.match_page_sections(vector(1))) for _ in range(20)]
            while direct_database.rows(waiting) != [(15,)]:
                await asyncio.sleep(0.02)
            assert not any(call.done() for call in calls)
        return await asyncio.gather(*calls)

    async def checked(client: pgmatch.AsyncDatabase) -> object:
        await client.match_page_sections(vector(1))  # the revision is asked for
        return await work(client)

    assert run(direct_database.url, checked) == [[]] * 20


def test_a_cancelled_call_is_cancelled_in_postgres(direct_database: Database) -> None:
    waiting = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"

    async def work(client: pgmatch.AsyncDatabase) -> object:
        await client.match_page_sections(vector(1))  # the revision is asked for
        with closing(direct_database.connect()) as connection, connection.cursor() as cursor:
            cursor.execute("lock table nods_page_section in access exclusive mode")
            calls = [asyncio.create_task(client.match_page_sections(vector(1))) for _ in range(20)]
            while direct_database.rows(waiting) != [(15,)]:
                await asyncio.sleep(0.02)
            for call in calls:
                call.cancel()
            ended = await asyncio.gather(*calls, return_exceptions=True)
            assert {type(error) for error in ended} == {asyncio.CancelledError}
            await asyncio.to_thread(wait_until, lambda: direct_database.rows(waiting) == [(0,)])
        # nor does a connection that was cancelled spoil the next call
        return await asyncio.gather(*(client.match_page_sections(vector(1)) for _ in range(20)))

    assert run(direct_database.url, work) == [[]] * 20


def test_pages_are_loaded_and_searched(database: Database) -> None:
    async def work(client: pgmatch.AsyncDatabase) -> object:
        loaded = await client.load_pages([LoadPage("/a", [LoadSection("a", vector(1))])], MODEL)
        assert (loaded.new, loaded.sections) == (1, 1)
        await client.check_model(MODEL, DIMENSIONS)
        with pytest.raises(PgmatchError, match='by "a-model"'):
            await client.check_model("other", DIMENSIONS)
        with pytest.raises(DatabaseError, match="has 1 dimension,"):
            await client.match_page_sections([1])
        return [row.content for row in await client.match_page_sections(vector(1))]

    assert run(database.url, work) == ["a"]


def test_after_its_end_calls_are_refused_and_no_connection_is_left(direct_database: Database) -> None:
    kept = []

    async def work(client: pgmatch.AsyncDatabase) -> object:
        kept.append(client)
        return await client.pgmatch_info()

    assert run(direct_database.url, work)
    with pytest.raises(PgmatchError, match=r"called after close\(\)"):
        asyncio.run(kept[0].pgmatch_info())
    others = (
        "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    )
    wait_until(lambda: direct_database.rows(others) == [(0,)])


def test_it_is_an_ingest_for_asyncio(database: Database) -> None:
    with closing(Blocking(pgmatch.connect_async(database.url))) as blocking:
        put_pages(blocking.database)
        assert len(blocking.database.match_page_sections(vector(1))) == 3


def test_pages_cannot_be_loaded_by_rpc(served: Served) -> None:
    async def work() -> None:
        async with pgmatch.connect_async(served.server.url, served.server.secret_key) as client:
            await client.load_pages([], MODEL)

    with pytest.raises(PgmatchError, match="COPY needs a connection to Postgres itself"):
        asyncio.run(work())

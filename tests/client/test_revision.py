"""The database is asked once whether it has the revision that the client needs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import pgmatch
from pgmatch.errors import DatabaseError
from pgmatch.lines import LINES
from pgmatch.migrate.frozen import recorded
from tests.client import fake_api
from tests.client.fake_api import INSTALLED, FakeApi, Reply
from tests.client.pages import DIMENSIONS, MODEL, vector
from tests.servers import Database


@pytest.fixture
def api() -> Iterator[FakeApi]:
    with fake_api.running() as api:
        api.answers["get_page_parents"] = [Reply(200, [])]
        yield api


def installed(revision: str) -> Reply:
    return Reply(200, [{**INSTALLED, "revision": revision}])


@pytest.mark.parametrize("line", LINES)
def test_it_is_the_newest_revision_that_makes_a_function(line: str) -> None:
    revisions = [name.split("/")[0] for name in recorded() if f"/functions/{line}/" in name]
    assert LINES[line].needed == max(each for each in revisions if each.rpartition("_")[0] == line)


def test_it_is_asked_once(api: FakeApi) -> None:
    with pgmatch.connect(api.url, "key") as client:
        for _ in range(3):
            client.get_page_parents(1)
    assert [request.function for request in api.requests] == ["pgmatch_info", *["get_page_parents"] * 3]


async def search_async(api: FakeApi) -> None:
    async with pgmatch.connect_async(api.url, "key") as client:
        await client.get_page_parents(1)


def test_an_older_one_is_an_error_until_it_is_upgraded(api: FakeApi) -> None:
    api.answers["pgmatch_info"] = [installed("nods_0003"), installed("nods_0003"), installed("nods_0012")]
    with pgmatch.connect(api.url, "key") as client:
        for _ in range(2):
            with pytest.raises(
                DatabaseError, match=r"nods_0003 in this database, .* needs nods_0004"
            ) as raised:
                client.get_page_parents(1)
        assert "pgmatch alembic upgrade head" in (raised.value.hint or "")
        assert "pgmatch sql --line nods --from nods_0003" in (raised.value.hint or "")
        assert api.calls("get_page_parents") == []
        assert client.get_page_parents(1) == []


def test_who_may_not_ask_may_still_call_what_is_allowed(api: FakeApi) -> None:
    api.answers["pgmatch_info"] = [Reply(401, {"code": "42501", "message": "permission denied"})]
    with pgmatch.connect(api.url, "key") as client:
        assert client.get_page_parents(1) == []
        api.answers["get_page_parents"] = [Reply(401, {"code": "42501", "message": "for this function"})]
        with pytest.raises(DatabaseError, match="for this function"):
            client.get_page_parents(1)
    assert len(api.calls("pgmatch_info")) == 1


def test_what_goes_wrong_otherwise_is_that_error_and_it_is_asked_again(api: FakeApi) -> None:
    api.answers["pgmatch_info"] = [Reply(500, ""), installed("nods_0005")]
    with pgmatch.connect(api.url, "key") as client:
        with pytest.raises(DatabaseError, match="answered 500"):
            client.get_page_parents(1)
        assert client.get_page_parents(1) == []


def test_it_is_checked_by_sql_and_for_asyncio_too(database: Database, api: FakeApi) -> None:
    import asyncio

    database.execute("update pgmatch.install set revision = 'nods_0002'")
    with pgmatch.connect(database.url) as client:
        with pytest.raises(DatabaseError, match="nods_0002 in this database"):
            client.match_page_sections(vector(1))
        with pytest.raises(DatabaseError, match="nods_0002 in this database"):
            client.load_pages([], MODEL)
        assert client.pgmatch_info()[0].dimensions == DIMENSIONS

    api.answers["pgmatch_info"] = [installed("nods_0002")]
    with pytest.raises(DatabaseError, match="nods_0002 in this database"):
        asyncio.run(search_async(api))

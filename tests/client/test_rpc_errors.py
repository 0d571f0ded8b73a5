"""What an API answers besides rows: each an error that says what to do, and repeated only where that is safe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

import pgmatch
from pgmatch.embedded.cluster import free_port
from pgmatch.errors import DatabaseError, PgmatchError
from tests.client import fake_api
from tests.client.fake_api import DROPPED, FakeApi, Reply
from tests.client.ways import Blocking

KEY = "sb_secret_do-not-show-this"
TOKEN = "header.eyJyb2xlIjoiYXV0aGVudGljYXRlZCJ9.signature"  # {"role":"authenticated"}
ROW = {"id": 1, "page_id": 2, "slug": None, "heading": None, "content": "x", "similarity": 1}


@pytest.fixture
def api() -> Iterator[FakeApi]:
    with fake_api.running() as api:
        api.answers["match_page_sections"] = [Reply(200, [ROW])]
        yield api


@pytest.fixture(params=["rpc", "async"])
def client(api: FakeApi, request: pytest.FixtureRequest) -> Iterator[pgmatch.Database]:
    if request.param == "rpc":
        with pgmatch.connect(api.url, KEY, access_token=TOKEN) as client:
            yield client
    else:
        with closing(Blocking(pgmatch.connect_async(api.url, KEY, access_token=TOKEN))) as blocking:
            yield blocking.database


def search(client: pgmatch.Database) -> list[str]:
    return [row.content for row in client.match_page_sections([1, 0, 0])]


def refused(call: Callable[[], object]) -> DatabaseError:
    with pytest.raises(DatabaseError) as raised:
        call()
    chain: list[BaseException] = [raised.value]
    while chain[-1].__cause__:
        chain.append(chain[-1].__cause__)
    assert len(chain) > 1
    assert not any(secret in f"{link} {link!r}" for link in chain for secret in (KEY, TOKEN))
    return raised.value


def failure(code: str | None, message: str = "no", hint: str | None = None) -> dict[str, str | None]:
    return {"code": code, "message": message, "details": None, "hint": hint}


# PostgREST's hint has the names of the arguments, if those of the call are like them
@pytest.mark.parametrize(
    ("hint", "message", "hinted"),
    [
        (
            "Perhaps you meant to call the function public.match_shoes(category, match_count, query_embedding)",
            "match_shoes has no argument categry",
            "Did you mean category? The arguments of match_shoes are category, match_count, query_embedding.",
        ),
        (
            "Perhaps you meant to call the function public.match_shoe",
            'the function match_shoes does not exist in the schema "public"',
            "Did you mean match_shoe? `pgmatch function list` shows",
        ),
        (
            "Perhaps you meant to call the function public.match_shoes(categry, query_embedding, size)",
            'the function match_shoes does not exist in the schema "public"',
            "`pgmatch function list` shows",
        ),
        (
            None,
            'the schema "public" has no function match_shoes with the arguments categry, query_embedding',
            "`pgmatch function list` shows",
        ),
    ],
)
def test_a_function_of_the_users_own_that_is_not_found_is_told_as_the_api_knows_it(
    api: FakeApi, client: pgmatch.Database, hint: str | None, message: str, hinted: str
) -> None:
    api.answers["match_shoes"] = [Reply(404, failure("PGRST202", "Could not find it", hint))]
    error = refused(lambda: client.match("match_shoes", [1, 0, 0], categry="boots"))
    assert (error.message, error.code) == (message, "PGRST202")
    assert str(error.hint).startswith(hinted)
    assert str(error.hint).endswith("If it is there: notify pgrst, 'reload schema';")


@pytest.mark.parametrize(
    ("status", "body", "code", "hinted"),
    [
        (404, failure("PGRST202", "Could not find it", "Perhaps you meant x"), "PGRST202", "pgmatch alembic upgrade head"),
        (404, failure("PGRST202"), "PGRST202", "notify pgrst, 'reload schema'"),
        (300, failure("PGRST203", hint="rename"), "PGRST203", "proname = 'match_page_sections'"),
        (406, failure("PGRST106"), "PGRST106", 'Add "public" to the exposed schemas'),
        (401, failure("PGRST301", "No suitable key"), "PGRST301", "The access_token is incomplete, or belongs to another project"),
        (401, failure("PGRST301", "JWT expired"), "PGRST301", "signing in again"),
        (401, failure("PGRST303", "JWT expired"), "PGRST303", "signing in again"),
        (401, failure("PGRST302"), "PGRST302", "SUPABASE_SECRET_KEY"),
        (403, failure("42501"), "42501", 'You are calling as the role "authenticated". The access mode does not'),
        (500, failure("57014"), "57014", 'for the role "authenticated": alter role … set statement_timeout'),
        (404, failure("P0002", hint="Its own."), "P0002", "Its own."),
        (404, failure("42883", hint="add casts"), "42883", "pgmatch.repin()"),
        (400, failure("22023", hint="Its own."), "22023", "Its own."),
        (413, "<html>too large</html>", None, "split the page"),
        (540, {"message": "paused"}, None, "Restore it"),
        (301, "", None, "Set SUPABASE_URL to the new"),
        (404, "<html>nothing here</html>", None, "https://PROJECT.supabase.co"),
        (500, "", None, "try later"),
        (401, {"message": "Invalid API key", "hint": "Double check"}, None, "Is the access_token complete"),
    ],
)  # fmt: skip
def test_an_answer_becomes_an_error_that_says_what_to_do(
    api: FakeApi, client: pgmatch.Database, status: int, body: object, code: str | None, hinted: str
) -> None:
    api.answers["match_page_sections"] = [Reply(status, body, {"Location": "https://other.example"})]

    error = refused(lambda: search(client))

    assert error.code == code
    assert error.sqlstate == (code if code and not code.startswith("PGRST") else None)
    assert hinted in (error.hint or "")
    assert not error.answer_lost
    assert len(api.calls("match_page_sections")) == 1


def test_details_are_told_and_what_stands_in_no_answer_of_postgrest_is_named(
    api: FakeApi, client: pgmatch.Database
) -> None:
    api.answers["match_page_sections"] = [
        Reply(409, {**failure("23505", "duplicate"), "details": "Key (path)=(/a) already exists."}),
        Reply(418, "<html>teapot</html>"),
        Reply(400, {"error": "of a gateway"}),
        Reply(400, [1]),
    ]

    assert refused(lambda: search(client)).message == "duplicate\nKey (path)=(/a) already exists."
    assert "answered 418" in refused(lambda: search(client)).message
    assert refused(lambda: search(client)).message == "of a gateway"
    assert "answered 400 Bad Request" in refused(lambda: search(client)).message


def test_the_key_is_hidden_where_the_api_repeats_it(api: FakeApi, client: pgmatch.Database) -> None:
    api.answers["match_page_sections"] = [Reply(400, failure(None, f"bad key {KEY}", f"not {TOKEN}"))]

    error = refused(lambda: search(client))

    assert str(error) == "bad key [hidden]\nHint: not [hidden]"


@pytest.mark.parametrize(
    "passing",
    [
        DROPPED,
        Reply(502, "<html>Bad gateway</html>"),
        Reply(503, failure("PGRST002", "Could not query the schema cache")),
        Reply(504, failure("PGRST003", "Timed out acquiring connection")),
        Reply(429, "slow down", {"Retry-After": "0"}),
        Reply(500, failure("53300", "too many connections")),
    ],
)
def test_what_may_pass_is_tried_again_for_a_call_that_only_reads(
    api: FakeApi, client: pgmatch.Database, passing: Reply
) -> None:
    api.answers["match_page_sections"] = [passing, passing, Reply(200, [ROW])]

    assert search(client) == ["x"]
    assert len(api.calls("match_page_sections")) == 3


def test_it_is_not_tried_for_ever(api: FakeApi, client: pgmatch.Database) -> None:
    api.answers["match_page_sections"] = [Reply(503, "")]

    error = refused(lambda: search(client))

    assert "answered 503" in error.message
    assert len(api.calls("match_page_sections")) == 4


def test_an_api_that_asks_for_a_long_wait_is_not_waited_for(api: FakeApi, client: pgmatch.Database) -> None:
    api.answers["match_page_sections"] = [Reply(429, "", {"Retry-After": "3600"})]

    assert "fewer at once" in (refused(lambda: search(client)).hint or "")
    assert len(api.calls("match_page_sections")) == 1


@pytest.mark.parametrize(
    "lost", [DROPPED, Reply(502, ""), Reply(504, "<html>"), Reply(200, "<html>sign in</html>")]
)
@pytest.mark.parametrize("function", ["nods_begin_ingest", "nods_put_page", "nods_finish_ingest"])
def test_a_call_that_writes_is_not_made_again_once_it_may_have_been_done(
    api: FakeApi, client: pgmatch.Database, function: str, lost: Reply
) -> None:
    api.answers[function] = [lost]
    calls: dict[str, Callable[[], object]] = {
        "nods_begin_ingest": lambda: client.nods_begin_ingest("docs", "m", 3),
        "nods_put_page": lambda: client.nods_put_page(1, "/a", "1", []),
        "nods_finish_ingest": lambda: client.nods_finish_ingest(1, []),
    }

    error = refused(calls[function])

    assert error.answer_lost
    assert "The call may or may not have been done" in (error.hint or "")
    assert len(api.calls(function)) == 1


@pytest.mark.parametrize("before", [Reply(504, failure("PGRST003")), Reply(429, "")])
def test_a_call_that_writes_is_made_again_when_it_was_surely_not_done(
    api: FakeApi, client: pgmatch.Database, before: Reply
) -> None:
    api.answers["nods_begin_ingest"] = [before, Reply(200, 7)]

    assert client.nods_begin_ingest("docs", "m", 3) == 7


def test_an_api_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    with pgmatch.connect(f"http://127.0.0.1:{port}", KEY) as client:
        error = refused(client.pgmatch_info)

    assert f"127.0.0.1:{port}" in error.message
    assert "refused" in error.message
    assert "SUPABASE_URL" in (error.hint or "")
    assert (error.code, error.answer_lost) == (None, False)


def test_an_answer_that_does_not_come_in_time_is_not_waited_for_and_not_asked_for_again(api: FakeApi) -> None:
    api.answers["match_page_sections"] = [api.silence]
    with pgmatch.connect(api.url, KEY, timeout=2) as client:
        error = refused(lambda: search(client))
        assert "did not answer match_page_sections within 2 s" in error.message
        assert "timeout=" in (error.hint or "")
        assert "may or may not" not in (error.hint or "")
        assert len(api.calls("match_page_sections")) == 1

        api.answers["nods_begin_ingest"] = [api.silence]
        error = refused(lambda: client.nods_begin_ingest("docs", "m", 3))
        assert error.answer_lost
        assert "may or may not" in (error.hint or "")


@pytest.mark.parametrize("data", [["a"], 5, {"id": 1}, [{"id": 1}]])
def test_rows_of_another_function_are_an_error(api: FakeApi, client: pgmatch.Database, data: object) -> None:
    api.answers["match_page_sections"] = [Reply(200, data)]

    with pytest.raises(PgmatchError, match=r"did not answer \w+ with its rows|without the column") as raised:
        search(client)
    assert "pgmatch alembic upgrade head" in (raised.value.hint or "")


def test_rows_beyond_the_limit_of_the_api_are_fetched(api: FakeApi, client: pgmatch.Database) -> None:
    rows = [{**ROW, "id": number} for number in range(5)]
    api.answers["match_page_sections"] = [
        Reply(206, rows[:2], {"Content-Range": "0-1/5"}),
        Reply(206, rows[2:4], {"Content-Range": "2-3/5"}),
        Reply(206, rows[4:], {"Content-Range": "4-4/5"}),
    ]

    assert [row.id for row in client.match_page_sections([1, 0, 0], match_count=5)] == [0, 1, 2, 3, 4]
    assert [request.query for request in api.calls("match_page_sections")] == [
        "", "offset=2&limit=3", "offset=4&limit=1"
    ]  # fmt: skip


def test_rows_that_are_announced_and_do_not_come_are_an_error(api: FakeApi, client: pgmatch.Database) -> None:
    api.answers["match_page_sections"] = [
        Reply(206, [ROW], {"Content-Range": "0-0/2"}), Reply(206, [], {"Content-Range": "*/2"})
    ]  # fmt: skip

    with pytest.raises(PgmatchError, match=r"did not answer \w+ with its rows"):
        search(client)


def test_requests_carry_the_key_the_token_and_the_schema(api: FakeApi) -> None:
    with pgmatch.connect(f"{api.url}/", f" {KEY}\n", schema="search") as client:
        search(client)
    with pgmatch.connect(f"{api.url}/elsewhere/", KEY, access_token=TOKEN) as client:
        search(client)

    first, second = api.calls("match_page_sections")
    assert (first.headers["apikey"], first.headers["Authorization"]) == (KEY, f"Bearer {KEY}")
    assert first.headers["Content-Profile"] == "search"
    assert (second.headers["apikey"], second.headers["Authorization"]) == (KEY, f"Bearer {TOKEN}")
    assert first.body["embedding"] == "[1,0,0]"


def test_a_closed_client_refuses_calls(api: FakeApi) -> None:
    client = pgmatch.connect(api.url, KEY)
    assert search(client) == ["x"]
    client.close()

    with pytest.raises(PgmatchError, match=r"match_page_sections was called after close\(\)"):
        search(client)


def test_what_cannot_be_sent_is_named_before_anything_is(api: FakeApi, client: pgmatch.Database) -> None:
    search(client)
    sent = len(api.requests)
    for sections in ([{"content": "x", "token_count": float("nan")}], [{"content": "x", "token_count": {1}}]):
        with pytest.raises(PgmatchError, match="sections cannot be written as JSON"):
            client.nods_put_page(1, "/a", "1", sections)
    with pytest.raises(PgmatchError, match=r"page /\w+: sections\[\d\]\.\w+ is not Unicode text.*surrogates"):
        client.nods_put_page(1, "/a", "1", [{"content": "\ud800"}])
    assert len(api.requests) == sent

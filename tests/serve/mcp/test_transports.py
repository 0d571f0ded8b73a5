"""The program, called over both transports: by the SDK's client, and by what is no client at all."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from typing import IO, Any
from urllib.parse import urlsplit

import pytest
from mcp import Client, StdioServerParameters
from mcp.shared.exceptions import MCPError
from mcp.types import CallToolResult

from tests.cli.conftest import PROGRAM, Run
from tests.client.waiting import wait_until
from tests.serve.mcp.conftest import SECRETS, Shared
from tests.serve.mcp.sessions import answer, calls, error, talk

# arguments that are refused, and what the refusal says
REFUSED: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("search", {}, "query is missing."),
    ("search", {"query": None}, "but has to be text."),
    ("search", {"query": 5}, "but has to be text."),
    ("search", {"query": ["a"]}, "but has to be text."),
    ("search", {"query": ""}, "but has to be text of 1 or more characters."),
    ("search", {"query": " \n"}, "the question is empty"),
    ("search", {"query": "a\0b"}, "the character NUL"),
    ("search", {"query": "word " * 3000}, "but has to be text of at most 10000 characters."),
    ("search", {"query": "word " * 1900}, "takes at most 254"),
    ("fetch", {}, "id is missing."),
    ("fetch", {"id": None}, "but has to be text."),
    ("fetch", {"id": ""}, "there is no section ''"),
    ("fetch", {"id": "987654321"}, "there is no section '987654321'"),
    ("fetch", {"id": "-1"}, "there is no section '-1'"),
    ("fetch", {"id": "9" * 400}, "there is no section '9999"),
    ("fetch", {"id": "1 or 1=1"}, "there is no section '1 or 1=1'"),
    ("fetch", {"id": "1\0"}, "there is no section"),
    ("fetch", {"id": "\uff11"}, "there is no section"),  # a digit, but not one of ASCII
    ("match_sections", {"query": "a", "limit": -1}, "limit is -1, but has to be 1 or more."),
    ("match_sections", {"query": "a", "limit": 10**30}, "but has to be 100 or less."),
    ("match_sections", {"query": "a", "limit": "many"}, 'limit is "many", but has to be a whole number.'),
    ("match_sections", {"query": "a", "threshold": "x"}, 'threshold is "x", but has to be a number.'),
    ("match_sections", {"query": "a", "filters": "'; drop table nods_page; --"}, "but has to be an object."),
    ("match_sections", {"query": "a", "filters": {"owner_id": "bob"}}, "filters.owner_id does not exist."),
    (
        "match_sections",
        {"query": "a", "filters": {"path_prefix": 5}},
        "filters.path_prefix is 5, but has to be text.",
    ),
    ("match_sections", {"query": "a", "filters": {"path_prefix": "a\0b"}}, "the character NUL"),
    ("match_sections", {"query": "a", "filters": {"min_content_length": 10**30}}, "out of range"),
    ("match_sections", {"query": "a", "filters": {"filter": {"a": {"$drop": 1}}}}, "$drop"),
    ("match_sections", {"query": "a", "filters": {"meta": {"a": "\0"}}}, "the character NUL"),
    ("drop_table", {"name": "nods_page"}, "drop_table"),
)
ACCEPTED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("search", {"query": "'; drop table nods_page; --"}),
    ("search", {"query": "%s {} \\ \u202e <script>alert(1)</script> 🦉"}),
    ("match_sections", {"query": "folder", "filters": {"path_prefix": "' or true --"}}),
    ("match_sections", {"query": "folder", "filters": json.dumps({"path_prefix": "/guide"})}),
)


def environment(url: str) -> dict[str, str]:
    return {**os.environ, "DATABASE_URL": url}


@contextmanager
def served(url: str, *options: str) -> Iterator[str]:
    """Serve over HTTP, and give the address."""
    with subprocess.Popen(
        [*PROGRAM, "mcp", "--http", "--port", "0", *options],
        env=environment(url),
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    ) as program:
        try:
            assert program.stderr is not None
            announced = program.stderr.readline()
            assert announced.startswith("MCP server: "), announced + program.stderr.read()
            yield announced.removeprefix("MCP server: ").strip()
        finally:
            program.terminate()
            program.communicate(timeout=20)
        assert program.returncode == 0


@pytest.fixture(scope="module")
def http(shared: Shared) -> Iterator[str]:
    """The address of a server for bob."""
    with served(shared.url, "--user-id", "bob", "--allowed-host", "Search.example.com") as address:
        yield address


async def hostile(client: Client) -> list[CallToolResult]:
    """Call with all that is refused, all that is not, and then search as people do."""
    for tool, arguments, message in REFUSED:
        try:
            refused = error(await client.call_tool(tool, arguments))
        except MCPError as protocol_error:
            refused = str(protocol_error)
        assert message in refused, (tool, str(arguments)[:100], refused)
    for tool, arguments in ACCEPTED:
        answer(await client.call_tool(tool, arguments))
    found = answer(await client.call_tool("match_sections", {"query": "where is the folder?", "limit": 100}))
    return [each["text"] for each in found["results"]]


def test_over_stdio_hostile_arguments_are_refused_and_the_user_sees_only_their_own(shared: Shared) -> None:
    program, *arguments = PROGRAM
    parameters = StdioServerParameters(
        command=program,
        args=[*arguments, "mcp", "--user-id", "alice"],
        env=environment(shared.url),
    )
    seen = "\n".join(talk(parameters, hostile))
    assert SECRETS["alice"] in seen
    assert SECRETS["bob"] not in seen


def test_a_declared_search_is_served_and_cannot_write(shared: Shared) -> None:
    program, *arguments = PROGRAM
    search = ["--search", "shop.match_loudly", "--url", "https://shop.example.com/{id}", "--user-id", "alice"]
    parameters = StdioServerParameters(
        command=program, args=[*arguments, "mcp", *search], env=environment(shared.url)
    )
    found, writing = calls(
        parameters,
        ("search", {"query": "running shoes"}),
        ("match_sections", {"query": "shoes", "filters": {"word": "x"}}),
    )
    results = answer(found)["results"]
    assert {each["url"] for each in results} == {f"https://shop.example.com/{number}" for number in (1, 2, 3)}
    assert "cannot execute INSERT in a read-only transaction" in error(writing)
    assert shared.database.rows("select * from shop.log") == []


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_over_http_hostile_arguments_are_refused_and_the_user_sees_only_their_own(
    http: str, mode: str
) -> None:
    seen = "\n".join(talk(http, hostile, mode=mode))
    assert SECRETS["bob"] in seen
    assert SECRETS["alice"] not in seen


def post(address: str, body: bytes, **headers: str) -> tuple[int, bytes]:
    usual = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    request = urllib.request.Request(address, body, {**usual, **headers})
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read()


def called(tool: str, arguments: str) -> bytes:
    """Return a request whose arguments are written as they are."""
    params = f'{{"name": "{tool}", "arguments": {arguments}}}'
    return f'{{"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": {params}}}'.encode()


CLIENT = {
    "protocolVersion": "2025-06-18",
    "capabilities": {},
    "clientInfo": {"name": "a test", "version": "1"},
}
HELLO = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": CLIENT}).encode()
GOOD = called("search", '{"query": "where is the folder?"}')


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:1"}, 200),
        ({"Host": "search.example.com"}, 200),
        ({"Host": "search.example.com", "Origin": "https://search.example.com"}, 200),
        ({"Host": "evil.example.com"}, 421),
        ({"Host": "localhost.evil.example.com"}, 421),
        ({"Origin": "https://evil.example.com"}, 403),
        ({"Content-Type": "text/plain"}, 400),
    ],
)
def test_only_the_hosts_that_are_allowed_are_answered(
    http: str, headers: dict[str, str], status: int
) -> None:
    assert post(http, GOOD, **headers)[0] == status


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 50_000, 400),
        (called("search", '{"query": "\\ud800"}'), 400),
    ],
)
def test_what_is_no_request_is_refused_over_http(http: str, body: bytes, status: int) -> None:
    code, said = post(http, body)
    assert code == status, said
    assert b"Traceback" not in said
    assert b'"isError":false' in post(http, GOOD)[1]


def test_a_long_request_is_refused_before_it_is_read(http: str) -> None:
    with closing(HTTPConnection(http.split("/")[2], timeout=20)) as connection:
        connection.putrequest("POST", "/mcp")
        connection.putheader("Content-Type", "application/json")
        connection.putheader("Content-Length", "1000000")
        connection.endheaders()
        assert connection.getresponse().status == 413


def test_what_is_no_request_is_passed_over_on_stdin_and_stdout_has_only_messages(shared: Shared) -> None:
    sent = [
        HELLO,
        b'{"jsonrpc": "2.0", "method": "notifications/initialized"}',
        b"not JSON",
        b"\xff\xfe",
        b"[" * 50_000,
        called("search", '{"query": "\\ud800"}'),
        called("search", '{"query": "' + "x" * 5_000_000 + '"}'),
        GOOD.replace(b'"id": 7', b'"id": 8'),
    ]
    with subprocess.Popen(
        [*PROGRAM, "mcp", "--user-id", "alice"],
        env=environment(shared.url),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        for line in sent:
            program.stdin.write(line + b"\n")
        program.stdin.flush()
        (found,) = (message for message in messages(program.stdout) if message.get("id") == 8)
        assert "results" in found["result"]["structuredContent"]
        with locked(shared) as is_waiting:
            program.stdin.write(GOOD + b"\n")
            program.stdin.flush()
            wait_until(is_waiting)
            program.stdin.close()
            assert program.wait(timeout=20) == 0
        (ended,) = map(json.loads, program.stdout)
        assert "error" in ended


def messages(stdout: IO[bytes]) -> Iterator[dict[str, Any]]:
    """Yield the messages up to the answer to the last request."""
    for line in stdout:
        message = json.loads(line)
        assert message["jsonrpc"] == "2.0"
        yield message
        if message.get("id") == 8:
            return


def test_a_client_that_goes_away_ends_its_query(shared: Shared, http: str) -> None:
    address = urlsplit(http)
    head = f"POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(GOOD)}\r\n"
    with locked(shared) as is_waiting:
        with socket.create_connection((address.hostname or "", address.port or 0), timeout=20) as client:
            client.sendall(f"{head}Accept: application/json, text/event-stream\r\n\r\n".encode() + GOOD)
            wait_until(is_waiting)
        wait_until(lambda: not is_waiting())


@contextmanager
def locked(shared: Shared) -> Iterator[Callable[[], bool]]:
    """Lock the sections; give what says whether a query waits for them."""
    waiting = "select exists (select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database())"
    with closing(shared.database.connect()) as session, session.cursor() as cursor:
        cursor.execute("lock table nods_page_section in access exclusive mode")
        yield lambda: shared.database.rows(waiting) == [(True,)]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--http", "--host", "0.0.0.0"], "--allowed-host"),
        (["--http", "--allowed-host", "https://a.example"], "'https://a.example' is not the name of a host"),
        (["--title-column", "name"], "--search"),
        (["--port", "8002"], "--http"),
        (["--site-url", "docs.example.com"], "does not begin with http"),
        (["--search", "match_nothing"], "has not made a function match_nothing"),
        (["--user-id", " "], "names nobody"),
        (["--access-token", "x"], "no Supabase URL is set"),
    ],
)
def test_what_cannot_work_is_said_at_the_start(
    run: Run, shared: Shared, options: list[str], message: str
) -> None:
    done = run("mcp", *options, url=shared.database.url)
    assert done.exit_code != 0
    assert message in done.stderr
    assert done.stdout == ""


def test_a_port_in_use_is_named(run: Run, shared: Shared, http: str) -> None:
    port = http.rpartition(":")[2].removesuffix("/mcp")
    done = run("mcp", "--http", "--port", port, url=shared.database.url)
    assert (done.exit_code, done.stdout) == (1, "")
    assert f"cannot listen on 127.0.0.1:{port}" in done.stderr


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_the_program_needs_no_terminal_and_a_signal_ends_it(
    shared: Shared, number: signal.Signals, status: int
) -> None:
    with subprocess.Popen(
        [*PROGRAM, "mcp", "--user-id", "alice"],
        env=environment(shared.url),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        program.stdin.write(HELLO + b"\n")
        program.stdin.flush()
        assert program.stdout.readline()
        with locked(shared) as is_waiting:
            program.stdin.write(GOOD + b"\n")
            program.stdin.flush()
            wait_until(is_waiting)
            program.send_signal(number)
            assert program.communicate(timeout=20) == (b"", b"")
        assert program.returncode == status

"""The HTTP server of the tests answers as Supabase's API does where our functions rely on it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import ServeHttp
from tests.http import lite
from tests.http.lite import Lite, LiteError, serving
from tests.servers import Database

SHOW = """
    create schema search;
    create function public.show(embedding extensions.vector = null, filter jsonb = '{}') returns jsonb
    language sql stable return jsonb_build_object(
      'role', current_user, 'claims', nullif(current_setting('request.jwt.claims', true), '')::jsonb,
      'read_only', current_setting('transaction_read_only'), 'embedding', embedding::text, 'filter', filter
    );
    create function search.show() returns text language sql stable return 'search';
    grant usage on schema search to service_role;
    revoke execute on function public.show from public;
    grant execute on function public.show to service_role, authenticated
"""


@pytest.fixture
def server(database: Database, serve_http: ServeHttp) -> Lite:
    """The server of a database with functions that show what a call arrives as."""
    database.execute(SHOW)
    return serve_http(database, schemas=["public", "search"])


def call(server: Lite, key: str, token: str | None = None, **arguments: Any) -> httpx.Response:
    headers = {"apikey": key, "authorization": f"Bearer {token or key}"}
    return httpx.post(f"{server.rest_url}/rpc/show", headers=headers, json=arguments)


def test_keys_and_tokens_choose_the_role(server: Lite) -> None:
    secret = call(server, server.secret_key)
    user = call(server, server.publishable_key, server.user_token("ann", team="blue"))
    anon = call(server, server.publishable_key)
    assert secret.json()["role"] == "service_role"
    assert user.json()["role"] == "authenticated"
    assert {"sub": "ann", "team": "blue"}.items() <= user.json()["claims"].items()
    assert (anon.status_code, anon.json()["code"]) == (401, "42501")


def test_a_token_with_another_signature_or_an_expired_one_is_refused(server: Lite) -> None:
    other = Lite(server.url, server.publishable_key, server.secret_key, "x" * 32)
    for token, code in ((other.user_token("ann"), "PGRST301"), (server.user_token("ann", exp=1), "PGRST303")):
        answer = call(server, server.publishable_key, token)
        assert (answer.status_code, answer.json()["code"]) == (401, code)


def test_arguments_arrive_as_postgrest_sends_them(server: Lite) -> None:
    for embedding in ([1, 0.5, 2e-3], "[1,0.5,0.002]"):
        answer = call(server, server.secret_key, embedding=embedding, filter={"a": [1]}).json()
        assert answer["embedding"] == "[1,0.5,0.002]"
        assert answer["filter"] == {"a": [1]}


def test_get_runs_read_only_and_a_profile_chooses_the_schema(server: Lite) -> None:
    headers = {"apikey": server.secret_key}
    url = f"{server.rest_url}/rpc/show"
    assert httpx.get(url, headers=headers).json()["read_only"] == "on"
    assert httpx.get(url, headers={**headers, "accept-profile": "search"}).json() == "search"
    assert httpx.post(url, headers={**headers, "content-profile": "search"}, json={}).json() == "search"
    assert httpx.get(url, headers={**headers, "accept-profile": "pgmatch"}).json()["code"] == "PGRST106"


def test_it_grants_nothing_by_itself(database: Database, server: Lite) -> None:
    answer = httpx.get(f"{server.rest_url}/nods_page", headers={"apikey": server.publishable_key})
    assert answer.json()["code"] == "42501"
    assert database.rows("select has_table_privilege('anon', 'nods_page', 'select')") == [(False,)]


def test_it_ends_with_its_context(database: Database) -> None:
    with serving(database.url) as server:
        assert httpx.get(server.rest_url, headers={"apikey": server.secret_key}).status_code < 500
    with pytest.raises(httpx.ConnectError):
        httpx.get(server.rest_url)


def test_what_keeps_it_from_starting_is_shown(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "server.mjs").write_text("throw new Error('no such thing')")
    monkeypatch.setattr(lite, "SERVER", tmp_path / "server.mjs")
    with pytest.raises(LiteError, match="no such thing"), serving(database.url):
        pass

"""What `connect` connects to: the arguments first, then the settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import pgmatch
from pgmatch.errors import SettingError
from pgmatch.settings import SETTINGS

PROJECT = "https://project.supabase.co"
POSTGRES = "postgresql://localhost/db"


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for setting in SETTINGS:
        for variable in setting.variables:
            monkeypatch.delenv(variable, raising=False)
    monkeypatch.chdir(tmp_path)


def target(*arguments: Any, **options: Any) -> str:
    return repr(pgmatch.connect(*arguments, **options))


def test_only_a_project_means_rpc(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"SUPABASE_URL={PROJECT}\nSUPABASE_SERVICE_ROLE_KEY=secret\n")
    assert target() == f"<pgmatch.Database {PROJECT}/rest/v1 schema='public'>"
    assert target(schema="search") == f"<pgmatch.Database {PROJECT}/rest/v1 schema='search'>"
    assert repr(pgmatch.connect_async()) == f"<pgmatch.AsyncDatabase {PROJECT}/rest/v1 schema='public'>"
    monkeypatch.setenv("PGMATCH_SCHEMA", "other")
    assert "schema='other'" in target()


def test_database_url_wins_unless_something_of_rpc_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", POSTGRES)
    monkeypatch.setenv("NEXT_PUBLIC_SUPABASE_URL", PROJECT)
    monkeypatch.setenv("SUPABASE_SECRET_KEY", "secret")
    assert "postgresql+psycopg2" in target()
    assert "postgresql+psycopg2" in target(user_id="ann")
    assert PROJECT in target(key="key")
    assert PROJECT in target(access_token="a.b.c")
    assert "https://other.example/api" in target("HTTPS://other.example/api/")
    assert "postgresql+psycopg2" in repr(pgmatch.connect_async())


def test_the_secret_key_comes_before_the_publishable_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPABASE_ANON_KEY", "public")
    assert key_of(PROJECT) == "public"
    monkeypatch.setenv("SUPABASE_SERVICE_ROLE_KEY", "secret")
    assert key_of(PROJECT) == "secret"
    assert key_of(PROJECT, "given") == "given"


def key_of(*arguments: str) -> str:
    found: str = pgmatch.connect(*arguments)._transport._api.credentials.key  # type: ignore[attr-defined]
    return found


@pytest.mark.parametrize(
    ("arguments", "options", "message", "hint"),
    [
        ((PROJECT,), {}, "no Supabase key is set", "SUPABASE_SECRET_KEY"),
        ((None, "key"), {}, "no Supabase URL is set", "SUPABASE_URL"),
        (("https://", "key"), {}, "not the URL of a project", "https://PROJECT.supabase.co"),
        (("https://me:pass@x.supabase.co", "key"), {}, "not the URL of a project", "https://PROJECT"),
        ((PROJECT, "two words"), {}, "Supabase key is empty, or has a space", "Copy it again"),
        ((PROJECT, "ключ"), {}, "Supabase key is empty, or has a space", "Copy it again"),
        ((PROJECT, "key"), {"access_token": " "}, "access_token is empty", "Copy it again"),
        ((PROJECT, "key"), {"timeout": 0}, "timeout 0 is not a number of seconds above 0", "60"),
        ((PROJECT, "key"), {"timeout": "5"}, "timeout '5' is not a number of seconds above 0", "60"),
        ((PROJECT, 5), {}, "key is a int", "text"),
        ((PROJECT, "key"), {"access_token": b"a.b.c"}, "access_token is a bytes", "text"),
        ((PROJECT, "key"), {"user_id": "ann"}, "user_id has no meaning for calls by RPC", "access_token"),
        ((POSTGRES, "key"), {}, "key has no meaning for calls by SQL", "supabase.co"),
        ((POSTGRES,), {"access_token": "a.b.c"}, "access_token has no meaning for calls by SQL", "user_id"),
        ((POSTGRES,), {"timeout": 5}, "timeout has no meaning for calls by SQL", "statement_timeout"),
    ],
)
@pytest.mark.parametrize("connect", [pgmatch.connect, pgmatch.connect_async])
def test_what_does_not_fit_together_is_refused(
    connect: Any, arguments: Any, options: Any, message: str, hint: str
) -> None:
    with pytest.raises(SettingError, match=message) as raised:
        connect(*arguments, **options)
    assert hint in (raised.value.hint or "")
    assert "pass@" not in str(raised.value)
    assert "two words" not in str(raised.value)

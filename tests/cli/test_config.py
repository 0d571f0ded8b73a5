"""`pgmatch config`."""

from __future__ import annotations

from pathlib import Path

from pgmatch.cli.config import shown
from pgmatch.settings import SETTINGS, Found, Setting
from tests.cli.conftest import Run


def test_every_setting_is_shown_with_its_origin(run: Run) -> None:
    Path(".env").write_text("PGMATCH_METRIC=cosine\nOPENAI_KEY=sk-from-file\n")
    done = run("config", url="postgres://user:pw@127.0.0.1:1/db", PGMATCH_ACCESS="public_read")
    lines = done.stdout.split("\n\n")[0].splitlines()
    shown = {line.split()[0]: line for line in lines[1:]}
    assert set(shown) == {setting.name for setting in SETTINGS}
    assert "postgres://user:***@127.0.0.1:1/db  environment DATABASE_URL" in shown["database_url"]
    assert "cosine" in shown["metric"]
    assert ".env PGMATCH_METRIC" in shown["metric"]
    assert "public_read" in shown["access"]
    assert "environment PGMATCH_ACCESS" in shown["access"]
    assert "1536" in shown["dimensions"]
    assert "default" in shown["dimensions"]
    assert "not set" in shown["model"]
    assert "***" in shown["openai_api_key"]
    assert "sk-from-file" not in "".join(lines)


def test_the_password_of_a_url_that_is_no_secret_is_masked_too() -> None:
    plain = Setting("openai_base_url", (), None, "")
    assert shown(Found(plain, "https://me:pw@proxy/v1", "option")) == "https://me:***@proxy/v1"


def test_a_malformed_env_file_is_an_error_with_its_line(run: Run) -> None:
    Path(".env").write_text("A=1\nB='open\n")
    done = run("config")
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: .env:2: ")

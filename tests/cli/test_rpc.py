"""`pgmatch ingest` and `pgmatch search` through the API of a project."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from pgmatch.migrate import upgrade
from tests.cli.conftest import Done, Run
from tests.http.lite import Lite, serving
from tests.servers import Database, PostgresServer, created

PAGES = {
    "animals.md": "# Cats\n\nA kitten is a young cat that likes milk.\n\n# Dogs\n\nA puppy chews on shoes.\n",
    "money.md": "# Stocks\n\nShares are traded on an exchange.\n",
}


@pytest.fixture(scope="module")
def served(supabase_server: PostgresServer) -> Iterator[tuple[Database, Lite]]:
    with created(supabase_server, "cli_rpc") as made:
        upgrade(made.url, dimensions="384")
        with serving(made.url) as server:
            yield made, server


@pytest.fixture
def server(served: tuple[Database, Lite]) -> Lite:
    served[0].execute("truncate nods_page cascade")
    return served[1]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    for name, text in PAGES.items():
        (folder / name).write_text(text)
    return folder


def lines(done: Done) -> list[str]:
    assert (done.exit_code, done.stderr) == (0, "")
    return [" ".join(line.split()) for line in done.stdout.splitlines()]


def test_a_url_and_a_key_are_enough(run: Run, server: Lite, site: Path) -> None:
    api, key = ("--supabase-url", server.url), {"SUPABASE_SECRET_KEY": server.secret_key}

    assert lines(run("ingest", str(site), "--dry-run", *api, **key))[:4] == [
        "new /animals",
        "new /money",
        "Pages 2 new, 0 changed, 0 unchanged, 0 removed, 0 failed",
        "Sections 3 to embed, 0 reused",
    ]
    assert lines(run("ingest", str(site), *api, **key))[1] == "Sections 3 embedded, 0 reused"
    assert lines(run("ingest", str(site), *api, **key))[1] == "Sections 0 embedded, 3 reused"

    done = run("search", "What does a baby feline drink?", "-k", "1", "--json", *api, **key)
    assert [hit["heading"] for hit in json.loads(done.stdout)] == ["Cats"]


def test_they_may_come_from_the_settings_or_be_options(run: Run, server: Lite, site: Path) -> None:
    Path(".env").write_text(f"SUPABASE_URL={server.url}\nSUPABASE_SERVICE_ROLE_KEY={server.secret_key}\n")
    assert lines(run("ingest", str(site)))[0].startswith("Pages 2 new")

    Path(".env").write_text(f"SUPABASE_URL={server.url}\n")
    done = run(
        "search", "kitten", "--supabase-key", server.secret_key, url="postgresql://nobody@127.0.0.1:1/no"
    )
    assert "/animals" in lines(done)[1]


def test_the_publishable_key_may_not_ingest_and_is_not_shown(run: Run, server: Lite, site: Path) -> None:
    done = run("ingest", str(site), "--supabase-url", server.url, SUPABASE_ANON_KEY=server.publishable_key)

    assert done.exit_code == 1
    assert "permission denied for function nods_corpora" in done.stderr
    assert 'the role "anon", which may not ingest. Use the secret key' in done.stderr
    assert server.publishable_key not in done.stderr + done.stdout


def test_a_url_without_a_key_is_an_error_that_names_the_variables(run: Run, site: Path) -> None:
    for command in (["ingest", str(site)], ["search", "kitten"]):
        done = run(*command, "--supabase-url", "https://project.supabase.co")
        assert done.exit_code == 1
        assert "no Supabase key is set" in done.stderr
        assert "SUPABASE_SECRET_KEY" in done.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--supabase-url", ""), "'' is not the URL of a project"),
        (("--supabase-url", "project.supabase.co"), "'project.supabase.co' is not the URL of a project"),
        (("--supabase-url", "postgresql://me:pass@h/d"), "what was given is not the URL of a project"),
        (("--supabase-key", " "), "the key is empty"),
    ],
)
def test_an_option_that_is_none_never_means_another_database(
    run: Run, database: Database, site: Path, options: tuple[str, str], said: str
) -> None:
    for command in (["ingest", str(site)], ["search", "kitten"]):
        done = run(*command, *options, url=database.url)
        assert done.exit_code == 2
        assert said in " ".join(done.stderr.replace("│", " ").split())
        assert "pass@" not in done.stderr
    assert database.rows("select count(*) from nods_page") == [(0,)]

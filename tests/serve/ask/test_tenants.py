"""Answers by RPC are those by SQL, and in the access mode owner nobody's answer has sections of another."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import pgmatch
from pgmatch.serve import Asker, AsyncAsker, Completions, Search, Sources
from pgmatch.serve.models import SORRY
from tests.conftest import InstallDatabase
from tests.http.lite import Lite, serving
from tests.serve.ask.pages import embedder, put, split
from tests.serve.fake_model import Model
from tests.servers import Database, PostgresServer, created

QUESTION = "What is the secret of the vault?"
SECRETS = {
    "ann": {"vault.md": "# The vault\n\nThe secret of the vault is the word heron.\n"},
    "bob": {"vault.md": "# The vault\n\nThe secret of the vault is the word osprey.\n"},
}
EVERYTHING = Search(threshold=-1.0)


@pytest.fixture(scope="module")
def owned(
    supabase_server: PostgresServer,
    install_template: Callable[..., str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Database]:
    """A database in which two users have a page each, with the same path and almost the same words."""
    model = embedder()
    template = install_template(
        supabase_server, "nods_text", dimensions="384", access="owner", model=model.name
    )
    with created(supabase_server, "asked_owned", template=template) as made:
        for user, pages in SECRETS.items():
            with pgmatch.connect(made.url, user_id=user) as client:
                put(client, Path(tmp_path_factory.mktemp(user)), pages)
        yield made


@pytest.fixture(scope="module")
def api(owned: Database) -> Iterator[Lite]:
    with serving(owned.url) as server:
        yield server


def connected(way: str, user: str, owned: Database, api: Lite) -> dict[str, Any]:
    """Return the arguments of `connect` for a user."""
    if way == "sql":
        return {"url": owned.url, "user_id": user}
    return {"url": api.url, "key": api.publishable_key, "access_token": api.user_token(user)}


def awaited(arguments: dict[str, Any], search: Search) -> list[str | Sources]:
    async def ask() -> list[str | Sources]:
        async with pgmatch.connect_async(**arguments) as database:
            return [part async for part in AsyncAsker(database, embedder(), search=search).ask(QUESTION)]

    return asyncio.run(ask())


@pytest.mark.parametrize("way", ["sql", "rpc"])
@pytest.mark.parametrize(
    "search", [EVERYTHING, Search(threshold=-1.0, hybrid=False)], ids=["hybrid", "vector"]
)
def test_a_tenants_answer_has_only_their_own_sections(
    owned: Database, api: Lite, model: Model, way: str, search: Search
) -> None:
    for user, own, foreign in (("ann", "heron", "osprey"), ("bob", "osprey", "heron")):
        arguments = connected(way, user, owned, api)
        with (
            pgmatch.connect(**arguments) as database,
            Completions("a-model", base_url=model.url) as writer,
        ):
            _, sources = split(list(Asker(database, embedder(), writer, search=search).ask(QUESTION)))
            text, quoted = split(list(Asker(database, embedder(), search=search).ask(QUESTION)))
        prompt = model.requests[-1].prompt
        assert own in prompt
        assert foreign not in prompt
        assert [source.anchor for source in sources.sources] == ["/vault#the-vault"]
        assert own in text
        assert foreign not in text + str(quoted)
        assert split(awaited(arguments, search)) == (text, quoted)


@pytest.mark.parametrize("way", ["sql", "rpc"])
def test_a_tenant_without_sections_gets_no_answer(owned: Database, api: Lite, way: str) -> None:
    with pgmatch.connect(**connected(way, "eve", owned, api)) as database:
        assert split(list(Asker(database, embedder(), search=EVERYTHING).ask(QUESTION)))[0] == SORRY


def test_answers_by_rpc_are_those_by_sql_for_everybody_who_may_read(manual: Database) -> None:
    with (
        serving(manual.url) as api,
        pgmatch.connect(manual.url) as by_sql,
        pgmatch.connect(api.url, api.secret_key) as by_rpc,
        pgmatch.connect(api.url, api.publishable_key) as as_anon,
    ):
        for question in ("How do I upgrade?", "How do I restore a backup?", "Who painted the Mona Lisa?"):
            answers = [list(Asker(each, embedder()).ask(question)) for each in (by_sql, by_rpc, as_anon)]
            assert answers[0] == answers[1] == answers[2]


def test_pages_of_the_line_docs_are_asked_in_the_same_way(
    install_database: InstallDatabase, supabase_server: PostgresServer, tmp_path: Path
) -> None:
    made = install_database(supabase_server, "docs")
    with pgmatch.connect(made.url, line="docs") as database:
        put(database, tmp_path, SECRETS["ann"])
        text, sources = split(list(Asker(database, embedder()).ask(QUESTION)))
    assert "heron" in text
    assert [source.anchor for source in sources.sources] == ["/vault#the-vault"]

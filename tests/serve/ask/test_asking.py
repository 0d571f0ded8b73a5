"""Questions are answered from the sections of a database, in parts, with their sources."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from contextlib import aclosing
from typing import Any

import pytest

import pgmatch
from pgmatch.embedders.tokens import openai_tokens
from pgmatch.errors import PgmatchError, SettingError
from pgmatch.models import FoundSection
from pgmatch.serve import Asker, AsyncAsker, AsyncCompletions, Completions, Search, Sources, ask, ask_async
from pgmatch.serve.errors import CompletionError, QuestionError
from pgmatch.serve.extract import LABEL
from pgmatch.serve.models import SORRY
from tests.serve.ask.pages import UPGRADE, embedder, split
from tests.serve.fake_model import Model, failure, hanging, streamed
from tests.servers import Database

QUESTION = "How do I get a newer version?"
FAR_OFF = "Who painted the Mona Lisa?"
LIMITS = "How many records a second does the storage engine write into partition 11?"
Parts = Sequence[str | Sources]


def asked(manual: Database, question: str, model: Model | None, **options: Any) -> Parts:
    with pgmatch.connect(manual.url) as database:
        if model is None:
            return list(Asker(database, embedder(), **options).ask(question))
        with Completions("a-model", base_url=model.url) as writer:
            return list(Asker(database, embedder(), writer, **options).ask(question))


def awaited(manual: Database, question: str, model: Model | None, **options: Any) -> Parts:
    async def ask() -> Parts:
        async with pgmatch.connect_async(manual.url) as database:
            if model is None:
                asker = AsyncAsker(database, embedder(), **options)
                return [part async for part in asker.ask(question)]
            async with AsyncCompletions("a-model", base_url=model.url) as writer:
                asker = AsyncAsker(database, embedder(), writer, **options)
                return [part async for part in asker.ask(question)]

    return asyncio.run(ask())


@pytest.fixture(params=[asked, awaited], ids=["waiting", "awaiting"])
def answer(request: pytest.FixtureRequest, manual: Database) -> Callable[..., tuple[str, Sources]]:
    """Ask a question, and return the text of the answer and its sources."""
    return lambda question, model=None, **options: split(request.param(manual, question, model, **options))


def test_a_language_model_answers_from_the_best_sections(answer: Any, model: Model) -> None:
    text, sources = answer(QUESTION, model)
    assert text == "Run the upgrade."
    best = sources.sources[0]
    assert (best.path, best.slug, best.heading) == ("/install", "get-a-newer-version", "Get a newer version")
    assert best.anchor == "/install#get-a-newer-version"
    assert best.headings == ("Install", "Get a newer version")
    assert best.similarity > 0.5
    assert not sources.extractive
    (request,) = model.requests
    assert UPGRADE in request.prompt
    assert all(source.content in request.prompt for source in sources.sources)


def test_without_a_language_model_the_best_passages_are_quoted(answer: Any) -> None:
    text, sources = answer(QUESTION)
    assert text.startswith(f"{LABEL}\n\n> **Install > Get a newer version**\n>\n> {UPGRADE}\n\n> **")
    assert text.count("> **") == 3
    assert sources.extractive
    assert sources.sources[0].anchor == "/install#get-a-newer-version"
    # more sections are relevant, but the answer is made of these
    assert [f"> **{source.title}**" for source in sources.sources] == re.findall(
        r"^> \*\*.*$", text, re.MULTILINE
    )


def test_a_question_about_something_else_is_not_answered_and_no_model_is_asked(
    answer: Any, model: Model
) -> None:
    assert answer(FAR_OFF, model) == (SORRY, Sources((), extractive=False))
    assert answer(FAR_OFF) == (SORRY, Sources((), extractive=True))
    assert model.requests == []


def test_a_model_that_does_not_know_names_no_sources(answer: Any, model: Model) -> None:
    model.answers = [streamed("Sorry, I don't know how", " to help with that.", "\n")]
    assert answer(QUESTION, model) == (f"{SORRY}\n", Sources((), extractive=False))
    for said in (f'"{SORRY}"', SORRY.replace("'", "\u2019"), SORRY.removesuffix(".")):
        model.answers = [streamed(said)]
        assert not answer(QUESTION, model)[1].sources
    model.answers = [streamed(SORRY, " But run the upgrade.")]
    assert answer(QUESTION, model)[1].sources


def test_the_sections_fit_the_budget_and_are_whole_where_there_is_room(answer: Any, model: Model) -> None:
    used = {}
    for budget in (60, 400, 3000):
        _, sources = answer(LIMITS, model, budget=budget)
        used[budget] = sources.sources
        assert sum(openai_tokens(source.content) for source in sources.sources) <= budget
        assert len({source.anchor for source in sources.sources}) == len(sources.sources)
    best = [sources[0] for sources in used.values()]
    assert {source.anchor for source in best} == {"/reference/limits#what-is-measured"}
    assert "Limit 11:" not in best[0].content
    assert "Limit 11:" in best[1].content
    assert "Limit 1:" not in best[1].content
    assert best[2].content.startswith("# What is measured\n\nLimit 1:")
    assert "Limit 20:" in best[2].content


def test_the_tokens_can_be_counted_as_the_model_does(answer: Any, model: Model) -> None:
    _, sources = answer(LIMITS, model, budget=400, count=len)
    characters = sum(len(source.content) for source in sources.sources)
    assert 0 < characters <= 400


def test_a_stricter_threshold_and_filters_leave_out_more(
    answer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert answer(QUESTION, search=Search(threshold=0.95))[0] == SORRY
    assert answer(QUESTION, search=Search(threshold=0.95, hybrid=False))[0] == SORRY
    assert answer(QUESTION, search=Search(hybrid=False))[1].sources[0].slug == "get-a-newer-version"
    assert answer(QUESTION, search=Search(min_content_length=10_000))[0] == SORRY
    only = answer(QUESTION, search=Search(threshold=0.0, filters={"path_prefix": "/backup"}))[1].sources
    assert {source.path for source in only} == {"/backup"}
    monkeypatch.setenv("PGMATCH_ANSWER_THRESHOLD", "0.95")
    assert answer(QUESTION)[0] == SORRY
    monkeypatch.setenv("PGMATCH_ANSWER_THRESHOLD", "high")
    with pytest.raises(SettingError, match="answer_threshold=high from environment"):
        answer(QUESTION)


def test_an_asker_reads_the_settings_once(
    database: pgmatch.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asker = Asker(database, embedder())
    monkeypatch.setenv("PGMATCH_ANSWER_THRESHOLD", "0.95")
    assert asker.find(QUESTION)
    assert not Asker(database, embedder()).find(QUESTION)


@pytest.mark.parametrize("question", ["", " \n\0", "words " * 300, "half a \ud83d"])
def test_what_cannot_be_asked_is_refused(answer: Any, question: str) -> None:
    with pytest.raises(QuestionError):
        answer(question)


@pytest.mark.parametrize("question", ["\0" + QUESTION, f'{QUESTION} "-', "'; drop table nods_page; --", "\\"])
def test_any_other_characters_may_be_asked(answer: Any, question: str) -> None:
    assert answer(question)[0]


def test_the_failure_of_a_model_is_raised(answer: Any, model: Model) -> None:
    model.answers = [failure(400, "no")]
    with pytest.raises(CompletionError, match="answered 400"):
        answer(QUESTION, model)


def test_a_budget_without_room_is_refused(answer: Any) -> None:
    with pytest.raises(SettingError, match="a budget of 0"):
        answer(QUESTION, budget=0)


def test_vectors_of_another_model_are_refused(database: pgmatch.Database) -> None:
    class Other:
        name, dimensions, max_tokens = "another", 384, 100

        def count_tokens(self, text: str) -> int:
            return 1

    other: Any = Other()
    with pytest.raises(PgmatchError, match='the embeddings here were made by "all-MiniLM-L6-v2"'):
        next(Asker(database, other).ask(QUESTION))


def test_to_close_the_answer_ends_the_request(database: pgmatch.Database, model: Model) -> None:
    model.answers = [hanging("Run ")]
    with Completions("a-model", base_url=model.url) as writer:
        parts = Asker(database, embedder(), writer).ask(QUESTION)
        assert next(parts) == "Run "
        parts.close()
        assert model.gone.wait(30)


@pytest.mark.parametrize("is_cancelled", [False, True], ids=["closed", "cancelled"])
def test_an_awaited_answer_that_is_given_up_ends_the_request(
    manual: Database, model: Model, is_cancelled: bool
) -> None:
    model.answers = [hanging("Run ")]

    async def give_up() -> None:
        async with pgmatch.connect_async(manual.url) as database:
            writer = AsyncCompletions("a-model", base_url=model.url)
            begun = asyncio.Event()

            async def read() -> None:
                async with aclosing(AsyncAsker(database, embedder(), writer).ask(QUESTION)) as parts:
                    async for _ in parts:
                        begun.set()
                        if not is_cancelled:
                            return

            task = asyncio.create_task(read())
            await begun.wait()
            if is_cancelled:
                task.cancel()
            await asyncio.wait([task])
            assert await asyncio.to_thread(model.gone.wait, 30)
            await writer.close()

    asyncio.run(give_up())


def test_sections_can_be_found_without_an_answer(database: pgmatch.Database) -> None:
    asker = Asker(database, embedder())
    found = asker.find(QUESTION, 2)
    assert found[0].headings == ("Install", "Get a newer version")
    assert len(found) == 2
    assert asker.find(FAR_OFF) == []
    assert len(asker.find(FAR_OFF, 1, relevant=False)) == 1


def test_a_section_that_an_ingest_has_replaced_meanwhile_is_used_as_it_was_found(manual: Database) -> None:
    gone = FoundSection(-1, 1, "/a", "b", "B", "Text.", 0.9, None)

    async def around() -> Any:
        async with pgmatch.connect_async(manual.url) as database:
            return await AsyncAsker(database, embedder())._around([gone], pieces=0)

    with pgmatch.connect(manual.url) as database:
        assert Asker(database, embedder())._around(gone, pieces=0) == []
    assert asyncio.run(around()) == [[]]


def test_everything_comes_from_the_settings(
    manual: Database, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def all_parts() -> Parts:
        return [part async for part in ask_async(QUESTION)]

    monkeypatch.setenv("DATABASE_URL", manual.url)
    monkeypatch.setenv("PGMATCH_EMBEDDER", "local")
    assert split(list(ask(QUESTION)))[1].extractive
    monkeypatch.setenv("PGMATCH_ANSWER_MODEL", "a-model")
    monkeypatch.setenv("PGMATCH_ANSWER_URL", model.url)
    for text, sources in (split(list(ask(QUESTION))), split(asyncio.run(all_parts()))):
        assert text == "Run the upgrade."
        assert sources.sources
        assert not sources.extractive

"""Answers to questions, as streams: first parts of the text, then the sections that it is based on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator, Iterator, Sequence
from contextlib import AsyncExitStack, ExitStack, aclosing, closing, contextmanager
from dataclasses import replace
from typing import Any

from pgmatch.client import AsyncDatabase, Database, connect, connect_async
from pgmatch.embedders import Embedder, load
from pgmatch.errors import DatabaseError, SettingError
from pgmatch.models import Installation, SectionContext
from pgmatch.serve.completions import AsyncWriter, Writer, completions, completions_async
from pgmatch.serve.context import Count, chosen, counter, reach, source, widened
from pgmatch.serve.errors import NO_DATA_FOUND
from pgmatch.serve.extract import PASSAGES, quoted
from pgmatch.serve.models import SORRY, Source, Sources
from pgmatch.serve.prompt import Prompt, prompt_for
from pgmatch.serve.search import Hit, Hits, Plan, Search, checked_question, plan_for
from pgmatch.serve.thresholds import set_threshold
from pgmatch.settings import read_settings

BUDGET = 1500  # tokens of the sections that a language model gets


class _Asking:
    """What both ways of asking have in common: everything that waits for nobody."""

    def __init__(
        self, embedder: Embedder, model_name: str | None, search: Search, budget: int, count: Count | None
    ) -> None:
        if budget < 1:
            raise SettingError(f"a budget of {budget} tokens leaves no room for a section", "Give 1 or more.")
        self._embedder = embedder
        self._search = replace(search, threshold=set_threshold()) if search.threshold is None else search
        self._budget = budget
        self._is_extractive = model_name is None
        self._count = count or counter(model_name)
        self._reach = 0 if self._is_extractive else reach(budget, embedder.max_tokens)

    def _plan(self, installed: Sequence[Installation], line: str, *, relevant: bool) -> Plan:
        # asked for each question: the database may have got another model, or the line nods_text
        plan = plan_for(self._search, installed, self._embedder, line)
        return plan if relevant else plan.for_anything()

    def _chosen(self, hits: Hits) -> list[Hit]:
        """Return what the answer is made of: all of it is a source, and nothing else is."""
        best = chosen(hits, self._budget, self._count)
        return best[:PASSAGES] if self._is_extractive else best

    def _sources(self, hits: Hits, around: Sequence[Sequence[SectionContext]]) -> tuple[Source, ...]:
        sources = [source(hit, near) for hit, near in zip(hits, around, strict=True)]
        if self._is_extractive:
            return tuple(sources)
        return tuple(widened(sources, around, self._budget, self._count))


class Asker(_Asking):
    """Answers questions from the sections of a database; for callers that wait. Threads may share it.

    `model` writes the answers; without one, they quote the best passages. A language model gets sections of
    at most `budget` tokens. `count` returns how many a text has: by default exactly for OpenAI's models, and
    roughly for others. Each question checks that the vectors of the database are those of `embedder`. The
    caller closes the database and the model.
    """

    def __init__(
        self,
        database: Database,
        embedder: Embedder,
        model: Writer | None = None,
        *,
        search: Search = Search(),  # noqa: B008 - it cannot be changed
        budget: int = BUDGET,
        count: Count | None = None,
    ) -> None:
        """Prepare; nothing is sent.

        Raises `SettingError` for a budget below 1, and for a threshold of the settings that is no number.
        """
        super().__init__(embedder, model.name if model else None, search, budget, count)
        self._database = database
        self._model = model

    def find(self, question: str, limit: int | None = None, *, relevant: bool = True) -> list[Source]:
        """Return the sections that suit a question, best first, each once: at most `limit`.

        There are none if nothing is above the threshold, unless `relevant` is false. Raises `QuestionError`
        for a question that cannot be asked, and else what the embedder and the database raise.
        """
        hits = self._hits(question, limit, relevant=relevant)
        # the piece itself has the headings that lead to it
        return [source(hit, self._around(hit, pieces=0)) for hit in hits]

    def ask(self, question: str) -> Generator[str | Sources, None, None]:
        """Yield the answer in parts, then its sources; closing the generator ends the request.

        Raises `QuestionError` for a question that cannot be asked, `CompletionError` if the language model
        fails, and else what the embedder and the database raise.
        """
        hits = self._chosen(self._hits(question))
        sources = self._sources(hits, [self._around(hit, self._reach) for hit in hits])
        if not sources:
            yield SORRY
        elif self._model is None:
            yield from quoted(sources, self._count)
        elif not (yield from _written(self._model, prompt_for(question, sources))):
            sources = ()
        yield Sources(sources, self._is_extractive)

    def _hits(self, question: str, limit: int | None = None, *, relevant: bool = True) -> Hits:
        text = checked_question(question, self._embedder)
        plan = self._plan(self._database.pgmatch_info(), self._database.line, relevant=relevant)
        found: list[Any] = self._database.run(plan.call(text, self._embedder.embed([text])[0], limit))
        return plan.relevant(found)

    def _around(self, hit: Hit, pieces: int) -> list[SectionContext]:
        with _unless_gone():
            return self._database.get_section_context(hit.id, pieces, pieces)
        return []


class AsyncAsker(_Asking):
    """The same for asyncio, with a database of `connect_async`. Tasks of one event loop may share it.

    The embedder runs in a thread.
    """

    def __init__(
        self,
        database: AsyncDatabase,
        embedder: Embedder,
        model: AsyncWriter | None = None,
        *,
        search: Search = Search(),  # noqa: B008 - it cannot be changed
        budget: int = BUDGET,
        count: Count | None = None,
    ) -> None:
        """Prepare; nothing is sent.

        Raises `SettingError` for a budget below 1, and for a threshold of the settings that is no number.
        """
        super().__init__(embedder, model.name if model else None, search, budget, count)
        self._database = database
        self._model = model

    async def find(self, question: str, limit: int | None = None, *, relevant: bool = True) -> list[Source]:
        """Return the sections that suit a question; see `Asker.find`."""
        hits = await self._hits(question, limit, relevant=relevant)
        around = await self._around(hits, pieces=0)
        return [source(hit, near) for hit, near in zip(hits, around, strict=True)]

    async def ask(self, question: str) -> AsyncGenerator[str | Sources, None]:
        """Yield the answer in parts, then its sources; see `Asker.ask`."""
        hits = self._chosen(await self._hits(question))
        sources = self._sources(hits, await self._around(hits, self._reach))
        if not sources:
            yield SORRY
        elif self._model is None:
            for part in quoted(sources, self._count):
                yield part
        else:
            said = _Said()
            async with aclosing(self._model.tokens(prompt_for(question, sources))) as tokens:
                async for token in tokens:
                    yield said.heard(token)
            sources = () if said.is_sorry else sources
        yield Sources(sources, self._is_extractive)

    async def _hits(self, question: str, limit: int | None = None, *, relevant: bool = True) -> Hits:
        text = await asyncio.to_thread(checked_question, question, self._embedder)
        plan = self._plan(await self._database.pgmatch_info(), self._database.line, relevant=relevant)
        (vector,) = await asyncio.to_thread(self._embedder.embed, [text])
        found: list[Any] = await self._database.run(plan.call(text, vector, limit))
        return plan.relevant(found)

    async def _around(self, hits: Hits, pieces: int) -> list[list[SectionContext]]:
        return await asyncio.gather(*(self._around_one(hit, pieces) for hit in hits))

    async def _around_one(self, hit: Hit, pieces: int) -> list[SectionContext]:
        with _unless_gone():
            return await self._database.get_section_context(hit.id, pieces, pieces)
        return []


def ask(
    question: str,
    *,
    database: Database | None = None,
    embedder: Embedder | None = None,
    search: Search = Search(),  # noqa: B008 - it cannot be changed
    budget: int = BUDGET,
) -> Generator[str | Sources, None, None]:
    """Yield the answer to a question in parts, then its sources.

    The language model is that of the settings; without one, the answer quotes the best passages. The
    database and the embedder are also those of the settings, unless they are given. For more than one
    question, make an `Asker`, which opens them once. Closing the generator ends the request. Raises
    `PgmatchError`.
    """
    with ExitStack() as stack:
        database = database or stack.enter_context(connect())
        if model := completions():
            stack.enter_context(model)
        asker = Asker(database, embedder or _embedder(), model, search=search, budget=budget)
        yield from asker.ask(question)


async def ask_async(
    question: str,
    *,
    database: AsyncDatabase | None = None,
    embedder: Embedder | None = None,
    search: Search = Search(),  # noqa: B008 - it cannot be changed
    budget: int = BUDGET,
) -> AsyncGenerator[str | Sources, None]:
    """Yield the answer to a question in parts, then its sources; see `ask`."""
    async with AsyncExitStack() as stack:
        if database is None:
            database = await stack.enter_async_context(connect_async())
        if model := completions_async():
            await stack.enter_async_context(model)
        if embedder is None:
            embedder = await asyncio.to_thread(_embedder)
        asker = AsyncAsker(database, embedder, model, search=search, budget=budget)
        async with aclosing(asker.ask(question)) as parts:
            async for part in parts:
                yield part


@contextmanager
def _unless_gone() -> Iterator[None]:
    """Go on if a section that was found no longer exists: an ingest has replaced it since."""
    try:
        yield
    except DatabaseError as error:
        if error.sqlstate != NO_DATA_FOUND:
            raise


class _Said:
    """The beginning of an answer: enough to tell whether the language model says that it does not know."""

    def __init__(self) -> None:
        self._text = ""

    def heard(self, token: str) -> str:
        if len(self._text) <= 2 * len(SORRY):
            self._text += token
        return token

    @property
    def is_sorry(self) -> bool:
        return _plain(self._text) == _plain(SORRY)


def _plain(text: str) -> str:
    """Return a sentence for comparison: models may quote it, or write another apostrophe."""
    return text.replace("\u2019", "'").strip().strip("\"'*_\u201c\u201d.").casefold()


def _written(model: Writer, prompt: Prompt) -> Generator[str, None, bool]:
    """Yield what the model writes; return whether that is an answer."""
    said = _Said()
    with closing(model.tokens(prompt)) as tokens:
        for token in tokens:
            yield said.heard(token)
    return not said.is_sorry


def _embedder() -> Embedder:
    return load(read_settings()["embedder"].value or "local")

"""A retriever for LangChain: `pip install 'pgmatch[langchain]'`.

from pgmatch.langchain import PgmatchRetriever

retriever = PgmatchRetriever(database=pgmatch.connect(), embedding=embeddings, k=5)
documents = retriever.invoke("how do I upgrade?")
"""

from __future__ import annotations

import asyncio
from typing import Any

from pgmatch.client import AsyncDatabase, Database
from pgmatch.client.embedding import Embedding
from pgmatch.errors import PgmatchError
from pgmatch.retrieval import Retrieval, arun, found, run

try:
    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever
    from pydantic import Field
except ModuleNotFoundError as error:
    raise PgmatchError(
        f"the retriever needs the Python package {error.name!r}", "pip install 'pgmatch[langchain]'"
    ) from error


class PgmatchRetriever(BaseRetriever):
    """Finds documents in a database by their meaning, or also by their words.

    `database` is made by `pgmatch.connect` or `connect_async`; `embedding` is LangChain's `Embeddings`, or an
    embedder of `pgmatch.embedders`. `search` is the name of a match function of one's own, None for
    the sections of `nods`. `hybrid` also searches for the words. `k` is the most documents, and
    `score_threshold` what their similarity has to exceed. `arguments` are further arguments of the function,
    such as filters. `content` is the column that becomes the text; the others become the metadata.

    `invoke` and `ainvoke` take `k`, `score_threshold` and arguments of the function too, for one call.
    Raises `PgmatchError`.
    """

    database: Database | AsyncDatabase
    embedding: Any
    search: str | None = None
    hybrid: bool = False
    k: int = 4
    score_threshold: float | None = None
    arguments: dict[str, Any] = Field(default_factory=dict)
    content: str = "content"

    def _get_relevant_documents(self, query: str, *, run_manager: Any, **arguments: Any) -> list[Document]:
        call = self._retrieval(arguments).call(query, self._embedded(query))
        return [self._document(row) for row in run(self.database, call)]

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: Any, **arguments: Any
    ) -> list[Document]:
        if hasattr(self.embedding, "aembed_query"):
            embedding = await self.embedding.aembed_query(query)
        else:
            embedding = await asyncio.to_thread(self._embedded, query)
        call = self._retrieval(arguments).call(query, embedding)
        return [self._document(row) for row in await arun(self.database, call)]

    def _embedded(self, query: str) -> Embedding:
        if hasattr(self.embedding, "embed_query"):
            return self.embedding.embed_query(query)  # type: ignore[no-any-return]
        return self.embedding.embed([query])[0]  # type: ignore[no-any-return]

    def _retrieval(self, arguments: dict[str, Any]) -> Retrieval:
        given = {**self.arguments, **arguments}
        k, threshold = given.pop("k", self.k), given.pop("score_threshold", self.score_threshold)
        return Retrieval(self.search, self.hybrid, k, threshold, given)

    def _document(self, row: Any) -> Document:
        one = found(row, self.content)
        return Document(page_content=one.text, metadata=one.metadata, id=one.id)

"""A retriever for LlamaIndex: `pip install 'pgmatch[llamaindex]'`.

from pgmatch.llamaindex import PgmatchRetriever

retriever = PgmatchRetriever(pgmatch.connect(), embed_model, k=5)
nodes = retriever.retrieve("how do I upgrade?")
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from pgmatch.client import AsyncDatabase, Database
from pgmatch.client.embedding import Embedding
from pgmatch.errors import PgmatchError
from pgmatch.retrieval import Retrieval, arun, found, run

try:
    from llama_index.core.base.base_retriever import BaseRetriever
    from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
except ModuleNotFoundError as error:
    raise PgmatchError(
        f"the retriever needs the Python package {error.name!r}", "pip install 'pgmatch[llamaindex]'"
    ) from error


class PgmatchRetriever(BaseRetriever):
    """Finds nodes in a database by their meaning, or also by their words.

    `database` is made by `pgmatch.connect` or `connect_async`; `embed_model` is an embedding of LlamaIndex,
    or an embedder of `pgmatch.embedders`. `search` is the name of a match function of one's own, None for
    the sections of `nods`. `hybrid` also searches for the words. `k` is the most nodes, and
    `similarity_cutoff` what their similarity has to exceed. `arguments` are further arguments of the
    function, such as filters. `content` is the column that becomes the text; the others become the metadata.

    The score of a node is its similarity, or the score of a hybrid search. Raises `PgmatchError`.
    """

    def __init__(
        self,
        database: Database | AsyncDatabase,
        embed_model: Any,
        *,
        search: str | None = None,
        hybrid: bool = False,
        k: int = 4,
        similarity_cutoff: float | None = None,
        arguments: Mapping[str, Any] | None = None,
        content: str = "content",
        **options: Any,
    ) -> None:
        """Take what to ask; `options` are those of LlamaIndex' own retriever."""
        super().__init__(**options)
        self._database = database
        self._embed_model = embed_model
        self._asked = Retrieval(search, hybrid, k, similarity_cutoff, arguments or {})
        self._content = content

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        call = self._asked.call(query_bundle.query_str, self._embedded(query_bundle))
        return [self._node(row) for row in run(self._database, call)]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        if query_bundle.embedding is None and hasattr(self._embed_model, "aget_agg_embedding_from_queries"):
            embedding = await self._embed_model.aget_agg_embedding_from_queries(query_bundle.embedding_strs)
        else:
            embedding = await asyncio.to_thread(self._embedded, query_bundle)
        call = self._asked.call(query_bundle.query_str, embedding)
        return [self._node(row) for row in await arun(self._database, call)]

    def _embedded(self, query_bundle: QueryBundle) -> Embedding:
        if query_bundle.embedding is not None:
            return query_bundle.embedding  # type: ignore[no-any-return]
        if hasattr(self._embed_model, "get_agg_embedding_from_queries"):
            return self._embed_model.get_agg_embedding_from_queries(query_bundle.embedding_strs)  # type: ignore[no-any-return]
        return self._embed_model.embed([query_bundle.query_str])[0]  # type: ignore[no-any-return]

    def _node(self, row: Any) -> NodeWithScore:
        one = found(row, self._content)
        named = {} if one.id is None else {"id_": one.id}
        return NodeWithScore(node=TextNode(text=one.text, metadata=one.metadata, **named), score=one.score)

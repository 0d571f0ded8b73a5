"""The retrievers for LangChain and LlamaIndex: sections and a table of one's own, waited for and awaited.

Called with the URL of a database that has the example rows of docs/functions.md, the line nods_text and the function
match_products.
"""

import asyncio
import sys

from langchain_core.embeddings import Embeddings
from langchain_core.runnables import RunnableLambda
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.schema import QueryBundle

import pgmatch
from pgmatch import langchain, llamaindex
from pgmatch.errors import PgmatchError

VECTORS = {"install": [1.0, 0.0, 0.0], "newer version": [0.8, 0.6, 0.0]}


class ForLangChain(Embeddings):
    def embed_documents(self, texts):
        return [VECTORS[text] for text in texts]

    def embed_query(self, text):
        return VECTORS[text]


class ForLlamaIndex(BaseEmbedding):
    def _get_query_embedding(self, query):
        return VECTORS[query]

    async def _aget_query_embedding(self, query):
        return VECTORS[query]

    def _get_text_embedding(self, text):
        return VECTORS[text]


class Ours:
    """What the retrievers need of an embedder of `pgmatch.embedders`."""

    def embed(self, texts):
        return [VECTORS[text] for text in texts]


def refused(call, message):
    try:
        call()
    except PgmatchError as error:
        found = str(error)
    else:
        found = "nothing"
    assert message in found, found


def slugs(documents):
    return [document.metadata["slug"] for document in documents]


def use_langchain(database):
    retriever = langchain.PgmatchRetriever(database=database, embedding=ForLangChain(), k=2)
    first, second = retriever.invoke("install")
    assert first.page_content == "Install the package, then run the upgrade command once."
    assert first.id == "2"
    assert (first.metadata["path"], first.metadata["slug"]) == ("/guide/install", "install")
    assert round(first.metadata["similarity"], 3) == 1
    assert "content" not in first.metadata
    assert second.metadata["slug"] == "upgrade"

    assert slugs(retriever.invoke("install", k=1)) == ["install"]
    assert slugs(retriever.invoke("install", score_threshold=0.9)) == ["install"]
    assert slugs(retriever.invoke("install", path_prefix="/guide/", k=9)) == [
        "install",
        "upgrade",
        "see-also",
    ]
    narrow = langchain.PgmatchRetriever(
        database=database, embedding=Ours(), score_threshold=0.5, arguments={"meta": {"title": "Guide"}}
    )
    assert slugs(narrow.invoke("newer version")) == []
    assert slugs((retriever | RunnableLambda(lambda found: found[:1])).invoke("install")) == ["install"]

    hybrid = langchain.PgmatchRetriever(database=database, embedding=ForLangChain(), hybrid=True, k=1)
    (found,) = hybrid.invoke("newer version")
    assert (found.metadata["slug"], found.metadata["full_text_rank"]) == ("upgrade", 1)

    own = langchain.PgmatchRetriever(
        database=database, embedding=ForLangChain(), search="match_products", content="name", k=1
    )
    (boot,) = own.invoke("install", category="shoes")
    assert (boot.page_content, boot.metadata["id"], boot.id) == ("Boot", 1, "1")
    own.content = "text"
    refused(
        lambda: own.invoke("install"), "the search returns no column text; it returns: id, name, similarity"
    )
    refused(lambda: own.invoke("install", colour="red"), "colour")


def use_llama_index(database):
    retriever = llamaindex.PgmatchRetriever(database, ForLlamaIndex(model_name="none"), k=2)
    first, second = retriever.retrieve("install")
    assert first.text == "Install the package, then run the upgrade command once."
    assert (first.node.node_id, first.metadata["path"], round(first.score, 3)) == ("2", "/guide/install", 1)
    assert second.metadata["slug"] == "upgrade"
    assert slugs(retriever.retrieve(QueryBundle("install", embedding=VECTORS["newer version"]))) == [
        "upgrade",
        "install",
    ]

    narrow = llamaindex.PgmatchRetriever(
        database, Ours(), similarity_cutoff=0.9, arguments={"path_prefix": "/guide/"}
    )
    assert slugs(narrow.retrieve("install")) == ["install"]
    hybrid = llamaindex.PgmatchRetriever(database, Ours(), hybrid=True, k=1)
    (found,) = hybrid.retrieve("newer version")
    assert found.metadata["slug"] == "upgrade"
    assert found.score == found.metadata["score"]
    own = llamaindex.PgmatchRetriever(
        database, Ours(), search="match_products", content="name", arguments={"category": "hats"}
    )
    assert [node.text for node in own.retrieve("install")] == ["Hat"]


async def await_both(database):
    retriever = langchain.PgmatchRetriever(database=database, embedding=ForLangChain(), k=1)
    assert slugs(await retriever.ainvoke("install")) == ["install"]
    ours = langchain.PgmatchRetriever(database=database, embedding=Ours(), k=1)
    assert slugs(await ours.ainvoke("install", k=2)) == ["install", "upgrade"]
    other = llamaindex.PgmatchRetriever(database, ForLlamaIndex(model_name="none"), k=1)
    assert slugs(await other.aretrieve("install")) == ["install"]
    assert slugs(await llamaindex.PgmatchRetriever(database, Ours(), k=1).aretrieve("install")) == ["install"]


async def main(url):
    with pgmatch.connect(url) as database:
        use_langchain(database)
        use_llama_index(database)
        await await_both(database)
    async with pgmatch.connect_async(url) as database:
        await await_both(database)
        waiting = langchain.PgmatchRetriever(database=database, embedding=Ours())
        refused(lambda: waiting.invoke("install"), "called without await")


asyncio.run(main(sys.argv[1]))

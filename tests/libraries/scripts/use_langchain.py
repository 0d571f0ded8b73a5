"""langchain-postgres: both of its stores hold texts and find the nearest."""

import sys

from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_postgres import PGEngine, PGVector, PGVectorStore


class Lengths(Embeddings):
    """An embedding that nobody has to download."""

    def embed_documents(self, texts):
        return [[len(text), 1, 0] for text in texts]

    def embed_query(self, text):
        return self.embed_documents([text])[0]


url = sys.argv[1].replace("postgresql://", "postgresql+psycopg://")
documents = [Document(page_content=text) for text in ("a", "a longer text")]

store = PGVector(Lengths(), connection=url, embedding_length=3)
store.add_documents(documents)
assert store.similarity_search("of some length", k=1)[0].page_content == "a longer text"

engine = PGEngine.from_connection_string(url)
engine.init_vectorstore_table("langchain_texts", 3)
newer = PGVectorStore.create_sync(engine, Lengths(), "langchain_texts")
newer.add_documents(documents)
assert newer.similarity_search("of some length", k=1)[0].page_content == "a longer text"

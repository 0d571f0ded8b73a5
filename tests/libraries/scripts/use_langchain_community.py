"""langchain-community's SupabaseVectorStore finds the nearest texts through match_documents: prints what each search finds."""

import json
import sys

from langchain_community.vectorstores import SupabaseVectorStore
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from supabase import create_client


class Lengths(Embeddings):
    """An embedding that nobody has to download."""

    def embed_documents(self, texts):
        return [[len(text), 1, 0] for text in texts]

    def embed_query(self, text):
        return self.embed_documents([text])[0]


url, key = sys.argv[1:3]
store = SupabaseVectorStore(
    client=create_client(url, key), embedding=Lengths(), table_name="documents", query_name="match_documents"
)
texts = ["a", "some longer text", "a text of more than some length"]
store.add_documents([Document(page_content=text, metadata={"words": len(text.split())}) for text in texts])

found = store.similarity_search_with_relevance_scores("some other text", k=2)
print(
    json.dumps(
        {
            "nearest": [document.page_content for document, _ in found],
            "scores": [score for _, score in found],
            "filtered": [
                d.page_content for d in store.similarity_search("some other text", k=2, filter={"words": 1})
            ],
            "diverse": len(store.max_marginal_relevance_search("some other text", k=2, fetch_k=3)),
        }
    )
)

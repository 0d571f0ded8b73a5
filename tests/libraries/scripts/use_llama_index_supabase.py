"""LlamaIndex's SupabaseVectorStore: a collection that we made takes nodes, finds them, and loses them again."""

import sys

from llama_index.core.schema import NodeRelationship, RelatedNodeInfo, TextNode
from llama_index.core.vector_stores import MetadataFilter, MetadataFilters, VectorStoreQuery
from llama_index.vector_stores.supabase import SupabaseVectorStore

NODES = 25  # more than the ten that one call of delete removes

store = SupabaseVectorStore(
    sys.argv[1].replace("postgresql:", "postgresql+psycopg2:"), sys.argv[2], dimension=3
)


def nodes(document: str, kind: str) -> list[TextNode]:
    return [
        TextNode(
            id_=f"{document} {number}",
            text=f"sentence {number} of {document}",
            metadata={"kind": kind},
            embedding=[1.0, number / 10, 0.0],
            relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=document)},
        )
        for number in range(NODES)
    ]


def ask(**filters: str) -> list[str]:
    matching = [MetadataFilter(key=key, value=value) for key, value in filters.items()]
    query = VectorStoreQuery(
        query_embedding=[1.0, 0.0, 0.0],
        similarity_top_k=3,
        filters=MetadataFilters(filters=matching) if matching else None,
    )
    found = store.query(query)
    assert [node.metadata["kind"] for node in found.nodes] == [filters.get("kind", "essay")] * len(
        found.nodes
    )
    return found.ids


assert len(store.add(nodes("essays", "essay") + nodes("letters", "letter"))) == 2 * NODES
assert ask(kind="letter") == ["letters 0", "letters 1", "letters 2"]
assert ask(kind="essay") == ["essays 0", "essays 1", "essays 2"]
assert ask(kind="poem") == []

calls = 0
while store.get_by_id("letters"):
    store.delete("letters")
    calls += 1
assert calls == 3, calls
assert ask(kind="letter") == []
assert ask() == ["essays 0", "essays 1", "essays 2"]

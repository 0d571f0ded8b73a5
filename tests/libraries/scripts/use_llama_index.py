"""LlamaIndex: its Postgres store makes its table and finds the nearest node."""

import sys

from llama_index.core.schema import TextNode
from llama_index.core.vector_stores import VectorStoreQuery
from llama_index.vector_stores.postgres import PGVectorStore

url = sys.argv[1]
store = PGVectorStore.from_params(
    connection_string=url.replace("postgresql://", "postgresql+psycopg2://"),
    async_connection_string=url.replace("postgresql://", "postgresql+asyncpg://"),
    table_name="nodes",
    embed_dim=3,
    hnsw_kwargs={"hnsw_m": 16, "hnsw_ef_construction": 64, "hnsw_dist_method": "vector_cosine_ops"},
)
store.add(
    [TextNode(id_="x", text="x", embedding=[1, 0, 0]), TextNode(id_="y", text="y", embedding=[0, 1, 0])]
)
found = store.query(VectorStoreQuery(query_embedding=[0, 1, 0.1], similarity_top_k=1))
assert [node.text for node in found.nodes] == ["y"], found

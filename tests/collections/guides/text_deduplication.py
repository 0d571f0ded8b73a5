# %%
from datasets import load_dataset

data = load_dataset("imdb", split="train")
# %%
from sentence_transformers import SentenceTransformer

model = SentenceTransformer('sentence-transformers/all-MiniLM-L6-v2')
# %%
import vecs

DB_CONNECTION = "postgresql://postgres:password@localhost:5431/db"

vx = vecs.create_client(DB_CONNECTION)

reviews = vx.create_collection(name="reviews", dimension=384)
# %%
from typing import List, Dict, Tuple
from flupy import flu
import numpy as np
from tqdm import tqdm


batch_size = 50

records: List[Tuple[str, np.ndarray, Dict]] = []

for chunk_ix, chunk in tqdm(flu(data['text']).chunk(batch_size).enumerate()):

    embedding_chunk = model.encode(chunk)

    for row_ix, (text, embedding) in enumerate(zip(chunk, embedding_chunk)):
        record_id = chunk_ix * batch_size + row_ix
        records.append((f"{record_id}", embedding, {"text": text}))
# %%
reviews.upsert(records)
# %%
reviews.create_index()
# %%
for ix, text in tqdm(enumerate(data['text'])):

    query_results = reviews.fetch(ids=[f'{ix}'])

    (query_id, query_embedding, query_meta) = query_results[0]

    query_text = query_meta["text"]

    if len(query_text) < 500:

        top_5 = reviews.query(
            query_vector=query_embedding,
            limit = 5,
            include_metadata= True,
            include_value=True
        )

        for result_id, result_distance, result_meta in top_5[1:]:

            result_text = result_meta["text"]

            if (
                0.01 < abs(result_distance) < 0.17
                and len(result_text) < 500
                and query_id < result_id
            ):
                print(
                    "query_id:", query_id,
                    "\t", "result_id:", result_id,
                    "\t", "distance", round(result_distance, 4),
                    "\n\n", "Query Text",
                    "\n\n", query_meta["text"],
                    "\n\n", "Result Text",
                    "\n\n", result_meta["text"],
                    "\n", "-" * 80
                )

"""Collections: make one, write records, index it and search it."""

from __future__ import annotations

import os

import pgmatch.collections as vecs

RECORDS = [
    ("vec0", [0.1, 0.2, 0.3], {"year": 1973}),
    ("vec1", [0.7, 0.8, 0.9], {"year": 2012}),
]
QUESTION = [0.4, 0.5, 0.6]


def main() -> None:
    with vecs.create_client(os.environ["DATABASE_URL"]) as client:
        docs = client.get_or_create_collection("docs", dimension=3)
        docs.upsert(RECORDS)
        docs.create_index(measure=vecs.IndexMeasure.cosine_distance)
        print("records:", len(docs))
        print("nearest:", docs.query(QUESTION, limit=5))
        print("of 2012:", docs.query(QUESTION, filters={"year": {"$eq": 2012}}))
        for record_id, distance, metadata in docs.query(QUESTION, include_value=True, include_metadata=True):
            print(f"{record_id}: distance {distance:.4f}, year {metadata['year']}")
        print("deleted:", docs.delete(filters={"year": {"$lt": 2000}}))


if __name__ == "__main__":
    main()

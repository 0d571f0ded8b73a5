"""vecs: a collection with an index finds the nearest record."""

import sys

import vecs

client = vecs.create_client(sys.argv[1])
collection = client.get_or_create_collection("records", dimension=3)
collection.upsert([("x", [1, 0, 0], {"kind": "a"}), ("y", [0, 1, 0], {"kind": "b"})])
collection.create_index()
assert collection.query([0, 1, 0.1], limit=1) == ["y"]
assert collection.query([0, 1, 0.1], limit=1, filters={"kind": {"$eq": "a"}}) == ["x"]
client.disconnect()

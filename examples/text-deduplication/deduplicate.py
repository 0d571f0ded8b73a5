"""Near duplicates among sentences of film reviews."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import psycopg2
import reviews

import pgmatch.collections as vecs
from pgmatch.embedders import Embedder, load

COLLECTION = "reviews"
BATCH = 64
PAIRS = 1000  # as many as are asked for


def embedded(texts: dict[str, str], model: Embedder) -> Iterator[tuple[str, object, dict[str, str]]]:
    """Give a record of each text: its number, its vector, and the text as metadata."""
    items = iter(texts.items())
    while batch := list(islice(items, BATCH)):
        vectors = model.embed([text for _, text in batch])
        for (number, text), vector in zip(batch, vectors, strict=True):
            yield number, vector, {"text": text}


def write(url: str, texts: dict[str, str]) -> None:
    model = load("local")
    with vecs.create_client(url) as client:
        collection = client.get_or_create_collection(COLLECTION, dimension=model.dimensions)
        collection.upsert(embedded(texts, model))
        collection.create_index()


def duplicates(url: str, max_distance: float) -> list[tuple[str, str, float]]:
    """Return the pairs of ids that are nearer than a cosine distance, nearest first."""
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(
            "select * from collections.find_duplicates(%s, %s, match_count => %s)",
            (COLLECTION, max_distance, PAIRS),
        )
        return cursor.fetchall()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder of the downloaded file")
    parser.add_argument("--start", type=int, default=0, help="the first sentence; default %(default)s")
    parser.add_argument("--limit", type=int, help="how many sentences; default: all that follow")
    parser.add_argument("--max-distance", type=float, default=0.1, help="cosine; default %(default)s")
    parser.add_argument("--show", type=int, default=10, help="how many pairs to print; default %(default)s")
    arguments = parser.parse_args()
    url = os.environ["DATABASE_URL"]
    numbered = ((str(number), text) for number, text in enumerate(reviews.read(arguments.data)))
    texts = dict(islice(numbered, arguments.start, arguments.limit and arguments.start + arguments.limit))
    write(url, texts)
    found = duplicates(url, arguments.max_distance)
    print(f"{len(texts)} sentences, {len(found)} pairs nearer than {arguments.max_distance}")
    for one, other, distance in found[: arguments.show]:
        print(f"\n{distance:.4f}\n  {one}: {texts[one]}\n  {other}: {texts[other]}")


if __name__ == "__main__":
    main()

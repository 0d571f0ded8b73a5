"""The sentences nearest in meaning to a question, by Amazon's model Titan on Bedrock."""

from __future__ import annotations

import os
import sys
from typing import Any

from services import bedrock, titan

import pgmatch.collections as vecs

MODEL = "amazon.titan-embed-text-v1"
DIMENSIONS = 1536
SENTENCES = (
    "The cat sat on the mat.",
    "The quick brown fox jumps over the lazy dog.",
    "Friends, Romans, countrymen, lend me your ears",
    "To be or not to be, that is the question.",
)
QUESTION = "A quick animal jumps over a lazy one."


def embed(client: Any, sentence: str) -> list[float]:
    """Return the vector of a sentence."""
    return titan(client, MODEL, inputText=sentence)


def main(client: Any, question: str) -> None:
    with vecs.create_client(os.environ["DATABASE_URL"]) as database:
        sentences = database.get_or_create_collection("sentences", dimension=DIMENSIONS)
        sentences.upsert([(sentence, embed(client, sentence), {}) for sentence in SENTENCES])
        sentences.create_index()
        for sentence, distance in sentences.query(embed(client, question), limit=3, include_value=True):
            print(f"{distance:.3f} {sentence}")


if __name__ == "__main__":
    main(bedrock(), sys.argv[1] if len(sys.argv) > 1 else QUESTION)

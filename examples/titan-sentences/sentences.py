"""The sentences nearest in meaning to a question, by Amazon's model Titan on Bedrock."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import boto3

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


def embed(bedrock: Any, sentence: str) -> list[float]:
    """Return the vector of a sentence."""
    response = bedrock.invoke_model(
        modelId=MODEL,
        body=json.dumps({"inputText": sentence}),
        accept="application/json",
        contentType="application/json",
    )
    vector: list[float] = json.loads(response["body"].read())["embedding"]
    return vector


def main(bedrock: Any, question: str) -> None:
    with vecs.create_client(os.environ["DATABASE_URL"]) as client:
        sentences = client.get_or_create_collection("sentences", dimension=DIMENSIONS)
        sentences.upsert([(sentence, embed(bedrock, sentence), {}) for sentence in SENTENCES])
        sentences.create_index()
        for sentence, distance in sentences.query(embed(bedrock, question), limit=3, include_value=True):
            print(f"{distance:.3f} {sentence}")


if __name__ == "__main__":
    # the region and the credentials are found as boto3 always finds them
    main(boto3.client("bedrock-runtime"), sys.argv[1] if len(sys.argv) > 1 else QUESTION)

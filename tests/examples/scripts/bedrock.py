"""Amazon Bedrock without Amazon: a real client of boto3 whose requests and responses botocore checks."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import boto3
from botocore.response import StreamingBody
from botocore.stub import Stubber
from hog import embed_image, embed_text

from pgmatch.embedders import load

TEXT, IMAGE = "amazon.titan-embed-text-v1", "amazon.titan-embed-image-v1"
CREDENTIALS = {"region_name": "us-east-1", "aws_access_key_id": "x", "aws_secret_access_key": "x"}


def stubbed(
    model: str, bodies: Sequence[dict[str, Any]], make: Callable[..., Any] = boto3.client, **options: Any
) -> Any:
    """Return a client that expects these requests, in this order; any other fails."""
    client = make("bedrock-runtime", **(options or CREDENTIALS))
    stubber = Stubber(client)
    for body in bodies:
        answer = json.dumps(_answer(body)).encode()
        stubber.add_response(
            "invoke_model",
            {"body": StreamingBody(BytesIO(answer), len(answer)), "contentType": "application/json"},
            {
                "modelId": model,
                "body": json.dumps(body),
                "accept": "application/json",
                "contentType": "application/json",
            },
        )
    stubber.activate()
    return client


def image_request(file: str) -> dict[str, Any]:
    """Return what Titan is sent to embed an image."""
    encoded = base64.b64encode(Path(file).read_bytes()).decode("ascii")
    return {"inputImage": encoded, "embeddingConfig": {"outputEmbeddingLength": 1024}}


def description_request(text: str) -> dict[str, Any]:
    """Return what the multimodal model is sent to embed a description."""
    return {"inputText": text, "embeddingConfig": {"outputEmbeddingLength": 1024}}


def _answer(body: dict[str, Any]) -> dict[str, Any]:
    if "inputImage" in body:
        vector = embed_image(base64.b64decode(body["inputImage"]), 1024)
    elif "embeddingConfig" in body:
        vector = embed_text(body["inputText"], 1024)
    else:
        # MiniLM, filled up with zeros, which change no cosine
        vector = load("local").embed([body["inputText"]])[0].tolist() + [0.0] * (1536 - 384)
    return {"embedding": vector, "inputTextTokenCount": len(body.get("inputText", "").split())}

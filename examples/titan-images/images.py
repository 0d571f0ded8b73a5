"""Photographs that fit a description, by Amazon's multimodal model Titan on Bedrock."""

from __future__ import annotations

import argparse
import base64
import os
from pathlib import Path
from typing import Any

from pictures import draw, photographs
from services import bedrock, titan

import pgmatch.collections as vecs

MODEL = "amazon.titan-embed-image-v1"
DIMENSIONS = 1024
COLLECTION = "titan_image_vectors"


def embed(client: Any, **content: str) -> list[float]:
    """Return the vector of inputText, of inputImage in base64, or of both together."""
    return titan(client, MODEL, **content, embeddingConfig={"outputEmbeddingLength": DIMENSIONS})


def embed_image(client: Any, file: Path) -> list[float]:
    return embed(client, inputImage=base64.b64encode(file.read_bytes()).decode("ascii"))


def main(client: Any, question: str, folder: Path | None, picture: Path) -> None:
    files = {file.name: file for file in photographs(folder)}
    with vecs.create_client(os.environ["DATABASE_URL"]) as database:
        images = database.get_or_create_collection(COLLECTION, dimension=DIMENSIONS)
        images.upsert(
            [(name, embed_image(client, file), {"type": file.suffix[1:]}) for name, file in files.items()]
        )
        images.create_index()
        found = images.query(embed(client, inputText=question), limit=3, include_value=True)
    for name, distance in found:
        print(f"{distance:.3f} {name}")
    draw([f"{name}\n{distance:.3f}" for name, distance in found], [files[name] for name, _ in found], picture)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("description")
    parser.add_argument("--images", type=Path, help="folder of images; default: photographs of scikit-image")
    parser.add_argument("--picture", type=Path, default=Path("result.png"), help="where the result is drawn")
    arguments = parser.parse_args()
    main(bedrock(), arguments.description, arguments.images, arguments.picture)

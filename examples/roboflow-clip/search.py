"""Photographs that fit a description, by CLIP on a Roboflow Inference server."""

from __future__ import annotations

import argparse
import base64
import os
from pathlib import Path
from typing import Any

from pictures import draw, photographs
from services import post

import pgmatch.collections as vecs

DIMENSIONS = 512
COLLECTION = "roboflow_image_vectors"


def embed(server: str, kind: str, content: dict[str, Any]) -> list[float]:
    """Return the vector of an "image" or a "text"."""
    vector: list[float] = post(
        "Roboflow Inference",
        f"{server}/clip/embed_{kind}",
        "Start the server, or name it with --server; Roboflow's own needs a key in ROBOFLOW_API_KEY.",
        lambda answer: answer["embeddings"][0],
        params={"api_key": os.environ.get("ROBOFLOW_API_KEY", "")},
        json=content,
    )
    return vector


def embed_image(server: str, file: Path) -> list[float]:
    value = base64.b64encode(file.read_bytes()).decode("ascii")
    return embed(server, "image", {"image": {"type": "base64", "value": value}})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("description")
    parser.add_argument("--server", default="http://localhost:9001", help="default %(default)s")
    parser.add_argument("--images", type=Path, help="folder of images; default: photographs of scikit-image")
    parser.add_argument("--picture", type=Path, default=Path("result.png"), help="where the result is drawn")
    arguments = parser.parse_args()
    files = {file.name: file for file in photographs(arguments.images)}
    with vecs.create_client(os.environ["DATABASE_URL"]) as client:
        images = client.get_or_create_collection(COLLECTION, dimension=DIMENSIONS)
        images.upsert([(name, embed_image(arguments.server, file), {}) for name, file in files.items()])
        images.create_index()
        question = embed(arguments.server, "text", {"text": arguments.description})
        found = images.query(question, limit=3, include_value=True)
    for name, distance in found:
        print(f"{distance:.3f} {name}")
    titles = [f"{name}\n{distance:.3f}" for name, distance in found]
    draw(titles, [files[name] for name, _ in found], arguments.picture)


if __name__ == "__main__":
    main()

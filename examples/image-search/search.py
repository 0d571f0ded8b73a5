"""Search photographs: by a description or by a photograph with CLIP, by a photograph with HOG, offline."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from pictures import draw, photographs
from PIL import Image
from services import needed, stop

import pgmatch.collections as vecs

Encode = Callable[[Any], Any]  # an image or a text -> its vector


def clip() -> Encode:
    """Return CLIP, of 512 dimensions, which sentence-transformers downloads once from a hub."""
    try:
        from sentence_transformers import SentenceTransformer
    except ModuleNotFoundError:
        needed("sentence-transformers")
    try:
        return SentenceTransformer("clip-ViT-B-32").encode
    except Exception as error:  # its loaders raise whatever the network, the hub or PyTorch raise
        stop(
            f"CLIP cannot be loaded: {error}",
            "It is downloaded once: check the connection, or use --model hog.",
        )


def hog() -> Encode:
    """Return a histogram of oriented gradients, of 512 dimensions. Nothing is downloaded."""
    from skimage.feature import hog as histogram
    from skimage.transform import resize

    def encode(image: Any) -> Any:
        if isinstance(image, str):
            raise SystemExit("HOG embeds no text: ask with a file, or with --model clip")
        small = resize(np.array(image.convert("L")), (128, 128), anti_aliasing=True)
        return histogram(small, orientations=8, pixels_per_cell=(16, 16), cells_per_block=(1, 1))

    return encode


# the name says the model: vectors of two models do not belong into one collection
MODELS = {"clip": (clip, "image_vectors"), "hog": (hog, "image_vectors_hog")}
DIMENSIONS = 512


def opened(path: Path) -> Image.Image:
    return Image.open(path).convert("RGB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("question", help="a file, or, with CLIP, a description")
    parser.add_argument("--model", choices=MODELS, default="clip")
    parser.add_argument("--images", type=Path, help="folder of images; default: photographs of scikit-image")
    parser.add_argument("--picture", type=Path, default=Path("result.png"), help="where the result is drawn")
    arguments = parser.parse_args()
    load, name = MODELS[arguments.model]
    encode, files = load(), {file.name: file for file in photographs(arguments.images)}
    file = Path(arguments.question)
    question = encode(opened(file) if file.exists() else arguments.question)
    with vecs.create_client(os.environ["DATABASE_URL"]) as client:
        images = client.get_or_create_collection(name, dimension=DIMENSIONS)
        images.upsert([(key, encode(opened(path)), {"type": path.suffix[1:]}) for key, path in files.items()])
        images.create_index()
        found = images.query(question, limit=3, include_value=True)
    for key, distance in found:
        print(f"{distance:.3f} {key}")
    titles = [f"{key}\n{distance:.3f}" for key, distance in found]
    draw(titles, [files[key] for key, _ in found], arguments.picture)


if __name__ == "__main__":
    main()

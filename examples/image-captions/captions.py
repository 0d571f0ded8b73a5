"""Caption photographs, store the captions, and find photographs by words."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import numpy as np
import psycopg2
from pictures import draw, photographs
from services import post
from skimage.color import gray2rgb, rgb2hsv
from skimage.io import imread

# hues begin here, from 0 to 1
HUES = {0.0: "red", 0.05: "brown", 0.11: "yellow", 0.2: "green", 0.45: "blue", 0.72: "purple", 0.92: "red"}
GREYS = {0.0: "black", 0.25: "grey", 0.75: "white"}


def colors(path: Path) -> str:
    """Return a caption of the two most frequent colors. No model is needed."""
    image = imread(path)[::8, ::8]
    hue, saturation, value = np.moveaxis(
        rgb2hsv(gray2rgb(image) if image.ndim == 2 else image[..., :3]), -1, 0
    )
    hued = np.array(list(HUES.values()))[np.searchsorted(list(HUES), hue, side="right") - 1]
    grey = np.array(list(GREYS.values()))[np.searchsorted(list(GREYS), value, side="right") - 1]
    names, counts = np.unique(np.where((saturation > 0.3) & (value > 0.25), hued, grey), return_counts=True)
    return "a photograph in " + " and ".join(names[np.argsort(-counts)][:2])


def ask(model: str, path: Path) -> str:
    """Return the caption of a model that answers as Hugging Face does."""
    headers = {"Content-Type": "application/octet-stream"}
    if token := os.environ.get("HF_TOKEN"):
        headers["Authorization"] = f"Bearer {token}"
    hint = "Is it the URL of a captioning model that runs? A model of Hugging Face needs a token in HF_TOKEN."
    caption: str = post(
        "the model",
        model,
        hint,
        lambda answer: answer[0]["generated_text"],
        data=path.read_bytes(),
        headers=headers,
    )
    return caption


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="?", default="brown -black", help='words, "a phrase", or, -without')
    parser.add_argument("--images", type=Path, help="a folder; default: photographs of scikit-image")
    parser.add_argument("--model", help="URL of a captioning model; default: the colors are named")
    parser.add_argument("--picture", type=Path, default=Path("result.png"), help="where the result is drawn")
    arguments = parser.parse_args()
    # in Supabase Storage, an image has an id; here its name gives one
    paths = {str(uuid5(NAMESPACE_URL, path.name)): path for path in photographs(arguments.images)}
    captions = [
        (image, ask(arguments.model, path) if arguments.model else colors(path))
        for image, path in paths.items()
    ]
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    with connection, connection.cursor() as cursor:
        # a caption of an earlier run is replaced
        cursor.executemany("insert into image_caption (id, caption) values (%s, %s)", captions)
        cursor.execute("select * from find_image_captions(%s)", [arguments.words])
        found = [(paths[image], caption) for image, caption, _ in cursor if image in paths]
    connection.close()
    for path, caption in found:
        print(f"{path.name}: {caption}")
    if found:
        draw(
            [f"{path.name}\n{caption}" for path, caption in found],
            [path for path, _ in found],
            arguments.picture,
        )


if __name__ == "__main__":
    main()

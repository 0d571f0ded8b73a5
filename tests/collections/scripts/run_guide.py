"""Run the code of a guide as it stands there, save for the import of vecs and for addresses.

run_guide.py FILE URL [MODULE]    MODULE takes the place of vecs; vecs itself shows what it would print

As in a notebook, the value of a cell's last expression is printed. What a guide gets from a hub or a service is
stood in for: CLIP and Titan's images by HOG, MiniLM by the same model with 8-bit weights, IMDB by sentences.
"""

from __future__ import annotations

import ast
import os
import re
import sys
import tempfile
import types
import warnings
from pathlib import Path
from typing import Any

import boto3
import matplotlib

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "examples" / "scripts"))

import bedrock
from hog import DATA, embed_image, embed_text
from PIL import Image
from roboflow import serving

from pgmatch.embedders import load

PHOTOGRAPHS = {
    "one": "chelsea.png",
    "two": "coffee.png",
    "three": "motorcycle_left.png",
    "four": "rocket.jpg",
}
BIKE = "a bike in front of a red brick wall"
REVIEWS = [
    "A great film from the first scene to the last.",
    "The plot makes no sense, and the actors look bored.",
    "It is a great film from its first scene to its last one.",
    "I took my children to see it, and they fell asleep.",
    "The plot does not make sense, and the actors look bored.",
    "The music is the best thing about this film.",
]


def folder() -> None:
    """Go to a new folder with the photographs where the guides have theirs."""
    os.chdir(tempfile.mkdtemp())
    for path in (Path("images"), Path("images/train/images")):
        path.mkdir(parents=True)
        for name, photograph in PHOTOGRAPHS.items():
            Image.open(DATA / photograph).convert("RGB").save(path / f"{name}.jpg")


class SentenceTransformer:
    """Stands in for the class of this name."""

    def __init__(self, model: str) -> None:
        self.is_clip = model == "clip-ViT-B-32"

    def encode(self, what: Any) -> Any:
        import numpy as np

        if not self.is_clip:
            return load("local").embed(list(what))
        return np.array(embed_text(what) if isinstance(what, str) else embed_image(what))


def stand_in(name: str, **members: Any) -> None:
    """Put a module in place of one that would download something."""
    module = types.ModuleType(name)
    vars(module).update(members)
    sys.modules[name] = module


def requests_of(guide: Path) -> tuple[str, list[dict[str, Any]]]:
    """Return the model of Bedrock, and what the guide has to send it."""
    if guide.stem == "titan_image_search":
        images = [bedrock.image_request(f"images/{name}.jpg") for name in PHOTOGRAPHS]
        return bedrock.IMAGE, [*images, bedrock.description_request(BIKE)]
    sentences = re.findall(r'^    "(.*)",$|query_sentence = "(.*)"', guide.read_text("utf-8"), re.MULTILINE)
    return bedrock.TEXT, [{"inputText": one or other} for one, other in sentences]


def changed(code: str, module: str, url: str, server: str) -> str:
    """Return the code with the other import, and with addresses that there are."""
    code = re.sub(r"^import vecs$", f"import {module} as vecs", code, flags=re.MULTILINE)
    code = re.sub(r'^DB_CONNECTION = ".*"$', f"DB_CONNECTION = {url!r}", code, flags=re.MULTILINE)
    return re.sub(r'^SERVER_URL = ".*"$', f"SERVER_URL = {server!r}", code, flags=re.MULTILINE)


def run(code: str) -> None:
    """Run the cells, and print the value of each."""
    names: dict[str, Any] = {"__name__": "guide"}
    for cell in code.split("# %%\n"):
        tree = ast.parse(cell)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "guide", "exec"), names)
        if isinstance(last, ast.Expr) and (
            value := eval(compile(ast.Expression(last.value), "guide", "eval"), names)
        ):
            print(value)


def main(file: Path, url: str, module: str = "pgmatch.collections") -> None:
    code = file.read_text("utf-8")
    matplotlib.use("agg")
    warnings.filterwarnings("ignore", "FigureCanvasAgg is non-interactive")
    stand_in("sentence_transformers", SentenceTransformer=SentenceTransformer)
    stand_in("datasets", load_dataset=lambda *_, **__: {"text": REVIEWS})
    folder()
    make = boto3.client
    boto3.client = lambda _, **options: (  # type: ignore[assignment]
        bedrock.stubbed(*requests_of(file), make=make, **options)
    )
    with serving() as server:
        run(changed(code, module, url, server))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), *sys.argv[2:])

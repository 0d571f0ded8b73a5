"""Faces that look alike: real photographs, dlib's model of 128 dimensions."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

import dlib
import face_recognition_models
import numpy as np
import skimage
from numpy.typing import NDArray
from pictures import draw
from PIL import Image

import pgmatch.collections as vecs

COLLECTION = "faces"
DIMENSIONS = 128
CHIP = 150  # pixels: how wide and high the model expects a face that is cut out
FACES = 100  # in the file of scikit-image; the images after them are no faces
Pixels = NDArray[np.uint8]

_detect = dlib.get_frontal_face_detector()
_landmarks = dlib.shape_predictor(face_recognition_models.pose_predictor_five_point_model_location())
_model = dlib.face_recognition_model_v1(face_recognition_models.face_recognition_model_location())


def embed_photograph(pixels: Pixels) -> NDArray[np.float64]:
    """Return the vector of the largest face on a photograph."""
    found = _detect(pixels, 0)
    if not found:
        raise SystemExit("no face was found on the photograph")
    largest = max(found, key=lambda box: box.area())
    return np.array(_model.compute_face_descriptor(pixels, _landmarks(pixels, largest)))


def embed_face(pixels: Pixels) -> NDArray[np.float64]:
    """Return the vector of a face that is cut out already."""
    chip = Image.fromarray(pixels).resize((CHIP, CHIP)).convert("RGB")
    return np.array(_model.compute_face_descriptor(np.array(chip)))


def collected(count: int) -> dict[str, Pixels]:
    """Return what is compared: a photograph of an astronaut, and faces of Labeled Faces in the Wild."""
    data = Path(skimage.__file__).parent / "data"
    faces = np.load(data / "lfw_subset.npy")[:FACES][:count]
    return {"astronaut": np.array(Image.open(data / "astronaut.png").convert("RGB"))} | {
        f"face {number}": (face * 255).astype(np.uint8) for number, face in enumerate(faces)
    }


def records(images: dict[str, Pixels]) -> Iterator[tuple[str, NDArray[np.float64], dict[str, str]]]:
    for name, pixels in images.items():
        is_photograph = pixels.ndim == 3
        vector = embed_photograph(pixels) if is_photograph else embed_face(pixels)
        yield name, vector, {"source": "photograph" if is_photograph else "lfw"}


def asked(file: Path | None, images: dict[str, Pixels]) -> Pixels:
    """Return the photograph to look for: of a file, or the astronaut mirrored and smaller."""
    if file:
        return np.array(Image.open(file).convert("RGB"))
    return np.array(Image.fromarray(images["astronaut"][:, ::-1]).resize((400, 400)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photograph", nargs="?", type=Path, help="who do you look like?")
    parser.add_argument("--picture", type=Path, default=Path("result.png"), help="where the result is drawn")
    parser.add_argument(
        "--faces", type=int, default=FACES, help="how many to compare with; default %(default)s"
    )
    arguments = parser.parse_args()
    images = collected(arguments.faces)
    question = asked(arguments.photograph, images)
    with vecs.create_client(os.environ["DATABASE_URL"]) as client:
        faces = client.get_or_create_collection(COLLECTION, dimension=DIMENSIONS)
        faces.upsert(records(images))
        faces.create_index(measure=vecs.IndexMeasure.l2_distance)
        found = faces.query(
            embed_photograph(question), limit=5, measure=vecs.IndexMeasure.l2_distance, include_value=True
        )
    for name, distance in found:
        print(f"{distance:.3f} {name}")
    titles = [f"{name}\n{distance:.3f}" for name, distance in found]
    draw(["who?", *titles], [question, *(images[name] for name, _ in found)], arguments.picture)


if __name__ == "__main__":
    main()

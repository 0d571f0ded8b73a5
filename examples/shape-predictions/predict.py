"""Draw images of shapes, store what a detector sees in them, and find the images with a shape."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import psycopg2
from pictures import draw
from skimage.measure import label, regionprops

SIZE = 96
# where the shapes are: kind, row, column
IMAGES = {
    "one-circle.png": [("circle", 48, 48)],
    "one-square.png": [("square", 48, 48)],
    "both.png": [("circle", 28, 28), ("square", 66, 66)],
    "two-circles.png": [("circle", 28, 66), ("circle", 66, 28)],
    "nothing.png": [],
}


def picture(shapes: list[tuple[str, int, int]]) -> Any:
    """Return an image of shapes."""
    y, x = np.mgrid[:SIZE, :SIZE]
    image = np.zeros((SIZE, SIZE))
    for kind, row, column in shapes:
        if kind == "circle":
            image[(y - row) ** 2 + (x - column) ** 2 < 20**2] = 1
        else:
            image[(abs(y - row) < 20) & (abs(x - column) < 20)] = 1
    return image


def predict(image: Any) -> dict[str, Any]:
    """Return what Roboflow Inference would answer: here, by how much of its box a shape fills."""
    found = []
    for region in regionprops(label(image > 0)):
        top, left, bottom, right = region.bbox
        distances = {"circle": abs(region.extent - np.pi / 4), "square": abs(region.extent - 1)}
        name = min(distances, key=lambda each: distances[each])
        found.append(
            {
                "x": float(region.centroid[1]),
                "y": float(region.centroid[0]),
                "width": right - left,
                "height": bottom - top,
                "confidence": float(1 - distances[name] / sum(distances.values())),
                "class": name,
            }
        )
    return {"image": {"width": SIZE, "height": SIZE}, "predictions": found}


def store(url: str) -> None:
    """Write one row for each image; those of an earlier run are replaced."""
    connection = psycopg2.connect(url)
    with connection, connection.cursor() as cursor:
        cursor.execute("delete from predictions where filename = any(%s)", [list(IMAGES)])
        cursor.executemany(
            "insert into predictions (filename, predictions) values (%s, %s)",
            [(name, json.dumps(predict(picture(shapes)))) for name, shapes in IMAGES.items()],
        )
    connection.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shape", nargs="?", default="circle", choices=("circle", "square"))
    parser.add_argument("--confidence", type=float, default=0.8, help="0 to 1; default: 0.8")
    parser.add_argument("--picture", type=Path, default=Path("result.png"), help="where the result is drawn")
    arguments = parser.parse_args()
    url = os.environ["DATABASE_URL"]
    store(url)
    connection = psycopg2.connect(url)
    with connection, connection.cursor() as cursor:
        cursor.execute("select * from find_predicted_images(%s, %s)", [arguments.shape, arguments.confidence])
        found = cursor.fetchall()
    connection.close()
    for filename, confidence, detections in found:
        print(f"{confidence:.3f} {filename}, {detections} found")
    if found:
        draw([row[0] for row in found], [picture(IMAGES[row[0]]) for row in found], arguments.picture)


if __name__ == "__main__":
    main()

"""Render a short clip, store an embedding for each second of it, and find the second that a frame is from."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psycopg2
from pictures import draw
from skimage.feature import hog
from skimage.transform import rotate

import pgmatch

SIZE, SECONDS = 128, 12
CLIP = "clip.mp4"  # what a row calls the video; nothing reads it


def frame(second: float) -> Any:
    """Return what the clip shows: a ball that rolls to the right, then a square that turns."""
    y, x = np.mgrid[:SIZE, :SIZE]
    if second < SECONDS / 2:
        middle = 16 + second * 16
        return ((x - middle) ** 2 + (y - 80) ** 2 < 16**2).astype(float)
    square = ((abs(x - 64) < 32) & (abs(y - 64) < 32)).astype(float)
    return rotate(square, 15 * (second - SECONDS / 2))


def embed(image: Any) -> list[float]:
    """Return a histogram of oriented gradients, of 768 dimensions. Nothing is downloaded."""
    found = hog(image, orientations=12, pixels_per_cell=(16, 16), cells_per_block=(1, 1))
    return [float(number) for number in found]


def chunks() -> Iterator[tuple[str, int, int, str, str]]:
    """Give a row for each second, as the guide names them."""
    for second in range(SECONDS):
        embedding = json.dumps(embed(frame(second)))
        yield f"chunk_{second}", second, second + 1, embedding, json.dumps({"video_url": CLIP})


def store(url: str) -> None:
    """Write the chunks; those of an earlier run are replaced."""
    connection = psycopg2.connect(url)
    with connection, connection.cursor() as cursor:
        cursor.execute("delete from video_chunks where video_url = %s", [CLIP])
        cursor.executemany(
            "insert into video_chunks (id, start_time, end_time, embedding, metadata)"
            " values (%s, %s, %s, %s, %s)",
            chunks(),
        )
    connection.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("second", type=float, nargs="?", default=8.2, help="of the frame to look for")
    parser.add_argument("--picture", type=Path, default=Path("result.png"), help="where the result is drawn")
    arguments = parser.parse_args()
    url = os.environ["DATABASE_URL"]
    store(url)
    wanted = frame(arguments.second)
    with pgmatch.connect(url) as client:
        found = client.match("search_video_chunks", embed(wanted), match_count=3, video=CLIP)
    for row in found:
        print(f"{row.similarity:.3f} {row.id} from {row.start_time:g} to {row.end_time:g} seconds")
    titles = [f"{row.id}\n{row.similarity:.3f}" for row in found]
    draw(["looked for", *titles], [wanted, *(frame(row.start_time) for row in found)], arguments.picture)


if __name__ == "__main__":
    main()

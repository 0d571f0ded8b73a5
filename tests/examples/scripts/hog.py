"""The image embedding that stands in for models behind a hub, a key or a graphics card.

A histogram of oriented gradients: pictures with the same outlines are near each other. It knows no words, so
what a description stands for is said here.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import skimage
from PIL import Image
from skimage.feature import hog
from skimage.transform import resize

DATA = Path(skimage.__file__).parent / "data"
MEANT = {
    "a bike in front of a red brick wall": "motorcycle_right.png",
    "cat": "chelsea.png",
}


def embed_image(image: Any, dimensions: int = 512) -> list[float]:
    """Return the vector of an image, of its file or of its bytes; 512 or 1024 dimensions."""
    if not isinstance(image, Image.Image):
        image = Image.open(BytesIO(image) if isinstance(image, bytes) else image)
    small = resize(np.array(image.convert("L")), (128, 128), anti_aliasing=True)
    return hog(
        small, orientations=dimensions // 64, pixels_per_cell=(16, 16), cells_per_block=(1, 1)
    ).tolist()


def embed_text(text: str, dimensions: int = 512) -> list[float]:
    """Return the vector of the photograph that a description means."""
    return embed_image(DATA / MEANT[text], dimensions)

"""What the examples with images share: photographs, and a picture of the results."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib

matplotlib.use("agg")  # draws into a file; no screen is needed

from matplotlib import image as mpimg
from matplotlib import pyplot as plt

# what scikit-image ships of photographs
NAMES = (
    "astronaut.png",
    "brick.png",
    "camera.png",
    "chelsea.png",
    "coffee.png",
    "grass.png",
    "gravel.png",
    "hubble_deep_field.jpg",
    "motorcycle_left.png",
    "motorcycle_right.png",
    "retina.jpg",
    "rocket.jpg",
)


def photographs(folder: Path | None) -> list[Path]:
    """Return the images of a folder, by name; without one, photographs that come with scikit-image."""
    if folder:
        if not folder.is_dir():
            raise SystemExit(f"{folder} is no folder: name one with images")
        return sorted(path for path in folder.iterdir() if path.suffix in (".jpg", ".jpeg", ".png"))
    import skimage

    data = Path(skimage.__file__).parent / "data"
    return [path for name in NAMES if (path := data / name).exists()]


def draw(titles: Sequence[str], images: Sequence[object], file: Path) -> None:
    """Draw images side by side, each under its title. An image is a path or an array."""
    figure, axes = plt.subplots(1, len(images), figsize=(2.4 * len(images), 2.8), squeeze=False)
    for axis, title, image in zip(axes[0], titles, images, strict=True):
        axis.imshow(mpimg.imread(image) if isinstance(image, Path) else image, cmap="gray")
        axis.set_title(title, fontsize=8)
        axis.axis("off")
    figure.savefig(file, dpi=100, bbox_inches="tight")
    plt.close(figure)

"""The calls of the functions of the line `predictions`."""

from __future__ import annotations

from pgmatch.client.call import Call, all_rows, given
from pgmatch.client.methods import Method
from pgmatch.lines.rows import PredictedImage

LINE = "predictions"


def find_predicted_images(
    class_: str, min_confidence: float = 0, match_count: int | None = 100
) -> Call[list[PredictedImage]]:
    """Return the images in which a model has seen a class, the surest first.

    `class_` is what the model calls it, with its capitals. `min_confidence` is from 0 to 1, inclusive. None
    as `match_count` is for all of them.
    """
    arguments = {name.rstrip("_"): value for name, value in given(locals()).items()}
    return Call("find_predicted_images", arguments, all_rows(PredictedImage), line=LINE, only_reads=True)


class Methods:
    """One method a function, with its name and arguments; Python keeps the word `class` for itself."""

    find_predicted_images = Method(find_predicted_images)

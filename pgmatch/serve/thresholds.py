"""The similarity above which a section may answer a question: it depends on the embedding model.

docs/ask.md has the measurements.
"""

from __future__ import annotations

import math

from pgmatch.errors import SettingError
from pgmatch.models import Installation
from pgmatch.settings import read_settings

THRESHOLDS = {
    "all-MiniLM-L6-v2": 0.35,  # measured by `make answers`
    "text-embedding-ada-002": 0.78,  # the guides' value
}
# a threshold is a cosine; the similarity of other metrics has another scale
_METRICS = ("ip", "cosine")


def model_threshold(installation: Installation) -> float | None:
    """Return the threshold of a database's model, None if it has none."""
    return THRESHOLDS.get(installation.model or "") if installation.metric in _METRICS else None


def set_threshold() -> float | None:
    """Return the threshold of the settings, None if there is none; raise `SettingError` for no number."""
    found = read_settings()["answer_threshold"]
    if not found.value:
        return None
    try:
        threshold = float(found.value)
    except ValueError:
        threshold = math.nan
    if not math.isfinite(threshold):
        raise SettingError(
            f"answer_threshold={found.value} from {found.origin} is not a number",
            "Set PGMATCH_ANSWER_THRESHOLD to a similarity, such as 0.35.",
        )
    return threshold

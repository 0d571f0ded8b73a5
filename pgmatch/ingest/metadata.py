"""Metadata of any origin as JSON that Postgres can store, within bounds."""

from __future__ import annotations

import datetime
import json
import math
from typing import Any

from pgmatch.ingest.texts import storable

# What a page may say about itself, in characters, with every alias written out. Far more than pages do say;
# little enough to be parsed in seconds.
MAX_SIZE = 100_000
_MAX_DEPTH = 100
_MAX_BITS = 1024  # of an integer, about the range of a float


class MetaError(Exception):
    """Metadata that is not what it should be; `line` counts from 0 within the source that was given."""

    def __init__(self, message: str, line: int, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.hint = hint


def check_size(size: int, line: int) -> None:
    """Raise `MetaError` if metadata of `size` characters is too much."""
    if size > MAX_SIZE:
        raise MetaError(
            f"the metadata is larger than {MAX_SIZE:,} characters, with every alias written out",
            line,
            "keep what is only read by your site out of it",
        )


def title_of(meta: dict[str, Any]) -> str | None:
    """Return the title that the metadata gives the page, on one line."""
    title = meta.get("title")
    if isinstance(title, bool) or not isinstance(title, str | int | float):
        return None
    return " ".join(str(title).split()) or None


def as_object(value: dict[Any, Any]) -> dict[str, Any]:
    """Return `value` as JSON can hold it, dates and times as ISO 8601 strings.

    Raises `MetaError` for what JSON or Postgres cannot hold.
    """
    return {_as_key(key): _as_json(item, 1) for key, item in value.items()}


def _as_json(value: Any, depth: int) -> Any:
    if depth > _MAX_DEPTH:
        raise MetaError("the metadata is nested too deeply, or refers to itself", 0)
    if isinstance(value, str):
        return _as_text(value)
    if value is None or isinstance(value, bool) or _is_number(value):
        return value
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_as_json(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {_as_key(key): _as_json(item, depth + 1) for key, item in value.items()}
    raise MetaError(f"the metadata has a value that JSON cannot hold: {_short(value)}", 0)


def _is_number(value: Any) -> bool:
    if isinstance(value, int):
        return value.bit_length() <= _MAX_BITS
    return isinstance(value, float) and math.isfinite(value)


def _short(value: Any) -> str:
    # Python does not write out the longest integers.
    return "an integer of too many digits" if isinstance(value, int) else repr(value)[:80]


def _as_key(value: Any) -> str:
    return json.dumps(value) if value is None or isinstance(value, bool) else _as_text(str(value))


def _as_text(value: str) -> str:
    try:
        return storable(value)
    except ValueError as error:
        raise MetaError(f"the metadata has {error}", 0) from None

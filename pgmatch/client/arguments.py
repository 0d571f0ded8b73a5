"""Arguments as each way of calling writes them."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pgmatch.client.call import Argument, Array, Json
from pgmatch.errors import PgmatchError

_DOUBTFUL = re.compile(r"\\u0000|\\ud[89a-f]")  # NUL, and a half of a pair or the pair of an emoji


def sql_literal(name: str, value: Argument) -> str | list[str] | None:
    """Return what stands in quotes in a statement; raise `PgmatchError` for what cannot be sent."""
    # A quoted literal without a type is read as the type of the function's argument, wherever that type
    # lives; a number out of range is then Postgres' clear error instead of "function does not exist".
    if value is None:
        return None
    if isinstance(value, Json):
        return _json_text(value.name or name, value.value)
    if isinstance(value, Array):
        return f"{{{','.join(_item(f'{name}[{place}]', item) for place, item in enumerate(value.items))}}}"
    return _texts(name, value) if isinstance(value, Sequence) else str(value)


def json_value(name: str, value: Argument) -> Any:
    """Return what stands in the JSON body of a request; raise `PgmatchError` for what cannot be sent."""
    if isinstance(value, Json):
        _json_text(value.name or name, value.value)
        return value.value
    if isinstance(value, Array):
        return [json_value(f"{name}[{place}]", item) for place, item in enumerate(value.items)]
    if isinstance(value, str) or (value is not None and isinstance(value, Sequence)):
        return _texts(name, value)
    if value is None or isinstance(value, bool | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    return str(value)  # Infinity, and numbers of numpy: Postgres reads them from text too


def sendable(name: str, text: str) -> str:
    """Return a text that Postgres can store; raise `PgmatchError`, naming `name`, for another."""
    if not isinstance(text, str):
        raise PgmatchError(f"{name} is not text: {text!r}", "Pass a string.")
    if "\0" in text:
        place = text.index("\0")
        raise PgmatchError(
            f"{name} has the character NUL at {place}, which Postgres cannot store", "Remove it."
        )
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise PgmatchError(
            f"{name} is not Unicode text: {error}", "Decode it with its own encoding."
        ) from error
    return text


def _check_texts(name: str, value: Any) -> None:
    """Raise `PgmatchError`, naming where it is, for a text in a JSON document that Postgres cannot store."""
    if isinstance(value, str):
        sendable(name, value)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            sendable(f"a key of {name}", str(key))
            _check_texts(f"{name}.{key}", item)
    elif isinstance(value, list | tuple):
        for place, item in enumerate(value):
            _check_texts(f"{name}[{place}]", item)


def _texts(name: str, value: str | Sequence[str]) -> str | list[str]:
    if isinstance(value, str):
        return sendable(name, value)
    return [sendable(f"{name}[{place}]", item) for place, item in enumerate(value)]


def _item(name: str, value: Any) -> str:
    """Return an item of an array's text, in quotes unless it is null or an array."""
    text = sql_literal(name, value)
    if text is None:
        return "null"
    escaped = str(text).replace("\\", r"\\").replace('"', r"\"")
    return str(text) if isinstance(value, Array) else f'"{escaped}"'


def _json_text(name: str, value: Any) -> str:
    try:
        text = json.dumps(value, allow_nan=False)
        if _DOUBTFUL.search(text):
            _check_texts(name, value)
    except (TypeError, ValueError, RecursionError) as error:
        raise PgmatchError(
            f"{name} cannot be written as JSON: {error}",
            "Use only mappings, lists, strings, finite numbers, booleans and None.",
        ) from error
    return text

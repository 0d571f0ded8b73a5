"""What is wrong with the arguments of a call, in one sentence for each."""

from __future__ import annotations

import json
from typing import Any

from pydantic import ValidationError

_LONGEST = 60  # characters of a value that are shown
# by the type of the error, with its context
_NEEDED = {
    "string_type": "text",
    "string_too_short": "text of {min_length} or more characters",
    "string_too_long": "text of at most {max_length} characters",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a smaller number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a finite number",
    "greater_than_equal": "{ge} or more",
    "less_than_equal": "{le} or less",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "list_type": "a list",
    "dict_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
}


def wrong_arguments(error: ValidationError) -> str:
    """Return a line for each wrong argument."""
    return "\n".join(_sentence(each) for each in error.errors(include_url=False))


def _sentence(error: Any) -> str:
    name = ".".join(map(str, error["loc"]))
    if error["type"] == "missing":
        return f"{name} is missing."
    if error["type"] == "extra_forbidden":
        return f"{name} does not exist."
    needed = _NEEDED.get(error["type"], "")
    if not needed:
        return f"{name}: {error['msg']}."
    return f"{name} is {_shown(error['input'])}, but has to be {needed.format(**error.get('ctx', {}))}."


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"

"""Page metadata: YAML front matter and MDX's `export const meta = {…}`."""

from __future__ import annotations

import datetime
import json
import math
import re
from typing import Any

from pgmatch.ingest.javascript import Code, expression
from pgmatch.ingest.texts import storable, template_as_string

_META = re.compile(r"export\s+(?:const|let|var)\s+meta\s*(?::[^={]+)?=\s*")
_JSON5_LINE = re.compile(r"<string>:(\d+) (.*?)(?: at column \d+)?$", re.DOTALL)
_LITERAL_HINT = "use only literal strings, numbers, booleans, null, arrays and objects, or leave `meta` out"


class MetaError(Exception):
    """Metadata that is not what it should be; `line` counts from 0 within the source that was given."""

    def __init__(self, message: str, line: int, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.hint = hint


def front_matter(source: str) -> dict[str, Any]:
    """Return what YAML front matter says, dates as ISO 8601 strings.

    Raises `MetaError` where it is not YAML, not a mapping, or not representable as JSON.
    """
    import yaml

    try:
        value = yaml.safe_load(source)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise MetaError(
            f"front matter is not valid YAML: {error.problem}", mark.line if mark else 0
        ) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise MetaError(f"front matter is not valid YAML: {error}", 0) from None
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise MetaError("front matter is not a YAML mapping", 0, "write `key: value` lines between the `---`")
    return _as_object(value)


def title_of(meta: dict[str, Any]) -> str | None:
    """Return the title that the metadata gives the page, on one line."""
    title = meta.get("title")
    if isinstance(title, bool) or not isinstance(title, str | int | float):
        return None
    return " ".join(str(title).split()) or None


def exported_meta(source: str, statement: int) -> dict[str, Any] | None:
    """Return the object that the statement at `statement` of `source` exports as `meta`.

    None stands for a statement that exports something else.

    Raises `MetaError` where the object is not made of literals.
    """
    match = _META.match(source, statement)
    if match is None:
        return None
    line = source.count("\n", 0, match.end())
    if source[match.end() : match.end() + 1] != "{":
        raise MetaError("`meta` is not a literal object", line, _LITERAL_HINT)
    literal = source[match.end() : expression(source, match.end())]
    try:
        return _as_object(_literal(literal))
    except MetaError as error:
        raise MetaError(error.message, line + error.line, error.hint) from None


def _literal(source: str) -> Any:
    import json5

    try:
        return json5.loads(_without_templates(source))
    except ValueError as error:
        found = _JSON5_LINE.match(str(error))
        line, problem = (int(found[1]) - 1, found[2]) if found else (0, str(error))
        raise MetaError(f"`meta` is not a literal object: {problem}", line, _LITERAL_HINT) from None
    except RecursionError:
        raise MetaError("`meta` is nested too deeply", 0, _LITERAL_HINT) from None


def _without_templates(source: str) -> str:
    """Write template strings as JSON5 strings, on as many lines as they took."""
    code = Code(source, 0)
    parts = []
    while not code.at_end:
        kind, token = code.advance()
        if kind == "template" and token.endswith("${"):
            line = source.count("\n", 0, code.pos)
            raise MetaError("`meta` has a template string with `${…}`", line, _LITERAL_HINT)
        parts.append(template_as_string(token) if kind == "template" else token)
    return "".join(parts)


def _as_object(value: dict[Any, Any]) -> dict[str, Any]:
    try:
        return {_as_key(key): _as_json(item) for key, item in value.items()}
    except RecursionError:
        raise MetaError("the metadata is nested too deeply, or refers to itself", 0) from None


def _as_json(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return _as_text(value)
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_as_json(item) for item in value]
    if isinstance(value, dict):
        return {_as_key(key): _as_json(item) for key, item in value.items()}
    raise MetaError(f"the metadata has a value that JSON cannot hold: {value!r}", 0)


def _as_key(value: Any) -> str:
    return json.dumps(value) if value is None or isinstance(value, bool) else _as_text(str(value))


def _as_text(value: str) -> str:
    try:
        return storable(value)
    except ValueError as error:
        raise MetaError(f"the metadata has {error}", 0) from None

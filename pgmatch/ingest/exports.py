"""Page metadata that MDX exports: `export const meta = {…}`."""

from __future__ import annotations

import re
from typing import Any

from pgmatch.ingest.javascript import Code, expression
from pgmatch.ingest.metadata import MetaError, as_object, check_size
from pgmatch.ingest.texts import template_as_string

_META = re.compile(r"export\s+(?:const|let|var)\s+meta\s*(?::[^={]+)?=\s*")
_JSON5_LINE = re.compile(r"<string>:(\d+) (.*?)(?: at column \d+)?$", re.DOTALL)
_LITERAL_HINT = "use only literal strings, numbers, booleans, null, arrays and objects, or leave `meta` out"


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
        check_size(len(literal), 0)
        return as_object(_literal(literal))
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

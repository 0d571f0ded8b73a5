"""Where the imports and exports of an MDX text end."""

from __future__ import annotations

import re

from pgmatch.ingest.javascript import Code, MdxError, UnfinishedError

_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_STATEMENT = re.compile(
    r"import\s*(?:[\w$*{](?:(?!\n[ \t]*\n)[^;\"'`])*?\bfrom\s*)?[\"']"
    r"|export\s+(?:default|const|let|var|function|async|class|type|interface|enum)\b"
    r"|export\s*[*{]"
)
_CONTINUATION = re.compile(r"(?:from|as)\b|//|/\*|[.?:;=+|&,)\]}]")
_AWAITS_MORE = re.compile(r"[=(\[{,?:&|+*/<>.-]")


def module_block(text: str, start: int) -> tuple[int, list[int]]:
    """Return the end of the imports and exports at `start`, and where each statement begins.

    They end, as in MDX, at the first blank line that is not inside a statement.
    """
    if not _STATEMENT.match(text, start):
        raise MdxError(
            "not an import or export", start, "MDX reads a line that starts like this as code; reword it"
        )
    code = Code(text, start)
    statements = [start]
    code.advance()
    while not code.at_end:
        kind, token = code.advance()
        if kind != "space" or "\n" not in token or code.open or _AWAITS_MORE.fullmatch(code.previous):
            continue
        if _BLANK_LINE.search(token):
            return code.pos - len(token), statements
        if _STATEMENT.match(text, code.pos):
            statements.append(code.pos)
        elif token.endswith("\n") and not code.at_end and not _CONTINUATION.match(text, code.pos):
            raise MdxError(
                "not an import or export", code.pos, "leave a blank line after the imports and exports"
            )
    if code.open:
        raise UnfinishedError(f"{code.open[-1]!r} is missing", statements[-1])
    return len(text.rstrip()), statements

"""The globs that name what is left out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pgmatch.errors import IngestError

_SPECIAL = re.compile(r"(?P<folders>\*\*/)|(?P<any>\*\*)|(?P<star>\*)|(?P<one>\?)|(?P<set>\[!?[^\]/]+\])")
_PARTS = {"folders": "(?:.*/)?", "any": ".*", "star": "[^/]*", "one": "[^/]"}


def excluder(globs: Sequence[str]) -> re.Pattern[str]:
    """Return the pattern that fully matches the names, relative to the root, of what `globs` leave out.

    `*` and `?` stand for characters of one name, `**` for any folders. What is in a folder that matches is
    left out with it. Raises `IngestError` for one that cannot be read.
    """
    patterns = [_translated(glob.removeprefix("./").strip("/")) for glob in globs]
    for glob, pattern in zip(globs, patterns, strict=True):
        try:
            re.compile(pattern)
        except re.error as error:
            raise IngestError(f"{glob!r} is not a glob: {error}", "write `[` as `[[]`") from None
    return re.compile("|".join(patterns) or r"(?!)")


def _translated(glob: str) -> str:
    parts = []
    pos = 0
    for match in _SPECIAL.finditer(glob):
        parts.append(re.escape(glob[pos : match.start()]))
        kind = match.lastgroup or ""
        parts.append(_PARTS.get(kind) or match[0].replace("[!", "[^").replace("\\", r"\\"))
        pos = match.end()
    return "".join([*parts, re.escape(glob[pos:])])

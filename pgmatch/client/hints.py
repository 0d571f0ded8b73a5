"""What the functions advise, as a caller from Python writes it: they speak of SQL."""

from __future__ import annotations

import re

# what the owner runs stays SQL: it is about the schema pgmatch
_OWNERS = re.compile(r"\bpgmatch\.")
_LISTED = re.compile(r"select \* from (?:[\w\"]+\.)?(\w+\(\))(?:;$)?")
_NAMED = re.compile(r"\b(\w+) => ('[^']*'|\w+)")
_VALUES = {"true": "True", "false": "False", "null": "None"}


def in_python(hint: str) -> str:
    """Return a hint with calls as Python makes them: `delete_all=True`, not `delete_all => true`."""
    if _OWNERS.search(hint):
        return hint
    listed = _LISTED.sub(r"\1", hint)
    return _NAMED.sub(lambda named: f"{named[1]}={_VALUES.get(named[2], named[2])}", listed)

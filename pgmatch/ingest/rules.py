"""The reading rules of a corpus: what of its files becomes pages, paths and sections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, get_args, get_type_hints

from pgmatch.errors import IngestError


@dataclass(frozen=True)
class Rules:
    """How files are read.

    `jsx`: keep what JSX components contain, or drop it with them. `md_as`: what `.md` files are read as.
    `titles`: embed the page's title and the heading in front of every section. `paths`: the paths that
    documentation sites give their pages, or those of the guide's script.

    Raises `IngestError` for a value that is none of these.
    """

    jsx: Literal["keep", "drop"] = "keep"
    md_as: Literal["markdown", "mdx"] = "markdown"
    titles: bool = True
    paths: Literal["site", "guide"] = "site"

    def __post_init__(self) -> None:
        for name, hint in get_type_hints(Rules).items():
            value, allowed = getattr(self, name), get_args(hint) or (True, False)
            if type(value) is not type(allowed[0]) or value not in allowed:
                raise IngestError(
                    f"reading rule {name}: {value!r} is not a value that it takes",
                    f"{name} is one of: {', '.join(map(str, allowed))}.",
                )

    def as_json(self) -> dict[str, object]:
        """Return the rules as they are recorded with a corpus."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Rules:
        """Return the rules that `as_json` gave; a rule that is missing has its default.

        Raises `IngestError` for an unknown rule or value.
        """
        known = [field.name for field in fields(cls)]
        for name in value:
            if name not in known:
                raise IngestError(
                    f"{name!r} is not a reading rule",
                    f"The rules are {', '.join(known)}. If a newer pgmatch recorded it, upgrade.",
                )
        return cls(**value)


GUIDE = Rules(jsx="drop", md_as="markdown", titles=False, paths="guide")
"""What the guide's script does: the rules of a corpus that it has filled."""


def chosen_rules(**rules: object) -> dict[str, object]:
    """Return the rules that were chosen, by name; raise `IngestError` for a value that one does not take."""
    chosen = {name: value for name, value in rules.items() if value is not None}
    Rules.from_json(chosen)
    return chosen

"""What is installed in a database, and whether that suits a caller."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pgmatch.client.call import Call, all_rows
from pgmatch.errors import PgmatchError
from pgmatch.lines import LINES
from pgmatch.lines.line import DEFAULT, command
from pgmatch.models import Installation

# the arguments that hold a vector of the client
_VECTORS = ("embedding", "query_embedding")


def pgmatch_info() -> Call[list[Installation]]:
    """Return what is installed in the database, one row a line."""
    return Call("pgmatch_info", {}, all_rows(Installation), only_reads=True)


def new_dimensions(
    installations: Sequence[Installation], dimensions: int | None, line: str = DEFAULT
) -> int | None:
    """Return the length of vectors if the database has another one recorded, else None."""
    recorded = [each.dimensions for each in installations if each.line == line]
    return None if dimensions is None or recorded == [dimensions] else dimensions


def check_model(
    installations: Sequence[Installation], name: str, dimensions: int, line: str = DEFAULT
) -> None:
    """Raise `PgmatchError` unless the database records this model and this length of vectors."""
    recorded = next((each for each in installations if each.line == line), None)
    if recorded is None:
        raise PgmatchError(
            f'the line "{line}" is not installed in this database',
            f"Run `{command(line, 'upgrade head')}`.",
        )
    if recorded.model is None:
        literal = name.replace("'", "''")
        of_line = "" if line == DEFAULT else f", '{line}'"
        raise PgmatchError(
            f'no model is recorded in this database, so "{name}" cannot be checked against its embeddings',
            "The first ingest records it. If the embeddings are already there, the owner records it: "
            f"select pgmatch.set_model('{literal}'{of_line});",
        )
    if (recorded.model, recorded.dimensions) != (name, dimensions):
        raise PgmatchError(
            f'the embeddings here were made by "{recorded.model}" with {recorded.dimensions} dimensions,'
            f' not by "{name}" with {dimensions}',
            "Vectors of two models cannot be compared. Use the recorded model, or another database.",
        )


def searches_by_vector(call: Call[Any], line: str) -> bool:
    """Return whether a call compares a vector of the client with embeddings of a line."""
    owner = LINES[call.line].base or call.line if call.line else None
    return owner == line and call.only_reads and not call.arguments.keys().isdisjoint(_VECTORS)


def check_pin(installations: Sequence[Installation], model: str, line: str = DEFAULT) -> None:
    """Raise `PgmatchError` if searches use the embeddings of another model than a client has pinned."""
    recorded = next((each.model for each in installations if each.line == line), None)
    if recorded != model:
        raise PgmatchError(
            f'searches use the embeddings of "{recorded}" now, not those of "{model}"',
            "Embed what you search for with that model, and connect with its name.",
        )

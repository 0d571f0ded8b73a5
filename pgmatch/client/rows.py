"""Calls for the rows of a table of the user's own that is searched with metadata."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pgmatch.client.call import Call, given, json_or_none


def list_rows(
    search: str,
    filter: Mapping[str, Any] | None = None,  # noqa: A002 - the name of the SQL function's argument
    after: Any = None,
    match_count: int | None = 100,
) -> Call[list[dict[str, Any]]]:
    """Return the rows of a searched table that pass a filter on their metadata, in the order of their key.

    `search` is a function that `pgmatch.create_search` has made with metadata; its schema may be left out if
    only one has it. Each row has its key and the columns of the search, as JSON has them. To read in
    parts of `match_count` rows, pass the key of the last row as `after`. Not by RPC, unless the API exposes
    the schema "pgmatch".
    """
    return Call(
        "list_rows",
        given(locals(), filter=json_or_none(filter), after=None if after is None else str(after)),
        lambda rows: [row["list_rows"] for row in rows],
        schema="pgmatch",
        line=None,
        only_reads=True,
    )


def delete_rows(
    search: str,
    filter: Mapping[str, Any],  # noqa: A002 - the name of the SQL function's argument
    dry_run: bool = False,
) -> Call[int]:
    """Delete the rows of a searched table that pass a filter on their metadata, and return how many.

    `search` is as in `list_rows`. With `dry_run`, the rows stay. A filter with a part that is not a
    condition, such as `{}` or `{"year": {"$in": []}}`, is refused with SQLSTATE 22023.
    """
    return Call(
        "delete_rows",
        given(locals(), filter=json_or_none(filter)),
        lambda rows: int(rows[0]["delete_rows"]),
        schema="pgmatch",
        line=None,
    )

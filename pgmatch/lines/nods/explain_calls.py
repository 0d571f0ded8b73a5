"""The calls of the functions that explain searches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pgmatch.client.call import Call, Json, Rows, all_rows, given, record
from pgmatch.client.embedding import vector_text
from pgmatch.models import ExplainedSearch, ExplainedSection, ExplainedTerm

_EMBEDDINGS = ("embedding", "query_embedding")


def explain_search(search: str, arguments: Mapping[str, Any]) -> Call[ExplainedSearch]:
    """Return how a search is answered: on which path, by which index, and how long it takes.

    `search` is the name of a function that searches, `search_page_sections` for one, or of one that
    `pgmatch.create_search` has made in the same schema. `arguments` are its arguments by name.
    """
    return Call(
        "explain_search",
        {"search": search, "arguments": _arguments(arguments)},
        lambda rows: record(ExplainedSearch, rows[0]),
        only_reads=True,
    )


def explain_sections(
    expected: str, search: str, arguments: Mapping[str, Any]
) -> Call[list[ExplainedSection]]:
    """Return where a search has the sections that somebody expected, and why it does not return them.

    `expected` is path#slug, a path, or words from the text of a section; at most 5 sections are looked at.
    None is refused with SQLSTATE P0002. The other arguments are those of `explain_search`.
    """
    return Call(
        "explain_sections",
        {"expected": expected, "search": search, "arguments": _arguments(arguments)},
        _explained,
        only_reads=True,
    )


def explain_terms(query_text: str, section_id: int | None = None) -> Call[list[ExplainedTerm]]:
    """Return the words that a hybrid search looks for, and how many sections have each.

    Needs the line `nods_text`. With `section_id`, each term says whether that section has it.
    """
    return Call("explain_terms", given(locals()), all_rows(ExplainedTerm), line="nods_text", only_reads=True)


def _arguments(arguments: Mapping[str, Any]) -> Json:
    sent = {
        name: vector_text(value, name) if name in _EMBEDDINGS else value for name, value in arguments.items()
    }
    return Json(sent, "arguments")


def _explained(rows: Rows) -> list[ExplainedSection]:
    return [record(ExplainedSection, {**row, "reasons": tuple(row["reasons"])}) for row in rows]

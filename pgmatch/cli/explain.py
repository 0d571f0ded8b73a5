"""How `pgmatch search` was answered, and where the section is that somebody expected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from pgmatch.client import Database
    from pgmatch.models import ExplainedSearch, ExplainedSection, ExplainedTerm

_PATHS = {"fast": "a scan of {index} on the fast path", "complete": "a scan of {index} on the complete path"}


@dataclass(frozen=True)
class Explanation:
    """What is known about a search; None is what was not asked for."""

    search: ExplainedSearch | None
    terms: Sequence[ExplainedTerm] | None
    sections: Sequence[ExplainedSection] | None

    def as_object(self) -> dict[str, Any]:
        """Return it for a JSON document."""
        return {
            "search": self.search and asdict(self.search),
            "terms": None if self.terms is None else [asdict(term) for term in self.terms],
            "expected": None if self.sections is None else [asdict(section) for section in self.sections],
        }


def explain(
    database: Database, function: str, arguments: Mapping[str, Any], *, search: bool, expected: str | None
) -> Explanation:
    """Ask how a search is answered, if `search`, and about the sections that were expected."""
    given = {name: value for name, value in arguments.items() if value is not None}
    words = given.get("query_text")
    sections = None if expected is None else database.explain_sections(expected, function, given)
    return Explanation(
        database.explain_search(function, given) if search else None,
        database.explain_terms(words, sections[0].id if sections else None) if words else None,
        sections,
    )


def print_explanation(explanation: Explanation) -> None:
    """Print it below the sections that were found."""
    if explanation.sections is not None:
        _print_sections(explanation.sections)
    if explanation.terms is not None:
        _print_terms(explanation.terms)
    if explanation.search:
        found = explanation.search
        how = _PATHS.get(found.path, "comparing all sections that pass the filters").format(index=found.index)
        after = f" after a scan of {found.index}" if found.path == "compared" and found.index else ""
        typer.echo(f"\nAnswered by {how}{after}, in {found.ms:.1f} ms.")


def _print_sections(sections: Sequence[ExplainedSection]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, title="\nExpected", title_justify="left", title_style="bold")
    for title in ("Place", "Similarity", "Words", "Meaning"):
        table.add_column(title, justify="right")
    table.add_column("Section", overflow="fold")
    table.add_column("Found", overflow="fold")
    for each in sections:
        similarity = "-" if each.similarity is None else f"{each.similarity:.3f}"
        figures = (str(figure or "-") for figure in (each.full_text_rank, each.semantic_rank))
        name = f"{each.path}#{each.slug}" if each.slug else each.path or ""
        reasons = f"no: {'; '.join(each.reasons)}" if each.reasons else "yes"
        table.add_row(str(each.place or "-"), similarity, *figures, Text(name), Text(reasons))
    Console().print(table)


def _print_terms(terms: Sequence[ExplainedTerm]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, title="\nTerms", title_justify="left", title_style="bold")
    table.add_column("Term", overflow="fold")
    table.add_column("Sections", justify="right")
    is_about_one = any(term.in_section is not None for term in terms)
    if is_about_one:
        table.add_column("In the expected one")
    for term in terms:
        has = ("yes" if term.in_section else "no",) if is_about_one else ()
        table.add_row(Text(term.term), f"{term.sections:,}", *has)
    Console().print(table)

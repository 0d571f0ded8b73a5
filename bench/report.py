"""Tables as text: on the terminal while a run goes on, in Markdown for the README."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

_WIDE = 150  # where the output is not a terminal and so has no width


@dataclass(frozen=True)
class Table:
    """A titled table of texts; the first `names` columns are names, the others figures."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    names: int = 1

    def print(self) -> None:
        """Print it to the terminal, unless it is empty."""
        if not self.rows:
            return
        table = RichTable(title=Text(self.title), title_justify="left", box=SIMPLE_HEAD, title_style="bold")
        for place, column in enumerate(self.columns):
            table.add_column(Text(column), justify="left" if place < self.names else "right")
        for row in self.rows:
            table.add_row(*map(Text, row))
        printer().print(table)

    def markdown(self) -> str:
        """Return it as a Markdown table below a line with its title."""
        rule = ["---" if place < self.names else "--:" for place in range(len(self.columns))]
        lines = [_line(self.columns), _line(rule), *map(_line, self.rows)]
        return "\n".join([f"**{self.title}**", "", *lines])


def printer() -> Console:
    """Return the console that tables are printed to."""
    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = _WIDE
    return console


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"

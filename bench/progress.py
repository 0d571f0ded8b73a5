"""What a run says while it works; nothing of it on a pipe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from rich.console import Console
from rich.progress import track

Item = TypeVar("Item")

console = Console(stderr=True, highlight=False)


def tracked(items: Sequence[Item], what: str) -> Iterator[Item]:
    """Yield the items with a bar that shows how many are done."""
    yield from track(items, what, console=console, transient=True, disable=not console.is_terminal)

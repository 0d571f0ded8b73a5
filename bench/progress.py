"""What a run says while it works; nothing of it on a pipe."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import track

Item = TypeVar("Item")

console = Console(stderr=True, highlight=False)


def tracked(items: Sequence[Item], what: str) -> Iterator[Item]:
    """Yield the items with a bar that shows how many are done."""
    yield from track(items, what, console=console, transient=True, disable=not console.is_terminal)


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Say what begins, and at its end how long it took."""
    started = time.monotonic()
    console.print(f"{what} …", style="dim")
    yield
    console.print(f"{what}: {time.monotonic() - started:.0f} s", style="dim")

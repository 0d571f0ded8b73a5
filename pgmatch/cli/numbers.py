"""Numbers as they are printed."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """Return how many there are of something: "1 page", "2 pages"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"

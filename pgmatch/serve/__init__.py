"""Answers to questions, from what a database has: `pip install 'pgmatch[serve]'`.

The core never imports it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from pgmatch.serve.errors import of_the_extra

if TYPE_CHECKING:
    from pgmatch.serve.asking import Asker, AsyncAsker, ask, ask_async
    from pgmatch.serve.completions import AsyncCompletions, Completions
    from pgmatch.serve.models import Source, Sources
    from pgmatch.serve.search import Search

__all__ = [
    "Asker",
    "AsyncAsker",
    "AsyncCompletions",
    "Completions",
    "Search",
    "Source",
    "Sources",
    "ask",
    "ask_async",
]
_MODULES = {
    "Asker": "asking",
    "AsyncAsker": "asking",
    "AsyncCompletions": "completions",
    "Completions": "completions",
    "Search": "search",
    "Source": "models",
    "Sources": "models",
    "ask": "asking",
    "ask_async": "asking",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    with of_the_extra():
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)

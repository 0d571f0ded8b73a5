"""The list of all checks, in the order in which they are made and repaired."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

from pgmatch.doctor.models import Check, Finding, Patient

CHECKS: dict[str, Check] = {}

_Find = Callable[[Patient], Iterable[Finding]]


def check(needs: Literal["nothing", "install", "owner"] = "install") -> Callable[[_Find], _Find]:
    """Enter a function that yields findings in the list, under its own name."""

    def enter(find: _Find) -> _Find:
        CHECKS[find.__name__] = Check(find.__name__, find, needs)
        return find

    return enter

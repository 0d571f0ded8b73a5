"""The row of a match function of your own."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import Any


class Row:
    """A row of a match function of your own, with its columns as attributes; `vars(row)` is a dictionary.

    It cannot be changed. Rows with the same values are equal, and have a hash if their values have one.
    """

    def __init__(self, /, **columns: Any) -> None:
        """Take the values by their columns."""
        self.__dict__.update(columns)

    def __getattr__(self, name: str) -> Any:
        """Say which columns there are; only called for an attribute that is none of them."""
        columns = ", ".join(vars(self))
        raise AttributeError(f"the row has no column {name}; its columns are {columns}", name=name, obj=self)

    def __setattr__(self, name: str, value: Any) -> None:
        raise FrozenInstanceError(f"cannot assign to the column {name} of a row")

    def __delattr__(self, name: str) -> None:
        raise FrozenInstanceError(f"cannot delete the column {name} of a row")

    def __eq__(self, other: object) -> bool:
        return vars(self) == vars(other) if isinstance(other, Row) else NotImplemented

    def __hash__(self) -> int:
        return hash(frozenset(vars(self).items()))

    def __repr__(self) -> str:
        return f"Row({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"

"""The options of the migration run that is under way, for the revisions to read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from pgmatch.errors import SettingError
from pgmatch.lines import LINES
from pgmatch.settings import Found

RECORDED = ("schema", "dimensions", "metric", "access", "model", "text_config")
_CHOICES = {
    "metric": ("ip", "cosine", "l2", "l1"),
    "access": ("private", "public_read", "owner"),
    "drop_data": ("yes", "no"),
}
_TIMEOUT = re.compile(r"\d+ *(us|ms|s|min|h|d)?")
_LONGEST = 16_000  # dimensions of a vector


@dataclass(frozen=True)
class RunOptions:
    """What a run was told: settings by name (only those that were given), and how it may work."""

    settings: Mapping[str, str] = field(default_factory=dict)
    lock_timeout: str = "5s"
    concurrently: bool = False

    @classmethod
    def of(cls, found: Mapping[str, Found], *, concurrently: bool) -> RunOptions:
        """Take the given settings out of `found`; what is only a default is left to the record."""
        settings = {
            name: item.value
            for name in (*RECORDED, "drop_data")
            if (item := found[name]).value and item.origin != "default"
        }
        return cls(settings, found["lock_timeout"].value or "5s", concurrently)

    def check(self) -> None:
        """Raise `SettingError` for a value that every database refuses, before one is connected to."""
        for name, choices in _CHOICES.items():
            if self.settings.get(name, choices[0]) not in choices:
                raise SettingError(
                    f"{name}={self.settings[name]} does not exist", f"Use one of: {', '.join(choices)}."
                )
        dimensions = self.settings.get("dimensions", "1")
        if not (dimensions.isascii() and dimensions.isdigit() and 1 <= int(dimensions) <= _LONGEST):
            raise SettingError(
                f"dimensions={dimensions} cannot be indexed",
                f"Use a whole number from 1 to {_LONGEST}: the number of dimensions of your model's vectors.",
            )
        if not _TIMEOUT.fullmatch(self.lock_timeout):
            raise SettingError(f"lock_timeout={self.lock_timeout} is not a time", "Write it as 5s or 500ms.")


def check_used(line: str, names: Iterable[str]) -> None:
    """Raise `SettingError` for an option that the line does not use, such as a metric without embeddings."""
    used = LINES[line].options if line in LINES else RECORDED
    for name in names:
        if name in RECORDED and name not in used:
            others = ", ".join(other for other in LINES if name in LINES[other].options)
            raise SettingError(
                f"the line {line} has no option {name}", f"Leave {name} out. Lines that have it: {others}."
            )


_current: ContextVar[RunOptions] = ContextVar("pgmatch_run_options")


def given_options() -> RunOptions:
    """Return the options of the run under way."""
    return _current.get(RunOptions())


@contextmanager
def running_with(options: RunOptions) -> Iterator[None]:
    """Make `options` those of the run for the length of the block."""
    token = _current.set(options)
    try:
        yield
    finally:
        _current.reset(token)

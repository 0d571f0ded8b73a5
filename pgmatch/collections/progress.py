"""How far an upsert is."""

from __future__ import annotations

import sys
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 1.0  # seconds without a bar


class Bar:
    """A bar on stderr, if that is a terminal, for what takes longer than a second."""

    def __init__(self, title: str, total: int | None, *, shown: bool = True) -> None:
        """Show nothing yet; `total` is how many records come, None if nobody knows."""
        self._is_wanted = shown
        self.done = 0
        self._title = title
        self.total = total
        self._began = monotonic()
        self._shown: tuple[Progress, TaskID] | None = None

    def __enter__(self) -> Bar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            self._shown[0].stop()

    def move(self, records: int) -> None:
        """Count further records."""
        self.done += records
        if self._shown is None and self._is_due():
            self._shown = self._started()
        if self._shown:
            bar, task = self._shown
            bar.update(task, completed=self.done)

    def _is_due(self) -> bool:
        return self._is_wanted and monotonic() - self._began > PATIENCE and sys.stderr.isatty()

    def _started(self) -> tuple[Progress, TaskID]:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("records"),
            TimeRemainingColumn(),
        )
        bar = Progress(*columns, console=Console(stderr=True), transient=True)
        bar.start()
        return bar, bar.add_task(self._title, total=self.total)

"""`pgmatch worker`: fills columns of embeddings from their queues."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pgmatch.cli.numbers import counted
from pgmatch.cli.options import EmbedderOption, finite, load_embedder
from pgmatch.connection import connected

if TYPE_CHECKING:
    from pgmatch.queue import Work

_REFUSED = (
    "Their rows have changed, are gone, are held by others, have an embedding by now, or do not take it. "
    "If other workers take over your batches, raise --timeout. "
    "pgmatch.dead_jobs shows why jobs were given up."
)


def worker(
    embedder: EmbedderOption = None,
    table: Annotated[
        list[str] | None,
        typer.Option(
            "--table",
            metavar="NAME",
            help="Table to work for, with its schema; may be repeated. Default: all of the embedder's model.",
            show_default=False,
        ),
    ] = None,
    batch_size: Annotated[
        int, typer.Option("--batch-size", min=1, max=10_000, help="Texts in a call of the model.")
    ] = 32,
    timeout: Annotated[
        int, typer.Option("--timeout", min=1, max=86_400, help="Seconds until others may take over a batch.")
    ] = 300,
    attempts: Annotated[
        int,
        typer.Option("--attempts", min=1, max=1000, help="How often a job is tried before it is given up."),
    ] = 10,
    poll: Annotated[
        float,
        typer.Option(
            "--poll",
            min=0.01,
            max=86_400,
            callback=finite,
            help="Seconds to wait before looking at empty queues again.",
        ),
    ] = 2.0,
    until_empty: Annotated[
        bool,
        typer.Option("--until-empty", help="End when the queues are empty, instead of waiting for more."),
    ] = False,
    retry: Annotated[
        bool,
        typer.Option(
            "--retry", help="First retry the jobs that were given up, in the columns that it fills."
        ),
    ] = False,
) -> None:
    """Embed the rows that are queued, and store their embeddings.

    Run as many as you like, on any machines. SIGTERM and Ctrl-C end one after the batch under way.

    It reports a column that it cannot fill, and goes on. The exit status is 1 then, or if jobs failed.
    """
    from pgmatch.queue import Worker
    from pgmatch.settings import read_settings

    model = load_embedder(embedder)
    with connected(read_settings()) as connection, stopped_by_signals() as stop, progress() as show:
        runner = Worker(
            connection,
            model,
            tables=table,
            batch_size=batch_size,
            timeout=timeout,
            attempts=attempts,
            stop=stop,
            progress=show,
        )
        if retry:
            typer.echo(f"{counted(runner.retry(), 'job')} queued again", err=True)
        work = runner.run(until_empty=until_empty, poll=poll)
    refused = f", {counted(work.refused, 'embedding')} not stored" if work.refused else ""
    typer.echo(f"{counted(work.stored, 'row')} embedded{refused}, {counted(work.failed, 'attempt')} failed")
    if work.refused:
        typer.echo(_REFUSED, err=True)
    if work.failed:
        typer.echo(f"The last error: {work.error}", err=True)
    if work.failed or work.problems or any(source.failing for source in work.sources):
        raise typer.Exit(1)


@contextmanager
def stopped_by_signals() -> Iterator[threading.Event]:
    """Give an event that SIGTERM and Ctrl-C set; a second one interrupts at once."""
    stop = threading.Event()

    def end(number: int, frame: Any) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        # a signal may come while something is printed, which print would not survive
        os.write(2, b"Ending after this batch; once more to give it back.\n")

    if threading.current_thread() is not threading.main_thread():
        yield stop  # only the main thread hears signals
        return
    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def progress() -> Iterator[Callable[[Work], None]]:
    """Show on stderr, if that is a terminal, what is done and what waits."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn

    console = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.fields[rows]} embedded, {task.fields[rate]:.0f}/s, {task.fields[waiting]} waiting"),
        TextColumn("{task.fields[failed]}", style="red", markup=False),
    )
    told: set[str] = set()
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("", total=None, rows="0 rows", rate=0.0, waiting="0 jobs", failed="")

        def show(work: Work) -> None:
            for problem in work.problems:
                if problem not in told:
                    console.print(problem, style="red", markup=False, soft_wrap=True)
            told.intersection_update(work.problems)
            told.update(work.problems)
            bar.update(
                task,
                rows=counted(work.stored, "row"),
                rate=work.stored / max(bar.tasks[task].elapsed or 0.0, 0.1),
                waiting=counted(sum(source.waiting for source in work.sources), "job"),
                failed=f"{counted(work.failed, 'attempt')} failed: {work.error}" if work.failed else "",
            )

        yield show

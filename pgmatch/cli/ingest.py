"""`pgmatch ingest`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pgmatch.cli.options import EmbedderOption, SupabaseKeyOption, SupabaseUrlOption, load_embedder

if TYPE_CHECKING:
    from pgmatch.ingest.run import Progress, Summary


def ingest(
    root: Annotated[
        Path, typer.Argument(metavar="PATH", help="The folder of Markdown files.", show_default=False)
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, and write nothing.")
    ] = False,
    corpus: Annotated[
        str | None,
        typer.Option(
            "--corpus",
            help="Name of the set of files; its pages without file are removed. Default: the folder's name.",
            show_default=False,
        ),
    ] = None,
    prefix: Annotated[str, typer.Option("--prefix", help="What every page's path starts with.")] = "",
    source: Annotated[str, typer.Option("--source", help="What is stored as the pages' source.")] = "guide",
    embedder: EmbedderOption = None,
    supabase_url: SupabaseUrlOption = None,
    supabase_key: SupabaseKeyOption = None,
) -> None:
    """Store Markdown and MDX files as pages, embedding only the sections that changed.

    A file that cannot be read does not stop it, but the exit status is then 1. Interrupted, it goes on where
    it stopped when it is run again.
    """
    from pgmatch import connect
    from pgmatch.ingest.preview import preview
    from pgmatch.ingest.run import ingest as run

    model = load_embedder(embedder)
    work, title = (preview, "Reading") if dry_run else (run, "Ingesting")
    with connect(supabase_url, supabase_key) as database, progress_bar(title) as progress:
        summary = work(database, root, model, corpus=corpus, prefix=prefix, source=source, progress=progress)
    if dry_run:
        print_changes(summary)
    print_summary(summary, is_preview=dry_run)
    if summary.failures:
        raise typer.Exit(1)


@contextmanager
def progress_bar(title: str) -> Iterator[Progress]:
    """Show a bar on stderr, if that is a terminal, and give the function that moves it."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("pages, {task.fields[sections]} sections embedded, {task.fields[rate]:.0f}/s"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task(title, total=None, sections=0, rate=0.0)

        def move(done: int, total: int, sections: int) -> None:
            seconds = bar.tasks[task].elapsed or 0.0
            bar.update(
                task, completed=done, total=total, sections=sections, rate=sections / max(seconds, 0.1)
            )

        yield move


def print_summary(summary: Summary, *, is_preview: bool = False) -> None:
    """Print the numbers of a run to stdout, and its failures to stderr."""
    from rich.console import Console
    from rich.table import Table

    for failure in summary.failures:
        typer.echo(failure.message, err=True)
        if failure.hint:
            typer.echo(f"  Hint: {failure.hint}", err=True)
    if summary.new_dimensions:
        change = "would change" if is_preview else "was changed"
        typer.echo(
            f"The column of embeddings {change} to the model's {summary.new_dimensions} dimensions:"
            " nothing was embedded yet.",
            err=True,
        )
    pages = {
        "new": len(summary.new),
        "changed": len(summary.changed),
        "unchanged": len(summary.unchanged),
        "removed": len(summary.removed),
        "failed": len(summary.failures),
    }
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_row("Pages", ", ".join(f"{number} {word}" for word, number in pages.items()))
    verb = "to embed" if is_preview else "embedded"
    table.add_row("Sections", f"{summary.embedded} {verb}, {summary.reused} reused")
    table.add_row("Tokens", f"{summary.tokens} {verb}")
    rate = "" if is_preview or not summary.embedded else f", {summary.rate:.1f} sections a second"
    table.add_row("Time", f"{summary.seconds:.1f} s{rate}")
    Console(highlight=False).print(table)
    if summary.superseded:
        typer.echo(
            "A newer run of this corpus has begun: pages that are gone were left to that one.", err=True
        )


def print_changes(summary: Summary) -> None:
    """Print one line for each page that is not as it was."""
    for word, paths in (("new", summary.new), ("changed", summary.changed), ("removed", summary.removed)):
        for path in paths:
            typer.echo(f"{word:8} {path}")

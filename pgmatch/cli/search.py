"""`pgmatch search`."""

from __future__ import annotations

from typing import Annotated

import typer

from pgmatch.cli.options import EmbedderOption, load_embedder
from pgmatch.cli.results import find, print_hits


def search(
    text: Annotated[str, typer.Argument(help="What to look for.", show_default=False)],
    limit: Annotated[
        int, typer.Option("--limit", "-k", min=1, max=10_000, help="How many sections at most.")
    ] = 5,
    threshold: Annotated[
        float | None,
        typer.Option("--threshold", help="Only sections more similar than this.", show_default=False),
    ] = None,
    min_length: Annotated[
        int | None,
        typer.Option("--min-length", min=0, help="Only sections of so many characters.", show_default=False),
    ] = None,
    embedder: EmbedderOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON array, for programs.")] = False,
) -> None:
    """Print the sections that are nearest to a text."""
    if not text.strip():
        raise typer.BadParameter("there is nothing to look for", param_hint="TEXT")
    from pgmatch import connect

    with connect() as database:
        model = load_embedder(embedder)
        database.check_model(model.name, model.dimensions)
        hits = find(database, model, text, limit=limit, threshold=threshold, min_length=min_length)
    if as_json:
        import json
        from dataclasses import asdict

        typer.echo(json.dumps([asdict(hit) for hit in hits], ensure_ascii=False, indent=2))
    elif hits:
        print_hits(hits)
    else:
        typer.echo("No section matches.")

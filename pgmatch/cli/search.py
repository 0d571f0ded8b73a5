"""`pgmatch search`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from pgmatch.cli.explain import Explanation, explain, print_explanation
from pgmatch.cli.options import (
    EmbedderOption,
    PagesLineOption,
    SupabaseKeyOption,
    SupabaseUrlOption,
    finite,
    json_object,
    load_embedder,
)
from pgmatch.cli.results import Hit, in_context, print_hits, ranked
from pgmatch.lines.line import DEFAULT


def search(
    text: Annotated[str, typer.Argument(help="Text to search for.", show_default=False)],
    limit: Annotated[
        int, typer.Option("--limit", "-k", min=1, max=10_000, help="Maximum number of sections.")
    ] = 5,
    threshold: Annotated[
        float | None,
        typer.Option(
            "--threshold",
            callback=finite,
            help="Only sections with a similarity above this.",
            show_default=False,
        ),
    ] = None,
    min_length: Annotated[
        int | None,
        typer.Option(
            "--min-length",
            min=0,
            max=1_000_000_000,
            help="Only sections with at least this many characters.",
            show_default=False,
        ),
    ] = None,
    path_prefix: Annotated[
        str | None,
        typer.Option("--path-prefix", help="Only pages whose path starts with this.", show_default=False),
    ] = None,
    page_type: Annotated[
        str | None, typer.Option("--type", help="Only pages of this type.", show_default=False)
    ] = None,
    source: Annotated[
        str | None, typer.Option("--source", help="Only pages from this source.", show_default=False)
    ] = None,
    meta: Annotated[
        str | None,
        typer.Option(
            "--meta",
            metavar="JSON",
            help="Only pages whose metadata contains this object.",
            show_default=False,
        ),
    ] = None,
    filter_: Annotated[
        str | None,
        typer.Option(
            "--filter",
            metavar="JSON",
            help='Only pages whose metadata passes this filter: \'{"year": {"$gte": 2020}}\'.',
            show_default=False,
        ),
    ] = None,
    hybrid: Annotated[
        bool, typer.Option("--hybrid", help="Also search for the words. Needs the line nods_text.")
    ] = False,
    one_per_section: Annotated[
        bool,
        typer.Option(
            "--one-per-section/--all-pieces",
            help="Show the best piece of each section, or every piece of a long one.",
        ),
    ] = True,
    ef_search: Annotated[
        int | None,
        typer.Option(
            "--ef-search",
            min=1,
            max=1000,
            help="Candidate list size of an HNSW search, 1 to 1000: more finds more and takes longer.",
            show_default=False,
        ),
    ] = None,
    context: Annotated[
        int,
        typer.Option(
            "--context",
            "-C",
            min=0,
            max=100,
            help="Also print this many sections before and after each.",
            show_default=False,
        ),
    ] = 0,
    explained: Annotated[
        bool,
        typer.Option("--explain", help="Also print which index answered, on which path, and how fast."),
    ] = False,
    expected: Annotated[
        str | None,
        typer.Option(
            "--find",
            metavar="TEXT",
            help="Also print where this section is, and why it is not found: path#slug, or words from it.",
            show_default=False,
        ),
    ] = None,
    embedder: EmbedderOption = None,
    line: PagesLineOption = DEFAULT,
    supabase_url: SupabaseUrlOption = None,
    supabase_key: SupabaseKeyOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON array.")] = False,
) -> None:
    """Search for the sections nearest to a text."""
    if not text.strip():
        raise typer.BadParameter("the text is empty", param_hint="TEXT")
    if expected is not None and not expected.strip():
        raise typer.BadParameter("the text is empty", param_hint="--find")
    arguments: dict[str, Any] = {
        "match_count": limit,
        "match_threshold": threshold,
        "min_content_length": min_length,
        "path_prefix": path_prefix,
        "page_type": page_type,
        "source": source,
        "meta": json_object(meta, "--meta"),
        "filter": json_object(filter_, "--filter"),
        "one_per_section": one_per_section,
        "ef_search": ef_search,
    }
    from pgmatch import connect

    explanation = None
    with connect(supabase_url, supabase_key, line=line) as database:
        model = load_embedder(embedder)
        database.check_model(model.name, model.dimensions)
        arguments["query_embedding"] = model.embed([text])[0]
        if hybrid:
            arguments["query_text"] = text
            hits = ranked(database.hybrid_search_page_sections(**arguments))
        else:
            hits = ranked(database.search_page_sections(**arguments))
        if context:
            hits = in_context(database, hits, context)
        if explained or expected is not None:
            function = "hybrid_search_page_sections" if hybrid else "search_page_sections"
            explanation = explain(database, function, arguments, search=explained, expected=expected)
    _print(hits, explanation, as_json=as_json)


def _print(hits: Sequence[Hit], explanation: Explanation | None, *, as_json: bool) -> None:
    if as_json:
        found: Any = [hit.as_object() for hit in hits]
        if explanation:
            found = {"sections": found, **explanation.as_object()}
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    print_hits(hits)
    if explanation:
        print_explanation(explanation)

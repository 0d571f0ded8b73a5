"""What an ingest run would do, without doing it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pgmatch.client.installed import new_dimensions
from pgmatch.ingest.documents import Page, Section
from pgmatch.ingest.files import SourceFile
from pgmatch.ingest.pieces import read_pieces, texts
from pgmatch.ingest.plan import Plan, Request, make_plan
from pgmatch.ingest.rules import chosen_rules
from pgmatch.ingest.summary import Progress, State, Summary
from pgmatch.lines.nods import ingest_calls as calls

if TYPE_CHECKING:
    from pgmatch.client import Database
    from pgmatch.embedders import Embedder
    from pgmatch.models import PagePreview


def preview(
    database: Database,
    root: Path,
    embedder: Embedder,
    *,
    corpus: str | None = None,
    prefix: str | None = None,
    source: str = "guide",
    jsx: str | None = None,
    md_as: str | None = None,
    titles: bool | None = None,
    paths: str | None = None,
    exclude: Sequence[str] = (),
    follow_links: bool = False,
    prune: bool | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Return the summary that `ingest` with these arguments would end with; nothing is embedded or written.

    Raises what `ingest` raises.
    """
    began = time.monotonic()
    rules = chosen_rules(jsx=jsx, md_as=md_as, titles=titles, paths=paths)
    plan = make_plan(database, Request(root, corpus, prefix, source, rules, exclude, follow_links, prune))
    found = plan.find()
    summary = plan.summary(found)
    summary.new_dimensions = new_dimensions(database.pgmatch_info(), embedder.dimensions, database.line)
    removing = calls.preview_ingest(
        plan.corpus,
        embedder.name,
        embedder.dimensions,
        plan.paths(found),
        embedder.normalized,
        embedder.max_tokens,
        str(plan.root),
        plan.prune,
        plan.part_path,
    )
    removed = database.run(removing)
    summary.removed = list(removed)
    files = plan.of_part(found)
    for file in files:
        _compare(database, file, embedder, plan, summary)
        if progress:
            progress(State(summary.pages, len(files), 0, summary.embedded))
    summary.seconds = time.monotonic() - began
    return summary


def _compare(database: Database, file: SourceFile, embedder: Embedder, plan: Plan, summary: Summary) -> None:
    previews: list[PagePreview] = []

    def missing(page: Page, sections: Sequence[Section]) -> list[int]:
        rules = plan.rules.as_json()
        call = calls.preview_page(plan.corpus, page.path, page.checksum, *texts(sections), rules)
        found = database.run(call)
        previews.append(found)
        return [place - 1 for place in found.to_embed]

    pieces = read_pieces(file, plan, embedder, missing, summary)
    if pieces is None:
        return
    embedded = [pieces.sections[place].embedded_text for place in pieces.missing]
    summary.embedded += len(embedded)
    summary.reused += previews[-1].kept
    summary.tokens += sum(embedder.count_tokens(text) for text in embedded)
    summary.add(previews[-1].status, pieces.page.path)

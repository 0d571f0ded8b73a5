"""An ingest run: a folder of Markdown into the database, embedding only what is not there yet."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pgmatch.client.installed import new_dimensions
from pgmatch.errors import DatabaseError
from pgmatch.ingest.files import Found
from pgmatch.ingest.plan import Plan, Request, make_plan
from pgmatch.ingest.retrying import OVERTAKEN, retrying
from pgmatch.ingest.rules import chosen_rules
from pgmatch.ingest.store import Store
from pgmatch.ingest.summary import Progress, Summary
from pgmatch.lines.nods import ingest_calls as calls
from pgmatch.lines.nods.load_index import suspending

if TYPE_CHECKING:
    from pgmatch.client import Database
    from pgmatch.embedders import Embedder


def ingest(
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
    """Make the pages of a corpus those of the Markdown files below `root`.

    `corpus` names the set of files: by default the one that was read from this folder, else the name of the
    folder; pages of other corpora are not touched. If `root` is a file or folder of a corpus that is known,
    only that part of it is read. `prefix` is put before every page's path; `source` is stored with each.

    `jsx`, `md_as`, `titles` and `paths` are the rules by which files are read, see `pgmatch.ingest.rules`.
    They and `prefix` are recorded with the corpus, and None stands for what is recorded, else the default.
    If the rules have changed, every page is read again. `exclude` are globs of files to leave out;
    `follow_links` reads links out of the folder.

    Each page is written in one transaction when all its embeddings are there. A file that cannot be read is
    reported in the summary, and what is stored of it stays. Pages whose file is gone are removed at the end
    of a run that saw all files. A run that would remove most of the corpus is refused before it writes
    anything; `prune` says that it may (True), or that nothing is to be removed (False).

    If many sections come into a table of few, the owner's run drops the vector index after the first 200 and
    builds it again at the end, see `pgmatch.lines.nods.load_index`.

    Raises `IngestError` when there is no Markdown below `root`, `DatabaseError` and `EmbeddingError` when
    the database or the model fails; then nothing is removed, and the next run goes on where this one stopped.
    """
    began = time.monotonic()
    attempts = retrying()
    rules = chosen_rules(jsx=jsx, md_as=md_as, titles=titles, paths=paths)
    plan = make_plan(database, Request(root, corpus, prefix, source, rules, exclude, follow_links, prune))
    resized = new_dimensions(database.pgmatch_info(), embedder.dimensions, database.line)
    run = attempts(_begin, database, plan, embedder)
    # as the files are now: an older run may have begun after this one looked for them
    found = plan.find()
    summary = plan.summary(found)
    summary.new_dimensions = resized
    try:
        with suspending(database if database.can_copy else None, database.line) as index:
            store = Store(database, embedder, plan, run, summary, progress, attempts, index)
            store.store(plan.of_part(found))
            finished = attempts(database.run, calls.finish_ingest(run, _seen(plan, found, summary)))
        summary.advice = index.advice
        summary.removed, summary.superseded = list(finished.removed_paths), finished.superseded
    except DatabaseError as error:
        if error.sqlstate != OVERTAKEN:
            raise
        summary.superseded = True
    summary.seconds = time.monotonic() - began
    return summary


def _begin(database: Database, plan: Plan, embedder: Embedder) -> int:
    begin = calls.begin_ingest(
        plan.corpus,
        embedder.name,
        embedder.dimensions,
        embedder.normalized,
        embedder.max_tokens,
        str(plan.root),
        plan.prefix,
        plan.rules.as_json(),
        plan.paths(plan.find()),
        plan.prune,
        plan.part_path,
    )
    return database.run(begin)


def _seen(plan: Plan, found: Found, summary: Summary) -> list[dict[str, str | None]]:
    """Return all pages of the corpus; those that failed or are not read keep their parent."""
    failed = {failure.path for failure in summary.failures}
    read = {file.path: file.parent_path for file in plan.of_part(found) if file.path not in failed}
    return [
        {"path": path, "parent_path": read[path]} if path in read else {"path": path}
        for path in plan.paths(found)
    ]

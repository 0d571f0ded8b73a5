"""`python -m bench`: measure, print, write JSON and plots."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from bench import publish
from bench.errors import BenchError
from bench.plan import EXPERIMENTS, SEARCHES, SMOKE, Plan
from bench.run import run
from pgmatch.cli.errors import print_error
from pgmatch.errors import PgmatchError

RESULTS = Path(__file__).with_name("results")


def main(
    rows: Annotated[
        list[int] | None, typer.Option(min=100, help="Size of a synthetic dataset; may be repeated.")
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(help=f"Experiments, with commas between them: {', '.join(EXPERIMENTS)}."),
    ] = None,
    docs: Annotated[bool, typer.Option(help="Measure on real texts too.")] = True,
    searches: Annotated[
        bool,
        typer.Option(
            "--searches", help=f"Measure only searches, in 11 minutes: {', '.join(SEARCHES)}, on 30,000 rows."
        ),
    ] = False,
    million: Annotated[
        bool,
        typer.Option(
            "--million",
            help="Measure only our halfvec and binary indexes beside the statement by hand, on a million "
            "rows, or as many as --rows says: half an hour on 2 cores, and 17 GB of disk.",
        ),
    ] = False,
    corpus: Annotated[
        Path | None, typer.Option(help="A folder of HTML files instead of Debian's postgresql-doc.")
    ] = None,
    questions: Annotated[int | None, typer.Option(min=10, max=100, help="Number of queries.")] = None,
    temporary: Annotated[
        Path | None, typer.Option(help="Folder for the server's files during the run.")
    ] = None,
    output: Annotated[Path, typer.Option(help="Folder for the JSON and the plots.")] = RESULTS / "local",
    smoke: Annotated[
        bool, typer.Option("--smoke", help="Check that it works: a few seconds on few rows.")
    ] = False,
    publish_it: Annotated[
        bool, typer.Option("--publish", help="Keep the results: rewrite bench/results/ and bench/README.md.")
    ] = False,
) -> None:
    """Compare pgmatch with the guide's SQL, hand-written SQL, vecs, an exact scan and faiss."""
    plan = SMOKE if smoke else Plan()
    with_docs = docs and not searches and (plan.with_docs or corpus is not None)
    plan = replace(plan, corpus=corpus, folder=temporary, with_docs=with_docs)
    if million:
        plan = replace(plan, million_rows=max(rows or [plan.million_rows]))
    elif rows or searches:
        plan = replace(plan, rows=tuple(sorted(set(rows or [plan.middle]))))
    if questions:
        plan = replace(plan, questions=questions)
    try:
        publish.prepare(output)
        chosen = _chosen(only or list(SEARCHES if searches else EXPERIMENTS))
        measured = run(replace(plan, only=frozenset({"million"}) if million else chosen))
        publish.summarise(measured)
        alone = "collections" if chosen == {"collections"} else publish.RESULTS
        name = "million" if million else "searches" if searches else alone
        publish.save(measured, output, name, with_plots=not smoke and not million)
        if publish_it:
            publish.publish(measured, RESULTS, name=name)
    except PgmatchError as error:
        print_error(error)
        raise typer.Exit(1) from error


def _chosen(only: list[str]) -> frozenset[str]:
    chosen = {name for each in only for name in each.split(",")}
    unknown = sorted(chosen - set(EXPERIMENTS))
    if unknown:
        raise BenchError(f"there is no experiment {unknown[0]!r}", f"Choose from {', '.join(EXPERIMENTS)}.")
    return frozenset(chosen)


if __name__ == "__main__":
    typer.run(main)

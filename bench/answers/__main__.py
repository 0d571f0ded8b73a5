"""`python -m bench.answers`: ask labeled questions, print how good the answers are."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from bench import publish
from bench.answers import results
from bench.answers.ask import ask
from bench.answers.asked import ask_all
from bench.answers.asked_tables import asked_tables
from bench.answers.manuals import manuals, sections
from bench.answers.questions import FILE, check_labels, read
from bench.answers.tables import compared, tables
from bench.answers.vectors import Kept
from bench.errors import BenchError
from bench.plan import CACHE
from bench.progress import console
from bench.server import running
from pgmatch.cli.errors import print_error
from pgmatch.embedders import load
from pgmatch.errors import PgmatchError

OUTPUT = Path(__file__).parents[1] / "results" / "local" / "answers.json"
BEGIN = "<!-- answers: written by python -m bench.answers --publish -->"
END = "<!-- end of answers -->"
ASK_PAGE = Path(__file__).parents[2] / "docs" / "ask.md"


def main(
    embedder: Annotated[str, typer.Option(help="The model: provider or provider:model.")] = "local",
    manual: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=FOLDER", help="A folder of Markdown instead; may be repeated."),
    ] = None,
    questions: Annotated[Path, typer.Option(help="Labeled questions, one JSON object in each line.")] = FILE,
    compare: Annotated[
        Path | None, typer.Option(help="The file of an earlier run, to compare question by question.")
    ] = None,
    cache: Annotated[Path, typer.Option(help="Folder for what is downloaded and embedded.")] = CACHE,
    output: Annotated[Path, typer.Option(help="File for the answers, as JSON.")] = OUTPUT,
    publish_it: Annotated[
        bool,
        typer.Option("--publish", help="Keep the figures: rewrite them in bench/README.md and docs/ask.md."),
    ] = False,
) -> None:
    """Score vector, text and hybrid search on labeled questions, and the answers that are made of them."""
    try:
        publish.prepare(output.parent)
        folders = dict(map(_named, manual)) if manual else manuals(cache)
        asked = [question for question in read(questions) if question.manual in folders]
        check_labels(asked, {name: sections(folder) for name, folder in folders.items()})
        with running() as server, closing(Kept(load(embedder), cache)) as model:
            answers = ask(server, folders, asked, model)
            by_ask = asked_tables(ask_all(server, folders, asked, model))
        results.write(answers, output)
        shown = tables(answers)
        for table in (*shown, *by_ask):
            table.print()
        if compare:
            compared(answers, results.read(compare)).print()
        console.print(f"written: {output}")
        if publish_it:
            publish.rewrite(publish.README, BEGIN, END, "\n\n".join(table.markdown() for table in shown))
            publish.rewrite(ASK_PAGE, BEGIN, END, "\n\n".join(table.markdown() for table in by_ask))
    except PgmatchError as error:
        print_error(error)
        raise typer.Exit(1) from error


def _named(value: str) -> tuple[str, Path]:
    name, _, folder = value.partition("=")
    if not folder:
        raise BenchError(f"--manual {value!r} is not NAME=FOLDER", "NAME is what the questions call it.")
    return name, Path(folder)


if __name__ == "__main__":
    typer.run(main)

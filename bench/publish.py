"""Keeping a run: JSON and plots in a folder, and the tables in bench/README.md."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryFile

from bench import plots, tables
from bench.errors import BenchError
from bench.plan import EXPERIMENTS, SEPARATELY
from bench.progress import console
from bench.report import printer
from bench.results import Results

README = Path(__file__).with_name("README.md")
RESULTS = "results"
BEGIN = "<!-- {}: written by python -m bench --publish -->"
END = "<!-- end of {} -->"


def prepare(folder: Path) -> None:
    """Make the folder for the results, before a long run would find that it cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise BenchError(f"{folder} cannot be written: {error.strerror}", "--output FOLDER") from error


def save(results: Results, folder: Path, name: str = RESULTS, *, with_plots: bool = True) -> None:
    """Write the results as JSON, in a file of that name, and the plots."""
    prepare(folder)
    file = folder / f"{name}.json"
    results.write(file)
    files = plots.draw(results, folder) if with_plots else []
    console.print(f"written: {', '.join(str(file) for file in [file, *files])}")


def summarise(results: Results) -> None:
    """Print the targets, and what disturbed the run."""
    tables.targets(results).print()
    for line in _warnings(results):
        printer().print(line)


def publish(
    results: Results, folder: Path, readme: Path = README, *, name: str = RESULTS, with_plots: bool = True
) -> None:
    """Write the results where they are kept, and the tables between the marks of the README."""
    has_plots = with_plots and name == RESULTS
    save(results, folder, name, with_plots=has_plots)
    text = markdown(results, folder if name == RESULTS else None)
    rewrite(readme, BEGIN.format(name), END.format(name), text)


def rewrite(file: Path, begin: str, end: str, text: str) -> None:
    """Replace what lies between two marks of a file."""
    before, _, rest = file.read_text(encoding="utf-8").partition(begin)
    _, _, after = rest.partition(end)
    file.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")


def markdown(results: Results, plotted: Path | None) -> str:
    """Return the results as Markdown: machine, targets, warnings, plots, every table."""
    judged = tables.targets(results)
    parts = [_machine(results), *([judged.markdown()] if judged.rows else []), "\n".join(_warnings(results))]
    images = sorted(plotted.glob("*.svg")) if plotted else []
    parts += [f"![{image.stem}]({image.parent.name}/{image.name})" for image in images]
    for dataset in results.datasets:
        found = [tables.indexes(results, dataset)]
        found += [
            table for name in (*EXPERIMENTS, *SEPARATELY) for table in tables.tables(results, name, dataset)
        ]
        parts += [table.markdown() for table in found if table.rows]
    growth = tables.growth(results)
    parts += [growth.markdown()] if growth.rows else []
    return "\n\n".join(dict.fromkeys(parts))  # what was loaded belongs to no dataset: once is enough


def _machine(results: Results) -> str:
    machine = results.machine
    packages = ", ".join(f"{name} {number}" for name, number in machine["packages"].items() if number)
    return (
        f"{machine['when']}, {machine['minutes']} minutes. {machine['processor']}, {machine['cores']} cores, "
        f"{machine['memory'] / 1024**3:.0f} GB. PostgreSQL {machine['postgres']}, shared_buffers "
        f"{machine['shared_buffers']}. {packages}."
    )


def _warnings(results: Results) -> list[str]:
    if not results.warnings:
        return ["The machine was quiet: every control pair agreed within 5 %."]
    return ["Warnings of the run:", "", *(f"- {warning}" for warning in results.warnings)]

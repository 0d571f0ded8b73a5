"""Plots of a run, as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench import contenders as who
from bench.databases import KINDS
from bench.errors import BenchError
from bench.results import Measurement, Results
from bench.stage import CONTROL

MB = 1024**2


def draw(results: Results, folder: Path) -> list[Path]:
    """Write the plots that the results have figures for, and return their files."""
    try:
        import matplotlib as mpl
    except ImportError as error:
        raise BenchError("the package matplotlib is missing", "pip install 'pgmatch[bench]'") from error
    mpl.use("svg")
    # the same figures give the same file, and a small one
    mpl.rcParams.update({"svg.hashsalt": "pgmatch", "svg.fonttype": "none", "axes.axisbelow": True})
    makers = {
        "latency": _latency,
        "rows": _rows,
        "recall": _recall,
        "size": _size,
    }
    return [file for name, make in makers.items() if (file := _saved(make(results), folder / f"{name}.svg"))]


def _saved(figure: Any, file: Path) -> Path | None:
    if figure is None:
        return None
    figure.savefig(file, bbox_inches="tight", metadata={"Date": None})
    return file


def _figure(title: str, x: str, y: str) -> tuple[Any, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4))
    axes = figure.add_subplot()
    axes.set(title=title, xlabel=x, ylabel=y)
    axes.grid(alpha=0.3)
    return figure, axes


def _detailed(results: Results) -> str | None:
    """Return the synthetic dataset that has the details, or else the largest."""
    synthetic = [name for name in results.datasets if name.startswith("synthetic")]
    with_details = [m.dataset for m in results.measurements if m.experiment == "recall"]
    return next((name for name in synthetic if name in with_details), synthetic[-1] if synthetic else None)


def _latency(results: Results) -> Any:
    dataset = _detailed(results)
    found = sorted(
        (
            each
            for each in results.measurements
            if (each.experiment, each.dataset) == ("latency", dataset) and each.contender != CONTROL
        ),
        key=lambda each: -each.p50,
    )
    if not found:
        return None
    figure, axes = _figure(f"A search for 10 rows, {dataset}", "p50, line to p95, ms", "")
    names = [m.contender for m in found]
    colours = ["tab:blue" if name.startswith("pgmatch") else "tab:grey" for name in names]
    errors = [[0] * len(found), [m.p95 - m.p50 for m in found]]
    axes.barh(names, [m.p50 for m in found], xerr=errors, color=colours)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter("{x:g}")
    return figure


def _rows(results: Results) -> Any:
    sizes = {name: each["rows"] for name, each in results.datasets.items() if name.startswith("synthetic")}
    found = [m for m in results.measurements if m.experiment == "latency" and m.dataset in sizes]
    if len(sizes) < 2 or not found:
        return None
    figure, axes = _figure("A search for 10 rows, over more and more rows", "rows", "p50, ms")
    wanted = (who.GUIDE, who.EXACT, who.VECS, *map(who.ours, KINDS), who.FAISS)
    for name in wanted:
        points = [(sizes[m.dataset], m.p50) for m in found if m.contender == name]
        if points:
            axes.plot(*zip(*points, strict=True), marker="o", label=name)
    axes.set(xscale="log", yscale="log")
    axes.set_xticks(sorted(sizes.values()), [f"{size:,}" for size in sorted(sizes.values())])
    axes.minorticks_off()
    axes.yaxis.set_major_formatter("{x:g}")
    _legend(axes)
    return figure


def _recall(results: Results) -> Any:
    dataset = _detailed(results)
    found = [m for m in results.measurements if (m.experiment, m.dataset) == ("recall", dataset)]
    if not found:
        return None
    figure, axes = _figure(f"Recall against latency over ef_search, {dataset}", "p50, ms", "recall@10")
    for name in dict.fromkeys(m.contender for m in found):
        _curve(axes, name, [m for m in found if m.contender == name])
    _legend(axes)
    return figure


def _curve(axes: Any, name: str, points: Sequence[Measurement]) -> None:
    axes.plot([m.p50 for m in points], [m.recall for m in points], marker="o", label=name)


def _size(results: Results) -> Any:
    names = [name for name in results.datasets if results.index(name, "guide")]
    if not names:
        return None
    figure, axes = _figure("Size of the vector index", "", "MB")
    holders = ("guide", *KINDS)
    for place, holds in enumerate(holders):
        sizes = [built.size / MB if (built := results.index(name, holds)) else 0 for name in names]
        axes.bar([at + 0.2 * place for at in range(len(names))], sizes, width=0.2, label=holds)
    axes.set_xticks([at + 0.3 for at in range(len(names))], names)
    axes.set_yscale("log")
    axes.yaxis.set_major_formatter("{x:g}")
    _legend(axes)
    return figure


def _legend(axes: Any) -> None:
    axes.legend(fontsize="small", loc="center left", bbox_to_anchor=(1, 0.5))

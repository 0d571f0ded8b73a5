"""Recall against latency, as a picture."""

from __future__ import annotations

import os
from io import BytesIO
from itertools import groupby
from pathlib import Path

from pgmatch.errors import PgmatchError
from pgmatch.tuning.run import Report

FORMATS = (".png", ".svg")


def check_plot(path: Path) -> None:
    """Raise `PgmatchError` unless a picture can be written to `path`, before anything is measured for it."""
    if path.suffix.lower() not in FORMATS:
        raise PgmatchError(f"{path} is not a .png or .svg file", "Use a name that ends in .png or .svg.")
    folder = path.absolute().parent
    if not folder.is_dir():
        raise PgmatchError(f"there is no folder {folder}", "Create it first.")
    if path.is_dir():
        raise PgmatchError(f"{path} is a folder", "Name a file.")
    if not os.access(path if path.exists() else folder, os.W_OK):
        raise _refusal(path)
    try:
        import matplotlib.figure  # noqa: F401 - only whether it is there
    except ImportError as error:
        raise PgmatchError(
            "drawing needs the Python package matplotlib", "pip install 'pgmatch[bench]'"
        ) from error


def draw(path: Path, report: Report) -> None:
    """Draw the measurements of a report and write them as PNG or SVG, as the ending of `path` says.

    There is one line for each over-fetch of a binary index.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 5), layout="constrained")
    axes = figure.add_subplot()
    for overfetch, points in groupby(report.found, key=lambda point: point.setting.overfetch):
        line = list(points)
        label = None if overfetch is None else f"overfetch {overfetch:g}"
        axes.plot([p.p50_ms for p in line], [p.recall for p in line], marker="o", markersize=4, label=label)
        for point in line:
            depth = point.setting.ef_search or point.setting.probes
            axes.annotate(
                str(depth), (point.p50_ms, point.recall), (0, 5), textcoords="offset points", fontsize=7
            )
    axes.axhline(
        report.target, color="grey", linestyle="--", linewidth=1, label=f"asked for: {report.target:g}"
    )
    if chosen := report.recommended:
        axes.plot(chosen.p50_ms, chosen.recall, "*", markersize=14, label=f"recommended: {chosen.setting}")
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter("{x:g}")
    axes.xaxis.set_minor_formatter("{x:g}")
    axes.set_xlabel("median time of a search on the server, ms")
    axes.set_ylabel("recall")
    depth_name = "probes" if report.index.method == "ivfflat" else "ef_search"
    axes.set_title(f"{report.index.name}\nnumbers at the points: {depth_name}", fontsize=10)
    axes.legend(fontsize=8)
    picture = BytesIO()
    with rc_context({"svg.fonttype": "none"}):  # words stay words
        figure.savefig(picture, format=path.suffix.lower().removeprefix("."), dpi=150)
    try:
        path.write_bytes(picture.getvalue())
    except OSError as error:
        raise _refusal(path, error) from error


def _refusal(path: Path, error: OSError | None = None) -> PgmatchError:
    why = f": {error.strerror}" if error else ""
    return PgmatchError(f"{path} cannot be written{why}", "Choose a file that you may write.")

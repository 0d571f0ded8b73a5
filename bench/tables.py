"""What is shown of the results, as tables."""

from __future__ import annotations

from collections.abc import Sequence

from bench.report import Table
from bench.results import Measurement, Ratio, Results

MB = 1024**2
GRIDS = ("recall", "k", "filters", "tenants", "collections")  # experiments of several cases


def tables(results: Results, experiment: str, dataset: str) -> list[Table]:
    """Return the tables of one experiment on one dataset; some may be empty."""
    if experiment == "anatomy":
        return [_steps(results, dataset)]
    if experiment == "throughput":
        return [_throughput(results, dataset)]
    if experiment == "ingest":
        return [_ingest(results)]
    if experiment == "million":
        return _million(results, dataset)
    uploads = [_ingest(results)] if experiment == "collections" and dataset.startswith(experiment) else []
    found = [m for m in results.measurements if (m.experiment, m.dataset) == (experiment, dataset)]
    ratios = [r for r in results.ratios if (r.experiment, r.dataset) == (experiment, dataset)]
    title = f"{dataset}: {experiment}"
    if experiment == "defaults":
        return [_recall(title, found)]
    figures = _grid if experiment in GRIDS else _measurements
    return [figures(title, found), _ratios(title, ratios), *uploads]


def indexes(results: Results, dataset: str) -> Table:
    """Return build time and size of the indexes of a dataset, beside the guide's."""
    guide = results.index(dataset, "guide")
    rows = [
        (
            each.holds,
            f"{each.seconds:.1f}",
            f"{each.seconds / guide.seconds:.2f}" if guide else "",
            f"{each.size / MB:.1f}" if each.size else "",
            f"{each.size / guide.size:.3f}" if guide and each.size else "",
        )
        for each in results.indexes
        if each.dataset == dataset
    ]
    return Table(f"{dataset}: indexes", ["index", "build s", "x guide's", "MB", "x guide's"], rows)


def growth(results: Results) -> Table:
    """Return the ratios of a call over more rows to one over the fewest."""
    rows = [
        (each.contender, each.dataset, each.case, str(each.interval))
        for each in results.ratios
        if each.experiment == "growth"
    ]
    return Table(
        "growth with the number of rows",
        ["contender", "dataset", "compared with", "times as long [95 %]"],
        rows,
        3,
    )


def targets(results: Results) -> Table:
    """Return the targets that the run measured."""
    rows = [
        (each.name, each.wanted, each.measured, "met" if each.met else "missed")
        for each in results.targets
        if each.met is not None
    ]
    return Table("targets", ["target", "goal", "measured [95 %]", ""], rows)


def _measurements(title: str, found: Sequence[Measurement]) -> Table:
    columns = ["contender", "p50 ms", "p95 ms", "calls", "recall", "rows", "index", "pages", "of them read"]
    rows = [_row(each) for each in found]
    if any(each.different is not None for each in found):
        columns.append("different pages")
        rows = [(*row, _count(each.different)) for row, each in zip(rows, found, strict=True)]
    return Table(title, columns, rows)


def _row(each: Measurement) -> tuple[str, ...]:
    return (
        each.contender,
        f"{each.p50:.2f}",
        f"{each.p95:.2f}",
        str(each.calls),
        f"{each.recall:.3f}",
        f"{each.rows:g} of {each.expected:g}",
        {True: "used", False: "not used", None: ""}[each.uses_index],
        _count(each.pages),
        _count(each.read),
    )


def _count(pages: float | None) -> str:
    return "" if pages is None else f"{pages:.0f}"


def _recall(title: str, found: Sequence[Measurement]) -> Table:
    rows = [
        (
            each.case,
            each.contender,
            f"{each.p50:.2f}",
            f"{each.recall:.4f}",
            str(each.missed),
            str(each.calls),
        )
        for each in found
    ]
    columns = ["case", "contender", "p50 ms", "recall", "without a right row", "of questions"]
    return Table(title, columns, rows, 2)


def _grid(title: str, found: Sequence[Measurement]) -> Table:
    cases = list(dict.fromkeys(each.case for each in found))
    cells = {(each.contender, each.case): f"{each.p50:.2f} ({each.recall:.3f})" for each in found}
    rows = [
        (contender, *(cells.get((contender, case), "") for case in cases))
        for contender in dict.fromkeys(each.contender for each in found)
    ]
    return Table(f"{title}, p50 in ms (recall)", ["contender", *cases], rows)


def _ratios(title: str, ratios: Sequence[Ratio]) -> Table:
    rows = [(f"{each.contender} / {each.reference}", each.case, str(each.interval)) for each in ratios]
    return Table(f"{title}, paired time ratios", ["contender / reference", "case", "ratio [95 %]"], rows, 2)


def _million(results: Results, dataset: str) -> list[Table]:
    """Return the figures of each index, in memory and not; the index of the case is that of the contender."""
    found = [m for m in results.measurements if (m.experiment, m.dataset) == ("million", dataset)]
    title = f"{dataset}: million"
    plain = _measurements(title, found)
    rows = [(row[0], each.case, *row[1:]) for row, each in zip(plain.rows, found, strict=True)]
    figures = Table(title, [plain.columns[0], "case", *plain.columns[1:]], rows, 2)
    ratios = [r for r in results.ratios if (r.experiment, r.dataset) == ("million", dataset)]
    return [figures, _ratios(title, ratios), _throughput(results, dataset)]


def _steps(results: Results, dataset: str) -> Table:
    rows = [
        (each.kind, each.step, str(each.milliseconds)) for each in results.steps if each.dataset == dataset
    ]
    return Table(f"{dataset}: where a call spends its time", ["index", "step", "ms [95 %]"], rows, 2)


def _throughput(results: Results, dataset: str) -> Table:
    rows = [
        (each.contender, each.mode, str(each.clients), f"{each.qps:.0f}", f"{each.qps_per_core:.0f}")
        for each in results.throughput
        if each.dataset == dataset
    ]
    columns = ["contender", "statements", "clients", "queries/s", "per core"]
    return Table(f"{dataset}: throughput (pgbench, 10 rows)", columns, rows, 2)


def _ingest(results: Results) -> Table:
    rows = [(each.way, each.index, str(each.rows), f"{each.rows_per_second:,.0f}") for each in results.ingest]
    return Table("ingest", ["way", "vector index", "rows", "rows/s"], rows, 2)

"""`pgmatch tune` that is refused before anything is measured: no server answers at this URL."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pgmatch.errors import PgmatchError
from pgmatch.tuning import Index, Measurement, Report, Setting
from pgmatch.tuning.plot import draw
from tests.tuning.conftest import tune

NOWHERE = "postgresql://u@127.0.0.1:1/none"
FOUND = Measurement(Setting(ef_search=40), 1, 1, p50_ms=1, p95_ms=2, pages_hit=3, pages_read=0, low=0.9)
REPORT = Report(
    index=Index("i", "t", "c", "hnsw", "vector", "ip", None, 1, False, None),
    target=0.9,
    k=10,
    sampled=1,
    exact_p50_ms=1,
    now=FOUND,
    found=(FOUND,),
    recommended=FOUND,
    warnings=(),
)


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("--plot", "x.txt"), 1, "x.txt is not a .png or .svg file"),
        (("--plot", "no/such/x.png"), 1, "there is no folder"),
        (("--recall", "1.1"), 2, "--recall"),
        (("--recall", "0"), 2, "--recall"),
        (("--k", "0"), 2, "--k"),
        (("--sample", "0"), 2, "--sample"),
        (("--index", "i", "--table", "t"), 2, "--table"),
        (("--forget", "--store"), 2, "--forget"),
        (("--forget", "--plot", "x.png"), 2, "--forget"),
    ],
)
def test_wrong_usage_is_refused_before_anything_is_measured(
    arguments: tuple[str, ...], status: int, message: str
) -> None:
    done = tune(NOWHERE, *arguments)
    assert (done.exit_code, message in done.stderr) == (status, True), done.stderr


def test_a_picture_that_cannot_be_written_is_refused_before_anything_is_measured(tmp_path: Path) -> None:
    (tmp_path / "folder.png").mkdir()
    done = tune(NOWHERE, "--plot", str(tmp_path / "folder.png"))
    assert (done.exit_code, "folder.png is a folder" in done.stderr) == (1, True), done.stderr


def test_where_the_picture_fails_in_the_end_it_says_so(tmp_path: Path) -> None:
    """Such as on a full disk; here the folder goes away meanwhile."""
    with pytest.raises(PgmatchError, match="cannot be written: No such file"):
        draw(tmp_path / "gone" / "x.svg", REPORT)


def test_without_matplotlib_a_picture_is_refused_before_anything_is_measured(tmp_path: Path) -> None:
    code = "import sys; sys.modules['matplotlib'] = None; from pgmatch.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "tune", "--plot", str(tmp_path / "x.png")],
        env={**os.environ, "DATABASE_URL": NOWHERE},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "Error: drawing needs the Python package matplotlib", "Hint: pip install 'pgmatch[bench]'",
    ]  # fmt: skip

"""The table of the guides: its lines, commands, examples and tests exist, and none is missing."""

from __future__ import annotations

from pgmatch.lines import LINES, command
from tests.docs.pages import DOCS, ROOT, codes, table
from tools.example import EXAMPLES, names

ROWS = table((DOCS / "guides.md").read_text("utf-8"))


def test_every_name_in_a_row_exists() -> None:
    for guide, line, install, example, test in ROWS:
        (name,) = codes(line)
        assert name in LINES, guide
        assert codes(install) == [command(name, "upgrade head")], guide
        # those without a program are files to copy
        is_there = (EXAMPLES / codes(example)[0] / "README.md").exists()
        assert is_there or "../examples/" not in example, guide
        assert (ROOT / codes(test)[0]).is_file(), guide


def test_every_line_and_every_example_has_a_row() -> None:
    assert {codes(line)[0] for _, line, *_ in ROWS} == set(LINES)
    assert set(names()) <= {codes(example)[0] for *_, example, _ in ROWS}

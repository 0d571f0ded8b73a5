"""The table of the guides: its lines, commands, examples and tests exist, and none is missing."""

from __future__ import annotations

from pgmatch.lines import LINES, command
from tests.docs.pages import DOCS, ROOT, codes, table
from tools.example import EXAMPLES, names
from tools.example import LINES as LINES_OF_EXAMPLES

ROWS = table((DOCS / "guides.md").read_text("utf-8"))


def test_every_name_in_a_row_exists() -> None:
    for guide, line, install, example, test in ROWS:
        (name,) = codes(line)
        assert name in LINES, guide
        assert codes(install) == [command(name, "upgrade head")], guide
        (program,) = codes(example)
        if program in names():
            assert LINES_OF_EXAMPLES.get(program, ("collections",))[0] == name, guide
        # those without a program are files to copy
        assert (EXAMPLES / program / "README.md").exists() or "../examples/" not in example, guide
        (file,) = codes(test)
        assert "def test_" in (ROOT / file).read_text("utf-8"), guide


def test_every_line_and_every_example_has_a_row() -> None:
    assert {codes(line)[0] for _, line, *_ in ROWS} == set(LINES)
    assert set(names()) <= {codes(example)[0] for *_, example, _ in ROWS}

"""Only a line's own modules and SQL name its tables and functions, in code, errors and comments. No database."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pgmatch.lines import CORE, LINES, TABLES

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "pgmatch"
FUNCTIONS = sorted((ROOT / "sql" / "functions" / "core").glob("*.sql"))
MODULES = [path for path in PACKAGE.rglob("*.py") if PACKAGE / "lines" not in path.parents]
# the core is for everybody; not the numbers of revisions, nor the lines that are named after another
_LINES = "|".join(line for line in LINES if line != CORE.name)
NAMES = re.compile(rf"\b(?!(?:{_LINES})\b)(?:{_LINES})_(?!\d)\w+")


def test_what_is_looked_for_is_the_tables_and_functions_of_the_lines() -> None:
    assert all(NAMES.search(table) for table in TABLES)
    assert NAMES.search("select pgmatch.nods_search_index('ip')")
    assert not NAMES.search("nods_0005, pgmatch alembic -n nods_text")


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_names_no_table_or_function_of_a_line(module: Path) -> None:
    assert NAMES.findall(module.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda path: path.stem)
def test_a_function_of_the_core_names_no_table_or_function_of_a_line(function: Path) -> None:
    assert NAMES.findall(function.read_text(encoding="utf-8")) == []

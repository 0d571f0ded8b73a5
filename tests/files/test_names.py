"""Only a line's own modules and SQL name its tables and functions, in code, errors and comments. No database."""

from __future__ import annotations

import re
from pathlib import Path

from pgmatch.lines import CORE, LINES, TABLES

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "pgmatch"
FUNCTIONS = sorted((ROOT / "sql" / "functions" / "core").glob("*.sql"))
MODULES = [path for path in PACKAGE.rglob("*.py") if PACKAGE / "lines" not in path.parents]
# the core is for everybody; not the numbers of revisions, nor the lines that are named after another
_LINES = "|".join(line for line in LINES if line != CORE.name)
NAMES = re.compile(rf"\bimage_caption\b|\b(?!(?:{_LINES})\b)(?:{_LINES})_(?!\d)\w+")


def test_what_is_looked_for_is_the_tables_and_functions_of_the_lines() -> None:
    # those of docs are in a schema of the line, by names that are words; others have the name of their line
    words = {*LINES["docs"].tables, *LINES}
    assert all(NAMES.search(table) for table in TABLES if table not in words)
    assert NAMES.search("select pgmatch.nods_search_index('ip')")
    assert not NAMES.search("nods_0005, pgmatch alembic -n nods_text")


def test_no_module_or_function_of_the_core_names_a_table_or_function_of_a_line() -> None:
    assert MODULES
    assert FUNCTIONS
    found = {str(path): NAMES.findall(path.read_text(encoding="utf-8")) for path in (*MODULES, *FUNCTIONS)}
    assert {path: names for path, names in found.items() if names} == {}

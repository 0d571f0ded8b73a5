"""Only a line's own modules and SQL name its tables and functions, in code, errors and comments. No database.

And what contributors are told about the folders of SQL is there.
"""

from __future__ import annotations

import re
from pathlib import Path

from pgmatch.lines import CORE, LINES, TABLES

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "pgmatch"
FUNCTIONS = sorted((ROOT / "sql" / "functions" / "core").rglob("*.sql"))
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


def test_the_folders_by_topic_are_those_that_contributors_are_told_of() -> None:
    told = (
        (ROOT / "CONTRIBUTING.md").read_text("utf-8").split("### The functions by topic")[1].split("\n## ")[0]
    )
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", told, re.MULTILINE))
    topics = {line: set(re.findall(r"`(\w+)/`", row)) for line, row in rows.items()}
    topics["core"] = set(re.findall(r"^\| `(\w+)/` \|", told, re.MULTILINE))
    folders = {path.parent for path in (ROOT / "sql" / "functions").glob("*/*/*.sql")}
    assert {line: {path.name for path in folders if path.parent.name == line} for line in topics} == topics
    assert {path.parent.name for path in folders} == set(topics)

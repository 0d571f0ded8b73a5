"""The core does without pgmatch.serve, and without what its extra installs."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import pgmatch
from pgmatch.errors import SettingError
from pgmatch.serve.errors import of_the_extra
from tests.cli.conftest import CHECKOUT
from tests.cli.test_program import packages_without

PACKAGE = Path(pgmatch.__file__).parent
SERVING = {PACKAGE / "cli" / "serve.py", PACKAGE / "cli" / "mcp.py"}
CORE = [
    path for path in PACKAGE.rglob("*.py") if PACKAGE / "serve" not in path.parents and path not in SERVING
]


def imported(text: str) -> Iterator[str]:
    """Yield the modules that a file imports, and what it imports from each."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def is_serve(module: str) -> bool:
    return module == "pgmatch.serve" or module.startswith("pgmatch.serve.")


def test_the_core_does_not_import_serve() -> None:
    found = {
        str(path.relative_to(CHECKOUT))
        for path in CORE
        if any(map(is_serve, imported(path.read_text("utf-8"))))
    }
    assert found == set()


@pytest.mark.parametrize(
    "line",
    ["import pgmatch.serve", "from pgmatch import serve", "from pgmatch.serve.errors import of_the_extra"],
)
def test_an_import_of_serve_is_seen(line: str) -> None:
    assert any(map(is_serve, imported(f"def command():\n    {line}\n")))


def test_a_missing_package_of_the_extra_is_named() -> None:
    with pytest.raises(SettingError) as raised, of_the_extra():
        raise ModuleNotFoundError("No module named 'httpx_sse'", name="httpx_sse")
    assert raised.value.message == "serving answers needs the Python package 'httpx_sse'"
    assert raised.value.hint == "pip install 'pgmatch[serve]'"


def test_a_mistake_in_an_import_of_pgmatchs_own_is_not_taken_for_a_missing_package() -> None:
    with pytest.raises(ModuleNotFoundError), of_the_extra():
        raise ModuleNotFoundError("No module named 'pgmatch.nope'", name="pgmatch.nope")


def test_without_the_extra_a_question_says_in_one_line_what_to_install(tmp_path: Path) -> None:
    packages = packages_without(tmp_path, ("httpx_sse",))
    code = "from pgmatch.serve import ask"
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        env={"PYTHONPATH": f"{packages}{os.pathsep}{CHECKOUT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr.endswith(
        "SettingError: serving answers needs the Python package 'httpx_sse'\n"
        "Hint: pip install 'pgmatch[serve]'\n"
    )

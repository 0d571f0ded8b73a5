"""The lowest versions, which `make test/lowest` installs together."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.lowest import constraints

PROJECT = """
[project]
dependencies = {dependencies}
[project.optional-dependencies]
embedded = ["psutil>=5.9"]
ingest = ["tomli>=2.0; python_version < '3'"]
local = ["some-model>=1.0,<2"]
queue = []
rpc = []
serve = []
langchain = []
llamaindex = []
"""


def project(folder: Path, *dependencies: str) -> Path:
    (folder / "pyproject.toml").write_text(PROJECT.format(dependencies=list(dependencies)))
    return folder / "pyproject.toml"


def test_each_dependency_that_this_python_needs_has_its_lowest_version(tmp_path: Path) -> None:
    found = constraints(project(tmp_path, "alembic>=1.13"))
    assert found == ["alembic==1.13", "psutil==5.9", "some-model==1.0"]


@pytest.mark.parametrize("dependency", ["alembic", "alembic<2"])
def test_a_dependency_without_a_lower_bound_is_refused(tmp_path: Path, dependency: str) -> None:
    with pytest.raises(SystemExit, match=f"{dependency} has no lower bound"):
        constraints(project(tmp_path, dependency))


def test_what_is_declared_has_lower_bounds() -> None:
    assert [line for line in constraints() if line.startswith("typer==")] == ["typer==0.15.4"]

"""Print the lowest versions that pyproject.toml allows, as pip's constraints: `python -m tools.lowest`."""

from __future__ import annotations

import sys
from pathlib import Path

from packaging.requirements import Requirement

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"
EXTRAS = (
    "embedded",
    "ingest",
    "langchain",
    "llamaindex",
    "local",
    "queue",
    "rpc",
    "serve",
)  # what users install and runs without a download


def constraints(pyproject: Path = PYPROJECT) -> list[str]:
    """Return a constraint for each dependency that this Python needs: the version after `>=`, exactly."""
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    lines = [
        *project["dependencies"],
        *(line for extra in EXTRAS for line in project["optional-dependencies"][extra]),
    ]
    found = {}
    for requirement in map(Requirement, lines):
        lowest = [spec.version for spec in requirement.specifier if spec.operator in (">=", "==")]
        if len(lowest) != 1:
            raise SystemExit(f"{pyproject.name}: {requirement} has no lower bound")
        if requirement.marker is None or requirement.marker.evaluate():
            found[requirement.name] = lowest[0]
    return [f"{name}=={version}" for name, version in sorted(found.items())]


if __name__ == "__main__":
    print("\n".join(constraints()))

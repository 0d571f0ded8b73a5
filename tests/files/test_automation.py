"""The workflows and the hooks call what the Makefile has, with few rights and pinned actions."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TARGETS = set(re.findall(r"^([a-z/]+):", MAKEFILE, re.MULTILINE))


def read(path: Path) -> Any:
    # `on` is a boolean in YAML 1.1
    return yaml.load(path.read_text("utf-8"), yaml.BaseLoader)


def steps(path: Path) -> list[dict[str, str]]:
    return [step for job in read(path)["jobs"].values() for step in [job, *job.get("steps", [])]]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_may_only_read_and_says_so_where_not(path: Path) -> None:
    workflow = read(path)
    assert workflow["permissions"] == {"contents": "read"}
    wider = {name: job["permissions"] for name, job in workflow["jobs"].items() if "permissions" in job}
    assert wider == ({"publish": {"contents": "write"}} if path.stem == "release" else {})


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_and_commands_exist(path: Path) -> None:
    for step in steps(path):
        used = step.get("uses", "./")
        assert used.startswith("./") or re.fullmatch(r"[\w-]+/[\w-]+@v\d+\.\d+\.\d+", used), used
        made = re.findall(r"make ([a-z/]+)", str(step.get("run", "")))
        assert set(made) <= TARGETS
        # what a stranger writes into a pull request never becomes part of a script
        assert "${{" not in str(step.get("run", ""))


def test_a_change_has_to_pass_what_a_clean_clone_has_to_pass() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    runs = " ".join(str(step.get("run")) for step in steps(ROOT / ".github/workflows/checks.yml"))
    assert set(re.findall(r"^make .*$", script, re.MULTILINE)) <= set(re.findall(r"make [a-z/]+", runs))


def test_the_hooks_are_the_parts_of_make_check() -> None:
    (repository,) = read(ROOT / ".pre-commit-config.yaml")["repos"]
    assert repository["repo"] == "local"
    found = re.search(r"^check: (.*?) ##", MAKEFILE, re.MULTILINE)
    assert found
    assert [hook["id"] for hook in repository["hooks"]] == found[1].split()
    assert all(hook["entry"] == f"make --silent {hook['id']}" for hook in repository["hooks"])


def test_every_page_of_the_documentation_is_in_the_menu_of_the_site() -> None:
    menu = read(ROOT / "mkdocs.yml")["nav"]
    listed = re.findall(r"'((?:docs|examples)/[^']+)'", str(menu))
    pages = [*ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/README.md")]
    written = [path for path in pages if "node_modules" not in path.parts]
    assert sorted(listed) == sorted(path.relative_to(ROOT).as_posix() for path in written)

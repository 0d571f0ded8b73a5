"""Cutting a release records what it leaves in a database, and what comes after has to upgrade that."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tests.files.project import Project
from tests.files.test_frozen import PARENTS
from tools.release import dated, notes

ROOT = Path(__file__).resolve().parents[2]
CHANGELOG = "# Changelog\n\n## 0.2.0 (unreleased)\n\n- new\n\n## 0.1.0 (2026-01-01)\n\n- old\n"
UPGRADES = "tests/migrations/test_releases.py"


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy of the repository in which 0.1.0 has been cut."""
    root = tmp_path_factory.mktemp("released")
    project = Project(root)
    ignored = shutil.ignore_patterns("node_modules", "__pycache__", "releases")
    shutil.copytree(ROOT / "tests", root / "tests", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", root)
    project.write("CHANGELOG.md", "# Changelog\n\n## 0.1.0 (unreleased)\n\n- all\n")
    project.python("tools.release", "0.1.0")
    project.release()
    return project


def upgrades(project: Project, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "0", *options, UPGRADES]
    return subprocess.run(command, cwd=project.root, capture_output=True, text=True, check=False)


def test_a_release_is_dated_and_recorded(released: Project) -> None:
    assert re.search(r"^## 0\.1\.0 \(\d{4}-\d\d-\d\d\)$", released.read("CHANGELOG.md"), re.MULTILINE)
    assert '__version__ = "0.1.0"' in released.read("pgmatch/__init__.py")
    dump = released.read("tests/releases/0.1.0/dump.sql")
    assert "CREATE FUNCTION public.match_page_sections(" in dump
    assert "CREATE FUNCTION public.match_products(" in dump
    assert str(ROOT) not in dump


def test_what_comes_after_has_to_upgrade_it(released: Project) -> None:
    released.replace(PARENTS, "a.height < 1000", "a.height < 999")
    released.python("tools.revision", "nods", "shorter lists", "get_page_parents")
    released.freeze()
    done = upgrades(released, "-k", "private")
    assert (done.returncode, "1 passed" in done.stdout) == (0, True), done.stdout

    # what only a fresh install would get
    released.replace(
        "pgmatch/migrate/ops.py",
        "def add_line(",
        'def add_line(line: str, **places: str) -> None:\n    _add_line(line, **places)\n    execute("create table if not exists pgmatch.extra ()")\n\n\ndef _add_line(',
    )
    done = upgrades(released, "-k", "private")
    assert "1 failed" in done.stdout, done.stdout
    assert "pgmatch.extra" in done.stdout


def test_a_release_is_recorded_once(released: Project) -> None:
    released.write("CHANGELOG.md", "# Changelog\n\n## 0.1.0 (unreleased)\n")
    with pytest.raises(AssertionError, match="0.1.0 is recorded already"):
        released.python("tools.release", "0.1.0")


def test_the_changelog_gets_the_day() -> None:
    assert dated(CHANGELOG, "0.2.0", date(2026, 12, 1)) == CHANGELOG.replace("unreleased", "2026-12-01")
    for version in ("0.1.0", "0.3.0"):
        with pytest.raises(
            SystemExit, match=rf"does not have the heading '## {version} \(unreleased\)' exactly once"
        ):
            dated(CHANGELOG, version, date(2026, 12, 1))


def test_the_notes_of_a_release_are_its_part_of_the_changelog() -> None:
    assert notes(CHANGELOG) == "- old\n"
    with pytest.raises(SystemExit, match="no release with a date"):
        notes("# Changelog\n\n## 0.1.0 (unreleased)\n")


@pytest.mark.parametrize("arguments", [[], ["0.1"], ["0.1.0; rm"], ["0.1.0", "0.2.0"]])
def test_wrong_versions_change_nothing(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tools.release", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "version" in done.stderr

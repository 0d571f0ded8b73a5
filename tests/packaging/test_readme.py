"""The blocks of README and of the quick start, pasted one after the other into a fresh environment, print what is shown."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pgmatch import __version__
from tests.docs.pages import DOCS, ROOT, tokens
from tests.packaging.environments import new_environment

TIMES = re.compile(r"[\d.]+ s, [\d.]+ sections a second")
MARK = "=== block "
EXTRAS = ("embedded", "ingest", "local")


@pytest.fixture(scope="module")
def fresh(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The variables of a shell in a new virtual environment, where `pip install pgmatch` means the wheel."""
    programs = new_environment(tmp_path_factory.mktemp("fresh") / "venv", wheel, *EXTRAS)
    unset = ("PYTHONPATH", "VIRTUAL_ENV", "DATABASE_URL")
    return {name: value for name, value in os.environ.items() if name not in unset} | {
        "PATH": f"{programs}:{os.environ['PATH']}",
        "PIP_FIND_LINKS": str(wheel.parent),
        "PIP_NO_INDEX": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_QUIET": "2",
        "PIP_NO_COMPILE": "1",
        "COLUMNS": "80",
    }


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """Where the server may keep its data: pytest's own folders are closed to the account that it runs as."""
    with tempfile.TemporaryDirectory(prefix="pgmatch-readme-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "server"


def pasted(page: Path) -> list[tuple[int, str, str | None]]:
    """Return line, shell code and output of each block of a page that is for a shell or for Python."""
    found = tokens(page.read_text("utf-8"))
    blocks = []
    for token, after in zip(found, [*found[1:], None], strict=True):
        if token.type != "fence" or token.info not in ("sh", "python"):
            continue
        code = token.content if token.info == "sh" else f"python - <<'PYTHON'\n{token.content}PYTHON\n"
        output = after.content if after and (after.type, after.info) == ("fence", "text") else None
        blocks.append((token.map[0] + 1 if token.map else 0, code, output))
    return blocks


def tidied(output: str) -> str:
    """Return an output without times, and without blanks at the ends of lines."""
    return TIMES.sub("0 s", "\n".join(line.rstrip() for line in output.strip().splitlines()))


@pytest.mark.parametrize("page", [ROOT / "README.md", DOCS / "quick-start.md"], ids=lambda page: page.name)
def test_the_blocks_in_order_print_what_the_page_shows(
    page: Path, fresh: dict[str, str], tmp_path: Path, data_dir: Path
) -> None:
    blocks = pasted(page)
    assert f"pip install 'pgmatch[{','.join(EXTRAS)}]'\n" in blocks[0][1]
    steps = "".join(f'echo "{MARK}{line}"\n{code}' for line, code, _ in blocks)
    script = f"set -e\ntrap 'pgmatch db stop' EXIT\n{steps}echo '{MARK}end'\npgmatch --version"
    done = subprocess.run(
        ["bash"],
        input=script,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        cwd=tmp_path,
        env=fresh | {"PGMATCH_DATA_DIR": str(data_dir)},
    )
    assert done.returncode == 0, done.stdout
    printed = dict(part.split("\n", 1) for part in done.stdout.split(MARK)[1:])
    wrong = [
        f"{page.name}:{line} prints:\n{printed[str(line)]}"
        for line, _, output in blocks
        if output is not None and tidied(printed[str(line)]) != tidied(output)
    ]
    assert not wrong, "\n".join(wrong)
    assert f"pgmatch {__version__}" in printed["end"], "another pgmatch than this one was installed"

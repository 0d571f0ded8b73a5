"""The JavaScript programs of this folder: JSON in, JSON out."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from tools.node import program

FOLDER = Path(__file__).parent


def run_program(name: str, value: Any) -> Any:
    """Run a program with a JSON document on its standard input, and return the one that it prints."""
    result = subprocess.run(
        [program("node"), str(FOLDER / name)],
        input=json.dumps(value),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert not result.stderr, result.stderr
    return json.loads(result.stdout)

"""The answers of a run as a file, to which a later run is compared."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from bench.answers.ask import Answer
from bench.answers.questions import Question


def write(answers: Sequence[Answer], file: Path) -> None:
    """Write the answers as JSON."""
    records = [asdict(answer) for answer in answers]
    file.write_text(json.dumps(records, indent=1, default=sorted) + "\n", encoding="utf-8")


def read(file: Path) -> list[Answer]:
    """Return the answers of a file that `write` made."""
    return [
        Answer(**{**record, "question": _question(record["question"])})
        for record in json.loads(file.read_text(encoding="utf-8"))
    ]


def _question(record: dict[str, str]) -> Question:
    return Question(**{**record, "sections": frozenset(record["sections"])})  # type: ignore[arg-type]

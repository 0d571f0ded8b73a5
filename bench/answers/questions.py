"""The labeled questions: what people ask, and which sections of a manual answer it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.errors import BenchError

FILE = Path(__file__).with_name("questions.jsonl")
FAR_FILE = Path(__file__).with_name("far.txt")
KINDS = {
    "question": "a full question",
    "keywords": "two to four words, as in a search box",
    "error": "an error message or code, often with something around it",
    "paraphrase": "the need in words that the section does not use",
    "rare": "a term that few sections have: a setting, a function, an option",
    "typo": "with the slips of fast typing",
    "comparison": "how two things differ, or which to choose",
    "unanswerable": "what no section of the manual answers",
}
UNANSWERABLE = "unanswerable"
FAR = "far off"  # about nothing that a manual of software is about; in a file of their own, for any manual


@dataclass(frozen=True)
class Question:
    """One question about a manual.

    `sections` are the `path#slug` of those that answer it, each by itself. Of a long one only the part does
    that contains `says`, in upper or lower case.
    """

    manual: str
    kind: str
    text: str
    sections: frozenset[str]
    says: str = ""

    @property
    def is_answerable(self) -> bool:
        """Whether a section of the manual answers it."""
        return bool(self.sections)

    def is_answered_by(self, section: str, content: str) -> bool:
        """Whether a row answers it: `section` is its `path#slug`, `content` its text."""
        return section in self.sections and self.says.casefold() in " ".join(content.casefold().split())


def read(file: Path = FILE) -> list[Question]:
    """Return the questions of a file that has one JSON object in each line.

    Raises `BenchError`, which names the line, if one is not a question.
    """
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            found.append(_question(json.loads(line)))
        except (ValueError, TypeError, KeyError) as error:
            raise BenchError(
                f"{file}:{number}: not a labeled question: {error}",
                'A line is {"manual": …, "kind": …, "text": …, "sections": ["path#slug", …]}.',
            ) from error
    return found


def of_manual(questions: Iterable[Question], manual: str) -> list[Question]:
    """Return the questions about one manual."""
    return [question for question in questions if question.manual == manual]


def far_off(manual: str, file: Path = FAR_FILE) -> list[Question]:
    """Return questions that have nothing to do with a manual, nor with any other of software."""
    return [
        Question(manual, FAR, line, frozenset()) for line in file.read_text(encoding="utf-8").splitlines()
    ]


def check_labels(questions: Iterable[Question], rows: Mapping[str, Iterable[tuple[str, str]]]) -> None:
    """Raise `BenchError` for labels that no row has; `rows` are the section and content of each manual's."""
    contents: dict[tuple[str, str], list[str]] = defaultdict(list)
    for manual, found in rows.items():
        for section, content in found:
            contents[manual, section].append(content)
    lost = [
        f"{section} ({question.text!r})"
        for question in questions
        for section in sorted(question.sections)
        if not any(question.is_answered_by(section, each) for each in contents[question.manual, section])
    ]
    if lost:
        raise BenchError(
            f"labels that no section has: {', '.join(lost)}",
            "Another version of the manual has other sections: correct the labels.",
        )


def _question(values: Mapping[str, object]) -> Question:
    question = Question(
        manual=str(values["manual"]),
        kind=str(values["kind"]),
        text=str(values["text"]),
        sections=frozenset(map(str, _list(values["sections"]))),
        says=str(values.get("says", "")),
    )
    if question.kind not in KINDS:
        raise ValueError(f"the kind {question.kind!r} is none of {', '.join(KINDS)}")
    if (question.kind == UNANSWERABLE) == bool(question.sections):
        raise ValueError(f"the kind {question.kind} with {len(question.sections)} sections")
    return question


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError("sections is not a list")
    return value

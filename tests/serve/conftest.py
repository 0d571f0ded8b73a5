from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serve import fake_model


@pytest.fixture(autouse=True)
def clean_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No key, address, proxy or .env of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)
    for variable in list(os.environ):
        if variable.startswith(("OPENAI_", "PGMATCH_ANSWER_")) or variable.lower().endswith("_proxy"):
            monkeypatch.delenv(variable)


@pytest.fixture
def model() -> Iterator[fake_model.Model]:
    """A server in the place of a language model."""
    with fake_model.running() as running:
        yield running

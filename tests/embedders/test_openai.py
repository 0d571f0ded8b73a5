from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from pgmatch import embedders
from pgmatch.embedders.openai import OpenAIEmbedder
from pgmatch.errors import EmbeddingError, SettingError
from tests.embedders.conftest import KEY
from tests.embedders.fake_service import Service, success, vector

Make = Callable[..., OpenAIEmbedder]


def unit(text: str, dimensions: int = 1536) -> list[float]:
    row = np.array(vector(text, dimensions))
    return list(row / np.linalg.norm(row))


def test_vectors_are_float32_of_length_1_in_the_order_of_the_texts(make: Make) -> None:
    vectors = make().embed(["a", "bbb", "cc"])
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors, [unit("a"), unit("bbb"), unit("cc")], atol=1e-6)


def test_an_answer_in_another_order_is_put_right_by_its_indexes(make: Make, service: Service) -> None:
    service.answers = [success(order=-1)]
    np.testing.assert_allclose(make().embed(["a", "bbb"]), [unit("a"), unit("bbb")], atol=1e-6)


def test_the_request_names_the_model_and_carries_the_key(make: Make, service: Service) -> None:
    make().embed(["a"])
    (request,) = service.requests
    assert request.path == "/v1/embeddings"
    assert request.authorization == f"Bearer {KEY}"
    assert request.body == {"model": "text-embedding-3-small", "input": ["a"]}


def test_dimensions_are_sent_when_asked(make: Make, service: Service) -> None:
    embedder = make(dimensions=512)
    assert embedder.dimensions == 512
    np.testing.assert_allclose(embedder.embed(["a"]), [unit("a", 512)], atol=1e-6)
    assert service.requests[0].body["dimensions"] == 512


def test_dimensions_that_the_model_has_anyway_are_not_sent(make: Make, service: Service) -> None:
    make("text-embedding-ada-002", dimensions=1536).embed(["a"])
    assert "dimensions" not in service.requests[0].body


@pytest.mark.parametrize(
    ("model", "dimensions"),
    [
        ("text-embedding-ada-002", 1536),
        ("text-embedding-3-small", 1536),
        ("text-embedding-3-large", 3072),
    ],
)
def test_openais_models_are_known(make: Make, service: Service, model: str, dimensions: int) -> None:
    embedder = make(model)
    assert (embedder.name, embedder.dimensions, embedder.max_tokens) == (model, dimensions, 8191)
    assert embedder.normalized
    assert service.requests == []


def test_the_length_of_an_unknown_models_vectors_is_found_out_by_one_request(
    make: Make, service: Service
) -> None:
    service.answers = [success(dimensions=768)]
    embedder = make("nomic-embed-text")
    assert embedder.dimensions == 768
    assert embedder.embed(["a"]).shape == (1, 768)
    assert len(service.requests) == 2


def test_requests_are_bounded_by_the_number_of_texts(make: Make, service: Service) -> None:
    texts = [letter * (place + 1) for place, letter in enumerate("abcde")]
    vectors = make(batch_size=2).embed(texts)
    assert [request.body["input"] for request in service.requests] == [texts[:2], texts[2:4], texts[4:]]
    np.testing.assert_allclose(vectors, [unit(text) for text in texts], atol=1e-6)


def test_requests_are_bounded_by_the_number_of_tokens(make: Make, service: Service) -> None:
    make(batch_tokens=6, token_counter=len).embed(["aaaa", "bb", "c", "dd", "ffffffff", "e"])
    sent = [request.body["input"] for request in service.requests]
    assert sent == [["aaaa", "bb"], ["c", "dd"], ["ffffffff"], ["e"]]


def test_no_text_sends_nothing(make: Make, service: Service) -> None:
    assert make().embed([]).shape == (0, 1536)
    assert service.requests == []


def test_the_tokens_that_the_service_reports_are_added_up(make: Make, service: Service) -> None:
    embedder = make(batch_size=2)
    embedder.embed(["a", "b", "c"])
    service.answers = [success(usage=None)]
    embedder.embed(["d"])
    assert embedder.tokens_used == 30


@pytest.mark.parametrize(
    "model", ["text-embedding-ada-002", "text-embedding-3-small", "text-embedding-3-large"]
)
def test_openais_models_count_their_own_tokens(make: Make, model: str) -> None:
    assert make(model).count_tokens("hello world") == 2


def test_an_unknown_model_counts_utf8_bytes_as_an_upper_bound(make: Make) -> None:
    assert make("nomic-embed-text", dimensions=8).count_tokens("naïve 日本") == 13


def test_a_text_that_is_too_long_is_refused_before_anything_is_sent(make: Make, service: Service) -> None:
    embedder = make(max_tokens=10)
    assert embedder.embed(["word " * 9]).shape == (1, 1536)
    with pytest.raises(EmbeddingError, match="text 2 has 12 tokens; .* takes at most 10"):
        embedder.embed(["x", "word " * 11])
    assert len(service.requests) == 1


def test_a_text_that_may_be_too_long_is_refused_with_a_hint(make: Make, service: Service) -> None:
    embedder = make("nomic-embed-text", dimensions=1536, max_tokens=10)
    assert embedder.embed(["x" * 10]).shape == (1, 1536)
    with pytest.raises(EmbeddingError, match="text 2 has 11 tokens; .* takes at most 10") as caught:
        embedder.embed(["x", "x" * 11])
    assert "upper bound" in str(caught.value.hint)
    assert len(service.requests) == 1


def test_an_exact_counter_uses_the_whole_window(make: Make) -> None:
    embedder = make(max_tokens=3, token_counter=lambda text: len(text.split()))
    assert embedder.embed(["three long words"]).shape == (1, 1536)
    with pytest.raises(EmbeddingError, match="text 1 has 4 tokens"):
        embedder.embed(["four words are many"])


def test_an_empty_text_is_refused_before_anything_is_sent(make: Make, service: Service) -> None:
    with pytest.raises(EmbeddingError, match="text 2 is empty"):
        make().embed(["a", ""])
    assert service.requests == []


@pytest.mark.parametrize("variable", ["OPENAI_API_KEY", "OPENAI_KEY"])
def test_key_and_address_come_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, service: Service, variable: str
) -> None:
    monkeypatch.setenv(variable, "sk-environment")
    monkeypatch.setenv("OPENAI_BASE_URL", f"{service.url}/")
    assert embedders.load("openai").embed(["a"]).shape == (1, 1536)
    assert service.requests[0].path == "/v1/embeddings"
    assert service.requests[0].authorization == "Bearer sk-environment"


def test_key_and_address_come_from_the_env_file(service: Service) -> None:
    Path(".env").write_text(f"OPENAI_API_KEY=sk-file\nOPENAI_BASE_URL={service.url}\n")
    embedders.load("openai:text-embedding-3-large", dimensions=256).embed(["a"])
    assert service.requests[0].authorization == "Bearer sk-file"
    assert service.requests[0].body["model"] == "text-embedding-3-large"


def test_a_server_other_than_openais_needs_no_key(make: Make, service: Service) -> None:
    make(api_key=None).embed(["a"])
    assert service.requests[0].authorization is None


def test_openai_without_a_key_names_the_variable() -> None:
    with pytest.raises(SettingError, match="no OpenAI key") as caught:
        embedders.load("openai")
    assert "OPENAI_API_KEY" in str(caught.value.hint)


def test_spaces_around_a_key_do_not_matter(make: Make, service: Service) -> None:
    make(api_key=f" {KEY}\n").embed(["a"])
    assert service.requests[0].authorization == f"Bearer {KEY}"


@pytest.mark.parametrize("key", ["sk-two\nlines", "sk-schlüssel"])
def test_a_key_that_no_header_can_hold_is_refused_without_showing_it(make: Make, key: str) -> None:
    with pytest.raises(SettingError, match="the key from the argument api_key") as caught:
        make(api_key=key)
    assert key not in f"{caught.value}{caught.value.hint}"


@pytest.mark.parametrize(
    "url",
    [
        "api.openai.com/v1",
        "ftp://host/v1",
        "http://",
        "http://host:port/v1",
        "https://user:pass@host/v1",
        "http://h?a=b",
    ],
)
def test_a_base_url_that_cannot_be_one_is_refused_without_showing_a_password(make: Make, url: str) -> None:
    with pytest.raises(SettingError, match="base URL") as caught:
        make(base_url=url)
    assert "pass@" not in f"{caught.value}{caught.value.hint}"


@pytest.mark.parametrize(
    "options",
    [
        {"dimensions": 0},
        {"dimensions": 1537},
        {"model": "text-embedding-ada-002", "dimensions": 256},
        {"max_tokens": 0},
        {"batch_size": 0},
        {"batch_size": 2049},
        {"batch_tokens": 0},
    ],
)
def test_an_option_out_of_range_is_refused_naming_its_value(make: Make, options: dict[str, int]) -> None:
    with pytest.raises(SettingError, match=str(list(options.values())[-1])):
        make(**options)

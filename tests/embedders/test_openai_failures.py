from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import pytest

from pgmatch.embedders.openai import OpenAIEmbedder
from pgmatch.errors import EmbeddingError
from tests.client.waiting import wait_until
from tests.embedders import fake_service
from tests.embedders.conftest import KEY
from tests.embedders.fake_service import Service, failure, raw, success

Make = Callable[..., OpenAIEmbedder]


def refused(embedder: OpenAIEmbedder) -> EmbeddingError:
    """Embed two texts; return the error, which never shows the key."""
    with pytest.raises(EmbeddingError) as caught:
        embedder.embed(["a", "bb"])
    assert type(caught.value) is EmbeddingError
    assert KEY not in f"{caught.value!r}{caught.value.hint}{caught.value.__cause__!r}"
    return caught.value


def test_after_429_the_wait_that_the_service_asks_for_is_obeyed(
    make: Make, service: Service, waits: list[float]
) -> None:
    service.answers = [failure(429, Retry_After="17"), success()]
    assert make().embed(["a"]).shape == (1, 1536)
    assert waits == [17.0]


@pytest.mark.parametrize("zone", ["GMT", "+0000", "-0000"])
def test_a_date_to_wait_for_is_obeyed(make: Make, service: Service, waits: list[float], zone: str) -> None:
    began = datetime.now(timezone.utc)
    date = format_datetime(began + timedelta(seconds=20)).replace("+0000", zone)
    service.answers = [failure(503, Retry_After=date), success()]
    make().embed(["a"])
    passed = datetime.now(timezone.utc) - began
    assert 19 - passed.total_seconds() < waits[0] <= 20  # a date has no fractions of a second


@pytest.mark.parametrize("header", ["soon", "-5", ""])
def test_a_senseless_retry_after_is_ignored(
    make: Make, service: Service, waits: list[float], header: str
) -> None:
    service.answers = [failure(429, Retry_After=header), success()]
    make().embed(["a"])
    assert 0.5 <= waits[0] <= 1


def test_a_wait_beyond_the_longest_one_ends_the_attempts(
    make: Make, service: Service, waits: list[float]
) -> None:
    service.answers = [failure(429, Retry_After="3600")]
    assert "asks to wait 3600 s" in str(refused(make()))
    assert (len(service.requests), waits) == (1, [])


def test_waits_double_up_to_the_longest(make: Make, service: Service, waits: list[float]) -> None:
    service.answers = [failure(500)]
    refused(make(attempts=8))
    assert len(waits) == 7
    for place, wait in enumerate(waits):
        assert min(2.0**place / 2, 30) <= wait <= min(2.0**place / 2, 30) + 0.5


def test_waits_differ_so_that_many_processes_do_not_come_back_together(
    make: Make, service: Service, waits: list[float]
) -> None:
    service.answers = [failure(500)]
    for _ in range(3):
        refused(make(attempts=2))
    assert len(set(waits)) == 3


def test_429_for_ever_is_an_error_about_the_rate_after_all_attempts(make: Make, service: Service) -> None:
    service.answers = [failure(429, "Rate limit reached", "rate_limit_exceeded")]
    error = refused(make(attempts=4))
    assert "answered 429: Rate limit reached (attempts made: 4)" in str(error)
    assert "rate limit" in str(error.hint)
    assert len(service.requests) == 4


def test_429_for_a_used_up_quota_is_not_tried_again(make: Make, service: Service) -> None:
    service.answers = [failure(429, "You exceeded your current quota", "insufficient_quota")]
    assert "quota is used up" in str(refused(make()).hint)
    assert len(service.requests) == 1


def test_500_is_tried_again(make: Make, service: Service) -> None:
    service.answers = [failure(500), raw(b"<html>bad gateway</html>", 502), success()]
    assert make().embed(["a"]).shape == (1, 1536)
    assert len(service.requests) == 3


def test_500_for_ever_is_an_error_with_the_services_words(make: Make, service: Service) -> None:
    service.answers = [raw(b"<html>\n bad\n gateway</html>", 502)]
    assert "answered 502: <html> bad gateway</html> (attempts made: 3)" in str(refused(make()))
    assert len(service.requests) == 3


def test_a_failed_batch_is_tried_again_alone(make: Make, service: Service) -> None:
    service.answers = [success(), failure(500), success()]
    assert make(batch_size=1).embed(["a", "bb"]).shape == (2, 1536)
    assert [request.body["input"] for request in service.requests] == [["a"], ["bb"], ["bb"]]


@pytest.mark.parametrize("variable", ["OPENAI_API_KEY", "OPENAI_KEY"])
def test_401_names_where_the_key_came_from(
    make: Make, service: Service, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, KEY)
    service.answers = [failure(401, f"Incorrect API key provided: {KEY}")]
    error = refused(make(api_key=None))
    assert f"refused the key from environment {variable} (401)" in str(error)
    assert len(service.requests) == 1


def test_401_without_a_key_says_that_none_is_set(make: Make, service: Service) -> None:
    service.answers = [failure(401)]
    assert "none is set" in str(refused(make(api_key=None)))


@pytest.mark.parametrize("status", [302, 400, 403, 404, 422])
def test_other_refusals_are_not_tried_again(make: Make, service: Service, status: int) -> None:
    service.answers = [failure(status, f"for {KEY} it is wrong")]
    assert f"answered {status}: for [key] it is wrong" in str(refused(make()))
    assert len(service.requests) == 1


def test_a_server_that_is_not_there_is_an_error_after_all_attempts(make: Make, waits: list[float]) -> None:
    with fake_service.running() as stopped:
        pass
    error = refused(make(base_url=stopped.url))
    assert f"no answer from {stopped.url}/embeddings" in str(error)
    assert "attempts made: 3" in str(error)
    assert len(waits) == 2


def test_a_server_that_does_not_answer_in_time_is_an_error(make: Make, service: Service) -> None:
    service.answers = [service.silence]
    error = refused(make(timeout=1, attempts=2))
    assert "did not answer within 1 s (attempts made: 2)" in str(error)
    wait_until(lambda: len(service.requests) == 2)


def test_vectors_of_another_length_are_an_error_naming_both(make: Make, service: Service) -> None:
    service.answers = [success(dimensions=384)]
    error = refused(make())
    assert "gave vectors of 384 dimensions, not 1536" in str(error)
    assert len(service.requests) == 1


def test_a_server_that_does_not_shorten_vectors_is_found_out(make: Make, service: Service) -> None:
    service.answers = [success(data=[{"index": i, "embedding": [1.0] * 1536} for i in range(2)])]
    assert "gave vectors of 1536 dimensions, not 256" in str(refused(make(dimensions=256)))


@pytest.mark.parametrize(
    "indexes", [[], [0], [0, 0], [0, 1, 2], [1, 2]], ids=["none", "one", "twice", "three", "from 1"]
)
def test_another_number_of_vectors_is_an_error(make: Make, service: Service, indexes: list[int]) -> None:
    service.answers = [success(data=[{"index": i, "embedding": [1.0] * 1536} for i in indexes])]
    assert "vectors for 2 texts" in str(refused(make()))


@pytest.mark.parametrize("body", [b"", b"{", b"<html></html>", b"\xff"])
def test_an_answer_that_is_not_json_is_an_error(make: Make, service: Service, body: bytes) -> None:
    service.answers = [raw(body)]
    assert "is not JSON" in str(refused(make()))
    assert len(service.requests) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"null",
        b'{"data": null}',
        b'{"data": [{"embedding": [1]}]}',
        b'{"data": [{"index": 0, "embedding": 5}]}',
        b'{"data": [{"index": 0, "embedding": ["x"]}]}',
        b'{"data": [{"index": 0, "embedding": [null]}]}',
        b'{"data": [{"index": null, "embedding": [1]}, {"index": 0, "embedding": [1]}]}',
    ],
)
def test_json_of_another_form_is_an_error(make: Make, service: Service, body: bytes) -> None:
    service.answers = [raw(body)]
    assert "does not have OpenAI's form" in str(refused(make()))


@pytest.mark.parametrize("number", [0.0, float("nan"), float("inf")])
def test_a_vector_without_a_direction_is_an_error(make: Make, service: Service, number: float) -> None:
    rows = [[1.0] * 1536, [number] * 1536]
    service.answers = [success(data=[{"index": i, "embedding": row} for i, row in enumerate(rows)])]
    assert "for text 2" in str(refused(make()))


def test_a_compressed_answer_that_is_damaged_is_an_error(make: Make, service: Service) -> None:
    reply = fake_service.Reply(200, b"not gzip", {"Content-Encoding": "gzip"})
    service.answers = [lambda _: reply]
    assert "cannot be read" in str(refused(make()))

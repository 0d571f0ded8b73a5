"""Language models behind OpenAI-compatible servers, asked by callers that wait and by those that await."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import aclosing
from typing import Any

import pytest

from pgmatch.embedders.service import Retry
from pgmatch.errors import SettingError
from pgmatch.serve.completions import AsyncCompletions, Completions, completions, completions_async
from pgmatch.serve.errors import CompletionError
from pgmatch.serve.prompt import Prompt
from tests.serve.fake_model import (
    Model,
    dropped,
    endless,
    event_of,
    events,
    failure,
    hanging,
    in_one_piece,
    streamed,
)

KEY = "sk-the-secret"
PROMPT = Prompt("Be brief.", "How do I upgrade?")
AT_ONCE = Retry(attempts=3, first_wait=0.0, longest_wait=1.0)
Ask = Callable[..., list[str]]


def asked(model: Model, **options: Any) -> list[str]:
    with_defaults = {"base_url": model.url, "api_key": KEY, "retry": AT_ONCE, **options}
    asker = Completions("a-model", **with_defaults)
    try:
        return list(asker.tokens(PROMPT))
    finally:
        asker.close()


def awaited(model: Model, **options: Any) -> list[str]:
    async def ask() -> list[str]:
        asker = AsyncCompletions(
            "a-model", **{"base_url": model.url, "api_key": KEY, "retry": AT_ONCE, **options}
        )
        try:
            return [token async for token in asker.tokens(PROMPT)]
        finally:
            await asker.close()

    return asyncio.run(ask())


@pytest.fixture(params=[asked, awaited], ids=["waiting", "awaiting"])
def ask(request: pytest.FixtureRequest, model: Model) -> Ask:
    return lambda **options: request.param(model, **options)


def test_the_parts_of_a_chat_come_as_they_are_sent(ask: Ask, model: Model) -> None:
    assert ask() == ["Run ", "the upgrade."]
    (request,) = model.requests
    assert request.path == "/v1/chat/completions"
    assert request.authorization == f"Bearer {KEY}"
    assert request.body == {
        "model": "a-model",
        "stream": True,
        "max_tokens": 1024,
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "How do I upgrade?"},
        ],
    }


def test_the_older_api_is_asked_with_one_prompt(ask: Ask, model: Model) -> None:
    assert ask(api="completions", options={"temperature": 0}) == ["Run ", "the upgrade."]
    (request,) = model.requests
    assert request.path == "/v1/completions"
    assert request.body == {
        "model": "a-model",
        "stream": True,
        "max_tokens": 1024,
        "temperature": 0,
        "prompt": "Be brief.\n\nHow do I upgrade?\n\nAnswer:\n",
    }


@pytest.mark.parametrize("api", ["chat", "completions"])
@pytest.mark.parametrize("stream", [False, True])
def test_an_answer_in_one_piece_is_one_part(ask: Ask, model: Model, api: str, stream: bool) -> None:
    model.answers = [in_one_piece("Run it.")]
    assert ask(api=api, stream=stream) == ["Run it."]
    assert model.requests[0].body["stream"] is stream


@pytest.mark.parametrize("ending", [{"done": False}, {"last": None}, {"last": "length"}])
def test_servers_end_an_answer_in_different_ways(ask: Ask, model: Model, ending: dict[str, Any]) -> None:
    model.answers = [streamed("Run", **ending)]
    assert ask() == ["Run"]


def test_events_without_text_are_passed_over(ask: Ask, model: Model) -> None:
    model.answers = [
        events(
            '{"choices": [{"delta": {"role": "assistant", "content": null}}]}',
            '{"choices": [{"delta": {"content": "a\\n"}}]}',
            '{"choices": [{"delta": null, "finish_reason": "stop"}]}',
            '{"choices": [], "usage": {"total_tokens": 3}}',
            "[DONE]",
        )
    ]
    assert ask() == ["a\n"]


@pytest.mark.parametrize("first", [failure(429), failure(500), failure(503), dropped()])
def test_a_failure_before_the_first_part_is_tried_again(ask: Ask, model: Model, first: Any) -> None:
    model.answers = [first, first, streamed("Run")]
    assert ask() == ["Run"]
    assert len(model.requests) == 3


def test_after_three_attempts_the_failure_is_named(ask: Ask, model: Model) -> None:
    model.answers = [failure(503, f"busy with {KEY}")]
    with pytest.raises(CompletionError) as raised:
        ask()
    assert raised.value.message == f"{model.url}/chat/completions answered 503: busy with [key]"
    assert raised.value.status == 503
    assert len(model.requests) == 3


@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [
        (failure(400, "no such member"), 400, "no such member"),
        (failure(401), 401, "refused the key from the argument api_key"),
        (failure(404, "no such model"), 404, "no such model"),
        (failure(429, "over quota", "insufficient_quota"), 429, "over quota"),
        (failure(503, "later", Retry_After="3600"), 503, "later"),
        (events("{"), None, "does not have OpenAI's form"),
        (events('{"data": []}'), None, "does not have OpenAI's form"),
        (events('{"choices": [{"delta": {"content": ["a"]}}]}'), None, "a text of the type list"),
        (in_one_piece({"a": 1}), None, "a text of the type dict"),  # type: ignore[arg-type]
        (lambda exchange: exchange.whole(b"<html>"), None, "does not have OpenAI's form"),
        (events(json.dumps({"error": {"message": f"overloaded, {KEY}"}})), None, "overloaded, [key]"),
        (streamed(), None, "answered nothing"),
        (in_one_piece(""), None, "answered nothing"),
    ],
)
def test_a_refusal_is_named_without_the_key_and_not_tried_again(
    ask: Ask, model: Model, answer: Any, status: int | None, words: str
) -> None:
    model.answers = [answer]
    with pytest.raises(CompletionError) as raised:
        ask()
    assert words in raised.value.message
    assert KEY not in str(raised.value)
    assert raised.value.status == status
    assert len(model.requests) == 1


@pytest.mark.parametrize("answer", [dropped("Run "), events('{"choices": [{"delta": {"content": "Run "}}]}')])
def test_an_answer_that_breaks_off_is_an_error_and_never_begun_again(model: Model, answer: Any) -> None:
    model.answers = [answer]
    asker = Completions("a-model", base_url=model.url, retry=AT_ONCE)
    tokens = asker.tokens(PROMPT)
    assert next(tokens) == "Run "
    with pytest.raises(CompletionError, match="broke off its answer"):
        next(tokens)
    asker.close()
    assert len(model.requests) == 1


@pytest.mark.parametrize("tokens", [[], ["Run "]])
def test_a_server_that_is_too_slow_is_not_asked_again(ask: Ask, model: Model, tokens: list[str]) -> None:
    model.answers = [hanging(*tokens)]
    with pytest.raises(CompletionError, match=r"within 0\.2 s") as raised:
        ask(timeout=0.2)
    assert raised.value.timed_out
    assert model.gone.wait(30)  # before that, the server may not even have read the request
    assert len(model.requests) == 1


LONG = "x" * 10_000


@pytest.mark.parametrize(
    "answer",
    [
        endless(event_of(LONG)),
        endless(event_of("")),
        endless(LONG.encode(), begin=b"data: "),
        endless(f": {LONG}\n\n".encode()),
        lambda exchange: exchange.whole(b'"%b"' % (LONG.encode() * 20)),
        failure(500, LONG * 20),
    ],
    ids=["parts", "parts without text", "one line", "comments", "one piece", "a refusal"],
)
def test_an_answer_that_is_far_too_long_is_ended_and_not_begun_again(
    ask: Ask, model: Model, answer: Any
) -> None:
    model.answers = [answer]
    with pytest.raises(CompletionError) as raised:
        ask(max_tokens=10)
    assert raised.value.message == (
        f"{model.url}/chat/completions sent more than 86016 bytes for an answer of at most 10 tokens"
    )
    assert "max_tokens" in str(raised.value.hint)
    assert len(model.requests) == 1


def test_an_answer_of_the_asked_length_is_not_too_long(ask: Ask, model: Model) -> None:
    model.answers = [streamed(*["x" * 100] * 100)]
    assert len(ask(max_tokens=100)) == 100


def test_nobody_at_the_address_is_an_error_with_a_hint() -> None:
    asker = Completions("a-model", base_url="http://127.0.0.1:1/v1", retry=AT_ONCE)
    with pytest.raises(CompletionError, match=r"no answer from http://127\.0\.0\.1:1/v1") as raised:
        next(asker.tokens(PROMPT))
    assert "PGMATCH_ANSWER_URL" in str(raised.value.hint)
    asker.close()


def test_to_close_the_generator_closes_the_connection(model: Model) -> None:
    model.answers = [hanging("Run ")]
    asker = Completions("a-model", base_url=model.url)
    tokens = asker.tokens(PROMPT)
    assert next(tokens) == "Run "
    assert not model.gone.is_set()
    tokens.close()
    assert model.gone.wait(30)
    asker.close()


@pytest.mark.parametrize("tokens", [[], ["Run "]], ids=["before the first part", "after it"])
def test_a_cancelled_task_closes_the_connection(model: Model, tokens: list[str]) -> None:
    model.answers = [hanging(*tokens)]

    async def ask() -> None:
        asker = AsyncCompletions("a-model", base_url=model.url)
        begun = asyncio.Event()

        async def read() -> None:
            async with aclosing(asker.tokens(PROMPT)) as parts:
                async for _ in parts:
                    begun.set()

        task = asyncio.create_task(read())
        while not (begun.is_set() if tokens else model.requests):
            await asyncio.sleep(0.005)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await asyncio.to_thread(model.gone.wait, 30)
        await asker.close()

    asyncio.run(ask())


def test_the_settings_name_the_model(monkeypatch: pytest.MonkeyPatch, model: Model) -> None:
    assert completions() is None
    assert completions_async() is None
    monkeypatch.setenv("PGMATCH_ANSWER_MODEL", "small")
    monkeypatch.setenv("PGMATCH_ANSWER_API", "completions")
    monkeypatch.setenv("PGMATCH_ANSWER_URL", model.url)
    monkeypatch.setenv("PGMATCH_ANSWER_KEY", KEY)
    made = completions()
    assert made is not None
    assert list(made.tokens(PROMPT)) == ["Run ", "the upgrade."]
    made.close()
    (request,) = model.requests
    assert (request.path, request.authorization) == ("/v1/completions", f"Bearer {KEY}")
    assert request.body["model"] == "small"


def test_the_key_of_the_embedding_service_goes_nowhere_else(
    monkeypatch: pytest.MonkeyPatch, model: Model
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("PGMATCH_ANSWER_URL", model.url)
    assert asked(model, base_url=None, api_key=None) == ["Run ", "the upgrade."]
    monkeypatch.delenv("PGMATCH_ANSWER_URL")
    monkeypatch.setenv("OPENAI_BASE_URL", model.url)
    assert asked(model, base_url=None, api_key=None) == ["Run ", "the upgrade."]
    assert [request.authorization for request in model.requests] == [None, f"Bearer {KEY}"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "no OpenAI key is set"),
        ({"api": "chats"}, "there is no API 'chats'"),
        ({"base_url": "localhost:80/v1"}, "does not begin with http"),
        ({"base_url": "http://u:p@localhost/v1"}, "has a user"),
        ({"base_url": "http://localhost/v1", "api_key": "sk\n1"}, "characters that no key has"),
        ({"base_url": "http://localhost/v1", "max_tokens": 0}, "max_tokens=0"),
        ({"base_url": "http://localhost/v1", "timeout": 0}, "timeout=0"),
    ],
)
def test_what_cannot_be_asked_is_refused_at_once(options: dict[str, Any], words: str) -> None:
    with pytest.raises(SettingError, match=words):
        Completions("a-model", **options)


def test_openais_chat_gets_the_limit_that_its_newer_models_know() -> None:
    made = Completions("gpt-5-mini", api_key=KEY)
    assert made._endpoint.body(PROMPT)["max_completion_tokens"] == 1024
    assert KEY not in repr(made)
    made.close()

"""The Edge Functions of the example, in the real Deno, over Supabase's interface."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import numpy as np
import pytest

import pgmatch
from tests.docs.pages import ROOT
from tests.http.lite import Lite, serving
from tests.serve import fake_model
from tests.serve.fake_model import Exchange, Model, dropped, failure, hanging, streamed
from tests.serve.http.running import events, text_of
from tests.serve.http.words import Words, pages
from tests.servers import Database, PostgresServer, created

FUNCTIONS = ROOT / "examples" / "edge-functions"
DENO = ROOT / "tests" / "queue" / "node_modules" / ".bin" / "deno"
PACKAGES = ROOT / "tests" / "http" / "node_modules"
NAMES = ("embed", "openai", "vector-search")
QUESTION = "When are ripe apples picked?"
Urls = dict[str, str]


@contextmanager
def deno(folder: Path, name: str, project: Lite, model_url: str) -> Iterator[str]:
    """Run a function, and give its URL."""
    environment = {
        "PATH": os.defpath,
        "HOME": str(folder),
        "DENO_SERVE_ADDRESS": "tcp:127.0.0.1:0",
        "NO_COLOR": "1",
        "SUPABASE_URL": project.url,
        "SUPABASE_SECRET_KEY": project.secret_key,
        "OPENAI_API_KEY": "sk-planted",
        "OPENAI_BASE_URL": model_url,
        "SITE_URL": "https://docs.example.com",
    }
    command: list[str | Path] = [DENO, "run", "--check", "--allow-net", "--allow-env", f"{name}/index.ts"]
    with subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True) as running:
        try:
            assert running.stderr
            said = []
            for line in running.stderr:
                said.append(line)
                if line.startswith("Listening on "):
                    break
            else:
                pytest.fail("".join(said))
            yield said[-1].split()[2].rstrip("/")
        finally:
            running.kill()


@pytest.fixture(scope="module")
def model() -> Iterator[Model]:
    """Both models: vectors of the words of a text, and answers as a test says."""
    with fake_model.running() as model:
        answer = model.answer

        def embedding_or_answer(handler: object, request: fake_model.Request) -> None:
            if request.path.endswith("/embeddings"):
                vector = Words().embed([request.body["input"]])[0] * 3
                data = json.dumps({"data": [{"embedding": vector.tolist()}]}).encode()
                Exchange(handler, request, model).whole(data)  # type: ignore[arg-type]
            else:
                answer(handler, request)  # type: ignore[arg-type]

        model.answer = embedding_or_answer  # type: ignore[method-assign]
        yield model


@pytest.fixture(scope="module")
def urls(
    supabase_server: PostgresServer,
    install_template: Callable[..., str],
    model: Model,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Urls]:
    folder = shutil.copytree(FUNCTIONS, tmp_path_factory.mktemp("functions") / "functions")
    shutil.copy(PACKAGES.parent / "package.json", folder)
    (folder / "node_modules").symlink_to(PACKAGES)
    template = install_template(supabase_server, dimensions=str(Words.dimensions), metric="cosine")
    with ExitStack() as stack:
        made = stack.enter_context(created(supabase_server, "edge", template=template))
        _load(made)
        project = stack.enter_context(serving(made.url))
        yield {name: stack.enter_context(deno(folder, name, project, model.url)) for name in NAMES}


def _load(made: Database) -> None:
    with pgmatch.connect(made.url) as database:
        database.load_pages(pages(), Words.name, normalized=True)


@pytest.fixture(autouse=True)
def _as_before(model: Model) -> None:
    model.answers = [streamed("Pick ", "them\n\ndata: [DONE]\r\n", "in “autumn” 🍎.")]
    model.gone.clear()


def asked(urls: Urls, question: str = QUESTION) -> list[httpx.Response]:
    """Ask in each way of the guides."""
    url = urls["vector-search"]
    return [
        httpx.get(url, params={"query": question}, timeout=60),
        httpx.post(url, json={"query": question}, timeout=60),
    ]


def test_a_text_is_embedded_with_length_1(urls: Urls) -> None:
    embedding = httpx.post(urls["embed"], json={"input": "ripe apples"}, timeout=60).json()["embedding"]
    assert np.allclose(embedding, Words().embed(["ripe apples"])[0], atol=1e-6)


def test_a_text_as_long_as_a_section_can_be_embedded(urls: Urls) -> None:
    embedded = httpx.post(urls["embed"], json={"input": "apples " * 2000}, timeout=60)
    assert len(embedded.json()["embedding"]) == Words.dimensions


def test_an_answer_has_the_events_of_the_server(urls: Urls, model: Model) -> None:
    for answer in asked(urls):
        assert answer.headers["content-type"] == "text/event-stream"
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.text.startswith("id: answer\ndata: ")
        found = events(answer)
        assert text_of(found) == "Pick them\n\ndata: [DONE]\r\nin “autumn” 🍎."
        (source, *_) = found[-2].value["sources"]
        assert source.pop("similarity") > 0.35
        assert source == {
            "id": 1,
            "path": "/fruit",
            "slug": "apples",
            "url": "https://docs.example.com/fruit#apples",
            "heading": "Apples",
            "headings": ["Apples"],
        }
    prompt = model.requests[-1].prompt
    assert "Apples grow on trees" in prompt
    assert QUESTION in prompt
    assert "Trout" not in prompt, "it is not above the threshold"


def test_the_whole_answer_is_text(urls: Urls) -> None:
    answer = httpx.post(urls["openai"], json={"query": QUESTION}, timeout=60)
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text == "Pick them\n\ndata: [DONE]\r\nin “autumn” 🍎."


def test_what_no_page_is_about_asks_no_model(urls: Urls, model: Model) -> None:
    before = [request for request in model.requests if "chat" in request.path]
    for answer in asked(urls, "Which telescope shows galaxies?"):
        found = events(answer)
        assert text_of(found) == "Sorry, I don't know how to help with that."
        assert found[-2].value["sources"] == []
    assert [request for request in model.requests if "chat" in request.path] == before


def test_a_model_that_does_not_know_names_no_sources(urls: Urls, model: Model) -> None:
    model.answers = [streamed("Sorry, I don't know ", "how to help with that.")]
    for answer in asked(urls):
        assert events(answer)[-2].value["sources"] == []


def test_a_second_connection_of_an_event_source_is_ended(urls: Urls) -> None:
    again = httpx.get(urls["vector-search"], params={"query": QUESTION}, headers={"Last-Event-ID": "answer"})
    assert again.status_code == 204


def test_a_client_that_goes_away_ends_the_request_to_the_model(urls: Urls, model: Model) -> None:
    model.answers = [hanging("Pick ")]
    with httpx.stream("GET", urls["vector-search"], params={"query": QUESTION}, timeout=60) as answer:
        parts = answer.iter_raw()  # which ends the request when nobody holds it
        next(parts)
    assert model.gone.wait(60)


def test_errors_have_one_shape_and_tell_nothing(urls: Urls, model: Model) -> None:
    for name, member, longest in (
        ("embed", "input", 30_000),
        ("openai", "query", 2000),
        ("vector-search", "query", 2000),
    ):
        for body in (
            b"{",
            b"[]",
            json.dumps({member: " "}).encode(),
            json.dumps({member: "a" * (longest + 1)}).encode(),
        ):
            refused = httpx.post(urls[name], content=body, timeout=60)
            assert (refused.status_code, refused.json()["error"]["code"]) == (400, "bad_request")
    model.answers = [failure(401, f"{QUESTION} sk-planted")]
    refused = httpx.post(urls["openai"], json={"query": QUESTION}, timeout=60)
    assert (refused.status_code, refused.json()["error"]["code"]) == (500, "internal")
    told = [refused.text]
    for answer in asked(urls):
        assert [each.name for each in events(answer)] == ["error", "message"]
        told.append(answer.text)
    for broken in (dropped("Pick "), streamed("Pick ", done=False, last=None)):
        model.answers = [broken]
        for answer in asked(urls):
            assert [each.name for each in events(answer)] == ["message", "error", "message"]
            told.append(answer.text)
    assert not [text for text in told if "sk-" in text or "apples" in text]


def test_a_browser_may_ask_from_another_site(urls: Urls) -> None:
    allowed = httpx.options(urls["vector-search"], headers={"Origin": "https://docs.example.com"})
    assert allowed.status_code == 200
    assert "content-type" in allowed.headers["access-control-allow-headers"]

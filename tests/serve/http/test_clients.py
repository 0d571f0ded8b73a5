"""The clients of the guides' pages, unchanged, ask the server and read its answers."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.serve.fake_model import Exchange, failure, running, streamed
from tests.serve.http.running import serving
from tests.servers import Database
from tools.node import program

PROGRAM = Path(__file__).parent / "clients.mjs"
QUESTION = "When are ripe apples picked?"
TOKENS = ("Pick ", "them\n\ndata: [DONE]\r\n", "in “autumn” 🍎.")
ANSWER = "".join(TOKENS)
REFUSED = "Does the model refuse ripe apples?"
ONCE = "How often do ripe apples ask?"
CASES = [
    *(
        (way, question)
        for way in ("sse", "eventSource", "useCompletion")
        for question in (QUESTION, REFUSED, " ")
    ),
    ("openai", QUESTION),
    ("forgetful", ONCE),
]
Seen = dict[tuple[str, str], dict[str, Any]]


@pytest.fixture(scope="module")
def seen(library: Database) -> Seen:
    """What each client saw; they ask at once."""

    def answer(exchange: Exchange) -> None:
        (failure(400) if REFUSED in exchange.request.prompt else streamed(*TOKENS))(exchange)

    with running() as model, serving(library.url, model.url) as server:
        model.answers = [answer]
        asked = json.dumps({"url": server.url, "cases": CASES})
        done = subprocess.run(
            [program("node"), str(PROGRAM)],
            input=asked,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert (done.returncode, done.stderr) == (0, "")
        found = dict(zip(CASES, json.loads(done.stdout), strict=True))
        found["forgetful", ONCE]["asked"] = sum(ONCE in request.prompt for request in model.requests)
        return found


@pytest.mark.parametrize("way", ["sse", "eventSource"])
def test_the_pages_of_both_guides_read_an_answer(seen: Seen, way: str) -> None:
    found = seen[way, QUESTION]
    assert found["answer"] == ANSWER
    assert found["sources"][0] == "/pages/fruit?section=1#apples"
    assert (found["done"], found["error"]) == (1, False)


def test_the_page_of_today_reads_an_answer(seen: Seen) -> None:
    assert seen["useCompletion", QUESTION] == {"answer": ANSWER, "error": False}


def test_the_function_openai_replies_with_text(seen: Seen) -> None:
    assert seen["openai", QUESTION] == {"type": "text/plain; charset=utf-8", "answer": ANSWER}


def test_an_event_source_that_is_not_closed_asks_once(seen: Seen) -> None:
    found = seen["forgetful", ONCE]
    # it has connected a second time, and was told to stop
    assert (found["done"], found["asked"], found["errors"]) == (1, 1, 2)


@pytest.mark.parametrize("way", ["sse", "eventSource", "useCompletion"])
@pytest.mark.parametrize("question", [REFUSED, " "])
def test_an_error_reaches_the_page(seen: Seen, way: str, question: str) -> None:
    assert seen[way, question]["error"]

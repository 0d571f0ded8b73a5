"""The example doc_search: its dialog asks its route, which asks the server."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from tests.docs.pages import ROOT
from tests.serve.fake_model import Exchange, failure, running, streamed
from tests.serve.http.running import serving
from tests.servers import Database
from tools.node import program

PROGRAM = Path(__file__).parent / "dialog.mjs"
QUESTION = "When are ripe apples picked?"
REFUSED = "Does the model refuse ripe apples?"


def test_the_dialog_shows_answers_their_sources_and_errors(library: Database) -> None:
    def answer(exchange: Exchange) -> None:
        (failure(400) if REFUSED in exchange.request.prompt else streamed("Pick ", "<b>them</b> in autumn."))(
            exchange
        )

    with running() as model, serving(library.url, model.url) as server:
        model.answers = [answer]
        asked = {"example": str(ROOT / "examples" / "doc_search"), "questions": [QUESTION, REFUSED, QUESTION]}
        done = subprocess.run(
            [program("node"), str(PROGRAM)],
            input=json.dumps(asked),
            env={"PATH": os.environ["PATH"], "PGMATCH_SERVE_URL": server.url},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert (done.returncode, done.stderr) == (0, "")
    answered, refused, again = json.loads(done.stdout)
    assert answered["waited"] == "Searching …"
    assert answered["status"] == "Pick <b>them</b> in autumn."
    assert ["/pages/fruit?section=1#apples", "Apples"] in answered["links"]
    assert refused == {
        "waited": "Searching …",
        "status": "The question could not be answered. Try again.",
        "links": [],
    }
    assert again == answered

"""LangChain's own packages, in Python and JavaScript, find texts through match_documents over HTTP."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ServeHttp
from tests.http.lite import Lite
from tests.servers import Database
from tools.libraries import python
from tools.node import program

FOLDER = Path(__file__).parent
SCRIPTS = FOLDER.parent / "libraries" / "scripts"
TABLE = """
    create table documents (
      id bigserial primary key, content text, metadata jsonb, embedding extensions.vector(3)
    );
    create index on documents using hnsw (embedding extensions.vector_cosine_ops);
    grant all on documents, documents_id_seq to service_role;
"""
CREATE = "select pgmatch.create_search('match_documents', 'documents', contract => 'langchain'"
FOUND = {
    "nearest": ["some longer text", "a text of more than some length"],
    "filtered": ["a"],
    "filtered_afterwards": ["some longer text", "a"],
}


def in_python(lite: Lite) -> Any:
    script = [
        python(),
        "-W",
        "ignore",
        str(SCRIPTS / "use_langchain_community.py"),
        lite.url,
        lite.secret_key,
    ]
    done = subprocess.run(script, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def in_javascript(lite: Lite, *, diverse: bool = True) -> Any:
    done = subprocess.run(
        [program("node"), str(FOLDER / "use_langchain.mjs")],
        input=json.dumps({"url": lite.url, "key": lite.secret_key, "diverse": diverse}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("use", "embedding"),
    [(in_python, "embedding"), (in_javascript, "embedding jsonb")],
    ids=["python", "javascript"],
)
def test_a_store_of_langchain_searches_through_match_documents(
    database: Database, serve_http: ServeHttp, use: Callable[[Lite], Any], embedding: str
) -> None:
    database.execute(TABLE + f"{CREATE}, returns => '{{id, content, metadata, {embedding}}}')")

    found = use(serve_http(database))

    assert found["scores"] == pytest.approx([0.99999139, 0.99941108])
    assert found["diverse"] == 2
    # a function as a filter is JavaScript's
    assert found["nearest"] == FOUND["nearest"]
    assert found["filtered"] == FOUND["filtered"]
    assert found.get("filtered_afterwards", FOUND["filtered_afterwards"]) == FOUND["filtered_afterwards"]


def test_javascript_without_the_embedding_is_searched_too(database: Database, serve_http: ServeHttp) -> None:
    database.execute(TABLE + CREATE + ")")

    with_index = in_javascript(serve_http(database), diverse=False)

    assert with_index["nearest"] == FOUND["nearest"]
    assert with_index["filtered_afterwards"] == FOUND["filtered_afterwards"]
    # as n8n's node calls it
    assert with_index["loaded"] == FOUND["nearest"]
    assert with_index["loaded_filtered"] == with_index["retrieved"] == FOUND["filtered"]

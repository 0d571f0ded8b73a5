"""The Edge Function of the example, in the real Deno: with the jobs of Supabase's guide, and with pgmatch's."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.captions.stand_ins import STORAGE
from tests.docs.pages import ROOT
from tests.embedders import fake_service
from tests.embedders.fake_service import Json, Reply
from tests.queue.conftest import Queue

HERE = Path(__file__).parent
FUNCTION = ROOT / "examples" / "automatic-embeddings" / "embed" / "index.ts"
# what the guide makes, as far as the function is concerned
GUIDE = """
    create table documents (
      id integer generated always as identity primary key, title text not null, content text not null,
      embedding extensions.halfvec(3)
    );
    create function embedding_input(doc documents) returns text immutable
    return '# ' || doc.title || E'\\n\\n' || doc.content;
    select pgmq.create('embedding_jobs')
"""


@contextmanager
def deno(folder: Path, database_url: str, model_url: str) -> Iterator[str]:
    """Run the function in a folder of its own, and give its URL."""
    shutil.copy(FUNCTION, folder)
    shutil.copy(HERE / "package.json", folder)
    (folder / "node_modules").symlink_to(HERE / "node_modules")
    environment = {
        "PATH": os.defpath,
        "HOME": str(folder),
        "DENO_SERVE_ADDRESS": "tcp:127.0.0.1:0",
        "NO_COLOR": "1",
        "SUPABASE_DB_URL": database_url,
        "OPENAI_API_KEY": "key",
        "OPENAI_BASE_URL": model_url,
    }
    command: list[str | Path] = [
        HERE / "node_modules" / ".bin" / "deno",
        "run",
        "--check",
        "--allow-net",
        "--allow-env",
        "index.ts",
    ]
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
            yield said[-1].split()[2]
        finally:
            running.kill()


def post(url: str, body: Any) -> Any:
    answer = httpx.post(url, json=body, timeout=60)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert answer.headers["x-completed-jobs"] == str(len(found["completedJobs"]))
    assert answer.headers["x-failed-jobs"] == str(len(found["failedJobs"]))
    return found


def test_the_edge_function_serves_the_guide_and_pgmatch(queue: Queue, tmp_path: Path) -> None:
    changes: list[str] = []

    def answer(body: Json) -> Reply:
        for change in changes:
            queue.execute(change)
        changes.clear()
        if "bad" in body["input"][0]:
            return fake_service.failure(400, "bad")(body)
        return fake_service.success(3)(body)

    with fake_service.running() as service, deno(tmp_path, queue.url, service.url) as url:
        service.answers = [answer]
        assert httpx.get(url).status_code == 400
        assert httpx.post(url, json=[{"jobId": "1"}]).status_code == 400

        queue.execute(GUIDE)
        queue.execute("insert into documents (title, content) values ('a', 'b'), ('bad', 'b'), ('x', 'y')")
        queue.execute(
            "select pgmq.send('embedding_jobs', jsonb_build_object('id', n, 'schema', 'public', 'table',"
            " 'documents', 'contentFunction', 'embedding_input', 'embeddingColumn', 'embedding'))"
            " from generate_series(1, 4) as n"
        )
        read = (
            "select jsonb_agg(jsonb_build_object('jobId', msg_id) || message order by msg_id)"
            " from pgmq.read('embedding_jobs', 0, 9)"
        )
        changes.append("update documents set content = 'zz' where id = 1")
        [(jobs,)] = queue.rows(read)
        found = post(url, jobs)
        # the fourth row is deleted
        assert [job["id"] for job in found["completedJobs"]] == [3, 4]
        assert [(job["id"], job["error"].split(":")[1].strip()) for job in found["failedJobs"]] == [
            (1, "the row has changed meanwhile"),
            (2, "the model answered 400"),
        ]
        [(jobs,)] = queue.rows(read)
        assert [job["id"] for job in jobs] == [1, 2]
        assert [job["id"] for job in post(url, jobs)["completedJobs"]] == [1]
        rows = "select id, embedding::text from documents order by id"
        assert queue.rows(rows) == [(1, "[7,3,0]"), (2, None), (3, "[6,3,0]")]
        queue.execute("delete from documents where id = 2")

        # the same table, by pgmatch
        queue.execute(STORAGE)
        queue.execute(
            "update documents set embedding = null;"
            "select pgmatch.queue_embeddings('documents', 'embedding', 'embedding_input(s)')"
        )
        queue.declare("not_sent", "title || ''")
        queue.execute("insert into not_sent values (1, 'a')")
        assert queue.rows("select pgmatch.post_jobs('http://edge/embed', batch_size => 1)") == [(2,)]
        sent = queue.rows("select url, body from net.queue order by id")
        assert [(to, len(body)) for to, body in sent] == [("http://edge/embed", 1)] * 2
        for _, body in sent:
            assert len(post(url, body)["completedJobs"]) == 1, json.dumps(body)
        assert queue.rows(rows) == [(1, "[7,3,0]"), (3, "[6,3,0]")]
        assert queue.jobs("documents") == [0, 0, 0, 0]

"""The action of examples/headless: its steps in a shell, with the inputs that a runner gives them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from pgmatch.migrate import upgrade
from tests.conftest import CreateDatabase
from tests.embedders import fake_service
from tests.http.lite import serving
from tests.servers import PostgresServer

ACTION = yaml.safe_load(
    (Path(__file__).parents[2] / "examples" / "headless" / "action.yml").read_text("utf-8")
)
# of the archived action
INPUTS = {"supabase-url", "supabase-service-role-key", "openai-key", "embedding-model", "docs-root-path"}


def run_action(folder: Path, given: Mapping[str, str], **variables: str) -> str:
    """Run the steps as a runner does, but those of other actions; return what they print."""
    inputs = {name: given.get(name, declared.get("default")) for name, declared in ACTION["inputs"].items()}
    printed = ""
    for step in ACTION["runs"]["steps"]:
        if "run" not in step:
            continue
        assert "${{" not in step["run"], "what is given never becomes part of a script"
        environment = {name: filled(value, inputs) for name, value in step.get("env", {}).items()}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=folder,
            env={"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "HOME": str(folder)}
            | variables
            | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        printed += done.stdout
    return printed


def filled(value: str, inputs: Mapping[str, Any]) -> str:
    return re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: str(inputs[found[1]]), value)


def test_it_has_the_inputs_of_the_archived_action() -> None:
    assert set(ACTION["inputs"]) == INPUTS
    required = {name for name, declared in ACTION["inputs"].items() if declared.get("required")}
    assert required == {"supabase-url", "supabase-service-role-key", "openai-key"}


def test_it_ingests_a_folder_and_takes_over_what_the_generator_wrote(
    supabase_server: PostgresServer, create_database: CreateDatabase, tmp_path: Path
) -> None:
    database = create_database(supabase_server)
    upgrade(database.url, "docs")
    (tmp_path / "docs" / "guides").mkdir(parents=True)
    (tmp_path / "docs" / "guides" / "cats.md").write_text("# Cats\n\nA kitten is a young cat.\n")
    with serving(database.url, schemas=("docs", "public")) as lite, fake_service.running() as openai:
        given = {
            "supabase-url": lite.url,
            "supabase-service-role-key": lite.secret_key,
            "openai-key": "sk-the-secret",
        }
        printed = run_action(tmp_path, given, OPENAI_BASE_URL=openai.url)
        assert "1 new" in printed
        assert {request.body["model"] for request in openai.requests} == {"text-embedding-ada-002"}
        assert {request.authorization for request in openai.requests} == {"Bearer sk-the-secret"}
        assert database.rows("select path, type, source from docs.page") == [
            ("/docs/guides/cats", "markdown", "markdown")
        ]
        # as the generator leaves a page, once it has the slash
        database.execute("update docs.page set corpus = null; delete from pgmatch.docs_corpus")
        asked = len(openai.requests)
        assert "1 unchanged" in run_action(tmp_path, given, OPENAI_BASE_URL=openai.url)
        assert len(openai.requests) == asked

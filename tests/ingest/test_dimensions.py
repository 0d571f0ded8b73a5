"""The first ingest chooses the length of the vectors, and says so; the known models are those of the embedders."""

from __future__ import annotations

from pathlib import Path

import pytest

from pgmatch import connect
from pgmatch.embedders import minilm, openai
from pgmatch.errors import DatabaseError
from pgmatch.ingest.preview import preview
from pgmatch.ingest.run import ingest
from pgmatch.models import LoadPage, LoadSection
from tests.cli.conftest import Run, run
from tests.ingest.hashing import Hashing
from tests.servers import Database

__all__ = ["run"]  # the fixture
DIMENSIONS = "select dimensions, model from pgmatch_info()"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/a.md").write_text("# A\n\nThe text.\n")
    return tmp_path / "site"


def test_an_ingest_says_that_it_changed_the_length_and_a_preview_that_it_would(
    database: Database, site: Path
) -> None:
    with connect(database.url) as client:
        assert preview(client, site, Hashing()).new_dimensions == 64
        assert database.rows(DIMENSIONS) == [(1536, None)]
        assert ingest(client, site, Hashing()).new_dimensions == 64
        assert database.rows(DIMENSIONS) == [(64, "hashing")]
        assert preview(client, site, Hashing()).new_dimensions is None
        assert ingest(client, site, Hashing()).new_dimensions is None
        assert client.match_page_sections(Hashing().embed(["The text."])[0])[0].content == "# A\n\nThe text."


def test_loading_says_so_too(database: Database) -> None:
    with connect(database.url) as client:
        for path, told in (("/a", 3), ("/b", None)):
            loaded = client.load_pages([LoadPage(path, [LoadSection("text", [1, 0, 0])])], "m")
            assert loaded.new_dimensions == told
    assert database.rows(DIMENSIONS) == [(3, "m")]


def test_a_role_that_is_not_the_owner_is_told_what_the_owner_runs(database: Database, site: Path) -> None:
    database.execute("alter role service_role login")
    try:
        with connect(database.server.url(database.name, "service_role")) as client:
            for work in (preview, ingest):
                with pytest.raises(DatabaseError) as refused:
                    work(client, site, Hashing())
                assert 'Ask "postgres", who owns it, to run: select pgmatch.set_dimensions(64);' in str(
                    refused.value
                )
            database.execute("select pgmatch.set_dimensions(64)")
            assert ingest(client, site, Hashing()).new == ["/a"]
    finally:
        database.execute("alter role service_role nologin")


def test_the_command_says_both(database: Database, site: Path, run: Run) -> None:
    for more, said in ((["--dry-run"], "would change"), ([], "was changed")):
        done = run("ingest", str(site), *more, url=database.url)
        assert done.exit_code == 0, done.stderr
        assert f"The column of embeddings {said} to the model's 384 dimensions" in done.stderr
    assert "column of embeddings" not in run("ingest", str(site), url=database.url).stderr


def test_the_database_knows_the_models_of_the_embedders(database: Database) -> None:
    known = {minilm.MODEL: (384, 384)} | {
        name: (length if name == openai.UNCUTTABLE else 1, length)
        for name, length in openai.DIMENSIONS.items()
    }
    for name, lengths in known.items():
        query = "select lower(d), upper(d) - 1 from pgmatch.model_dimensions(%s) as d"
        assert database.rows(query, (name,)) == [lengths]

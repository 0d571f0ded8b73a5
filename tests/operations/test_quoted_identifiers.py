"""A role or a database may let Postgres quote all identifiers that it prints: nothing that compares them fails."""

from __future__ import annotations

import json
from contextlib import closing

from pgmatch.migrate import upgrade
from tests.catalog import differences, snapshot
from tests.cli.conftest import Run, _no_settings, run
from tests.conftest import CreateDatabase, InstallDatabase
from tests.servers import PostgresServer

__all__ = ["_no_settings", "run"]

NOTES = """
    create table notes (id bigint generated always as identity primary key, title text, body text, embedding vector(3));
    insert into notes (title, body, embedding)
    select 't', 'b', array_fill(i, array[3])::vector from generate_series(1, 50) as i;
    create index on notes using hnsw ((embedding::halfvec(3)) halfvec_cosine_ops);
    select pgmatch.create_search('match_notes', 'notes', content => 'body', filters => '{"called text": "title = $"}');
    select pgmatch.queue_embeddings('notes', 'embedding', 'title || s.body');
    update notes set body = 'c' where id = 1;
"""
STATES = "select name, problem from pgmatch.searches where state <> 'fine'"
PATH = """select path from pgmatch.explain_call('match_notes', '{"query_embedding": "[1,1,1]", "match_count": 3}')"""
WRONG = "select rule, object, evidence from pgmatch.doctor() where level = 'error'"


def test_an_install_is_the_same(
    install_database: InstallDatabase, create_database: CreateDatabase, plain_server: PostgresServer
) -> None:
    made, usual = create_database(plain_server), install_database(plain_server, "queue", "video")
    made.execute(f"alter database {made.name} set quote_all_identifiers = on")
    for line in ("nods", "queue", "video"):
        upgrade(made.url, line)
    assert made.rows("show quote_all_identifiers") == [("on",)]
    assert made.rows(STATES) == made.rows(WRONG) == []

    made.execute(f"alter database {made.name} reset quote_all_identifiers")
    with closing(made.connect()) as one, closing(usual.connect()) as other:
        assert differences(snapshot(one), snapshot(other)) == []


def test_what_is_made_in_such_a_session_is_found_to_be_right_in_any(
    install_database: InstallDatabase, plain_server: PostgresServer, run: Run
) -> None:
    made = install_database(plain_server, "queue")
    made.execute(f"alter database {made.name} set quote_all_identifiers = on")
    made.execute(NOTES)
    made.execute("select pgmatch.repin(); select pgmatch.set_access('public_read')")
    (claimed,) = made.rows("select content from pgmatch.claim_jobs(1)")
    assert claimed == ("tc",)
    for setting in ("on", "off"):
        made.execute(f"alter database {made.name} set quote_all_identifiers = {setting}")
        assert made.rows(STATES) == made.rows(WRONG) == []
        assert made.rows("select problem from pgmatch.queue_status()") == [(None,)]
        assert made.rows(PATH) == [("fast",)]
        done = run("doctor", "--json", url=made.url)
        assert [each for each in json.loads(done.stdout)["findings"] if each["level"] == "error"] == []

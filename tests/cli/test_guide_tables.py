"""`pgmatch adopt --plan` on the tables of other guides: each gets the command that makes its function."""

from __future__ import annotations

import re
import shlex

import pytest

from pgmatch.migrate import upgrade
from tests.cli.conftest import Run
from tests.conftest import CreateDatabase
from tests.servers import Database, PostgresServer

COLUMNS = "id, content, metadata, 1 - (embedding <=> query_embedding)"
ORDER = "from documents where metadata @> filter order by embedding <=> query_embedding"
# of contracts of clients: table and function as each guide has them, with vectors of three dimensions
GUIDES = {
    "langchain": f"""
        create table documents (id bigserial primary key, content text, metadata jsonb, embedding vector(3));
        create function match_documents(query_embedding vector(3), match_count int default null, filter jsonb default '{{}}')
        returns table (id bigint, content text, metadata jsonb, similarity float) language plpgsql as $$
        #variable_conflict use_column
        begin return query select {COLUMNS} {ORDER} limit match_count; end $$;
    """,
    "langchain_js": """
        create table documents (id bigserial primary key, content text, metadata jsonb, embedding vector(3));
        create function match_documents(query_embedding vector(3), match_count int default null, filter jsonb default '{}')
        returns table (id bigint, content text, metadata jsonb, embedding jsonb, similarity float) language plpgsql as $$
        #variable_conflict use_column
        begin return query select id, content, metadata, (documents.embedding::text)::jsonb, 1.0::float from documents
          where metadata @> filter order by documents.embedding <=> query_embedding limit match_count; end $$;
    """,
    "langchain_python": f"""
        create table documents (id uuid primary key, content text, metadata jsonb, embedding vector(3));
        create function match_documents(query_embedding vector(3), filter jsonb default '{{}}')
        returns table (id uuid, content text, metadata jsonb, similarity float) language sql as $$ select {COLUMNS} {ORDER} $$;
    """,
    "semantic": """
        create table documents (id bigint primary key generated always as identity, content text, embedding vector(3));
        create function match_documents(query_embedding vector(3), match_threshold float, match_count int)
        returns setof documents language sql as $$
        select * from documents where embedding <#> query_embedding < -match_threshold
        order by embedding <#> query_embedding asc limit least(match_count, 200) $$;
    """,
    "columns": """
        create table documents (id serial primary key, title text not null, body text not null, embedding vector(3));
        create function match_documents(query_embedding vector(3), match_threshold float, match_count int)
        returns table (id bigint, title text, body text, similarity float) language sql stable as $$
        select id, title, body, 1 - (embedding <=> query_embedding) from documents
        where 1 - (embedding <=> query_embedding) > match_threshold order by embedding <=> query_embedding limit match_count $$;
    """,
    "hybrid": """
        create table documents (
          id bigint primary key generated always as identity, content text,
          fts tsvector generated always as (to_tsvector('english', content)) stored, embedding vector(3)
        );
        create function hybrid_search(
          query_text text, query_embedding vector(3), match_count int,
          full_text_weight float = 1, semantic_weight float = 1, rrf_k int = 50
        )
        returns setof documents language sql as $$
        select d.* from documents as d order by d.embedding <#> query_embedding limit match_count $$;
    """,
    "automatic": """
        create table documents (
          id integer primary key generated always as identity, title text not null, content text not null,
          embedding halfvec(3)
        );
    """,
    "Own names": """
        create table "The (documents" (key uuid primary key, "Text of it" text, vec vector(3));
    """,
}
COMMANDS = {
    "langchain": "langchain.match_documents langchain.documents --contract langchain",
    "langchain_js": "langchain_js.match_documents langchain_js.documents --contract langchain --return id --return content"
    " --return metadata --return 'embedding jsonb'",
    "langchain_python": "langchain_python.match_documents langchain_python.documents --contract langchain",
    "semantic": "semantic.match_documents semantic.documents --contract supabase --metric ip",
    "columns": "columns.match_documents columns.documents --contract supabase --return 'id bigint' --return title"
    " --return body",
    "hybrid": "hybrid.hybrid_search hybrid.documents --contract supabase --hybrid --metric ip",
    "automatic": "automatic.match_documents automatic.documents",
    "Own names": """'"Own names"."match_The (documents"' '"Own names"."The (documents"' --embedding vec""",
}
FOUND = re.compile(r"^    To search it with pgmatch: (pgmatch function create .*)$", re.MULTILINE)
FUNCTIONS = """
    select p.proname::text, pg_get_function_identity_arguments(p.oid) from pg_proc as p
    where p.pronamespace::regnamespace::text = %s and p.proname in ('match_documents', 'hybrid_search') order by 1, 2
"""


@pytest.fixture
def guides(supabase_server: PostgresServer, create_database: CreateDatabase) -> Database:
    """A database with the tables of all guides, each in a schema of its own, and without pgmatch."""
    made = create_database(supabase_server, extension_schema="extensions")
    for schema, statements in GUIDES.items():
        made.execute(
            f'create schema "{schema}"; set local search_path = "{schema}", extensions; {statements}'
        )
    return made


def test_each_gets_the_command_that_makes_its_function(run: Run, guides: Database) -> None:
    told = run("adopt", "--plan", url=guides.url)
    assert (told.exit_code, told.stderr) == (0, "")
    commands = FOUND.findall(told.stdout)
    assert {command.removeprefix("pgmatch function create ") for command in commands} == set(
        COMMANDS.values()
    )
    assert "langchain.documents.embedding: " in told.stdout
    assert "searched by langchain.match_documents(" in told.stdout
    assert "`pgmatch alembic -n core upgrade head`" in told.stdout

    upgrade(guides.url, "core")
    for command in commands:
        made = run(*shlex.split(command)[1:], url=guides.url)
        assert (made.exit_code, made.stderr) == (0, ""), command
    for schema, arguments in {
        "langchain": "query_embedding extensions.vector, match_count integer, filter jsonb",
        "langchain_python": "query_embedding extensions.vector, match_count integer, filter jsonb",
        "columns": "query_embedding extensions.vector, match_threshold double precision, match_count integer",
    }.items():
        assert guides.rows(FUNCTIONS.replace("%s", f"'{schema}'")) == [("match_documents", arguments)]
    assert "Your own tables" not in run("adopt", "--plan", url=guides.url).stdout


def test_tables_of_pgmatch_and_databases_without_embeddings_are_left_out(
    run: Run, database: Database, empty_database: Database
) -> None:
    for url in (database.url, empty_database.url):
        assert "Your own tables" not in run("adopt", "--plan", url=url).stdout

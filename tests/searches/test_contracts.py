"""match_documents as LangChain and Supabase's guides call it: their arguments, columns, order and limits."""

from __future__ import annotations

import pytest
from psycopg2 import Error

from tests.searches.calls import call
from tests.searches.conftest import DIMENSIONS, ON_18
from tests.servers import Database

pytestmark = ON_18
# the guides' functions, over the same rows
GUIDES = """
    create table public.documents (
      id bigserial primary key, content text, metadata jsonb, embedding extensions.vector(8)
    );
    insert into public.documents (content, metadata, embedding)
    select name, jsonb_build_object('category', category, 'price', price), embedding from shop.products;
    insert into public.documents (content, embedding) values ('no metadata', '[1,2,3,4,5,6,7,9]');
    create index on public.documents using hnsw (embedding extensions.vector_cosine_ops);
    create function public.langchain_s (
      query_embedding extensions.vector(8), match_count int default null, filter jsonb default '{}'
    ) returns table (id bigint, content text, metadata jsonb, similarity float) language plpgsql as $$
    #variable_conflict use_column
    begin
      return query
      select id, content, metadata, 1 - (documents.embedding operator(extensions.<=>) query_embedding) as similarity
      from documents
      where metadata @> filter
      order by documents.embedding operator(extensions.<=>) query_embedding
      limit match_count;
    end;
    $$;
    create function public.supabase_s (
      query_embedding extensions.vector(8), match_threshold float, match_count int
    ) returns setof documents language sql as $$
      select * from documents
      where documents.embedding operator(extensions.<=>) query_embedding < 1 - match_threshold
      order by documents.embedding operator(extensions.<=>) query_embedding asc
      limit least(match_count, 200);
    $$;
    create function public.columns_s (
      query_embedding extensions.vector(8), match_threshold float, match_count int
    ) returns table (id bigint, content text, similarity float) language sql stable as $$
      select id, content, 1 - (embedding operator(extensions.<=>) query_embedding) as similarity
      from documents
      where 1 - (embedding operator(extensions.<=>) query_embedding) > match_threshold
      order by embedding operator(extensions.<=>) query_embedding
      limit match_count;
    $$;
"""
QUERY = "'[1,2,3,4,5,6,7,8]'"
LANGCHAIN = "select pgmatch.create_search('match_documents', 'documents', contract => 'langchain')"
SUPABASE = "select pgmatch.create_search('match_documents', 'documents', contract => 'supabase')"
COLUMNS = "select pgmatch.create_search('match_documents', 'documents', contract => 'supabase', returns => '{id, content}')"


@pytest.fixture
def documents(shop: Database) -> Database:
    shop.execute(GUIDES)
    return shop


def both(database: Database, guides: str, arguments: str) -> tuple[list[tuple[object, ...]], ...]:
    """Return the rows of the guide's function, which must not take the index and its approximation, and of ours."""
    theirs = call(
        database, f"select * from {guides}({arguments})", before="set local enable_indexscan = off"
    ).rows
    return theirs, database.rows(f"select * from match_documents({arguments})")


@pytest.mark.parametrize(
    "arguments",
    [
        f"{QUERY}",
        f"{QUERY}, 5",
        f"{QUERY}, null, '{{}}'",
        f"""{QUERY}, 5, '{{"category": "hats"}}'""",
        f"""query_embedding => {QUERY}, filter => '{{"category": "hats", "price": 1}}'""",
        f"""query_embedding => {QUERY}, filter => '{{"category": "it''s none"}}'""",
        f"""query_embedding => {QUERY}, match_count => 400""",
    ],
)
def test_langchain_gets_what_its_guide_returns(documents: Database, arguments: str) -> None:
    documents.execute(LANGCHAIN)
    theirs, ours = both(documents, "langchain_s", arguments)

    assert ours == theirs


def test_langchain_takes_the_index(documents: Database) -> None:
    documents.execute(LANGCHAIN)

    assert call(documents, f"select * from match_documents({QUERY}, 5)").is_fast
    assert call(documents, f"select * from match_documents({QUERY}, 5, '{{}}')").is_fast


def test_langchain_for_javascript_gets_the_embedding_as_numbers(documents: Database) -> None:
    documents.execute(
        LANGCHAIN.replace("contract", "returns => '{id, content, metadata, embedding jsonb}', contract")
    )

    found = documents.rows(
        f"select m.embedding, d.embedding::text::jsonb from match_documents({QUERY}, 5) as m"
        " join documents as d on d.id = m.id"
    )
    assert len(found) == 5
    assert all(
        isinstance(ours, list) and len(ours) == DIMENSIONS and ours == stored for ours, stored in found
    )


@pytest.mark.parametrize(
    "arguments", [f"{QUERY}, 0.2, 5", f"{QUERY}, 0.9, 5", f"{QUERY}, -1, 500", f"{QUERY}, -1, null"]
)
def test_supabases_guide_gets_whole_rows_at_most_200(documents: Database, arguments: str) -> None:
    documents.execute(SUPABASE)
    theirs, ours = both(documents, "supabase_s", arguments)

    assert ours == theirs


@pytest.mark.parametrize("arguments", [f"{QUERY}, 0.2, 5", f"{QUERY}, 0.9, 5", f"{QUERY}, -1, null"])
def test_supabases_guide_gets_columns_and_similarity(documents: Database, arguments: str) -> None:
    documents.execute(COLUMNS)
    theirs, ours = both(documents, "columns_s", arguments)

    assert ours == theirs


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("null", "embedding is null"),
        ("'[1,2,3]'", "embedding has 3 dimensions, but the table has 8"),
        ("'[0,0,0,0,0,0,0,0]'", "embedding is all zeros"),
    ],
)
@pytest.mark.parametrize(
    ("declared", "arguments"), [(LANGCHAIN, "{}"), (LANGCHAIN, "{}, null, null"), (COLUMNS, "{}, null, null")]
)
def test_a_call_for_all_rows_checks_the_query(
    documents: Database, declared: str, arguments: str, query: str, message: str
) -> None:
    documents.execute(declared)

    with pytest.raises(Error, match=message) as raised:
        documents.rows(f"select * from match_documents({arguments.format(query)})")
    assert raised.value.diag.message_hint
    assert documents.rows(f"select * from match_documents({arguments.format(QUERY)})")


def test_a_call_for_all_rows_checks_the_threshold(documents: Database) -> None:
    documents.execute(COLUMNS)

    with pytest.raises(Error, match="match_threshold is not a number"):
        documents.rows(f"select * from match_documents({QUERY}, 'NaN', null)")


@pytest.mark.parametrize(
    "changed", ["content => 'content'", 'filters => \'{"a text": "content = $"}\'', "arguments => '{q}'"]
)
def test_a_contract_has_its_own_arguments(documents: Database, changed: str) -> None:
    with pytest.raises(Error, match="the contract langchain decides which arguments") as raised:
        documents.execute(LANGCHAIN.replace("contract", f"{changed}, contract"))
    assert raised.value.diag.message_hint


@pytest.mark.parametrize(
    ("column", "message"), [("content", "returns names 'content'"), ("metadata", "returns names 'metadata'")]
)
def test_a_table_without_the_columns_of_a_contract_is_refused(
    documents: Database, column: str, message: str
) -> None:
    documents.execute(f"alter table documents rename {column} to other")

    with pytest.raises(Error, match=message):
        documents.execute(LANGCHAIN)


def test_a_function_of_other_arguments_is_not_taken_for_a_guides(documents: Database) -> None:
    documents.execute("create function match_documents(q text) returns text language sql as 'select q'")

    with pytest.raises(Error, match="already the name of public.match_documents"):
        documents.execute(LANGCHAIN)

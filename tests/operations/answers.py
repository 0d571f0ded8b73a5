"""What a database answers: the rows of every function that only reads, to be compared with those of another."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any, TypeAlias

import psycopg2
from psycopg2.extensions import cursor as Cursor  # noqa: N812 - psycopg2 names the class so

# a role and its claims
Caller: TypeAlias = tuple[str | None, Mapping[str, Any] | None]
CALLERS: list[Caller] = [
    (None, None),
    ("service_role", None),
    ("anon", None),
    ("authenticated", {"sub": "alice", "role": "authenticated"}),
]

DIMENSIONS = 8
# the last one that a search for a tag below /11 finds is of the first owner
PAGES = 18
OWNERS = ("alice", "bob")
# some vectors are the same
FILL = f"""
    set local search_path = {{schema}}, extensions, public;
    select setseed(0.25);
    insert into nods_page (path, type, source, meta, checksum, parent_page_id)
    select
      case when i % 10 = 1 then '/' || i else format('/%s/%s', i - (i - 1) % 10, i) end,
      case when i % 3 = 0 then 'mdx' else 'markdown' end, 'guide',
      jsonb_build_object('tags', jsonb_build_array('t' || i % 7)), md5(i::text), null
    from generate_series(1, {{pages}}) as i;
    update nods_page as p set parent_page_id = q.id
    from nods_page as q where q.path = '/' || split_part(p.path, '/', 2) and q.id <> p.id;
    insert into nods_page_section (page_id, content, heading, slug, token_count, embedding)
    select p.id, format('%s words of section %s', repeat('some ', (n % 5)::int), n), 'H' || n, 's' || n, n,
      l2_normalize((
        select array_agg(case when n % 31 = 0 and n < 1000 then 1 else round((random() - 0.5)::numeric, 3) end + 0 * g)
        from generate_series(1, {DIMENSIONS}) as g
      )::real[]::vector)
    from nods_page as p cross join generate_series(1, 10) as m cross join lateral (values (p.id * 10 + m)) as x (n)
    order by p.id, m;
"""
QUERIES = ("[1,1,1,1,1,1,1,1]", "[0.1,-0.2,0.3,0,0.5,-0.6,0,0.8]")
SEARCHES = {
    "match_page_sections": "match_page_sections('{query}', -1, 30, 0)",
    "search_page_sections": "search_page_sections('{query}', 8, path_prefix => '/11', meta => '{{\"tags\": [\"t4\"]}}')",
    "find_similar_sections": "find_similar_sections({id}, 10, other_pages => true)",
    "find_duplicate_sections": "find_duplicate_sections(0.99, 50, path_prefix => '/11')",
    "get_page_parents": "get_page_parents({page})",
    "get_section_context": "get_section_context({id}, 2, 2)",
    "explain_search": (
        "(select path, rows from explain_search('match_page_sections',"
        ' \'{{"embedding": {query}, "match_threshold": -1, "match_count": 3, "min_content_length": 0}}\'))'
    ),
    "explain_sections": (
        "explain_sections('/1', 'search_page_sections', '{{\"query_embedding\": {query}, \"path_prefix\": \"/2\"}}')"
    ),
    "pgmatch_info": "pgmatch_info()",
    "nods_preview_ingest": "nods_preview_ingest('docs', 'a-model', 8, array['/1'])",
    "nods_preview_page": "nods_preview_page('docs', '/1', 'another', array['a', 'b'])",
    "nods_corpora": "nods_corpora(array['/1'])",
    "nods_pages": "nods_pages(path_prefix => '/11')",
}
WORDS = {
    "explain_terms": "explain_terms('section words', {id})",
    "hybrid_search_page_sections": "hybrid_search_page_sections('section words', '{query}', 15)",
}
INGEST = {
    "nods_begin_ingest",
    "nods_sections_to_embed",
    "nods_add_sections",
    "nods_put_page",
    "nods_finish_ingest",
    "nods_remove_pages",
}
PUBLIC = """
    select p.proname from pg_proc as p
    where p.pronamespace = %s::regnamespace
      and not exists (select from pg_depend as d where d.objid = p.oid and d.deptype = 'e')
"""


def fill(url: str, pages: int = PAGES, schema: str = "public", owners: bool = False) -> None:
    """Fill a database of 8 dimensions with pages of ten sections each."""
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(FILL.format(pages=pages, schema=schema))
        if owners:
            cursor.execute(
                "update nods_page set owner_id = case when id %% 2 = 0 then %s else %s end", (*OWNERS,)
            )
        cursor.execute("analyze nods_page; analyze nods_page_section")


def answers(
    url: str,
    role: str | None = None,
    claims: Mapping[str, Any] | None = None,
    *,
    words: bool = False,
    schema: str = "public",
) -> dict[str, list[Any]]:
    """Return the rows of each call, as text, of a role with claims; an error counts as its SQLSTATE."""
    (found,) = answers_to(url, [(role, claims)], words=words, schema=schema)
    return found


def answers_to(
    url: str, callers: Sequence[Caller], *, words: bool = False, schema: str = "public"
) -> list[dict[str, list[Any]]]:
    """Return the same for several callers of one session."""
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute(PUBLIC, (schema,))
        there = {name for (name,) in cursor.fetchall()} - INGEST
        calls = {**SEARCHES, **(WORDS if words else {})}
        assert there == set(calls), "a function that reads is not asked here"
        cursor.execute("select set_config('search_path', %s, false)", (schema,))
        # as good as exact, so that two indexes over the same rows answer alike
        cursor.execute("select set_config('hnsw.ef_search', '400', false)")
        first = _first(cursor)
        # not all ask for a vector
        statements = dict.fromkeys(
            call.format(query=query, **first) for call in calls.values() for query in QUERIES
        )
        connection.commit()
        found = []
        for role, claims in callers:
            cursor.execute("select set_config('request.jwt.claims', %s, true)", (json.dumps(claims or {}),))
            if role:
                cursor.execute("select set_config('role', %s, true)", (role,))
            found.append({statement: _rows(cursor, statement) for statement in statements})
            connection.rollback()
        return found


def _first(cursor: Cursor) -> dict[str, int]:
    cursor.execute(
        "select (select min(s.id) + 33 from nods_page_section as s), (select max(p.id) from nods_page as p)"
    )
    ((section, page),) = cursor.fetchall()
    return {"id": section, "page": page}


def _rows(cursor: Cursor, statement: str) -> list[Any]:
    cursor.execute("savepoint before")
    try:
        cursor.execute(f"select f::text from {statement} as f")
        return [row[0] for row in cursor.fetchall()]
    except psycopg2.Error as error:
        cursor.execute("rollback to before")
        return [error.pgcode]

"""What every way of calling the functions has to answer: one set of calls, in no language.

On the example rows of docs/functions.md, with the line nods_text, in the modes `private` and `public_read`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Role = Literal["service_role", "anon", "authenticated", "nobody"]
Access = Literal["private", "public_read"]

ROWS = """
    select pgmatch.set_model('toy-3', normalized => true);

    insert into nods_page (path, checksum, type, source, meta) values
      ('/guide', 'checksum-1', 'markdown', 'guide', '{"title": "Guide"}'),
      ('/guide/install', 'checksum-1', 'markdown', 'guide', '{"title": "Installing", "tags": ["sql", "cli"]}');
    update nods_page set parent_page_id = 1 where path = '/guide/install';

    insert into nods_page_section (page_id, slug, heading, content, token_count, embedding) values
      (1, 'guide', 'Guide', 'Everything about the thing, from its first start to its removal.', 12, '[0, 0.6, 0.8]'),
      (2, 'install', 'Install', 'Install the package, then run the upgrade command once.', 10, '[1, 0, 0]'),
      (2, 'upgrade', 'Upgrade', 'To get a newer version run the same command once more.', 11, '[0.8, 0.6, 0]'),
      (2, null, null, 'The guide.', 2, '[0.8, 0, 0.6]')
"""

COLLECTION = """
    select collections.create_collection('books', 3);
    select collections.upsert_records('books', '[
      ["gulls", [1, 0, 0], {"year": 2019, "tags": ["birds", "sea"]}],
      ["owls", [0.8, 0.6, 0], {"year": 2021, "tags": ["birds"]}],
      ["tides", [0, 0, 1], {"year": 2023, "tags": ["sea"]}]
    ]')
"""


@dataclass(frozen=True)
class Call:
    """A call; `select`, `order`, `limit` and `where` are what a client chains to it."""

    function: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    role: Role = "service_role"  # nobody: with a token that somebody else has signed
    get: bool = False
    schema: str = "public"
    select: str | None = None
    order: str | None = None  # the column, descending
    limit: int | None = None
    where: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What came back: the JSON of the result or the code of an error, and over HTTP the status."""

    data: Any = None
    code: str | None = None
    status: int | None = None


@dataclass(frozen=True)
class Case:
    """A call and its answer; `http_only` is what only PostgREST has, or decides.

    `by_database` is what the database alone decides, however the call gets there: two ways tell.
    """

    name: str
    call: Call
    answer: Answer
    access: Access = "private"
    http_only: bool = False
    by_database: bool = False


METAS = {1: {"title": "Guide"}, 2: {"title": "Installing", "tags": ["sql", "cli"]}}


def _match(**changes: Any) -> dict[str, Any]:
    usual = {"embedding": [1, 0, 0], "match_threshold": 0.78, "match_count": 10, "min_content_length": 50}
    return {**usual, **changes}


def _section(id: int, similarity: float | None = None, path: bool = True) -> dict[str, Any]:  # noqa: A002
    page, slug, heading, content = {
        1: (1, "guide", "Guide", "Everything about the thing, from its first start to its removal."),
        2: (2, "install", "Install", "Install the package, then run the upgrade command once."),
        3: (2, "upgrade", "Upgrade", "To get a newer version run the same command once more."),
        4: (2, None, None, "The guide."),
    }[id]
    row: dict[str, Any] = {"id": id, "page_id": page, "slug": slug, "heading": heading, "content": content}
    if path:
        row["path"] = "/guide" if page == 1 else "/guide/install"
        if similarity is not None:
            row["meta"] = METAS[page]
    return row if similarity is None else {**row, "similarity": similarity}


def _hybrid(id: int, words: int | None, meaning: int | None, similarity: float) -> dict[str, Any]:  # noqa: A002
    score = sum(1 / (50 + rank) for rank in (words, meaning) if rank)
    ranks = {"score": score, "full_text_rank": words, "semantic_rank": meaning, "similarity": similarity}
    return {**_section(id), **ranks, "meta": METAS[2]}


NEAR = 0.800000011920929  # 0.8 as the 32 bits of a vector keep it
FOUND = [_section(2, 1, path=False), _section(3, NEAR, path=False)]
PAGES = [
    {
        "id": 2,
        "parent_page_id": 1,
        "path": "/guide/install",
        "meta": {"title": "Installing", "tags": ["sql", "cli"]},
    },
    {"id": 1, "parent_page_id": None, "path": "/guide", "meta": {"title": "Guide"}},
]


# the order is that of the ids, as no ingest wrote the page
CONTEXT = [
    {**_section(2), "token_count": 10, "heading_path": ["Installing", "Install"], "place": -1},
    {**_section(3), "token_count": 11, "heading_path": ["Installing", "Upgrade"], "place": 0},
    {**_section(4), "token_count": 2, "heading_path": ["Installing", "Upgrade"], "place": 1},
]


WHY = {
    "id": 3,
    "path": "/guide/install",
    "slug": "upgrade",
    "heading": "Upgrade",
    "place": 2,
    "similarity": NEAR,
    "full_text_rank": None,
    "semantic_rank": None,
    "reasons": [
        "its similarity 0.800 is not above match_threshold 0.9",
        "it is at place 2, and match_count is 1",
    ],
}


def _info(access: str) -> list[dict[str, Any]]:
    return [
        {
            "line": line,
            "revision": revision,
            "dimensions": 3,
            "model": model,
            "metric": "ip",
            "access": access,
        }
        for line, revision, model in (("nods", "nods_0005", "toy-3"), ("nods_text", "nods_text_0002", None))
    ]


def _ok(data: Any) -> Answer:
    return Answer(data, status=200)


def _error(code: str, status: int = 400) -> Answer:
    return Answer(code=code, status=status)


SEARCHES = [
    Case("the guide's call", Call("match_page_sections", _match()), _ok(FOUND)),
    Case("a string", Call("match_page_sections", _match(embedding="[1,0,0]")), _ok(FOUND)),
    Case("exponents", Call("match_page_sections", _match(embedding=[1e0, 0.0, -0.0])), _ok(FOUND)),
    Case("a whole threshold", Call("match_page_sections", _match(match_threshold=1)), _ok([])),
    Case(
        "nulls where they are allowed",
        Call("match_page_sections", _match(match_threshold=None, match_count=1, min_content_length=None)),
        _ok(FOUND[:1]),
    ),
    Case("no row is asked for", Call("match_page_sections", _match(match_count=0)), _ok([])),
    Case(
        "filters",
        Call(
            "search_page_sections",
            {
                "query_embedding": [1, 0, 0],
                "match_count": 2,
                "path_prefix": "/guide/",
                "page_type": "markdown",
            },
        ),
        _ok([_section(2, 1), _section(3, NEAR)]),
    ),
    Case(
        "a filter by an object of meta",
        Call("search_page_sections", {"query_embedding": [1, 0, 0], "meta": {"title": "Guide"}}),
        _ok([_section(1, 0)]),
    ),
    Case(
        "a filter by an array in meta",
        Call(
            "search_page_sections",
            {
                "query_embedding": "[1,0,0]",
                "meta": {"tags": ["sql"]},
                "min_content_length": 1,
                "match_threshold": 0.9,
            },
        ),
        _ok([_section(2, 1)]),
    ),
    Case(
        "a filter with operators",
        Call(
            "search_page_sections",
            {
                "query_embedding": [1, 0, 0],
                "match_count": 2,
                "filter": {"$or": [{"tags": {"$contains": "cli"}}, {"title": {"$in": ["Nothing"]}}]},
            },
        ),
        _ok([_section(2, 1), _section(3, NEAR)]),
    ),
    Case(
        "words and meaning behind a filter with operators",
        Call(
            "hybrid_search_page_sections",
            {
                "query_text": "upgrade",
                "query_embedding": [1, 0, 0],
                "match_count": 2,
                "filter": {"title": {"$ne": "Guide"}},
            },
        ),
        _ok([_hybrid(2, 2, 1, 1), _hybrid(3, 1, 2, NEAR)]),
    ),
    Case(
        "pages by a filter, in parts",
        Call(
            "nods_pages", {"filter": {"title": {"$exists": True}}, "after_path": "/guide", "match_count": 5}
        ),
        _ok(
            [
                {
                    "corpus": None,
                    "path": "/guide/install",
                    "type": "markdown",
                    "source": "guide",
                    "sections": 3,
                    "tokens": 23,
                    "meta": METAS[2],
                }
            ]
        ),
    ),
    Case(
        "pages that a filter would remove",
        Call("nods_remove_pages", {"filter": {"title": "Guide"}, "dry_run": True}),
        _ok([{"path": "/guide"}]),
    ),
    Case("all pages by a filter", Call("nods_remove_pages", {"filter": {}}), _error("22023")),
    Case(
        "what is no filter",
        Call("search_page_sections", {"query_embedding": [1, 0, 0], "filter": {"title": {"$like": "G%"}}}),
        _error("22023"),
    ),
    Case(
        "a filter that nothing passes",
        Call("search_page_sections", {"query_embedding": [1, 0, 0], "meta": {"tags": ["css"]}}),
        _ok([]),
    ),
    Case(
        "words and meaning",
        Call(
            "hybrid_search_page_sections",
            {
                "query_text": "upgrade",
                "query_embedding": [1, 0, 0],
                "match_count": 2,
                "meta": {"tags": ["sql"]},
            },
        ),
        _ok([_hybrid(2, 2, 1, 1), _hybrid(3, 1, 2, NEAR)]),
    ),
    Case(
        "words and meaning above a threshold, one row of each section",
        Call(
            "hybrid_search_page_sections",
            {
                "query_text": "upgrade",
                "query_embedding": [1, 0, 0],
                "match_threshold": 0.9,
                "one_per_section": True,
            },
        ),
        _ok([_hybrid(2, 2, 1, 1)]),
    ),
    Case(
        "one row of each section",
        Call(
            "search_page_sections",
            {"query_embedding": [1, 0, 0], "match_count": 2, "one_per_section": True},
        ),
        _ok([_section(2, 1), _section(3, NEAR)]),
    ),
    Case(
        "more like this",
        Call("find_similar_sections", {"id": 2, "match_count": 1, "other_pages": False, "meta": {}}),
        _ok([_section(3, NEAR)]),
    ),
    Case(
        "pairs",
        Call("find_duplicate_sections", {"threshold": 0.75, "match_count": 1, "meta": {"tags": ["cli"]}}),
        _ok(
            [
                {
                    "id": 2,
                    "other_id": 3,
                    "page_id": 2,
                    "other_page_id": 2,
                    "path": "/guide/install",
                    "other_path": "/guide/install",
                    "heading": "Install",
                    "other_heading": "Upgrade",
                    "similarity": NEAR,
                }
            ]
        ),
    ),
    Case("a page and its parents", Call("get_page_parents", {"page_id": 2}), _ok(PAGES)),
    Case("no such page", Call("get_page_parents", {"page_id": 99}), _ok([])),
    Case("a section with its neighbours", Call("get_section_context", {"id": 3}), _ok(CONTEXT)),
    Case(
        "where a section is, and why it is not returned",
        Call(
            "explain_sections",
            {
                "expected": "guide/install#upgrade",
                "search": "search_page_sections",
                "arguments": {"query_embedding": [1, 0, 0], "match_count": 1, "match_threshold": 0.9},
            },
        ),
        _ok([WHY]),
    ),
    Case(
        "how a search is answered",
        Call(
            "explain_search",
            {"search": "search_page_sections", "arguments": {"query_embedding": [1, 0, 0]}},
            select="rows",
        ),
        _ok([{"rows": 4}]),
        http_only=True,
    ),
    Case(
        "the terms of a question",
        Call("explain_terms", {"query_text": "the upgrade", "section_id": 2}),
        _ok([{"term": "upgrad", "sections": 2, "in_section": True}]),
    ),
    Case("what is installed", Call("pgmatch_info"), _ok(_info("private"))),
]

GET = [
    Case(
        "GET of a search",
        Call("match_page_sections", _match(embedding="[1,0,0]"), get=True),
        _ok(FOUND),
        http_only=True,
    ),
    Case(
        "GET with a filter by meta",
        Call(
            "search_page_sections",
            {"query_embedding": "[1,0,0]", "match_count": 1, "meta": '{"tags": ["sql"]}'},
            get=True,
        ),
        _ok([_section(2, 1)]),
        http_only=True,
    ),
    Case(
        "GET by words",
        Call(
            "hybrid_search_page_sections",
            {"query_text": "upgrade", "query_embedding": "[1,0,0]", "match_count": 1},
            get=True,
        ),
        _ok([_hybrid(2, 2, 1, 1)]),
        http_only=True,
    ),
    Case(
        "GET more like this",
        Call("find_similar_sections", {"id": 2, "match_count": 1}, get=True),
        _ok([_section(3, NEAR)]),
        http_only=True,
    ),
    Case(
        "GET pairs, none",
        Call("find_duplicate_sections", {"threshold": 0.99}, get=True),
        _ok([]),
        http_only=True,
    ),
    Case("GET parents", Call("get_page_parents", {"page_id": 2}, get=True), _ok(PAGES), http_only=True),
    Case(
        "GET the terms of a question",
        Call("explain_terms", {"query_text": "upgrade"}, get=True),
        _ok([{"term": "upgrad", "sections": 2, "in_section": None}]),
        http_only=True,
    ),
    Case(
        "GET the section alone",
        Call("get_section_context", {"id": 3, "before": 0, "after": 0}, get=True),
        _ok(CONTEXT[1:2]),
        http_only=True,
    ),
    Case("GET what is installed", Call("pgmatch_info", get=True), _ok(_info("private")), http_only=True),
    Case(
        "GET of a function that writes",
        Call("nods_begin_ingest", {"corpus": "docs", "model": "toy-3", "dimensions": 3}, get=True),
        _error("25006", 405),
        http_only=True,
    ),
]

CHAINED = [
    Case(
        "selected columns",
        Call("match_page_sections", _match(), select="slug,similarity"),
        _ok([{"slug": "install", "similarity": 1}, {"slug": "upgrade", "similarity": NEAR}]),
        http_only=True,
    ),
    Case(
        "another order, and fewer",
        Call("match_page_sections", _match(), select="id", order="id", limit=1),
        _ok([{"id": 3}]),
        http_only=True,
    ),
    Case(
        "a chained filter comes after match_count",
        Call(
            "search_page_sections",
            {"query_embedding": [1, 0, 0], "match_count": 2},
            select="id",
            where={"page_id": 1},
        ),
        _ok([]),
        http_only=True,
    ),
    Case(
        "rows of a composite type, selected and ordered",
        Call(
            "find_similar_sections",
            {"id": 2, "match_count": 2},
            select="path,id",
            order="id",
            where={"page_id": 2},
        ),
        _ok([{"path": "/guide/install", "id": 4}, {"path": "/guide/install", "id": 3}]),
        http_only=True,
    ),
    Case(
        "a part of meta",
        Call("get_page_parents", {"page_id": 2}, select="path,title:meta->>title", limit=1),
        _ok([{"path": "/guide/install", "title": "Installing"}]),
        http_only=True,
    ),
]

WRONG = [
    Case("a vector too short", Call("match_page_sections", _match(embedding=[1, 0])), _error("22023")),
    Case("a vector of zeros", Call("match_page_sections", _match(embedding=[0, 0, 0])), _error("22023")),
    Case("too many rows", Call("match_page_sections", _match(match_count=10_001)), _error("22023")),
    Case(
        "a count of less than none",
        Call("match_page_sections", _match(match_count=-1)),
        _error("2201W"),
    ),
    Case(
        "no vector",
        Call("match_page_sections", _match(embedding=None)),
        _error("22004"),
        http_only=True,
    ),
    Case("no count", Call("match_page_sections", _match(match_count=None)), _error("22004")),
    Case(
        "a vector that is none",
        Call("match_page_sections", _match(embedding="x")),
        _error("22P02"),
        http_only=True,
    ),
    Case(
        "a null in a vector",
        Call("match_page_sections", _match(embedding=[1, None, 0])),
        _error("22P02"),
        http_only=True,
    ),
    Case(
        "a number that is infinite",
        Call("match_page_sections", _match(embedding="[Infinity,0,0]")),
        _error("22000"),
        http_only=True,
    ),
    Case(
        "an option out of range",
        Call("search_page_sections", {"query_embedding": [1, 0, 0], "ef_search": 2000}),
        _error("22023"),
    ),
    Case("no such section", Call("find_similar_sections", {"id": 99}), Answer(code="P0002")),
    Case(
        "an explanation of what is no search",
        Call("explain_search", {"search": "pg_sleep", "arguments": {}}),
        Answer(code="42883"),
    ),
    Case("the context of no section", Call("get_section_context", {"id": 99}), Answer(code="P0002")),
    Case(
        "no such run",
        Call(
            "nods_sections_to_embed",
            {"run": 99, "page_path": "/a", "page_checksum": "c", "contents": ["text"]},
        ),
        _error("22023"),
    ),
    Case(
        "another model",
        Call("nods_begin_ingest", {"corpus": "docs", "model": "another", "dimensions": 3}),
        _error("22023"),
    ),
    Case(
        "an argument is missing",
        Call("match_page_sections", {"embedding": [1, 0, 0], "match_count": 10}),
        _error("PGRST202", 404),
        http_only=True,
    ),
    Case(
        "an argument too many",
        Call("match_page_sections", _match(filter={})),
        _error("PGRST202", 404),
        http_only=True,
    ),
    Case(
        "a misspelt argument",
        Call("search_page_sections", {"embedding": [1, 0, 0]}),
        _error("PGRST202", 404),
        http_only=True,
    ),
    Case("no such function", Call("match_pages"), _error("PGRST202", 404), http_only=True),
    Case(
        "a function that is not for clients",
        Call("set_access", {"mode": "public_read"}),
        _error("PGRST202", 404),
        http_only=True,
    ),
    Case(
        "a schema that is not for clients",
        Call("set_access", {"mode": "public_read"}, schema="pgmatch"),
        _error("PGRST106", 406),
        http_only=True,
    ),
    Case("a forged token", Call("pgmatch_info", role="nobody"), _error("PGRST301", 401), http_only=True),
]

READERS: list[tuple[str, dict[str, Any], Any]] = [
    ("match_page_sections", _match(), FOUND),
    ("search_page_sections", {"query_embedding": [1, 0, 0], "match_count": 1}, [_section(2, 1)]),
    (
        "hybrid_search_page_sections",
        {"query_text": "upgrade", "query_embedding": [1, 0, 0], "match_count": 1},
        [_hybrid(2, 2, 1, 1)],
    ),
    ("find_similar_sections", {"id": 2, "match_count": 1}, [_section(3, NEAR)]),
    ("get_page_parents", {"page_id": 2}, PAGES),
    ("get_section_context", {"id": 3}, CONTEXT),
    (
        "explain_terms",
        {"query_text": "upgrade"},
        [{"term": "upgrad", "sections": 2, "in_section": None}],
    ),
    ("pgmatch_info", {}, _info("public_read")),
]

WRITERS: list[tuple[str, dict[str, Any]]] = [
    ("find_duplicate_sections", {}),
    (
        "explain_sections",
        {
            "expected": "guide/install#upgrade",
            "search": "search_page_sections",
            "arguments": {"query_embedding": [1, 0, 0]},
        },
    ),
    ("nods_begin_ingest", {"corpus": "docs", "model": "toy-3", "dimensions": 3}),
    ("nods_sections_to_embed", {"run": 1, "page_path": "/a", "page_checksum": "c", "contents": ["text"]}),
    ("nods_add_sections", {"run": 1, "page_path": "/a", "page_checksum": "c", "sections": []}),
    ("nods_preview_ingest", {"corpus": "docs", "model": "toy-3", "dimensions": 3, "paths": ["/a"]}),
    ("nods_preview_page", {"corpus": "docs", "page_path": "/a", "page_checksum": "c", "contents": ["text"]}),
    ("nods_put_page", {"run": 1, "page_path": "/a", "page_checksum": "c", "sections": []}),
    ("nods_finish_ingest", {"run": 1, "pages": [{"path": "/a"}]}),
    ("nods_corpora", {}),
    ("nods_pages", {}),
    ("nods_remove_pages", {"paths": ["/a"]}),
]

STATUS_OF_REFUSAL: dict[Role, int] = {"anon": 401, "authenticated": 403}

REFUSED = [
    Case(
        f"{role} calls {function} in private",
        Call(function, arguments, role),
        _error("42501", status),
        by_database=function != "match_page_sections",
    )
    for role, status in STATUS_OF_REFUSAL.items()
    for function, arguments in [*((name, given) for name, given, _ in READERS), *WRITERS]
]

PUBLIC_READ = [
    *(
        Case(
            f"{role} reads by {function}",
            Call(function, arguments, role),
            _ok(rows),
            "public_read",
            by_database=function != "match_page_sections",
        )
        for role in STATUS_OF_REFUSAL
        for function, arguments, rows in READERS
    ),
    *(
        Case(
            f"{role} writes by {function}",
            Call(function, arguments, role),
            _error("42501", status),
            "public_read",
            by_database=function != "match_page_sections",
        )
        for role, status in STATUS_OF_REFUSAL.items()
        for function, arguments in WRITERS
    ),
]


def _books(name: str, function: str, answer: Answer, role: Role = "service_role", **arguments: Any) -> Case:
    call = Call(function, {"collection": "books", **arguments}, role, schema="collections")
    return Case(name, call, answer, by_database=True)


def _record(id: str, **included: Any) -> dict[str, Any]:  # noqa: A002
    return {"id": id, "value": None, "metadata": None, "vec": None, **included}


OWLS = {"year": 2021, "tags": ["birds"]}
ON_BOOKS: list[tuple[str, dict[str, Any]]] = [
    ("query_records", {"query_embedding": [1, 0, 0]}),
    ("fetch_records", {"ids": ["owls"]}),
    ("count_records", {}),
    ("upsert_records", {"records": []}),
    ("delete_records", {"ids": ["owls"]}),
]

COLLECTIONS = [
    _books(
        "the nearest records",
        "query_records",
        _ok([_record("gulls"), _record("owls")]),
        query_embedding=[1, 0, 0],
        match_count=2,
    ),
    _books(
        "records behind a filter, with all that they have",
        "query_records",
        _ok([_record("owls", value=0, metadata=OWLS, vec="[0.8,0.6,0]")]),
        query_embedding="[0.8,0.6,0]",
        filters={"$and": [{"year": {"$gt": 2019}}, {"tags": {"$contains": "birds"}}]},
        measure="l2_distance",
        include_value=True,
        include_metadata=True,
        include_vector=True,
        ef_search=100,
        probes=10,
    ),
    _books(
        "records near another",
        "query_records",
        _ok([_record("gulls"), _record("owls")]),
        record_id="tides",
        max_distance=1,
    ),
    _books(
        "a filter that vecs takes and finds nothing by",
        "query_records",
        _error("22023"),
        query_embedding=[1, 0, 0],
        filters={"year": 2021},
    ),
    _books(
        "a measure that does not exist",
        "query_records",
        _error("22023"),
        query_embedding=[1, 0, 0],
        measure="cosine",
    ),
    _books("a record that does not exist", "query_records", _error("P0002", 500), record_id="none"),
    _books("another collection", "query_records", _error("42P01", 404), collection="none", record_id="a"),
    _books(
        "records by their ids",
        "fetch_records",
        _ok([{"id": "owls", "vec": "[0.8,0.6,0]", "metadata": OWLS}]),
        ids=["none", "owls"],
    ),
    _books("how many records", "count_records", _ok(3)),
    Case(
        "what is installed",
        Call("collections_info", {}, "service_role", schema="collections", select="revision,access"),
        _ok([{"revision": "collections_0002", "access": "private"}]),
        http_only=True,
    ),
    _books("how many pass a filter", "count_records", _ok(2), filters={"year": {"$in": [2019, 2023]}}),
    _books("the same record again", "upsert_records", _ok(1), records=[["owls", [0.8, 0.6, 0], OWLS]]),
    _books(
        "a record with its vector as a string",
        "upsert_records",
        _ok(1),
        records=[{"id": "owls", "vec": "[0.8,0.6,0]", "metadata": OWLS}],
    ),
    _books("a wrong record", "upsert_records", _error("22023"), records=[{"id": "new", "vec": [1, 0]}]),
    _books("records to delete", "delete_records", _ok([]), ids=["none"]),
    _books("records to delete by a filter", "delete_records", _ok([]), filters={"year": {"$lt": 2000}}),
    _books("a record to be deleted", "upsert_records", _ok(1), records=[["zoo", [0, 1, 0], {}]]),
    _books("a record that is there to delete", "delete_records", _ok(["zoo"]), ids=["zoo", "none"]),
    _books("all records to delete", "delete_records", _error("22023"), filters={}),
    *(
        _books(f"{role} calls {function} in private", function, _error("42501", status), role, **arguments)
        for role, status in STATUS_OF_REFUSAL.items()
        for function, arguments in ON_BOOKS
    ),
]

CASES = [*SEARCHES, *GET, *CHAINED, *WRONG, *REFUSED, *PUBLIC_READ]

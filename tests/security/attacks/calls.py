"""Calls that an attacker can make through the API: no SQL of their own."""

from __future__ import annotations

import json
from typing import Any

from tests.security.attacks.attempt import (
    KNOWN_CORPUS,
    KNOWN_PATH,
    KNOWN_TEXT,
    NOBODYS_PAGE,
    NOBODYS_RUN,
    NOBODYS_SECTION,
    OWN_PAGE,
    OWN_RUN,
    OWN_SECTION,
    VICTIM_CHILD,
    VICTIM_PAGE,
    VICTIM_RUN,
    VICTIM_SECTION,
    Call,
)

AIMED = [0.6, 0.8, 0]  # at the victim's sections
MOST = 2**31 - 1
SECTION = {"content": "planted", "embedding": "[1,0,0]"}
INJECTIONS = {
    "quote": "' or true --",
    "double quote": '" or true --',
    "backslash": "\\' or true --",
    "dollar": "$$ or true $$",
    "percent": "%",
    "format": "%I %L %s",
    "second statement": "'; update nods_page set owner_id = 'mallory'; --",
    "unicode quote": "\u2019 or true --",
    "right to left": "\u202e/shared",
    "root": "/",
    "empty": "",
    "known path": KNOWN_PATH,
    "one MB": "x" * 1_000_000,
}


def filtered(name: str) -> str | int:
    """Return what a filter of this name ends in where nothing has its value: too long ones are refused."""
    return "22023" if name == "one MB" else 0


def deep(levels: int, inner: Any = 1) -> Any:
    """Return an object of so many levels."""
    for _ in range(levels):
        inner = {"a": inner}
    return inner


def _match(name: str, outcome: str | int, **changed: Any) -> Call:
    arguments = {"embedding": AIMED, "match_threshold": -1, "match_count": 100, "min_content_length": 0}
    return Call(f"match: {name}", "match_page_sections", outcome, {**arguments, **changed})


def _search(name: str, outcome: str | int, **changed: Any) -> Call:
    arguments = {"query_embedding": AIMED, "match_count": 100}
    return Call(f"search: {name}", "search_page_sections", outcome, {**arguments, **changed})


def _hybrid(name: str, outcome: str | int, **changed: Any) -> Call:
    arguments = {"query_text": "launch code", "query_embedding": AIMED, "match_count": 100}
    return Call(f"hybrid: {name}", "hybrid_search_page_sections", outcome, {**arguments, **changed})


def _put(name: str, outcome: str | int, **changed: Any) -> Call:
    arguments = {"run": OWN_RUN, "page_path": "/mine", "page_checksum": "new", "sections": [SECTION]}
    return Call(f"put: {name}", "nods_put_page", outcome, {**arguments, **changed})


def _call(function: str, name: str, outcome: str | int, **arguments: Any) -> Call:
    return Call(f"{function}: {name}", function, outcome, arguments)


MATCH = [
    _match("the victim's own vector", 1),
    _match("no threshold", 1, match_threshold=None),
    _match("the lowest threshold", 1, match_threshold=-1.7e308),
    _match("a threshold that is no number", "22023", match_threshold="NaN"),
    _match("an infinite threshold", 0, match_threshold="Infinity"),
    _match("as many as an integer can say", "22023", match_count=MOST),
    _match("more than an integer can say", "22003", match_count=MOST + 1),
    _match("the most", 1, match_count=10000),
    _match("no count", "22004", match_count=None),
    _match("a negative count", "2201W", match_count=-1),
    _match("the shortest contents", 1, min_content_length=-MOST - 1),
    _match("the longest contents", 0, min_content_length=MOST),
    _match("no vector", "22004", embedding=None),
    _match("a vector of zeros", "22023", embedding=[0, 0, 0]),
    _match("a word for a vector", "22P02", embedding="one"),
    _match("NaN", "22000", embedding="[NaN,0,0]"),
    _match("infinity", "22000", embedding="[Infinity,0,0]"),
    _match("beyond a float", "22003", embedding="[1e39,0,0]"),
    _match("two dimensions", "22023", embedding=[1, 0]),
    _match("16,000 dimensions", "22023", embedding=[1] * 16000),
    _match("16,001 dimensions", "54000", embedding=[1] * 16001),
    _match("no dimension", "22000", embedding="[]"),
    _match("an object for a vector", "22P02", embedding={"a": 1}),
    _match("a nested vector", "22P02", embedding=[[0.6, 0.8, 0]]),
]
PREFIXES = [
    _search(f"path_prefix, {name}", 1 if name in ("root", "empty") else filtered(name), path_prefix=text)
    for name, text in INJECTIONS.items()
]
KEYS = [_search(f"meta key, {name}", filtered(name), meta={text: 1}) for name, text in INJECTIONS.items()]
SEARCH = [
    _search("the victim's own vector", 1),
    *PREFIXES,
    *KEYS,
    *(_search(f"page_type, {name}", filtered(name), page_type=text) for name, text in INJECTIONS.items()),
    *(_search(f"source, {name}", filtered(name), source=text) for name, text in INJECTIONS.items()),
    *(_search(f"meta, {name}", filtered(name), meta={"a": text}) for name, text in INJECTIONS.items()),
    _search("meta that everything has", 1, meta={}),
    _search("meta that the victim has", 0, meta={"known": {}}),
    _search("meta of three hundred levels", 0, meta=deep(300)),
    _search("meta of a hundred thousand keys", "22023", meta={str(i): i for i in range(100_000)}),
    _search("meta that is a number", 0, meta=1),
    _search(
        "every filter of the victim's",
        0,
        path_prefix="/",
        page_type="markdown",
        source="guide",
        meta={"a": 1},
    ),
    _search("the most thorough walk", 1, ef_search=1000, probes=32768, candidates=100000),
    _search("beyond the most thorough walk", "22023", ef_search=MOST),
    _search("as many candidates as an integer can say", "22023", candidates=MOST),
    _search("as many rows as an integer can say", "22023", match_count=MOST),
    _search("16,000 dimensions", "22023", query_embedding=[1] * 16000),
]
HYBRID = [
    _hybrid("the victim's words", 1),
    _hybrid("words alone", 1, semantic_weight=0),
    _hybrid("meaning alone", 1, full_text_weight=0),
    _hybrid("the victim's text as a phrase", 0, query_text=f'"{KNOWN_TEXT}"', semantic_weight=0),
    _hybrid("everything but one word", 0, query_text="-mine", semantic_weight=0),
    *(_hybrid(f"query_text, {name}", 1, query_text=text) for name, text in INJECTIONS.items()),
    *(
        _hybrid(f"path_prefix, {name}", 1 if name in ("root", "empty") else filtered(name), path_prefix=text)
        for name, text in INJECTIONS.items()
    ),
    _hybrid("operators of tsquery", 1, query_text="launch & !( | <-> :* code" * 100),
    _hybrid("a hundred thousand words", 1, query_text="launch " * 100_000),
    _hybrid("meta that the victim has", 0, meta={"known": {}}),
    _hybrid("an infinite weight", "22023", full_text_weight="Infinity"),
    _hybrid("a weight that is no number", "22023", semantic_weight="NaN"),
    _hybrid("the largest rrf_k", 1, rrf_k=MOST),
    _hybrid("as many rows as an integer can say", "22023", match_count=MOST),
]
RELATIVES = [
    _call("find_similar_sections", "a section of the victim's", "P0002", id=VICTIM_SECTION),
    _call("find_similar_sections", "a section of nobody's", "P0002", id=NOBODYS_SECTION),
    _call("find_similar_sections", "a section that nobody has", "P0002", id=999999),
    _call("find_similar_sections", "the last id", "P0002", id=str(2**63 - 1)),
    _call(
        "find_similar_sections",
        "the others of one's own",
        0,
        id=OWN_SECTION,
        match_threshold=-1,
        other_pages=True,
    ),
    _call("find_similar_sections", "all like one's own", 0, id=OWN_SECTION, match_count=9999),
    _call("find_duplicate_sections", "every pair", 0, threshold=-2, match_count=9999),
    _call("find_duplicate_sections", "every pair of other pages", 0, threshold=-2, other_pages=True),
    _call("find_duplicate_sections", "every pair below the root", 0, threshold=-2, path_prefix="/"),
    _call("find_duplicate_sections", "pairs with meta of the victim's", 0, threshold=-2, meta={"known": {}}),
    _call("get_page_parents", "a page of the victim's", 0, page_id=VICTIM_PAGE),
    _call("get_page_parents", "a child of the victim's", 0, page_id=VICTIM_CHILD),
    _call("get_page_parents", "a page of nobody's", 0, page_id=NOBODYS_PAGE),
    _call("get_page_parents", "one's own", 1, page_id=OWN_PAGE),
    _call("get_section_context", "a section of the victim's", "P0002", id=VICTIM_SECTION, before=100),
    _call(
        "explain_sections",
        "the victim's page",
        "P0002",
        expected=KNOWN_PATH,
        search="search_page_sections",
        arguments={},
    ),
    _call(
        "explain_sections",
        "the victim's text",
        "P0002",
        expected=KNOWN_TEXT,
        search="search_page_sections",
        arguments={},
    ),
    _call(
        "explain_search",
        "a function of the schema that no API exposes",
        "42883",
        search="pgmatch.nearest",
        arguments={},
    ),
    _call("explain_search", "a function of Postgres", "42883", search="pg_sleep", arguments={"x": 10}),
    _call(
        "explain_search",
        "a function that writes",
        "42883",
        search="nods_remove_pages",
        arguments={"paths": [KNOWN_PATH]},
    ),
    *(
        _call(
            "explain_search",
            f"an argument called {name}",
            "22023",
            search="search_page_sections",
            arguments={text[:100]: 1},
        )
        for name, text in INJECTIONS.items()
    ),
    *(
        _call("explain_search", f"a search called {name}", "42883", search=text, arguments={})
        for name, text in INJECTIONS.items()
    ),
    _call("explain_terms", "a section of the victim's", 1, query_text="launch", section_id=VICTIM_SECTION),
    _call("get_section_context", "a section of nobody's", "P0002", id=NOBODYS_SECTION),
    _call("get_section_context", "one's own", 1, id=OWN_SECTION, before=100, after=100),
    _call("get_section_context", "as many as an integer can say", "22023", id=OWN_SECTION, after=MOST),
]
PUT = [
    _put("into the victim's run", "PT410", run=VICTIM_RUN),
    _put("into nobody's run", "22023", run=NOBODYS_RUN),
    _put("without a run", "22023", run=None),
    _put("over the victim's page", 1, page_path=KNOWN_PATH),
    _put("the victim's page with its checksum", 1, page_path=KNOWN_PATH, page_checksum="known sum"),
    _put(
        "the victim's text without an embedding",
        "PT409",
        page_path=KNOWN_PATH,
        sections=[{"content": KNOWN_TEXT}],
    ),
    _put("below the victim's page", 1, page_path="/new", parent_path=KNOWN_PATH),
    _put(
        "with an id of the victim's", 1, sections=[{**SECTION, "id": VICTIM_SECTION, "page_id": VICTIM_PAGE}]
    ),
    _put(
        "with the victim as owner",
        1,
        sections=[{**SECTION, "owner_id": "victim"}],
        meta={"owner_id": "victim"},
    ),
    *(
        _put(
            f"path, {name}",
            "22023" if name in ("empty", "one MB") else 1,
            page_path=text,
        )
        for name, text in INJECTIONS.items()
    ),
    *(
        _put(f"content, {name}", "22023" if name == "empty" else 1, sections=[{**SECTION, "content": text}])
        for name, text in INJECTIONS.items()
    ),
    _put("NaN", "22000", sections=[{**SECTION, "embedding": "[NaN,0,0]"}]),
    _put("infinity", "22000", sections=[{**SECTION, "embedding": "[Infinity,0,0]"}]),
    _put("16,000 dimensions", "22023", sections=[{**SECTION, "embedding": [1] * 16000}]),
    _put("a bomb for a section", "22023", sections=[deep(300)]),
    _put("a bomb for meta", 1, meta=deep(300)),
    _put("an object for sections", "22023", sections={"content": "x"}),
    _put("a token count out of range", "22003", sections=[{**SECTION, "token_count": MOST + 1}]),
    _put("ten thousand empty sections", "22023", sections=[{}] * 10_000),
]
EMBED = [
    _call(
        "nods_sections_to_embed",
        name,
        outcome,
        run=run,
        page_path=path,
        page_checksum=checksum,
        contents=contents,
    )
    for name, outcome, run, path, checksum, contents in (
        ("by the victim's run", "PT410", VICTIM_RUN, "/mine", "x", ["x"]),
        ("whether the victim's page has a checksum", 1, OWN_RUN, KNOWN_PATH, "known sum", [KNOWN_TEXT]),
        ("whether the victim's page has a text", 1, OWN_RUN, KNOWN_PATH, "x", [KNOWN_TEXT]),
        ("whether nobody's page has a text", 2, OWN_RUN, "/nobody", "x", ["the launch code is", KNOWN_TEXT]),
        ("with an injection", 1, OWN_RUN, INJECTIONS["quote"], "x", [INJECTIONS["second statement"]]),
    )
]
RUNS = [
    _call("nods_begin_ingest", "another model", "22023", corpus="docs", model="evil", dimensions=3),
    _call("nods_begin_ingest", "other dimensions", "22023", corpus="docs", model="m", dimensions=4),
    _call(
        "nods_begin_ingest",
        "normalisation for all",
        1,
        corpus="docs",
        model="m",
        dimensions=3,
        normalized=True,
    ),
    _call("nods_begin_ingest", "chunking for all", 1, corpus="docs", model="m", dimensions=3, chunk_tokens=1),
    _call("nods_begin_ingest", "the victim's corpus", 1, corpus=KNOWN_CORPUS, model="m", dimensions=3),
    _call("nods_finish_ingest", "the victim's run", 1, run=VICTIM_RUN, pages=[{"path": "/x"}]),
    _call("nods_finish_ingest", "nobody's run", "22023", run=NOBODYS_RUN, pages=[{"path": "/x"}]),
    _call(
        "nods_finish_ingest",
        "so that the corpus loses its other pages",
        1,
        run=OWN_RUN,
        pages=[{"path": "/mine"}],
    ),
    _call("nods_finish_ingest", "so that the corpus loses all pages", "22023", run=OWN_RUN, pages=[]),
    _call(
        "nods_finish_ingest",
        "with the victim's page for a parent",
        1,
        run=OWN_RUN,
        pages=[{"path": "/mine", "parent_path": KNOWN_PATH}],
    ),
    _call(
        "nods_finish_ingest",
        "with the victim's page for a child",
        1,
        run=OWN_RUN,
        pages=[{"path": KNOWN_PATH, "parent_path": "/mine"}, {"path": "/mine"}],
    ),
    _call("nods_finish_ingest", "with a bomb", "22023", run=OWN_RUN, pages=[deep(300)]),
    _call("pgmatch_info", "what is installed", 2),
]
ADD = [
    _call("nods_add_sections", name, outcome, run=run, page_path=path, page_checksum="x", sections=sections)
    for name, outcome, run, path, sections in (
        ("to the victim's run", "PT410", VICTIM_RUN, "/mine", [SECTION]),
        ("to nobody's run", "22023", NOBODYS_RUN, "/mine", [SECTION]),
        ("to the victim's page", 1, OWN_RUN, KNOWN_PATH, [SECTION]),
        (
            "with the victim as owner",
            1,
            OWN_RUN,
            "/mine",
            [{**SECTION, "owner_id": "victim", "page_id": VICTIM_PAGE}],
        ),
        ("without an embedding", "PT409", OWN_RUN, KNOWN_PATH, [{"content": KNOWN_TEXT}]),
        ("of 16,000 dimensions", "22023", OWN_RUN, "/mine", [{**SECTION, "embedding": [1] * 16000}]),
        ("of a bomb", "22023", OWN_RUN, "/mine", [deep(300)]),
    )
]
PREVIEW = [
    *(
        _call("nods_preview_ingest", name, outcome, corpus=corpus, model=model, dimensions=3, paths=paths)
        for name, outcome, corpus, model, paths in (
            ("what the victim's corpus has", 1, KNOWN_CORPUS, "m", ["/mine"]),
            ("what nobody's corpus has", 1, "nobody's", "m", []),
            ("by an injection", 1, INJECTIONS["quote"], "m", [INJECTIONS["second statement"]]),
            ("of another model", "22023", KNOWN_CORPUS, "evil", []),
        )
    ),
    *(
        _call(
            "nods_preview_page",
            name,
            1,
            corpus=corpus,
            page_path=path,
            page_checksum=checksum,
            contents=[KNOWN_TEXT],
        )
        for name, corpus, path, checksum in (
            ("whether the victim's page has a checksum", KNOWN_CORPUS, KNOWN_PATH, "known sum"),
            ("whether the victim's page has a text", KNOWN_CORPUS, KNOWN_PATH, "x"),
            ("whether the victim's page has a corpus", "another corpus", KNOWN_PATH, "x"),
        )
    ),
]
CORPORA = [
    _call("nods_corpora", "what the others have", 1, paths=[KNOWN_PATH, "/mine"]),
    _call("nods_pages", "what the others have", 1),
    _call("nods_pages", "what the victim's corpus has", 1, in_corpus=KNOWN_CORPUS),
    _call("nods_pages", "by an injection", 0, in_corpus=INJECTIONS["quote"], path_prefix=INJECTIONS["quote"]),
    _call("nods_remove_pages", "the victim's page", "P0002", paths=[KNOWN_PATH]),
    _call(
        "nods_remove_pages",
        "the victim's page by its corpus",
        "P0002",
        paths=[KNOWN_PATH],
        corpus=KNOWN_CORPUS,
    ),
    _call("nods_remove_pages", "the victim's corpus", 1, corpus=KNOWN_CORPUS),
    _call("nods_remove_pages", "everything", "22023"),
    _call(
        "nods_begin_ingest",
        "with the victim's root and rules",
        1,
        corpus=KNOWN_CORPUS,
        model="m",
        dimensions=3,
        root="/elsewhere",
        rules={"other": 1},
        paths=[KNOWN_PATH],
        prune=True,
    ),
]
EXAMPLES: dict[str, dict[str, Any]] = {
    "match_page_sections": MATCH[0].arguments,
    "search_page_sections": SEARCH[0].arguments,
    "hybrid_search_page_sections": HYBRID[0].arguments,
    "find_similar_sections": {"id": VICTIM_SECTION},
    "find_duplicate_sections": {"threshold": -2},
    "get_page_parents": {"page_id": VICTIM_PAGE},
    "get_section_context": {"id": VICTIM_SECTION},
    "explain_search": {"search": "search_page_sections", "arguments": {}},
    "explain_sections": {"expected": KNOWN_PATH, "search": "search_page_sections", "arguments": {}},
    "explain_terms": {"query_text": "launch"},
    "pgmatch_info": {},
    "nods_begin_ingest": {"corpus": "docs", "model": "m", "dimensions": 3},
    "nods_sections_to_embed": EMBED[1].arguments,
    "nods_put_page": PUT[3].arguments,
    "nods_add_sections": ADD[2].arguments,
    "nods_preview_ingest": PREVIEW[0].arguments,
    "nods_preview_page": PREVIEW[4].arguments,
    "nods_finish_ingest": {"run": VICTIM_RUN, "pages": [{"path": "/x"}]},
    "nods_corpora": {},
    "nods_pages": {},
    "nods_remove_pages": {"paths": [KNOWN_PATH]},
}
ANONYMOUS = [
    Call(f"{function}: as anon", function, "42501", arguments, role="anon", claims=claims)
    for function, arguments in EXAMPLES.items()
    for claims in ('{"role": "anon"}',)
]


def _is_large(call: Call) -> bool:
    return len(json.dumps(call.arguments)) > 1000


CALLS = [*MATCH, *SEARCH, *HYBRID, *RELATIVES, *PUT, *EMBED, *ADD, *PREVIEW, *RUNS, *CORPORA, *ANONYMOUS]
# What HTTP adds to a call is who makes it, and how JSON becomes arguments: each function as a user and as anon,
# each kind of vector and of text once, and all that is large.
OVER_HTTP = list(
    {
        call.name: call
        for call in (
            *{call.function: call for call in reversed(CALLS) if call.role != "anon"}.values(),
            *ANONYMOUS,
            *MATCH,
            *PREFIXES,
            *KEYS,
            *filter(_is_large, CALLS),
        )
    }.values()
)

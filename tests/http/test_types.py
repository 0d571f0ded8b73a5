"""types/pgmatch.d.ts says what the database has, and compiles with supabase-js."""

from __future__ import annotations

import subprocess
from dataclasses import make_dataclass
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

from pgmatch import models
from pgmatch.lines.collections.calls import Info
from pgmatch.migrate import upgrade
from tests.http.programs import FOLDER, run_program
from tests.servers import Database
from tools.node import program

ARGUMENTS = """
    select a.name, format_type(a.type, null), pg_get_function_arg_default(p.oid, a.place::int)
    from pg_proc as p,
      unnest(p.proargnames[:p.pronargs], p.proargtypes::oid[]) with ordinality as a (name, type, place)
    where p.oid = to_regproc(%s)
    order by a.place
"""
RESULTS = """
    select a.name, format_type(a.type, null)
    from pg_proc as p, unnest(p.proargnames, p.proallargtypes, p.proargmodes) with ordinality as a (name, type, mode, place)
    where p.oid = to_regproc(%(function)s) and a.mode = 't'
    union all
    select a.attname, format_type(a.atttypid, null)
    from pg_proc as p
    join pg_class as c on c.reltype = p.prorettype
    join pg_attribute as a on a.attrelid = c.oid
    where p.oid = to_regproc(%(function)s)
"""
COLUMNS = """
    select
      a.attname, format_type(a.atttypid, null), a.attnotnull, a.atthasdef, a.attidentity = 'a' or a.attgenerated <> ''
    from pg_attribute as a
    where a.attrelid = to_regclass(%s) and a.attnum > 0 and not a.attisdropped
    order by a.attnum
"""
FOREIGN_KEYS = """
    select k.conname, a.attname, k.confrelid::regclass::text, f.attname
    from pg_constraint as k
    join pg_attribute as a on a.attrelid = k.conrelid and k.conkey = array[a.attnum]
    join pg_attribute as f on f.attrelid = k.confrelid and k.confkey = array[f.attnum]
    where k.conrelid = to_regclass(%s) and k.contype = 'f'
"""
FUNCTIONS = """
    select distinct split_part(name, '(', 1) from pgmatch.member
    where kind = 'function' and coalesce(readers, writers) is not null and name not like 'pgmatch.%%'
      and (line = 'collections') = %s
"""

TYPED = ("nods_text", "video", "predictions")
TYPES = {
    "bigint": "number",
    "integer": "number",
    "double precision": "number",
    "boolean": "boolean",
    "text": "string",
    "timestamp with time zone": "string",
    "integer[]": "number[]",
    "text[]": "string[]",
    "bigint[]": "number[]",
    "jsonb": "Json",
    "extensions.vector": "Embedding",
}
# what is in a jsonb argument, and in an array that may have nulls
DOCUMENTS = {
    "arguments": "SearchArguments",
    "sections": "IngestSection[]",
    "pages": "IngestPage[]",
    "contexts": "(string | null)[]",
}
CHOICES = {
    ("upsert_records", "records"): "CollectionRecord[]",
    **{(name, "measure"): "Measure" for name in ("create_index", "find_duplicates", "query_records")},
    ("create_index", "method"): "'auto' | 'hnsw' | 'ivfflat'",
    ("create_index", "kind"): "'vector' | 'halfvec' | 'binary'",
}
MAY_BE_NULL = {
    ("match_page_sections", "match_threshold"),
    ("match_page_sections", "min_content_length"),
}
CHUNK = make_dataclass(
    "Chunk",
    [
        ("id", str),
        ("start_time", float | None),
        ("end_time", float | None),
        ("metadata", Any),
        ("similarity", float),
    ],
)
# The Python client's rows say what the catalog does not know: which columns can be null.
ROWS: dict[str, Any] = {
    "match_page_sections": models.SectionMatch,
    "search_page_sections": models.FoundSection,
    "hybrid_search_page_sections": models.HybridSection,
    "find_similar_sections": models.FoundSection,
    "match_video_chunks": CHUNK,
    "find_predicted_images": make_dataclass(
        "Image", [("filename", str), ("confidence", float), ("detections", int)]
    ),
    "search_video_chunks": make_dataclass("FoundChunk", [("video_url", str)], bases=(CHUNK,)),
    "find_duplicate_sections": models.DuplicatePair,
    "get_page_parents": models.PageParent,
    "get_section_context": models.SectionContext,
    "explain_search": models.ExplainedSearch,
    "explain_sections": models.ExplainedSection,
    "explain_terms": models.ExplainedTerm,
    "pgmatch_info": models.Installation,
    "nods_sections_to_embed": make_dataclass("Place", [("place", int)]),
    "nods_put_page": models.PutPage,
    "nods_preview_ingest": make_dataclass("Removed", [("removed_paths", list[str])]),
    "nods_preview_page": models.PagePreview,
    "nods_corpora": models.Corpus,
    "nods_pages": models.StoredPage,
    "nods_remove_pages": make_dataclass("Removed", [("path", str)]),
    "nods_finish_ingest": models.FinishedIngest,
}


COLLECTION_ROWS: dict[str, Any] = {
    "list_collections": models.CollectionSummary,
    "query_records": models.FoundRecord,
    "fetch_records": models.StoredRecord,
    "find_duplicates": models.DuplicateRecords,
    "collections_info": Info,
}
READ = {"extensions.vector": "text"}


@pytest.fixture(scope="module")
def declared() -> Any:
    """The declared types, as the compiler understands them."""
    return run_program("types_dump.mjs", None)


@pytest.fixture
def installed(database: Database) -> Database:
    """A database with the lines that have types."""
    for line in TYPED:
        upgrade(database.url, line)
    database.execute(f"alter role postgres in database {database.name} set search_path = public")
    return database


def test_functions_and_their_arguments(declared: Any, installed: Database) -> None:
    functions = declared["functions"]
    assert set(functions) == {name for (name,) in installed.rows(FUNCTIONS, [False])}
    check_arguments(installed, functions)


def test_functions_of_collections_their_arguments_and_rows(declared: Any, database: Database) -> None:
    upgrade(database.url, "collections")
    database.execute(f"alter role postgres in database {database.name} set search_path = collections")
    functions = declared["collections"]["functions"]
    assert set(functions) == {name for (name,) in database.rows(FUNCTIONS, [True])}
    check_arguments(database, functions)
    summary = declared["collections"]["composites"]["collection_summary"]
    kinds = database.rows(COLUMNS, ["collection_summary"])
    hints = get_type_hints(models.CollectionSummary)
    assert summary == {column: result(hints[column], kind) for column, kind, *_ in kinds}
    returned = {name: function["Returns"] for name, function in functions.items()}
    assert {name: each["value"] for name, each in returned.items() if "value" in each} == {
        "create_collection": "CollectionSummary",
        "get_or_create_collection": "CollectionSummary",
        "drop_collection": "boolean",
        "create_index": "string",
        "drop_index": "boolean",
        "upsert_records": "number",
        "count_records": "number",
        "delete_records": "string[]",
    }
    for name, model in COLLECTION_ROWS.items():
        columns = database.rows(RESULTS, {"function": name})
        hints = get_type_hints(model)
        expected = {column: result(hints[column], READ.get(kind, kind)) for column, kind in columns}
        assert returned[name]["rows"] == expected, name


def check_arguments(database: Database, functions: dict[str, Any]) -> None:
    """Compare the arguments of functions with the catalog."""
    for name, function in functions.items():
        rows = database.rows(ARGUMENTS, [name])
        expected = {
            argument: {
                "type": CHOICES.get((name, argument)) or DOCUMENTS.get(argument, TYPES[kind]),
                "null": (default or "").startswith("NULL") or (name, argument) in MAY_BE_NULL,
                "optional": default is not None,
            }
            for argument, kind, default in rows
        }
        assert function["Args"] == expected, name
        assert list(function["Args"]) == list(expected), name


def test_rows_of_functions(declared: Any, installed: Database) -> None:
    for name, function in declared["functions"].items():
        columns = dict(installed.rows(RESULTS, {"function": name}))
        if not columns:
            assert name in ("nods_begin_ingest", "nods_add_sections")
            assert function["Returns"] == {"value": "number"}
            continue
        hints = get_type_hints(ROWS[name])
        expected = {column: result(hints[column], kind) for column, kind in columns.items()}
        assert function["Returns"]["rows"] == expected, name


def result(hint: Any, kind: str) -> dict[str, Any]:
    text = TYPES[kind]
    if get_origin(hint) is Literal:
        text = " | ".join(f"'{value}'" for value in get_args(hint))
    return {"type": text, "null": hint is Any or type(None) in get_args(hint), "optional": False}


def test_tables(declared: Any, installed: Database) -> None:
    assert set(declared["tables"]) == {"nods_page", "nods_page_section", "video_chunks", "predictions"}
    for table, parts in declared["tables"].items():
        rows: dict[str, Any] = {"Row": {}, "Insert": {}, "Update": {}}
        for column, kind, not_null, has_default, is_made in installed.rows(COLUMNS, [table]):
            if column == "fts":  # it is not for clients
                continue
            # Json has a null of its own
            usual = {"type": TYPES[kind], "null": not not_null or kind == "jsonb", "optional": True}
            read = "string" if kind == "extensions.vector" else TYPES[kind]
            rows["Row"][column] = {**usual, "type": read, "optional": False}
            if is_made:  # nobody writes it
                rows["Insert"][column] = rows["Update"][column] = {**usual, "type": "never", "null": False}
                continue
            rows["Insert"][column] = {**usual, "optional": has_default or not not_null}
            rows["Update"][column] = usual
        assert {name: parts[name] for name in rows} == rows
        keys = [
            {
                "foreignKeyName": f'"{name}"',
                "columns": f'["{column}"]',
                "isOneToOne": "false",
                "referencedRelation": f'"{other}"',
                "referencedColumns": f'["{other_column}"]',
            }
            for name, column, other, other_column in installed.rows(FOREIGN_KEYS, [table])
        ]
        relationships = [
            {name: value.replace("'", '"') for name, value in each.items()} for each in parts["Relationships"]
        ]
        assert relationships == keys


def test_the_composite_types(declared: Any, installed: Database) -> None:
    assert set(declared["composites"]) == {"nods_section_match", "nods_section_context", "nods_hybrid_match"}
    for name, found in declared["composites"].items():
        columns = [(column, TYPES[kind]) for column, kind, *_ in installed.rows(COLUMNS, [name])]
        assert [(column, each["type"]) for column, each in found.items()] == columns


def test_right_programs_compile_and_wrong_ones_do_not() -> None:
    tsc = FOLDER / "node_modules" / "typescript" / "bin" / "tsc"
    result = subprocess.run(
        [program("node"), str(tsc), "-p", str(FOLDER / "types")], capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stdout) == (0, "")

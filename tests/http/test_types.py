"""types/pgmatch.d.ts says what the database has, and compiles with supabase-js."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, make_dataclass
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

from pgmatch import models
from pgmatch.lines import LINES
from pgmatch.lines.collections.calls import Info
from pgmatch.migrate import upgrade
from tests.http.programs import FOLDER, run_program
from tests.servers import Database, PostgresServer, created
from tools.node import program

# two lines may have a function of one name in one schema
FUNCTION = """
    p.oid = (
      select pgmatch.member_oid(m.line, m.kind, m.name)
      from pgmatch.member as m
      where m.kind = 'function' and m.line = any(%(lines)s)
        and split_part(m.name, '(', 1) in (%(function)s, %(schema)s || '.' || %(function)s)
    )
"""
ARGUMENTS = f"""
    select a.name, format_type(a.type, null), pg_get_function_arg_default(p.oid, a.place::int)
    from pg_proc as p,
      unnest(p.proargnames[:p.pronargs], p.proargtypes::oid[]) with ordinality as a (name, type, place)
    where {FUNCTION}
    order by a.place
"""
RESULTS = f"""
    select a.name, format_type(a.type, null)
    from pg_proc as p, unnest(p.proargnames, p.proallargtypes, p.proargmodes) with ordinality as a (name, type, mode, place)
    where {FUNCTION} and a.mode = 't'
    union all
    select a.attname, format_type(a.atttypid, null)
    from pg_proc as p
    join pg_class as c on c.reltype = p.prorettype
    join pg_attribute as a on a.attrelid = c.oid
    where {FUNCTION}
"""
COLUMNS = """
    select
      a.attname, format_type(a.atttypid, null), a.attnotnull, a.atthasdef, a.attidentity = 'a' or a.attgenerated <> ''
    from pg_attribute as a
    where a.attrelid = to_regclass(%s) and a.attnum > 0 and not a.attisdropped
    order by a.attnum
"""
FOREIGN_KEYS = """
    select k.conname, a.attname, r.relname, f.attname
    from pg_constraint as k
    join pg_class as r on r.oid = k.confrelid
    join pg_attribute as a on a.attrelid = k.conrelid and k.conkey = array[a.attnum]
    join pg_attribute as f on f.attrelid = k.confrelid and k.confkey = array[f.attnum]
    where k.conrelid = to_regclass(%s) and k.contype = 'f'
"""
FUNCTIONS = """
    select distinct regexp_replace(split_part(name, '(', 1), '^.*[.]', '') from pgmatch.member
    where kind = 'function' and coalesce(readers, writers) is not null and name not like 'pgmatch.%%'
      and line = any(%s)
"""


@dataclass(frozen=True)
class Part:
    """What one of the types declares: the objects of some lines in a schema."""

    lines: tuple[str, ...]
    schema: str


PARTS = {
    "Pgmatch": Part(("nods", "nods_text", "video", "predictions", "captions"), "public"),
    "Documents": Part(("documents",), "public"),
    "Docs": Part(("docs",), "docs"),
    "Collections": Part(("collections",), "collections"),
}
TYPES = {
    "bigint": "number",
    "integer": "number",
    "double precision": "number",
    "boolean": "boolean",
    "text": "string",
    "uuid": "string",
    "tsvector": "string",
    "real": "number",
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
    "chunks": "DocumentChunk[]",
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
    *(
        ("match_page_sections", f"in_{name}")
        for name in ("document_id", "source_id", "source", "author", "start_date", "end_date")
    ),
}
# The Python client's rows say what the catalog does not know: which columns can be null.
ROWS: dict[str, Any] = {
    "match_page_sections": models.SectionMatch,
    "search_page_sections": models.FoundSection,
    "hybrid_search_page_sections": models.HybridSection,
    "find_similar_sections": models.FoundSection,
    "match_video_chunks": models.VideoChunkMatch,
    "search_video_chunks": models.FoundVideoChunk,
    "match_image_captions": models.CaptionMatch,
    "find_image_captions": models.FoundCaption,
    "find_predicted_images": models.PredictedImage,
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


DOCUMENT = make_dataclass("Document", [("embedding", str | None)], bases=(models.FoundDocument,), frozen=True)
DOCUMENT_ROWS: dict[str, Any] = {"match_page_sections": DOCUMENT, "search_documents": models.FoundDocument}
COLLECTION_ROWS: dict[str, Any] = {
    "list_collections": models.CollectionSummary,
    "query_records": models.FoundRecord,
    "fetch_records": models.StoredRecord,
    "find_duplicates": models.DuplicateRecords,
    "collections_info": Info,
}
INGEST_VALUES = {"nods_begin_ingest": "number", "nods_add_sections": "number"}
# by type: the rows of functions, and what the others return
RETURNED: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "Pgmatch": (ROWS, INGEST_VALUES),
    "Docs": (ROWS, INGEST_VALUES),
    "Documents": (DOCUMENT_ROWS, {"put_document": "number", "delete_documents": "number"}),
    "Collections": (
        COLLECTION_ROWS,
        {
            "create_collection": "CollectionSummary",
            "get_or_create_collection": "CollectionSummary",
            "drop_collection": "boolean",
            "create_index": "string",
            "drop_index": "boolean",
            "upsert_records": "number",
            "count_records": "number",
            "delete_records": "string[]",
        },
    ),
}
READ = {"extensions.vector": "text"}
parts = pytest.mark.parametrize("part", PARTS)


@pytest.fixture(scope="module")
def declared() -> Any:
    """The declared types, as the compiler understands them."""
    return run_program("types_dump.mjs", None)


@pytest.fixture(scope="module")
def installed(supabase_server: PostgresServer) -> Iterator[Database]:
    """A database with all lines."""
    with created(supabase_server, "typed", extension_schema="extensions") as made:
        for line in LINES:
            upgrade(made.url, line)
        yield made


def named(part: str, function: str) -> dict[str, Any]:
    return {"function": function, "lines": list(PARTS[part].lines), "schema": PARTS[part].schema}


def test_each_line_with_functions_for_clients_has_types(installed: Database) -> None:
    found = {line for line in LINES if installed.rows(FUNCTIONS, [[line]])}
    assert found == {line for part in PARTS.values() for line in part.lines}


@parts
def test_functions_and_their_arguments(declared: Any, installed: Database, part: str) -> None:
    functions = declared[part]["functions"]
    assert set(functions) == {name for (name,) in installed.rows(FUNCTIONS, [list(PARTS[part].lines)])}
    for name, function in functions.items():
        expected = {
            argument: {
                "type": CHOICES.get((name, argument)) or DOCUMENTS.get(argument, TYPES[kind]),
                "null": (default or "").startswith("NULL") or (name, argument) in MAY_BE_NULL,
                "optional": default is not None,
            }
            for argument, kind, default in installed.rows(ARGUMENTS, named(part, name))
        }
        assert function["Args"] == expected, name
        assert list(function["Args"]) == list(expected), name


@parts
def test_rows_of_functions(declared: Any, installed: Database, part: str) -> None:
    models_of, values = RETURNED[part]
    returned = {name: function["Returns"] for name, function in declared[part]["functions"].items()}
    assert {name: each["value"] for name, each in returned.items() if "value" in each} == values
    for name in returned.keys() - values.keys():
        columns = installed.rows(RESULTS, named(part, name))
        hints = get_type_hints(models_of[name])
        expected = {column: result(hints[column], READ.get(kind, kind)) for column, kind in columns}
        assert returned[name]["rows"] == expected, name


def result(hint: Any, kind: str) -> dict[str, Any]:
    text = TYPES[kind]
    if get_origin(hint) is Literal:
        text = " | ".join(f"'{value}'" for value in get_args(hint))
    return {"type": text, "null": hint is Any or type(None) in get_args(hint), "optional": False}


@parts
def test_tables(declared: Any, installed: Database, part: str) -> None:
    tables = {
        "Pgmatch": {"nods_page", "nods_page_section", "video_chunks", "predictions", "image_caption"},
        "Documents": {"documents"},
        "Docs": {"page", "page_section"},
        "Collections": set(),
    }
    assert set(declared[part]["tables"]) == tables[part]
    for name, parts in declared[part]["tables"].items():
        table = f"{PARTS[part].schema}.{name}"
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
        assert {kind: parts[kind] for kind in rows} == rows
        keys = [
            {
                "foreignKeyName": f'"{key}"',
                "columns": f'["{column}"]',
                "isOneToOne": "false",
                "referencedRelation": f'"{other}"',
                "referencedColumns": f'["{other_column}"]',
            }
            for key, column, other, other_column in installed.rows(FOREIGN_KEYS, [table])
        ]
        relationships = [
            {name: value.replace("'", '"') for name, value in each.items()} for each in parts["Relationships"]
        ]
        assert relationships == keys


@parts
def test_the_composite_types(declared: Any, installed: Database, part: str) -> None:
    composites = {
        "Pgmatch": {"nods_section_match", "nods_section_context", "nods_hybrid_match"},
        "Documents": set(),
        "Docs": {"docs_section_match", "docs_section_context"},
        "Collections": {"collection_summary"},
    }
    assert set(declared[part]["composites"]) == composites[part]
    for name, found in declared[part]["composites"].items():
        kinds = installed.rows(COLUMNS, [f"{PARTS[part].schema}.{name}"])
        columns = [(column, TYPES[kind]) for column, kind, *_ in kinds]
        assert [(column, each["type"]) for column, each in found.items()] == columns


def test_right_programs_compile_and_wrong_ones_do_not() -> None:
    tsc = FOLDER / "node_modules" / "typescript" / "bin" / "tsc"
    result = subprocess.run(
        [program("node"), str(tsc), "-p", str(FOLDER / "types")], capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stdout) == (0, "")

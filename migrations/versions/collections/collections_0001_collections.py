"""Collections, as the client vecs makes them.

What: functions that create, list, index and drop collections, and that write, read, search and delete their
    records; the schema "vecs" for their tables. Collections that are already there are adopted: they keep
    their rows and indexes and get what they lack.
Locks: on adopted tables, share while their metadata is indexed, then access exclusive for an instant.
Downgrade: drops them, but refuses if a collection holds rows unless drop_data=yes; adopted tables stay, with
    the indexes and privileges that they had, as does the version table.
"""

from pgmatch.migrate.ops import (
    add_line,
    check_functions,
    drop_functions,
    on_path,
    remove_line,
    run_sql,
    set_options,
)
from pgmatch.migrate.ops import revision as step

revision = "collections_0001"
down_revision = None

HELPERS = (
    "collections_check_name",
    "collections_is_one",
    "collection_table",
    "collections_check_owner",
    "collections_own",
    "collections_refuse_records",
    "collections_vector",
    "collections_has_index",
    "collections_metric",
    "collections_add_owner",
    "collections_apply_owners",
    "collections_comment",
    "collections_adopt",
    "collections_is_declared",
    "collections_forget",
    "collections_declare",
    "collections_is_trusted",
    "collections_sees_all",
    "collections_records",
    "collections_describe",
)
FUNCTIONS = (
    "list_collections",
    "create_collection",
    "get_or_create_collection",
    "drop_collection",
    "collections_info",
    "collections_begin_load",
    "collections_begin_copy",
    "collections_end_copy",
    "collections_end_load",
)
RECORDS = (
    "collections_metric_of",
    "collections_check_filter",
    "collections_check_operator",
    "collections_filter",
    "collections_check_query",
    "collections_vector_of",
    "collections_check_records",
    "collections_check_vectors",
    "collections_nearest",
    "collections_scan",
    "query_records",
    "fetch_records",
    "count_records",
    "delete_records",
    "upsert_records",
)
INDEXES = (
    "collections_check_index",
    "collections_index_parts",
    "collections_drop_indexes",
    "create_index",
    "drop_index",
    "find_duplicates",
)
ALL = HELPERS + FUNCTIONS + RECORDS + INDEXES


def upgrade() -> None:
    set_options()
    run_sql("collections_0001/prepare/collections/recover.sql")
    add_line("collections", schema="collections", tables_schema="vecs")
    check_functions("collections", FUNCTIONS + RECORDS + INDEXES)
    with step("collections", revision):
        run_sql("collections_0001/types/collections/collection_summary.sql")
        run_sql(*(f"collections_0001/functions/collections/{name}.sql" for name in ALL))
        run_sql("collections_0001/declare.sql")


def downgrade() -> None:
    set_options()
    with on_path("collections"):
        run_sql("collections_0001/leave.sql")
        drop_functions("collections", ALL)
        run_sql("collections_0001/remove.sql")
    remove_line("collections")

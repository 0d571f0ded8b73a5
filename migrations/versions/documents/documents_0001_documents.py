"""Documents in chunks, as the retrieval plugin stores and searches them.

What: the table documents and the functions match_page_sections, search_documents, put_document and
    delete_documents. A table that the plugin's SQL made is adopted: it keeps its rows and gets what it lacks.
Locks: an adopted table, access exclusive while its small indexes are built.
Downgrade: drops them, but refuses to drop rows unless drop_data=yes; an adopted table stays.
"""

from pgmatch.migrate.ops import (
    add_line,
    remove_line,
    run_sql,
    set_options,
    stop_on_findings,
)
from pgmatch.migrate.ops import revision as step

revision = "documents_0001"
down_revision = None

FUNCTIONS = (
    "match_page_sections",
    "search_documents",
    "documents_check_chunks",
    "put_document",
    "delete_documents",
)


def upgrade() -> None:
    set_options()
    stop_on_findings("documents_0001/prepare/documents/adopt.sql")
    add_line("documents")
    with step("documents", revision):
        run_sql("documents_0001/keep.sql")
        run_sql("documents_0001/tables/documents/documents.sql")
        run_sql(*(f"documents_0001/functions/documents/{function}.sql" for function in FUNCTIONS))


def downgrade() -> None:
    remove_line("documents")

"""Writes run triggers on the path of the session.

What: put_document and delete_documents run the triggers of the table on the search_path of the session.
    match_page_sections makes its filter in a function of its own.
Locks: none.
Downgrade: makes the functions as they were.
"""

from pgmatch.migrate.ops import drop_functions, run_sql
from pgmatch.migrate.ops import revision as step

revision = "documents_0003"
down_revision = "documents_0002"

FUNCTIONS = (
    "documents_filter",
    "match_page_sections",
    "documents_target",
    "documents_check_document",
    "put_document",
    "delete_documents",
)


def upgrade() -> None:
    with step("documents", revision):
        run_sql(*(f"documents_0003/functions/documents/{function}.sql" for function in FUNCTIONS))


def downgrade() -> None:
    with step("documents", down_revision):
        run_sql("documents_0001/functions/documents/match_page_sections.sql")
        run_sql("documents_0001/functions/documents/put_document.sql")
        run_sql("documents_0001/functions/documents/delete_documents.sql")
        drop_functions("documents", ["documents_filter", "documents_target", "documents_check_document"])

"""Writes run triggers on the path of the session.

What: put_document and delete_documents run the triggers of the table on the search_path of the session.
Locks: none.
Downgrade: makes the functions as they were.
"""

from pgmatch.migrate.ops import drop_functions, run_sql
from pgmatch.migrate.ops import revision as step

revision = "documents_0003"
down_revision = "documents_0002"


def upgrade() -> None:
    with step("documents", revision):
        run_sql("documents_0003/functions/documents/documents_target.sql")
        run_sql("documents_0003/functions/documents/put_document.sql")
        run_sql("documents_0003/functions/documents/delete_documents.sql")


def downgrade() -> None:
    with step("documents", down_revision):
        run_sql("documents_0001/functions/documents/put_document.sql")
        run_sql("documents_0001/functions/documents/delete_documents.sql")
        drop_functions("documents", ["documents_target"])

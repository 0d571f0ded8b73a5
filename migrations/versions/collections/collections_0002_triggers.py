"""Writes run triggers on the path of the session.

What: upsert_records and delete_records run the triggers of a collection on the search_path of the session.
Locks: none.
Downgrade: makes the functions as they were.
"""

from pgmatch.migrate.ops import revision as step
from pgmatch.migrate.ops import run_sql

revision = "collections_0002"
down_revision = "collections_0001"


def upgrade() -> None:
    with step("collections", revision):
        run_sql("collections_0002/functions/collections/upsert_records.sql")
        run_sql("collections_0002/functions/collections/delete_records.sql")


def downgrade() -> None:
    with step("collections", down_revision):
        run_sql("collections_0001/functions/collections/upsert_records.sql")
        run_sql("collections_0001/functions/collections/delete_records.sql")

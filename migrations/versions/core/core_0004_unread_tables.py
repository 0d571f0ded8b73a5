"""Tables of strangers are not read unasked.

What: pgmatch.doctor, pgmatch.searches and pgmatch.refresh_searches leave out a table whose owner's code would
    run with rights that this owner lacks, and say so.
Locks: none.
Downgrade: makes the functions as they were.
"""

from pgmatch.migrate.ops import drop_functions, run_sql
from pgmatch.migrate.ops import revision as step

revision = "core_0004"
down_revision = "core_0003"

ADDED = ("unread_table", "doctor_table_unread")
CHANGED = (
    "core_0001/functions/core/searched_columns.sql",
    "core_0001/functions/core/doctor_statistics.sql",
    "core_0001/functions/core/examine.sql",
    "core_0002/functions/core/default_search.sql",
    "core_0003/functions/core/search_state.sql",
    "core_0003/views/core/searches.sql",
)


def upgrade() -> None:
    with step("core", revision):
        run_sql(*(f"core_0004/functions/core/{function}.sql" for function in ADDED))
        run_sql(*(f"core_0004/{earlier.partition('/')[2]}" for earlier in CHANGED))


def downgrade() -> None:
    with step("core", down_revision):
        run_sql(*CHANGED)
        drop_functions("core", ADDED)

"""Tables of strangers are not read unasked.

What: pgmatch.doctor, pgmatch.searches and pgmatch.refresh_searches leave out a table whose owner's code would
    run with rights that this owner lacks, and say so. A rule that finds views with the rights of their owner.
    The path for triggers. Readers may not call search_place, so explain_sections is for writers. In the mode
    owner, a table whose owner_id has no default is not adopted.
    The comment of a user's function that was replaced is put back with it.
    A made function also checks its arguments when it returns all rows.
    Sessions may set quote_all_identifiers.
Locks: none.
Downgrade: makes the functions as they were, but refuses while something needs the core.
"""

from pgmatch.migrate.ops import drop_functions, execute, run_sql
from pgmatch.migrate.ops import revision as step

revision = "core_0004"
down_revision = "core_0003"

ADDED = ("unread_table", "doctor_table_unread", "doctor_view_definer", "trigger_path")
CHANGED = (
    "core_0001/functions/core/searched_columns.sql",
    "core_0001/functions/core/doctor_statistics.sql",
    "core_0001/functions/core/doctor_exposure.sql",
    "core_0001/functions/core/examine.sql",
    "core_0001/functions/core/keep_function.sql",
    "core_0001/functions/core/repin.sql",
    "core_0001/functions/core/set_access.sql",
    "core_0002/functions/core/check_query.sql",
    "core_0002/functions/core/default_search.sql",
    "core_0002/functions/core/search_index.sql",
    "core_0003/functions/core/adoption_problem.sql",
    "core_0003/functions/core/check_search_columns.sql",
    "core_0003/functions/core/check_search_names.sql",
    "core_0003/functions/core/create_search.sql",
    "core_0003/functions/core/declare_search.sql",
    "core_0003/functions/core/keep_search.sql",
    "core_0003/functions/core/refresh_searches.sql",
    "core_0003/functions/core/search_everything.sql",
    "core_0003/functions/core/search_place.sql",
    "core_0003/functions/core/search_state.sql",
    "core_0003/views/core/searches.sql",
)


def upgrade() -> None:
    with step("core", revision):
        run_sql(*(f"core_0004/functions/core/{function}.sql" for function in ADDED))
        run_sql(*(f"core_0004/{earlier.partition('/')[2]}" for earlier in CHANGED))
        execute("select pgmatch.refresh_searches()")


def downgrade() -> None:
    with step("core", down_revision):
        execute("select pgmatch.check_core_users()")
        run_sql(*CHANGED)
        drop_functions("core", ADDED)

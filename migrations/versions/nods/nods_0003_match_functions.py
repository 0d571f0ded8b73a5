"""The functions that search.

What: match_page_sections, get_page_parents, pgmatch_info, and the one search that they share.
Locks: none. A function of the guide's with the same signature is replaced, and remembered.
Downgrade: drops them; puts back what they replaced.
"""

from pgmatch.migrate.ops import revision as step
from pgmatch.migrate.ops import run_sql

revision = "nods_0003"
down_revision = "nods_0002"

FUNCTIONS = (
    "nods_vector_index",
    "nods_index_statement",
    "nods_similarity",
    "nods_check_query",
    "nods_set_scan",
    "nods_nearest",
    "match_page_sections",
    "get_page_parents",
    "pgmatch_info",
)


def upgrade() -> None:
    with step("nods", revision):
        run_sql("nods_0003/keep.sql")
        for function in FUNCTIONS:
            run_sql(f"nods_0003/{function}.sql")


def downgrade() -> None:
    with step("nods", down_revision):
        run_sql("nods_0003/remove.sql")

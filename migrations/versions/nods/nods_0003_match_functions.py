"""The functions that search.

What: match_page_sections, search_page_sections, find_similar_sections, find_duplicate_sections and the
    search that they share; get_page_parents, get_section_context, pgmatch_info.
Locks: none. The guide's function of the same signature is recorded and replaced.
Downgrade: drops them; restores what they replaced.
"""

from pgmatch.migrate.ops import drop_functions, execute, run_sql
from pgmatch.migrate.ops import revision as step

revision = "nods_0003"
down_revision = "nods_0002"

FUNCTIONS = (
    "nods_index_statement",
    "nods_check_dimensions",
    "set_dimensions",
    "nods_page_filter",
    "nods_content_filter",
    "nods_prefix_end",
    "nods_few_pages",
    "nods_section_filter",
    "nods_walks",
    "nods_make_walk",
    "nods_filtered",
    "nods_nearest",
    "search_page_sections",
    "find_similar_sections",
    "find_duplicate_sections",
    "get_page_parents",
    "nods_page_outline",
    "get_section_context",
    "nods_search_named",
    "explain_search",
    "nods_expected_sections",
    "nods_why_not",
    "explain_sections",
    "pgmatch_info",
    "nods_doctor_embeddings_unverified",
    "nods_doctor_sections_too_long",
    "nods_doctor_search_outdated",
)
# which nods_make_walk makes
MADE = ("match_page_sections", "nods_walk")


def upgrade() -> None:
    with step("nods", revision):
        run_sql("nods_0003/keep.sql")
        run_sql("nods_0003/types/nods/nods_section_match.sql")
        run_sql("nods_0003/types/nods/nods_section_context.sql")
        run_sql(*(f"nods_0003/functions/nods/{function}.sql" for function in FUNCTIONS))
        execute("select pgmatch.nods_make_walk()")


def downgrade() -> None:
    with step("nods", down_revision):
        run_sql("nods_0003/remove_check.sql")
        drop_functions("nods", FUNCTIONS + MADE)
        run_sql("nods_0003/remove.sql")

"""The functions that search.

What: match_page_sections, search_page_sections, find_similar_sections, find_duplicate_sections and the
    search that they share; get_page_parents, pgmatch_info.
Locks: none. The guide's function of the same signature is recorded and replaced.
Downgrade: drops them; restores what they replaced.
"""

from pgmatch.migrate.ops import execute, run_sql
from pgmatch.migrate.ops import revision as step

revision = "nods_0003"
down_revision = "nods_0002"

FUNCTIONS = (
    "nods/nods_index_statement",
    "nods/nods_check_dimensions",
    "nods/set_dimensions",
    "nods/nods_page_filter",
    "nods/nods_content_filter",
    "nods/nods_section_filter",
    "nods/nods_walks",
    "nods/nods_make_walk",
    "nods/nods_nearest",
    "nods/search_page_sections",
    "nods/find_similar_sections",
    "nods/find_duplicate_sections",
    "nods/get_page_parents",
    "nods/pgmatch_info",
    "nods/nods_doctor_embeddings_unverified",
    "nods/nods_doctor_sections_too_long",
    "nods/nods_doctor_walk_outdated",
)


def upgrade() -> None:
    with step("nods", revision):
        run_sql("nods_0003/keep.sql")
        run_sql("nods_0003/types/nods/nods_section_match.sql")
        for function in FUNCTIONS:
            run_sql(f"nods_0003/functions/{function}.sql")
        execute("select pgmatch.nods_make_walk()")


def downgrade() -> None:
    with step("nods", down_revision):
        run_sql("nods_0003/remove.sql")

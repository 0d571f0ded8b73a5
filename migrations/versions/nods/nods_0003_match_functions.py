"""The functions that search.

What: match_page_sections, search_page_sections, find_similar_sections, find_duplicate_sections and the
    search that they share; get_page_parents, pgmatch_info.
Locks: none. The guide's function of the same signature is recorded and replaced.
Downgrade: drops them; restores what they replaced.
"""

from pgmatch.migrate.ops import revision as step
from pgmatch.migrate.ops import run_sql

revision = "nods_0003"
down_revision = "nods_0002"

FUNCTIONS = (
    "nods_index_statement",
    "nods_check_dimensions",
    "set_dimensions",
    "metric_sql",
    "distance",
    "check_query",
    "check_scan",
    "has_policies",
    "tenant",
    "few_rows",
    "is_few",
    "search_index",
    "search_choice",
    "is_fast",
    "change_setting",
    "put_back",
    "default_probes",
    "set_scan",
    "search_statement",
    "search_rows",
    "walk",
    "compare",
    "nearest",
    "nods_check_query",
    "nods_check_scan",
    "nods_page_filter",
    "nods_tenant",
    "nods_section_filter",
    "nods_distance",
    "nods_few_sections",
    "nods_has_policies",
    "nods_set_scan",
    "nods_search_index",
    "nods_walk",
    "nods_walk_index",
    "nods_compare",
    "nods_nearest",
    "match_page_sections",
    "search_page_sections",
    "find_similar_sections",
    "nods_near_pairs",
    "find_duplicate_sections",
    "get_page_parents",
    "pgmatch_info",
    "measured_index",
    "check_measurement",
    "check_plan",
    "recall_queries",
    "nearest_exact",
    "measure_search",
    "measure_recall",
    "check_embeddings",
)


def upgrade() -> None:
    with step("nods", revision):
        run_sql("nods_0003/keep.sql")
        run_sql("nods_0003/types.sql")
        for function in FUNCTIONS:
            run_sql(f"nods_0003/{function}.sql")


def downgrade() -> None:
    with step("nods", down_revision):
        run_sql("nods_0003/remove.sql")

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

TYPES = (
    "nods/nods_section_match",
    "core/recall_measurement",
    "core/index_to_measure",
    "core/question",
    "core/chosen_index",
    "core/setting",
    "core/row_place",
)
FUNCTIONS = (
    "nods/nods_index_statement",
    "nods/nods_check_dimensions",
    "nods/set_dimensions",
    "core/metric_sql",
    "core/distance",
    "core/check_query",
    "core/check_arguments",
    "core/check_scan",
    "core/has_policies",
    "core/tenant_filter",
    "core/few_rows",
    "core/is_few",
    "core/search_index",
    "core/search_choice",
    "core/is_fast",
    "core/change_setting",
    "core/put_back",
    "core/default_probes",
    "core/set_scan",
    "core/search_statement",
    "core/search_rows",
    "core/walk",
    "core/compare",
    "core/nearest",
    "core/matching_keys",
    "core/best_pairs",
    "core/near_pairs",
    "nods/nods_page_filter",
    "nods/nods_content_filter",
    "nods/nods_section_filter",
    "nods/nods_nearest",
    "nods/match_page_sections",
    "nods/search_page_sections",
    "nods/find_similar_sections",
    "nods/find_duplicate_sections",
    "nods/get_page_parents",
    "nods/pgmatch_info",
    "core/default_search",
    "core/measured_index",
    "core/check_measurement",
    "core/check_plan",
    "core/recall_queries",
    "core/nearest_exact",
    "core/measure_search",
    "core/measure_recall",
    "core/check_embeddings",
    "core/fill",
    "core/fill_condition",
    "core/check_condition",
    "core/search_type",
    "core/search_key",
    "core/search_path",
    "core/search_columns",
    "core/search_arguments",
    "core/search_variables",
    "core/search_parts",
    "core/search_scan",
    "core/search_walk",
    "core/search_everything",
    "core/search_definition",
    "core/search_oid",
    "core/keep_search",
    "core/make_search",
    "core/search_readers",
    "core/search_grants",
    "core/grant_search",
    "core/declare_contract",
    "core/declare_search",
    "core/check_search_columns",
    "core/check_search_filters",
    "core/check_search_names",
    "core/check_search",
    "core/create_search",
    "core/declared_searches",
    "core/refresh_searches",
    "core/ownership_changes",
    "core/drop_search",
)
RULES = ("index_invalid", "index_metric", "index_missing", "index_unused", "search_outdated")


def upgrade() -> None:
    with step("nods", revision):
        run_sql("nods_0003/keep.sql")
        for kind in TYPES:
            run_sql(f"nods_0003/types/{kind}.sql")
        run_sql("nods_0003/tables/core/search_function.sql")
        for function in FUNCTIONS:
            run_sql(f"nods_0003/functions/{function}.sql")
        run_sql("nods_0003/views/core/searches.sql")
        run_sql("nods_0003/functions/core/callable_searches.sql")
        for rule in RULES:
            run_sql(f"nods_0003/functions/core/doctor_{rule}.sql")


def downgrade() -> None:
    with step("nods", down_revision):
        run_sql("nods_0003/remove.sql")

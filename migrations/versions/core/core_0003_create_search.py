"""Match functions for tables of the user's own.

What: pgmatch.create_search and its parts.
Locks: none.
Downgrade: drops them, but refuses while something needs the core.
"""

from pgmatch.migrate.ops import drop_functions, run_sql
from pgmatch.migrate.ops import revision as step

revision = "core_0003"
down_revision = "core_0002"

FUNCTIONS = (
    "fill",
    "query_terms",
    "question_text",
    "text_query",
    "check_fusion",
    "fuse",
    "searched_rows",
    "text_statement",
    "text_matches",
    "first_of_sections",
    "compare_sections",
    "nearest_sections",
    "hybrid_statement",
    "threshold_condition",
    "check_hybrid",
    "hybrid_depths",
    "hybrid_matches",
    "fill_condition",
    "check_filter_depth",
    "check_filter_key",
    "check_filter_parts",
    "filter_operator",
    "filter_key",
    "filter_list",
    "filter_group",
    "filter_condition",
    "check_condition",
    "search_type",
    "unique_columns",
    "search_key",
    "search_path",
    "split_name",
    "offered_search",
    "adoption_problem",
    "adopt_table",
    "columns_of",
    "search_columns",
    "search_ranks",
    "search_arguments",
    "search_variables",
    "declaration_of",
    "search_column_parts",
    "search_argument_parts",
    "search_condition_parts",
    "search_parts",
    "search_scan",
    "search_filter_sets",
    "search_filtered",
    "search_walk",
    "search_everything",
    "search_sections",
    "search_document",
    "search_hybrid",
    "search_definition",
    "present_column",
    "follow_search",
    "declared_searches",
    "lost_columns",
    "follow_searches",
    "keep_search",
    "make_search",
    "search_readers",
    "search_grants",
    "take_back_grants",
    "grant_search",
    "declare_words",
    "declare_contract",
    "declare_filters",
    "returned_columns",
    "declared_table",
    "presumed_metric",
    "declare_search",
    "check_search_columns",
    "check_search_filters",
    "check_search_names",
    "check_search_arguments",
    "split_key_hint",
    "check_search_key",
    "check_search_section",
    "check_search",
    "create_search",
    "named_search",
    "metadata_search",
    "list_rows",
    "delete_rows",
    "changed_result",
    "search_line",
    "search_state",
    "refresh_searches",
    "changed_searches",
    "refresh_after_change",
    "watch_indexes",
    "ownership_changes",
    "put_back_function",
    "drop_search",
    "search_call",
    "explain_call",
    "search_place",
)
HELPERS = ("callable_searches", "ingest_steps", "searched_metrics", "index_drop")
# pgmatch.doctor finds them by their type
RULES = (
    "doctor_dimensions",
    "doctor_embeddings",
    "doctor_index_invalid",
    "doctor_index_metric",
    "doctor_index_missing",
    "doctor_index_suspended",
    "doctor_index_unused",
    "doctor_index_watch",
    "doctor_search_invalid",
    "doctor_search_missing",
    "doctor_search_outdated",
    "doctor_table_missing",
)


def upgrade() -> None:
    with step("core", revision):
        run_sql(*(f"core_0003/functions/core/{function}.sql" for function in FUNCTIONS))
        run_sql("core_0003/views/core/searches.sql")
        run_sql(*(f"core_0003/functions/core/{function}.sql" for function in HELPERS + RULES))


def downgrade() -> None:
    with step("core", down_revision):
        run_sql("core_0003/remove.sql")
        drop_functions("core", FUNCTIONS + HELPERS + RULES)

"""The search of any table, and its measurement.

What: in the schema "pgmatch", nearest, near_pairs and the functions that they are made of; measure_recall,
    its parts, and check_embeddings; suspend_indexes, resume_indexes and what loads call.
Locks: none.
Downgrade: drops them, but refuses while something needs the core.
"""

from pgmatch.migrate.ops import drop_functions, execute, run_sql
from pgmatch.migrate.ops import revision as step

revision = "core_0002"
down_revision = "core_0001"

TYPES = (
    "question",
    "chosen_index",
    "setting",
    "row_place",
    "recall_measurement",
    "index_to_measure",
)
FUNCTIONS = (
    "metric_sql",
    "distance",
    "to_vector",
    "measure_embedding",
    "check_query",
    "check_arguments",
    "check_scan",
    "has_policies",
    "tenant_filter",
    "estimated_rows",
    "few_rows",
    "most_to_walk",
    "is_few",
    "index_statement",
    "search_index",
    "search_choice",
    "is_fast",
    "change_setting",
    "put_back",
    "default_ef_search",
    "default_probes",
    "set_scan",
    "search_statement",
    "search_rows",
    "walk",
    "compare",
    "nearest",
    "matching_keys",
    "best_pairs",
    "near_pairs",
    "check_measurement",
    "check_plan",
    "default_search",
    "measured_index",
    "recall_queries",
    "nearest_exact",
    "measured_costs",
    "measured_statement",
    "set_measured_scan",
    "measure_search",
    "measure_recall",
    "check_embeddings",
    "check_suspension",
    "suspend_indexes",
    "build_index",
    "suspended_definition",
    "resume_indexes",
    "suspend_for_load",
    "finish_load",
)


def upgrade() -> None:
    with step("core", revision):
        run_sql(*(f"core_0002/types/core/{kind}.sql" for kind in TYPES))
        run_sql(*(f"core_0002/functions/core/{function}.sql" for function in FUNCTIONS))


def downgrade() -> None:
    with step("core", down_revision):
        execute("select pgmatch.check_core_users()")
        drop_functions("core", FUNCTIONS)
        run_sql("core_0002/remove.sql")

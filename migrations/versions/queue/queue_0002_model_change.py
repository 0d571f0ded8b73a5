"""Change of model while people search.

What: the tables model_change and outdated_embedding, and the functions that begin such a change, measure it,
    switch, go back and clean up.
Locks: none.
Downgrade: drops them, but refuses to forget a change that has begun unless drop_data=yes. Tables keep both
    columns.
"""

from pgmatch.migrate.ops import drop_functions, run_sql
from pgmatch.migrate.ops import revision as step

revision = "queue_0002"
down_revision = "queue_0001"

FUNCTIONS = (
    "suffixed_name",
    "model_changes",
    "check_changed_source",
    "model_constraint",
    "model_dependents",
    "model_search",
    "model_change_of",
    "model_gap_condition",
    "model_gap_index",
    "model_vector_index",
    "model_gaps",
    "vector_size",
    "copy_column_settings",
    "broken_searches",
    "row_functions",
    "note_outdated",
    "end_hidden",
    "second_content",
    "drop_change_triggers",
    "set_change_triggers",
    "declare_second",
    "follow_change",
    "queue_gaps",
    "check_model_change",
    "check_begun_change",
    "check_new_model",
    "record_change",
    "begin_model_change",
    "change_model",
    "model_indexes",
    "model_status",
    "check_overlap",
    "overlap_statement",
    "measure_overlap",
    "hidden_rows",
    "check_model_swap",
    "keep_gap_jobs",
    "pass_jobs",
    "swap_sources",
    "record_swap",
    "swap_storage",
    "swap_required",
    "refresh_swapped",
    "clear_outdated",
    "end_ingest_runs",
    "swap_models",
    "switch_model",
    "switch_model_back",
    "forget_change",
    "require_embedding",
    "rename_model_indexes",
    "clean_model",
)


def upgrade() -> None:
    with step("queue", revision):
        run_sql("queue_0002/tables/queue/model_change.sql", "queue_0002/tables/queue/outdated_embedding.sql")
        run_sql(*(f"queue_0002/functions/queue/{function}.sql" for function in FUNCTIONS))


def downgrade() -> None:
    with step("queue", down_revision):
        run_sql("queue_0002/keep.sql")
        drop_functions("queue", FUNCTIONS)
        run_sql("queue_0002/remove.sql")

"""The record of what pgmatch installs, and the functions that keep it.

What: pgvector; in the schema "pgmatch", the tables install, search, search_function, member, index_tuning and
    suspended_index, and the helpers that every line uses.
Locks: none.
Downgrade: drops them, but refuses while a line is installed or a table of the user's can be searched. The
    extension and the version table stay.
"""

from pgmatch.migrate.ops import revision as step
from pgmatch.migrate.ops import run_sql, set_options

revision = "core_0001"
down_revision = None

TABLES = ("install", "search", "search_function", "member", "index_tuning", "suspended_index")
FUNCTIONS = (
    "pinned_path",
    "api_roles",
    "search_oid",
    "member_oid",
    "audience",
    "line_family",
    "core_users",
    "check_core_users",
    "dimensions_of",
    "check_options",
    "take_turn",
    "lock_tables",
    "line_members",
    "granted",
    "privileges_of",
    "member_privileges",
    "owner_comparison",
    "policy_changes",
    "member_changes",
    "default_grants",
    "usage_changes",
    "internal_changes",
    "access_changes",
    "lock_line",
    "model_dimensions",
    "check_model_dimensions",
    "apply_access",
    "apply_changes",
    "register",
    "add_user_role",
    "check_owners",
    "has_owners",
    "set_access",
    "pin_changes",
    "repin",
    "check_pins",
    "keep_function",
    "drop_function",
    "check_dropped_columns",
    "leave_table",
    "former_privileges",
    "drop_tables",
    "is_trusted",
    "check_trusted",
    "check_functions",
    "check_index",
    "add_line",
    "add_column",
    "add_indexes",
    "drop_indexes",
    "remove_line",
    "is_indexed",
    "set_model",
    "index_build",
    "tuning_of",
    "vector_indexes",
    "tune_index",
    "finish_run",
    "finish_revision",
    "access_statement",
    "full_name",
    "dimensions_change",
    "grouped",
    "counted",
    "row_count",
    "watched_tables",
    "searched_columns",
    "shell_word",
    "norm_of",
    "unfinished_indexes",
    "ruled_objects",
    "access_differences",
    "examine",
    "doctor",
)
# what pgmatch.doctor runs, which finds them by their type
RULES = (
    "extension_missing",
    "extension_version",
    "exposure",
    "function_pins",
    "grants_extra",
    "grants_lost",
    "grants_others",
    "ownership",
    "policies",
    "rls_no_policy",
    "rls_off",
    "schema_open",
    "statistics",
)


def upgrade() -> None:
    set_options()
    run_sql("core_0001/prepare/extension.sql")
    run_sql(*(f"core_0001/tables/core/{table}.sql" for table in TABLES))
    run_sql("core_0001/types/core/doctor_finding.sql")
    run_sql(*(f"core_0001/functions/core/{function}.sql" for function in FUNCTIONS))
    run_sql(*(f"core_0001/functions/core/doctor_{rule}.sql" for rule in RULES))
    run_sql("core_0001/record.sql")
    with step("core", revision):
        run_sql("core_0001/functions/core/current_owner.sql")


def downgrade() -> None:
    set_options()
    run_sql("core_0001/remove.sql")

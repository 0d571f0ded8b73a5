"""The record of what pgmatch installs, and the functions that keep it.

What: pgvector; in the schema "pgmatch", the tables install, member and index_tuning, and the helpers
    that every revision uses.
Locks: none on the user's tables.
Downgrade: drops them; keeps the extension and the version table.
"""

from pgmatch.migrate.ops import first_revision, run_sql, stop_on_findings

revision = "nods_0001"
down_revision = None

FINDINGS = ("adopt_tables", "adopt_columns", "adopt_constraints", "adopt_rows", "adopt_functions")
TABLES = ("install", "member", "index_tuning")
FUNCTIONS = (
    "pinned_path",
    "api_roles",
    "audience",
    "check_options",
    "lock_tables",
    "member_oid",
    "granted",
    "policy_changes",
    "member_changes",
    "usage_changes",
    "internal_changes",
    "access_changes",
    "lock_line",
    "model_dimensions",
    "check_model_dimensions",
    "apply_access",
    "register",
    "add_user_role",
    "set_access",
    "pin_changes",
    "repin",
    "check_pins",
    "keep_function",
    "drop_function",
    "is_indexed",
    "set_model",
    "tuning_of",
    "vector_indexes",
    "tune_index",
    "finish_revision",
    "access_statement",
    "full_name",
    "grouped",
    "row_count",
    "watched_tables",
    "examine",
    "doctor",
)
# what pgmatch.doctor runs, which finds them by their type
RULES = (
    "extension_missing",
    "extension_version",
    "exposure",
    "function_pins",
    "rls_no_policy",
    "rls_off",
    "schema_open",
    "statistics",
)


def upgrade() -> None:
    with first_revision("nods", revision):
        run_sql("nods_0001/prepare/extension.sql")
        run_sql("nods_0001/prepare/nods/recover.sql")
        for findings in FINDINGS:
            stop_on_findings(f"nods_0001/prepare/nods/{findings}.sql")
        for table in TABLES:
            run_sql(f"nods_0001/tables/core/{table}.sql")
        run_sql("nods_0001/types/core/doctor_finding.sql")
        for function in FUNCTIONS:
            run_sql(f"nods_0001/functions/core/{function}.sql")
        for rule in RULES:
            run_sql(f"nods_0001/functions/core/doctor_{rule}.sql")
        run_sql("nods_0001/record.sql")


def downgrade() -> None:
    run_sql("nods_0001/remove.sql")

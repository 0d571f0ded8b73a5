"""The record of what pgmatch installs, and the tables nods_page and nods_page_section.

What: pgvector; in the schema "pgmatch", the tables install, search, member and index_tuning, and the helpers
    that every revision uses; the guide's tables with row level security, and the embedding stored in its
    row. Existing tables are adopted: they keep their rows and get what they lack.
Locks: on adopted tables, access exclusive for an instant (columns, storage).
Downgrade: drops them, but refuses if the tables hold rows unless drop_data=yes; adopted tables stay, as do
    the extension and the version table.
"""

from pgmatch.migrate.ops import on_path, run_sql, set_options, stop_on_findings
from pgmatch.migrate.ops import revision as step

revision = "nods_0001"
down_revision = None

FINDINGS = ("adopt_tables", "adopt_columns", "adopt_constraints", "adopt_rows", "adopt_functions")
RECORD = ("install", "search", "member", "index_tuning")
TABLES = ("nods_page", "nods_page_section")
FUNCTIONS = (
    "pinned_path",
    "api_roles",
    "audience",
    "line_family",
    "dimensions_of",
    "check_options",
    "lock_tables",
    "member_oid",
    "granted",
    "privileges_of",
    "member_privileges",
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
    "check_owners",
    "has_owners",
    "set_access",
    "pin_changes",
    "repin",
    "check_pins",
    "keep_function",
    "drop_function",
    "is_indexed",
    "set_model",
    "index_build",
    "tuning_of",
    "vector_indexes",
    "tune_index",
    "finish_revision",
    "access_statement",
    "full_name",
    "grouped",
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
    "policies",
    "rls_no_policy",
    "rls_off",
    "schema_open",
    "statistics",
)
TABLE_FUNCTIONS = (
    "nods/nods_longest_row",
    "nods/nods_set_storage",
    "core/current_owner",
    "nods/nods_is_mine",
    "nods/nods_check_paths",
    "nods/nods_check_owners",
    "nods/nods_check_parent",
    "nods/nods_set_section_owner",
    "nods/nods_hand_over_sections",
    "nods/nods_has_owners",
    "nods/nods_apply_owners",
    "nods/nods_parent_cycles",
    "nods/nods_doctor_checksums",
    "nods/nods_doctor_foreign_keys",
    "nods/nods_doctor_owners",
    "nods/nods_doctor_parents",
)


def upgrade() -> None:
    set_options()
    run_sql("nods_0001/prepare/extension.sql")
    run_sql("nods_0001/prepare/nods/recover.sql")
    for findings in FINDINGS:
        stop_on_findings(f"nods_0001/prepare/nods/{findings}.sql")
    for table in RECORD:
        run_sql(f"nods_0001/tables/core/{table}.sql")
    run_sql("nods_0001/types/core/doctor_finding.sql")
    for function in FUNCTIONS:
        run_sql(f"nods_0001/functions/core/{function}.sql")
    for rule in RULES:
        run_sql(f"nods_0001/functions/core/doctor_{rule}.sql")
    run_sql("nods_0001/record.sql")
    with step("nods", revision):
        run_sql("nods_0001/adopt.sql")
        run_sql("nods_0001/add_columns.sql")
        for table in TABLES:
            run_sql(f"nods_0001/tables/nods/{table}.sql")
        run_sql("nods_0001/record_search.sql")
        for function in TABLE_FUNCTIONS:
            run_sql(f"nods_0001/functions/{function}.sql")
        run_sql("nods_0001/storage.sql")
        run_sql("nods_0001/access.sql")


def downgrade() -> None:
    set_options()
    with on_path("nods"):
        run_sql("nods_0001/remove.sql")

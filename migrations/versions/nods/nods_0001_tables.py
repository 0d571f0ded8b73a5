"""The tables nods_page and nods_page_section.

What: the guide's tables with row level security, and the embedding stored in its row. Existing tables are
    adopted: they keep their rows and get what they lack.
Locks: on adopted tables, access exclusive for an instant (columns, storage).
Downgrade: drops the tables, but refuses if they hold rows unless drop_data=yes; adopted tables stay, as does
    the version table.
"""

from pgmatch.migrate.ops import add_line, execute, remove_line, run_sql, set_options, stop_on_findings
from pgmatch.migrate.ops import revision as step

revision = "nods_0001"
down_revision = None

FINDINGS = ("adopt_tables", "adopt_columns", "adopt_constraints", "adopt_rows", "adopt_functions")
TABLES = ("nods_page", "nods_page_section")
FUNCTIONS = (
    "nods_longest_row",
    "nods_set_storage",
    "nods_is_mine",
    "nods_check_paths",
    "nods_check_owners",
    "nods_check_parent",
    "nods_set_section_owner",
    "nods_hand_over_sections",
    "nods_has_owners",
    "nods_apply_owners",
    "nods_parent_cycles",
    "nods_doctor_checksums",
    "nods_doctor_foreign_keys",
    "nods_doctor_owners",
    "nods_doctor_parents",
)


def upgrade() -> None:
    set_options()
    run_sql("nods_0001/prepare/nods/recover.sql")
    for findings in FINDINGS:
        stop_on_findings(f"nods_0001/prepare/nods/{findings}.sql")
    add_line("nods")
    with step("nods", revision):
        run_sql("nods_0001/adopt.sql")
        run_sql("nods_0001/add_columns.sql")
        run_sql(*(f"nods_0001/tables/nods/{table}.sql" for table in TABLES))
        run_sql(*(f"nods_0001/functions/nods/{function}.sql" for function in FUNCTIONS))
        execute("select pgmatch.nods_set_storage()")
        run_sql("nods_0001/access.sql")


def downgrade() -> None:
    remove_line("nods")

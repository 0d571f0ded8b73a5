"""The tables nods_page and nods_page_section.

What: the guide's tables with row level security, indexes on both foreign keys and for search filters, and
    the embedding stored in its row. Existing tables are adopted: they keep their rows and get what they lack.
Locks: on adopted tables, access exclusive for an instant (columns, storage), share for the small indexes.
Downgrade: drops the tables, but refuses if they hold rows unless drop_data=yes; adopted tables stay.
"""

from pgmatch.migrate.ops import revision as step
from pgmatch.migrate.ops import run_sql

revision = "nods_0002"
down_revision = "nods_0001"

TABLES = ("nods_page", "nods_page_section")
INDEXES = (
    "nods_page_parent_page_id_idx",
    "nods_page_section_page_id_idx",
    "nods_page_path_prefix_idx",
    "nods_page_type_idx",
    "nods_page_source_idx",
    "nods_page_meta_idx",
    "nods_page_section_content_length_idx",
)
FUNCTIONS = (
    "nods/nods_longest_row",
    "nods/nods_set_storage",
    "core/current_owner",
    "core/is_mine",
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
    with step("nods", revision):
        run_sql("nods_0002/adopt.sql")
        run_sql("nods_0002/add_columns.sql")
        for table in TABLES:
            run_sql(f"nods_0002/tables/nods/{table}.sql")
        run_sql("nods_0002/set_dimensions.sql")
        for index in INDEXES:
            run_sql(f"nods_0002/indexes/nods/{index}.sql")
        for function in FUNCTIONS:
            run_sql(f"nods_0002/functions/{function}.sql")
        run_sql("nods_0002/storage.sql")
        run_sql("nods_0002/access.sql")


def downgrade() -> None:
    with step("nods", down_revision):
        run_sql("nods_0002/remove.sql")

"""Indexes of the tables nods_page and nods_page_section.

What: indexes on both foreign keys and for search filters.
Locks: share, on adopted tables while the small indexes are built.
Downgrade: drops the indexes, but not those that were there before pgmatch.
"""

from pgmatch.migrate.ops import revision as step
from pgmatch.migrate.ops import run_sql

revision = "nods_0002"
down_revision = "nods_0001"

INDEXES = (
    "nods_page_parent_page_id_idx",
    "nods_page_section_page_id_idx",
    "nods_page_path_prefix_idx",
    "nods_page_type_idx",
    "nods_page_source_idx",
    "nods_page_meta_idx",
    "nods_page_section_content_length_idx",
)


def upgrade() -> None:
    with step("nods", revision):
        run_sql(*(f"nods_0002/indexes/nods/{index}.sql" for index in INDEXES))


def downgrade() -> None:
    with step("nods", down_revision):
        run_sql("nods_0002/remove.sql")

"""Chunks of videos that can be searched.

What: the table video_chunks, match_video_chunks and search_video_chunks. An existing table is adopted: it
    keeps its rows, keys and indexes and gets what it lacks.
Locks: an adopted table, access exclusive while it is rewritten with the new columns.
Downgrade: drops them, but refuses to drop rows unless drop_data=yes; an adopted table stays.
"""

from pgmatch.migrate.ops import add_line, remove_line, run_sql
from pgmatch.migrate.ops import revision as step

revision = "video_0001"
down_revision = None


def upgrade() -> None:
    add_line("video")
    with step("video", revision):
        run_sql("video_0001/tables/video/video_chunks.sql")
        run_sql("video_0001/indexes/video/video_chunks_owner_id_idx.sql")
        run_sql("video_0001/functions/video/match_video_chunks.sql")
        run_sql("video_0001/functions/video/search_video_chunks.sql")


def downgrade() -> None:
    remove_line("video")

"""The vector index.

What: an HNSW index on the embeddings, unless an index of the user's fits already.
Locks: an empty table for an instant; a table with rows is indexed concurrently, writes go on. In exported
    SQL, and inside a migration of the user's own, writes wait while it is built.
Downgrade: drops the index, not one that was adopted.
"""

from pgmatch.migrate.ops import build_index, run_sql
from pgmatch.migrate.ops import revision as step

revision = "nods_0005"
down_revision = "nods_0004"


def upgrade() -> None:
    with step("nods", revision):
        run_sql("nods_0005/drop_invalid.sql")
        build_index("pgmatch.nods_index_statement", "nods_0005/nods_page_section_embedding_idx.sql")


def downgrade() -> None:
    with step("nods", down_revision):
        run_sql("nods_0005/remove.sql")

"""The vector index.

What: an HNSW index on the embeddings, unless the user already has one that fits.
Locks: an empty table for an instant. On a table with rows, the index is built concurrently and writes
    continue. In exported SQL, and inside the user's own migrations, writes wait while it is built.
Downgrade: drops the index; keeps an adopted one.
"""

from pgmatch.migrate.ops import build_indexes, drop_indexes
from pgmatch.migrate.ops import revision as step

revision = "documents_0002"
down_revision = "documents_0001"


def upgrade() -> None:
    with step("documents", revision):
        build_indexes("documents")


def downgrade() -> None:
    with step("documents", down_revision):
        drop_indexes("documents")

"""The vector index.

What: an HNSW index on the embeddings, unless the user already has one that fits.
Locks: an empty table for an instant. On a table with rows, the index is built concurrently and writes
    continue. In exported SQL, and inside the user's own migrations, writes wait while it is built.
Downgrade: drops the index; keeps an adopted one.
"""

from pgmatch.migrate.ops import downgrade_like, upgrade_like

revision = "docs_0002"
down_revision = "docs_0001"

LIKE = ("nods_0005",)


def upgrade() -> None:
    upgrade_like("docs", revision, LIKE)


def downgrade() -> None:
    downgrade_like("docs", down_revision, LIKE)

"""The vector index.

What: an HNSW index on the embeddings, unless the user already has one that fits.
Locks: an empty table for an instant. On a table with rows, the index is built concurrently and writes
    continue. In exported SQL, and inside the user's own migrations, writes wait while it is built.
Downgrade: drops the index; keeps an adopted one.
"""

from pgmatch.migrate.ops import build_indexes, drop_indexes, execute
from pgmatch.migrate.ops import revision as step

revision = "nods_0005"
down_revision = "nods_0004"


def upgrade() -> None:
    with step("nods", revision):
        build_indexes("nods")
        execute("select pgmatch.nods_make_walk()")


def downgrade() -> None:
    with step("nods", down_revision):
        drop_indexes("nods")
        execute("select pgmatch.nods_make_walk()")

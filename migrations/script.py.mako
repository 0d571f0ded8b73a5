"""${message}

What: 
Locks: 
Downgrade: 
"""

from pgmatch.migrate.ops import revision as step
from pgmatch.migrate.ops import run_sql

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    with step("nods", revision):
        run_sql(f"{revision}/….sql")


def downgrade() -> None:
    with step("nods", down_revision):
        run_sql("….sql")

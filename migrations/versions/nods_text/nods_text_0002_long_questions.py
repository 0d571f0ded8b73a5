"""Long questions in Chinese, Japanese and Korean are read in one pass.

What: nods_text_question, whose time grew with the square of the letters of a question.
Locks: none.
Downgrade: makes the function as it was.
"""

from pgmatch.migrate.ops import revision as step
from pgmatch.migrate.ops import run_sql

revision = "nods_text_0002"
down_revision = "nods_text_0001"


def upgrade() -> None:
    with step("nods_text", revision):
        run_sql("nods_text_0002/functions/nods_text/nods_text_question.sql")


def downgrade() -> None:
    with step("nods_text", down_revision):
        run_sql("nods_text_0001/functions/nods_text/nods_text_question.sql")

"""Search by words and by meaning at once.

What: the column nods_page_section.fts, which Postgres keeps, its GIN index, and hybrid_search_page_sections.
    Needs the line nods, whose schema and access mode it takes.
Locks: access exclusive on nods_page_section while the column is added: the table is written anew and all its
    indexes are built again, the vector index too, so that searches and writes wait.
Downgrade: drops them. The rows keep everything else, and are not written anew.
"""

from pgmatch.migrate.ops import revision as step
from pgmatch.migrate.ops import run_sql, set_options

revision = "nods_text_0001"
down_revision = None

FUNCTIONS = (
    "nods_text_question",
    "nods_text_query",
    "nods_text_matches",
    "hybrid_search_page_sections",
)


def upgrade() -> None:
    set_options()
    run_sql("nods_text_0001/requirement.sql")
    run_sql("nods_text_0001/record.sql")
    with step("nods_text", revision):
        run_sql("nods_text_0001/nods_text_letters.sql")
        run_sql("nods_text_0001/column.sql")
        run_sql("nods_text_0001/nods_page_section_fts_idx.sql")
        for function in FUNCTIONS:
            run_sql(f"nods_text_0001/{function}.sql")


def downgrade() -> None:
    set_options()
    run_sql("nods_text_0001/remove.sql")

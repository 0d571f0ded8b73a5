"""Search by words and by meaning at once.

What: the generated column nods_page_section.fts, its GIN index, hybrid_search_page_sections and
    explain_terms.
    Needs the line nods and takes over its schema and access mode.
Locks: access exclusive on nods_page_section while the column is added. Postgres rewrites the table and
    rebuilds all its indexes, including the vector index, so searches and writes wait.
Downgrade: drops them. The rows keep everything else and are not rewritten.
"""

from pgmatch.migrate.ops import remove_line, run_sql, set_options
from pgmatch.migrate.ops import revision as step

revision = "nods_text_0001"
down_revision = None

FUNCTIONS = (
    "nods_text_question",
    "hybrid_search_page_sections",
    "explain_terms",
    "nods_text_doctor_words_unread",
)


def upgrade() -> None:
    set_options()
    run_sql("nods_text_0001/requirement.sql")
    run_sql("nods_text_0001/record.sql")
    with step("nods_text", revision):
        run_sql("nods_text_0001/functions/nods_text/nods_text_letters.sql")
        run_sql("nods_text_0001/column.sql")
        run_sql("nods_text_0001/indexes/nods_text/nods_page_section_fts_idx.sql")
        run_sql("nods_text_0001/types/nods_text/nods_hybrid_match.sql")
        run_sql(*(f"nods_text_0001/functions/nods_text/{function}.sql" for function in FUNCTIONS))


def downgrade() -> None:
    set_options()
    run_sql("nods_text_0001/remove.sql")
    remove_line("nods_text")

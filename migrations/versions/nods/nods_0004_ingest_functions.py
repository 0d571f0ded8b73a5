"""The functions that ingest.

What: nods_begin_ingest, nods_sections_to_embed, nods_add_sections, nods_put_page, nods_finish_ingest,
    two functions that preview an ingest, four that load in bulk, and three that list and remove pages; the
    tables pgmatch.nods_run and pgmatch.nods_corpus.
Locks: none on the user's tables.
Downgrade: drops them, and with them the lists of runs and corpora; pages and sections stay.
"""

from pgmatch.migrate.ops import drop_functions, execute, run_sql
from pgmatch.migrate.ops import revision as step

revision = "nods_0004"
down_revision = "nods_0003"

TABLES = ("nods_run", "nods_corpus")
FUNCTIONS = (
    "nods_is_over",
    "nods_run_corpus",
    "nods_lock_corpus",
    "nods_forget_runs",
    "nods_read_by",
    "nods_is_complete",
    "nods_bare_text",
    "nods_match_sections",
    "nods_check_embedding",
    "nods_check_page",
    "nods_lock_page",
    "nods_open_page",
    "nods_gone_pages",
    "nods_check_prune",
    "nods_delete_pages",
    "nods_insert_section",
    "nods_put_sections",
    "nods_check_begin",
    "nods_check_model",
    "nods_record_model",
    "nods_begin_ingest",
    "nods_sections_to_embed",
    "nods_add_sections",
    "nods_put_page",
    "nods_finish_ingest",
    "nods_preview_ingest",
    "nods_preview_page",
    "nods_load_pages",
    "nods_begin_load",
    "nods_end_load",
    "nods_set_parents",
    "nods_corpora",
    "nods_pages",
    "nods_pages_to_remove",
    "nods_remove_pages",
)


def upgrade() -> None:
    with step("nods", revision):
        run_sql(*(f"nods_0004/tables/nods/{table}.sql" for table in TABLES))
        run_sql(*(f"nods_0004/functions/nods/{function}.sql" for function in FUNCTIONS))


def downgrade() -> None:
    with step("nods", down_revision):
        execute("select pgmatch.lock_line('nods')")
        drop_functions("nods", FUNCTIONS)
        run_sql("nods_0004/remove.sql")

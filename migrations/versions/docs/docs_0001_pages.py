"""The tables page and page_section, and the functions that search and ingest.

What: everything that the line nods has, under the names of the headless template, and the columns version and
    last_refresh. Existing tables are adopted: they keep their rows and get what they lack.
Locks: on adopted tables, access exclusive for an instant (columns, storage, the foreign key to the parent),
    and share while the small indexes are built. The template's functions are recorded and replaced.
Downgrade: drops them, but refuses if the tables hold rows unless drop_data=yes; adopted tables stay, as does
    the version table; restores the functions that it replaced.
"""

from pgmatch.migrate.ops import downgrade_like, on_path, run_sql, set_options, stop_on_findings, upgrade_like
from pgmatch.migrate.ops import revision as step

revision = "docs_0001"
down_revision = None

LIKE = ("nods_0001", "nods_0002", "nods_0003", "nods_0004")


def upgrade() -> None:
    set_options()
    stop_on_findings("docs_0001/prepare/docs/adopt_versions.sql")
    upgrade_like("docs", revision, LIKE)
    with step("docs", revision):
        run_sql("docs_0001/versions.sql")
        run_sql("docs_0001/functions/docs/docs_mark_pages.sql")
        run_sql("docs_0001/functions/docs/docs_doctor_versions.sql")
        run_sql("docs_0001/trigger.sql")


def downgrade() -> None:
    set_options()
    with on_path("docs"):
        run_sql("docs_0001/remove.sql")
    downgrade_like("docs", revision, LIKE)

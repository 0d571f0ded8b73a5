"""What models see in images.

What: the table predictions and find_predicted_images. An existing table is adopted: it keeps its rows, keys
    and indexes and gets what it lacks.
Locks: an adopted table, access exclusive for an instant, then share while its indexes are built.
Downgrade: drops them, but refuses to drop rows unless drop_data=yes; an adopted table stays.
"""

from pgmatch.migrate.ops import add_line, check_functions, remove_line, run_sql
from pgmatch.migrate.ops import revision as step

revision = "predictions_0001"
down_revision = None

INDEXES = ("predictions_predictions_idx", "predictions_filename_idx", "predictions_owner_id_idx")


def upgrade() -> None:
    add_line("predictions")
    check_functions("predictions", ("find_predicted_images",))
    with step("predictions", revision):
        run_sql("predictions_0001/tables/predictions/predictions.sql")
        run_sql(*(f"predictions_0001/indexes/predictions/{index}.sql" for index in INDEXES))
        run_sql("predictions_0001/functions/predictions/find_predicted_images.sql")


def downgrade() -> None:
    remove_line("predictions")

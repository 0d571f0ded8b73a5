"""Captions of images in Storage.

What: the table image_caption, match_image_captions and find_image_captions; set_caption_webhook, which sends
    new images to a service. An existing table is adopted: it keeps its rows and keys and gets what it lacks.
Locks: an adopted table, access exclusive while it is rewritten with the new columns; storage.objects, share
    row exclusive for an instant.
Downgrade: drops them, but refuses to drop rows unless drop_data=yes; an adopted table stays.
"""

from pgmatch.migrate.ops import add_line, check_functions, on_path, remove_line, run_sql, set_options
from pgmatch.migrate.ops import revision as step

revision = "captions_0001"
down_revision = None

INDEXES = ("image_caption_words_idx", "image_caption_owner_id_idx")
FUNCTIONS = (
    "captions_put",
    "captions_send",
    "set_caption_webhook",
    "match_image_captions",
    "find_image_captions",
)


def upgrade() -> None:
    add_line("captions")
    check_functions("captions", ("set_caption_webhook", "find_image_captions"))
    with step("captions", revision):
        run_sql("captions_0001/tables/captions/image_caption.sql")
        run_sql(*(f"captions_0001/indexes/captions/{index}.sql" for index in INDEXES))
        run_sql(*(f"captions_0001/functions/captions/{function}.sql" for function in FUNCTIONS))
        run_sql("captions_0001/trigger.sql")


def downgrade() -> None:
    set_options()
    with on_path("captions"):
        run_sql("captions_0001/remove.sql")
    remove_line("captions")

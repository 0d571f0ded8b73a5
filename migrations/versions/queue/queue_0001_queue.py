"""Embeddings that workers make.

What: pgmq, unless it is there; the table embedding_source; queue_embeddings, which queues the rows of a
    table; and the functions of workers.
Locks: none.
Downgrade: drops them, but refuses to end queues unless drop_data=yes. Tables keep their rows and embeddings.
    The extension pgmq stays, and its SQL if somebody else has a queue.
"""

from pgmatch.migrate.ops import add_line, pass_packaged, remove_line, run_sql, set_options
from pgmatch.migrate.ops import revision as step

revision = "queue_0001"
down_revision = None

FUNCTIONS = (
    "check_read_committed",
    "check_lengths",
    "check_worker",
    "source_problem",
    "content_problem",
    "key_value",
    "key_condition",
    "queue_key",
    "check_queue",
    "check_source_model",
    "check_content",
    "embedding_content",
    "clear_embedding",
    "queue_embedding",
    "add_queue",
    "set_queue_triggers",
    "drop_triggers",
    "forget_queue",
    "queue_of",
    "add_jobs",
    "queue_rows",
    "queue_embeddings",
    "unqueue_embeddings",
    "read_jobs",
    "lock_jobs",
    "end_jobs",
    "fail_jobs",
    "source_of",
    "finish_jobs",
    "claim_jobs",
    "set_job_model",
    "queue_status",
    "dead_jobs",
    "retry_jobs",
    "post_jobs",
    "doctor_queue",
)


def upgrade() -> None:
    add_line("queue")
    run_sql("queue_0001/record.sql")
    pass_packaged("pgmq", "sql/pgmq.sql")
    run_sql("queue_0001/pgmq.sql")
    with step("queue", revision):
        run_sql("queue_0001/tables/queue/embedding_source.sql")
        run_sql(*(f"queue_0001/functions/queue/{function}.sql" for function in FUNCTIONS))


def downgrade() -> None:
    set_options()
    run_sql("queue_0001/remove.sql")
    remove_line("queue")

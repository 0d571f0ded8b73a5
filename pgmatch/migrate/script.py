"""SQL text of revisions: one statement a revision, which does nothing in a database that has it already."""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping
from typing import Any, TextIO

from alembic.runtime.migration import MigrationContext, MigrationInfo

from pgmatch.migrate.recover import agreement

# One `do` a revision, so that it is done or not, whatever sends the script: psql, all at once, or statement
# by statement as `supabase db push`, whose splitter takes up to 256 KB; so it is not one `do` for all.
_STEP = """\
-- {start_name} -> {target_name}
do ${tag}$
declare
  _has text;
  _code text;
  _message text;
  _detail text;
  _hint text;
begin
  if to_regclass('pgmatch.{line}_version') is not null then
    execute 'select version_num from pgmatch.{line}_version' into _has;
  end if;
  if _has is distinct from {start} then
    if {done} then
      return;
    end if;
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = 'this step starts from {start_name}, but the line {line} has the revision '
        || coalesce(_has, 'base'),
      hint = 'Print a script for this database: pgmatch sql --line {line} --from ' || coalesce(_has, 'base');
  end if;
  execute $sql${sql}$sql$;
exception when others then
  -- raised anew, because the context of this one is the whole step, under which the message gets lost
  get stacked diagnostics
    _code = returned_sqlstate,
    _message = message_text,
    _detail = pg_exception_detail,
    _hint = pg_exception_hint;
  _message := concat_ws(E'\n', _message, nullif(_detail, ''));
  if _hint = '' then
    raise exception using errcode = _code, message = _message;
  end if;
  raise exception using errcode = _code, message = _message, hint = _hint;
end;
${tag}$;

"""

_OPTIONS = """\
-- refuses options that contradict what was recorded before
do $options$
begin
  if to_regproc('pgmatch.check_options') is not null then
    execute $sql${sql}$sql$;
  end if;
end;
$options$;

"""

_RELOAD = "-- tells PostgREST to read the functions again\nnotify pgrst, 'reload schema';\n"


class StepScript(io.StringIO):
    """What Alembic writes to: collects the output of a revision, then writes it to `output` as one step.

    `on_version_apply` is Alembic's callback at the end of a revision.
    """

    def __init__(self, output: TextIO, line: str) -> None:
        super().__init__()
        self.output = output
        self.line = line
        self.has_begun = False

    def on_version_apply(
        self, ctx: MigrationContext, step: MigrationInfo, heads: Collection[Any], run_args: Mapping[str, Any]
    ) -> None:
        """Write what has come since the last call, as a step."""
        sql = self._taken().replace("CREATE TABLE pgmatch.", "CREATE TABLE IF NOT EXISTS pgmatch.")
        if step.is_upgrade and not self.has_begun:
            self.output.write(
                f"-- begins where the record of what is installed says\n{agreement(self.line)}\n"
            )
        self.has_begun = True
        self.output.write(_step(self.line, step, sql))

    def end(self) -> None:
        """Write what has come since the last step, the check of the options, and what ends a script."""
        self.output.write(_OPTIONS.format(sql=f"\n\n{self._taken()}\n"))
        self.output.write(_RELOAD)

    def _taken(self) -> str:
        text = self.getvalue().strip()
        self.seek(0)
        self.truncate()
        return text


def _step(line: str, step: MigrationInfo, sql: str) -> str:
    """Return the statement that runs `sql` where the line has the revision that the step starts from."""
    start, target = ("".join(ids) for ids in (step.source_revision_ids, step.destination_revision_ids))
    # revisions are numbered, so their names tell which is later
    done = (
        f"_has collate \"C\" >= '{target}'"
        if step.is_upgrade
        else f"coalesce(_has collate \"C\" < '{start}', true)"
    )
    return _STEP.format(
        start_name=start or "base",
        target_name=target or "base",
        line=line,
        start=f"'{start}'" if start else "null::text",
        tag=target or f"{line}_base",
        done=done,
        sql=f"\n\n{sql}\n",
    )

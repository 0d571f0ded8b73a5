"""SQL text of revisions: one statement a revision, which does nothing in a database that has it already.

Inside of it the objects follow each other as their files have them.
"""

from __future__ import annotations

import io
import re
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
  _context text;
begin
  if to_regclass('pgmatch.{line}_version') is not null then
    execute 'select version_num from pgmatch.{line}_version' into _has;
  end if;
{skip}  if _has is distinct from {start} then
    if {done} then
      return;
    end if;
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = 'this step starts from {start_name}, but the line {line} has the revision '
        || coalesce(_has, 'base'),
      hint = 'Print a script for this database: pgmatch sql --line {line} --from ' || coalesce(_has, 'base');
  end if;

begin

{sql}

exception when others then
  -- raised anew, because the context of this one holds whole objects, under which the message gets lost
  get stacked diagnostics
    _code = returned_sqlstate,
    _message = message_text,
    _detail = pg_exception_detail,
    _hint = pg_exception_hint,
    _context = pg_exception_context;
  _message := concat_ws(
    E'\n',
    _message,
    nullif(_detail, ''),
    'At line ' || {first_line} + substring(_context from '.*inline_code_block [^0-9]*([0-9]+)')::integer
      || ' of this script.'
  );
  if _hint = '' then
    raise exception using errcode = _code, message = _message;
  end if;
  raise exception using errcode = _code, message = _message, hint = _hint;
end;
end;
${tag}$;

"""

_SKIP = """\
  if _has collate "C" >= '{start}' then
    if {unless} then
      return;
    end if;
  end if;
"""

# of Alembic's own statements: a `do` has nobody to return it to
_RETURNING = re.compile(r" RETURNING pgmatch\.\w+\.version_num(?=;)")
# a comment or blanks; what is quoted; a semicolon; a word or any other character
_PIECE = re.compile(r"--[^\n]*|\s+|'(?:[^']|'')*'|\"[^\"]*\"|(\$\w*\$).*?\1|\w+|.", re.DOTALL)

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

    def __init__(self, output: TextIO, line: str, lines_written: int = 0, unless: str = "") -> None:
        super().__init__()
        self.output = output
        self.line = line
        self.lines_written = lines_written
        self.unless = unless
        self.has_begun = False
        self.reached: str | None = None

    def on_version_apply(
        self, ctx: MigrationContext, step: MigrationInfo, heads: Collection[Any], run_args: Mapping[str, Any]
    ) -> None:
        """Write what has come since the last call, as a step."""
        sql = self._taken().replace("CREATE TABLE pgmatch.", "CREATE TABLE IF NOT EXISTS pgmatch.")
        if step.is_upgrade and not self.has_begun:
            self._write(f"-- begins where the record of what is installed says\n{agreement(self.line)}\n")
        self.has_begun = True
        self.reached = "".join(step.destination_revision_ids) or "base"
        self._write(_step(self.line, step, _RETURNING.sub("", sql), self.lines_written, self.unless))

    def end(self) -> None:
        """Write what has come since the last step, the check of the options, and what ends a script."""
        self._write(_OPTIONS.format(sql=f"\n\n{self._taken()}\n"))
        self._write(_RELOAD)

    def _write(self, text: str) -> None:
        self.lines_written += text.count("\n")
        self.output.write(text)

    def _taken(self) -> str:
        text = self.getvalue().strip()
        self.seek(0)
        self.truncate()
        return text


def _step(line: str, step: MigrationInfo, sql: str, lines_before: int, unless: str) -> str:
    """Return the statement that runs `sql` where the line has the revision that the step starts from.

    It does nothing where `unless`, a condition on what the step would remove, is true.
    """
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
        skip=_SKIP.format(start=start, unless=unless) if unless else "",
        start=f"'{start}'" if start else "null::text",
        tag=target or f"{line}_base",
        done=done,
        sql=_as_plpgsql(sql),
        first_line=lines_before + 1,
    )


def _as_plpgsql(sql: str) -> str:
    """Return statements as they stand inside of a `do`, where what `select` returns has to be thrown away."""
    pieces = []
    is_first = True
    for piece in _PIECE.finditer(sql):
        word = piece[0]
        pieces.append("perform" if is_first and word == "select" else word)
        if not (word.isspace() or word.startswith("--")):
            is_first = word == ";"
    return "".join(pieces)

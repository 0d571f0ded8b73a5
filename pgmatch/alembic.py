"""pgmatch inside an Alembic project of your own.

In a revision::

    import pgmatch.alembic

    def upgrade():
        pgmatch.alembic.upgrade(op, "nods", to="nods_0005", dimensions=384)

    def downgrade():
        pgmatch.alembic.downgrade(op, "nods")

In env.py, so that autogenerate leaves pgmatch's objects alone::

    context.configure(
        ...,
        include_name=pgmatch.alembic.include_name,
        include_object=pgmatch.alembic.include_object,
    )
"""

from __future__ import annotations

from collections.abc import MutableMapping
from functools import partial
from typing import TYPE_CHECKING, Any

from pgmatch.lines import DEFAULT, SCHEMAS, tables_in
from pgmatch.migrate.inside import Op, migrate, run
from pgmatch.searches import create_statement, drop_statement

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from pgmatch.searches import Declaration


def upgrade(
    op: Op, line: str = DEFAULT, to: str = "head", *, since: str | None = None, **options: str | int
) -> None:
    """Upgrade a line to a revision of pgmatch's, inside the transaction of your revision.

    Name the revision in `to`: "head" is another one after an upgrade of the package. `options` are those of
    `alembic -x`: dimensions, schema, metric, access, model, text_config, lock_timeout. Revisions that are
    installed already are left out. search_path and lock_timeout are afterwards what they were.

    With `--sql` the statements go into your output. `since` is then the revision of pgmatch's to start from;
    without it, the one where an earlier call in the same output ended, else base.

    Raises `MigrationError`, after which the transaction can only be rolled back.
    """
    # alembic.command plans with the same two methods; there is no public way
    migrate(op, line, options, since, lambda script, heads: script._upgrade_revs(to, heads), first="base")


def downgrade(
    op: Op, line: str = DEFAULT, to: str = "base", *, since: str | None = None, **options: str | int
) -> None:
    """Downgrade a line to a revision of pgmatch's, inside the transaction of your revision.

    Rows are dropped only when the command says `alembic -x drop_data=yes downgrade …`, or this call
    `drop_data="yes"`. The vector extension, adopted tables, and the schema "pgmatch" with its version table
    stay.

    With `--sql`, `since` is the revision of pgmatch's to start from; it may be left out only after another
    call in the same output.

    Raises `MigrationError`, after which the transaction can only be rolled back.
    """
    migrate(op, line, options, since, lambda script, heads: script._downgrade_revs(to, heads), first=None)


def create_search(op: Op, name: str, target: str, **declaration: Unpack[Declaration]) -> None:
    """Make a match function for a table of yours, as `pgmatch.create_search` does in SQL.

    `declaration` has its arguments: embedding, returns, content, filters, metadata, metric, key, contract,
    hybrid, words, text_config, arguments, grants, section. The function belongs to pgmatch's core, so call
    `upgrade` first: with the line "core" if you only search tables of your own. Works with `--sql` too.

    Raises `MigrationError` for a wrong declaration, after which the transaction can only be rolled back.
    """
    run(op, partial(create_statement, name, target, **declaration))


def drop_search(op: Op, name: str) -> None:
    """Remove a match function that `create_search` made, and put back the one that it replaced."""
    run(op, partial(drop_statement, name))


def include_name(name: str | None, type_: str, parent_names: MutableMapping[Any, str | None]) -> bool:
    """Tell autogenerate not to look at pgmatch's tables and schemas in the database.

    For `include_name` of `context.configure`. From a function of your own: return False where this does.
    """
    if type_ == "schema":
        return name not in SCHEMAS
    table = name if type_ == "table" else parent_names.get("table_name")
    return not _is_ours(parent_names.get("schema_name"), table)


def include_object(
    object: Any,  # noqa: A002 - Alembic's name for it
    name: str | None,
    type_: str,
    reflected: bool,
    compare_to: Any,
) -> bool:
    """Tell autogenerate to compare neither pgmatch's tables nor models of yours that are mapped to them.

    For `include_object` of `context.configure`. From a function of your own: return False where this does.
    """
    table = object if type_ == "table" else getattr(object, "table", None)
    return table is None or not _is_ours(table.schema, table.name)


def _is_ours(schema: str | None, table: str | None) -> bool:
    return schema in SCHEMAS or table in tables_in(schema)

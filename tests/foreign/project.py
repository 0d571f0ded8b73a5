"""An Alembic project of somebody else's, written to a folder."""

from __future__ import annotations

import io
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config

INI = """
[alembic]
script_location = %(here)s/theirs
path_separator = os
url = {url}
search_path = {search_path}
include_schemas = {include_schemas}
filters = {filters}
paramstyle = {paramstyle}
isolation_level = {isolation_level}
"""

ENV = """
from alembic import context
from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, NullPool, Table, Text, create_engine, text
from pgvector.sqlalchemy import Vector

import pgmatch.alembic

setting = context.config.get_main_option
metadata = MetaData()
Table(
    "note",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("body", Text),
    Column("embedding", Vector(3)),
    Index("note_embedding_idx", "embedding", postgresql_using="hnsw", postgresql_ops={"embedding": "vector_l2_ops"}),
)
options = {"target_metadata": metadata, "include_schemas": setting("include_schemas") == "yes"}
if setting("filters") == "yes":
    options["include_name"] = pgmatch.alembic.include_name
    options["include_object"] = pgmatch.alembic.include_object

if context.is_offline_mode():
    context.configure(
        dialect_name="postgresql", literal_binds=True, dialect_opts={"paramstyle": setting("paramstyle")}, **options
    )
    with context.begin_transaction():
        context.run_migrations()
else:
    engine = create_engine(setting("url"), poolclass=NullPool, isolation_level=setting("isolation_level"))
    with engine.connect() as connection:
        connection.execute(text("select set_config('search_path', :path, false)"), {"path": setting("search_path")})
        connection.commit()
        context.configure(connection=connection, **options)
        with context.begin_transaction():
            context.run_migrations()
"""

REVISION = """
import sqlalchemy as sa
from alembic import op
from pgvector.sqlalchemy import Vector

import pgmatch.alembic

revision = {number!r}
down_revision = {before!r}


def upgrade():
    {upgrade}


def downgrade():
    {downgrade}
"""

OWN_TABLE = """
    op.execute("create extension if not exists vector schema public")
    op.create_table(
        "note",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("body", sa.Text),
        sa.Column("embedding", Vector(3)),
    )
    op.create_index(
        "note_embedding_idx", "note", ["embedding"],
        postgresql_using="hnsw", postgresql_ops={"embedding": "vector_l2_ops"},
    )
"""


@dataclass(frozen=True)
class Project:
    """The project's folder; its first revision makes a table with a vector column, an index and the extension."""

    folder: Path
    url: str

    @classmethod
    def create(cls, folder: Path, url: str) -> Project:
        """Write the project."""
        project = cls(folder, url)
        (folder / "theirs" / "versions").mkdir(parents=True)
        (folder / "theirs" / "env.py").write_text(ENV)
        project.configure()
        project.add("theirs_1", None, OWN_TABLE.strip(), 'op.drop_table("note")')
        return project

    def configure(self, **options: str) -> None:
        """Write alembic.ini."""
        defaults = {
            "url": self.url.replace("postgresql://", "postgresql+psycopg2://"),
            "search_path": "public",
            "include_schemas": "no",
            "filters": "yes",
            "paramstyle": "named",
            "isolation_level": "READ COMMITTED",
        }
        (self.folder / "alembic.ini").write_text(INI.format(**{**defaults, **options}))

    def add(self, number: str, before: str | None, upgrade: str, downgrade: str = "pass") -> None:
        """Write a revision, from the statements of its two functions."""
        text = REVISION.format(number=number, before=before, upgrade=upgrade, downgrade=downgrade)
        (self.folder / "theirs" / "versions" / f"{number}.py").write_text(text)

    def add_ours(self, to: str = "nods_0005", **options: str) -> None:
        """Write their second revision: it installs the line nods up to a revision."""
        arguments = "".join(f", {name}={value!r}" for name, value in options.items())
        self.add(
            "theirs_2",
            "theirs_1",
            f'pgmatch.alembic.upgrade(op, "nods", to={to!r}{arguments})',
            'pgmatch.alembic.downgrade(op, "nods")',
        )

    def config(self, output: io.StringIO | None = None, options: Mapping[str, str] | None = None) -> Config:
        """Return Alembic's configuration; `options` are those of `-x`."""
        arguments = Namespace(x=[f"{name}={value}" for name, value in (options or {}).items()])
        config = Config(self.folder / "alembic.ini", cmd_opts=arguments)
        if output is not None:
            config.output_buffer = output
        return config

    def upgrade(self, revision: str = "head") -> None:
        """Run `alembic upgrade`."""
        command.upgrade(self.config(), revision)

    def downgrade(self, revision: str, **options: str) -> None:
        """Run `alembic downgrade`."""
        command.downgrade(self.config(options=options), revision)

    def check(self) -> None:
        """Run `alembic check`; raises when autogenerate would propose anything."""
        command.check(self.config(io.StringIO()))

    def sql(self, revisions: str = "head", *, down: bool = False) -> str:
        """Return what `alembic upgrade --sql`, or downgrade, writes."""
        output = io.StringIO()
        run = command.downgrade if down else command.upgrade
        run(self.config(output), revisions, sql=True)
        return output.getvalue()

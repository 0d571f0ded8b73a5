"""The state that a release leaves in a database, as a dump in tests/releases/, and how it is restored.

    python -m tests.migrations.released 0.1.0    record it; `make release` does so before the tag

A recorded dump never changes.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pgmatch.migrate import upgrade
from tests.operations.answers import DIMENSIONS, fill
from tests.servers import OWNER_ROLE, SUPABASE_ROLES, Database, PostgresServer, created, running

RELEASES = Path(__file__).parents[1] / "releases"
LINES = ("nods", "nods_text")
OWN = """
    create table public.product (
      id bigint primary key, owner text not null, description text, embedding extensions.vector(3) not null
    );
    insert into public.product
    select i, case when i % 2 = 0 then 'alice' else 'bob' end, 'thing ' || i, array[sin(i), cos(i), 1]::extensions.vector
    from generate_series(1, 200) as i;
    create index product_embedding_idx on public.product using hnsw (embedding extensions.vector_cosine_ops);
    select pgmatch.create_search(
      'public.match_products', 'public.product', returns => '{id, description}', content => 'description',
      filters => '{"owner text": "owner = $"}'
    );
    analyze public.product;
"""


def dump_of(version: str) -> Path:
    """Return where the dump of a release is."""
    return RELEASES / version / "dump.sql"


def versions() -> list[str]:
    """Return the releases that are recorded, the oldest first."""
    found = (path.parent.name for path in RELEASES.glob("*/dump.sql"))
    return sorted(found, key=lambda version: [int(part) for part in version.split(".") if part.isdigit()])


def install(database: Database) -> None:
    """Install every line and fill it; declare a search of the user's own."""
    upgrade(database.url, dimensions=str(DIMENSIONS), model="a-model")
    for line in LINES[1:]:
        upgrade(database.url, line)
    fill(database.url, pages=30, owners=True)
    database.execute(OWN)


def main(version: str) -> None:
    """Write the dump of a release; raise `SystemExit` if there is one."""
    path = dump_of(version)
    if path.exists():
        raise SystemExit(f"{version} is recorded already: {path}")
    with (
        running(OWNER_ROLE, SUPABASE_ROLES) as server,
        created(server, "released", extension_schema="extensions") as database,
    ):
        install(database)
        dump = program(
            server, "pg_dump", "--exclude-extension=*", "--exclude-schema=extensions", database.url
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dump, "utf-8")


def restore(version: str, into: Database) -> None:
    """Restore the dump of a release into a database that has the extension."""
    dump = dump_of(version).read_text("utf-8")
    program(into.server, "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", into.url, sent=dump)


def program(server: PostgresServer, name: str, *arguments: str, sent: str | None = None) -> str:
    """Run a program of the server's version, which may be sent a text, and return what it prints."""
    done = subprocess.run(
        [server.program(name), *arguments], input=sent, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


if __name__ == "__main__":
    main(sys.argv[1])

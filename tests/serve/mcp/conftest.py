"""One database in which two users have pages, documents and products, all of them with real embeddings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import pgmatch
from pgmatch.embedders import Embedder, load
from pgmatch.ingest.run import ingest
from pgmatch.migrate import upgrade
from tests.cli.conftest import _no_settings, run
from tests.servers import Database, PostgresServer, created

__all__ = ["_no_settings", "run"]

LOGIN = "mcp_login"
# a user, and what only they know
SECRETS = {"alice": "The red folder is in the attic.", "bob": "The blue folder is in the cellar."}
PRODUCTS = (
    (1, "Trail shoes", "Light running shoes for muddy trails.", "shoes", 89.5, "alice"),
    (2, "Road shoes", "Cushioned running shoes for asphalt.", "shoes", 120, "alice"),
    (3, "Sun hat", "A straw hat against the sun.", "hats", 25, "alice"),
    (4, "Racing shoes", "Running shoes for a marathon.", "shoes", 210, "bob"),
)
SHOP = f"""
    create schema shop;
    grant usage on schema shop to pgmatch_user;
    create table shop.products (
      id bigint primary key, name text, description text, category text, price numeric, sold date default '2026-05-01',
      owner_id text, embedding extensions.vector(384)
    );
    alter table shop.products enable row level security;
    create policy own on shop.products to pgmatch_user using (owner_id = pgmatch.current_owner());
    grant select on shop.products to pgmatch_user;
    create table shop.log (line text);
    create function shop.logged(word text) returns text language plpgsql volatile security definer
      as 'begin insert into shop.log values (word); return word; end';
    select pgmatch.create_search(
      'shop.match_products', 'shop.products', returns => '{{id, name, price, sold}}', content => 'description',
      filters => '{{"in_category text": "category = $", "max_price numeric": "price <= $", "\\"json\\" text[]": "category = any ($)"}}'
    );
    select pgmatch.create_search(
      'shop.match_loudly', 'shop.products', content => 'description',
      filters => '{{"word text": "shop.logged($) is not null"}}'
    );
    create role {LOGIN} login;
    grant pgmatch_user to {LOGIN};
"""


@dataclass(frozen=True)
class Shared:
    """The database, and the URL of a login that may act for its users."""

    database: Database
    url: str


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    return load("local")


@pytest.fixture(scope="session")
def shared(
    supabase_server: PostgresServer, embedder: Embedder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shared]:
    options = {"access": "owner", "dimensions": "384", "model": embedder.name}
    with created(supabase_server, "mcp") as made:
        upgrade(made.url, **options)
        upgrade(made.url, "documents", **options)
        made.execute(SHOP)
        try:
            fill(made, supabase_server.url(made.name, LOGIN), embedder, tmp_path_factory.mktemp("pages"))
            yield Shared(made, supabase_server.url(made.name, LOGIN))
        finally:
            made.execute(f"drop owned by {LOGIN}; drop role {LOGIN}")


def fill(database: Database, url: str, embedder: Embedder, folder: Path) -> None:
    vectors = embedder.embed([description for _, _, description, *_ in PRODUCTS])
    for product, vector in zip(PRODUCTS, vectors, strict=True):
        database.execute(
            "insert into shop.products (id, name, description, category, price, owner_id, embedding)"
            " values (%s, %s, %s, %s, %s, %s, %s)",
            [*product, str(vector.tolist())],
        )
    for user, secret in SECRETS.items():
        pages = folder / user
        pages.mkdir()
        long = " ".join(f"Step {number}: turn the screw of part {number}." for number in range(1, 80))
        (pages / "guide.md").write_text(
            f"---\ntitle: Guide of {user}\n---\n\n# Install\n\nRun the installer of the program.\n\n"
            f"# Folder\n\n{secret}\n\n# Assembly\n\n{long}\n"
        )
        with pgmatch.connect(url, user_id=user) as client:
            assert not ingest(client, pages, embedder, corpus="pages").failures
            client.put_document(
                f"{user}/mail",
                [{"content": secret, "embedding": embedder.embed([secret])[0]}],
                url=f"https://mail.example.com/{user}",
            )

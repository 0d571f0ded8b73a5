"""The client vecs: what it returns is what we have to return."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import vecs
from vecs.collection import Collection

from tests.servers import Database


@contextmanager
def opened(database: Database, name: str, dimension: int) -> Iterator[Collection]:
    """Open a collection with vecs, which makes it if there is none."""
    # SQLAlchemy 2.1 takes another driver by itself, and vecs does not look into the schema extensions
    url = database.url.replace("postgresql:", "postgresql+psycopg2:")
    with vecs.create_client(f"{url}?options=-csearch_path%3Dpublic,extensions") as client:
        yield client.get_or_create_collection(name, dimension=dimension)


def found(collection: Collection, *arguments: Any, **named: Any) -> list[Any]:
    """Query a collection, which warns if no index fits."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return list(collection.query(*arguments, **named))

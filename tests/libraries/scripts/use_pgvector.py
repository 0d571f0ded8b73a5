"""pgvector-python: vectors go in and come back as arrays, through both drivers and SQLAlchemy."""

import sys

import numpy as np
import pgvector.psycopg
import pgvector.psycopg2
import psycopg
import psycopg2
from pgvector.sqlalchemy import Vector
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, select

url = sys.argv[1]
wanted = np.array([1, 2, 3], dtype=np.float32)

with psycopg.connect(url) as connection:
    pgvector.psycopg.register_vector(connection)
    assert (connection.execute("select %s::vector", [wanted]).fetchone()[0] == wanted).all()
old = psycopg2.connect(url)
pgvector.psycopg2.register_vector(old)
cursor = old.cursor()
cursor.execute("select %s::vector", [wanted])
assert (cursor.fetchone()[0] == wanted).all()
old.close()

engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
items = Table("items", MetaData(), Column("id", Integer, primary_key=True), Column("embedding", Vector(3)))
items.create(engine)
with engine.begin() as connection:
    connection.execute(items.insert(), [{"embedding": [0, 0, 1]}, {"embedding": [1, 2, 4]}])
    nearest = select(items.c.id).order_by(items.c.embedding.l2_distance(wanted)).limit(1)
    assert connection.scalar(nearest) == 2

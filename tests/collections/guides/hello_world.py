# %%
import vecs

DB_CONNECTION = "postgresql://<user>:<password>@<host>:<port>/<db_name>"

vx = vecs.create_client(DB_CONNECTION)
# %%
docs = vx.get_or_create_collection(name="docs", dimension=3)
# %%
docs.upsert(
    records=[
        (
         "vec0",
         [0.1, 0.2, 0.3],
         {"year": 1973}
        ),
        (
         "vec1",
         [0.7, 0.8, 0.9],
         {"year": 2012}
        )
    ]
)
# %%
docs.create_index(measure=vecs.IndexMeasure.cosine_distance)
# %%
docs.create_index()
# %%
docs.query(
    data=[0.4,0.5,0.6],
    limit=5,
    filters={},
    measure="cosine_distance",
    include_value=False,
    include_metadata=False,
)
# %%
docs.query(
    query_vector=[0.4,0.5,0.6],
    filters={"year": {"$eq": 2012}},
)

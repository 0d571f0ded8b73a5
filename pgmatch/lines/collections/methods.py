"""The functions of collections as methods, of `Database` and of `AsyncDatabase`."""

from __future__ import annotations

from pgmatch.client.methods import Method
from pgmatch.lines.collections import collection_calls, record_calls


class Methods:
    """One method a function, with its name and arguments."""

    create_collection = Method(collection_calls.create_collection)
    get_or_create_collection = Method(collection_calls.get_or_create_collection)
    list_collections = Method(collection_calls.list_collections)
    drop_collection = Method(collection_calls.drop_collection)
    create_index = Method(collection_calls.create_index)
    drop_index = Method(collection_calls.drop_index)
    find_duplicates = Method(collection_calls.find_duplicates)
    upsert_records = Method(record_calls.upsert_records)
    query_records = Method(record_calls.query_records)
    fetch_records = Method(record_calls.fetch_records)
    count_records = Method(record_calls.count_records)
    delete_records = Method(record_calls.delete_records)

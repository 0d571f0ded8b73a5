"""The guide's calls, with its client, in every access mode."""

from __future__ import annotations

import pytest
import supabase
from postgrest import APIError

from tests.http.lite import Lite
from tests.servers import Database
from tests.video.conftest import CHUNKS, VIDEOS, Connect, chunk, rpc, search, vector


@pytest.fixture(scope="module")
def seeded(http: Lite, connect: Connect) -> supabase.Client:
    """The guide's client, with which its script has inserted row by row."""
    made = connect(key=http.secret_key)
    for row in CHUNKS:
        made.table("video_chunks").insert(row).execute()
    return made


def test_a_search_finds_what_is_similar_best_first(seeded: supabase.Client) -> None:
    found = search(seeded, vector(1))
    assert [(row["id"], row["metadata"]["video_url"]) for row in found] == [
        ("chunk_0", VIDEOS[0]),
        ("chunk_0", VIDEOS[1]),
    ]
    assert set(found[0]) == {"id", "start_time", "end_time", "metadata", "similarity"}
    assert [round(row["similarity"], 6) for row in found] == [1, 0.96]
    # as the model answers, which need not give length 1
    assert [row["id"] for row in search(seeded, vector(6, 8), 0.995)] == ["chunk_2"]


def test_a_search_takes_a_video_and_a_range_of_time(seeded: supabase.Client, video: Database) -> None:
    of = {"query_embedding": vector(1), "video": VIDEOS[0]}
    found = rpc(seeded, "search_video_chunks", of)
    assert [row["id"] for row in found] == ["chunk_0", "chunk_1", "chunk_2"]
    assert {row["video_url"] for row in found} == {VIDEOS[0]}
    found = rpc(seeded, "search_video_chunks", {**of, "from_time": 1.5, "to_time": 1.9})
    assert [row["id"] for row in found] == ["chunk_1"]
    assert len(rpc(seeded, "search_video_chunks", {"query_embedding": vector(1)})) == 5
    # no row of another video is read for it
    plan = "explain (costs off) select from video_chunks where video_url = 'v'"
    assert "video_chunks_pkey" in str(video.rows(f"set local enable_seqscan = off; {plan}"))


def test_written_again_a_chunk_is_replaced_or_refused(seeded: supabase.Client) -> None:
    with pytest.raises(APIError) as refused:
        seeded.table("video_chunks").insert(CHUNKS[0]).execute()
    assert refused.value.code == "23505"
    again = [{**row, "end_time": row["start_time"] + 2} for row in CHUNKS]
    seeded.table("video_chunks").upsert(again).execute()
    rows = seeded.table("video_chunks").select("id,end_time").eq("video_url", VIDEOS[1]).execute().data
    assert rows == [{"id": "chunk_0", "end_time": 2}, {"id": "chunk_1", "end_time": 3}]


def test_the_doctor_misses_only_the_model(seeded: supabase.Client, video: Database) -> None:
    video.execute("analyze video_chunks")
    assert video.rows("select rule from pgmatch.doctor()") == [("embeddings",)]
    video.execute("select pgmatch.set_model('vuse-generic-v1', 'video')")
    assert video.rows("select rule from pgmatch.doctor()") == []


def test_the_access_mode_decides_who_may_search(
    seeded: supabase.Client, connect: Connect, video: Database
) -> None:
    visitor = connect()
    with pytest.raises(APIError) as refused:
        search(visitor, vector(1))
    assert refused.value.code == "42501"
    video.execute("select pgmatch.set_access('public_read', 'video')")
    assert len(search(visitor, vector(1))) == 2
    with pytest.raises(APIError):
        visitor.table("video_chunks").insert(chunk(0, 9, 1)).execute()

    video.execute("select pgmatch.set_access('owner', 'video')")
    ann, bob = connect("ann"), connect("bob")
    ann.table("video_chunks").upsert(CHUNKS).execute()
    bob.table("video_chunks").insert(CHUNKS[0]).execute()
    assert len(search(ann, vector(1), 0)) == 4, "one has the similarity 0"
    assert [row["id"] for row in search(bob, vector(1), 0)] == ["chunk_0"]
    with pytest.raises(APIError):
        bob.table("video_chunks").insert({**chunk(0, 9, 1), "owner_id": "ann"}).execute()
    with pytest.raises(APIError):
        search(visitor, vector(1))

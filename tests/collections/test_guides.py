"""The code of the guides runs with pgmatch.collections in the place of vecs; nothing else is changed but addresses.

What the guides get from hubs and services is stood in for by what runs offline: see scripts/run_guide.py.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.servers import Database
from tools.example import python

HERE = Path(__file__).parent
PRINTED = {
    "hello_world": ["['vec1', 'vec0']", "['vec1']"],
    "clip_image_search": ["Inserted images", "Created index", "three.jpg"],
    "titan_image_search": ["Inserted images", "Created index", "three.jpg"],
    "roboflow_clip": ["one.jpg"],
}


def follow(guide: str, database: Database) -> subprocess.CompletedProcess[str]:
    """Run the code of a guide."""
    command: list[str | Path] = [
        python(),
        HERE / "scripts" / "run_guide.py",
        HERE / "guides" / f"{guide}.py",
        database.url,
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)


def printed(guide: str, database: Database) -> list[str]:
    """Return the lines that a guide prints, without what it says of its progress and of the service."""
    done = follow(guide, database)
    assert done.returncode == 0, done.stderr
    return [line for line in done.stdout.splitlines() if not line.startswith(("Processing", "{'embedding'"))]


@pytest.mark.parametrize("guide", PRINTED)
def test_the_code_of_a_guide_prints_what_it_prints_with_vecs(guide: str, collections: Database) -> None:
    assert printed(guide, collections) == PRINTED[guide]


def test_the_guide_to_bedrock_finds_the_nearest_sentences_with_their_distances(collections: Database) -> None:
    found = [re.fullmatch(r"\('(.+)', (\d\.\d+)\)", line) for line in printed("bedrock_text", collections)]
    assert [(match[1], round(float(match[2]), 2)) for match in found if match] == [
        ("The quick brown fox jumps over the lazy dog.", 0.26),
        ("The cat sat on the mat.", 0.79),
        ("To be or not to be, that is the question.", 1.04),
    ]


def test_the_guide_to_text_deduplication_finds_the_reviews_that_say_the_same(collections: Database) -> None:
    text = "\n".join(printed("text_deduplication", collections))
    assert re.findall(r"query_id: (\d) \t result_id: (\d)", text) == [("0", "2"), ("1", "4")]


def test_two_guides_give_one_name_to_collections_of_different_dimensions(collections: Database) -> None:
    printed("clip_image_search", collections)
    refused = follow("titan_image_search", collections)
    assert "MismatchedDimension" in refused.stderr
    assert "1024" in refused.stderr
    # the third has as many dimensions as the first
    assert printed("roboflow_clip", collections) == ["one.jpg"]

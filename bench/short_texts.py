"""The guide's function over short sections, where the planner prefers to read the whole table.

It weighs the pages of the table, without the vectors that lie out of line, against the walk of the index. How
many pages these are depends on how long the texts are.
"""

from __future__ import annotations

from dataclasses import replace

from bench import contenders as who
from bench import databases
from bench.databases import GUIDE
from bench.stage import CONTROL, Stage, closing_all

LONGEST = 150  # characters


def short_texts(stage: Stage) -> None:
    """Ask the guide's function and ours over the same vectors, with texts of at most 150 characters."""
    contents = [content[:LONGEST] for content in stage.dataset.contents]
    dataset = replace(stage.dataset, name=f"{stage.dataset.name}_short", contents=contents)
    short = replace(stage, dataset=dataset)
    for holds in (GUIDE, "vector"):
        databases.create_one(stage.server, dataset, holds)
        databases.build(stage.server, dataset, holds, "vector")
        databases.warm(stage.server, databases.name(dataset, holds))
    reference = who.ours("vector")
    contenders = [short.guide(), short.by_hand("vector"), short.ours("vector"), short.control()]
    pairs = [(reference, who.by_hand("vector")), (CONTROL, reference), (reference, who.GUIDE)]
    with closing_all(contenders):
        stage.compare("short_texts", "", contenders, stage.questions(), stage.truth(10), pairs)
    for holds in (GUIDE, "vector"):
        stage.server.drop_database(databases.name(dataset, holds))

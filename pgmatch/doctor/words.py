"""What full text search can find in the sections."""

from __future__ import annotations

from collections.abc import Iterator

from pgmatch.doctor.models import Finding, Patient
from pgmatch.doctor.registry import check
from pgmatch.doctor.sql import filled

# of long sections many words are the same, so that the number of characters for each says little
_SEEN = """
    select count(*) as sections, count(*) filter (where length(s.fts) = 0) as without_words,
      count(*) filter (where length(s.content) > {run} * length(s.fts)) as in_runs
    from (
      select s.content, s.fts from {sections} as s
      where length(s.content) between 1 and 4000 and s.content ~ '[[:alpha:]]'
      limit {sample}
    ) as s
"""
_SAMPLE = 10_000
_RUN = 40  # characters for each word


@check("Full text search can find the words of the sections", needs="owner")
def words_unread(patient: Patient) -> Iterator[Finding]:
    """Yield a finding where the text search configuration makes no words of most sections, or too few."""
    if not any(line.name == "nods_text" for line in patient.lines):
        return
    sections = patient.table("nods_page_section")
    query = filled(_SEEN, sections=sections, run=str(_RUN), sample=str(_SAMPLE))
    seen = patient.connection.execute(query).one()
    if 2 * seen.without_words > seen.sections:
        yield Finding(
            "warning",
            f"column {sections}.fts",
            f"{seen.without_words:,} of {seen.sections:,} sections looked at have no word that full text"
            " search can find: the text search configuration drops them all.",
            (
                "pgmatch alembic -n nods_text downgrade base",
                "pgmatch alembic -n nods_text -x text_config=simple upgrade head",
            ),
        )
    elif 2 * seen.in_runs > seen.sections:
        yield Finding(
            "info",
            f"column {sections}.fts",
            f"{seen.in_runs:,} of {seen.sections:,} sections looked at have one word for more than {_RUN}"
            " characters, as in a language without spaces that pgmatch does not split (Thai, Lao, Khmer,"
            " Burmese). Full text search finds little in them; search them by meaning.",
        )

"""The embeddings of the sections, and the model that made them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Row

from pgmatch.doctor.models import Finding, Patient
from pgmatch.doctor.registry import check
from pgmatch.doctor.sql import filled

_INGEST = "pgmatch ingest FOLDER"
_NORMS = "select c.*, c.sections - c.without_embedding as embedded from pgmatch.check_embeddings() as c"
_MODEL = """
    select count(*) filter (where s.embedding is not null) as embedded,
      count(*) filter (where s.embedding is not null and p.corpus is null) as of_others,
      count(*) filter (where s.token_count > :longest) as too_long
    from {sections} as s inner join {pages} as p on p.id = s.page_id
"""
_DIMENSIONS = """
    select d.length, l.lengths @> d.length as fits, upper(l.lengths) - 1 as longest,
      exists (select 1 from {sections} as s where s.embedding is not null) as is_embedded
    from pgmatch.search as s
    cross join pgmatch.dimensions_of(s.target, s.embedding) as d (length)
    cross join pgmatch.model_dimensions(s.model) as l (lengths)
    where s.line = 'nods'
"""
_NORM = "{extension}.vector_norm(embedding)"
_IS_OFF = f"{_NORM} > 0 and abs({_NORM} - 1) > 0.01"
_NORMALIZE = "update {sections} set embedding = {extension}.l2_normalize(embedding) where {condition};"
# Ingest then embeds them anew.
_EMPTY = "update {sections} set embedding = null where {condition};"


@check("Every section has an embedding", needs="owner")
def embeddings_missing(patient: Patient) -> Iterator[Finding]:
    """Yield a finding for sections without embedding, which no search finds."""
    seen = _seen(patient)
    if seen.without_embedding:
        yield _finding(
            patient,
            f"{seen.without_embedding:,} of {seen.sections:,} sections have no embedding, so no search"
            " finds them.",
            _INGEST,
        )


@check("No embedding is all zeros", needs="owner")
def embeddings_zero(patient: Patient) -> Iterator[Finding]:
    """Yield a finding for embeddings of zeros, which are near to nothing."""
    seen = _seen(patient)
    if seen.zero and patient.line.metric != "l2":
        yield _finding(
            patient,
            f"{seen.zero:,} of {seen.embedded:,} embeddings are all zeros. They are similar to nothing, and"
            " indexes for cosine leave them out.",
            _changed(patient, _EMPTY, f"{_NORM} = 0"),
            _INGEST,
        )


@check("Embeddings have length 1 if the metric needs it", needs="owner")
def embeddings_length(patient: Patient) -> Iterator[Finding]:
    """Yield a finding for embeddings whose length makes an inner product mean something else."""
    seen = _seen(patient)
    if seen.not_normalized and patient.line.metric == "ip":
        yield _finding(
            patient,
            f"{seen.not_normalized:,} of {seen.embedded:,} embeddings do not have length 1"
            f" ({seen.min_norm:.3g} to {seen.max_norm:.3g}). With inner product, longer vectors rank above"
            " nearer ones.",
            _changed(patient, _NORMALIZE, _IS_OFF),
        )


@check("One recorded model made all embeddings", needs="owner")
def models(patient: Patient) -> Iterator[Finding]:
    """Yield the signs of another model than the recorded one; two of one dimension and length look alike."""
    line = patient.line
    given = {"longest": line.chunk_tokens}
    counted = patient.connection.execute(filled(_MODEL, **_names(patient)), given).one()
    seen = _seen(patient)
    if counted.embedded and line.model is None:
        evidence = f"{counted.embedded:,} embeddings exist, but the model that made them is not recorded."
        yield Finding("warning", "table pgmatch.search", evidence, ("pgmatch adopt --model NAME",))
    if line.normalized and seen.not_normalized:
        yield _finding(
            patient,
            f"{seen.not_normalized:,} of {seen.embedded:,} embeddings do not have length 1, although those"
            f" of {line.model} do: another model made them, or they were changed.",
            _changed(patient, _EMPTY, _IS_OFF),
            _INGEST,
        )
    if counted.too_long:
        yield _finding(
            patient,
            f"{counted.too_long:,} sections are longer than the {line.chunk_tokens:,} tokens recorded for"
            f" {line.model}: another model made their embeddings, or the text was cut off.",
            _changed(patient, _EMPTY, f"token_count > {line.chunk_tokens}"),
            _INGEST,
        )
    if line.model is not None and counted.of_others:
        yield Finding(
            "info",
            f"table {patient.table('nods_page_section')}",
            f"{counted.of_others:,} embeddings were not written by `pgmatch ingest`, so their model cannot be"
            " verified.",
        )


@check("Column and model agree on the length of the vectors", needs="owner")
def dimensions(patient: Patient) -> Iterator[Finding]:
    """Yield a finding where the column has another length than the recorded model makes."""
    found = patient.connection.execute(filled(_DIMENSIONS, **_names(patient))).one()
    name = f"column {patient.table('nods_page_section')}.embedding"
    if found.fits is False:
        evidence = (
            f"Takes vectors of {found.length} dimensions, and the recorded model, {patient.line.model}, makes"
            f" {found.longest}."
        )
        empty_fix = f"select pgmatch.set_dimensions({found.longest});"
        fix = "select pgmatch.set_model('NAME');" if found.is_embedded else empty_fix
        yield Finding("error", name, evidence, (fix,))


def _seen(patient: Patient) -> Row[Any]:
    # every row is counted for it
    if "norms" not in patient.cache:
        patient.cache["norms"] = patient.connection.execute(text(_NORMS)).one()
    found: Row[Any] = patient.cache["norms"]
    return found


def _finding(patient: Patient, evidence: str, *fix: str) -> Finding:
    return Finding("warning", f"table {patient.table('nods_page_section')}", evidence, fix)


def _names(patient: Patient) -> dict[str, str]:
    return {
        "sections": patient.table("nods_page_section"),
        "pages": patient.table("nods_page"),
        "extension": patient.server.extension or "extensions",
    }


def _changed(patient: Patient, statement: str, condition: str) -> str:
    names = _names(patient)
    return statement.format(**names, condition=condition.format(**names))

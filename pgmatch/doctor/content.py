"""The rows: embeddings, the model, checksums, pages and their parents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Row

from pgmatch.doctor.models import Finding, Patient, literal
from pgmatch.doctor.registry import check
from pgmatch.doctor.repair import running

_INGEST = "pgmatch ingest FOLDER"
_EMBEDDINGS = "select * from pgmatch.check_embeddings()"
_MODEL = """
    select count(*) filter (where s.embedding is not null) as embedded,
      count(*) filter (where s.embedding is not null and p.corpus is null) as of_others,
      count(*) filter (where s.token_count > :longest) as too_long
    from {sections} as s inner join {pages} as p on p.id = s.page_id
"""
_CHECKSUMS = """
    select count(*) as pages, count(*) filter (where p.checksum is null) as without,
      min(p.path) filter (where p.checksum is null) as first
    from {pages} as p
"""
# Pages that no walk down from the roots comes to are on a cycle or below one.
_CYCLES = """
    with recursive reached as (
      select p.id from {pages} as p
      where p.parent_page_id is null or not exists (select from {pages} as q where q.id = p.parent_page_id)
      union
      select p.id from {pages} as p inner join reached as r on p.parent_page_id = r.id
    ),
    lost as (
      select p.id, p.parent_page_id, p.path from {pages} as p
      where not exists (select from reached as r where r.id = p.id)
    ),
    up (start, id) as (
      select l.id, l.parent_page_id from lost as l
      union
      select u.start, l.parent_page_id from up as u inner join lost as l on l.id = u.id
    )
    select l.id, l.path from lost as l
    where exists (select from up as u where u.start = l.id and u.id = l.id)
      -- one page of each cycle
      and l.id = (
        select min(u.id) from up as u
        where u.start = l.id and exists (select from up as v where v.start = u.id and v.id = l.id)
      )
    order by l.id
"""
_ORPHANS = """
    select count(*) as rows, min({key}) as first from {child} as c
    where {key} is not null and not exists (select from {pages} as p where p.id = {key})
"""
_FOREIGN_KEYS = """
    select c.relname as table_name, a.attname as column_name, quote_ident(k.conname) as name, k.convalidated as is_valid
    from pg_constraint as k
    inner join pg_class as c on c.oid = k.conrelid
    inner join pg_namespace as n on n.oid = c.relnamespace
    inner join pg_class as f on f.oid = k.confrelid and f.relname = 'nods_page' and f.relnamespace = n.oid
    inner join pg_attribute as a on a.attrelid = c.oid and k.conkey = array[a.attnum]
    where k.contype = 'f' and n.nspname = :schema
"""
_KEYS = (
    ("nods_page", "parent_page_id", ""),
    ("nods_page_section", "page_id", " on delete cascade"),
)
_STRANGERS = """
    select count(*) from {sections} as s inner join {pages} as p on p.id = s.page_id
    where s.owner_id is distinct from p.owner_id
"""
_OWN_TRIGGERS = """
    select w.table_name, w.name, t.tgenabled is not null as is_there, t.tgenabled = 'O' as is_on
    from (
      values ('nods_page', 'pgmatch_check_parent'), ('nods_page', 'pgmatch_hand_over_sections'),
        ('nods_page_section', 'pgmatch_set_section_owner')
    ) as w (table_name, name)
    inner join pg_class as c on c.relname = w.table_name
    inner join pg_namespace as n on n.oid = c.relnamespace and n.nspname = :schema
    left join pg_trigger as t on t.tgrelid = c.oid and t.tgname = w.name
"""


@check("Every section has an embedding", needs="owner")
def embeddings_missing(patient: Patient) -> Iterator[Finding]:
    """Yield a finding for sections without embedding, which no search finds."""
    seen = _one(patient, _EMBEDDINGS)
    if seen.without_embedding:
        yield _of_sections(
            patient,
            f"{seen.without_embedding:,} of {seen.sections:,} sections have no embedding: no search finds them.",
            _INGEST,
        )


@check("No embedding is all zeros", needs="owner")
def embeddings_zero(patient: Patient) -> Iterator[Finding]:
    """Yield a finding for embeddings of zeros, which are near to nothing."""
    seen = _one(patient, _EMBEDDINGS)
    if seen.zero and patient.line.metric != "l2":
        yield _of_sections(
            patient,
            f"{seen.zero:,} of {seen.sampled:,} embeddings are all zeros: they are near to nothing, and by cosine no"
            " index has them.",
            _emptied(patient, f"{patient.server.extension}.vector_norm(embedding) = 0"),
            _INGEST,
        )


@check("Embeddings have length 1, where the metric needs it", needs="owner")
def embeddings_length(patient: Patient) -> Iterator[Finding]:
    """Yield a finding for embeddings whose length makes an inner product mean something else."""
    seen = _one(patient, _EMBEDDINGS)
    if seen.not_normalized and patient.line.metric == "ip":
        table, extension = patient.table("nods_page_section"), patient.server.extension
        norm = f"{extension}.vector_norm(embedding)"
        yield _of_sections(
            patient,
            f"{seen.not_normalized:,} of {seen.sampled:,} embeddings have not length 1 ({seen.min_norm:.3g} to"
            f" {seen.max_norm:.3g}): by inner product long ones come before near ones.",
            f"update {table} set embedding = {extension}.l2_normalize(embedding)"
            f" where {norm} > 0 and abs({norm} - 1) > 0.01;",
        )


@check("One recorded model made all embeddings, so far as can be told", needs="owner")
def models(patient: Patient) -> Iterator[Finding]:
    """Yield the signs of another model than the recorded one; two of one dimension and length look alike."""
    line = patient.line
    names = {"sections": patient.table("nods_page_section"), "pages": patient.table("nods_page")}
    seen = _one(patient, _MODEL.format(**names), longest=line.chunk_tokens)
    if seen.embedded and line.model is None:
        evidence = f"{seen.embedded:,} embeddings are there, and nobody has said which model made them."
        yield Finding("warning", "table pgmatch.install", evidence, ("pgmatch adopt --model NAME",))
    norms = _one(patient, _EMBEDDINGS)
    if line.normalized and norms.not_normalized:
        norm = f"{patient.server.extension}.vector_norm(embedding)"
        yield _of_sections(
            patient,
            f"{norms.not_normalized:,} of {norms.sampled:,} embeddings have not length 1, and those of"
            f" {line.model} have: another model made them, or somebody has changed them.",
            _emptied(patient, f"{norm} > 0 and abs({norm} - 1) > 0.01"),
            _INGEST,
        )
    if seen.too_long:
        yield _of_sections(
            patient,
            f"{seen.too_long:,} sections have more than the {line.chunk_tokens:,} tokens that {line.model} was"
            " recorded with: another model made them, or cut them.",
            _emptied(patient, f"token_count > {line.chunk_tokens}"),
            _INGEST,
        )
    if line.model is not None and seen.of_others:
        yield Finding(
            "info",
            f"table {names['sections']}",
            f"{seen.of_others:,} of {seen.embedded:,} embeddings came past pgmatch's ingest, so that nothing shows"
            f" that {line.model} made them.",
        )


@check("Every page was ingested to its end", needs="owner")
def checksums(patient: Patient) -> Iterator[Finding]:
    """Yield a finding for pages without checksum: their ingest did not end."""
    seen = _one(patient, _CHECKSUMS.format(pages=patient.table("nods_page")))
    if not seen.without:
        return
    if seen.without == seen.pages:
        evidence = f"None of {seen.pages:,} pages has a checksum: whoever writes them does not use it."
        yield Finding("info", f"table {patient.table('nods_page')}", evidence)
        return
    yield Finding(
        "warning",
        f"table {patient.table('nods_page')}",
        f"{seen.without:,} of {seen.pages:,} pages have no checksum, {literal(seen.first)} for one: their ingest did"
        " not end, and sections may be missing.",
        (_INGEST,),
    )


@check("Foreign keys are there and valid", needs="owner")
def foreign_keys(patient: Patient) -> Iterator[Finding]:
    """Yield the foreign keys that are gone or not validated."""
    given = {"schema": patient.line.schema_name}
    found = {
        (row.table_name, row.column_name): row
        for row in patient.connection.execute(text(_FOREIGN_KEYS), given)
    }
    for child, column, action in _KEYS:
        table, key = patient.table(child), found.get((child, column))
        if key is None:
            name = f"{child}_{column}_fkey"
            # two steps, so that nobody waits while the rows are looked at
            steps: tuple[str, ...] = (
                f"alter table {table} add constraint {name} foreign key ({column})"
                f" references {patient.table('nods_page')}{action} not valid;",
                f"alter table {table} validate constraint {name};",
            )
            evidence = f"{column} refers to pages, and no foreign key keeps that true."
        elif not key.is_valid:
            steps = (f"alter table {table} validate constraint {key.name};",)
            evidence = f"The foreign key {key.name} was never validated: older rows may refer to no page."
        else:
            continue
        yield Finding("error", f"table {table}", evidence, steps, running(*steps))


@check("Parents and sections belong to pages that are there, and no page is its own ancestor", needs="owner")
def parents(patient: Patient) -> Iterator[Finding]:
    """Yield rows that refer to no page, and cycles of parents."""
    pages, sections = patient.table("nods_page"), patient.table("nods_page_section")
    orphans = _one(patient, _ORPHANS.format(key="c.parent_page_id", child=pages, pages=pages))
    if orphans.rows:
        yield Finding(
            "error",
            f"table {pages}",
            f"{orphans.rows:,} pages have a parent that is not there, page {orphans.first} for one.",
            (
                f"update {pages} as c set parent_page_id = null where parent_page_id is not null"
                f" and not exists (select from {pages} as p where p.id = c.parent_page_id);",
            ),
        )
    orphans = _one(patient, _ORPHANS.format(key="c.page_id", child=sections, pages=pages))
    if orphans.rows:
        yield Finding(
            "error",
            f"table {sections}",
            f"{orphans.rows:,} sections belong to no page, those of page {orphans.first} for one.",
            (
                f"delete from {sections} as c where"
                f" not exists (select from {pages} as p where p.id = c.page_id);",
            ),
        )
    cycles = patient.connection.execute(text(_CYCLES.format(pages=pages))).all()
    if cycles:
        ids = ", ".join(str(row.id) for row in cycles)
        yield Finding(
            "error",
            f"table {pages}",
            f"{len(cycles)} pages are their own ancestors, {literal(cycles[0].path)} for one.",
            (f"update {pages} set parent_page_id = null where id in ({ids});",),
        )


@check("In the mode owner every section has its page's owner", needs="owner")
def owners(patient: Patient) -> Iterator[Finding]:
    """Yield sections that another tenant sees than their page, and triggers that would keep that from being."""
    if patient.line.access != "owner":
        return
    pages, sections = patient.table("nods_page"), patient.table("nods_page_section")
    for row in patient.connection.execute(text(_OWN_TRIGGERS), {"schema": patient.line.schema_name}):
        table = patient.table(row.table_name)
        if row.is_there and not row.is_on:
            statement = f"alter table {table} enable trigger {row.name};"
            yield Finding(
                "error",
                f"table {table}",
                f"The trigger {row.name} is disabled.",
                (statement,),
                running(statement),
            )
        elif not row.is_there:
            steps = (
                "begin; select pgmatch.set_access('private'); select pgmatch.set_access('owner'); commit;",
            )
            yield Finding(
                "error", f"table {table}", f"The trigger {row.name} of the mode owner is gone.", steps
            )
    if strangers := patient.connection.scalar(text(_STRANGERS.format(sections=sections, pages=pages))):
        yield Finding(
            "error",
            f"table {sections}",
            f"{strangers:,} sections have another owner than their page.",
            (
                f"update {sections} as s set owner_id = p.owner_id from {pages} as p"
                " where p.id = s.page_id and s.owner_id is distinct from p.owner_id;",
            ),
        )


def _of_sections(patient: Patient, evidence: str, *fix: str) -> Finding:
    return Finding("warning", f"table {patient.table('nods_page_section')}", evidence, fix)


def _emptied(patient: Patient, condition: str) -> str:
    return f"update {patient.table('nods_page_section')} set embedding = null where {condition};"


def _one(patient: Patient, statement: str, **values: Any) -> Row[Any]:
    return patient.connection.execute(text(statement), values).one()

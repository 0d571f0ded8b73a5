"""The rows of pages and sections: complete, and belonging to what is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Row

from pgmatch.doctor.access import of_mode
from pgmatch.doctor.models import Finding, Patient, literal
from pgmatch.doctor.registry import check
from pgmatch.doctor.repair import running
from pgmatch.doctor.sql import filled

_CHECKSUMS = """
    select count(*) as pages, count(*) filter (where p.checksum is null) as without,
      min(p.path) filter (where p.checksum is null) as first
    from {pages} as p
"""
_PARENTS = "select p.id, p.parent_page_id from {pages} as p where p.parent_page_id is not null"
_PATH = "select p.path from {pages} as p where p.id = {id}"
_ORPHANS = """
    select count(*) as rows, min({key}) as first from {child} as c
    where {key} is not null and not exists (select from {pages} as p where p.id = {key})
"""
_FOREIGN_KEYS = """
    select c.relname as table_name, a.attname as column_name, quote_ident(k.conname) as name,
      k.convalidated as is_valid
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
_TRIGGERS = """
    select w.table_name, w.name, t.tgenabled is not null as is_there, t.tgenabled = 'O' as is_on
    from (
      values ('nods_page', 'pgmatch_check_parent'), ('nods_page', 'pgmatch_hand_over_sections'),
        ('nods_page_section', 'pgmatch_set_section_owner')
    ) as w (table_name, name)
    inner join pg_class as c on c.relname = w.table_name
    inner join pg_namespace as n on n.oid = c.relnamespace and n.nspname = :schema
    left join pg_trigger as t on t.tgrelid = c.oid and t.tgname = w.name
"""

_CUT_OFF = (
    "update {pages} as c set parent_page_id = null where parent_page_id is not null"
    " and not exists (select from {pages} as p where p.id = c.parent_page_id);"
)
_CUT_CYCLES = "update {pages} set parent_page_id = null where id in ({ids});"
_REMOVE = "delete from {sections} as c where not exists (select from {pages} as p where p.id = c.page_id);"
_HAND_OVER = (
    "update {sections} as s set owner_id = p.owner_id from {pages} as p"
    " where p.id = s.page_id and s.owner_id is distinct from p.owner_id;"
)


@check("Every page was ingested to its end", needs="owner")
def checksums(patient: Patient) -> Iterator[Finding]:
    """Yield a finding for pages without checksum: their ingest did not end."""
    pages = patient.table("nods_page")
    seen = _one(patient, _CHECKSUMS)
    if not seen.without:
        return
    if seen.without == seen.pages:
        evidence = (
            f"None of {seen.pages:,} pages has a checksum: the program that writes them does not use it."
        )
        yield Finding("info", f"table {pages}", evidence)
        return
    yield Finding(
        "warning",
        f"table {pages}",
        f"{seen.without:,} of {seen.pages:,} pages have no checksum, {literal(seen.first)} for one: their"
        " ingest did not end, and sections may be missing.",
        ("pgmatch ingest FOLDER",),
    )


@check("Parents and sections belong to pages that are there, and no page is its own ancestor", needs="owner")
def parents(patient: Patient) -> Iterator[Finding]:
    """Yield rows that refer to no page, and cycles of parents."""
    names = _names(patient)
    orphans = _one(patient, _ORPHANS, key="c.parent_page_id", child=names["pages"])
    if orphans.rows:
        evidence = (
            f"{orphans.rows:,} pages have a parent that does not exist, for example page {orphans.first}."
        )
        yield Finding("error", f"table {names['pages']}", evidence, (_CUT_OFF.format(**names),))
    orphans = _one(patient, _ORPHANS, key="c.page_id", child=names["sections"])
    if orphans.rows:
        evidence = (
            f"{orphans.rows:,} sections belong to a page that does not exist, for example page"
            f" {orphans.first}."
        )
        yield Finding("error", f"table {names['sections']}", evidence, (_REMOVE.format(**names),))
    rows = patient.connection.execute(filled(_PARENTS, **names))
    if cycles := _cycles({row.id: row.parent_page_id for row in rows}):
        path = patient.connection.scalar(filled(_PATH, **names, id=str(cycles[0])))
        evidence = f"{len(cycles)} cycles of parents, for example through {literal(path)}."
        fix = _CUT_CYCLES.format(**names, ids=", ".join(map(str, cycles)))
        yield Finding("error", f"table {names['pages']}", evidence, (fix,))


@check("Foreign keys are there and valid", needs="owner")
def foreign_keys(patient: Patient) -> Iterator[Finding]:
    """Yield the foreign keys that are gone or not validated."""
    given = {"schema": patient.line.schema_name}
    rows = patient.connection.execute(text(_FOREIGN_KEYS), given).all()
    found = {(row.table_name, row.column_name): row for row in rows}
    for child, column, action in _KEYS:
        table, key = patient.table(child), found.get((child, column))
        if key is not None and key.is_valid:
            continue
        name = key.name if key is not None else f"{child}_{column}_fkey"
        steps = [f"alter table {table} validate constraint {name};"]
        evidence = (
            f"The foreign key {name} was never validated: older rows may refer to pages that do not exist."
        )
        if key is None:
            # two steps, so that nobody waits while the rows are looked at
            steps.insert(
                0,
                f"alter table {table} add constraint {name} foreign key ({column})"
                f" references {patient.table('nods_page')}{action} not valid;",
            )
            evidence = f"{column} refers to pages, but has no foreign key."
        yield Finding("error", f"table {table}", evidence, tuple(steps), running(*steps))


@check("In the mode owner every section has its page's owner", needs="owner")
def owners(patient: Patient) -> Iterator[Finding]:
    """Yield sections with another owner than their page, and triggers that keep that from being."""
    if patient.line.access != "owner":
        return
    names, given = _names(patient), {"schema": patient.line.schema_name}
    for row in patient.connection.execute(text(_TRIGGERS), given).all():
        if not row.is_on:
            evidence = (
                f"The trigger {row.name} of the mode owner is {'disabled' if row.is_there else 'missing'}."
            )
            yield of_mode(patient, f"table {patient.table(row.table_name)}", evidence)
    if strangers := patient.connection.scalar(filled(_STRANGERS, **names)):
        evidence = f"{strangers:,} sections have a different owner from their page."
        yield Finding("error", f"table {names['sections']}", evidence, (_HAND_OVER.format(**names),))


def _cycles(parents: Mapping[int, int]) -> list[int]:
    """Return the lowest page of each cycle; SQL would compare every page with all above it."""
    found, seen = [], set[int]()
    for page in parents:
        trail: dict[int, int] = {}
        while page in parents and page not in seen:
            seen.add(page)
            trail[page] = len(trail)
            page = parents[page]
        if page in trail:
            found.append(min(list(trail)[trail[page] :]))
    return sorted(found)


def _names(patient: Patient) -> dict[str, str]:
    return {"pages": patient.table("nods_page"), "sections": patient.table("nods_page_section")}


def _one(patient: Patient, statement: str, **words: str) -> Row[Any]:
    return patient.connection.execute(filled(statement, **_names(patient), **words)).one()

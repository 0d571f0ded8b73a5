"""What the planner knows of the tables."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import text

from pgmatch.doctor.models import Finding, Patient
from pgmatch.doctor.registry import check
from pgmatch.doctor.repair import running
from pgmatch.doctor.sql import filled

# pg_stats shows the statistics of what one may read
_QUERY = """
    select format('%I.%I', n.nspname, c.relname) as name, c.reltuples::bigint as estimate,
      exists (
        select from pg_stats as s where s.schemaname = n.nspname and s.tablename = c.relname
      ) as is_analyzed,
      coalesce(greatest(t.last_analyze, t.last_autoanalyze)::date::text, 'not known') as analyzed
    from pg_class as c
    inner join pg_namespace as n on n.oid = c.relnamespace
    left join pg_stat_all_tables as t on t.relid = c.oid
    where n.nspname = :schema and c.relname in ('nods_page', 'nods_page_section')
    order by c.relname
"""
_COUNT = "select count(*) from {table}"
_FAR = 2  # times as many rows, or as few
_FEW = 100


@check("The planner's statistics are fresh", needs="owner")
def statistics(patient: Patient) -> Iterator[Finding]:
    """Yield the tables that were never analyzed, or have grown or shrunk much since; every row is counted."""
    for table in patient.connection.execute(text(_QUERY), {"schema": patient.line.schema_name}).all():
        rows = int(patient.connection.scalar(filled(_COUNT, table=table.name)) or 0)
        if rows <= _FEW:
            continue
        statement = f"analyze {table.name};"
        if table.estimate < 0 or not table.is_analyzed:
            evidence = f"Has {rows:,} rows, but was never analyzed."
        elif not table.estimate / _FAR <= rows <= table.estimate * _FAR:
            evidence = (
                f"Has {rows:,} rows, but the planner assumes {table.estimate:,}. Last analyzed:"
                f" {table.analyzed}."
            )
        else:
            continue
        yield Finding("warning", f"table {table.name}", evidence, (statement,), running(statement))

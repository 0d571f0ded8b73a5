"""How the database is reached: poolers, and what an API exposes."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import text

from pgmatch.doctor.models import Finding, Patient, literal
from pgmatch.doctor.registry import check
from pgmatch.errors import SettingError
from pgmatch.pooler import refuse_shared_session
from pgmatch.settings import refuse_transaction_pooler

_EXPOSED = """
    select substr(s.setting, strpos(s.setting, '=') + 1) as schemas,
      case when d.setdatabase = 0 then '' else ' in database ' || quote_ident(current_database()) end as scope
    from pg_db_role_setting as d cross join lateral unnest(d.setconfig) as s (setting)
    inner join pg_roles as r on r.oid = d.setrole and r.rolname = 'authenticator'
    where s.setting like 'pgrst.db_schemas=%'
      and d.setdatabase in (0, (select b.oid from pg_database as b where b.datname = current_database()))
    order by d.setdatabase desc limit 1
"""
_HAS_API = "select exists (select from pg_roles as r where r.rolname = 'authenticator')"
_HINT = "export DATABASE_URL=…  # of the direct connection or the session pooler, on port 5432"


@check("The schema of the functions is exposed by the API, and pgmatch's own is not")
def exposure(patient: Patient) -> Iterator[Finding]:
    """Yield a finding where PostgREST's setting, if the database has it, leaves our schema out."""
    if not patient.connection.scalar(text(_HAS_API)):
        return
    found = patient.connection.execute(text(_EXPOSED)).one_or_none()
    schema = patient.line.schema_name
    if found is None:
        if schema != "public":
            yield Finding(
                "info",
                f"schema {patient.schema}",
                "This database does not say which schemas the API exposes. On Supabase, open the project's"
                f" settings, Data API: {schema} must be among the exposed schemas.",
                is_unchecked=True,
            )
        return
    exposed = [name.strip() for name in found.schemas.split(",")]
    wanted = [name for name in exposed if name != "pgmatch"]
    said = f"pgrst.db_schemas of the role authenticator is {found.schemas!r}"
    if schema not in wanted:
        wanted.append(schema)
        evidence = f"The API does not expose it: {said}."
    elif "pgmatch" in exposed:
        evidence = f"The API exposes the schema pgmatch, which is internal: {said}."
    else:
        return
    yield Finding(
        "warning",
        f"schema {patient.schema if schema not in exposed else 'pgmatch'}",
        evidence,
        (
            f"alter role authenticator{found.scope} set pgrst.db_schemas = {literal(', '.join(wanted))};",
            "notify pgrst, 'reload config';",
        ),
    )


@check("The connection is to Postgres itself, or keeps its session", needs="nothing")
def pooler(patient: Patient) -> Iterator[Finding]:
    """Yield a finding for a pooler in transaction mode, which the URL names or two sessions show."""
    try:
        refuse_transaction_pooler(patient.url)
        refuse_shared_session(patient.connection)
    except SettingError as error:
        yield Finding(
            "warning",
            f"connection to {patient.url.host}:{patient.url.port or 5432}",
            f"{error.message}. Searches work, but migrations, `pgmatch index` and locks need a session of"
            " their own.",
            (_HINT,),
        )

-- doctor_extension_version: a version of pgvector that is too old or known to be bad, and one that can be updated.
create or replace function pgmatch.doctor_extension_version()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with known_bad (number, harm) as (
    values
      ('{0, 8, 2}'::integer[], 'writes past its memory when it builds HNSW indexes in parallel'),
      ('{0, 8, 3}', 'corrupts HNSW indexes in vacuum'),
      (
        '{0, 8, 4}',
        'corrupts HNSW indexes in vacuum, and fails to insert into IVFFlat indexes built on empty tables'
      )
  ),

  versions as (
    select
      e.extversion as version,
      v.offered,
      string_to_array(substring(e.extversion from E'^\\d+(?:\\.\\d+){0,2}'), '.')::integer[] as number,
      string_to_array(substring(v.offered from E'^\\d+(?:\\.\\d+){0,2}'), '.')::integer[] as offered_number
    from pg_extension as e
    left join pg_available_extensions as a on a.name = e.extname
    cross join lateral coalesce(a.default_version, e.extversion) as v (offered)
    where e.extname = 'vector'
  ),

  judged as (
    select
      v.*,
      b.harm,
      case
        when v.number < '{0, 8, 0}' then '{0, 8, 0}'::integer[]
        when b.harm is not null then '{0, 8, 5}'
      end as needed
    from versions as v
    left join known_bad as b on b.number = v.number
  )

  select
    case when j.needed is null then 'info' else 'error' end,
    'extension vector',
    format(
      '%s is installed, %s.',
      j.version,
      case
        when j.number < '{0, 8, 0}' then 'but pgmatch needs 0.8.0 or later'
        when j.harm is not null then 'which ' || j.harm
        else 'and the server provides ' || j.offered
      end
    ),
    array_remove(
      array[
        case
          when j.offered_number < j.needed
            or j.needed is not null and exists (select 1 from known_bad as b where b.number = j.offered_number)
            then format(
              'apt-get install postgresql-NN-pgvector  # on the server: %s or later; it has %s',
              array_to_string(j.needed, '.'),
              j.offered
            )
        end,
        'alter extension vector update;'
      ],
      null
    )
    -- what was damaged stays so
    || array(
      select format('reindex index concurrently %I.%I;', n.nspname, c.relname)
      from pg_class as c
      inner join pg_namespace as n on n.oid = c.relnamespace
      inner join pg_am as m on m.oid = c.relam
      where j.harm is not null and c.relkind = 'i' and m.amname in ('hnsw', 'ivfflat')
      order by n.nspname, c.relname
    ),
    false
  from judged as j
  where j.needed is not null or j.number < j.offered_number
$$;

comment on function pgmatch.doctor_extension_version is
  'pgvector is too old, corrupts indexes, or can be updated.';

revoke all on function pgmatch.doctor_extension_version from public;

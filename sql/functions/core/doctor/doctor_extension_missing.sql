-- doctor_extension_missing: pgvector, where it is neither here nor about to be created by an install.
create or replace function pgmatch.doctor_extension_missing()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    'error',
    'extension vector',
    case
      when s.is_offered then 'Was dropped from this database, together with every column that held vectors.'
      else 'The server does not have pgvector.'
    end,
    array_remove(
      array[
        case
          when not s.is_offered then 'apt-get install postgresql-NN-pgvector  # on the server, NN is its version'
        end,
        -- where an install creates it
        format(
          'create extension vector with schema %s;',
          case when to_regnamespace('extensions') is null then 'public' else 'extensions' end
        )
      ],
      null
    ),
    false
  from (
    select
      exists (select 1 from pg_available_extensions as a where a.name = 'vector'),
      exists (
        select 1
        from pg_class as c
        inner join pg_namespace as n on n.oid = c.relnamespace
        where n.nspname = 'pgmatch' and c.relname = 'install'
      )
  ) as s (is_offered, is_installed)
  where not exists (select 1 from pg_extension as e where e.extname = 'vector')
    and (s.is_installed or not s.is_offered)
$$;

comment on function pgmatch.doctor_extension_missing is
  'pgvector is missing.';

revoke all on function pgmatch.doctor_extension_missing from public;

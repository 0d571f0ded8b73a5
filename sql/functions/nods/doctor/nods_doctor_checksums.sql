-- nods_doctor_checksums: pages without checksum, which is written last: their ingest did not end.
create or replace function pgmatch.nods_doctor_checksums()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path from current
as $$
  select
    case when s.without < s.pages then 'warning' else 'info' end,
    'table ' || pgmatch.full_name('nods_page'),
    case
      when s.without < s.pages then pg_catalog.format(
        '%s of %s pages %s no checksum, %L for one: their ingest did not end, and sections may be missing.',
        pgmatch.grouped(s.without),
        pgmatch.grouped(s.pages),
        case s.without when 1 then 'has' else 'have' end,
        s.path
      )
      else pg_catalog.format(
        'None of %s has a checksum: the program that writes them does not use it.',
        pgmatch.counted(s.pages, 'page', 'pages')
      )
    end,
    case when s.without < s.pages then '{pgmatch ingest FOLDER}'::text[] else '{}' end,
    false
  from (
    select
      count(*),
      count(*) filter (where p.checksum is null),
      min(p.path) filter (where p.checksum is null)
    from nods_page as p
  ) as s (pages, without, path)
  where s.without > 0
$$;

comment on function pgmatch.nods_doctor_checksums is
  'Pages have no checksum.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_doctor_checksums');

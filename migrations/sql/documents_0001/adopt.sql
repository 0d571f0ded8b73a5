-- Locks an existing table, and records what is there, to keep it in a downgrade.
select pgmatch.lock_tables(array[to_regclass('documents')]);

insert into pgmatch.member (line, kind, name, adopted)
select
  'documents',
  m.kind,
  m.name,
  m.kind <> 'column'
from (
  values (to_regclass('documents'))
) as d (relation)
cross join lateral (
  values
    ('table', 'documents'),
    (
      'column',
      case
        when not exists (
          select from pg_attribute as a
          where a.attrelid = d.relation and a.attname = 'owner_id' and not a.attisdropped
        ) then 'documents.owner_id'
      end
    )
  union all
  select
    'index',
    x.indexrelid::regclass::text
  from pg_index as x
  where x.indrelid = d.relation
) as m (kind, name)
where d.relation is not null and m.name is not null;

alter table if exists documents add column if not exists owner_id text;

-- the plugin's function, not pgmatch's own, left by an install whose record was lost
select pgmatch.keep_function('documents', f.name)
from (
  values ('match_page_sections(vector, integer, text, text, text, text, timestamptz, timestamptz)')
) as f (name)
inner join pg_proc as p on p.oid = to_regprocedure(f.name)
where p.prosrc !~ 'pgmatch[.]nearest';

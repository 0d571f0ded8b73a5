-- collections_forget: removes collections that somebody has dropped or renamed from the record.
create or replace function pgmatch.collections_forget()
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  delete from pgmatch.member as m
  where m.line = 'collections'
    and m.kind in ('table', 'column')
    and to_regclass(
      case m.kind when 'column' then left(m.name, - length('.owner_id')) else m.name end
    ) is null;

  delete from pgmatch.search as s
  where s.line = 'collections' and not exists (select 1 from pg_class as c where c.oid = s.target::oid);
$$;

comment on function pgmatch.collections_forget is
  'Removes collections that somebody has dropped or renamed from the record.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_forget');

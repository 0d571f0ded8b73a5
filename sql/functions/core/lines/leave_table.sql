-- leave_table: takes from an adopted table what pgmatch added to it: policies, indexes, columns.
--
-- Raises as pgmatch.check_dropped_columns.
create or replace function pgmatch.leave_table(line text, target regclass, member pgmatch.member)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _part text;
begin
  perform pgmatch.check_dropped_columns(line, target, member);
  for _part in
    select format('drop policy %I on %s', p.polname, target)
    from pg_policy as p
    -- those of pgmatch.policy_changes
    where p.polrelid = target and p.polname ~ '^pgmatch_(readers|writers|nobody|tenants_(select|insert|update|delete))$'
    union all
    select 'drop index ' || c.oid::regclass
    from pg_index as x
    inner join pg_class as c on c.oid = x.indexrelid
    inner join pg_am as a on a.oid = c.relam
    left join pgmatch.member as m on m.line = leave_table.line and m.kind = 'index' and m.name = c.relname
    -- pgmatch.index_statement names those that are not recorded
    where x.indrelid = target and not coalesce(
      m.adopted, a.amname <> 'hnsw' or c.relname !~ '_hnsw_(ip|cosine|l2|l1)_idx$'
    )
    union all
    select format('alter table %s drop column %I', target, a.attname)
    from pg_attribute as a
    inner join pgmatch.member as m
      on m.line = leave_table.line and m.kind = 'column' and m.name = format('%s.%I', member.name, a.attname)
    where a.attrelid = target and a.attnum > 0 and not a.attisdropped
  loop
    execute _part;
  end loop;
end;
$$;

comment on function pgmatch.leave_table is
  'Takes from an adopted table what pgmatch added to it: policies, indexes, columns.';

revoke all on function pgmatch.leave_table from public;

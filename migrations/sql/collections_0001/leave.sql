-- Leaves the tables of others with their indexes: builds those that are suspended, and drops the one on metadata that
-- pgmatch made.
select pgmatch.lock_line('collections');

select pgmatch.collections_forget();

do $$
declare
  _statement text;
begin
  perform pgmatch.resume_indexes(s.target)
  from pgmatch.line_members('collections', 'table') as m
  inner join pgmatch.suspended_index as s on s.target = m.object
  inner join pgmatch.member as r on r.line = 'collections' and r.kind = 'table' and r.name = m.name and r.adopted
  group by s.target;
  delete from pgmatch.suspended_index as s
  where s.target in (select r.target from pgmatch.search as r where r.line = 'collections');

  for _statement in
    select format('drop index if exists %s', m.name)
    from pgmatch.member as m
    where m.line = 'collections' and m.kind = 'index'
  loop
    execute _statement;
  end loop;
end;
$$;

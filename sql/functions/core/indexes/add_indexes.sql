-- add_indexes: builds the vector indexes of a line, unless fitting ones already exist. Writes wait meanwhile.
--
-- To build one without blocking writes, first run the statement that pgmatch.index_statement returns.
create or replace function pgmatch.add_indexes(line text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _statement text;
begin
  for _statement in
    select i.statement
    from pgmatch.search as s
    cross join lateral pgmatch.index_statement(s.target, s.embedding, false) as i (statement)
    where s.line = add_indexes.line and i.statement is not null
  loop
    -- readers continue
    perform pgmatch.lock_line(line, 'exclusive');
    execute _statement;
  end loop;
  -- match functions that the line made before
  perform pgmatch.refresh_searches(c.target)
  from pgmatch.changed_searches(
    array(select s.target::oid from pgmatch.search as s where s.line = add_indexes.line)
  ) as c (target);
end;
$$;

comment on function pgmatch.add_indexes is
  'Builds the vector indexes of a line, unless fitting ones already exist. Writes wait meanwhile.';

revoke all on function pgmatch.add_indexes from public;

-- The vector index of the embeddings, unless a fitting one is there already.
--
-- Its access method, metric and type follow the recorded choices, so the statement comes from a
-- function. To build it without blocking writes, run that statement yourself with `concurrently`
-- before this one: pgmatch.nods_index_statement(true).
do $$
declare
  _statement text := pgmatch.nods_index_statement(false);
begin
  if _statement is not null then
    -- who reads goes on reading
    perform pgmatch.lock_line('nods', 'exclusive');
    execute _statement;
  end if;
end;
$$;

-- The vector index on the embeddings, unless a fitting one already exists.
--
-- Its access method, metric and type depend on recorded choices, so a function returns the statement. To build it
-- without blocking writes, first run the statement that pgmatch.nods_index_statement(true) returns.
do $$
declare
  _statement text := pgmatch.nods_index_statement(false);
begin
  if _statement is not null then
    -- readers continue
    perform pgmatch.lock_line('nods', 'exclusive');
    execute _statement;
  end if;
end;
$$;

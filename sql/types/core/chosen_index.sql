-- chosen_index: the vector index that a search uses, and how, see pgmatch.search_index.
-- One left by an install whose record was lost is kept.
do $$
begin
  if to_regtype('pgmatch.chosen_index') is null then
    create type pgmatch.chosen_index as (
      index regclass,
      method name,
      kind text,
      ordering text,
      other regclass,
      ef_search integer,
      probes integer,
      overfetch double precision
    );
  end if;
end;
$$;

comment on type pgmatch.chosen_index is 'The vector index that a search uses, and how, see pgmatch.search_index.';

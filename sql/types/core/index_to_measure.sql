-- index_to_measure: an index, and how to search it. A type left by an install whose record was lost is kept.
do $$
begin
  if to_regtype('pgmatch.index_to_measure') is null then
    create type pgmatch.index_to_measure as (
      index regclass,
      target regclass,
      column_name name,
      method name,
      kind text,
      metric text,
      lists integer,
      distance text,
      ordering text,
      ef_search integer,
      probes integer,
      overfetch double precision
    );
  end if;
end;
$$;

comment on type pgmatch.index_to_measure is 'An index to measure, and how to search it.';

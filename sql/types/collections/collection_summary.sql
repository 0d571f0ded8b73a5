-- collection_summary: a row of list_collections. A function with an argument `collection` cannot return a column of
-- that name, but it can return a type that has one. A type left by an install whose record was lost is kept.
--
-- records  how many records the caller sees; above 10,000 the planner's estimate, unless a policy hides some
-- index, measure, method
--          its vector index, the distance that it serves, and 'hnsw' or 'ivfflat'; null if it has none
-- size     in bytes, with its indexes; null if a policy hides records
do $$
begin
  if to_regtype('collection_summary') is null then
    create type collection_summary as (
      collection text,
      dimension integer,
      records bigint,
      index text,
      measure text,
      method text,
      size bigint
    );
  else
    perform pgmatch.check_trusted('type', 'collection_summary', t.typowner)
    from pg_type as t
    where t.oid = 'collection_summary'::regtype::oid;
  end if;
end;
$$;

comment on type collection_summary is
  'A collection: the number of its dimensions and of its records, its vector index and its size.';

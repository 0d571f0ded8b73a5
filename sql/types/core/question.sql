-- question: what a search asks, and of which table, see pgmatch.nearest.
-- One left by an install whose record was lost is kept.
do $$
begin
  if to_regtype('pgmatch.question') is null then
    create type pgmatch.question as (
      target regclass,
      embedding name,
      key name,
      metric text,
      query vector,
      match_count integer,
      match_threshold double precision,
      always text,
      late text,
      filter text,
      path text
    );
  end if;
end;
$$;

comment on type pgmatch.question is 'What a search asks, and of which table, see pgmatch.nearest.';

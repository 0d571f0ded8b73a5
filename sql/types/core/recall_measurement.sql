-- recall_measurement: what pgmatch.measure_recall returns. A type left by an install whose record was lost is kept.
do $$
begin
  if to_regtype('pgmatch.recall_measurement') is null then
    create type pgmatch.recall_measurement as (
      index regclass,
      sampled integer,
      k integer,
      recall double precision,
      worst_recall double precision,
      p50_ms double precision,
      p95_ms double precision,
      exact_p50_ms double precision,
      pages_hit double precision,
      pages_read double precision
    );
  end if;
end;
$$;

comment on type pgmatch.recall_measurement is
  'What pgmatch.measure_recall found: recall 0 to 1, times in milliseconds, pages per search.';

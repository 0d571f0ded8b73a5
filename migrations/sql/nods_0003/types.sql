-- What searches return: a separate type, because a function with an argument `id` cannot return a column `id`.
-- A type left by an install whose record was lost is kept.
do $$
begin
  if to_regtype('nods_section_match') is null then
    create type nods_section_match as (
      id bigint,
      page_id bigint,
      path text,
      slug text,
      heading text,
      content text,
      similarity double precision
    );
  end if;
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
  if to_regtype('pgmatch.question') is null then
    create type pgmatch.question as (
      target regclass,
      embedding name,
      key name,
      metric text,
      query vector,
      match_count integer,
      match_threshold double precision,
      late text,
      filter text,
      path text
    );
  end if;
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
  if to_regtype('pgmatch.setting') is null then
    create type pgmatch.setting as (name text, value text);
  end if;
end;
$$;

comment on type nods_section_match is 'A section that a search found; a higher similarity is nearer.';

comment on type pgmatch.recall_measurement is
  'What pgmatch.measure_recall found: recall 0 to 1, times in milliseconds, pages per search.';

comment on type pgmatch.index_to_measure is 'An index to measure, and how to search it.';

comment on type pgmatch.question is 'What a search asks, of which table, see pgmatch.nearest.';

comment on type pgmatch.chosen_index is 'The vector index that a search uses, and how, see pgmatch.search_index.';

comment on type pgmatch.setting is 'The name and the value of a setting.';

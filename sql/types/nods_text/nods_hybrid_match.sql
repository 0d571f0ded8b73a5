-- nods_hybrid_match: what a hybrid search returns, see nods_section_match. A type left by an install whose record was
-- lost is kept.
do $$
begin
  if to_regtype('nods_hybrid_match') is null then
    create type nods_hybrid_match as (
      id bigint,
      page_id bigint,
      path text,
      slug text,
      heading text,
      content text,
      score double precision,
      full_text_rank bigint,
      semantic_rank bigint,
      similarity double precision,
      meta jsonb
    );
  else
    perform pgmatch.check_trusted('type', 'nods_hybrid_match', t.typowner)
    from pg_type as t
    where t.oid = 'nods_hybrid_match'::regtype::oid;
  end if;
end;
$$;

comment on type nods_hybrid_match is
  'A section that a hybrid search found, with the meta of its page; a higher score is better.';

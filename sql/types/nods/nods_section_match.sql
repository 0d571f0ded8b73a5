-- nods_section_match: what searches return. A function with an argument `meta` cannot return a column `meta`, but it
-- can return a type that has one. A type left by an install whose record was lost is kept.
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
      similarity double precision,
      meta jsonb
    );
  else
    perform pgmatch.check_trusted('type', 'nods_section_match', t.typowner)
    from pg_type as t
    where t.oid = 'nods_section_match'::regtype::oid;
  end if;
end;
$$;

comment on type nods_section_match is
  'A section that a search found, with the meta of its page; a higher similarity is nearer.';

-- nods_section_context: what get_section_context returns, for the reason given for nods_section_match.
-- A type left by an install whose record was lost is kept.
do $$
begin
  if to_regtype('nods_section_context') is null then
    create type nods_section_context as (
      id bigint,
      page_id bigint,
      path text,
      slug text,
      heading text,
      content text,
      token_count integer,
      heading_path text[],
      place integer
    );
  else
    perform pgmatch.check_trusted('type', 'nods_section_context', t.typowner)
    from pg_type as t
    where t.oid = 'nods_section_context'::regtype::oid;
  end if;
end;
$$;

comment on type nods_section_context is
  'A section near another on its page: place counts from that one, and heading_path leads to the section.';

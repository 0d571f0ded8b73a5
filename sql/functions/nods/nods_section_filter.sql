-- nods_section_filter: the condition that filters make on a section s.
--
-- tenant  whose sections they are, as pgmatch.nods_tenant tells; null if that is not known
--
-- The bytes of a text are known without reading it from where it lies compressed or out of line, and are never fewer
-- than its characters: a text that is too short by them is not read. Behind a policy that is what a filter by
-- length costs, because length() is not leakproof and its index cannot be used.
create or replace function pgmatch.nods_section_filter(
  min_content_length integer,
  path_prefix text,
  page_type text,
  source text,
  meta jsonb,
  tenant text
)
returns text
language plpgsql
immutable
set search_path from current
as $$
begin
  return concat_ws(
    ' and ',
    coalesce(
      'octet_length(s.content) >= ' || min_content_length || ' and length(s.content) >= ' || min_content_length,
      's.content is not null'
    ),
    's.owner_id = ' || quote_literal(tenant),
    's.page_id in (select p.id from nods_page as p where '
    || pgmatch.nods_page_filter(path_prefix, page_type, source, meta, tenant) || ')'
  );
end;
$$;

comment on function pgmatch.nods_section_filter(integer, text, text, text, jsonb, text) is
  'The SQL condition that the filters make on a section s.';

select pgmatch.register(
  'nods', 'function', 'pgmatch.nods_section_filter(integer, text, text, text, jsonb, text)', 'execute', 'execute'
);

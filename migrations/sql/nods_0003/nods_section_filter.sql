-- nods_section_filter: the SQL condition that the filters put on a section s.
--
-- tenant  whose sections they are, from pgmatch.nods_tenant; null if unknown
--
-- Postgres knows the size of a compressed or out-of-line text without reading it. A text never has more characters
-- than bytes, so a text with too few bytes need not be read. That helps behind a policy, where the index on length()
-- cannot be used, because length() is not leakproof.
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
  'The SQL condition that the filters put on a section s.';

select pgmatch.register(
  'nods', 'function', 'pgmatch.nods_section_filter(integer, text, text, text, jsonb, text)', 'execute', 'execute'
);

-- nods_page_filter: the condition that filters make on a page p; null when there are none.
--
-- The values are in it as literals, so that the planner knows them.
create or replace function pgmatch.nods_page_filter(path_prefix text, page_type text, source text, meta jsonb)
returns text
language plpgsql
immutable
set search_path from current
as $$
begin
  return nullif(
    concat_ws(
      ' and ',
      case
        -- without its slash too
        when path_prefix ~ '^[^/]'
          then format('(starts_with(p.path, %1$L) or starts_with(p.path, %2$L))', path_prefix, '/' || path_prefix)
        when path_prefix is not null then format('starts_with(p.path, %L)', path_prefix)
      end,
      case when page_type is not null then format('p.type = %L', page_type) end,
      case when source is not null then format('p.source = %L', source) end,
      -- {} asks for nothing, also of pages without metadata
      case when meta <> '{}' then format('p.meta @> %L', meta) end
    ),
    ''
  );
end;
$$;

comment on function pgmatch.nods_page_filter(text, text, text, jsonb) is
  'The SQL condition that the filters make on a page p; null when there are none.';

select pgmatch.register(
  'nods', 'function', 'pgmatch.nods_page_filter(text, text, text, jsonb)', 'execute', 'execute'
);

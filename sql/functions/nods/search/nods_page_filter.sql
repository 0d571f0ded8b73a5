-- nods_page_filter: the SQL condition that the filters put on a page p; null if there are none.
--
-- filter  as in pgmatch.filter_condition
--
-- It contains the values as literals, to let the planner see them. Raises 22023 for a value of more than 10,000 bytes,
-- which a search would have to read many times.
create or replace function pgmatch.nods_page_filter(
  path_prefix text,
  page_type text,
  source text,
  meta jsonb,
  filter jsonb default null
)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  _most constant integer := 10000;
  _too_long constant text := case
    when octet_length(path_prefix) > _most then 'path_prefix'
    when octet_length(page_type) > _most then 'page_type'
    when octet_length(source) > _most then 'source'
    when pg_column_size(meta) > _most then 'meta'
  end;
begin
  if _too_long is not null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('%s has more than %s bytes', _too_long, _most),
      hint = 'Filter by less: the beginning of a path, or a few keys of the metadata.';
  end if;
  return nullif(
    concat_ws(
      ' and ',
      case
        -- a prefix may lack the leading slash
        when path_prefix ~ '^[^/]'
          then format('(starts_with(p.path, %1$L) or starts_with(p.path, %2$L))', path_prefix, '/' || path_prefix)
        when path_prefix is not null then format('starts_with(p.path, %L)', path_prefix)
      end,
      case when page_type is not null then format('p.type = %L', page_type) end,
      case when source is not null then format('p.source = %L', source) end,
      -- every page passes {}, even one without metadata
      case when meta <> '{}' then format('p.meta @> %L', meta) end,
      case when filter is not null then pgmatch.filter_condition(filter, 'p.meta') end
    ),
    ''
  );
end;
$$;

comment on function pgmatch.nods_page_filter is
  'The SQL condition that the filters put on a page p; null if there are none.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_page_filter', 'execute', 'execute');

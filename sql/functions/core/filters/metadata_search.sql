-- metadata_search: what a function of pgmatch.create_search with metadata searches, for statements on its table.
--
-- search    its name, see pgmatch.named_search
-- target, key, document, columns
--           the table, the key, the metadata and the columns of the result, the key first: SQL on a row s
-- key_type  the type of the key
--
-- Raises what pgmatch.named_search raises, 22023 if the function was declared without metadata, and 42P01 or 42703 if
-- its table or a column of it is gone, or has another name now.
create or replace function pgmatch.metadata_search(
  search text,
  out target text,
  out key text,
  out key_type text,
  out document text,
  out columns text
)
returns record
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _function regproc;
  _declared jsonb;
  _missing text;
begin
  select n.function, n.declared into _function, _declared from pgmatch.named_search(search) as n;
  if _declared ->> 'metadata' is null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('%s was declared without metadata', search),
      hint = 'Declare it again with the column that filters are about: metadata => ''metadata''.';
  end if;

  target := _declared ->> 'target';
  key := format('s.%I', _declared ->> 'key');
  document := format('s.%I', _declared ->> 'metadata');
  select
    string_agg(format('s.%I', c.name), ', ' order by c.place) filter (where c.place is not null),
    min(format('column %I', c.name)) filter (where a.attname is null),
    min(format_type(a.atttypid, a.atttypmod)) filter (where c.place = 0)
  into columns, _missing, key_type
  from (
    select n.name, min(n.place) as place
    from (
      select _declared ->> 'key' as name, 0 as place
      union all
      select _declared ->> 'metadata', null
      union all
      select r.name, r.place
      from pg_proc as p
      cross join lateral unnest(p.proargnames, p.proargmodes) with ordinality as r (name, mode, place)
      where p.oid = _function and r.mode = 't'
        and r.name <> all('{similarity, score, full_text_rank, semantic_rank}')
    ) as n
    group by n.name
  ) as c
  left join pg_attribute as a
    on a.attrelid = to_regclass(target) and a.attname = c.name and a.attnum > 0 and not a.attisdropped;
  if _missing is not null then
    raise exception using
      errcode = case when to_regclass(target) is null then 'undefined_table' else 'undefined_column' end,
      message = case
        when to_regclass(target) is null then format('the table of %s does not exist: %s', search, target)
        else format('the table of %s, %s, has no %s', search, target, _missing)
      end,
      hint = format(
        'If it was renamed: select pgmatch.refresh_searches(); If it was dropped: select pgmatch.drop_search(%L);',
        search
      );
  end if;
end;
$$;

comment on function pgmatch.metadata_search is
  'What a function of pgmatch.create_search with metadata searches, for statements on its table.';

select pgmatch.register('core', 'function', 'pgmatch.metadata_search', 'execute', 'execute');

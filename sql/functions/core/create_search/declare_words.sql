-- declare_words: a declaration with the column whose words a hybrid search finds, and their text search configuration.
--
-- words   null for the column of type tsvector, else the content
-- config  null for the one that fills the column of type tsvector, else the database's
--
-- Raises 42703 or 42704 if there is no such column or configuration.
create or replace function pgmatch.declare_words(search pgmatch.search_function, words name, config text)
returns pgmatch.search_function
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _filled_by text;
begin
  select a.attname, pg_get_expr(d.adbin, d.adrelid) into search.words, _filled_by
  from pg_attribute as a
  inner join pg_type as t on t.oid = a.atttypid
  left join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attrelid = search.target and a.attnum > 0 and not a.attisdropped
    and (t.typname = 'tsvector' or t.typcategory = 'S')
    and a.attname = coalesce(words, case when t.typname = 'tsvector' then a.attname else search.content end)
  order by t.typname = 'tsvector' desc, a.attnum
  limit 1;
  if search.words is null then
    raise exception using
      errcode = 'undefined_column',
      message = case
        when words is null then format('%s has no column of type tsvector, and content names none', search.target)
        else format('words names %L, but %s has no such column of type tsvector or text', words, search.target)
      end,
      hint = case when words is null then 'Name the column of the text, for example words => ''body''. ' else '' end
        || pgmatch.columns_of(search.target, words);
  end if;

  config := coalesce(
    config,
    substring(_filled_by from E'to_tsvector\\(''([^'']+)''::regconfig'),
    current_setting('default_text_search_config')
  );
  select format('%I.%I', n.nspname, c.cfgname) into search.text_config
  from pg_ts_config as c
  inner join pg_namespace as n on n.oid = c.cfgnamespace
  where config in (c.cfgname, n.nspname || '.' || c.cfgname)
  order by n.nspname <> 'pg_catalog', n.nspname
  limit 1;
  if search.text_config is null then
    raise exception using
      errcode = 'undefined_object',
      message = format('text search configuration %L does not exist', config),
      hint = 'For those that exist: select cfgname from pg_ts_config;';
  end if;
  return search;
end;
$$;

comment on function pgmatch.declare_words is
  'A declaration with the column whose words a hybrid search finds, and their text search configuration.';

select pgmatch.register('core', 'function', 'pgmatch.declare_words');

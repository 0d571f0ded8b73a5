-- columns_of: the columns of a table for a hint: the one that is probably meant, and the list, quoted as in SQL.
create or replace function pgmatch.columns_of(target regclass, meant text default null)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    coalesce(
      'Do you mean '
      || min(quote_ident(a.attname)) filter (
        where a.attname <> meant
          and lower(regexp_replace(a.attname, E'\\W|_', '', 'g')) = lower(regexp_replace(meant, E'\\W|_', '', 'g'))
      )
      || '? ',
      ''
    )
    || 'Its columns: ' || string_agg(quote_ident(a.attname), ', ' order by a.attnum)
  from pg_attribute as a
  where a.attrelid = target and a.attnum > 0 and not a.attisdropped
$$;

comment on function pgmatch.columns_of is
  'The columns of a table for a hint: the one that is probably meant, and the list.';

select pgmatch.register('core', 'function', 'pgmatch.columns_of');

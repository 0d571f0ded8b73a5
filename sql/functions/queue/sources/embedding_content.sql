-- embedding_content: the expression of a row's text, with all names qualified, so that it means the same on any path.
--
-- content  SQL on a row s of the table, such as title || s.body, or describe(s)
-- path     the search_path on which its names are looked up
--
-- Postgres itself qualifies the names: it prints the definition of a temporary view. It does not print the bodies of
-- functions, so pgmatch.check_content evaluates the text of one row.
-- Raises 42804 for what is no text, 42803 for an aggregate, 0A000 for a set, and other errors of class 42.
create or replace function pgmatch.embedding_content(target regclass, content text, path text)
returns text
language plpgsql
volatile
-- to print dates, numbers and names so that each session reads them alike
set datestyle = iso
set intervalstyle = postgres
set extra_float_digits = 1
set quote_all_identifiers = off
set search_path = pg_catalog, pg_temp
as $$
declare
  _query constant text := format(E'select (%s\n) as pgmatch_content from %s as s', content, pgmatch.full_name(target));
  -- a condition has no aggregates and no sets
  _condition constant text := format(E'%s where (%s\n) is null', _query, content);
  _cursor refcursor;
  _type oid;
  _text text;
begin
  begin
    perform set_config('search_path', path, true);
    -- it takes one statement only, and nothing runs
    open _cursor for execute _condition;
    close _cursor;
    execute 'create temporary view pgmatch_content as ' || _query;
  exception when syntax_error_or_access_rule_violation or invalid_cursor_definition or feature_not_supported then
    raise exception using
      errcode = sqlstate,
      message = format('content is not valid for %s: %s', target, regexp_replace(sqlerrm, ' in WHERE$', '')),
      hint = 'Write SQL on a row s of the table: title || s.body, or a function of the row, describe(s).';
  end;
  perform set_config('search_path', 'pg_catalog, pg_temp', true);

  select a.atttypid
  into _type
  from pg_attribute as a
  where a.attrelid = 'pg_temp.pgmatch_content'::regclass and a.attname = 'pgmatch_content';
  _text := substring(
    pg_get_viewdef('pg_temp.pgmatch_content'::regclass, false) from E'^ SELECT\\s+(.*) AS pgmatch_content\n   FROM '
  );
  drop view pg_temp.pgmatch_content;
  if _type not in ('text'::regtype, 'varchar'::regtype, 'bpchar'::regtype) then
    raise exception using
      errcode = 'datatype_mismatch',
      message = format('content has the type %s, not text', format_type(_type, null)),
      hint = format('Turn it into text: (%s)::text', content);
  end if;
  perform pgmatch.check_content(target, _text);
  return _text;
end;
$$;

comment on function pgmatch.embedding_content is
  'The expression of a row''s text, with all names qualified, so that it means the same on any path.';

select pgmatch.register('queue', 'function', 'pgmatch.embedding_content');

-- documents_filter: the condition on a row s that the patterns and dates of match_page_sections make, or null for none.
--
-- A pattern of '%%', and what is null, does not filter. Raises 22025 for a pattern that ends in a single backslash.
create or replace function pgmatch.documents_filter(
  in_document_id text,
  in_source_id text,
  in_source text,
  in_author text,
  in_start_date timestamptz,
  in_end_date timestamptz
)
returns text
language plpgsql
stable
set search_path from current
-- to write dates as literals
set datestyle = iso
as $$
declare
  _unfinished text;
  _filter text;
begin
  select
    min(pg_catalog.format('in_%s=%s', p.name, p.pattern)) filter (
      where (length(p.pattern) - length(rtrim(p.pattern, E'\\'::text))) % 2 = 1
    ),
    string_agg(pg_catalog.format('(s.%1$I like %2$L or s.%1$I is null)', p.name, p.pattern), ' and '::text) filter (
      where p.pattern <> '%%'::text
    )
  into _unfinished, _filter
  from (
    values
      ('document_id'::text, in_document_id), ('source_id', in_source_id), ('source', in_source), ('author', in_author)
  ) as p (name, pattern);
  if _unfinished is not null then
    raise exception using
      errcode = 'invalid_escape_sequence',
      message = _unfinished || ' ends in a backslash, which escapes nothing',
      hint = E'Write two backslashes for one that is meant: \\\\';
  end if;
  return nullif(
    pg_catalog.concat_ws(
      ' and ',
      _filter,
      's.created_at >= ' || pg_catalog.quote_literal(nullif(in_start_date, '-infinity'::timestamptz)),
      's.created_at <= ' || pg_catalog.quote_literal(nullif(in_end_date, 'infinity'::timestamptz))
    ),
    ''
  );
end;
$$;

comment on function pgmatch.documents_filter is
  'The condition on a row s that the patterns and dates of match_page_sections make, or null for none.';

select pgmatch.register('documents', 'function', 'pgmatch.documents_filter', 'execute', 'execute');

-- search_condition_parts: the pieces of a made function that leave out rows without content or with a short one.
--
-- always is a condition on any row s, late one that is tried last; conditions are both. See pgmatch.search_parts.
create or replace function pgmatch.search_condition_parts(search pgmatch.search_function)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object(
    -- a character has at most 4 bytes, so those of a long text need not be counted
    'conditions', concat(' and ' || l.always, E'\n          and (pgmatch_min_content_length is null or ' || format(
      'octet_length(s.' || t.content || '::text) / 4 >= %1$s or ' || l.length, 'pgmatch_min_content_length'
    ) || ')'),
    'always', coalesce(quote_literal(l.always), 'null'),
    'late', coalesce(
      'case when pgmatch_min_content_length is not null then format(' || quote_literal(l.length)
      || ', pgmatch_min_content_length) end',
      'null'
    )
  )
  from (
    select
      case
        when search.contract = 'langchain' then 's.metadata is not null'
        -- in a line, a row without content is not found
        when search.contract <> 'supabase' then format('s.%I is not null', search.content)
      end as always,
      -- counting bytes first spares reading long texts
      'octet_length(s.{content}::text) >= %1$s and length(s.{content}::text) >= %1$s' as template,
      replace(quote_ident(search.content), '%', '%%') as content
  ) as t
  cross join lateral (select t.always, replace(t.template, '{content}', t.content) as length) as l (always, length)
$$;

comment on function pgmatch.search_condition_parts is
  'The pieces of a made function that leave out rows without content or with a short one.';

select pgmatch.register('core', 'function', 'pgmatch.search_condition_parts');

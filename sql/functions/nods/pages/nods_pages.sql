-- nods_pages: the pages of the database, with the number of their sections and tokens, in the order of their paths.
--
-- in_corpus    only pages of this corpus
-- path_prefix  only pages whose path starts with it, with or without a leading slash
-- filter       only pages whose meta passes this, see pgmatch.filter_condition
-- after_path   only pages after this path, to continue after the last page that was read
-- match_count  at most this many pages
--
-- Null means any page. Raises 22023 for what is not a filter, and 2201W for a negative match_count.
create or replace function nods_pages(
  in_corpus text default null,
  path_prefix text default null,
  filter jsonb default null,
  after_path text default null,
  match_count integer default null
)
returns table (
  corpus text, path text, type text, source text, sections bigint, tokens bigint, meta jsonb
)
language plpgsql
stable
set search_path from current
as $$
begin
  return query execute pg_catalog.format(
    'select p.corpus, p.path, p.type, p.source, s.sections, s.tokens, p.meta'
    ' from nods_page as p cross join lateral ('
    'select pg_catalog.count(*) as sections, coalesce(pg_catalog.sum(s.token_count), 0) as tokens'
    ' from nods_page_section as s where s.page_id = p.id) as s'
    ' where ($1 is null or p.corpus = $1) and ($2 is null or p.path > $2) and pgmatch.nods_is_mine(p.owner_id) and %s'
    ' order by p.path limit $3',
    coalesce(pgmatch.nods_page_filter(path_prefix, null, null, null, filter), 'true')
  )
  using in_corpus, after_path, match_count;
end;
$$;

comment on function nods_pages(text, text, jsonb, text, integer) is
  'The pages of the database with the number of their sections and tokens, in the order of their paths.';

select pgmatch.register('nods', 'function', 'nods_pages(text, text, jsonb, text, integer)', null, 'execute');

-- nods_pages: the pages of the database, with the number of their sections and tokens, by corpus and path.
--
-- in_corpus    only pages of this corpus
-- path_prefix  only pages whose path starts with it, with or without a leading slash
create or replace function nods_pages(in_corpus text default null, path_prefix text default null)
returns table (corpus text, path text, type text, source text, sections bigint, tokens bigint)
language sql
stable
set search_path from current
as $$
  select
    p.corpus,
    p.path,
    p.type,
    p.source,
    pg_catalog.count(s.id),
    coalesce(sum(s.token_count), 0)
  from nods_page as p
  left join nods_page_section as s on s.page_id = p.id
  where (in_corpus is null or p.corpus = in_corpus)
    and (path_prefix is null or starts_with(p.path, path_prefix) or starts_with(p.path, '/' || path_prefix))
    and pgmatch.nods_is_mine(p.owner_id)
  group by p.id
  order by p.corpus, p.path
$$;

comment on function nods_pages(text, text) is
  'The pages of the database with the number of their sections and tokens, by corpus and path.';

select pgmatch.register('nods', 'function', 'nods_pages(text, text)', null, 'execute');

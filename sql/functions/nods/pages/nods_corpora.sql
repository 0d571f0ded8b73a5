-- nods_corpora: the sets of files that have pages or were ingested, and the rules for reading each.
--
-- paths  pages to look for in each of them
--
-- One row per corpus, by name. The last one, without a name, is for pages without a corpus, such as those of the
-- guide's script. rules is null if unknown. existing is how many of the paths are pages of the corpus.
create or replace function nods_corpora(paths text[] default null)
returns table (
  corpus text,
  root text,
  prefix text,
  rules jsonb,
  pages bigint,
  existing bigint
)
language sql
stable
set search_path from current
as $$
  with stored as (
    select
      p.corpus,
      count(*) as pages,
      count(*) filter (where p.path = any(paths)) as existing
    from nods_page as p
    where pgmatch.nods_is_mine(p.owner_id)
    group by p.corpus
  ),

  recorded as (
    select distinct on (c.corpus) c.corpus, c.root, c.prefix
    from pgmatch.nods_corpus as c
    where pgmatch.nods_is_mine(c.owner_id)
    order by c.corpus, c.id
  ),

  known as (
    select
      coalesce(s.corpus, r.corpus) as corpus,
      r.root,
      r.prefix,
      coalesce(s.pages, 0) as pages,
      coalesce(s.existing, 0) as existing
    from stored as s
    full join recorded as r on r.corpus = s.corpus
  )

  select k.corpus, k.root, k.prefix, pgmatch.nods_read_by(k.corpus), k.pages, k.existing
  from known as k
  order by k.corpus
$$;

comment on function nods_corpora(text[]) is
  'The sets of files that have pages or were ingested: folder, rules for reading them, number of pages.';

select pgmatch.register('nods', 'function', 'nods_corpora(text[])', null, 'execute');

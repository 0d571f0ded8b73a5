-- nods_read_by: the rules by which the pages of a corpus were read; the guide's rules for pages without a corpus.
--
-- Null if unknown, because another program filled the corpus.
create or replace function pgmatch.nods_read_by(corpus text)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when nods_read_by.corpus is null
      then '{"jsx": "drop", "md_as": "markdown", "titles": false, "paths": "guide"}'::jsonb
    else (
      select c.rules
      from pgmatch.nods_corpus as c
      where c.corpus = nods_read_by.corpus and pgmatch.nods_is_mine(c.owner_id)
      order by c.id
      limit 1
    )
  end
$$;

comment on function pgmatch.nods_read_by is
  'The rules by which the pages of a corpus were read; the guide''s rules for pages without a corpus.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_read_by', null, 'execute');

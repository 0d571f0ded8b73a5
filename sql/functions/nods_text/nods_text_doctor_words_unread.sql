-- nods_text_doctor_words_unread: a text search configuration that makes no words of most sections, or too few.
create or replace function pgmatch.nods_text_doctor_words_unread()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path from current
as $$
  select
    case when 2 * s.without_words > s.seen then 'warning' else 'info' end,
    pg_catalog.format('column %s.fts', pgmatch.full_name('nods_page_section')),
    case
      when 2 * s.without_words > s.seen then pg_catalog.format(
        '%s of %s sections looked at have no word that full text search can find: the text search configuration drops'
        ' them all.',
        pgmatch.grouped(s.without_words),
        pgmatch.grouped(s.seen)
      )
      else pg_catalog.format(
        '%s of %s sections looked at have one word for more than 40 characters, as in a language without spaces that'
        ' pgmatch does not split (Thai, Lao, Khmer, Burmese). Full text search finds little in them; search them by'
        ' meaning.',
        pgmatch.grouped(s.in_runs),
        pgmatch.grouped(s.seen)
      )
    end,
    case
      when 2 * s.without_words > s.seen then array[
        'pgmatch alembic -n nods_text downgrade base',
        'pgmatch alembic -n nods_text -x text_config=simple upgrade head'
      ]
      else '{}'
    end,
    false
  from (
    select
      count(*),
      count(*) filter (where length(t.fts) = 0),
      count(*) filter (where length(t.content) > 40 * length(t.fts))
    from (
      select s.content, s.fts
      from nods_page_section as s
      -- of long sections many words are the same, so that the number of characters for each says little
      where length(s.content) between 1 and 4000 and s.content ~ '[[:alpha:]]'
      limit 10000
    ) as t
  ) as s (seen, without_words, in_runs)
  where 2 * greatest(s.without_words, s.in_runs) > s.seen
$$;

comment on function pgmatch.nods_text_doctor_words_unread is
  'Full text search finds no words in most sections.';

select pgmatch.register('nods_text', 'function', 'pgmatch.nods_text_doctor_words_unread');

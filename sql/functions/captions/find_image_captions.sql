-- find_image_captions: the captions with the words of a text, the best match first.
--
-- query_text   as in a search engine: words, "a phrase", or, -without; the first 2,000 characters count
-- match_count  how many; null for all
--
-- rank         how well the caption fits, from 0; higher is better
--
-- Raises 22004 without a text, and 2201W for a negative match_count.
create or replace function find_image_captions(query_text text, match_count integer default 10)
returns table (id uuid, caption text, rank real)
language plpgsql
stable
-- to let the planner see how rare the words are
set plan_cache_mode = force_custom_plan
set search_path from current
as $$
declare
  _query constant tsquery := pgmatch.text_query(
    'pg_catalog.english'::regconfig, pgmatch.question_text(query_text)
  );
begin
  if query_text is null then
    raise exception using
      errcode = 'null_value_not_allowed',
      message = 'query_text is null',
      hint = 'Pass the words to look for.';
  elsif match_count < 0 then
    raise exception using
      errcode = 'invalid_row_count_in_limit_clause',
      message = pg_catalog.format('match_count=%s is negative', match_count),
      hint = 'Pass how many captions you want, or null for all.';
  end if;
  return query
  select c.id, c.caption, ts_rank(c.words, _query)
  from image_caption as c
  where c.words @@ _query
  order by 3 desc, c.id
  limit match_count;
end;
$$;

comment on function find_image_captions(text, integer) is
  'The captions with the words of a text, the best match first.';

select pgmatch.register('captions', 'function', 'find_image_captions(text, integer)', 'execute', 'execute');

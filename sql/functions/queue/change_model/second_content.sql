-- second_content: what workers embed into the second column of a change of model: SQL on a row s.
--
-- It is null for a row that has neither embedding: whoever set the searched one to null has taken the row out of the
-- searches, and it must not come back with a switch. Where workers fill the searched column, a null only waits for
-- them.
create or replace function pgmatch.second_content(change pgmatch.model_change)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when change.is_queued then change.content
    else format(
      'case when s.%I is not null or s.%I is not null then %s end', change.embedding, change.second, change.content
    )
  end
$$;

comment on function pgmatch.second_content is
  'What workers embed into the second column of a change of model.';

revoke all on function pgmatch.second_content from public;

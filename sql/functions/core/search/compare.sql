-- compare: answers a question by comparing all rows that pass its conditions, up to 100,000.
--
-- is_few  whether they are few, see pgmatch.is_few
--
-- Raises 54000 if there are more.
create or replace function pgmatch.compare(
  no_key anyelement,
  question pgmatch.question,
  is_few boolean,
  out keys anyarray,
  out similarities double precision[]
)
returns record
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set enable_seqscan = on
set jit = off
as $$
declare
  _most constant integer := 100000;
  _compared integer;
begin
  -- as in pgmatch.is_few
  perform set_config('enable_seqscan', (is_few is not true)::text, true);
  select r.keys, r.similarities, r.compared into keys, similarities, _compared
  -- computes distances before it sorts them, or the planner would choose the index again
  from pgmatch.search_rows(no_key, question, 'limit ' || _most + 1) as r;
  -- for pgmatch.explain_call
  perform set_config('pgmatch.path', 'compared', true);
  if _compared > _most then
    raise exception using
      errcode = 'program_limit_exceeded',
      message = format(
        'the index returned fewer than %s rows, and more than %s rows are left to compare', question.match_count, _most
      ),
      hint = 'Ask for fewer rows, or let the index scan continue for longer: set hnsw.max_scan_tuples = 200000;';
  end if;
end;
$$;

comment on function pgmatch.compare is
  'Answers a question by comparing all rows that pass its conditions, up to 100,000.';

select pgmatch.register('core', 'function', 'pgmatch.compare', 'execute', 'execute');

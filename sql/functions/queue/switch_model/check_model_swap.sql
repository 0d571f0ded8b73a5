-- check_model_swap: refuses to let searches use the second column of a change of model as long as rows lack its
-- embedding, or rows that no search finds have only that one, or it has no index that fits, although the searched one
-- has. Raises 55000.
create or replace function pgmatch.check_model_swap(change pgmatch.model_change)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _metric constant text := (
    select s.metric from pgmatch.search as s where s.target = change.target and s.embedding = change.embedding
  );
  _gaps constant bigint := pgmatch.model_gaps(change.target, change.embedding, change.second);
  _hidden constant bigint := pgmatch.hidden_rows(change);
  _wrong text;
  _hint text;
begin
  if _gaps > 0 then
    _wrong := format(
      '%s of %s no embedding of %s, so no search would find %s', pgmatch.counted(_gaps, 'row', 'rows'),
      change.target || case _gaps when 1 then ' has' else ' have' end,
      coalesce(quote_ident(change.model), 'the earlier model'),
      case _gaps when 1 then 'it' else 'them' end
    );
    _hint := case
      when change.model is null then 'No worker can make them, because that model is not recorded. '
      else 'Run pgmatch worker until it has embedded them; select * from pgmatch.queue_status() shows what failed. '
        'Rows without a text get none. '
    end || 'To switch without them: force => true.';
  elsif _hidden > 0 then
    _wrong := format(
      '%s of %s, of which %I is null, would be found after the switch', pgmatch.counted(_hidden, 'row', 'rows'),
      change.target, change.embedding
    );
    _hint := format(
      'To keep them out: update %s set %I = null where %I is null; To let them be found: force => true.',
      change.target, change.second, change.embedding
    );
  elsif not change.is_switched
    and (pgmatch.search_index(change.target, change.embedding, _metric)).index is not null
    and (pgmatch.search_index(change.target, change.second, change.metric)).index is null then
    _wrong := format(
      'no index on %I of %s fits the metric %s, so searches would read all rows',
      change.second, change.target, change.metric
    );
    _hint := 'Run pgmatch model change again, or the statements of pgmatch.model_indexes(). To switch without it: '
      'force => true.';
  end if;
  if _wrong is not null then
    raise exception using errcode = 'object_not_in_prerequisite_state', message = _wrong, hint = _hint;
  end if;
end;
$$;

comment on function pgmatch.check_model_swap is
  'Refuses to let searches use the second column as long as rows lack its embedding or no index fits.';

revoke all on function pgmatch.check_model_swap from public;

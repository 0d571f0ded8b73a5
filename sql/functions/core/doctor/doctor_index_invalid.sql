-- doctor_index_invalid: the indexes that an interrupted build has left: no search uses them, every write pays for them.
create or replace function pgmatch.doctor_index_invalid()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    case when u.is_left then 'warning' else 'error' end,
    'index ' || pgmatch.full_name(u.index),
    case
      when u.is_left then 'Is left over from an interrupted rebuild.'
      when u.is_vector then 'Is not valid: its build was interrupted, so no search uses it.'
      else 'Is not valid: its build was interrupted.'
    end,
    array[
      case
        when u.is_left then format('pgmatch index drop %s --yes', u.word)
        when u.is_vector then 'pgmatch index rebuild ' || u.word
        else format('reindex index concurrently %s;', pgmatch.full_name(u.index))
      end
    ],
    true
  from (
    select i.index, i.is_left, i.method in ('hnsw', 'ivfflat'), pgmatch.shell_word(pgmatch.full_name(i.index))
    from (select distinct w.target from pgmatch.watched_tables() as w) as t
    cross join lateral pgmatch.unfinished_indexes(t.target) as i
  ) as u (index, is_left, is_vector, word)
$$;

comment on function pgmatch.doctor_index_invalid is
  'An index is not valid.';

revoke all on function pgmatch.doctor_index_invalid from public;

-- measure_overlap: how many answers the two models of a change have in common.
--
-- sample  how many rows of the table to search for, 1 to 10,000; the same rows every time
-- k       how many rows a search asks for, 1 to 1,000
-- target, embedding
--         as for pgmatch.switch_model
--
-- A row is searched for by its own embedding of each model, and left out of the answers. overlap is the share of the
-- answers that are the same, 0 to 1, on average; lowest is that of the row where it is smallest. counts[i] is how many
-- rows have i - 1 answers in common. Models seldom agree, so a small overlap is no error; but look at the answers.
--
-- Raises 22023 for a sample or k that cannot be and for too few rows with both embeddings, 42501 if row level security
-- applies to the caller, and what pgmatch.model_change_of raises.
create or replace function pgmatch.measure_overlap(
  sample integer default 100,
  k integer default 10,
  target regclass default null,
  embedding name default null
)
returns table (sampled bigint, overlap double precision, lowest double precision, counts bigint[])
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _change constant pgmatch.model_change := pgmatch.model_change_of(target, embedding);
  _shared bigint[];
begin
  perform pgmatch.check_overlap(_change, sample, k);
  execute pgmatch.overlap_statement(_change) into _shared using sample, k;
  if _shared is null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('no row of %s has both embeddings', _change.target),
      hint = 'Run pgmatch worker first.';
  end if;
  return query
  select
    count(*),
    avg(s.shared)::float8 / k,
    min(s.shared)::float8 / k,
    array(
      select count(w.shared) from generate_series(0, k) as n (shared)
      left join unnest(_shared) as w (shared) on w.shared = n.shared
      group by n.shared order by n.shared
    )
  from unnest(_shared) as s (shared);
end;
$$;

comment on function pgmatch.measure_overlap is
  'How many answers the two models of a change have in common.';

revoke all on function pgmatch.measure_overlap from public;

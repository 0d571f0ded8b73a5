-- embedding_lengths: how many rows and embeddings a column has, and what their lengths show.
--
-- zero counts embeddings of length 0, not_normalized those whose length is not 1 (within 1 %). Scans the table once.
-- Raises 42501 if row level security applies to the caller.
create or replace function pgmatch.embedding_lengths(target regclass, embedding name)
returns table (
  rows bigint,
  embedded bigint,
  zero bigint,
  not_normalized bigint,
  min_norm double precision,
  max_norm double precision
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
  if row_security_active(target) then
    raise exception using
      errcode = 'insufficient_privilege',
      message = format('row level security hides rows of %s from you', target),
      hint = 'Run the check as the owner of the table.';
  end if;

  return query execute (
    select format(
      'select count(*), count(v.norm), count(*) filter (where v.norm = 0),'
      ' count(*) filter (where v.norm > 0 and abs(v.norm - 1) > 0.01), min(v.norm), max(v.norm)'
      -- without offset 0, the length would be computed for each count
      ' from (select %s(s.%I) as norm from %s as s offset 0) as v',
      pgmatch.norm_of(target, embedding),
      embedding,
      target
    )
  );
end;
$$;

comment on function pgmatch.embedding_lengths(regclass, name) is
  'Counts the rows and embeddings of a column, embeddings of zeros and those of a length other than 1.';

revoke all on function pgmatch.embedding_lengths(regclass, name) from public;

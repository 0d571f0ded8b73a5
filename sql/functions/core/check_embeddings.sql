-- check_embeddings: what is wrong with the stored embeddings of sections, as far as their lengths show.
--
-- not_normalized counts embeddings whose length is not 1 (within 1 %), zero those of length 0. finding says in words
-- what harms searches under the recorded metric; null if nothing does. Scans the whole table once. Raises 42501 if
-- row level security applies to the caller.
create or replace function pgmatch.check_embeddings()
returns table (
  sections bigint,
  without_embedding bigint,
  zero bigint,
  not_normalized bigint,
  min_norm double precision,
  max_norm double precision,
  finding text
)
language plpgsql
stable
set search_path from current
set jit = off
as $$
declare
  _metric constant text := (select s.metric from pgmatch.search as s where s.line = 'nods');
begin
  if row_security_active('nods_page_section') then
    raise exception using
      errcode = 'insufficient_privilege',
      message = 'row level security hides rows of nods_page_section from you',
      hint = 'Run the check as the owner of the table.';
  end if;

  select
    count(*),
    count(*) filter (where v.norm is null),
    count(*) filter (where v.norm = 0),
    count(*) filter (where v.norm > 0 and abs(v.norm - 1) > 0.01),
    min(v.norm),
    max(v.norm)
  into sections, without_embedding, zero, not_normalized, min_norm, max_norm
  from (
    select vector_norm(s.embedding) as norm
    from nods_page_section as s
    -- without it, the length would be computed for each count
    offset 0
  ) as v;

  finding := nullif(
    concat_ws(
      ' ',
      case when without_embedding > 0 then
        format('%s of %s sections have no embedding, so no search finds them.', without_embedding, sections)
      end,
      case when zero > 0 and _metric <> 'l2' then
        format(
          '%s of %s embeddings are all zeros, so they are similar to nothing. Embed those sections again.',
          zero, sections - without_embedding
        )
      end,
      case when not_normalized > 0 and _metric = 'ip' then
        format(
          '%s of %s embeddings do not have length 1 (%s to %s): by inner product, long vectors come before near ones.'
          ' Normalise them, or install with the metric cosine.',
          not_normalized, sections - without_embedding, round(min_norm::numeric, 3), round(max_norm::numeric, 3)
        )
      end
    ),
    ''
  );
  return next;
end;
$$;

comment on function pgmatch.check_embeddings() is
  'Counts sections without embedding, embeddings of zeros and of a length other than 1; says what harms searches.';

select pgmatch.register('nods', 'function', 'pgmatch.check_embeddings()');

-- check_embeddings: what is wrong with the stored embeddings of sections, as far as numbers tell.
--
-- sample  of how many embeddings the length is worked out, 1 or more; the others are only counted
--
-- not_normalized counts those whose length is not 1 (within 1 %), zero those of length 0; finding says in words
-- what harms searches under the recorded metric, and is null when nothing does. Raises 22023 for a bad sample,
-- 42501 where row level security applies.
create or replace function pgmatch.check_embeddings(sample integer default 10000)
returns table (
  sections bigint,
  without_embedding bigint,
  sampled bigint,
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
  _metric constant text := (select i.metric from pgmatch.install as i where i.line = 'nods');
begin
  if sample is null or sample < 1 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('sample %s is not 1 or more', coalesce(sample::text, 'null')),
      hint = 'Pass how many embeddings to check.';
  elsif row_security_active('nods_page_section') then
    raise exception using
      errcode = 'insufficient_privilege',
      message = 'row level security hides rows of nods_page_section from you',
      hint = 'Check as the owner of the table.';
  end if;

  select count(*), count(*) filter (where s.embedding is null) into sections, without_embedding
  from nods_page_section as s;
  select
    count(*),
    count(*) filter (where v.norm = 0),
    count(*) filter (where v.norm > 0 and abs(v.norm - 1) > 0.01),
    min(v.norm),
    max(v.norm)
  into sampled, zero, not_normalized, min_norm, max_norm
  from (
    select vector_norm(r.embedding) as norm
    from (
      select s.ctid from nods_page_section as s
      where s.embedding is not null
      order by hashtidextended(s.ctid, 0)
      limit sample
    ) as q
    inner join nods_page_section as r on r.ctid = q.ctid
  ) as v;

  finding := nullif(
    concat_ws(
      ' ',
      case when without_embedding > 0 then
        format('%s of %s sections have no embedding and are never found.', without_embedding, sections)
      end,
      case when zero > 0 and _metric <> 'l2' then
        format('%s of %s embeddings are all zeros and are near to nothing: embed those sections again.', zero, sampled)
      end,
      case when not_normalized > 0 and _metric = 'ip' then
        format(
          '%s of %s embeddings have not length 1 (%s to %s): by inner product long ones come before near ones.'
          ' Normalise them, or install with the metric cosine.',
          not_normalized, sampled, round(min_norm::numeric, 3), round(max_norm::numeric, 3)
        )
      end
    ),
    ''
  );
  return next;
end;
$$;

comment on function pgmatch.check_embeddings(integer) is
  'Sections without embedding, embeddings of zeros, and lengths other than 1; in words what harms searches.';

select pgmatch.register('nods', 'function', 'pgmatch.check_embeddings(integer)');

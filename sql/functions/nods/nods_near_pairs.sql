-- nods_near_pairs: the `most` most similar pairs of sections whose similarity exceeds the threshold.
--
-- other_pages  only pairs of sections on different pages
--
-- Runs one search through the index for each section that passes the filters, in the order of their ids. As soon as
-- there are enough pairs, it looks only for nearer ones: among equally near pairs, the first ones win. So the work
-- grows with the number of sections, not of pairs, which is its square if all are copies of one text. With other_pages,
-- it looks only at the 1,000 sections nearest to each, which may all be on the same page.
create or replace function pgmatch.nods_near_pairs(
  threshold double precision,
  most integer,
  min_content_length integer,
  path_prefix text,
  page_type text,
  source text,
  meta jsonb,
  other_pages boolean
)
returns table (id bigint, other_id bigint, similarity double precision)
language plpgsql
stable
set search_path from current
as $$
declare
  _metric constant text := (select s.metric from pgmatch.search as s where s.line = 'nods');
  _deepest constant integer := case when other_pages then 1000 else least(9999, most) end;
  _id bigint;
  _page_id bigint;
  _embedding vector;
  _wanted integer;
  _floor double precision := threshold;
  _near_ids bigint[];
  _near_similarities double precision[];
  _ids bigint[] := '{}';
  _other_ids bigint[] := '{}';
  _similarities double precision[] := '{}';
begin
  for _id in execute
    concat_ws(
      ' and ',
      'select s.id from nods_page_section as s where s.embedding is not null',
      -- nothing is similar to a vector without a direction
      case when _metric <> 'l2' then 'vector_norm(s.embedding) > 0' end,
      pgmatch.nods_section_filter(
        min_content_length, path_prefix, page_type, nods_near_pairs.source, meta, pgmatch.nods_tenant()
      )
    )
    || ' order by s.id'
  loop
    select s.page_id, s.embedding into _page_id, _embedding from nods_page_section as s where s.id = _id;
    -- few sections have many twins: asks for more only if the first ones are all near
    foreach _wanted in array array[least(10, _deepest), least(100, _deepest), least(1000, _deepest), _deepest] loop
      select array_agg(n.id), array_agg(n.similarity) into _near_ids, _near_similarities
      from pgmatch.nods_nearest(
        _embedding, _floor, _wanted + 1, min_content_length, path_prefix, page_type,
        nods_near_pairs.source, nods_near_pairs.meta
      ) as n;
      exit when coalesce(cardinality(_near_ids), 0) <= _wanted;
    end loop;

    select
      _ids || coalesce(array_agg(_id), '{}'),
      _other_ids || coalesce(array_agg(u.id), '{}'),
      _similarities || coalesce(array_agg(u.similarity), '{}')
    into _ids, _other_ids, _similarities
    from unnest(_near_ids, _near_similarities) as u (id, similarity)
    where u.id > _id
      and (
        other_pages is not true
        or exists (select from nods_page_section as s where s.id = u.id and s.page_id <> _page_id)
      );
    if cardinality(_ids) - most > most then
      select array_agg(b.id), array_agg(b.other_id), array_agg(b.similarity), min(b.similarity)
      into _ids, _other_ids, _similarities, _floor
      from (
        select u.id, u.other_id, u.similarity
        from unnest(_ids, _other_ids, _similarities) as u (id, other_id, similarity)
        order by u.similarity desc, u.id, u.other_id
        limit most
      ) as b;
    end if;
  end loop;

  return query
  select u.id, u.other_id, u.similarity
  from unnest(_ids, _other_ids, _similarities) as u (id, other_id, similarity)
  order by u.similarity desc, u.id, u.other_id
  limit most;
end;
$$;

comment on function
pgmatch.nods_near_pairs(double precision, integer, integer, text, text, text, jsonb, boolean) is
  'The pairs of sections that pass the filters and are more similar than the threshold, the most similar first.';

select pgmatch.register(
  'nods',
  'function',
  'pgmatch.nods_near_pairs(double precision, integer, integer, text, text, text, jsonb, boolean)',
  null,
  'execute'
);

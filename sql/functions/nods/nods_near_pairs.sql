-- nods_near_pairs: for every section that passes the filters, the later ones that are more similar than threshold.
--
-- One search through the index for each section. Of each at most so many as `most`: no further pair of it can
-- be among the best `most` pairs of all.
create or replace function pgmatch.nods_near_pairs(
  threshold double precision,
  most integer,
  min_content_length integer,
  path_prefix text,
  page_type text,
  source text,
  meta jsonb
)
returns table (id bigint, other_id bigint, similarity double precision)
language plpgsql
stable
set search_path from current
as $$
declare
  _id bigint;
  _embedding vector;
  _wanted integer;
  _ids bigint[];
  _similarities double precision[];
  _metric constant text := (select i.metric from pgmatch.install as i where i.line = 'nods');
begin
  for _id, _embedding in execute
    concat_ws(
      ' and ',
      'select s.id, s.embedding from nods_page_section as s where s.embedding is not null and s.content is not null',
      -- without a direction nothing is similar to it
      case when _metric <> 'l2' then 'vector_norm(s.embedding) > 0' end,
      'length(s.content) >= ' || min_content_length,
      's.page_id in (select p.id from nods_page as p where '
      || pgmatch.nods_page_filter(path_prefix, page_type, nods_near_pairs.source, meta) || ')'
    )
  loop
    -- few sections have many twins: ask for more of them only where the first ones are all near
    foreach _wanted in array
      array[least(10, most) + 1, least(100, most) + 1, least(1000, most) + 1, least(9999, most) + 1]
    loop
      select array_agg(n.id), array_agg(n.similarity) into _ids, _similarities
      from pgmatch.nods_nearest(
        _embedding, threshold, _wanted, min_content_length, path_prefix, page_type,
        nods_near_pairs.source, nods_near_pairs.meta
      ) as n;
      exit when coalesce(cardinality(_ids), 0) < _wanted;
    end loop;
    return query
    select _id, u.id, u.similarity
    from unnest(_ids, _similarities) as u (id, similarity)
    where u.id > _id;
  end loop;
end;
$$;

comment on function pgmatch.nods_near_pairs(double precision, integer, integer, text, text, text, jsonb) is
  'For every section that passes the filters, the later ones that are more similar than the threshold.';

select pgmatch.register(
  'nods',
  'function',
  'pgmatch.nods_near_pairs(double precision, integer, integer, text, text, text, jsonb)',
  null,
  'execute'
);

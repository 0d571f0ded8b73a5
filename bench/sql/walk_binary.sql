-- The walk alone, over all candidates: no column, no filter, no ranking.
prepare call (vector, integer) as
select count(*) from (
  select 1
  from nods_page_section as s
  order by binary_quantize(s.embedding)::bit(:dimensions) <~> binary_quantize($1)::bit(:dimensions)
  limit :candidates * $2
) as walked

-- No index: every vector is compared.
prepare call (vector, double precision, integer, integer) as
with nearest as materialized (
  select s.id, s.page_id, s.slug, s.heading, s.content, -(s.embedding <#> $1) as similarity
  from nods_page_section as s
  where length(s.content) >= $4
  order by s.embedding <#> $1
  limit $3
)
select * from nearest where $2 is null or similarity > $2

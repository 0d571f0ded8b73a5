-- The same over the bits: more candidates than rows asked for, ranked again by the stored vectors.
prepare call (vector, double precision, integer, integer) as
with walked as materialized (
  select s.id, s.page_id, s.slug, s.heading, s.content, -(s.embedding <#> $1) as similarity
  from :table as s
  where length(s.content) >= $4
  order by binary_quantize(s.embedding)::bit(:dimensions) <~> binary_quantize($1)::bit(:dimensions)
  limit :candidates * $3
)
select * from walked where $2 is null or similarity > $2 order by similarity desc limit $3

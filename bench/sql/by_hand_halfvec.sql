-- The same over the halfvec expression, with the similarity of the stored vectors.
prepare call (vector, double precision, integer, integer) as
with walked as materialized (
  select s.id, s.page_id, s.slug, s.heading, s.content, -(s.embedding <#> $1) as similarity
  from :table as s
  where length(s.content) >= $4
  order by s.embedding::halfvec(:dimensions) <#> $1::halfvec(:dimensions)
  limit $3
)
select * from walked where $2 is null or similarity > $2 order by similarity desc

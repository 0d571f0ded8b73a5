-- The best statement with a filter; whether it walks the index or sorts is up to the session's settings.
prepare call (vector, double precision, integer, integer, text) as
with walked as materialized (
  select s.id, s.page_id, s.slug, s.heading, s.content, -(s.embedding <#> $1) as similarity
  from :table as s
  where length(s.content) >= $4
    and :condition
  order by s.embedding <#> $1
  limit $3
)
select * from walked where $2 is null or similarity > $2

-- The best statement with a filter; whether it walks the index or sorts is up to the session's settings.
prepare call (vector, double precision, integer, integer, text) as
with walked as materialized (
  select s.id, s.page_id, s.slug, s.heading, s.content, -(s.embedding <#> $1) as similarity
  from nods_page_section as s
  where length(s.content) >= $4
    and s.page_id = any (array(select p.id from nods_page as p where p.source = $5))
  order by s.embedding <#> $1
  limit $3
)
select * from walked where $2 is null or similarity > $2

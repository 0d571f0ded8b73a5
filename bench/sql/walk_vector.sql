-- The walk alone: no column, no filter.
prepare call (vector, integer) as
select 1 from nods_page_section as s order by s.embedding <#> $1 limit $2

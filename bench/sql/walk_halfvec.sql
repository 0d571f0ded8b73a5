-- The walk alone: no column, no filter.
prepare call (vector, integer) as
select 1
from nods_page_section as s
order by s.embedding::halfvec(:dimensions) <#> $1::halfvec(:dimensions)
limit $2

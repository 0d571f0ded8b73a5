-- The best statement we can write for a collection.
prepare call (vector, integer) as
select
  s.id,
  s.vec <=> $1 as distance
from vecs.":table" as s
order by s.vec <=> $1
limit $2

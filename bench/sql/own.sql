-- The call that clients make, without a filter.
prepare call (vector, double precision, integer, integer) as
select * from match_items(
  query_embedding => $1, match_threshold => $2, match_count => $3, min_content_length => $4
)

-- The call that clients make.
prepare call (vector, double precision, integer, integer) as
select * from match_page_sections($1, $2, $3, $4)

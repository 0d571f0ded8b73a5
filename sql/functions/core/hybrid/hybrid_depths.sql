-- hybrid_depths: how many rows each search of pgmatch.hybrid_matches returns; the next number is for too few.
--
-- At least four times match_count: 200 rows, 2,000 if more than 50 are wanted, and 10,000 if more than 500; behind a
-- policy 60 for up to 15. A row further down adds so little that it rarely changes the result. In these steps, a larger
-- match_count does not reorder the rows of a smaller one. The last step is null, for all rows. guide has one step.
create or replace function pgmatch.hybrid_depths(question pgmatch.question, guide boolean)
returns integer[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if guide then
    return array[2 * question.match_count];
  end if;
  return (
    select array_agg(d.depth order by d.depth)
    from unnest(array[60, 200, 2000, 10000, null]) as d (depth)
    where (d.depth >= least(10000, 4 * question.match_count)) is not false
      -- to reach rows that are far down, a scan passes over many that a policy hides
      and case d.depth when 60 then pgmatch.has_policies(question.target) else true end
  );
end;
$$;

comment on function pgmatch.hybrid_depths is
  'How many rows each search of a hybrid search returns, and how many if they are too few.';

select pgmatch.register('core', 'function', 'pgmatch.hybrid_depths', 'execute', 'execute');

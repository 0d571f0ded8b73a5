-- search_filter_sets: the filters behind which a made function has statements of its own: one, or two at once.
--
-- given lists the variables of the filters, condition is theirs. Two at once only if there are at most four filters, as
-- each set lengthens the function. A filter by a pattern is in no set, as the planner finds an index for it only if it
-- sees the value; nor is one by a subquery for each row, for which there is none.
create or replace function pgmatch.search_filter_sets(search pgmatch.search_function)
returns table (number integer, given text, condition text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with filters as (
    select
      a.place,
      'pgmatch_filter_' || a.place as variable,
      format('(%s)', pgmatch.fill_condition(a.condition, 'pgmatch_filter_' || a.place)) as condition
    from pgmatch.search_arguments(search) as a
    where a.role = 'filter' and a.condition !~* E'~|\\^@|\\m(like|similar|starts_with)\\M|^\\(select\\M'
  )

  select 1, f.variable, f.condition from filters as f
  union all
  select 2, concat_ws(', ', f.variable, o.variable), concat_ws(' and ', f.condition, o.condition)
  from filters as f
  inner join filters as o on o.place > f.place
  where (select count(*) from filters) <= 4
$$;

comment on function pgmatch.search_filter_sets is
  'The filters behind which a made function has statements of its own: one, or two at once.';

select pgmatch.register('core', 'function', 'pgmatch.search_filter_sets');

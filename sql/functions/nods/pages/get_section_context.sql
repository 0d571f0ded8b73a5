-- get_section_context: a section with its neighbours on the page, in the order of the document.
--
-- id             the section, as a search returns it
-- before, after  at most so many sections before and after it, 0 to 100
--
-- A section that is longer than the model's window is stored in pieces, and each piece is a row. place counts from the
-- section itself: that is 0, the one before it -1. heading_path leads to each row: the title of the page, if its
-- metadata has one, the headings above, and the row's own. Raises P0002 for an id that does not exist or that the
-- caller may not see, 22004 for a null and 22023 for a count out of range.
create or replace function get_section_context(id bigint, before integer default 1, after integer default 1)
returns setof nods_section_context
language plpgsql
stable
rows 3
set search_path from current
as $$
declare
  _page_id bigint := (select s.page_id from nods_page_section as s where s.id = get_section_context.id);
begin
  if before is null or after is null or least(before, after) < 0 or greatest(before, after) > 100 then
    raise exception using
      errcode = case
        when before is null or after is null then 'null_value_not_allowed'
        else 'invalid_parameter_value'
      end,
      message = pg_catalog.format(
        'before %s and after %s are not both between 0 and 100',
        coalesce(before::text, 'null'), coalesce(after::text, 'null')
      ),
      hint = 'Pass how many sections before and after this one you want; 0 for none.';
  elsif _page_id is null then
    raise exception using
      errcode = 'no_data_found',
      message = pg_catalog.format('section %s does not exist', coalesce(get_section_context.id::text, 'null')),
      hint = 'Pass the id of a section that a search returned. Row level security may hide the section from you.';
  end if;

  return query
  with outline as materialized (
    select o.id, o.place, o.heading, o.level from pgmatch.nods_page_outline(_page_id) as o
  )

  select
    s.id, s.page_id, p.path, s.slug, s.heading, s.content, s.token_count,
    case
      when pg_catalog.lower(t.title) <> coalesce(pg_catalog.lower(h.path[1]), '')
        then pg_catalog.array_prepend(t.title, h.path)
      else h.path
    end,
    (n.place - i.place)::integer
  from outline as i
  inner join outline as n on n.place between i.place - before and i.place + after
  inner join nods_page_section as s on s.id = n.id
  left join nods_page as p on p.id = s.page_id
  cross join lateral (
    select case
      when jsonb_typeof(p.meta -> 'title'::text) in ('string', 'number')
        then nullif(btrim(regexp_replace(p.meta ->> 'title'::text, E'\\s+'::text, ' '::text, 'g'::text)), '')
    end
  ) as t (title)
  cross join lateral (
    -- upwards, a heading counts if it is of a higher level than all below it
    select
      coalesce(pg_catalog.array_agg(a.heading order by a.place) filter (where a.level < coalesce(a.below, 8)), '{}')
    from (
      select o.heading, o.place, o.level, min(o.level) over (
        order by o.place desc rows between unbounded preceding and 1 preceding
      ) as below
      from outline as o
      where o.place <= n.place and o.level is not null
    ) as a
  ) as h (path)
  where i.id = get_section_context.id
  order by n.place;
end;
$$;

comment on function get_section_context(bigint, integer, integer) is
  'A section with its neighbours on the page, in the order of the document, and the headings that lead to each.';

select pgmatch.register('nods', 'function', 'get_section_context(bigint, integer, integer)', 'execute', 'execute');

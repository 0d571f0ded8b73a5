-- privileges_of: the privileges in a text such as pgmatch.granted returns, one by one: select, insert (path).
create or replace function pgmatch.privileges_of(privileges text)
returns setof text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select concat(p.match[1], ' (' || c.match[1] || ')', o.suffix)
  from regexp_matches(
    privileges, E'(\\w+)(?: \\(((?:"(?:[^"]|"")*"|[^")])+)\\))?( with grant option)?', 'g'
  ) as p (match)
  left join lateral regexp_matches(p.match[2], '"(?:[^"]|"")*"|[^", ]+', 'g') as c (match) on true
  -- who may pass a privilege on has it
  cross join lateral (select '' union all select p.match[3] where p.match[3] is not null) as o (suffix)
$$;

comment on function pgmatch.privileges_of is
  'The privileges in a text such as pgmatch.granted returns, one by one, for each column.';

revoke all on function pgmatch.privileges_of from public;

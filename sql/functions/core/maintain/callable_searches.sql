-- callable_searches: the match functions of lines and those that pgmatch.create_search has made, and how to call each.
--
-- line       null for a function that pgmatch.create_search has made
-- arguments  what has no default, for 10 rows, with $1 for a vector in quotes
-- index      that searches of the table use; null for none
create or replace function pgmatch.callable_searches()
returns table (
  function oid,
  line text,
  name text,
  arguments text,
  target regclass,
  embedding name,
  index regclass
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    p.oid,
    f.line,
    format('%I.%I', n.nspname, p.proname),
    (
      select string_agg(
        case
          when t.typname in ('vector', 'halfvec') then format('$1::%s', a.type::regtype)
          when p.proargnames[a.place] = 'match_count' then '10'
          else 'null'
        end,
        ', '
        order by a.place
      )
      from unnest(p.proargtypes) with ordinality as a (type, place)
      inner join pg_type as t on t.oid = a.type
      where a.place <= p.pronargs - p.pronargdefaults
    ),
    s.target,
    s.embedding,
    i.index
  from (
    select pgmatch.member_oid(m.line, m.kind, m.name), m.line, null, null, null
    from pgmatch.member as m
    where m.kind = 'function' and m.name ~ '^match_'
    union all
    select pgmatch.search_oid(d), null, d.target, d.embedding, d.metric
    from pgmatch.declared_searches() as d
    where not exists (
      select 1 from pgmatch.member as m
      where m.kind = 'function'
        and split_part(m.name, '(', 1) = quote_ident(d.name)
        -- unlike an equality, it is not hashed, for which every member would be looked up
        and pgmatch.member_oid(m.line, m.kind, m.name) is not distinct from pgmatch.search_oid(d)
    )
  ) as f (function, line, target, embedding, metric)
  inner join pg_proc as p on p.oid = f.function
  inner join pg_namespace as n on n.oid = p.pronamespace
  inner join pgmatch.searched_columns() as s on s.line = f.line or s.target = f.target and s.embedding = f.embedding
  cross join lateral pgmatch.search_index(s.target, s.embedding, coalesce(f.metric, s.metric)) as i
  order by f.line, n.nspname, p.proname
$$;

comment on function pgmatch.callable_searches is
  'The match functions of lines and those that pgmatch.create_search has made, and how to call each.';

revoke all on function pgmatch.callable_searches from public;

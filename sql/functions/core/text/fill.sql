-- fill: a template in which each {name} is replaced by the part with that name.
--
-- Replaces in one pass, so a part that contains {name} itself stays as it is. A null part is replaced by nothing. Works
-- under any standard_conforming_strings.
create or replace function pgmatch.fill(template text, parts jsonb)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select string_agg(
    case when m.piece[1] ~ E'^\\{\\w+\\}$' then coalesce(parts ->> btrim(m.piece[1], '{}'), '') else m.piece[1] end,
    '' order by m.place
  )
  from regexp_matches(template, E'\\{\\w+\\}|[^{]+|\\{', 'g') with ordinality as m (piece, place)
$$;

comment on function pgmatch.fill is
  'A template in which each {name} is replaced by the part with that name, in one pass.';

select pgmatch.register('core', 'function', 'pgmatch.fill', 'execute', 'execute');

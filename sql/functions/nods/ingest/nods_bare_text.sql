-- nods_bare_text: a text without white space at its ends and at the ends of its lines, and with \n as line end.
create or replace function pgmatch.nods_bare_text(content text)
returns text
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(btrim(string_agg(rtrim(l.line, E' \t'), E'\n' order by l.place), E' \t\n'), '')
  from unnest(
    string_to_array(replace(replace(content, E'\r\n', E'\n'), E'\r', E'\n'), E'\n')
  ) with ordinality as l (line, place)
$$;

comment on function pgmatch.nods_bare_text is
  'A text without white space at its ends and at the ends of its lines.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_bare_text', null, 'execute');

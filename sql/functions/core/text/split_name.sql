-- split_name: a name and the type after it, as SQL has them: "Max price" numeric. The type is null if there is none.
--
-- A name without quotes is in lower case, as in SQL. Both are null if the text does not begin with a name.
create or replace function pgmatch.split_name(entry text, out name text, out type text)
returns record
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select
    case when p.part[1] like '"%' then replace(substr(p.part[1], 2, length(p.part[1]) - 2), '""', '"')
      else lower(p.part[1])
    end,
    p.part[2]
  from (select regexp_match(entry, E'^\\s*("(?:[^"]|"")+"|[^\\s"]+)(?:\\s+(\\S.*?))?\\s*$')) as p (part)
$$;

comment on function pgmatch.split_name is
  'A name and the type after it, as SQL has them.';

select pgmatch.register('core', 'function', 'pgmatch.split_name');

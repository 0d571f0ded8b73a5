-- nods_text_question: a question prepared for websearch_to_tsquery, which may contain Chinese, Japanese and Korean.
--
-- As in the column fts, full-width letters and other compatibility forms become the usual ones (NFKC). These languages
-- have no spaces between words, so each pair of neighbouring characters becomes a phrase. Text in quotes or after a
-- minus stays one phrase.
create or replace function pgmatch.nods_text_question(query_text text)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  _mark constant text := E'\x1f';
  _marked text;
begin
  if octet_length(query_text) = length(query_text) or getdatabaseencoding() <> 'UTF8' then
    return query_text;
  end if;
  _marked := regexp_replace(
    normalize(replace(query_text, _mark, ' '), NFKC), pgmatch.nods_text_letters(), _mark || E'\\1' || _mark, 'g'
  );
  return (
    select string_agg(
      case
        when w.part[3] is null then replace(coalesce(w.part[1], w.part[4]), _mark, ' ')
        when w.part[2] = '' and length(r.run) > 1 then ' ' || r.pairs || ' '
        else ' ' || w.part[2] || '"' || replace(w.part[3], _mark, ' ') || '" '
      end,
      '' order by w.place
    )
    from regexp_matches(_marked, E'("[^"]*"?)|(-?)((?:\\x1f.\\x1f)+)|([^"\\x1f-]+|.)', 'g')
      with ordinality as w (part, place)
    cross join lateral (
      select
        s.run,
        (
          select string_agg(format('"%s %s"', substr(s.run, i.place, 1), substr(s.run, i.place + 1, 1)), ' ')
          from generate_series(1, length(s.run) - 1) as i (place)
        ) as pairs
      from (values (replace(w.part[3], _mark, ''))) as s (run)
    ) as r
  );
end;
$$;

comment on function pgmatch.nods_text_question is
  'A question for websearch_to_tsquery: Chinese, Japanese and Korean as pairs of neighbouring characters.';

select pgmatch.register('nods_text', 'function', 'pgmatch.nods_text_question', 'execute', 'execute');

-- nearest_sections: the rows nearest to a vector, best first, of each section the nearest; the keys and similarities.
--
-- question  see pgmatch.nearest, with the conditions of the caller
-- section   the columns that are equal, or null, in all rows of a section; null to return all rows, as pgmatch.nearest
-- ef_search, probes, candidates
--           see pgmatch.nearest; candidates is at least the number of rows that the search needs
--
-- Fewer rows than match_count means that there are no other sections. The search asks for more rows than wanted, and
-- for still more while they are of too few sections. Beyond 10,000, it compares all rows that pass, up to 100,000; with
-- more, it raises 54000. The other errors are those of pgmatch.nearest.
create or replace function pgmatch.nearest_sections(
  no_key anyelement,
  question pgmatch.question,
  section name[],
  ef_search integer,
  probes integer,
  candidates integer,
  out keys anyarray,
  out similarities double precision[]
)
returns record
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set jit = off
as $$
declare
  _most constant integer := 10000;
  _wanted integer := question.match_count;
  _found integer;
begin
  perform pgmatch.check_arguments(
    question.target, question.embedding, question.query, question.match_threshold, question.match_count,
    question.metric
  );
  if section is not null then
    _wanted := least(_most, 4 * _wanted);
  end if;
  loop
    select n.keys, n.similarities into keys, similarities
    from pgmatch.nearest(
      no_key, question.target, question.embedding, question.key, question.metric, question.query, _wanted,
      question.match_threshold, question.late, question.filter, question.path, ef_search, probes,
      case when candidates is not null then greatest(candidates, _wanted) end, question.always
    ) as n;
    exit when section is null;
    _found := cardinality(keys);
    select f.keys, f.similarities into keys, similarities
    from pgmatch.first_of_sections(question, section, keys, similarities) as f;
    exit when cardinality(keys) = question.match_count or _found < _wanted;
    if _wanted = _most then
      question.filter := nullif(concat_ws(' and ', pgmatch.tenant_filter(question.target), question.filter), '');
      select c.keys, c.similarities into keys, similarities
      from pgmatch.compare_sections(no_key, question, section) as c;
      exit;
    end if;
    _wanted := least(_most, 8 * _wanted);
  end loop;
end;
$$;

comment on function pgmatch.nearest_sections is
  'The rows nearest to a vector, best first, of each section the nearest.';

select pgmatch.register('core', 'function', 'pgmatch.nearest_sections', 'execute', 'execute');

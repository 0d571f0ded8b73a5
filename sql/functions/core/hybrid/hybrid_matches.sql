-- hybrid_matches: the keys of the rows that match a question by words and by meaning, best first, and their scores.
--
-- question   its vector, match_count and threshold, and the conditions on rows, see pgmatch.nearest
-- document, words
--            the tsvector of a row s as SQL and the words of the question, see pgmatch.text_matches
-- full_text_weight, semantic_weight, rrf_k
--            see pgmatch.fuse; a search with weight 0 is skipped
-- section    returns the best row of each section, see pgmatch.nearest_sections; null for all rows
-- guide      whether to search as Supabase's guide: 2 times match_count rows each, and rows with all words first
--
-- Each search returns as many rows as pgmatch.hybrid_depths says. If rows of the same sections leave too few, its next
-- step follows, and at last all sections by meaning. So it does if a threshold leaves too few of those found by words;
-- at last, words are looked for in the rows that pass the threshold.
--
-- The threshold applies to the similarity of every row, also if only its words were found. A row without an embedding
-- has none, and does not pass. Raises what pgmatch.check_hybrid raises, and 54000 if words alone leave too few
-- sections, but more than 10,000 rows.
create or replace function pgmatch.hybrid_matches(
  no_key anyelement,
  question pgmatch.question,
  document text,
  words tsquery,
  full_text_weight double precision,
  semantic_weight double precision,
  rrf_k integer,
  ef_search integer,
  probes integer,
  candidates integer,
  section name[] default null,
  guide boolean default false,
  out keys anyarray,
  out scores double precision[],
  out full_text_ranks bigint[],
  out semantic_ranks bigint[],
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
  _is_cut constant boolean := section is not null or question.match_threshold is not null;
  _statement constant text := pgmatch.hybrid_statement(question, section);
  _above constant text := case when semantic_weight = 0 then pgmatch.threshold_condition(question) end;
  _most constant integer := 10000;
  _depth integer;
  _wanted pgmatch.question := question;
  _words keys%type;
  _codes bigint;
  _meaning keys%type;
begin
  perform pgmatch.check_hybrid(question, full_text_weight, semantic_weight, rrf_k, ef_search, probes, candidates);
  _wanted.match_threshold := null;
  foreach _depth in array pgmatch.hybrid_depths(question, guide) loop
    _wanted.match_count := coalesce(_depth, question.match_count);
    if full_text_weight > 0 then
      select t.keys, t.codes into _words, _codes
      from pgmatch.text_matches(
        no_key, question.target, question.key, document, words, coalesce(_depth, _most),
        nullif(concat_ws(' and ', question.always, question.late, case when _depth is null then _above end), ''),
        question.filter, question.path, guide
      ) as t;
    end if;
    if semantic_weight > 0 then
      select n.keys into _meaning
      from pgmatch.nearest_sections(
        no_key, _wanted, case when _depth is null then section end, ef_search, probes, candidates
      ) as n;
    end if;
    execute _statement into keys, scores, full_text_ranks, semantic_ranks, similarities
    using question.query, _words, _meaning, full_text_weight, semantic_weight, rrf_k,
      case when _is_cut then 2 * _most else question.match_count end, question.match_threshold, question.match_count,
      _codes;
    exit when section is null and (question.match_threshold is null or semantic_weight > 0)
      or cardinality(keys) = question.match_count
      or greatest(cardinality(_words), cardinality(_meaning)) < _depth;
  end loop;
  if section is not null and semantic_weight = 0 and _depth is null and not guide
    and cardinality(_words) >= _most and cardinality(keys) < question.match_count then
    raise exception using
      errcode = 'program_limit_exceeded',
      message = format('the best %s rows with these words are of fewer than %s sections', _most, question.match_count),
      hint = 'Ask for fewer rows, or let semantic_weight be more than 0, to search by meaning too.';
  end if;
end;
$$;

comment on function pgmatch.hybrid_matches is
  'The keys of the rows that match a question by words and by meaning, best first, and their scores.';

select pgmatch.register('core', 'function', 'pgmatch.hybrid_matches', 'execute', 'execute');

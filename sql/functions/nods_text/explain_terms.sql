-- explain_terms: the words that a hybrid search looks for, and how many sections have each.
--
-- query_text  the question, as for hybrid_search_page_sections
-- section_id  a section; null for none
--
-- term        a word as the text search configuration reduces it: upgrad
-- sections    how many of the caller's sections have it: the fewer, the more it says
-- in_section  whether that section has it; null without one
--
-- The words are in the order of the question, each once, those of phrases too. Stop words and exclusions are left out.
-- Of a long question only the first 32 words count.
create or replace function explain_terms(query_text text, section_id bigint default null)
returns table (term text, sections bigint, in_section boolean)
language plpgsql
stable
rows 10
set search_path from current
-- as in pgmatch.text_matches
set enable_seqscan = off
set jit = off
as $$
declare
  _config constant regconfig := (select i.text_config::regconfig from pgmatch.install as i where i.line = 'nods_text');
  _question constant text := pgmatch.nods_text_question(pgmatch.question_text(query_text));
  -- without exclusions
  _sought constant text := querytree(pgmatch.text_query(_config, _question));
  _word tsquery;
begin
  for term, _word in
    select w.lexeme, q.quoted::tsquery
    from pg_catalog.unnest(to_tsvector(_config, _question)) as w (lexeme, positions, weights)
    cross join lateral (
      select '''' || replace(replace(w.lexeme, E'\\', E'\\\\'), '''', '''''') || ''''
    ) as q (quoted)
    where strpos(_sought, q.quoted) > 0
    order by w.positions[1]
    limit 32
  loop
    sections := (select pg_catalog.count(*) from nods_page_section as s where s.fts @@ _word);
    in_section := (select s.fts @@ _word from nods_page_section as s where s.id = section_id);
    return next;
  end loop;
end;
$$;

comment on function explain_terms(text, bigint) is
  'The words that a hybrid search looks for, and how many sections have each.';

select pgmatch.register('nods_text', 'function', 'explain_terms(text, bigint)', 'execute', 'execute');

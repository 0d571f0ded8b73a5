-- nods_text_letters: the characters of Chinese, Japanese and Korean, as a regular expression.
--
-- These languages are written without spaces, or join particles to words, so Postgres' parser takes a whole clause for
-- one word. Full-text search therefore treats each of their characters as a word. The column fts has a copy of the
-- expression, to let the tables be restored without pgmatch's functions.
create or replace function pgmatch.nods_text_letters()
returns text
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
as $$
  select E'([\\u2E80-\\u2FDF\\u3005-\\u3007\\u3021-\\u3029\\u3031-\\u3035\\u3041-\\u3096\\u309D-\\u309F\\u30A1-\\u30FA'
    '\\u30FC-\\u30FF\\u3105-\\u312F\\u3131-\\u318E\\u31A0-\\u31BF\\u31F0-\\u31FF\\u3400-\\u4DBF\\u4E00-\\u9FFF'
    '\\uAC00-\\uD7A3\\uF900-\\uFAFF\\U00020000-\\U0003FFFF])'
$$;

comment on function pgmatch.nods_text_letters is
  'The characters of Chinese, Japanese and Korean, each of which full-text search treats as a word.';

select pgmatch.register('nods_text', 'function', 'pgmatch.nods_text_letters', 'execute', 'execute');

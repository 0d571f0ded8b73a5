-- nods_text_words: a text as full text search reads it.
--
-- Full-width letters and other compatibility forms become the usual ones (NFKC). Chinese, Japanese and Korean are
-- written without spaces, or with particles joined to words, so that the parser of Postgres takes a whole clause for
-- one word. Therefore each of their characters becomes a word of its own, and a part of a clause is found as a phrase.
-- Postgres keeps 256 places of a word, so the end of a very long section may not be found.
--
-- mark  what is put on either side of such a character
create or replace function pgmatch.nods_text_words(content text, mark text default ' ')
returns text
language plpgsql
immutable
parallel safe
set search_path from current
as $$
begin
  -- most texts of other languages have nothing to change
  if octet_length(content) = length(content) or getdatabaseencoding() <> 'UTF8' then
    return content;
  end if;
  return regexp_replace(
    -- one character may become 18, and a tsvector takes at most 1 MB
    left(normalize(content, NFKC), 100000),
    E'([\\u2E80-\\u2FDF\\u3005-\\u3007\\u3021-\\u3029\\u3031-\\u3035\\u3041-\\u3096\\u309D-\\u309F\\u30A1-\\u30FA'
    '\\u30FC-\\u30FF\\u3105-\\u312F\\u3131-\\u318E\\u31A0-\\u31BF\\u31F0-\\u31FF\\u3400-\\u4DBF\\u4E00-\\u9FFF'
    '\\uAC00-\\uD7A3\\uF900-\\uFAFF\\U00020000-\\U0003FFFF])',
    mark || E'\\1' || mark,
    'g'
  );
end;
$$;

comment on function pgmatch.nods_text_words(text, text) is
  'A text as full text search reads it: usual forms of letters; Chinese, Japanese and Korean character by character.';

select pgmatch.register('nods_text', 'function', 'pgmatch.nods_text_words(text, text)', 'execute', 'execute');

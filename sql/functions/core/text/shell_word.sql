-- shell_word: a text as one word of a shell, quoted if needed.
create or replace function pgmatch.shell_word(word text)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when word ~ E'^[\\w@%+=:,./-]+$' then word
    else '''' || replace(word, '''', '''"''"''') || ''''
  end
$$;

comment on function pgmatch.shell_word is
  'A text as one word of a shell, quoted if needed.';

revoke all on function pgmatch.shell_word from public;

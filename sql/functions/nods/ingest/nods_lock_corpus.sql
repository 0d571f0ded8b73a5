-- nods_lock_corpus: the record of a corpus, created if missing and locked until the end of the transaction.
--
-- So runs of a corpus begin and finish one after the other, and their numbers are in the order in which they began.
create or replace function pgmatch.nods_lock_corpus(corpus text)
returns pgmatch.nods_corpus
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _corpus pgmatch.nods_corpus;
begin
  -- more than once, because others may create and remove it in between
  for _attempt in 1..5 loop
    select c.* into _corpus
    from pgmatch.nods_corpus as c
    where c.corpus = nods_lock_corpus.corpus and pgmatch.nods_is_mine(c.owner_id)
    order by c.id
    limit 1
    for update;
    exit when found;
    insert into pgmatch.nods_corpus (corpus) values (nods_lock_corpus.corpus)
    on conflict do nothing;
  end loop;
  if _corpus.id is null then
    raise exception using
      errcode = 'unique_violation',
      message = format('the corpus "%s" cannot be recorded', corpus),
      hint = 'A policy on pgmatch.nods_corpus hides its record from you.';
  end if;
  return _corpus;
end;
$$;

comment on function pgmatch.nods_lock_corpus is
  'Creates the record of a corpus if it is missing, locks it and returns it.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_lock_corpus', null, 'execute');

-- nods_check_prune: refuses a run that would remove most of a corpus unless the caller has allowed it.
--
-- root   the folder that the run reads; null if unknown
-- part   the part of the corpus that it reads; null for the whole
-- paths  every page that it found
-- prune  true or false if the caller has decided: then nothing is refused
-- stood  how many pages the corpus, or the part, had when the run began
--
-- "Most" means more than half of these pages and more than 5, or any if the run found no page. If the root differs from
-- the recorded one, the set of files must be the same: half of the corpus' pages must be among the paths, half of the
-- paths among its pages, and no more than 5 pages gone. A checkout in another place passes; another folder of the same
-- name does not.
-- Raises 22023.
create or replace function pgmatch.nods_check_prune(
  corpus text,
  root text,
  part text,
  paths text[],
  prune boolean,
  stood integer
)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _known constant text := (
    select c.root
    from pgmatch.nods_corpus as c
    where c.corpus = nods_check_prune.corpus and pgmatch.nods_is_mine(c.owner_id)
    order by c.id
    limit 1
  );
  _is_other constant boolean := coalesce(root <> _known, false);
  _gone text[];
  _what text;
begin
  if prune is not null then
    return;
  end if;
  _gone := array(select g.path from pgmatch.nods_gone_pages(corpus, part, paths) as g order by g.path);
  if _is_other and stood > 0 and (
    cardinality(_gone) > 5 or 2 * (stood - cardinality(_gone)) < greatest(stood, cardinality(paths))
  ) then
    _what := format(
      'the corpus "%s" was read from %s, but %s has %s of its %s %s: this run would ',
      corpus, _known, root, stood - cardinality(_gone), stood, case stood when 1 then 'page' else 'pages' end
    );
  elsif stood > 0 and 2 * cardinality(_gone) > stood and cardinality(_gone) > 5
    or cardinality(_gone) > 0 and coalesce(cardinality(paths), 0) = 0 then
    _what := format(
      'of the %s of the corpus "%s" this run would ',
      coalesce(nullif(greatest(stood, cardinality(_gone)), 1) || ' pages', 'one page'),
      corpus
    );
  else
    return;
  end if;

  raise exception using
    errcode = 'invalid_parameter_value',
    message = _what || case
      when cardinality(_gone) = 0 then 'replace its pages'
      when cardinality(_gone) > 3
        then format('remove %s, among them %s', cardinality(_gone), array_to_string(_gone[:3], ', '))
      else format('remove %s: %s', cardinality(_gone), array_to_string(_gone, ', '))
    end,
    hint = 'To keep them, store this set of files as another corpus (--corpus NAME). To remove the pages that are not '
      'in it, pass prune => true (--prune); to remove nothing, prune => false (--no-prune).';
end;
$$;

comment on function pgmatch.nods_check_prune is
  'Raises 22023 for an ingest run that would remove most of a corpus, unless the caller has decided.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_check_prune', null, 'execute');

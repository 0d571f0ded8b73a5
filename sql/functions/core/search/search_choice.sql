-- search_choice: all that a statement written for the index of pgmatch.search_index depends on, as one text.
--
-- Null if no index fits. It names no index, so it holds for a copy of the table, and for an index that was built again
-- under another name.
create or replace function pgmatch.search_choice(target regclass, embedding name, metric text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _chosen constant pgmatch.chosen_index := pgmatch.search_index(target, embedding, metric);
begin
  if _chosen.index is null then
    return null;
  end if;
  return concat_ws(
    ' ',
    _chosen.method,
    _chosen.kind,
    'of ' || pgmatch.dimensions_of(target, embedding),
    (select array_to_string(c.reloptions, ' ') from pg_class as c where c.oid = _chosen.index),
    'by ' || _chosen.ordering,
    case when _chosen.other is not null then 'or another method' end,
    'ef_search ' || _chosen.ef_search,
    'probes ' || _chosen.probes,
    'overfetch ' || _chosen.overfetch
  );
end;
$$;

comment on function pgmatch.search_choice is
  'All that a statement written for the index of pgmatch.search_index depends on, as one text; null if no index fits.';

select pgmatch.register('core', 'function', 'pgmatch.search_choice', 'execute', 'execute');

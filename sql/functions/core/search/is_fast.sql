-- is_fast: whether a statement may use the index that it was written for: it is still the one that searches use, and no
-- policy hides rows from the caller.
--
-- decided  what pgmatch.search_choice returned when the statement was written
--
-- It looks into the catalog, so it is not really immutable. It is declared so to make Postgres evaluate it once, when
-- it plans the statement, because asking at every call takes a fifth of a call's time. That is sound: Postgres plans
-- the statement again if an index or a policy of the table is made or dropped, and if the role changes and the table
-- has row level security. A stored setting (pgmatch.tune_index) is seen at the next plan; until then, searches use the
-- earlier one. Call it with constants only, in the WHERE clause of a statement on the table itself.
create or replace function pgmatch.is_fast(target regclass, embedding name, metric text, decided text)
returns boolean
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  return coalesce(pgmatch.search_choice(target, embedding, metric) = decided, false)
    and not pgmatch.has_policies(target);
end;
$$;

comment on function pgmatch.is_fast is
  'Whether a statement may use the index that it was written for. Declared immutable to be asked once per plan.';

select pgmatch.register('core', 'function', 'pgmatch.is_fast', 'execute', 'execute');

-- apply_policies: row level security on, and one policy each for the readers and the writers.
--
-- Only the policies named pgmatch_* are replaced; a user's own stay.
create or replace function pgmatch.apply_policies(line text, target regclass, readers text, writers text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _policy name;
  _reading text := (
    select string_agg(quote_ident(a.role), ', ') from pgmatch.audience(line) as a where a.part = 'reader'
  );
  _writing text := (
    select string_agg(quote_ident(a.role), ', ') from pgmatch.audience(line) as a where a.part = 'writer'
  );
begin
  if not (select c.relrowsecurity from pg_class as c where c.oid = target) then
    execute format('alter table %s enable row level security', target);
  end if;
  for _policy in
    select p.polname from pg_policy as p
    where p.polrelid = target and p.polname in ('pgmatch_readers', 'pgmatch_writers')
  loop
    execute format('drop policy %I on %s', _policy, target);
  end loop;

  if readers is not null and _reading is not null then
    execute format('create policy pgmatch_readers on %s for select to %s using (true)', target, _reading);
  end if;
  if writers is not null and _writing is not null then
    execute format('create policy pgmatch_writers on %s to %s using (true) with check (true)', target, _writing);
  end if;
end;
$$;

comment on function pgmatch.apply_policies(text, regclass, text, text) is
  'Turns row level security on and sets the policies pgmatch_readers and pgmatch_writers of one table.';

revoke all on function pgmatch.apply_policies(text, regclass, text, text) from public;

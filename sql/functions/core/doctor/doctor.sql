-- doctor: what is wrong with this database, with the evidence and the fix, the worst first.
--
-- Runs every rule: a function without arguments that returns pgmatch.doctor_finding, named doctor_<rule> or
-- <line>_doctor_<rule>. Changes nothing. Run it as the owner. `pgmatch doctor` runs the same rules, those that need a
-- client as well, and repairs.
create or replace function pgmatch.doctor()
returns table (level text, rule text, finding text, object text, evidence text, fix text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select f.level, r.rule, obj_description(r.function, 'pg_proc'), f.object, f.evidence, array_to_string(f.fix, E'\n')
  from (
    select p.oid, regexp_replace(p.proname, '^(.*_)?doctor_', '')
    from pg_proc as p
    where p.prorettype = 'pgmatch.doctor_finding'::regtype and p.pronargs = 0
  ) as r (function, rule)
  cross join lateral pgmatch.examine(r.function) as f
  order by array_position(array['error', 'warning', 'info'], f.level), r.rule, f.object
$$;

comment on function pgmatch.doctor is
  'What is wrong with this database, with the evidence and the fix, the worst first.';

revoke all on function pgmatch.doctor from public;

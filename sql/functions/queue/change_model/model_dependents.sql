-- model_dependents: what refers to a column of embeddings by its place in the table, so that it would stay with the old
-- embeddings when the two columns swap their names: views, triggers, constraints, generated columns and such.
--
-- Indexes, the rule that it takes no nulls, and triggers of pgmatch are left out.
create or replace function pgmatch.model_dependents(target regclass, embedding name)
returns setof text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select distinct case
    when w.ev_class is not null then pg_describe_object('pg_class'::regclass, w.ev_class, 0)
    else pg_describe_object(d.classid, d.objid, d.objsubid)
  end
  from pg_attribute as a
  inner join pg_depend as d
    on d.refclassid = 'pg_class'::regclass and d.refobjid = a.attrelid and d.refobjsubid = a.attnum
  left join pg_rewrite as w on d.classid = 'pg_rewrite'::regclass and w.oid = d.objid
  left join pg_class as i on d.classid = 'pg_class'::regclass and i.oid = d.objid
  left join pg_constraint as k on d.classid = 'pg_constraint'::regclass and k.oid = d.objid
  left join pg_trigger as t on d.classid = 'pg_trigger'::regclass and t.oid = d.objid
  left join pg_proc as p on p.oid = t.tgfoid
  where a.attrelid = target and a.attname = embedding and not a.attisdropped
    and coalesce(i.relkind, '') not in ('i', 'I')
    and coalesce(k.contype, '') <> 'n'
    and (k.conname is null or k.conname <> pgmatch.model_constraint(target, embedding))
    and p.pronamespace is distinct from 'pgmatch'::regnamespace
$$;

comment on function pgmatch.model_dependents is
  'What would stay with the old embeddings when two columns swap their names: views, constraints and such.';

revoke all on function pgmatch.model_dependents from public;

-- If the record was lost, takes options that were not given from the objects of the earlier install.
--
-- A copy of the schema without data has the record's tables but no rows; a restore of the user's schema alone has
-- neither. The type nods_section_match shows that pgmatch created the objects; one of a stranger shows nothing. The
-- record takes the dimensions from the column. The model cannot be recovered: it is recorded nowhere else.
do $$
declare
  _given constant text := nullif(current_setting('pgmatch.schema', true), '');
  _schema text;
  _sections oid;
  _option text;
  _value text;
begin
  select n.nspname, c.oid into _schema, _sections
  from pg_type as t
  inner join pg_namespace as n on n.oid = t.typnamespace
  inner join pg_class as c on c.relnamespace = n.oid and c.relname = 'nods_page_section'
  where t.typname = 'nods_section_match' and n.nspname = coalesce(_given, n.nspname)
    and pg_has_role(t.typowner, current_user, 'usage') and pg_has_role(c.relowner, current_user, 'usage')
  order by n.nspname <> 'public', n.nspname
  limit 1;

  for _option, _value in
    select 'schema', _schema
    union all
    (
      select 'metric', m.metric
      from pg_index as x
      inner join pg_class as c on c.oid = x.indexrelid
      inner join pg_opclass as o on o.oid = x.indclass[0]
      -- only the name of a binary index says its metric
      cross join lateral (
        select
          coalesce(
            substring(o.opcname from '^(?:vector|halfvec)_(ip|cosine|l2|l1)_ops$'),
            substring(c.relname from '^nods_page_section_embedding_.*_(ip|cosine|l2|l1)_idx$')
          ) as metric
      ) as m
      where x.indrelid = _sections and m.metric is not null
      order by c.relname !~ '^nods_page_section_embedding_', c.oid
      limit 1
    )
    union all
    select
      'access',
      case
        when exists (
          select from pg_constraint as k where k.conname = 'nods_page_path_owner_id_key' and k.conrelid = p.oid
        ) then 'owner'
        when exists (select from pg_policy as r where r.polname = 'pgmatch_readers' and r.polrelid = _sections)
          then 'public_read'
        else 'private'
      end
    from pg_class as p
    inner join pg_namespace as n on n.oid = p.relnamespace
    where n.nspname = _schema and p.relname = 'nods_page'
  loop
    if _schema is not null and nullif(current_setting('pgmatch.' || _option, true), '') is null then
      perform set_config('pgmatch.' || _option, _value, true);
    end if;
  end loop;
end;
$$;

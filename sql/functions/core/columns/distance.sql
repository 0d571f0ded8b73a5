-- distance: the SQL expression for the distance of a row s from the vector $1 under a metric.
--
-- Raises 42703 if the table has no such column, and 42804 if the column is neither a vector nor a halfvec.
create or replace function pgmatch.distance(target regclass, embedding name, metric text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _type name;
  _full_type text;
begin
  select t.typname, format_type(t.oid, null) into _type, _full_type
  from pg_attribute as a
  inner join pg_type as t on t.oid = a.atttypid
  where a.attrelid = target and a.attname = embedding and a.attnum > 0 and not a.attisdropped;
  if _type is null then
    raise exception using
      errcode = 'undefined_column',
      message = format('%s has no column %I', target, embedding),
      hint = 'Name the column that stores the embeddings.';
  elsif _type not in ('vector', 'halfvec') then
    raise exception using
      errcode = 'datatype_mismatch',
      message = format('column %I of %s has the type %s, not vector or halfvec', embedding, target, _full_type),
      hint = 'Name the column that stores the embeddings.';
  end if;
  return format(
    's.%I %s $1%s',
    embedding,
    (pgmatch.metric_sql(metric)).operator,
    case when _type = 'halfvec' then '::' || _full_type end
  );
end;
$$;

comment on function pgmatch.distance is
  'The SQL expression for the distance of a row s from the vector $1 under a metric.';

select pgmatch.register('core', 'function', 'pgmatch.distance', 'execute', 'execute');

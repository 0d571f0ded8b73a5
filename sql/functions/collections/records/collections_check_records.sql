-- collections_check_records: raises for the first record of a list that has another form than upsert_records takes.
--
-- It does not read the vectors; see pgmatch.collections_check_vectors. Raises 22004 for null, and 22023.
create or replace function pgmatch.collections_check_records(records jsonb)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  _keys constant text[] := '{id, vec, metadata}';
  _example constant text := '{"id": "a", "vec": [0.1, 0.2], "metadata": {"year": 2020}}';
  _wrong text;
begin
  if records is null or jsonb_typeof(records) <> 'array' then
    raise exception using
      errcode = case when records is null then 'null_value_not_allowed' else 'invalid_parameter_value' end,
      message = 'records is ' || coalesce('of the type ' || jsonb_typeof(records) || ', not an array', 'null'),
      hint = format('Pass an array of records: [%s].', _example);
  end if;

  select concat('record ' || r.place, ' (' || left(p.id::text, 100) || ')', ' ' || w.wrong) into _wrong
  from jsonb_array_elements(records) with ordinality as r (record, place)
  cross join lateral (
    select
      jsonb_typeof(r.record) as type,
      case when jsonb_typeof(r.record) in ('object', 'array') then
        nullif(coalesce(r.record -> 'id', r.record -> 0), 'null')
      end as id,
      coalesce(r.record -> 'vec', r.record -> 1) as vec,
      coalesce(r.record -> 'metadata', r.record -> 2) as metadata
  ) as p
  cross join lateral (
    select case
      when p.type not in ('object', 'array')
        then format('is %s, neither an object nor an array', left(r.record::text, 100))
      when p.type = 'array' and jsonb_array_length(r.record) <> 3
        then format('has %s values instead of id, vec and metadata', jsonb_array_length(r.record))
      when p.type = 'object' and r.record - _keys <> '{}'
        then (select 'has the key ' || min(to_json(k.key)::text) from jsonb_object_keys(r.record - _keys) as k (key))
      when p.id is null then 'has no id'
      when jsonb_typeof(p.id) <> 'string' then 'has an id of the type ' || jsonb_typeof(p.id)
      when coalesce(jsonb_typeof(p.vec), 'null') = 'null' then 'has no vec'
      when jsonb_typeof(p.vec) not in ('array', 'string') then 'has a vec of the type ' || jsonb_typeof(p.vec)
      when jsonb_typeof(p.metadata) not in ('object', 'null')
        then 'has metadata of the type ' || jsonb_typeof(p.metadata)
    end as wrong
  ) as w
  where w.wrong is not null
  order by r.place
  limit 1;
  if _wrong is not null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = _wrong,
      hint = format('Write a record like %s, or an array of these three values.', _example);
  end if;
end;
$$;

comment on function pgmatch.collections_check_records is
  'Raises for the first record of a list that has another form than upsert_records takes.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_check_records', null, 'execute');

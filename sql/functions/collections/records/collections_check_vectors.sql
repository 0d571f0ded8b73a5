-- collections_check_vectors: raises for the first record whose vec is not a vector, or whose id an earlier record has.
--
-- vector_type  the type of the vectors as SQL, with the number of dimensions. Never pass what a user has written
--
-- upsert_records calls it when a list has such a record, to name it. Raises 22023.
create or replace function pgmatch.collections_check_vectors(records jsonb, vector_type text)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _place bigint;
  _id text;
  _vec text;
  _copy bigint;
  _wrong text;
begin
  for _place, _id, _vec, _copy in
    select r.place, p.id, p.vec, row_number() over (partition by p.id order by r.place)
    from jsonb_array_elements(records) with ordinality as r (record, place)
    cross join lateral (
      select coalesce(r.record ->> 'id', r.record ->> 0) as id, coalesce(r.record ->> 'vec', r.record ->> 1) as vec
    ) as p
    order by r.place
  loop
    if _copy > 1 then
      _wrong := 'an earlier record has the same id';
    elsif octet_length(_id) > 2600 then
      _wrong := 'the id has more than 2,600 bytes, too many for an index';
    else
      begin
        execute format('select $1::%s', vector_type) using _vec;
      exception
        when data_exception or program_limit_exceeded then
          _wrong := left(sqlerrm, 200);
      end;
    end if;
    if _wrong is not null then
      raise exception using
        errcode = 'invalid_parameter_value',
        message = format('record %s (%s): %s', _place, to_json(left(_id, 100)), _wrong),
        hint = 'Each record needs an id of its own, and as many finite numbers as the collection has dimensions.';
    end if;
  end loop;
end;
$$;

comment on function pgmatch.collections_check_vectors is
  'Raises for the first record whose vec is not a vector, or whose id an earlier record has.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_check_vectors', null, 'execute');

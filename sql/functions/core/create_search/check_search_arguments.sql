-- check_search_arguments: raises if the arguments of a declaration are not the ones that its function has.
--
-- They may be in any order, and the vector may have any name. Those with which a search can do without may be left out.
create or replace function pgmatch.check_search_arguments(search pgmatch.search_function)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  _plain pgmatch.search_function := search;
  _known text[];
  _needed text[];
  _unknown text[];
  _missing text[];
begin
  if search.arguments is null or search.contract is not null then
    return;
  end if;
  _plain.arguments := null;
  select
    array_agg(a.name order by a.place),
    array_agg(a.name order by a.place) filter (
      where a.role in ('query_text', 'match_count', 'full_text_weight', 'semantic_weight', 'rrf_k', 'filter')
    )
  into _known, _needed
  from pgmatch.search_arguments(_plain) as a;
  _unknown := array(
    select a.name from unnest(search.arguments) with ordinality as a (name, place)
    where a.name is null or a.name <> all(_known)
    order by a.place
  );
  if 'query_embedding' <> all(search.arguments) then
    -- the first is the vector
    _needed := case when _unknown[1] <> '' then _needed else _needed || 'query_embedding'::text end;
    _unknown := _unknown[2:];
  end if;
  _missing := array(select n.name from unnest(_needed) as n (name) where n.name <> all(search.arguments));
  if cardinality(_unknown) > 0 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('arguments names %s, which the function does not have', quote_nullable(_unknown[1])),
      hint = format('It has %s. The vector may have another name.', array_to_string(_known, ', '));
  elsif cardinality(_missing) > 0 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('arguments leaves out %s', array_to_string(_missing, ', ')),
      hint = 'A search needs its vector, match_count, all filters and, if it is hybrid, the text and the weights.';
  end if;
end;
$$;

comment on function pgmatch.check_search_arguments is
  'Raises if the arguments of a declaration are not the ones that its function has.';

select pgmatch.register('core', 'function', 'pgmatch.check_search_arguments');

-- matching_keys: the keys of the rows that pass the conditions of a question, in their order.
--
-- most  null if there are more; without it, all of them
create or replace function pgmatch.matching_keys(
  no_key anyelement,
  question pgmatch.question,
  most integer default null,
  out keys anyarray
)
returns anyarray
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set jit = off
as $$
declare
  _statement constant text := format(
    'select coalesce(pg_catalog.array_agg(m.key order by m.key), ''{}'') from'
    ' (select s.%I as key from %s as s where %s limit %s) as m',
    question.key,
    question.target,
    concat_ws(
      ' and ', format('s.%I is not null', question.embedding), question.always, question.late, question.filter
    ),
    coalesce((most + 1)::text, 'all')
  );
begin
  if question.path is not null then
    perform set_config('search_path', question.path, true);
  end if;
  if most is not null then
    -- as in pgmatch.is_few
    perform set_config('enable_seqscan', 'off', true);
  end if;
  execute _statement into keys;
  if pg_catalog.cardinality(keys) > most then
    keys := null;
  end if;
end;
$$;

comment on function pgmatch.matching_keys is
  'The keys of the rows that pass the conditions of a question, in their order; null if there are more than `most`.';

select pgmatch.register('core', 'function', 'pgmatch.matching_keys', 'execute', 'execute');

-- note_outdated: notes that the text of a row may have changed without its searched embedding.
--
-- A trigger before an update that does not set the searched embedding, as pgmatch.set_change_triggers makes it: before,
-- because a row that moves to another partition has no trigger after. Its arguments are the id in pgmatch.model_change,
-- and the name of the second column, which a change of the text has cleared. Under a new key, a row stays noted; the
-- earlier one stays noted too, because another row may have got it.
--
-- security definer, because whoever may write to the table may not write to the record. It evaluates nothing that
-- others have written: it reads the key of the row, and prints its values.
create or replace function pgmatch.note_outdated()
returns trigger
language plpgsql
volatile
security definer
-- as in pgmatch.queue_embedding
set datestyle = iso
set intervalstyle = postgres
set extra_float_digits = 1
set search_path = pg_catalog, pg_temp
as $$
declare
  _target constant regclass := (
    select c.target
    from pgmatch.model_change as c
    where c.id = tg_argv[0]::bigint
      and (c.target = tg_relid or c.target in (select p.relid from pg_partition_ancestors(tg_relid) as p))
  );
begin
  if _target is not null then
    execute format(
      'insert into pgmatch.outdated_embedding (change, hash, key)'
      ' select $3, sha256(convert_to(k.key::text, ''UTF8'')), k.key'
      ' from (select %1$s as key from (select $1.*) as s) as o'
      ' cross join lateral (values (o.key), ((select %1$s from (select $2.*) as s))) as k (key)'
      ' where ($2).%2$I is null or exists ('
      '  select from pgmatch.outdated_embedding as e'
      '  where e.change = $3 and e.hash = sha256(convert_to(o.key::text, ''UTF8''))'
      ' )'
      ' on conflict do nothing',
      pgmatch.key_value(pgmatch.queue_key(_target)), tg_argv[1]
    )
    using old, new, tg_argv[0]::bigint;
  end if;
  return new;
end;
$$;

comment on function pgmatch.note_outdated is
  'Notes that the text of a row may have changed without its searched embedding.';

select pgmatch.register('queue', 'function', 'pgmatch.note_outdated');

-- captions_put: lets a caption be inserted again, because a webhook may be sent twice, and gives it the owner of its
-- image. A trigger on image_caption.
--
-- A further caption of an image replaces the earlier one, unless the insert changes a column that has no default and is
-- the user's own. Such an insert goes on: it fails, or its "on conflict" says what to do.
create or replace function pgmatch.captions_put()
returns trigger
language plpgsql
volatile
set search_path from current
as $$
declare
  _owner text;
  _others constant text[] := array(
    select a.attname from pg_attribute as a
    where a.attrelid = tg_relid and a.attnum > 0 and not a.attisdropped and not a.atthasdef
      and a.attname not in ('id', 'caption', 'embedding')
  );
begin
  -- a plain database has no Storage, a schema of that name may be a stranger's, and a role may not read it
  if exists (
    select from pg_class as c
    inner join pg_namespace as n on n.oid = c.relnamespace
    inner join pg_class as t on t.oid = tg_relid
    where n.nspname = 'storage' and c.relname = 'objects' and (
      pg_catalog.pg_get_userbyid(c.relowner) = 'supabase_storage_admin'
      or pg_catalog.pg_has_role(c.relowner, t.relowner, 'usage')
    )
  ) then
    if pg_catalog.has_schema_privilege('storage', 'usage')
      and pg_catalog.has_table_privilege('storage.objects', 'select') then
      -- an old Storage has the column owner
      select coalesce(o.row ->> 'owner_id'::text, o.row ->> 'owner'::text) into _owner
      from (select pg_catalog.to_jsonb(s) from storage.objects as s where s.id = new.id) as o (row);
    end if;
    -- nobody owns the caption of an image that they may not see
    new.owner_id := case
      when found then coalesce(_owner, new.owner_id)
      when not pg_catalog.row_security_active(tg_relid) then new.owner_id
    end;
  end if;
  if tg_op = 'UPDATE' then
    return new;
  end if;

  update image_caption as c set
    caption = coalesce(new.caption, c.caption),
    embedding = case
      when new.caption is distinct from c.caption and new.caption is not null then new.embedding
      else coalesce(new.embedding, c.embedding)
    end,
    owner_id = coalesce(new.owner_id, c.owner_id)
  where c.id = new.id and not exists (
    select
    from pg_catalog.unnest(_others) as o (name)
    where pg_catalog.to_jsonb(new) -> o.name <> all (array['null'::jsonb, pg_catalog.to_jsonb(c) -> o.name])
  );
  return case when not found then new end;
end;
$$;

comment on function pgmatch.captions_put is
  'Lets a caption be inserted again, and gives it the owner of its image.';

select pgmatch.register('captions', 'function', 'pgmatch.captions_put', 'execute', 'execute');

-- captions_put: lets a caption be inserted again, because a webhook may be sent twice. The later caption stays.
--
-- A trigger on image_caption. Gives a new caption the owner of its image.
create or replace function pgmatch.captions_put()
returns trigger
language plpgsql
volatile
set search_path from current
as $$
begin
  update image_caption as c set
    caption = new.caption,
    embedding = case when c.caption is not distinct from new.caption then coalesce(new.embedding, c.embedding)
      else new.embedding end
  where c.id = new.id;
  if found then
    return null;
  end if;
  -- a plain database has no Storage, and a role may not read it
  if new.owner_id is null and exists (
    select from pg_class as c
    inner join pg_namespace as n on n.oid = c.relnamespace
    where n.nspname = 'storage' and c.relname = 'objects'
      and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')
  ) then
    new.owner_id := (select o.owner_id from storage.objects as o where o.id = new.id);
  end if;
  return new;
end;
$$;

comment on function pgmatch.captions_put is
  'Lets a caption be inserted again, and gives a new one the owner of its image.';

select pgmatch.register('captions', 'function', 'pgmatch.captions_put', 'execute', 'execute');

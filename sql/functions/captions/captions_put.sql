-- captions_put: lets a caption be inserted again, because a webhook may be sent twice. The later caption stays.
--
-- A trigger on image_caption. Gives a caption the owner of its image. If a user does not see the image, the caption
-- gets no owner, and policies refuse it: nobody gets the caption of another's image by being the first.
create or replace function pgmatch.captions_put()
returns trigger
language plpgsql
volatile
set search_path from current
as $$
declare
  -- a plain database has no Storage, and a role may not read it
  _has_storage constant boolean := exists (
    select from pg_class as c
    inner join pg_namespace as n on n.oid = c.relnamespace
    where n.nspname = 'storage' and c.relname = 'objects'
      and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')
  );
  _owner text;
begin
  if _has_storage then
    _owner := (select o.owner_id from storage.objects as o where o.id = new.id);
  end if;
  update image_caption as c set
    caption = new.caption,
    embedding = case when c.caption is not distinct from new.caption then coalesce(new.embedding, c.embedding)
      else new.embedding end,
    owner_id = coalesce(_owner, c.owner_id)
  where c.id = new.id;
  if found then
    return null;
  end if;
  if _has_storage and (_owner is not null or row_security_active(tg_relid)) then
    new.owner_id := _owner;
  end if;
  return new;
end;
$$;

comment on function pgmatch.captions_put is
  'Lets a caption be inserted again, and gives a new one the owner of its image.';

select pgmatch.register('captions', 'function', 'pgmatch.captions_put', 'execute', 'execute');

-- image_caption: the guide's table of captions of images in Storage, with the columns that pgmatch adds: embedding,
-- words and owner_id. One that others made keeps its columns and keys.
select pgmatch.adopt_table(
  'captions',
  'image_caption',
  '{id uuid, caption text}',
  array[
    'embedding vector',
    'words tsvector generated always as (to_tsvector(''pg_catalog.english''::regconfig, caption)) stored',
    'owner_id text default'
    ' nullif(nullif(current_setting(''request.jwt.claims'', true), '''')::jsonb ->> ''sub''::text, '''')'
  ],
  key => 'id'
);

create table if not exists image_caption (
  id uuid primary key,
  caption text,
  embedding vector,
  words tsvector generated always as (to_tsvector('pg_catalog.english'::regconfig, caption)) stored,
  -- written out instead of pgmatch.current_owner, to let the table be restored by itself
  owner_id text default
  nullif(nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'::text, ''::text)
);

comment on table image_caption is 'One row per captioned image in Storage.';
comment on column image_caption.id is 'The image: storage.objects.id. The caption goes with it.';
comment on column image_caption.embedding is 'Embedding of the caption; null until somebody embeds it.';
comment on column image_caption.words is 'The words of the caption.';
comment on column image_caption.owner_id is
  'The owner in the access mode owner: that of the image, else the claim "sub" of the JWT.';

-- a plain database has no Storage, a schema of that name may be a stranger's, and a role may lack the right to refer
-- to it
do $$
begin
  if exists (
    select from pg_class as c
    inner join pg_class as t on t.oid = 'image_caption'::regclass
    where c.oid = to_regclass('storage.objects') and c.relkind = 'r'
      and (pg_get_userbyid(c.relowner) = 'supabase_storage_admin' or pg_has_role(c.relowner, t.relowner, 'usage'))
  ) and not exists (
    select from pg_constraint as k
    where k.conrelid = 'image_caption'::regclass::oid and k.contype = 'f'
      and k.confrelid = to_regclass('storage.objects')::oid
  ) then
    alter table image_caption add constraint pgmatch_image_fkey
      foreign key (id) references storage.objects (id) on delete cascade;
  end if;
exception
  when insufficient_privilege then
    raise warning 'captions stay when their images are deleted: %', sqlerrm;
  when foreign_key_violation then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = 'the table image_caption has captions of images that are not in Storage',
      hint = pg_catalog.format(
        'Delete them: delete from %s as c where not exists (select from storage.objects as o where o.id = c.id);',
        pgmatch.full_name('image_caption')
      );
end;
$$;

select pgmatch.register(
  'captions', 'table', 'image_caption', 'select', 'select, insert, update, delete', owner => 'owner_id'
);
select pgmatch.add_column('captions', 'image_caption', 'embedding', 'id', 'cosine', 384);

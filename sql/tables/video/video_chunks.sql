-- video_chunks: the guide's table of pieces of videos, with the columns that pgmatch adds: video_url, owner_id, number.
--
-- Two videos, or two owners, may have chunks of the same id. A table that others made keeps its keys.
select pgmatch.adopt_table(
  'video',
  'video_chunks',
  array['id text', 'start_time double precision', 'end_time double precision', 'embedding vector', 'metadata jsonb'],
  array[
    'video_url text generated always as (coalesce(metadata ->> ''video_url''::text, '''')) stored',
    'owner_id text not null default '
    'coalesce(nullif(current_setting(''request.jwt.claims'', true), '''')::jsonb ->> ''sub''::text, '''')',
    'number bigint generated always as identity unique'
  ]
);

create table if not exists video_chunks (
  id text not null,
  start_time double precision,
  end_time double precision,
  embedding vector,
  metadata jsonb,
  video_url text generated always as (coalesce(metadata ->> 'video_url'::text, ''::text)) stored,
  -- written out instead of pgmatch.current_owner, to let the table be restored by itself
  owner_id text not null default
  coalesce(nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'::text, ''::text),
  number bigint generated always as identity unique,
  primary key (video_url, id, owner_id)
);

comment on table video_chunks is 'Pieces of videos that can be found by what they show.';
comment on column video_chunks.id is 'Names the chunk within its video, for example chunk_12.0.';
comment on column video_chunks.start_time is 'Where the chunk begins, in seconds from the beginning of the video.';
comment on column video_chunks.end_time is 'Where the chunk ends, in seconds from the beginning of the video.';
comment on column video_chunks.metadata is 'Any object; its video_url names the video.';
comment on column video_chunks.video_url is 'The video of the chunk; empty if the metadata names none.';
comment on column video_chunks.owner_id is
  'The owner of the row in the access mode owner: the claim "sub" of their JWT; empty for nobody.';
comment on column video_chunks.number is 'Names the row for searches, because id does so only within its video.';

select pgmatch.register(
  'video', 'table', 'video_chunks', 'select', 'select, insert, update, delete', owner => 'owner_id'
);
-- a column of that name that others made may have none
select pgmatch.register('video', 'sequence', s.name)
from pg_get_serial_sequence('video_chunks', 'number') as s (name)
where s.name is not null;
select pgmatch.add_column('video', 'video_chunks', 'embedding', 'number', 'cosine', 768);

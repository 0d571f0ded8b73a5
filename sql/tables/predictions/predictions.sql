-- predictions: the guide's table of what models see in images, with the columns that pgmatch adds: id, created_at and
-- owner_id. One that others made keeps its columns and gets the last one.
--
-- An image may have many rows, one for each time that a model has looked at it.
select pgmatch.adopt_table(
  'predictions',
  'predictions',
  '{filename text, predictions jsonb}',
  array[
    'owner_id text default'
    ' nullif(nullif(current_setting(''request.jwt.claims'', true), '''')::jsonb ->> ''sub''::text, '''')'
  ]
);

create table if not exists predictions (
  id bigint generated always as identity primary key,
  filename text not null,
  predictions jsonb not null,
  created_at timestamptz not null default now(),
  -- written out instead of pgmatch.current_owner, to let the table be restored by itself
  owner_id text default
  nullif(nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'::text, ''::text)
);

comment on table predictions is 'What models see in images: one row for each answer of a model.';
comment on column predictions.filename is 'The image.';
comment on column predictions.predictions is
  'The answer of the model: {"predictions": [{"class": "Paper", "confidence": 0.86, …}], …}.';
comment on column predictions.owner_id is
  'The owner of the row in the access mode owner: the claim "sub" of their JWT; null for nobody.';

select pgmatch.register(
  'predictions', 'table', 'predictions', 'select', 'select, insert, update, delete', owner => 'owner_id'
);
-- the ids of an adopted table may come from a sequence, or it may have none
select pgmatch.register('predictions', 'sequence', s.name, null, 'usage')
from pg_attribute as a
cross join lateral pg_get_serial_sequence('predictions', a.attname::text) as s (name)
where a.attrelid = 'predictions'::regclass::oid and a.attname = 'id' and s.name is not null;

-- model_change: one row per column of embeddings that gets those of another model, with the second column for them.
--
-- To switch is to let the two columns swap their names, so the searched column is always called embedding. The second
-- one is called embedding_new before that and embedding_old after it. model, metric, normalized and chunk_tokens are
-- those of the second column; those of the searched one are in pgmatch.search.
create table if not exists pgmatch.model_change (
  id bigint generated always as identity unique,
  target regclass not null,
  embedding name not null,
  second name not null,
  second_number smallint not null,
  is_switched boolean not null default false,
  model text,
  metric text not null check (metric in ('ip', 'cosine', 'l2', 'l1')),
  normalized boolean,
  chunk_tokens integer check (chunk_tokens > 0),
  content text not null,
  is_required boolean not null,
  is_plain boolean not null,
  is_queued boolean not null,
  pinned text[] not null default '{}',
  started_at timestamptz not null default now(),
  switched_at timestamptz,
  primary key (target, embedding),
  foreign key (target, embedding) references pgmatch.search on update cascade on delete cascade
);

comment on table pgmatch.model_change is
  'One row per column of embeddings that gets those of another model, with the second column for them.';
comment on column pgmatch.model_change.second is 'The column with the embeddings that searches do not use.';
comment on column pgmatch.model_change.second_number is 'Its number, by which it is found under another name.';
comment on column pgmatch.model_change.is_switched is 'Whether searches use the new embeddings.';
comment on column pgmatch.model_change.model is 'The model of the second column; null if unknown.';
comment on column pgmatch.model_change.content is 'The text that is embedded: SQL on a row s.';
comment on column pgmatch.model_change.is_required is 'Whether the searched column took no nulls before.';
comment on column pgmatch.model_change.is_plain is 'Whether the searched column was stored inside its rows before.';
comment on column pgmatch.model_change.is_queued is 'Whether workers filled the searched column when it was recorded.';
comment on column pgmatch.model_change.pinned is
  'Searches for the clients of one model: they keep its embeddings when the columns swap names.';

select pgmatch.register('queue', 'table', 'pgmatch.model_change', shared => true);

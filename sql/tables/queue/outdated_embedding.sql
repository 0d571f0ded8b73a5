-- outdated_embedding: rows whose text has changed while searches use the new embeddings of a change of model.
--
-- Whoever changed a text may not have written its embedding. pgmatch.switch_model_back clears those of these rows, so
-- that a worker makes them anew before anybody searches them again.
create table if not exists pgmatch.outdated_embedding (
  change bigint not null references pgmatch.model_change (id) on delete cascade,
  -- instead of the key, which can be too long for an index
  hash bytea not null,
  key jsonb not null,
  primary key (change, hash)
);

comment on table pgmatch.outdated_embedding is
  'Rows whose text has changed while searches use the new embeddings of a change of model.';
comment on column pgmatch.outdated_embedding.change is 'The id in pgmatch.model_change.';
comment on column pgmatch.outdated_embedding.hash is 'SHA-256 of the key, as text.';
comment on column pgmatch.outdated_embedding.key is 'The key of the row, as jobs have it.';

select pgmatch.register('queue', 'table', 'pgmatch.outdated_embedding', shared => true);

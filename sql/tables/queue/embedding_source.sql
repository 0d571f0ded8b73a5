-- embedding_source: one row per column of embeddings that workers fill.
--
-- Its jobs are in the queue pgmatch_<id> of pgmq. A job that is done is deleted. One that has failed too often is in
-- the archive of the queue, with the error.
create table if not exists pgmatch.embedding_source (
  id bigint generated always as identity primary key,
  target regclass not null,
  embedding name not null,
  key name[] not null,
  content text not null,
  model text,
  is_watched boolean not null default true,
  unique (target, embedding)
);

comment on table pgmatch.embedding_source is 'One row per column of embeddings that workers fill.';
comment on column pgmatch.embedding_source.target is 'Its table.';
comment on column pgmatch.embedding_source.key is 'The columns that identify a row of the table.';
comment on column pgmatch.embedding_source.content is
  'The text that is embedded: SQL on a row s, with all names qualified.';
comment on column pgmatch.embedding_source.model is
  'Name of the model that makes the embeddings; null until the first worker records its own.';
comment on column pgmatch.embedding_source.is_watched is
  'Whether triggers queue its rows. If not, only the jobs that are left are done.';

select pgmatch.register('queue', 'table', 'pgmatch.embedding_source', null, 'select', shared => true);

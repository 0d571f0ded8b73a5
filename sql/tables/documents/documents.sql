-- documents: the retrieval plugin's table of chunks of documents, with the column that pgmatch adds: owner_id.
--
-- The number of dimensions is a recorded choice.
select pgmatch.adopt_table(
  'documents',
  'documents',
  array[
    'id text', 'source text', 'source_id text', 'content text', 'document_id text', 'author text', 'url text',
    'created_at timestamp with time zone', 'embedding vector'
  ],
  array[
    'owner_id text default nullif(nullif(current_setting(''request.jwt.claims'', true), '''')::jsonb ->> ''sub'', '''')'
  ],
  key => 'id'
);

create table if not exists documents (
  id text primary key default gen_random_uuid()::text,
  source text,
  source_id text,
  content text,
  document_id text,
  author text,
  url text,
  created_at timestamptz default now(),
  embedding vector,
  -- written out instead of pgmatch.current_owner, to let the table be restored by itself
  owner_id text default nullif(nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'::text, '')
);

-- the names are the plugin's
create index if not exists ix_documents_document_id on documents (document_id);
create index if not exists ix_documents_source on documents (source);
create index if not exists ix_documents_source_id on documents (source_id);
create index if not exists ix_documents_author on documents (author);
create index if not exists ix_documents_created_at on documents using brin (created_at);
-- it takes no space while rows have no owner
create index if not exists documents_owner_id_idx on documents (owner_id) where owner_id is not null;

comment on table documents is 'One row per chunk of a document. Searches return chunks.';
comment on column documents.document_id is 'The document that the chunk is a part of.';
comment on column documents.embedding is 'Embedding of the content; the type holds the number of dimensions.';
comment on column documents.owner_id is 'The owner of the chunk in the access mode owner: the claim "sub" of the JWT.';

select pgmatch.register(
  'documents', 'table', 'documents', 'select', 'select, insert, update, delete', owner => 'owner_id'
);
select pgmatch.register('documents', 'index', i.name)
from unnest(
  array[
    'ix_documents_document_id', 'ix_documents_source', 'ix_documents_source_id', 'ix_documents_author',
    'ix_documents_created_at', 'documents_owner_id_idx'
  ]
) as i (name);
select pgmatch.add_column('documents', 'documents', 'embedding', 'id', 'ip', 256);

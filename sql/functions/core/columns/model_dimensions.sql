-- model_dimensions: the dimensions that vectors of a well-known embedding model can have; null for other models.
--
-- Vectors of some models can be shortened, so these models allow every length up to their own. A prefix that ends in a
-- slash, as in "sentence-transformers/all-MiniLM-L6-v2", and case are ignored.
create or replace function pgmatch.model_dimensions(model text)
returns int4range
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select int4range(k.shortest, k.longest, '[]')
  from (
    values
      ('text-embedding-3-small', 1, 1536),
      ('text-embedding-3-large', 1, 3072),
      ('text-embedding-ada-002', 1536, 1536),
      ('all-minilm-l6-v2', 384, 384),
      ('all-minilm-l12-v2', 384, 384),
      ('all-mpnet-base-v2', 768, 768),
      ('gte-small', 384, 384),
      ('gte-base', 768, 768),
      ('bge-small-en-v1.5', 384, 384),
      ('bge-base-en-v1.5', 768, 768),
      ('bge-large-en-v1.5', 1024, 1024),
      ('multilingual-e5-small', 384, 384),
      ('multilingual-e5-base', 768, 768),
      ('multilingual-e5-large', 1024, 1024),
      ('nomic-embed-text-v1.5', 1, 768)
  ) as k (name, shortest, longest)
  where k.name = lower(regexp_replace(model_dimensions.model, '^.*/', ''))
$$;

comment on function pgmatch.model_dimensions is
  'The dimensions that vectors of a well-known embedding model can have; null for other models.';

revoke all on function pgmatch.model_dimensions from public;

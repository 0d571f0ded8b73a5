-- measure_embedding: the number of dimensions and the length of a vector.
--
-- For functions with the schema of a line on their path, as pgmatch.to_vector: whoever may create something there could
-- have a function of the name vector_norm.
create or replace function pgmatch.measure_embedding(
  embedding vector,
  out dimensions integer,
  out length double precision
)
returns record
language plpgsql
immutable
set search_path from current
as $$
begin
  dimensions := vector_dims(embedding);
  length := vector_norm(embedding);
end;
$$;

comment on function pgmatch.measure_embedding is
  'The number of dimensions and the length of a vector.';

select pgmatch.register('core', 'function', 'pgmatch.measure_embedding', 'execute', 'execute');

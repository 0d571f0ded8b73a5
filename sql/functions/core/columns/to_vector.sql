-- to_vector: the vector that a text is; null for null.
--
-- For functions with the schema of a line on their path: whoever may create something there could have a type of the
-- name vector. Raises what the type vector raises for another text.
create or replace function pgmatch.to_vector(value text)
returns vector
language plpgsql
immutable
set search_path from current
as $$
begin
  return value;
end;
$$;

comment on function pgmatch.to_vector is
  'The vector that a text is, whatever else has the name vector.';

select pgmatch.register('core', 'function', 'pgmatch.to_vector', 'execute', 'execute');

-- doctor_dimensions: columns with another number of dimensions than the recorded model makes.
create or replace function pgmatch.doctor_dimensions()
returns setof pgmatch.doctor_finding
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select
    'error',
    format('column %s.%I', pgmatch.full_name(s.target), s.embedding),
    format(
      'Takes vectors of %s dimensions, and the recorded model, %s, makes %s.',
      d.dimensions,
      s.model,
      upper(m.lengths) - 1
    ),
    array[
      case
        when l.rows > l.without_embedding then format('select pgmatch.set_model(''NAME'', %L);', s.line)
        else pgmatch.dimensions_change(s.target, s.embedding, upper(m.lengths) - 1)
      end
    ],
    false
  from pgmatch.searched_columns() as s
  cross join lateral pgmatch.dimensions_of(s.target, s.embedding) as d (dimensions)
  cross join lateral pgmatch.model_dimensions(s.model) as m (lengths)
  cross join lateral pgmatch.check_embeddings(s.target, s.embedding) as l
  where not m.lengths @> d.dimensions
$$;

comment on function pgmatch.doctor_dimensions is
  'A column takes vectors of another length than its model makes.';

revoke all on function pgmatch.doctor_dimensions from public;

-- declaration_of: what the text of a made function says of its declaration: the row, without what holds here and now.
create or replace function pgmatch.declaration_of(search pgmatch.search_function)
returns jsonb
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select to_jsonb(search) - array[
    'decided', 'replaced', 'replaced_owner', 'replaced_acl', 'replaced_name', 'made_function', 'made_table',
    'made_columns', 'created_at'
  ]
$$;

comment on function pgmatch.declaration_of is
  'What the text of a made function says of its declaration.';

select pgmatch.register('core', 'function', 'pgmatch.declaration_of');

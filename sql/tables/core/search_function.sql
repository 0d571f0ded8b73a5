-- search_function: one row for each function that pgmatch.create_search has made, with what it was declared to do.
--
-- metric      'ip', 'cosine' or 'l2'
-- returns     the columns of the result, each 'column' or 'column type'
-- content     the column that min_content_length measures
-- filters     {"argument type": "condition on a row s with one $ for the value"}
-- arguments   the names and the order of the arguments that a contract fixes; null for pgmatch's
-- scored      whether the result ends with the column similarity
-- path        the search_path on which types and conditions are read
-- grants      the roles that may call the function; null for those that may select from the table
-- replaced    the function that this one has replaced, with its owner and its privileges
--
-- The text of each function repeats its declaration. Therefore it works without its row, and
-- pgmatch.refresh_searches() writes a lost row again.
create table pgmatch.search_function (
  schema_name name not null,
  name name not null,
  target regclass not null,
  embedding name not null,
  key name not null,
  metric text not null check (metric in ('ip', 'cosine', 'l2')),
  returns text [] not null,
  content name,
  filters jsonb not null default '{}',
  arguments text [],
  contract text check (contract in ('langchain', 'supabase')),
  scored boolean not null default true,
  path text not null,
  grants text [],
  replaced text,
  replaced_owner name,
  replaced_acl text,
  created_at timestamptz not null default now(),
  constraint search_function_pkey primary key (schema_name, name)
);

comment on table pgmatch.search_function is
  'The functions that pgmatch.create_search has made, with their declarations.';

-- search_function: the functions that pgmatch.create_search has made, with what was declared.
--
-- The text of each function repeats its declaration. So it works without its row, and pgmatch.refresh_searches() writes
-- a lost row again. A function or a column that was renamed is recognized by its number. Numbers differ in a restored
-- copy, so they count only as long as the table has the oid that was recorded with them.
create table if not exists pgmatch.search_function (
  schema_name name not null,
  name name not null,
  target regclass not null,
  embedding name not null,
  key name not null,
  metric text not null check (metric in ('ip', 'cosine', 'l2', 'l1')),
  returns text[] not null,
  content name,
  words name,
  text_config text,
  filters jsonb not null default '[]',
  metadata name,
  section name[],
  arguments text[],
  contract text check (contract in ('langchain', 'supabase')),
  scored boolean not null default true,
  path name[] not null,
  grants text[],
  decided text,
  replaced text,
  replaced_owner name,
  replaced_acl text,
  replaced_name text,
  made_function oid,
  made_table oid,
  made_columns jsonb,
  created_at timestamptz not null default now(),
  -- checked at the end of a statement, so that functions may swap their names
  constraint search_function_pkey primary key (schema_name, name) deferrable
);

comment on table pgmatch.search_function is
  'The functions that pgmatch.create_search has made, with their declarations.';
comment on column pgmatch.search_function.key is 'The unique column that names a row.';
comment on column pgmatch.search_function.metric is 'ip (inner product), cosine, l2 or l1.';
comment on column pgmatch.search_function.returns is
  'The columns of the result, each as ''column'' or ''column type''.';
comment on column pgmatch.search_function.content is 'The column that min_content_length measures; null for none.';
comment on column pgmatch.search_function.words is
  'The column of type tsvector or text of a hybrid search; null for none.';
comment on column pgmatch.search_function.text_config is 'The text search configuration of its words.';
comment on column pgmatch.search_function.filters is
  'Arguments and conditions on a row s with one $ for the value, in order: [["category text", "category = $"]].';
comment on column pgmatch.search_function.metadata is 'The column that the argument filter is about; null for none.';
comment on column pgmatch.search_function.section is
  'The columns that are the same in all rows of a section; null for none.';
comment on column pgmatch.search_function.arguments is 'The arguments in another order; null for pgmatch''s own.';
comment on column pgmatch.search_function.contract is 'The clients whose arguments and result it has; null for none.';
comment on column pgmatch.search_function.scored is 'Whether the result ends with similarity, or with score and ranks.';
comment on column pgmatch.search_function.path is 'The schemas in which types and conditions are looked up.';
comment on column pgmatch.search_function.grants is
  'The roles that may call it; null for those that may read these columns of the table.';
comment on column pgmatch.search_function.decided is
  'The index that its text was written for, see pgmatch.search_choice; null for none.';
comment on column pgmatch.search_function.replaced is
  'Definition of the user''s function it replaced; pgmatch.drop_search restores it.';
comment on column pgmatch.search_function.replaced_name is 'Its name with its schema and arguments.';
comment on column pgmatch.search_function.made_function is 'The oid of the function.';
comment on column pgmatch.search_function.made_table is 'The oid that the table had then.';
comment on column pgmatch.search_function.made_columns is 'The columns of the table then, with their numbers.';

alter table pgmatch.search_function enable row level security;

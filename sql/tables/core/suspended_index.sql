-- suspended_index: the vector indexes that pgmatch.suspend_indexes has dropped, and how to build each of them again.
create table if not exists pgmatch.suspended_index (
  target regclass not null,
  name name not null,
  definition text not null,
  tablespace name,
  comment text,
  made_table oid,
  made_columns jsonb,
  suspended_at timestamptz not null default now(),
  primary key (target, name)
);

comment on table pgmatch.suspended_index is
  'The vector indexes that pgmatch.suspend_indexes has dropped; pgmatch.resume_indexes builds them again.';
comment on column pgmatch.suspended_index.target is 'Their table.';
comment on column pgmatch.suspended_index.definition is
  'What follows the name of the table in the statement that builds the index.';
comment on column pgmatch.suspended_index.tablespace is 'Its tablespace; null for that of the database.';
comment on column pgmatch.suspended_index.comment is 'Its comment; null for none.';
comment on column pgmatch.suspended_index.made_table is 'The oid that the table had then.';
comment on column pgmatch.suspended_index.made_columns is
  'The columns that the index needs, by the names they had then, with their numbers.';

alter table pgmatch.suspended_index enable row level security;

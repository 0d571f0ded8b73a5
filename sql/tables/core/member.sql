-- member: the objects of each line, and who may use them.
create table if not exists pgmatch.member (
  line text not null references pgmatch.install,
  kind text not null check (kind in ('table', 'sequence', 'function', 'column', 'index', 'constraint')),
  name text not null,
  adopted boolean not null default false,
  readers text,
  writers text,
  owner name,
  shared boolean not null default false,
  replaced text,
  replaced_owner name,
  replaced_acl text,
  granted jsonb,
  primary key (line, kind, name)
);

comment on table pgmatch.member is 'The objects of each line: who may use them, and which existed before pgmatch.';
comment on column pgmatch.member.adopted is 'Existed before pgmatch, so a downgrade keeps it.';
comment on column pgmatch.member.readers is 'Privileges of the roles that may search; null for none.';
comment on column pgmatch.member.writers is 'Privileges of the roles that may also ingest; null for none.';
comment on column pgmatch.member.owner is
  'Column of a table that holds the owner of a row, in the access mode owner; null for none.';
comment on column pgmatch.member.shared is
  'Whether all users may read the same rows of a table in that mode, or a function concerns the rows of all.';
comment on column pgmatch.member.replaced is
  'Definition of the user''s function or constraint it replaced; a downgrade restores it.';
comment on column pgmatch.member.granted is
  'What public and the API roles could do with a table or sequence before pgmatch; a downgrade restores it.';

alter table pgmatch.member enable row level security;

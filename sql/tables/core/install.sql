-- install: one row per line, with the options of its installation.
create table if not exists pgmatch.install (
  line text primary key,
  base text references pgmatch.install,
  schema_name text not null,
  tables_schema text,
  created_schemas text[] not null default '{}',
  revision text,
  access text check (access in ('private', 'public_read', 'owner')),
  text_config text,
  usages text[] not null default '{}'
);

create index if not exists install_base_idx on pgmatch.install (base);

comment on table pgmatch.install is 'One row per line: the options of its installation. Later options must agree.';
comment on column pgmatch.install.base is
  'The line that this one builds on, whose schema and access mode it shares; null for none.';
comment on column pgmatch.install.tables_schema is
  'Schema in which users of the line make tables of it, each with options of its own; null if they make none.';
comment on column pgmatch.install.created_schemas is
  'Schemas that pgmatch created; a downgrade drops those that are empty.';
comment on column pgmatch.install.access is
  'private, public_read or owner; null for the core, which serves every line.';
comment on column pgmatch.install.text_config is 'Text search configuration of a line with full-text search.';
comment on column pgmatch.install.usages is
  'What pgmatch granted and a downgrade revokes: USAGE, as schema … from …, and default privileges, as new tables.';

alter table pgmatch.install enable row level security;

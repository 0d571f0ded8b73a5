-- A schema pgmq that this line makes itself goes with it.
update pgmatch.install as i
set created_schemas = i.created_schemas || 'pgmq'::text
where i.line = 'queue'
  and to_regnamespace('pgmq') is null
  and not exists (select from pg_available_extensions as a where a.name = 'pgmq');

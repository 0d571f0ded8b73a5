-- captions_send: tells a service about an object in Storage, with the payload of Supabase's database webhooks.
--
-- A trigger on storage.objects, see set_caption_webhook. Its arguments are the URL and the headers, as JSON. pg_net
-- sends the request when the transaction has ended. If it cannot be queued, a warning says so, and the upload goes on.
create or replace function pgmatch.captions_send()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform net.http_post(
    url => tg_argv[0],
    body => jsonb_build_object(
      'type', tg_op,
      'table', tg_table_name,
      'schema', tg_table_schema,
      'record', to_jsonb(new),
      'old_record', null
    ),
    headers => tg_argv[1]::jsonb
  );
  return null;
-- whatever it is, the upload goes on
exception when others then
  raise warning 'no caption is made of %: %', new.name, sqlerrm;
  return null;
end;
$$;

comment on function pgmatch.captions_send is
  'Tells a service about an object in Storage, with the payload of a database webhook.';

revoke all on function pgmatch.captions_send from public;

-- set_caption_webhook: sends each new image of a bucket to a service that captions it, or stops that.
--
-- url         of the service, such as an Edge Function; null to stop
-- bucket      of the images
-- mime_types  of the objects that are sent
-- headers     of the request, such as an authorization; whoever may read the catalog can read them
--
-- Returns what was done. Where a trigger on storage.objects is refused, or pg_net is missing, returns how to make the
-- webhook in the dashboard instead. Raises 55000 without Storage, 22004 for a null bucket or mime_types, and 22023 for
-- a text that is not a URL and for headers that pg_net does not send.
create or replace function set_caption_webhook(
  url text,
  bucket text default 'images',
  mime_types text[] default '{image/png,image/jpeg,image/webp,image/gif}',
  headers jsonb default '{"Content-Type": "application/json"}'
)
returns text
language plpgsql
volatile
set search_path from current
as $$
begin
  if to_regclass('storage.objects') is null then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = 'this database has no table storage.objects',
      hint = 'The webhook is for Supabase Storage. Insert captions of other images yourself.';
  elsif url !~ E'^https?://\\S+$'::text then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format('%L is not a URL', url),
      hint = 'Pass that of the service, such as https://PROJECT.supabase.co/functions/v1/NAME.';
  elsif bucket is null or mime_types is null then
    raise exception using
      errcode = 'null_value_not_allowed',
      message = case when bucket is null then 'bucket' else 'mime_types' end || ' is null',
      hint = 'Leave it out for images. To stop the webhook, pass null as the URL alone.';
  elsif jsonb_typeof(headers) is distinct from 'object'
    or headers @? '$.* ? (@.type() != "string")'::jsonpath
    or headers ->> 'Content-Type'::text <> 'application/json'::text then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format('headers are %s', coalesce(headers::text, 'null')),
      hint = 'Pass an object of texts; pg_net sends only the Content-Type application/json.';
  end if;
  if url is null then
    -- only the owner of storage.objects could drop the trigger
    create or replace trigger pgmatch_captions after insert on storage.objects for each row
      when (false) execute function pgmatch.captions_send();
    return 'new images are no longer sent';
  elsif to_regproc('net.http_post') is null then
    raise insufficient_privilege using message = 'the extension pg_net is not installed';
  end if;
  execute pg_catalog.format(
    'create or replace trigger pgmatch_captions after insert on storage.objects for each row'
    ' when (new.bucket_id = %L and new.metadata ->> ''mimetype''::text = any (%L::text[]))'
    ' execute function pgmatch.captions_send(%L, %L)',
    bucket, mime_types, url, headers
  );
  return pg_catalog.format('new images in the bucket %s are sent to %s', bucket, url);
exception when insufficient_privilege then
  if url is null then
    return pg_catalog.format(
      E'The trigger was not changed: %s.\nAsk the owner of storage.objects to run: drop trigger pgmatch_captions'
      ' on storage.objects; A hook of the dashboard is deleted in Integrations, Database Webhooks.',
      sqlerrm
    );
  end if;
  return pg_catalog.concat_ws(
    E'\n',
    pg_catalog.format('No trigger was made: %s.', sqlerrm),
    'In the dashboard: Integrations, Database Webhooks, Create a new hook.',
    'Table storage.objects, event Insert, method POST, URL ' || url || '.',
    pg_catalog.format('It gets the objects of all buckets; let the service skip those outside %s.', bucket)
  );
end;
$$;

comment on function set_caption_webhook(text, text, text[], jsonb) is
  'Sends each new image of a bucket to a service that captions it, or says how to do so in the dashboard.';

select pgmatch.register('captions', 'function', 'set_caption_webhook(text, text, text[], jsonb)');

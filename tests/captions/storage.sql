-- What the line needs of Supabase's Storage and of pg_net, whose queue the test empties.
create schema storage;
grant usage on schema storage to service_role, authenticated;
create table storage.objects (
  id uuid primary key default gen_random_uuid(),
  bucket_id text,
  name text,
  owner_id text,
  metadata jsonb,
  path_tokens text[] generated always as (string_to_array(name, '/')) stored
);
grant select on storage.objects to service_role, authenticated;
create schema net;
create table net.queue (id bigint generated always as identity, url text, body jsonb, headers jsonb);
create function net.http_post(
  url text, body jsonb default '{}', params jsonb default '{}', headers jsonb default '{}',
  timeout_milliseconds integer default 5000
) returns bigint language sql as
$$ insert into net.queue (url, body, headers) values (url, body, headers) returning id $$;

-- Each user sees the rows of their own source, by a policy as Supabase's guides write it.
alter table item enable row level security;
create policy tenants on item for select to authenticated
using (source = (select current_setting('request.jwt.claims', true)::jsonb ->> 'sub'));
grant select on item to authenticated;

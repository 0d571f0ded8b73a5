-- An adopted table gets the columns that it lacks.
alter table if exists nods_page
  add column if not exists parent_page_id bigint references nods_page,
  add column if not exists checksum text,
  add column if not exists meta jsonb,
  add column if not exists type text,
  add column if not exists source text,
  add column if not exists corpus text,
  add column if not exists section_ids bigint[],
  add column if not exists owner_id text;

alter table if exists nods_page_section
  add column if not exists token_count integer,
  add column if not exists slug text,
  add column if not exists heading text,
  add column if not exists context text,
  add column if not exists owner_id text;

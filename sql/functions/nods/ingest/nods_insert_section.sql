-- nods_insert_section: writes one new section of a page and returns its id.
--
-- section  {content, context, heading, slug, token_count, embedding}; the embedding is an array or a string
-- place    its place in the list, from 1, for messages
--
-- Raises PT409 if it has no embedding. Then somebody else changed the page after the call of nods_sections_to_embed,
-- and the caller should try again.
create or replace function pgmatch.nods_insert_section(page_id bigint, section jsonb, place bigint)
returns bigint
language plpgsql
volatile
set search_path from current
as $$
declare
  _new record;
  _id bigint;
begin
  select pgmatch.to_vector(section ->> 'embedding'::text) as embedding into _new;
  if _new.embedding is null then
    raise exception using
      -- PostgREST returns it as 409; a call that raises 40001 it would repeat itself, without end
      errcode = 'PT409',
      message = pg_catalog.format('section %s has no embedding, and the page does not have its text', place),
      hint = 'Call nods_sections_to_embed again, embed the sections that it returns, and repeat the call.';
  end if;
  perform pgmatch.nods_check_embedding(_new.embedding, pg_catalog.format('section %s', place));

  insert into nods_page_section (page_id, content, token_count, embedding, slug, heading, context)
  values (
    nods_insert_section.page_id,
    section ->> 'content'::text,
    (section ->> 'token_count'::text)::integer,
    _new.embedding,
    section ->> 'slug'::text,
    section ->> 'heading'::text,
    nullif(section ->> 'context'::text, '')
  )
  returning id into _id;
  return _id;
end;
$$;

comment on function pgmatch.nods_insert_section is
  'Writes one new section of a page and returns its id.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_insert_section', null, 'execute');

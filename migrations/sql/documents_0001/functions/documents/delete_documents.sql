-- delete_documents: deletes documents and returns how many chunks they had.
--
-- document_ids  those of these ids
-- source, source_id, author
--               chunks with exactly this value
-- start_date, end_date
--               chunks that were created from one to the other, both included
-- delete_all    deletes all, if nothing else is given
--
-- A null does not filter; a chunk has to pass all that is given. Row level security applies. In the access mode owner,
-- only chunks of the user that the caller acts for are deleted, even if it sees those of all; if it acts for nobody, as
-- with the key of service_role, all that it sees. Raises 22004 without an
-- argument, and 22023 for delete_all with another one.
create or replace function delete_documents(
  document_ids text[] default null,
  source text default null,
  source_id text default null,
  author text default null,
  start_date timestamptz default null,
  end_date timestamptz default null,
  delete_all boolean default false
)
returns bigint
language plpgsql
volatile
set search_path from current
-- to write dates as literals
set datestyle = iso
as $$
declare
  -- as literals, to let the planner see which index to use
  _filter text := nullif(
    pg_catalog.concat_ws(
      ' and ',
      'd.document_id = any (' || pg_catalog.quote_literal(document_ids) || '::text[])',
      'd.source = ' || quote_literal(source) || '::text',
      'd.source_id = ' || quote_literal(source_id) || '::text',
      'd.author = ' || quote_literal(author) || '::text',
      'd.created_at >= ' || pg_catalog.quote_literal(start_date) || '::timestamptz',
      'd.created_at <= ' || pg_catalog.quote_literal(end_date) || '::timestamptz'
    ),
    ''
  );
  _owner constant text := case
    when exists (select 1 from pgmatch.install as i where i.line = 'documents'::text and i.access = 'owner'::text)
      then pgmatch.current_owner()
  end;
  _deleted bigint;
begin
  if (_filter is null) <> (delete_all is true) then
    raise exception using
      errcode = case when _filter is null then 'null_value_not_allowed' else 'invalid_parameter_value' end,
      message = case
        when _filter is null then 'nothing says which documents to delete'
        else 'delete_all is true, but other arguments say which documents to delete'
      end,
      hint = 'Pass ids or another filter. To delete all documents, pass delete_all => true alone.';
  end if;
  _filter := pg_catalog.concat_ws(' and ', _filter, 'd.owner_id::text = ' || quote_literal(_owner) || '::text');
  execute pg_catalog.concat('delete from documents as d', ' where ' || nullif(_filter, ''));
  get diagnostics _deleted = row_count;
  return _deleted;
end;
$$;

comment on function delete_documents(
  text[], text, text, text, timestamptz, timestamptz, boolean
) is
  'Deletes documents by their ids or by a filter, and returns how many chunks they had.';

select pgmatch.register(
  'documents',
  'function',
  'delete_documents(text[], text, text, text, timestamptz, timestamptz, boolean)',
  null,
  'execute'
);

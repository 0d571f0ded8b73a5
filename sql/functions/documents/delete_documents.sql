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
-- with the key of service_role, all that it sees. Triggers run on pgmatch.trigger_path. Raises 22004 without an
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
      'd.document_id operator(pg_catalog.=) any (' || pg_catalog.quote_literal(document_ids) || '::pg_catalog.text[])',
      'd.source operator(pg_catalog.=) ' || quote_literal(source) || '::pg_catalog.text',
      'd.source_id operator(pg_catalog.=) ' || quote_literal(source_id) || '::pg_catalog.text',
      'd.author operator(pg_catalog.=) ' || quote_literal(author) || '::pg_catalog.text',
      'd.created_at operator(pg_catalog.>=) ' || pg_catalog.quote_literal(start_date) || '::pg_catalog.timestamptz',
      'd.created_at operator(pg_catalog.<=) ' || pg_catalog.quote_literal(end_date) || '::pg_catalog.timestamptz'
    ),
    ''
  );
  _target constant record := pgmatch.documents_target();
  _statement text;
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
  _filter := pg_catalog.concat_ws(
    ' and ', _filter, case when pgmatch.current_owner() is not null then _target.owned end
  );
  _statement := pg_catalog.concat('delete from ', _target.name, ' as d', ' where ' || nullif(_filter, ''));
  perform set_config(
    'search_path', coalesce(pgmatch.trigger_path('documents'::regclass::oid), current_setting('search_path')), true
  );
  execute _statement;
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

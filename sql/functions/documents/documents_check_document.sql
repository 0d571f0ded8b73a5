-- documents_check_document: raises if a document cannot be stored under these names, or by this transaction.
--
-- Raises 22004 without a document_id, 22023 for an empty one and for a text that is too long for its index, and 25000
-- in repeatable read, which could not see what another transaction has written meanwhile.
create or replace function pgmatch.documents_check_document(
  document_id text, source text, source_id text, author text
)
returns void
language plpgsql
stable
set search_path from current
as $$
#variable_conflict use_variable
declare
  _long constant text := (
    select min(p.name)
    from (
      values ('document_id'::text, document_id), ('source', source), ('source_id', source_id), ('author', author)
    ) as p (name, value)
    where octet_length(p.value) > 2600
  );
begin
  if coalesce(document_id, '') = ''::text then
    raise exception using
      errcode = case when document_id is null then 'null_value_not_allowed' else 'invalid_parameter_value' end,
      message = 'document_id is ' || case when document_id is null then 'null' else 'empty' end,
      hint = 'Name the document, for example by its path or its URL.';
  elsif _long is not null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format('%s has more than 2,600 bytes, too many for an index', _long),
      hint = 'Shorten it.';
  elsif current_setting('transaction_isolation') = 'repeatable read'::text then
    raise exception using
      errcode = 'invalid_transaction_state',
      message = 'put_document cannot run in a transaction of the level repeatable read',
      hint = 'Use read committed, or serializable: begin isolation level serializable;';
  end if;
end;
$$;

comment on function pgmatch.documents_check_document is
  'Raises if a document cannot be stored under these names, or by this transaction.';

select pgmatch.register('documents', 'function', 'pgmatch.documents_check_document', null, 'execute');

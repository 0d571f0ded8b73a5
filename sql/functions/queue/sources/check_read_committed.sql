-- check_read_committed: raises 25001 if the transaction would not see what others commit meanwhile, and so miss rows.
create or replace function pgmatch.check_read_committed()
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception using
      errcode = 'active_sql_transaction',
      message = format('queues cannot be used in the isolation level %s', current_setting('transaction_isolation')),
      hint = 'Begin the transaction with isolation level read committed, the default.';
  end if;
end;
$$;

comment on function pgmatch.check_read_committed is
  'Raises 25001 if the transaction would not see what others commit meanwhile.';

select pgmatch.register('queue', 'function', 'pgmatch.check_read_committed', null, 'execute', shared => true);

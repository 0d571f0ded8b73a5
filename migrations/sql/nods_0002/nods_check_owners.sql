-- nods_check_owners: raises 55000 when sections have another owner than their page, which owner mode would overwrite.
create or replace function pgmatch.nods_check_owners()
returns void
language plpgsql
stable
set search_path from current
as $$
declare
  _sections bigint[] := array(
    select s.id
    from nods_page_section as s
    inner join nods_page as p on p.id = s.page_id
    where s.owner_id is not null and s.owner_id::text is distinct from p.owner_id::text
    order by s.id
  );
begin
  if cardinality(_sections) > 0 then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('%s sections have another owner than their page: id %s', cardinality(_sections), _sections[1]),
      hint = 'Set owner_id of the pages, for in the mode owner a section belongs to the owner of its page.';
  end if;
end;
$$;

comment on function pgmatch.nods_check_owners() is
  'Raises 55000 when sections have another owner than their page.';

select pgmatch.register('nods', 'function', 'pgmatch.nods_check_owners()');

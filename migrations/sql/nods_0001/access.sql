select pgmatch.register(
  'nods', 'table', 'nods_page', 'select', 'select, insert, update, delete', owner => 'owner_id'
);
select pgmatch.register(
  'nods', 'table', 'nods_page_section', 'select', 'select, insert, update, delete', owner => 'owner_id'
);

-- an adopted table may have no sequence for its ids
select pgmatch.register('nods', 'sequence', s.name, null, 'usage')
from (
  values
    (pg_get_serial_sequence('nods_page', 'id')),
    (pg_get_serial_sequence('nods_page_section', 'id'))
) as s (name)
where s.name is not null;

select pgmatch.register('nods', 'table', 'nods_page', 'select', 'select, insert, update, delete');
select pgmatch.register('nods', 'table', 'nods_page_section', 'select', 'select, insert, update, delete');
select pgmatch.register('nods', 'sequence', pg_get_serial_sequence('nods_page', 'id'), null, 'usage, select');
select pgmatch.register('nods', 'sequence', pg_get_serial_sequence('nods_page_section', 'id'), null, 'usage, select');

delete from pgmatch.member as m
where m.line = 'nods' and m.kind = 'table' and m.name in ('pgmatch.nods_run', 'pgmatch.nods_corpus');
drop table pgmatch.nods_corpus;
drop table pgmatch.nods_run;

delete from pgmatch.member as m
where m.line = 'queue' and m.kind = 'table' and m.name in ('pgmatch.model_change', 'pgmatch.outdated_embedding');
drop table pgmatch.outdated_embedding;
drop table pgmatch.model_change;

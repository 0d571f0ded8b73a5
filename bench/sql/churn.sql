-- A half of the rows goes and comes back, as in a table that is updated: their places in the graph are new.
create unlogged table gone as select * from :table where id % 2 = :round % 2;
delete from :table where id in (select id from gone);
vacuum :table;
insert into :table select * from gone;
drop table gone;

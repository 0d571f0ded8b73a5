-- Half of the rows goes and comes back, as when pages are ingested again.
create unlogged table gone as select * from :table where id % 2 = 0;
delete from :table where id % 2 = 0;
vacuum analyze :table;
insert into :table select * from gone order by id;

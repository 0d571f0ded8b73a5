select pgmatch.check_core_users();

select pgmatch.watch_indexes(false);
drop view pgmatch.searches;
select pgmatch.take_back_grants();

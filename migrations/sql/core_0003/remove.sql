select pgmatch.check_core_users();

drop view pgmatch.searches;
select pgmatch.take_back_grants();

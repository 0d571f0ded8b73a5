select pgmatch.check_core_users();

drop view pgmatch.searches;

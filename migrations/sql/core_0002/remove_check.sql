select pgmatch.check_core_users();

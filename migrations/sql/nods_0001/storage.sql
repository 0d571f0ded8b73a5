select pgmatch.nods_set_storage();

select pgmatch.lock_line('nods');

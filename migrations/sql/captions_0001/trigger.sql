-- Each insert is looked at first, also one by COPY.
create or replace trigger pgmatch_put
before insert or update of id on image_caption
for each row execute function pgmatch.captions_put();

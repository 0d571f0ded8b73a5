-- What is not in a table or a function of the line. The trigger on storage.objects, which belongs to another role, goes
-- with its function.
drop function if exists pgmatch.captions_send cascade;
alter table if exists image_caption drop constraint if exists pgmatch_image_fkey;
drop trigger if exists pgmatch_put on image_caption;

-- In the access mode owner, each search looks for the rows of one owner.
create index if not exists video_chunks_owner_id_idx on video_chunks (owner_id);

select pgmatch.register('video', 'index', 'video_chunks_owner_id_idx');

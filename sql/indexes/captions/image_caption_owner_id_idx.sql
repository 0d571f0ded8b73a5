-- In the access mode owner, each search looks for the rows of one owner. It takes no space while rows have none.
create index if not exists image_caption_owner_id_idx on image_caption (owner_id) where owner_id is not null;

select pgmatch.register('captions', 'index', 'image_caption_owner_id_idx');

-- Searches by words.
create index if not exists image_caption_words_idx on image_caption using gin (words);

select pgmatch.register('captions', 'index', 'image_caption_words_idx');

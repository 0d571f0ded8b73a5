-- match_image_captions: the captions nearest to an embedding, best first.
select pgmatch.register(
  'captions',
  'function',
  pgmatch.create_search(
    'match_image_captions', 'image_caption', returns => '{id, caption}', contract => 'supabase'
  )::text,
  'execute',
  'execute'
);

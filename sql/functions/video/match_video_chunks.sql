-- match_video_chunks: the chunks nearest to an embedding, best first, for clients of the guide.
select pgmatch.register(
  'video',
  'function',
  pgmatch.create_search(
    'match_video_chunks',
    'video_chunks',
    returns => '{id, start_time, end_time, metadata}',
    key => 'number',
    contract => 'supabase'
  )::text,
  'execute',
  'execute'
);

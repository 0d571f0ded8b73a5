-- search_video_chunks: the chunks nearest to an embedding, best first, of one video or of a part of each.
--
-- video               a video_url
-- from_time, to_time  in seconds: chunks that overlap this range
select pgmatch.register(
  'video',
  'function',
  pgmatch.create_search(
    'search_video_chunks',
    'video_chunks',
    returns => '{id, video_url, start_time, end_time, metadata}',
    key => 'number',
    filters => '{
      "video text": "video_url = $",
      "from_time double precision": "end_time >= $",
      "to_time double precision": "start_time <= $"
    }'
  )::text,
  'execute',
  'execute'
);

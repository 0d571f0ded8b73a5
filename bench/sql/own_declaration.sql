-- What the user writes to make it searchable.
select pgmatch.create_search(
  'match_items',
  'item',
  returns => '{id, page_id, slug, heading, content}',
  content => 'content',
  filters => '{"source text": "source = $"}',
  metric => 'ip'
);

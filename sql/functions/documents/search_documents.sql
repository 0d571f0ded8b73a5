-- search_documents: the chunks nearest to an embedding, best first, that equal what the filters say.
select pgmatch.register(
  'documents',
  'function',
  pgmatch.create_search(
    'search_documents',
    'documents',
    returns => '{id, document_id, source, source_id, url, author, created_at, content}',
    content => 'content',
    filters => '{
      "in_document_id text": "document_id = $",
      "in_source text": "source = $",
      "in_source_id text": "source_id = $",
      "in_author text": "author = $",
      "in_start_date timestamptz": "created_at >= $",
      "in_end_date timestamptz": "created_at <= $"
    }'
  )::text,
  'execute',
  'execute'
);

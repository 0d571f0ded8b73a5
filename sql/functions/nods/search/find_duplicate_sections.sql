-- find_duplicate_sections: pairs of sections that are almost the same, the most similar first.
--
-- threshold    only pairs more similar than this; 0.95 suits ip and cosine
-- match_count  at most this many pairs, 1 to 9,999
-- other_pages  only pairs of sections on different pages
--
-- Takes the filters of search_page_sections; both sections of a pair pass them. Returns each pair once, with
-- id < other_id, and equal similarities in the order of the ids. Runs one search through the index per section, about a
-- millisecond each: on a large table, filter or raise statement_timeout. Only roles that ingest may call it, because
-- strangers with a reader's key could keep the server busy. With other_pages, it looks only at the 1,000 sections
-- nearest to each. Raises 22004 for a null and 22023 for a bad threshold or count.
create or replace function find_duplicate_sections(
  threshold double precision default 0.95,
  match_count integer default 100,
  min_content_length integer default null,
  path_prefix text default null,
  page_type text default null,
  source text default null,
  meta jsonb default null,
  other_pages boolean default false
)
returns table (
  id bigint,
  other_id bigint,
  page_id bigint,
  other_page_id bigint,
  path text,
  other_path text,
  heading text,
  other_heading text,
  similarity double precision
)
language plpgsql
stable
rows 100
set search_path from current
as $$
begin
  if threshold is null or match_count is null then
    raise exception using
      errcode = 'null_value_not_allowed',
      message = pg_catalog.format('%s is null', case when threshold is null then 'threshold' else 'match_count' end),
      hint = 'Pass the lowest similarity of a pair, for example 0.95, and how many pairs you want.';
  end if;
  if threshold = 'NaN' or match_count not between 1 and 9999 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = case
        when threshold = 'NaN' then 'threshold is not a number'
        else pg_catalog.format('match_count %s is not between 1 and 9999', match_count)
      end,
      hint = 'Pass the lowest similarity of a pair, for example 0.95, and how many pairs you want.';
  end if;

  -- locks sections before the record, as other searches do: see pgmatch.lock_tables
  perform 1 from nods_page_section as s where false;
  return query
  select n.id, n.other_id, a.page_id, b.page_id, ap.path, bp.path, a.heading, b.heading, n.similarity
  from pgmatch.near_pairs(
    null::bigint,
    'nods_page_section',
    'embedding',
    'id',
    (select s.metric from pgmatch.search as s where s.line = 'nods'),
    threshold,
    match_count,
    pgmatch.nods_content_filter(min_content_length),
    pgmatch.nods_section_filter(
      path_prefix, page_type, find_duplicate_sections.source, find_duplicate_sections.meta
    ),
    current_setting('search_path'),
    case when other_pages then 'page_id' end,
    's.content is not null'
  ) as r
  cross join lateral unnest(r.keys, r.other_keys, r.similarities) as n (id, other_id, similarity)
  -- lateral: behind a policy, the planner takes a large tenant for a small one and would read all its rows
  cross join lateral (select r.page_id, r.heading from nods_page_section as r where r.id = n.id limit 1) as a
  cross join lateral (select r.page_id, r.heading from nods_page_section as r where r.id = n.other_id limit 1) as b
  left join lateral (select r.path from nods_page as r where r.id = a.page_id limit 1) as ap on true
  left join lateral (select r.path from nods_page as r where r.id = b.page_id limit 1) as bp on true
  order by n.similarity desc, n.id, n.other_id;
end;
$$;

comment on function find_duplicate_sections(
  double precision, integer, integer, text, text, text, jsonb, boolean
) is
  'Pairs of sections more similar than the threshold, the most similar first, each once; found through the index.';

select pgmatch.register(
  'nods',
  'function',
  'find_duplicate_sections(double precision, integer, integer, text, text, text, jsonb, boolean)',
  null,
  'execute'
);

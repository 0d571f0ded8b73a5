-- Functions that have the names of pgmatch's: the guide's are replaced, others are in the way. If an earlier install
-- left pgmatch's own, see recover.sql, they are created again.
with wanted (function_name, arguments, columns) as (
  values
    (
      'match_page_sections',
      array['vector', 'double precision', 'integer', 'integer'],
      'TABLE(id bigint, page_id bigint, slug text, heading text, content text, similarity double precision)'
    ),
    ('get_page_parents', array['bigint'], 'TABLE(id bigint, parent_page_id bigint, path text, meta jsonb)'),
    ('pgmatch_info', array[]::text[], null),
    (
      'nods_begin_ingest',
      array[
        'text', 'text', 'integer', 'boolean', 'integer', 'text', 'text', 'jsonb', 'text[]', 'boolean', 'text'
      ],
      null
    ),
    ('nods_sections_to_embed', array['bigint', 'text', 'text', 'text[]', 'text[]'], null),
    ('nods_put_page', array['bigint', 'text', 'text', 'jsonb', 'jsonb', 'text', 'text', 'text'], null),
    -- one with fewer arguments would be called instead of pgmatch's
    ('nods_finish_ingest', array['bigint', 'jsonb'], null),
    ('nods_finish_ingest', array['bigint', 'jsonb', 'boolean'], null)
),

found as (
  select
    p.oid,
    w.columns is not null
    and pg_get_function_result(p.oid) = w.columns
    and p.proargnames[1:p.pronargs] = case w.function_name
      when 'match_page_sections' then array['embedding', 'match_threshold', 'match_count', 'min_content_length']
      else array['page_id']
    end as is_the_guides,
    p.proowner
  from wanted as w
  inner join pg_proc as p
    on p.proname = w.function_name
    and array(
      select t.typname::text
      from unnest(p.proargtypes) with ordinality as a (oid, place)
      inner join pg_type as t on t.oid = a.oid
      order by a.place
    ) = array(
      select coalesce((select t.typname::text from pg_type as t where t.oid = to_regtype(a.name)), a.name)
      from unnest(w.arguments) with ordinality as a (name, place)
      order by a.place
    )
  inner join pg_namespace as n
    on n.oid = p.pronamespace
    and n.nspname = coalesce(nullif(current_setting('pgmatch.schema', true), ''), 'public')
  where not exists (
    select from pg_type as t where t.typname = 'nods_section_match' and t.typnamespace = p.pronamespace
  )
)

select
  case when f.is_the_guides and pg_has_role(f.proowner, 'usage') then 'change' else 'stop' end as level,
  f.oid::regprocedure::text as object,
  case
    when not f.is_the_guides then 'takes or returns other columns than pgmatch''s'
    when pg_has_role(f.proowner, 'usage') then 'is replaced; a downgrade restores it'
    else format('belongs to the role "%s", not to "%s"', pg_get_userbyid(f.proowner), current_user)
  end as finding,
  null as lock,
  case
    when not f.is_the_guides then format('drop function %s;', f.oid::regprocedure)
    when not pg_has_role(f.proowner, 'usage')
      then format(
        'Run this as %1$I, or: alter function %2$s owner to %3$I;',
        pg_get_userbyid(f.proowner), f.oid::regprocedure, current_user
      )
  end as remedy
from found as f

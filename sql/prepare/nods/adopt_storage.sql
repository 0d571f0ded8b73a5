-- Whether embeddings of an adopted table will be stored in their rows.
with embedding as (
  select
    t.attrelid::regclass as relation,
    t.attstorage,
    -- as in nods_longest_row, which does not exist yet, plus the columns that the table will get
    (
      select
        (23 + (max(c.relnatts) + max(m.columns) + 7) / 8 + 7) / 8 * 8 + max(m.bytes) + sum(
          case
            when r.attname = 'embedding' then 4 * r.atttypmod + 8 + 3
            when r.attlen > 0 then r.attlen + case
              when r.attnum < f.unaligned then 0
              when r.attalign = 'd' then 7
              else 3
            end
            when r.attstorage = 'p' then 8160
            else 24
          end
        )
      from pg_class as c
      inner join pg_attribute as r on r.attrelid = c.oid and r.attnum > 0 and not r.attisdropped
      cross join lateral (
        select min(d.attnum) as unaligned
        from pg_attribute as d
        where d.attrelid = c.oid and d.attnum > 0 and d.attalign <> 'd'
      ) as f
      cross join lateral (
        select
          count(*) as columns,
          coalesce(sum(l.bytes), 0) as bytes
        from (
          values ('token_count', 7), ('slug', 24), ('heading', 24), ('context', 24), ('owner_id', 24)
        ) as l (name, bytes)
        where not exists (
          select from pg_attribute as h where h.attrelid = c.oid and h.attname = l.name and not h.attisdropped
        )
      ) as m
      where c.oid = t.attrelid
    ) as longest_row
  from pg_namespace as n
  inner join pg_class as s on s.relnamespace = n.oid and s.relname = 'nods_page_section' and s.relkind = 'r'
  inner join pg_attribute as t on t.attrelid = s.oid and t.attname = 'embedding' and t.atttypmod > 0
  where n.nspname = coalesce(nullif(current_setting('pgmatch.schema', true), ''), 'public')
)

select
  'change',
  format('%s.embedding', e.relation),
  'new rows keep the embedding inline; `pgmatch optimize` rewrites the old ones',
  'access exclusive for an instant; no rewrite',
  null
from embedding as e
where e.attstorage <> 'p' and e.longest_row <= 8160

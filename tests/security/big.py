"""Thirty thousand sections of tenants of four sizes, with the index over all of them."""

from __future__ import annotations

import os
from contextlib import closing

from pgmatch.migrate import upgrade
from tests.servers import Database

# few, so that the index is built in seconds; the number does not change which way a search goes
DIMENSIONS = int(os.environ.get("PGMATCH_TEST_DIMENSIONS", "16"))
# more sections than the 20,000 rows that a walk of the index looks at
PAGES = 3_000
SECTIONS = 10 * PAGES
# owner and type of a page, with the sections that are theirs; the rest belongs to "rest"
OWNED = {"0.1": 30, "1": 300, "10": 3_000, "50": 15_000}

FILL = f"""
    set local search_path = public, extensions;
    set local maintenance_work_mem = '512MB';
    select setseed(0.5);
    drop index nods_page_section_embedding_hnsw_ip_idx, nods_page_section_fts_idx;
    create temporary table centre as
    select c, array(select random()::real - 0.5 from generate_series(1, {DIMENSIONS} + 0 * c)) as x
    from generate_series(1, 200) as c;
    insert into nods_page (path, type, source, meta, owner_id)
    select
      format('/%s/%s', w.share, i), w.share, case when i % 2 = 0 then 'even' else 'odd' end,
      jsonb_build_object('share', w.share, 'tags', jsonb_build_array('all', 'n' || i)), w.share
    from generate_series(1, {PAGES}) as i
    cross join lateral (
      select case
        when i <= 3 then '0.1' when i <= 33 then '1' when i <= 333 then '10' when i <= 1833 then '50' else 'rest'
      end as share
    ) as w;
    insert into nods_page_section (page_id, content, heading, slug, owner_id, embedding)
    select
      p.id,
      format('common word%s rare%s %s', i % 100, i, repeat('x', 2 * (i % 200)))
        -- every tenth is long, and has the same words again and again
        || case when i % 10 = 3 then repeat(format(' often again and again thing%s', i % 7), 120) else '' end,
      'H' || i, 's' || i, p.owner_id,
      l2_normalize((select array_agg(v + (random()::real - 0.5) * 0.7 + 0 * i) from unnest(centre.x) as v)::vector)
    from generate_series(0, {SECTIONS - 1}) as i
    inner join nods_page as p on p.id = 1 + i / 10
    inner join centre on centre.c = 1 + (i * 7919) % 200
    order by i
"""


def fill(database: Database) -> None:
    """Install both lines in the mode public_read, fill the tables, and build the indexes in one go."""
    upgrade(database.url, access="public_read", dimensions=str(DIMENSIONS), model="m")
    upgrade(database.url, "nods_text")
    with closing(database.connect()) as connection, connection.cursor() as cursor:
        cursor.execute(FILL)
        cursor.execute("select pgmatch.nods_index_statement(false)")
        cursor.execute(cursor.fetchall()[0][0])
        cursor.execute("create index nods_page_section_fts_idx on nods_page_section using gin (fts)")
        connection.commit()
        connection.autocommit = True
        cursor.execute("vacuum analyze")

"""Ten thousand sections on a thousand pages, with vectors that are like those of real text."""

from __future__ import annotations

from tests.servers import Database

PAGES = 1000
SECTIONS = 10 * PAGES

# a page's type says how large a share of the pages has its number or a smaller one; ten sections a page
FILL = """
    set local search_path = public, extensions;
    select setseed(0.5);
    insert into nods_page (path, type, source, meta)
    select
      format('/%s/%s', w.share, i), w.share, case when i % 2 = 0 then 'even' else 'odd' end,
      jsonb_build_object('share', w.share, 'tags', jsonb_build_array('all', 'n' || i))
    from generate_series(1, {pages}) as i
    cross join lateral (
      select case when i = 1 then '0.1' when i <= 11 then '1' when i <= 111 then '10' when i <= 611 then '50'
        else 'rest' end as share
    ) as w;
    create temporary table centre as
    select c, array(select random()::real - 0.5 from generate_series(1, 64 + 0 * c)) as x
    from generate_series(1, 50) as c;
    insert into nods_page_section (page_id, content, heading, slug, embedding)
    select
      1 + i / 10, repeat('x', 1 + i), 'H' || i, 's' || i,
      l2_normalize(
        (select array_agg(v + (random()::real - 0.5) * 0.7 + 0 * i) from unnest(centre.x) as v)::vector
      )
    from generate_series(0, 10 * {pages} - 1) as i
    inner join centre on centre.c = 1 + (i * 7919) % 50
    order by i
"""
MATCHING = {"0.1": 10, "1": 100, "10": 1000, "50": 5000}


def fill(database: Database, pages: int = PAGES) -> None:
    """Fill a database of 64 dimensions, and build its index in one go."""
    with database.connect() as connection, connection.cursor() as cursor:
        cursor.execute("drop index nods_page_section_embedding_hnsw_ip_idx")
        cursor.execute(FILL.replace("{pages}", str(pages)))
        cursor.execute("select statement from pgmatch.nods_index_statement(false) as statement")
        cursor.execute(cursor.fetchall()[0][0])
    connection.close()
    connection = database.connect()
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
    connection.close()


def query_vector(database: Database, section: int) -> str:
    return str(database.rows("select embedding::text from nods_page_section where id = %s", (section,))[0][0])


def exact(database: Database, vector: str, count: int, condition: str = "true") -> list[int]:
    """Return the ids of the nearest sections by comparing all that satisfy a condition on s and p."""
    rows = database.rows(
        "select s.id from nods_page_section as s join nods_page as p on p.id = s.page_id"
        f" where {condition} order by (s.embedding operator(extensions.<#>) %s::extensions.vector) + 0, s.id limit %s",
        (vector, count),
    )
    return [row[0] for row in rows]

-- check_embeddings: what is wrong with the stored embeddings of a column, as far as their lengths show.
--
-- target, embedding  a declared table, and its column; null for pgmatch.default_search
--
-- not_normalized counts embeddings whose length is not 1 (within 1 %), zero those of length 0. finding says in words
-- what harms searches under the recorded metric; null if nothing does. Scans the whole table once. Raises 22023 if
-- nothing is declared for the table, and 42501 if row level security applies to the caller.
create or replace function pgmatch.check_embeddings(target regclass default null, embedding name default null)
returns table (
  rows bigint,
  without_embedding bigint,
  zero bigint,
  not_normalized bigint,
  min_norm double precision,
  max_norm double precision,
  finding text
)
language plpgsql
stable
set search_path from current
set jit = off
as $$
declare
  _search pgmatch.search;
begin
  if check_embeddings.target is null then
    _search := pgmatch.default_search();
  else
    _search := (
      select s from pgmatch.search as s
      where s.target::oid = check_embeddings.target::oid
        and s.embedding = coalesce(check_embeddings.embedding, s.embedding)
      order by s.embedding
      limit 1
    );
    if _search.target is null then
      raise exception using
        errcode = 'invalid_parameter_value',
        message = pg_catalog.format('no column of %s is declared to be searched', check_embeddings.target),
        hint = 'Declare one: pgmatch.create_search. To see what is declared: select * from pgmatch.search;';
    end if;
  end if;
  if pg_catalog.row_security_active(_search.target) then
    raise exception using
      errcode = 'insufficient_privilege',
      message = pg_catalog.format('row level security hides rows of %s from you', _search.target),
      hint = 'Run the check as the owner of the table.';
  end if;

  execute pg_catalog.format(
    'select count(*), count(*) filter (where v.norm is null), count(*) filter (where v.norm = 0::float8),'
    ' count(*) filter (where v.norm > 0::float8 and abs(v.norm - 1::float8) > 0.01::float8), min(v.norm), max(v.norm)'
    -- without offset, the length would be computed for each count
    ' from (select vector_norm(s.%I::vector) as norm from %s as s offset 0) as v',
    _search.embedding, _search.target
  )
  into rows, without_embedding, zero, not_normalized, min_norm, max_norm;

  finding := nullif(
    pg_catalog.concat_ws(
      ' ',
      case when without_embedding > 0 then
        pg_catalog.format(
          '%s of %s rows %s no embedding, so no search finds %s.', without_embedding, rows,
          case without_embedding when 1 then 'has' else 'have' end,
          case without_embedding when 1 then 'it' else 'them' end
        )
      end,
      case when zero > 0 and _search.metric in ('ip', 'cosine') then
        pg_catalog.format(
          '%s of %s embeddings %s all zeros, and such a vector is similar to nothing. Embed the rows again.',
          zero, rows - without_embedding, case zero when 1 then 'is' else 'are' end
        )
      end,
      case when not_normalized > 0 and _search.metric = 'ip' then
        pg_catalog.format(
          '%s of %s embeddings %s not have length 1 (%s to %s): by inner product, long vectors come before near ones.'
          ' Normalise them, or install with the metric cosine.',
          not_normalized, rows - without_embedding, case not_normalized when 1 then 'does' else 'do' end,
          round(min_norm::numeric, 3), round(max_norm::numeric, 3)
        )
      end
    ),
    ''
  );
  return next;
end;
$$;

comment on function pgmatch.check_embeddings is
  'Counts rows without embedding, embeddings of zeros and of a length other than 1; says what harms searches.';

select pgmatch.register('core', 'function', 'pgmatch.check_embeddings');

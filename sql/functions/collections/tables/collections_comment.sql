-- collections_comment: comments a collection and its columns where they have no comment.
create or replace function pgmatch.collections_comment(target regclass)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  _statement text;
begin
  for _statement in
    select format('comment on column %s.%I is %L', target, a.attname, w.comment)
    from (
      values
        ('id', 'The name of a record.'),
        ('vec', 'Its vector.'),
        ('metadata', 'What filters are about: a JSON object.'),
        ('owner_id', 'The owner of the record in the access mode owner: the claim "sub" of their JWT.')
    ) as w (name, comment)
    inner join pg_attribute as a on a.attrelid = target::oid and a.attname = w.name and not a.attisdropped
    where col_description(a.attrelid, a.attnum) is null
    union all
    select format('comment on table %s is %L', target, 'A collection: vectors with metadata, for vecs and pgmatch.')
    where obj_description(target::oid, 'pg_class') is null
  loop
    execute _statement;
  end loop;
end;
$$;

comment on function pgmatch.collections_comment is
  'Comments a collection and its columns where they have no comment.';

select pgmatch.register('collections', 'function', 'pgmatch.collections_comment');

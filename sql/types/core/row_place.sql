-- row_place: where a row is: its table, or its partition, and its place in that. A type left by an install whose record
-- was lost is kept.
do $$
begin
  if to_regtype('pgmatch.row_place') is null then
    create type pgmatch.row_place as (part oid, place tid);
  end if;
end;
$$;

comment on type pgmatch.row_place is 'Where a row is: its table, or its partition, and its place in that.';

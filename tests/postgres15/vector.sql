-- A stand-in for pgvector, which no registry has for PostgreSQL 15: the same names in SQL alone.
--
-- A vector is stored, read and printed as the JSON array that it looks like. hnsw and ivfflat are access methods
-- whose indexes (BRIN in truth) are built, kept and found in the catalog, and never used by a search.
do $$
declare
  _type text;
begin
  foreach _type in array '{vector, halfvec, sparsevec}'::text[] loop
    execute format('create type %s', _type);
    execute format(
      'create function %1$s_in(cstring, oid, integer) returns %1$s'
      ' language internal immutable strict parallel safe as ''jsonb_in''',
      _type
    );
    execute format(
      'create function %1$s_out(%1$s) returns cstring'
      ' language internal immutable strict parallel safe as ''jsonb_out''',
      _type
    );
    execute format(
      'create function %1$s_recv(internal, oid, integer) returns %1$s'
      ' language internal immutable strict parallel safe as ''jsonb_recv''',
      _type
    );
    execute format(
      'create function %1$s_send(%1$s) returns bytea'
      ' language internal immutable strict parallel safe as ''jsonb_send''',
      _type
    );
    execute format(
      'create function %1$s_typmod_in(cstring[]) returns integer'
      ' language internal immutable strict parallel safe as ''varbittypmodin''',
      _type
    );
    execute format(
      'create type %1$s (input = %1$s_in, output = %1$s_out, receive = %1$s_recv, send = %1$s_send,'
      ' typmod_in = %1$s_typmod_in, storage = external)',
      _type
    );
    execute format('create cast (%s as jsonb) without function', _type);
    execute format('create cast (jsonb as %s) without function', _type);
    execute format(
      'create function %1$s(%1$s, integer, boolean) returns %1$s'
      ' language plpgsql immutable strict parallel safe as %2$L',
      _type,
      'begin
        if $2 not in (-1, jsonb_array_length($1::jsonb)) then
          raise exception using
            errcode = ''data_exception'',
            message = format(''expected %s dimensions, not %s'', $2, jsonb_array_length($1::jsonb));
        end if;
        return $1;
      end'
    );
    execute format(
      'create cast (%1$s as %1$s) with function %1$s(%1$s, integer, boolean) as implicit', _type
    );
    execute format(
      'create function array_to_%1$s(double precision[], integer, boolean) returns %1$s'
      ' language sql immutable strict parallel safe return to_jsonb($1)::%1$s',
      _type
    );
    execute format(
      'create function array_to_%1$s(real[], integer, boolean) returns %1$s'
      ' language sql immutable strict parallel safe return to_jsonb($1)::%1$s',
      _type
    );
    execute format(
      'create cast (double precision[] as %1$s)'
      ' with function array_to_%1$s(double precision[], integer, boolean) as assignment',
      _type
    );
    execute format(
      'create cast (real[] as %1$s) with function array_to_%1$s(real[], integer, boolean) as assignment', _type
    );
    execute format(
      'create function %1$s_to_float4(%1$s, integer, boolean) returns real[]'
      ' language sql immutable strict parallel safe'
      ' return array(select e::real from jsonb_array_elements_text($1::jsonb) with ordinality as a (e, n) order by n)',
      _type
    );
    execute format('create cast (%1$s as real[]) with function %1$s_to_float4(%1$s, integer, boolean)', _type);
    execute format(
      'create function vector_dims(%1$s) returns integer'
      ' language sql immutable strict parallel safe return jsonb_array_length($1::jsonb)',
      _type
    );
    execute format(
      'create function %3$s(%1$s) returns double precision'
      ' language sql immutable strict parallel safe'
      ' return (select sqrt(sum(e::double precision ^ 2)) from jsonb_array_elements_text($1::jsonb) as a (e))',
      _type, null, case _type when 'vector' then 'vector_norm' else 'l2_norm' end
    );
    execute format(
      'create function sums_of(%1$s, %1$s) returns double precision[]'
      ' language plpgsql immutable strict parallel safe as %2$L',
      _type,
      'begin
        if jsonb_array_length($1::jsonb) <> jsonb_array_length($2::jsonb) then
          raise exception using
            errcode = ''data_exception'',
            message = format(
              ''different vector dimensions %s and %s'', jsonb_array_length($1::jsonb), jsonb_array_length($2::jsonb)
            );
        end if;
        return (
          select array[sum(a * b), sum(a * a), sum(b * b), sum((a - b) ^ 2), sum(abs(a - b))]
          from unnest(
            array(select e::double precision from jsonb_array_elements_text($1::jsonb) with ordinality as x (e, n) order by n),
            array(select e::double precision from jsonb_array_elements_text($2::jsonb) with ordinality as x (e, n) order by n)
          ) as u (a, b)
        );
      end'
    );
    execute format(
      'create function negative_inner_product(%1$s, %1$s) returns double precision'
      ' language sql immutable strict parallel safe return -(sums_of($1, $2))[1];'
      ' create function cosine_distance(%1$s, %1$s) returns double precision'
      ' language sql immutable strict parallel safe return case'
      ' when (sums_of($1, $2))[2] * (sums_of($1, $2))[3] = 0 then ''NaN'''
      ' else 1 - (sums_of($1, $2))[1] / sqrt((sums_of($1, $2))[2] * (sums_of($1, $2))[3]) end;'
      ' create function l2_distance(%1$s, %1$s) returns double precision'
      ' language sql immutable strict parallel safe return sqrt((sums_of($1, $2))[4]);'
      ' create function l1_distance(%1$s, %1$s) returns double precision'
      ' language sql immutable strict parallel safe return (sums_of($1, $2))[5];'
      ' create operator <#> (function = negative_inner_product, leftarg = %1$s, rightarg = %1$s, commutator = <#>);'
      ' create operator <=> (function = cosine_distance, leftarg = %1$s, rightarg = %1$s, commutator = <=>);'
      ' create operator <-> (function = l2_distance, leftarg = %1$s, rightarg = %1$s, commutator = <->);'
      ' create operator <+> (function = l1_distance, leftarg = %1$s, rightarg = %1$s, commutator = <+>);',
      _type
    );
    for i in 1..6 loop
      execute format(
        'create function %1$s_%2$s(%1$s, %1$s) returns boolean'
        ' language internal immutable strict parallel safe as ''jsonb_%2$s'';'
        ' create operator %3$s (function = %1$s_%2$s, leftarg = %1$s, rightarg = %1$s)',
        _type, ('{lt,le,eq,ge,gt,ne}'::text[])[i], ('{<,<=,=,>=,>,<>}'::text[])[i]
      );
    end loop;
    execute format(
      'create function %1$s_cmp(%1$s, %1$s) returns integer'
      ' language internal immutable strict parallel safe as ''jsonb_cmp'';'
      ' create operator class %1$s_ops default for type %1$s using btree as'
      ' operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 %1$s_cmp(%1$s, %1$s)',
      _type
    );
  end loop;
end;
$$;

create cast (vector as halfvec) without function as implicit;
create cast (halfvec as vector) without function as implicit;

create function l2_normalize(vector) returns vector
language sql immutable strict parallel safe
return (
  select to_jsonb(array_agg((e::double precision / nullif(vector_norm($1), 0))::real order by n))::vector
  from jsonb_array_elements_text($1::jsonb) with ordinality as a (e, n)
);

create function binary_quantize(vector) returns bit
language sql immutable strict parallel safe
return (
  select string_agg(case when e::double precision > 0 then '1' else '0' end, '' order by n)::bit varying::bit
  from jsonb_array_elements_text($1::jsonb) with ordinality as a (e, n)
);

create function hamming_distance(bit, bit) returns double precision
language sql immutable strict parallel safe
return bit_count($1 # $2);

create operator <~> (function = hamming_distance, leftarg = bit, rightarg = bit, commutator = <~>);

create access method hnsw type index handler brinhandler;
create access method ivfflat type index handler brinhandler;

do $$
declare
  _method text;
  _type text;
  _class text;
begin
  foreach _method in array '{hnsw, ivfflat}'::text[] loop
    foreach _type in array '{vector, halfvec, bit}'::text[] loop
      foreach _class in array
        case _type when 'bit' then '{hamming}' else '{ip, cosine, l2, l1}' end::text[]
      loop
        execute format(
          'create operator class %2$s_%3$s_ops for type %2$s using %1$s as'
          ' operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >,'
          ' function 1 brin_minmax_opcinfo(internal),'
          ' function 2 brin_minmax_add_value(internal, internal, internal, internal),'
          ' function 3 brin_minmax_consistent(internal, internal, internal),'
          ' function 4 brin_minmax_union(internal, internal, internal)',
          _method, _type, _class
        );
      end loop;
    end loop;
  end loop;
end;
$$;

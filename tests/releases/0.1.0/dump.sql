--
-- PostgreSQL database dump
--

\restrict HhHZMF2KEWoVWg23lLkvysSsgNYWqlv9WrOCoaFZMwKjpxlg3ZgkdxEVevwIyfE

-- Dumped from database version 18.6
-- Dumped by pg_dump version 18.6

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: pgmatch; Type: SCHEMA; Schema: -; Owner: postgres
--

CREATE SCHEMA pgmatch;


ALTER SCHEMA pgmatch OWNER TO postgres;

--
-- Name: chosen_index; Type: TYPE; Schema: pgmatch; Owner: postgres
--

CREATE TYPE pgmatch.chosen_index AS (
	index regclass,
	method name,
	kind text,
	ordering text,
	other regclass,
	ef_search integer,
	probes integer,
	overfetch double precision
);


ALTER TYPE pgmatch.chosen_index OWNER TO postgres;

--
-- Name: TYPE chosen_index; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON TYPE pgmatch.chosen_index IS 'The vector index that a search uses, and how, see pgmatch.search_index.';


--
-- Name: doctor_finding; Type: TYPE; Schema: pgmatch; Owner: postgres
--

CREATE TYPE pgmatch.doctor_finding AS (
	level text,
	object text,
	evidence text,
	fix text[],
	is_safe boolean
);


ALTER TYPE pgmatch.doctor_finding OWNER TO postgres;

--
-- Name: TYPE doctor_finding; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON TYPE pgmatch.doctor_finding IS 'What a rule of pgmatch.doctor returns: level, object, evidence, the steps of the fix, and whether it is safe.';


--
-- Name: index_to_measure; Type: TYPE; Schema: pgmatch; Owner: postgres
--

CREATE TYPE pgmatch.index_to_measure AS (
	index regclass,
	target regclass,
	column_name name,
	method name,
	kind text,
	metric text,
	lists integer,
	distance text,
	ordering text,
	ef_search integer,
	probes integer,
	overfetch double precision
);


ALTER TYPE pgmatch.index_to_measure OWNER TO postgres;

--
-- Name: TYPE index_to_measure; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON TYPE pgmatch.index_to_measure IS 'An index to measure, and how to search it.';


--
-- Name: question; Type: TYPE; Schema: pgmatch; Owner: postgres
--

CREATE TYPE pgmatch.question AS (
	target regclass,
	embedding name,
	key name,
	metric text,
	query extensions.vector,
	match_count integer,
	match_threshold double precision,
	always text,
	late text,
	filter text,
	path text
);


ALTER TYPE pgmatch.question OWNER TO postgres;

--
-- Name: TYPE question; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON TYPE pgmatch.question IS 'What a search asks, and of which table, see pgmatch.nearest.';


--
-- Name: recall_measurement; Type: TYPE; Schema: pgmatch; Owner: postgres
--

CREATE TYPE pgmatch.recall_measurement AS (
	index regclass,
	sampled integer,
	k integer,
	recall double precision,
	worst_recall double precision,
	p50_ms double precision,
	p95_ms double precision,
	exact_p50_ms double precision,
	pages_hit double precision,
	pages_read double precision
);


ALTER TYPE pgmatch.recall_measurement OWNER TO postgres;

--
-- Name: TYPE recall_measurement; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON TYPE pgmatch.recall_measurement IS 'What pgmatch.measure_recall found: recall 0 to 1, times in milliseconds, pages per search.';


--
-- Name: row_place; Type: TYPE; Schema: pgmatch; Owner: postgres
--

CREATE TYPE pgmatch.row_place AS (
	part oid,
	place tid
);


ALTER TYPE pgmatch.row_place OWNER TO postgres;

--
-- Name: TYPE row_place; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON TYPE pgmatch.row_place IS 'Where a row is: its table, or its partition, and its place in that.';


--
-- Name: setting; Type: TYPE; Schema: pgmatch; Owner: postgres
--

CREATE TYPE pgmatch.setting AS (
	name text,
	value text
);


ALTER TYPE pgmatch.setting OWNER TO postgres;

--
-- Name: TYPE setting; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON TYPE pgmatch.setting IS 'The name of a setting and its value.';


--
-- Name: nods_hybrid_match; Type: TYPE; Schema: public; Owner: postgres
--

CREATE TYPE public.nods_hybrid_match AS (
	id bigint,
	page_id bigint,
	path text,
	slug text,
	heading text,
	content text,
	score double precision,
	full_text_rank bigint,
	semantic_rank bigint,
	similarity double precision,
	meta jsonb
);


ALTER TYPE public.nods_hybrid_match OWNER TO postgres;

--
-- Name: TYPE nods_hybrid_match; Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON TYPE public.nods_hybrid_match IS 'A section that a hybrid search found, with the meta of its page; a higher score is better.';


--
-- Name: nods_section_context; Type: TYPE; Schema: public; Owner: postgres
--

CREATE TYPE public.nods_section_context AS (
	id bigint,
	page_id bigint,
	path text,
	slug text,
	heading text,
	content text,
	token_count integer,
	heading_path text[],
	place integer
);


ALTER TYPE public.nods_section_context OWNER TO postgres;

--
-- Name: TYPE nods_section_context; Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON TYPE public.nods_section_context IS 'A section near another on its page: place counts from that one, and heading_path leads to the section.';


--
-- Name: nods_section_match; Type: TYPE; Schema: public; Owner: postgres
--

CREATE TYPE public.nods_section_match AS (
	id bigint,
	page_id bigint,
	path text,
	slug text,
	heading text,
	content text,
	similarity double precision,
	meta jsonb
);


ALTER TYPE public.nods_section_match OWNER TO postgres;

--
-- Name: TYPE nods_section_match; Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON TYPE public.nods_section_match IS 'A section that a search found, with the meta of its page; a higher similarity is nearer.';


--
-- Name: access_changes(text[]); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.access_changes(lines text[]) RETURNS TABLE(target regclass, statement text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select null::regclass, i.statement
  from pgmatch.internal_changes() as i (statement)
  union all
  select null, u.statement
  from (select unnest(lines) union select 'core') as l (line)
  cross join lateral pgmatch.usage_changes(l.line) as u (statement)
  union all
  select c.target, c.statement
  from (select unnest(lines) union select 'core') as l (line)
  cross join lateral pgmatch.member_changes(l.line) as c
$$;


ALTER FUNCTION pgmatch.access_changes(lines text[]) OWNER TO postgres;

--
-- Name: FUNCTION access_changes(lines text[]); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.access_changes(lines text[]) IS 'The statements that bring privileges and policies in step with the access mode, and the tables that they change.';


--
-- Name: access_differences(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.access_differences() RETURNS TABLE(line text, access text, object text, role name, wanted text, has text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  with wanted as materialized (
    select l.line, m.*
    from (select distinct m.line from pgmatch.member as m) as l
    cross join lateral pgmatch.member_privileges(l.line) as m
    union all
    select
      null,
      o.kind,
      o.name,
      o.object,
      r.role,
      case
        when o.kind = 'schema' and exists (
          select 1
          from pgmatch.install as l
          cross join lateral pgmatch.audience(l.line) as a
          where a.role = r.role and a.part is not null
        ) then 'usage'
      end
    from pgmatch.ruled_objects() as o
    cross join (select 'public'::name union all select pgmatch.api_roles()) as r (role)
    where o.line is null
  )

  select i.line, i.access, w.kind || ' ' || w.name, w.role, w.privileges, g.privileges
  from wanted as w
  left join pgmatch.granted(array(select w.object from wanted as w)) as g
    on (g.kind, g.object, g.role) = (w.kind, w.object, w.role)
  cross join lateral (
    select l.line, l.access
    from pgmatch.install as l
    where l.access is not null
    order by l.line = w.line desc nulls last, l.base is not null, l.line
    limit 1
  ) as i
  where g.privileges is distinct from w.privileges
$$;


ALTER FUNCTION pgmatch.access_differences() OWNER TO postgres;

--
-- Name: FUNCTION access_differences(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.access_differences() IS 'Where public or an API role has other privileges on an object than its access mode says.';


--
-- Name: access_statement(text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.access_statement(line text) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select coalesce(
    (
      select format('select pgmatch.set_access(%L, %L);', i.access, i.line)
      from pgmatch.install as i
      where i.access is not null and (i.line = access_statement.line or access_statement.line = 'core')
      order by i.line
      limit 1
    ),
    'select pgmatch.apply_changes(array[''core'']);'
  )
$$;


ALTER FUNCTION pgmatch.access_statement(line text) OWNER TO postgres;

--
-- Name: FUNCTION access_statement(line text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.access_statement(line text) IS 'The statement that brings everything of a line in step with its access mode again.';


--
-- Name: add_column(text, regclass, name, name, text, integer); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.add_column(line text, target regclass, embedding name, key name, metric text, dimensions integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  _asked constant text := nullif(current_setting('pgmatch.dimensions', true), '');
  _metric constant text := coalesce(nullif(current_setting('pgmatch.metric', true), ''), metric);
  _model constant text := nullif(current_setting('pgmatch.model', true), '');
  _found constant integer := pgmatch.dimensions_of(target, embedding);
  _dimensions integer;
begin
  if _metric not in ('ip', 'cosine', 'l2', 'l1') then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('metric=%s does not exist', _metric),
      hint = 'Use ip (inner product), cosine, l2 or l1.';
  elsif _asked !~ '^[0-9]{1,5}$' or _asked::integer not between 1 and 16000 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('dimensions=%s cannot be indexed', _asked),
      hint = 'Use a whole number from 1 to 16000: the number of dimensions of your model''s vectors.';
  elsif _asked::integer <> _found then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format(
        'dimensions=%s contradicts the table %s, which has %s', _asked, pgmatch.full_name(target), _found
      ),
      hint = 'Leave the option out to keep the table as it is.';
  end if;
  _dimensions := coalesce(_found, _asked::integer, upper(pgmatch.model_dimensions(_model)) - 1, dimensions);
  perform pgmatch.check_model_dimensions(_model, _dimensions, target, embedding);

  if _found is null then
    begin
      execute format(
        'alter table %s alter column %I type %s(%s)',
        target, embedding,
        (select a.atttypid::regtype from pg_attribute as a where a.attrelid = target and a.attname = embedding),
        _dimensions
      );
    exception when data_exception then
      raise exception using
        errcode = 'object_not_in_prerequisite_state',
        message = format('the column %I of %s has other vectors: %s', embedding, pgmatch.full_name(target), sqlerrm),
        hint = 'Give the number of dimensions of your vectors: -x dimensions=...';
    end;
  end if;
  -- so that the planner sees the size of the vectors; the other columns of a page of 8 kB have place beside them
  if _dimensions <= 1898 and not exists (
    select 1
    from pgmatch.member as m
    where m.line = add_column.line and m.kind = 'table' and m.adopted
      and pgmatch.member_oid(m.line, m.kind, m.name) = target
  ) then
    execute format(
      'alter table %s alter column %I set storage plain, set (toast_tuple_target = 8160)', target, embedding
    );
  end if;
  insert into pgmatch.search (target, embedding, key, line, metric, model)
  values (add_column.target, add_column.embedding, add_column.key, add_column.line, _metric, _model)
  on conflict on constraint search_pkey do nothing;
end;
$_$;


ALTER FUNCTION pgmatch.add_column(line text, target regclass, embedding name, key name, metric text, dimensions integer) OWNER TO postgres;

--
-- Name: FUNCTION add_column(line text, target regclass, embedding name, key name, metric text, dimensions integer); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.add_column(line text, target regclass, embedding name, key name, metric text, dimensions integer) IS 'Records a searchable column of a line, with the metric and model that the options of this run ask for.';


--
-- Name: add_indexes(text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.add_indexes(line text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _statement text;
begin
  for _statement in
    select i.statement
    from pgmatch.search as s
    cross join lateral pgmatch.index_statement(s.target, s.embedding, false) as i (statement)
    where s.line = add_indexes.line and i.statement is not null
  loop
    -- readers continue
    perform pgmatch.lock_line(line, 'exclusive');
    execute _statement;
  end loop;
  -- match functions that the line made before
  perform pgmatch.refresh_searches(c.target)
  from pgmatch.changed_searches(
    array(select s.target::oid from pgmatch.search as s where s.line = add_indexes.line)
  ) as c (target);
end;
$$;


ALTER FUNCTION pgmatch.add_indexes(line text) OWNER TO postgres;

--
-- Name: FUNCTION add_indexes(line text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.add_indexes(line text) IS 'Builds the vector indexes of a line, unless fitting ones already exist. Writes wait meanwhile.';


--
-- Name: add_line(text, text, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.add_line(line text, default_schema text DEFAULT 'public'::text, tables_schema text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _schema constant text := coalesce(nullif(current_setting('pgmatch.schema', true), ''), default_schema);
  _access constant text := coalesce(nullif(current_setting('pgmatch.access', true), ''), 'private');
  _created constant text[] := array(
    select distinct w.name
    from unnest(array[_schema, tables_schema]) as w (name)
    where to_regnamespace(quote_ident(w.name)) is null and w.name is not null
  );
  _each text;
begin
  if _schema in ('pgmatch', 'information_schema') or _schema like E'pg\\_%' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('schema=%s is reserved and cannot hold your tables', _schema),
      hint = 'Choose another schema, for example public.';
  elsif _access not in ('private', 'public_read', 'owner') then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('access=%s does not exist', _access),
      hint = 'Use private, public_read or owner.';
  end if;

  perform pgmatch.check_trusted('schema', quote_ident(n.nspname), n.nspowner)
  from pg_namespace as n
  where n.nspname in (_schema, tables_schema);
  foreach _each in array _created loop
    execute format('create schema %I', _each);
  end loop;
  insert into pgmatch.install (line, schema_name, tables_schema, created_schemas, access)
  values (add_line.line, _schema, add_line.tables_schema, _created, _access)
  on conflict on constraint install_pkey do nothing;
  perform pgmatch.register(line, 'table', format('pgmatch.%s_version', line));
end;
$$;


ALTER FUNCTION pgmatch.add_line(line text, default_schema text, tables_schema text) OWNER TO postgres;

--
-- Name: FUNCTION add_line(line text, default_schema text, tables_schema text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.add_line(line text, default_schema text, tables_schema text) IS 'Records a line, with the schema and access mode that the options of this run ask for.';


--
-- Name: add_user_role(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.add_user_role() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _statements constant text := format('create role pgmatch_user nologin; grant pgmatch_user to %I;', current_user);
begin
  if to_regrole('pgmatch_user') is not null then
    return;
  end if;
  execute _statements;
exception
  -- another database has just created it
  when duplicate_object or unique_violation then
    return;
  when insufficient_privilege then
    if to_regrole('authenticated') is null then
      raise exception using
        errcode = 'insufficient_privilege',
        message = format('the role pgmatch_user is missing, and "%s" may not create it', current_user),
        hint = format('Ask an administrator to run: %s', _statements);
    end if;
    raise notice using
      message = format('the role pgmatch_user is missing, and "%s" may not create it', current_user),
      hint = format('Only direct connections to Postgres need it. An administrator can run: %s', _statements);
end;
$$;


ALTER FUNCTION pgmatch.add_user_role() OWNER TO postgres;

--
-- Name: FUNCTION add_user_role(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.add_user_role() IS 'Creates the role pgmatch_user, which direct connections to Postgres use to act for a user.';


--
-- Name: adopt_table(text, text, text[], text[], text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.adopt_table(line text, name text, needed text[], added text[] DEFAULT '{}'::text[], key text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _target constant regclass := (
    select to_regclass(format('%I.%I', i.schema_name, adopt_table.name)) from pgmatch.install as i
    where i.line = adopt_table.line
  );
  _finding text;
  _remedy text;
  _column text;
begin
  if _target is null or exists (
    select 1 from pgmatch.member as m
    where m.line = adopt_table.line and m.kind = 'table' and m.name = adopt_table.name
  ) then
    return;
  end if;
  select a.finding, a.remedy into _finding, _remedy from pgmatch.adoption_problem(_target, needed, added, key) as a;
  if _finding is not null then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('the table %s cannot be adopted: %s', pgmatch.full_name(_target), _finding),
      hint = _remedy;
  end if;

  perform pgmatch.lock_tables(array[_target]);
  insert into pgmatch.member (line, kind, name, adopted) values (adopt_table.line, 'table', adopt_table.name, true);
  insert into pgmatch.member (line, kind, name, adopted)
  select adopt_table.line, 'index', c.relname, true
  from pg_index as x
  inner join pg_class as c on c.oid = x.indexrelid
  where x.indrelid = _target;
  foreach _column in array added loop
    if not exists (
      select 1
      from pg_attribute as a
      inner join pgmatch.split_name(_column) as s on s.name = a.attname
      where a.attrelid = _target and not a.attisdropped
    ) then
      insert into pgmatch.member (line, kind, name)
      select adopt_table.line, 'column', format('%s.%I', adopt_table.name, s.name)
      from pgmatch.split_name(_column) as s;
      -- where its types are
      perform set_config('search_path', pgmatch.pinned_path(line), true);
      execute format('alter table %s add column %s', _target, _column);
      perform set_config('search_path', 'pg_catalog, pg_temp', true);
    end if;
  end loop;
end;
$$;


ALTER FUNCTION pgmatch.adopt_table(line text, name text, needed text[], added text[], key text) OWNER TO postgres;

--
-- Name: FUNCTION adopt_table(line text, name text, needed text[], added text[], key text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.adopt_table(line text, name text, needed text[], added text[], key text) IS 'Takes a table that others made into a line: checks its columns, records it, and adds those that pgmatch needs.';


--
-- Name: adoption_problem(regclass, text[], text[], text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.adoption_problem(target regclass, needed text[], added text[] DEFAULT '{}'::text[], key text DEFAULT NULL::text) RETURNS TABLE(finding text, remedy text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  with wanted as (
    select
      w.place,
      w.place <= cardinality(needed) as is_needed,
      s.name as column_name,
      t.name as wanted_type,
      case t.name when 'vector' then format('%s.vector', e.extnamespace::regnamespace) else t.name end as type_name,
      -- the schema of a type depends on where the extension is
      substring(format_type(a.atttypid, null) from '([^.]+)$') as actual_type,
      a.attgenerated <> '' and s.type !~ ' generated ' as is_generated
    from unnest(needed || added) with ordinality as w (entry, place)
    cross join lateral pgmatch.split_name(w.entry) as s
    cross join lateral (select regexp_replace(s.type, ' (not null|default|generated) .*$', '')) as t (name)
    cross join pg_extension as e
    left join pg_attribute as a on a.attrelid = target and a.attname = s.name and not a.attisdropped
    where e.extname = 'vector'
  )

  select p.finding, p.remedy
  from (
    select
      -3 as place,
      'it is not an ordinary table' as finding,
      'Rename it, or install into another schema: -x schema=...' as remedy
    from pg_class as c
    where c.oid = target and (c.relkind <> 'r' or c.relispartition)
    union all
    select
      -2,
      'it is a table of another tool: it has no columns ' || string_agg(m.name, ', ' order by m.place),
      pgmatch.offered_search(target) || 'To have both, install this line into another schema: -x schema=...'
    from (select w.place, quote_ident(w.column_name) from wanted as w where w.is_needed and w.actual_type is null)
      as m (place, name)
    having count(*) > 1
    union all
    select
      -1,
      format('it belongs to the role "%s", not to "%s"', pg_get_userbyid(c.relowner), pg_get_userbyid(o.relowner)),
      format(
        'Run this as %I, or: alter table %s owner to %I;',
        pg_get_userbyid(c.relowner), pgmatch.full_name(target), pg_get_userbyid(o.relowner)
      )
    from pg_class as c
    inner join pg_class as o on o.oid = 'pgmatch.member'::regclass
    where c.oid = target and not (pgmatch.is_trusted(c.relowner) and pg_has_role(c.relowner, 'usage'))
    union all
    select
      w.place,
      format('it has no column %I', w.column_name),
      format('alter table %s add column %I %s;', pgmatch.full_name(target), w.column_name, w.type_name)
    from wanted as w
    where w.is_needed and w.actual_type is null
    union all
    select
      w.place,
      format('its column %I is %s, not %s', w.column_name, w.actual_type, w.wanted_type),
      format(
        'Rename the table, or change the column: alter table %s alter column %I type %s using %2$I::text::%3$s;',
        pgmatch.full_name(target), w.column_name, w.type_name
      )
    from wanted as w
    where w.actual_type <> w.wanted_type
    union all
    select
      w.place,
      format('its column %I is generated, so nobody can set it', w.column_name),
      format('alter table %s rename column %I to ...;', pgmatch.full_name(target), w.column_name)
    from wanted as w
    where w.is_generated and not w.is_needed
    union all
    select
      cardinality(needed || added) + 1,
      format('it has no primary key on %I', key),
      format('alter table %s add primary key (%I);', pgmatch.full_name(target), key)
    where key is not null and not exists (
      select 1
      from pg_constraint as k
      inner join pg_attribute as a on a.attrelid = k.conrelid and k.conkey = array[a.attnum]
      where k.conrelid = target and k.contype in ('p', 'u') and a.attname = key
    )
  ) as p
  order by p.place
  limit 1
$_$;


ALTER FUNCTION pgmatch.adoption_problem(target regclass, needed text[], added text[], key text) OWNER TO postgres;

--
-- Name: FUNCTION adoption_problem(target regclass, needed text[], added text[], key text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.adoption_problem(target regclass, needed text[], added text[], key text) IS 'The first reason why a table cannot be adopted, and what helps.';


--
-- Name: api_roles(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.api_roles() RETURNS SETOF name
    LANGUAGE sql STABLE ROWS 4
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select r.rolname
  from pg_roles as r
  where r.rolname in ('anon', 'authenticated', 'service_role', 'pgmatch_user')
  order by r.rolname
$$;


ALTER FUNCTION pgmatch.api_roles() OWNER TO postgres;

--
-- Name: FUNCTION api_roles(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.api_roles() IS 'The roles of this server that an access mode gives privileges to.';


--
-- Name: apply_access(text, text, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.apply_access(line text, kind text, name text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _statement text;
begin
  for _statement in
    select c.statement from pgmatch.member_changes(line, kind, name) as c
  loop
    execute _statement;
  end loop;
end;
$$;


ALTER FUNCTION pgmatch.apply_access(line text, kind text, name text) OWNER TO postgres;

--
-- Name: FUNCTION apply_access(line text, kind text, name text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.apply_access(line text, kind text, name text) IS 'Gives one table, sequence or function of a line the privileges and policies of the access mode.';


--
-- Name: apply_changes(text[]); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.apply_changes(lines text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  _statement text;
begin
  for _statement in
    select c.statement from pgmatch.access_changes(lines) as c
  loop
    execute _statement;
    -- a downgrade revokes it; lines share the grants of the one that they build on
    if _statement like 'grant usage on schema %' then
      update pgmatch.install as i
      set usages = array_append(array_remove(i.usages, u.usage), u.usage)
      from (values (regexp_replace(_statement, '^grant usage on (.*) to (.*)$', E'\\1 from \\2'))) as u (usage)
      where i.line = lines[1];
    elsif _statement like 'alter default privileges %' then
      update pgmatch.install as i
      set usages = array_append(array_remove(i.usages, 'new tables'), 'new tables')
      where i.line = lines[1];
    end if;
  end loop;
end;
$_$;


ALTER FUNCTION pgmatch.apply_changes(lines text[]) OWNER TO postgres;

--
-- Name: FUNCTION apply_changes(lines text[]); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.apply_changes(lines text[]) IS 'Brings the privileges and policies of lines, and those of the core, in step with the access mode.';


--
-- Name: audience(text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.audience(line text) RETURNS TABLE(role name, part text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  with made as (
    select pgmatch.search_oid(f) as function
    from pgmatch.search_function as f
    -- the access mode of its line rules a member
    where audience.line = 'core' and not exists (
      select 1 from pgmatch.member as m
      where m.kind = 'function'
        and split_part(m.name, '(', 1) = quote_ident(f.name)
        -- unlike an equality, it is not hashed, for which every member would be looked up
        and pgmatch.member_oid(m.line, m.kind, m.name) is not distinct from pgmatch.search_oid(f)
    )
  )

  select
    r.rolname,
    coalesce(
      -- in the order of the alphabet, the highest is the last
      max(
        case
          when r.rolname = 'service_role' then 'writer'
          when i.access = 'owner' and r.rolname in ('authenticated', 'pgmatch_user') then 'tenant'
          when i.access = 'public_read' and r.rolname in ('anon', 'authenticated') then 'reader'
        end
      ) filter (where i.access is not null),
      case
        when exists (select 1 from made as m where has_function_privilege(r.rolname, m.function, 'execute'))
          then 'reader'
      end
    )
  from pgmatch.install as i
  cross join pgmatch.api_roles() as r (rolname)
  where i.line = audience.line or audience.line = 'core'
  group by r.rolname
  union all
  select 'public', 'reader'
  where exists (select 1 from made as m where has_function_privilege('public', m.function, 'execute'))
  order by 1
$$;


ALTER FUNCTION pgmatch.audience(line text) OWNER TO postgres;

--
-- Name: FUNCTION audience(line text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.audience(line text) IS 'The API roles that exist, each as writer, tenant, reader or null under the access mode of a line.';


--
-- Name: best_pairs(anyarray, anyarray, double precision[], integer); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.best_pairs(some_keys anyarray, some_other_keys anyarray, some_similarities double precision[], most integer, OUT keys anyarray, OUT other_keys anyarray, OUT similarities double precision[]) RETURNS record
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select
    coalesce(array_agg(b.key order by b.similarity desc, b.key, b.other_key), '{}'),
    coalesce(array_agg(b.other_key order by b.similarity desc, b.key, b.other_key), '{}'),
    coalesce(array_agg(b.similarity order by b.similarity desc, b.key, b.other_key), '{}')
  from (
    select u.key, u.other_key, u.similarity
    from unnest(some_keys, some_other_keys, some_similarities) as u (key, other_key, similarity)
    order by u.similarity desc, u.key, u.other_key
    limit most
  ) as b
$$;


ALTER FUNCTION pgmatch.best_pairs(some_keys anyarray, some_other_keys anyarray, some_similarities double precision[], most integer, OUT keys anyarray, OUT other_keys anyarray, OUT similarities double precision[]) OWNER TO postgres;

--
-- Name: FUNCTION best_pairs(some_keys anyarray, some_other_keys anyarray, some_similarities double precision[], most integer, OUT keys anyarray, OUT other_keys anyarray, OUT similarities double precision[]); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.best_pairs(some_keys anyarray, some_other_keys anyarray, some_similarities double precision[], most integer, OUT keys anyarray, OUT other_keys anyarray, OUT similarities double precision[]) IS 'The most similar of some pairs, the most similar first.';


--
-- Name: build_index(regclass, text, name); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.build_index(target regclass, definition text, tablespace name DEFAULT NULL::name) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _given constant bigint := pg_size_bytes(current_setting('maintenance_work_mem')) / 1024;
  -- in kB: the vectors, about 720 bytes a row for its neighbours, and one piece of 8 MB, in which memory is taken
  _wanted constant bigint := (
    select 8192 + (pg_table_size(c.oid) + 720 * greatest(c.reltuples, 0))::bigint / 1024
    from pg_class as c where c.oid = target
  );
  _most constant bigint := pg_size_bytes(current_setting('shared_buffers')) / 1024;
  _before pgmatch.setting[] := pgmatch.change_setting(
    'maintenance_work_mem', null, argument => greatest(_given, least(_wanted, _most)) || 'kB'
  ) || pgmatch.change_setting('default_tablespace', null, argument => coalesce(tablespace, ''));
begin
  begin
    execute definition;
  exception when disk_full or out_of_memory then
    perform pgmatch.put_back(_before);
    _before := pgmatch.change_setting('max_parallel_maintenance_workers', null, argument => '0')
      || pgmatch.change_setting('default_tablespace', null, argument => coalesce(tablespace, ''));
    execute definition;
  end;
  perform pgmatch.put_back(_before);
end;
$$;


ALTER FUNCTION pgmatch.build_index(target regclass, definition text, tablespace name) OWNER TO postgres;

--
-- Name: FUNCTION build_index(target regclass, definition text, tablespace name); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.build_index(target regclass, definition text, tablespace name) IS 'Runs the statement that builds a vector index, with the memory that its graph needs.';


--
-- Name: callable_searches(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.callable_searches() RETURNS TABLE(function oid, line text, name text, arguments text, target regclass, embedding name, index regclass)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  select
    p.oid,
    f.line,
    format('%I.%I', n.nspname, p.proname),
    (
      select string_agg(
        case
          when t.typname in ('vector', 'halfvec') then format('$1::%s', a.type::regtype)
          when p.proargnames[a.place] = 'match_count' then '10'
          else 'null'
        end,
        ', '
        order by a.place
      )
      from unnest(p.proargtypes) with ordinality as a (type, place)
      inner join pg_type as t on t.oid = a.type
      where a.place <= p.pronargs - p.pronargdefaults
    ),
    s.target,
    s.embedding,
    i.index
  from (
    select pgmatch.member_oid(m.line, m.kind, m.name), m.line, null, null, null
    from pgmatch.member as m
    where m.kind = 'function' and m.name ~ '^match_'
    union all
    select pgmatch.search_oid(d), null, d.target, d.embedding, d.metric
    from pgmatch.declared_searches() as d
    where not exists (
      select 1 from pgmatch.member as m
      where m.kind = 'function'
        and split_part(m.name, '(', 1) = quote_ident(d.name)
        -- unlike an equality, it is not hashed, for which every member would be looked up
        and pgmatch.member_oid(m.line, m.kind, m.name) is not distinct from pgmatch.search_oid(d)
    )
  ) as f (function, line, target, embedding, metric)
  inner join pg_proc as p on p.oid = f.function
  inner join pg_namespace as n on n.oid = p.pronamespace
  inner join pgmatch.searched_columns() as s on s.line = f.line or s.target = f.target and s.embedding = f.embedding
  cross join lateral pgmatch.search_index(s.target, s.embedding, coalesce(f.metric, s.metric)) as i
  order by f.line, n.nspname, p.proname
$_$;


ALTER FUNCTION pgmatch.callable_searches() OWNER TO postgres;

--
-- Name: FUNCTION callable_searches(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.callable_searches() IS 'The match functions of lines and those that pgmatch.create_search has made, and how to call each.';


--
-- Name: change_setting(text, text, text, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.change_setting(name text, default_value text, value text DEFAULT NULL::text, argument text DEFAULT NULL::text) RETURNS pgmatch.setting[]
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _now constant text := current_setting(name);
  _new text := coalesce(argument, case when _now = default_value then value end);
begin
  if _new is null or _new = _now then
    return '{}';
  end if;
  -- an assignment is evaluated without a query, which perform would run
  _new := set_config(name, _new, true);
  return array[row(name, _now)::pgmatch.setting];
end;
$$;


ALTER FUNCTION pgmatch.change_setting(name text, default_value text, value text, argument text) OWNER TO postgres;

--
-- Name: FUNCTION change_setting(name text, default_value text, value text, argument text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.change_setting(name text, default_value text, value text, argument text) IS 'Gives a setting another value for this transaction, and returns what it was; no element if it stays.';


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: search_function; Type: TABLE; Schema: pgmatch; Owner: postgres
--

CREATE TABLE pgmatch.search_function (
    schema_name name NOT NULL,
    name name NOT NULL,
    target regclass NOT NULL,
    embedding name NOT NULL,
    key name NOT NULL,
    metric text NOT NULL,
    returns text[] NOT NULL,
    content name,
    words name,
    text_config text,
    filters jsonb DEFAULT '[]'::jsonb NOT NULL,
    metadata name,
    section name[],
    arguments text[],
    contract text,
    scored boolean DEFAULT true NOT NULL,
    path name[] NOT NULL,
    grants text[],
    decided text,
    replaced text,
    replaced_owner name,
    replaced_acl text,
    replaced_name text,
    made_function oid,
    made_table oid,
    made_columns jsonb,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT search_function_contract_check CHECK ((contract = ANY (ARRAY['langchain'::text, 'supabase'::text]))),
    CONSTRAINT search_function_metric_check CHECK ((metric = ANY (ARRAY['ip'::text, 'cosine'::text, 'l2'::text, 'l1'::text])))
);


ALTER TABLE pgmatch.search_function OWNER TO postgres;

--
-- Name: TABLE search_function; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON TABLE pgmatch.search_function IS 'The functions that pgmatch.create_search has made, with their declarations.';


--
-- Name: COLUMN search_function.key; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.search_function.key IS 'The unique column that names a row.';


--
-- Name: COLUMN search_function.metric; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.search_function.metric IS 'ip (inner product), cosine, l2 or l1.';


--
-- Name: COLUMN search_function.returns; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.search_function.returns IS 'The columns of the result, each as ''column'' or ''column type''.';


--
-- Name: COLUMN search_function.content; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.search_function.content IS 'The column that min_content_length measures; null for none.';


--
-- Name: COLUMN search_function.words; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.search_function.words IS 'The column of type tsvector or text of a hybrid search; null for none.';


--
-- Name: COLUMN search_function.text_config; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.search_function.text_config IS 'The text search configuration of its words.';


--
-- Name: COLUMN search_function.filters; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.search_function.filters IS 'Arguments and conditions on a row s with one $ for the value, in order: [["category text", "category = $"]].';


--
-- Name: COLUMN search_function.metadata; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.search_function.metadata IS 'The column that the argument filter is about; null for none.';


--
-- Name: COLUMN search_function.section; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.search_function.section IS 'The columns that are the same in all rows of a section; null for none.';


--
-- Name: COLUMN search_function.arguments; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.search_function.arguments IS 'The arguments in another order; null for pgmatch''s own.';


--
-- Name: COLUMN search_function.contract; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.search_function.contract IS 'The clients whose arguments and result it has; null for none.';


--
-- Name: COLUMN search_function.scored; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.search_function.scored IS 'Whether the result ends with similarity, or with score and ranks.';


--
-- Name: COLUMN search_function.path; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.search_function.path IS 'The schemas in which types and conditions are looked up.';


--
-- Name: COLUMN search_function.grants; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.search_function.grants IS 'The roles that may call it; null for those that may read these columns of the table.';


--
-- Name: COLUMN search_function.decided; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.search_function.decided IS 'The index that its text was written for, see pgmatch.search_choice; null for none.';


--
-- Name: COLUMN search_function.replaced; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.search_function.replaced IS 'Definition of the user''s function it replaced; pgmatch.drop_search restores it.';


--
-- Name: COLUMN search_function.replaced_name; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.search_function.replaced_name IS 'Its name with its schema and arguments.';


--
-- Name: COLUMN search_function.made_function; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.search_function.made_function IS 'The oid of the function.';


--
-- Name: COLUMN search_function.made_table; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.search_function.made_table IS 'The oid that the table had then.';


--
-- Name: COLUMN search_function.made_columns; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.search_function.made_columns IS 'The columns of the table then, with their numbers.';


--
-- Name: changed_result(pgmatch.search_function); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.changed_result(search pgmatch.search_function) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select format('Column %I is now of type %s, but the function returns %s.', w.name, w.type, format_type(r.type, null))
  from (
    select row_number() over (order by c.place), c.name, c.type
    from pgmatch.search_columns(search) as c
  ) as w (place, name, type)
  inner join (
    select row_number() over (order by a.place), a.type
    from pg_proc as p
    cross join unnest(p.proallargtypes, p.proargmodes) with ordinality as a (type, mode, place)
    where p.oid = pgmatch.search_oid(search) and a.mode = 't'
  ) as r (place, type) on r.place = w.place
  where to_regtype(w.type) <> r.type
  order by w.place
  limit 1
$$;


ALTER FUNCTION pgmatch.changed_result(search pgmatch.search_function) OWNER TO postgres;

--
-- Name: FUNCTION changed_result(search pgmatch.search_function); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.changed_result(search pgmatch.search_function) IS 'Says which column of the result of a made function has another type in its table now; null if none.';


--
-- Name: changed_searches(oid[]); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.changed_searches(tables oid[]) RETURNS SETOF regclass
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  with trusted as materialized (
    select c.oid from pg_class as c
    where (tables is null or c.oid = any(tables)) and pg_has_role(c.relowner, current_user, 'usage')
  )

  select d.target
  from trusted as t
  inner join pgmatch.declared_searches() as d on d.target = t.oid
  cross join lateral pgmatch.search_state(d) as s
  -- one that has become invalid is said once, when its table changes
  where s.state in ('outdated', 'renamed') or s.state = 'invalid' and tables is not null
  union
  -- a line makes anew only what has changed, see pgmatch.refresh_searches
  select s.target
  from trusted as t
  inner join pgmatch.searched_columns() as s on s.target = t.oid
  where to_regprocedure('pgmatch.' || quote_ident(s.line || '_make_walk') || '()') is not null
    -- its metric follows its index
    or tables is not null
    and to_regprocedure('pgmatch.' || quote_ident(s.line || '_declare') || '(regclass)') is not null
$$;


ALTER FUNCTION pgmatch.changed_searches(tables oid[]) OWNER TO postgres;

--
-- Name: FUNCTION changed_searches(tables oid[]); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.changed_searches(tables oid[]) IS 'The tables with a search that pgmatch.refresh_searches would make again, or cannot.';


--
-- Name: check_arguments(regclass, name, extensions.vector, double precision, integer, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.check_arguments(target regclass, embedding name, query extensions.vector, match_threshold double precision, match_count integer, metric text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pgmatch', 'extensions', 'pg_temp'
    AS $$
declare
  _dimensions constant integer := (
    select nullif(a.atttypmod, -1) from pg_attribute as a where a.attrelid = target::oid and a.attname = embedding
  );
  _metric text := metric;
  _model text;
begin
  if _metric is null or vector_dims(query) <> _dimensions then
    select coalesce(_metric, s.metric), s.model into _metric, _model
    from pgmatch.search as s
    where s.target::oid = check_arguments.target::oid and s.embedding = check_arguments.embedding;
  end if;
  perform pgmatch.check_query(query, match_threshold, match_count, _dimensions, _metric, _model);
end;
$$;


ALTER FUNCTION pgmatch.check_arguments(target regclass, embedding name, query extensions.vector, match_threshold double precision, match_count integer, metric text) OWNER TO postgres;

--
-- Name: FUNCTION check_arguments(target regclass, embedding name, query extensions.vector, match_threshold double precision, match_count integer, metric text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.check_arguments(target regclass, embedding name, query extensions.vector, match_threshold double precision, match_count integer, metric text) IS 'Raises 22004, 22023 or 2201W for arguments that a search of a column cannot answer.';


--
-- Name: check_condition(regclass, text, text, text, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.check_condition(target regclass, condition text, path text, label text, hint text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _table constant text := target::text;
  _form text;
  _query refcursor;
begin
  perform set_config('search_path', coalesce(path, ''), true);
  foreach _form in array array[condition, E'(' || condition || E'\n)'] loop
    open _query for execute 'select 1 from ' || _table || ' as s where ' || _form;
    close _query;
  end loop;
exception
  when syntax_error_or_access_rule_violation
    or invalid_cursor_definition
    or data_exception
    or feature_not_supported then
    raise exception using
      errcode = sqlstate,
      message = format('%s is not valid for %s: %s', label, _table, sqlerrm),
      hint = coalesce(check_condition.hint, 'Write SQL on a row s of the table, as after where in a query.');
end;
$$;


ALTER FUNCTION pgmatch.check_condition(target regclass, condition text, path text, label text, hint text) OWNER TO postgres;

--
-- Name: FUNCTION check_condition(target regclass, condition text, path text, label text, hint text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.check_condition(target regclass, condition text, path text, label text, hint text) IS 'Raises if the text is not one condition on a row s of a table; Postgres plans it, and nothing runs.';


--
-- Name: check_core_users(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.check_core_users() RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _user constant text := (select min(u.name) from pgmatch.core_users() as u (name));
begin
  if _user is not null then
    raise exception using
      errcode = 'dependent_objects_still_exist',
      message = format('%s needs the core', _user),
      hint = 'Remove first what needs it: select * from pgmatch.core_users();';
  end if;
end;
$$;


ALTER FUNCTION pgmatch.check_core_users() OWNER TO postgres;

--
-- Name: FUNCTION check_core_users(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.check_core_users() IS 'Raises 2BP01 while something needs the core.';


--
-- Name: member; Type: TABLE; Schema: pgmatch; Owner: postgres
--

CREATE TABLE pgmatch.member (
    line text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    adopted boolean DEFAULT false NOT NULL,
    readers text,
    writers text,
    owner name,
    shared boolean DEFAULT false NOT NULL,
    replaced text,
    replaced_owner name,
    replaced_acl text,
    granted jsonb,
    CONSTRAINT member_kind_check CHECK ((kind = ANY (ARRAY['table'::text, 'sequence'::text, 'function'::text, 'column'::text, 'index'::text, 'constraint'::text])))
);


ALTER TABLE pgmatch.member OWNER TO postgres;

--
-- Name: TABLE member; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON TABLE pgmatch.member IS 'The objects of each line: who may use them, and which existed before pgmatch.';


--
-- Name: COLUMN member.adopted; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.member.adopted IS 'Existed before pgmatch, so a downgrade keeps it.';


--
-- Name: COLUMN member.readers; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.member.readers IS 'Privileges of the roles that may search; null for none.';


--
-- Name: COLUMN member.writers; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.member.writers IS 'Privileges of the roles that may also ingest; null for none.';


--
-- Name: COLUMN member.owner; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.member.owner IS 'Column of a table that holds the owner of a row, in the access mode owner; null for none.';


--
-- Name: COLUMN member.shared; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.member.shared IS 'Whether all users may read the same rows of a table in that mode, or a function concerns the rows of all.';


--
-- Name: COLUMN member.replaced; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.member.replaced IS 'Definition of the user''s function or constraint it replaced; a downgrade restores it.';


--
-- Name: COLUMN member.granted; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.member.granted IS 'What public and the API roles could do with a table or sequence before pgmatch; a downgrade restores it.';


--
-- Name: check_dropped_columns(text, regclass, pgmatch.member); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.check_dropped_columns(line text, target regclass, member pgmatch.member) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _column name;
  _values bigint;
  _dependent text;
begin
  select a.attname, pg_describe_object(d.classid, d.objid, 0) into _column, _dependent
  from pg_attribute as a
  inner join pgmatch.member as m
    on m.line = check_dropped_columns.line
    and m.kind = 'column'
    and m.name = format('%s.%I', member.name, a.attname)
  inner join pg_depend as d
    on (d.refclassid, d.refobjid, d.refobjsubid, d.deptype) = ('pg_class'::regclass, a.attrelid, a.attnum, 'a')
  inner join pg_depend as o
    on (o.classid, o.objid, o.refclassid, o.refobjid, o.deptype)
    = (d.classid, d.objid, d.refclassid, d.refobjid, d.deptype)
    and o.refobjsubid not in (0, d.refobjsubid)
  where a.attrelid = target and d.classid <> 'pg_attrdef'::regclass
  limit 1;
  if _dependent is not null then
    raise exception using
      errcode = 'dependent_objects_still_exist',
      message = format(
        'cannot drop column %I of table %s because other objects depend on it', _column, pgmatch.full_name(target)
      ),
      detail = format('%s depends on it and on other columns', _dependent);
  end if;

  for _column in
    select a.attname
    from pg_attribute as a
    inner join pg_type as t on t.oid = a.atttypid
    inner join pgmatch.member as m
      on m.line = check_dropped_columns.line
      and m.kind = 'column'
      and m.name = format('%s.%I', member.name, a.attname)
    where a.attrelid = target and a.attnum > 0 and not a.attisdropped
      and (a.attname = member.owner or t.typname in ('vector', 'halfvec'))
      and current_setting('pgmatch.drop_data', true) is distinct from 'yes'
  loop
    execute format('select count(nullif(%I::text, %L)) from %s', _column, '', target) into _values;
    if _values > 0 then
      raise exception using
        errcode = 'object_not_in_prerequisite_state',
        message = format(
          'the downgrade would drop the column %s.%I with its %s',
          pgmatch.full_name(target), _column, pgmatch.counted(_values, 'value', 'values')
        ),
        hint = format(
          'To drop it: pgmatch alembic%s -x drop_data=yes downgrade base', ' -n ' || nullif(line, 'nods')
        );
    end if;
  end loop;
end;
$$;


ALTER FUNCTION pgmatch.check_dropped_columns(line text, target regclass, member pgmatch.member) OWNER TO postgres;

--
-- Name: FUNCTION check_dropped_columns(line text, target regclass, member pgmatch.member); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.check_dropped_columns(line text, target regclass, member pgmatch.member) IS 'Raises for a column that a downgrade would drop with embeddings, owners or an index of the user''s.';


--
-- Name: check_embeddings(regclass, name); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.check_embeddings(target regclass DEFAULT NULL::regclass, embedding name DEFAULT NULL::name) RETURNS TABLE(rows bigint, without_embedding bigint, zero bigint, not_normalized bigint, min_norm double precision, max_norm double precision, finding text)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pgmatch', 'extensions', 'pg_temp'
    SET jit TO 'off'
    AS $$
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


ALTER FUNCTION pgmatch.check_embeddings(target regclass, embedding name) OWNER TO postgres;

--
-- Name: FUNCTION check_embeddings(target regclass, embedding name); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.check_embeddings(target regclass, embedding name) IS 'Counts rows without embedding, embeddings of zeros and of a length other than 1; says what harms searches.';


--
-- Name: check_filter_depth(integer); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.check_filter_depth(depth integer) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if depth > 20 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'filter: more than 20 levels',
      hint = 'Write it flatter: all keys of one object count together.';
  end if;
end;
$$;


ALTER FUNCTION pgmatch.check_filter_depth(depth integer) OWNER TO postgres;

--
-- Name: FUNCTION check_filter_depth(depth integer); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.check_filter_depth(depth integer) IS 'Raises if a level of a filter is beyond what pgmatch.filter_condition takes.';


--
-- Name: check_filter_key(text, jsonb); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.check_filter_key(key text, operators jsonb) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  _key constant text := to_json(left(key, 100));
  _scalars constant text[] := '{number, string, boolean}';
  _others constant jsonpath := 'strict $[*].type() ? (@ != "number" && @ != "string" && @ != "boolean")';
  _operator text;
  _operand jsonb;
  _takes text;
begin
  if key like '$%' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('filter: %s is neither a key nor an operator on filters', _key),
      hint = 'Write {key: {operator: value}}. Only $and, $or and $not stand in the place of a key.';
  end if;
  -- each dot may be a level
  perform pgmatch.check_filter_depth(length(key) - length(replace(key, '.', '')));
  -- the condition repeats the key for each value of a list
  if octet_length(key) > 255 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('filter: a key has %s bytes, and at most 255 are allowed: %s', octet_length(key), _key),
      hint = 'Use shorter keys in the metadata.';
  end if;
  for _operator, _operand in
    select e.key, e.value from jsonb_each(operators) as e (key, value)
    union all
    select '', null where operators = '{}'
  loop
    _takes := case
      when _operator in ('$eq', '$ne') then ''
      when _operator in ('$gt', '$gte', '$lt', '$lte', '$contains')
        then case when jsonb_typeof(_operand) <> all(_scalars) then 'a number, a text or a boolean' else '' end
      when _operator in ('$in', '$nin') then case
        when jsonb_typeof(_operand) <> 'array' or jsonb_path_exists(_operand, _others)
          then 'a list of numbers, texts and booleans'
        else ''
      end
      when _operator = '$exists' then case jsonb_typeof(_operand) when 'boolean' then '' else 'true or false' end
      when _operator = '$not' then case jsonb_typeof(_operand) when 'object' then '' else 'an object of operators' end
    end;
    if _takes is null then
      raise exception using
        errcode = 'invalid_parameter_value',
        message = case
          when operators = '{}' then format('filter: %s has neither a value nor an operator', _key)
          else format('filter: %s is not an operator, but %s has it', to_json(left(_operator, 100)), _key)
        end,
        hint = 'A key has a value, or $eq, $ne, $gt, $gte, $lt, $lte, $in, $nin, $contains, $exists and $not. '
          'Name a key in an object with a dot: "author.name".';
    elsif _takes <> '' then
      raise exception using
        errcode = 'invalid_parameter_value',
        message = format('filter: %s of %s is %s', _operator, _key, left(_operand::text, 100)),
        hint = format('%s takes %s.', _operator, _takes);
    end if;
  end loop;
end;
$_$;


ALTER FUNCTION pgmatch.check_filter_key(key text, operators jsonb) OWNER TO postgres;

--
-- Name: FUNCTION check_filter_key(key text, operators jsonb); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.check_filter_key(key text, operators jsonb) IS 'Raises for the first thing that is wrong with the operators of a key in a filter.';


--
-- Name: check_filter_parts(jsonb); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.check_filter_parts(filter jsonb) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  _key text;
  _value jsonb;
  _empty text;
begin
  for _key, _value in select e.key, e.value from jsonb_each(filter) as e (key, value) loop
    if _key in ('$and', '$or', '$in', '$nin') and _value = '[]' or _key = '$not' and _value = '{}' then
      _empty := jsonb_build_object(_key, _value);
    elsif _key in ('$and', '$or') then
      perform pgmatch.check_filter_parts(f.part) from jsonb_array_elements(_value) as f (part);
    elsif _key = '$not' or _key not like '$%' and jsonb_typeof(_value) = 'object' then
      perform pgmatch.check_filter_parts(_value);
    end if;
  end loop;
  if filter = '{}' then
    _empty := filter;
  end if;
  if _empty is not null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('filter has the part %s, which is not a condition', _empty),
      hint = 'Leave it out, or say in it which rows to delete.';
  end if;
end;
$_$;


ALTER FUNCTION pgmatch.check_filter_parts(filter jsonb) OWNER TO postgres;

--
-- Name: FUNCTION check_filter_parts(filter jsonb); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.check_filter_parts(filter jsonb) IS 'Refuses a filter with a part that is not a condition: {}, or an empty list.';


--
-- Name: check_functions(text, name[]); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.check_functions(line text, names name[]) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _function constant regprocedure := (
    select p.oid
    from pgmatch.install as i
    inner join pg_namespace as n on n.nspname = i.schema_name
    inner join pg_proc as p on p.pronamespace = n.oid and p.proname = any(names)
    where i.line = check_functions.line
      and not (
        pgmatch.is_trusted(p.proowner)
        and p.proconfig::text ~ 'search_path=[^=]*pg_temp'
        and obj_description(p.oid, 'pg_proc') is not null
      )
    order by p.oid
    limit 1
  );
begin
  if _function is not null then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('%s has the name of one of pgmatch''s', _function),
      hint = format(
        'Rename or drop it, or install into another schema (-x schema=...): drop function %s;', _function
      );
  end if;
end;
$$;


ALTER FUNCTION pgmatch.check_functions(line text, names name[]) OWNER TO postgres;

--
-- Name: FUNCTION check_functions(line text, names name[]); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.check_functions(line text, names name[]) IS 'Raises 55000 for a function of the user''s that a line would replace.';


--
-- Name: check_fusion(double precision, double precision, integer); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.check_fusion(full_text_weight double precision, semantic_weight double precision, rrf_k integer) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if (full_text_weight >= 0 and semantic_weight >= 0 and greatest(full_text_weight, semantic_weight) > 0
      and greatest(full_text_weight, semantic_weight) < 'infinity') is not true then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format(
        'full_text_weight %s and semantic_weight %s are not valid weights',
        coalesce(full_text_weight::text, 'null'), coalesce(semantic_weight::text, 'null')
      ),
      hint = 'Pass finite numbers of 0 or more, at least one of them above 0.';
  elsif rrf_k is null or rrf_k < 1 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('rrf_k %s is not 1 or more', coalesce(rrf_k::text, 'null')),
      hint = 'Leave it out for 50. A low value favours the first places of each search.';
  end if;
end;
$$;


ALTER FUNCTION pgmatch.check_fusion(full_text_weight double precision, semantic_weight double precision, rrf_k integer) OWNER TO postgres;

--
-- Name: FUNCTION check_fusion(full_text_weight double precision, semantic_weight double precision, rrf_k integer); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.check_fusion(full_text_weight double precision, semantic_weight double precision, rrf_k integer) IS 'Raises 22023 for weights and rrf_k with which two rankings cannot be fused.';


--
-- Name: check_hybrid(pgmatch.question, double precision, double precision, integer, integer, integer, integer); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.check_hybrid(question pgmatch.question, full_text_weight double precision, semantic_weight double precision, rrf_k integer, ef_search integer, probes integer, candidates integer) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform pgmatch.check_arguments(
    question.target, question.embedding, question.query, question.match_threshold, question.match_count,
    question.metric
  );
  perform pgmatch.check_scan(question.match_count, ef_search, probes, candidates);
  perform pgmatch.check_fusion(full_text_weight, semantic_weight, rrf_k);
end;
$$;


ALTER FUNCTION pgmatch.check_hybrid(question pgmatch.question, full_text_weight double precision, semantic_weight double precision, rrf_k integer, ef_search integer, probes integer, candidates integer) OWNER TO postgres;

--
-- Name: FUNCTION check_hybrid(question pgmatch.question, full_text_weight double precision, semantic_weight double precision, rrf_k integer, ef_search integer, probes integer, candidates integer); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.check_hybrid(question pgmatch.question, full_text_weight double precision, semantic_weight double precision, rrf_k integer, ef_search integer, probes integer, candidates integer) IS 'Raises 22023 or 22000 if an argument of a hybrid search is out of range.';


--
-- Name: check_index(text, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.check_index(line text, name text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _found constant regclass := pgmatch.member_oid(line, 'index', name);
begin
  if not exists (
    select 1
    from pg_index as x
    inner join pgmatch.line_members(check_index.line, 'table') as m on m.object = x.indrelid
    where x.indexrelid = _found
  ) then
    raise exception using
      errcode = 'duplicate_table',
      message = format(
        'the index %s cannot be made: %s has its name', name, pg_describe_object('pg_class'::regclass, _found, 0)
      ),
      hint = format('Rename that first: alter table %s rename to ...;', pgmatch.full_name(_found));
  end if;
end;
$$;


ALTER FUNCTION pgmatch.check_index(line text, name text) OWNER TO postgres;

--
-- Name: FUNCTION check_index(line text, name text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.check_index(line text, name text) IS 'Raises 42P07 if something else has the name of an index of a line.';


--
-- Name: check_measurement(name, text, integer, integer, integer, double precision); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.check_measurement(method name, kind text, k integer, ef_search integer, probes integer, overfetch double precision) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _useless text := case
    when ef_search is not null and method <> 'hnsw' then 'ef_search is for HNSW indexes'
    when probes is not null and method <> 'ivfflat' then 'probes is for IVFFlat indexes'
    when overfetch is not null and kind <> 'binary' then 'overfetch is for binary indexes'
  end;
begin
  if _useless is not null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('%s, and this one is %s on %s', _useless, method, kind),
      hint = 'Leave it out.';
  elsif overfetch is not null and not (overfetch >= 1 and overfetch * k <= 100000) then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('overfetch %s is not between 1 and %s', overfetch, 100000 / k),
      hint = 'Pass how many rows to fetch from the binary index for each row that you want.';
  end if;
  perform pgmatch.check_scan(k, ef_search, probes, null);
end;
$$;


ALTER FUNCTION pgmatch.check_measurement(method name, kind text, k integer, ef_search integer, probes integer, overfetch double precision) OWNER TO postgres;

--
-- Name: FUNCTION check_measurement(method name, kind text, k integer, ef_search integer, probes integer, overfetch double precision); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.check_measurement(method name, kind text, k integer, ef_search integer, probes integer, overfetch double precision) IS 'Raises 22023 if an index does not use ef_search, probes or overfetch, or if one is out of range.';


--
-- Name: check_model_dimensions(text, integer, regclass, name); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.check_model_dimensions(model text, dimensions integer, target regclass, embedding name) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _lengths constant int4range := pgmatch.model_dimensions(model);
begin
  if not _lengths @> dimensions then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('the model "%s" makes vectors of %s dimensions, not %s', model, upper(_lengths) - 1, dimensions),
      hint = format(
        'Name the model that makes vectors of %s dimensions. If nothing is embedded yet and "%s" is the right one, '
        'ask the owner of the tables to run: %s',
        dimensions, model, pgmatch.dimensions_change(target, embedding, upper(_lengths) - 1)
      );
  end if;
end;
$$;


ALTER FUNCTION pgmatch.check_model_dimensions(model text, dimensions integer, target regclass, embedding name) OWNER TO postgres;

--
-- Name: FUNCTION check_model_dimensions(model text, dimensions integer, target regclass, embedding name); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.check_model_dimensions(model text, dimensions integer, target regclass, embedding name) IS 'Raises 22023 if the vectors of a model are known to have other dimensions.';


--
-- Name: check_options(text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.check_options(line text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _base constant text := (pgmatch.line_family(line))[1];
  _recorded constant jsonb := (
    select
      to_jsonb(b) || coalesce(to_jsonb(s), '{}')
        || jsonb_build_object('dimensions', pgmatch.dimensions_of(s.target, s.embedding))
        || jsonb_strip_nulls(to_jsonb(i))
    from pgmatch.install as i
    inner join pgmatch.install as b on b.line = _base
    left join pgmatch.search as s on s.line = _base and b.tables_schema is null
    -- the core has none of its own
    where i.line = check_options.line and i.access is not null
    order by s.target, s.embedding
    limit 1
  );
  _option text;
  _given text;
  _found text;
begin
  foreach _option in array array['schema', 'dimensions', 'metric', 'access', 'model', 'text_config'] loop
    _given := nullif(current_setting('pgmatch.' || _option, true), '');
    _found := _recorded ->> case when _option = 'schema' then 'schema_name' else _option end;
    if _given <> _found then
      raise exception using
        errcode = 'invalid_parameter_value',
        message = format(
          '%s=%s contradicts the installed line "%s", which has %s=%s', _option, _given, line, _option, _found
        ),
        hint = case _option
          when 'access' then format('To change it: select pgmatch.set_access(%L, %L);', _given, line)
          when 'dimensions'
            then format(
              'Leave the option out and PGMATCH_DIMENSIONS unset. If nothing is embedded yet, you can change it: '
              '%s',
              pgmatch.dimensions_change(
                (_recorded ->> 'target')::regclass, _recorded ->> 'embedding', _given::integer
              )
            )
          when 'model' then format(
            'Leave the option out. If nothing is embedded yet, you can change it: select pgmatch.set_model(%L, %L);',
            _given, _base
          )
          else format(
            'Leave the option out. It is fixed at install. To change it, downgrade "%s" to base and install again.',
            line
          )
        end;
    end if;
  end loop;

  _given := nullif(current_setting('pgmatch.model', true), '');
  -- the first revision of a line records its model
  if _recorded ? 'model' and _recorded ->> 'model' is null and _given is not null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('model=%s is too late: the line "%s" is already installed, without a model', _given, line),
      hint = format('To record which model made the embeddings: select pgmatch.set_model(%L, %L);', _given, _base);
  end if;
end;
$$;


ALTER FUNCTION pgmatch.check_options(line text) OWNER TO postgres;

--
-- Name: FUNCTION check_options(line text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.check_options(line text) IS 'Raises 22023 if an option of this transaction contradicts the recorded installation of the line.';


--
-- Name: check_owners(text[]); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.check_owners(lines text[]) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _member pgmatch.member;
begin
  select m.* into _member
  from pgmatch.member as m
  -- not those that somebody has dropped
  inner join pg_class as c on c.oid = pgmatch.member_oid(m.line, m.kind, m.name)
  where m.line = any(lines)
    and m.kind = 'table'
    and coalesce(m.readers, m.writers) is not null
    and not m.shared
    and not exists (
      select 1 from pg_attribute as a
      where a.attrelid = c.oid and a.attname = m.owner and not a.attisdropped
    )
  order by m.line, m.name
  limit 1;
  if not found then
    return;
  end if;

  raise exception using
    errcode = 'object_not_in_prerequisite_state',
    message = case
      when _member.owner is null
        then format('the table %s of the line "%s" does not say who owns a row', _member.name, _member.line)
      else format('the table %s has no column %I, which should hold the owner of a row', _member.name, _member.owner)
    end,
    hint = format(
      'Declare the column that holds a row''s owner, or that all users may read the same rows: '
      'select pgmatch.register(%L, ''table'', %L, %L, %L, owner => ''owner_id''); or, instead of owner, '
      'shared => true.',
      _member.line, _member.name, _member.readers, _member.writers
    );
end;
$$;


ALTER FUNCTION pgmatch.check_owners(lines text[]) OWNER TO postgres;

--
-- Name: FUNCTION check_owners(lines text[]); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.check_owners(lines text[]) IS 'Raises 55000 for lines with a table that the mode owner could not keep apart by user.';


--
-- Name: check_pins(text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.check_pins(line text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _expected constant text := 'search_path=' || pgmatch.pinned_path(line);
  _unpinned text;
begin
  select string_agg(m.name, ', ' order by m.name) into _unpinned
  from pgmatch.line_members(line, 'function') as m
  inner join pg_proc as p on p.oid = m.object
  -- a helper that uses no names of the line is pinned to the catalog
  where not coalesce(p.proconfig, '{}') && array[_expected, 'search_path=pg_catalog, pg_temp'];

  if _unpinned is not null then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('these functions are not pinned to %s: %s', _expected, _unpinned),
      hint = format('To repair them: select pgmatch.repin(%L);', line);
  end if;
end;
$$;


ALTER FUNCTION pgmatch.check_pins(line text) OWNER TO postgres;

--
-- Name: FUNCTION check_pins(line text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.check_pins(line text) IS 'Raises 55000 and names the functions of a line that are not pinned to its search_path.';


--
-- Name: check_plan(regclass, jsonb); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.check_plan(index regclass, plan jsonb) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  _taken jsonb := jsonb_path_query_array(plan, '$.**."Index Name"');
begin
  if not exists (
    select 1
    from pg_class as c
    where _taken ? c.relname::text
      -- the plan of a partitioned table has the indexes of the partitions
      and (c.oid = check_plan.index or c.oid in (select t.relid from pg_partition_tree(check_plan.index) as t))
  ) then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('searches do not use %s; the planner chooses %s', index, coalesce(_taken ->> 0, 'no index')),
      hint = 'If two indexes have the same column and operator class, drop one of them.';
  end if;
end;
$_$;


ALTER FUNCTION pgmatch.check_plan(index regclass, plan jsonb) OWNER TO postgres;

--
-- Name: FUNCTION check_plan(index regclass, plan jsonb); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.check_plan(index regclass, plan jsonb) IS 'Raises 55000 unless a plan uses the given index.';


--
-- Name: check_query(extensions.vector, double precision, integer, integer, text, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.check_query(query extensions.vector, match_threshold double precision, match_count integer, dimensions integer, metric text, model text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pgmatch', 'extensions', 'pg_temp'
    AS $$
begin
  if query is null then
    raise exception using
      errcode = 'null_value_not_allowed',
      message = 'embedding is null',
      hint = 'Pass the query''s embedding, made by the model that made the stored embeddings.';
  elsif match_count is null then
    raise exception using
      errcode = 'null_value_not_allowed',
      message = 'match_count is null, which would return the whole table',
      hint = 'Pass how many rows you want, from 0 to 10000.';
  elsif match_count < 0 then
    raise exception using
      errcode = 'invalid_row_count_in_limit_clause',
      message = pg_catalog.format('match_count %s is negative', match_count),
      hint = 'Pass how many rows you want, from 0 to 10000.';
  elsif match_count > 10000 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format('match_count %s is more than 10000', match_count),
      hint = 'Ask for at most 10000 rows per call.';
  elsif match_threshold = 'NaN' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'match_threshold is not a number',
      hint = 'Pass the lowest similarity that you accept, for example 0.78, or null for no threshold.';
  elsif vector_dims(query) <> dimensions then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format(
        'embedding has %s %s, but the table has %s',
        vector_dims(query),
        case vector_dims(query) when 1 then 'dimension' else 'dimensions' end,
        dimensions
      ),
      hint = coalesce(
        'Use the model that made the stored embeddings, "' || model || '".',
        pg_catalog.format(
          'Use the model that made the stored embeddings. If nothing is stored yet, the owner of the table can change '
          'the column to %s dimensions; `pgmatch ingest` does so by itself.',
          vector_dims(query)
        )
      );
  elsif metric in ('ip', 'cosine') and vector_norm(query) = 0::float8 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'embedding is all zeros and has no direction',
      hint = 'Check the text that was embedded; it may have been empty.';
  end if;
end;
$$;


ALTER FUNCTION pgmatch.check_query(query extensions.vector, match_threshold double precision, match_count integer, dimensions integer, metric text, model text) OWNER TO postgres;

--
-- Name: FUNCTION check_query(query extensions.vector, match_threshold double precision, match_count integer, dimensions integer, metric text, model text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.check_query(query extensions.vector, match_threshold double precision, match_count integer, dimensions integer, metric text, model text) IS 'Raises 22004, 22023 or 2201W for arguments that a search cannot answer.';


--
-- Name: check_scan(integer, integer, integer, integer); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.check_scan(match_count integer, ef_search integer, probes integer, candidates integer) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if ef_search not between 1 and 1000 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('ef_search %s is not between 1 and 1000', ef_search),
      hint = 'Leave it out, or pass how many candidates the search of an HNSW index keeps.';
  end if;
  if probes not between 1 and 32768 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('probes %s is not between 1 and 32768', probes),
      hint = 'Leave it out, or pass how many lists of an IVFFlat index to search.';
  end if;
  if candidates not between match_count and 100000 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('candidates %s is not between match_count, %s, and 100000', candidates, match_count),
      hint = 'Leave it out, or pass how many rows of a binary index to compare by their stored vectors.';
  end if;
end;
$$;


ALTER FUNCTION pgmatch.check_scan(match_count integer, ef_search integer, probes integer, candidates integer) OWNER TO postgres;

--
-- Name: FUNCTION check_scan(match_count integer, ef_search integer, probes integer, candidates integer); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.check_scan(match_count integer, ef_search integer, probes integer, candidates integer) IS 'Raises 22023 for ef_search, probes or candidates out of range.';


--
-- Name: check_search(pgmatch.search_function); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.check_search(search pgmatch.search_function) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- raises if it does not exist
  perform pgmatch.metric_sql(search.metric);
  if search.contract not in ('langchain', 'supabase') then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('contract %L does not exist', search.contract),
      hint = 'Use langchain or supabase, or leave it out.';
  elsif not exists (select 1 from pg_namespace as n where n.nspname = search.schema_name) then
    raise exception using
      errcode = 'invalid_schema_name',
      message = format('schema %I does not exist', search.schema_name),
      hint = 'Create it first, or name another schema for the function.';
  elsif search.schema_name in ('pgmatch', 'information_schema') or search.schema_name like E'pg\\_%' then
    raise exception using
      errcode = 'reserved_name',
      message = format('the schema %I is not for functions of your own', search.schema_name),
      hint = 'Name another schema for the function, for example public.' || quote_ident(search.name) || '.';
  elsif (select c.relkind from pg_class as c where c.oid = search.target) not in ('r', 'p', 'm') then
    raise exception using
      errcode = 'wrong_object_type',
      message = format('%s is neither a table nor a materialized view', search.target),
      hint = 'Name the one that has the embeddings and their index.';
  elsif (select c.relpersistence from pg_class as c where c.oid = search.target) = 't' then
    raise exception using
      errcode = 'wrong_object_type',
      message = format('%s is a temporary table, which no other session sees', search.target),
      hint = 'Name a table that stays.';
  end if;

  if not exists (
    select 1 from pg_attribute as a
    where a.attrelid = search.target and a.attname = search.embedding and a.attnum > 0 and not a.attisdropped
  ) then
    raise exception using
      errcode = 'undefined_column',
      message = format('embedding names %L, but %s has no such column', search.embedding, search.target),
      hint = pgmatch.columns_of(search.target, search.embedding);
  end if;
  -- raises if it stores no vectors
  perform pgmatch.distance(search.target, search.embedding, search.metric);
  if (
    select a.atttypmod from pg_attribute as a where a.attrelid = search.target and a.attname = search.embedding
  ) = -1 then
    raise exception using
      errcode = 'datatype_mismatch',
      message = format('column %I of %s takes vectors of any length', search.embedding, search.target),
      hint = format(
        'Declare how many dimensions your model''s vectors have, for example: '
        'alter table %s alter column %I type %s(1536);',
        search.target, search.embedding, (
          select format_type(a.atttypid, null) from pg_attribute as a
          where a.attrelid = search.target and a.attname = search.embedding
        )
      );
  end if;

  if search.grants <> array(
    select g.role from unnest(search.grants) as g (role)
    where g.role = 'public' or exists (select 1 from pg_roles as r where r.rolname = g.role)
  ) then
    raise exception using
      errcode = 'undefined_object',
      message = format(
        'grants names a role that does not exist: %s',
        (
          select string_agg(quote_nullable(g.role), ', ') from unnest(search.grants) as g (role)
          where g.role is distinct from 'public' and not exists (select 1 from pg_roles as r where r.rolname = g.role)
        )
      ),
      hint = 'Name the roles that may call the function. Without grants, these are those that may read its columns.';
  end if;
  perform pgmatch.check_search_key(search);
  perform pgmatch.check_search_columns(search);
  perform pgmatch.check_search_filters(search);
  perform pgmatch.check_search_section(search);
  perform pgmatch.check_search_arguments(search);
  perform pgmatch.check_search_names(search);
end;
$$;


ALTER FUNCTION pgmatch.check_search(search pgmatch.search_function) OWNER TO postgres;

--
-- Name: FUNCTION check_search(search pgmatch.search_function); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.check_search(search pgmatch.search_function) IS 'Raises for the first thing in a declaration that is wrong.';


--
-- Name: check_search_arguments(pgmatch.search_function); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.check_search_arguments(search pgmatch.search_function) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _plain pgmatch.search_function := search;
  _known text[];
  _needed text[];
  _unknown text[];
  _missing text[];
begin
  if search.arguments is null or search.contract is not null then
    return;
  end if;
  _plain.arguments := null;
  select
    array_agg(a.name order by a.place),
    array_agg(a.name order by a.place) filter (
      where a.role in ('query_text', 'match_count', 'full_text_weight', 'semantic_weight', 'rrf_k', 'filter')
    )
  into _known, _needed
  from pgmatch.search_arguments(_plain) as a;
  _unknown := array(
    select a.name from unnest(search.arguments) with ordinality as a (name, place)
    where a.name is null or a.name <> all(_known)
    order by a.place
  );
  if 'query_embedding' <> all(search.arguments) then
    -- the first is the vector
    _needed := case when _unknown[1] <> '' then _needed else _needed || 'query_embedding'::text end;
    _unknown := _unknown[2:];
  end if;
  _missing := array(select n.name from unnest(_needed) as n (name) where n.name <> all(search.arguments));
  if cardinality(_unknown) > 0 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('arguments names %s, which the function does not have', quote_nullable(_unknown[1])),
      hint = format('It has %s. The vector may have another name.', array_to_string(_known, ', '));
  elsif cardinality(_missing) > 0 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('arguments leaves out %s', array_to_string(_missing, ', ')),
      hint = 'A search needs its vector, match_count, all filters and, if it is hybrid, the text and the weights.';
  end if;
end;
$$;


ALTER FUNCTION pgmatch.check_search_arguments(search pgmatch.search_function) OWNER TO postgres;

--
-- Name: FUNCTION check_search_arguments(search pgmatch.search_function); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.check_search_arguments(search pgmatch.search_function) IS 'Raises if the arguments of a declaration are not the ones that its function has.';


--
-- Name: check_search_columns(pgmatch.search_function); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.check_search_columns(search pgmatch.search_function) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _missing constant text := (
    select search.returns[c.place] from pgmatch.search_columns(search) as c
    where c.name is null order by c.place limit 1
  );
  _refused text;
begin
  if cardinality(search.returns) = 0 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'returns is empty',
      hint = 'Name the columns of the result. ' || pgmatch.columns_of(search.target);
  elsif _missing is not null then
    raise exception using
      errcode = 'undefined_column',
      message = format('returns names %L, but %s has no such column', _missing, search.target),
      hint = pgmatch.columns_of(search.target, split_part(_missing, ' ', 1));
  elsif search.content is not null and not exists (
    select 1 from pg_attribute as a inner join pg_type as t on t.oid = a.atttypid
    where a.attrelid = search.target and a.attname = search.content and a.attnum > 0 and not a.attisdropped
      and t.typcategory = 'S'
  ) then
    raise exception using
      errcode = 'undefined_column',
      message = format('content names %L, but %s has no such column of text', search.content, search.target),
      hint = pgmatch.columns_of(search.target, search.content);
  elsif search.metadata is not null and not exists (
    select 1 from pg_attribute as a
    where a.attrelid = search.target and a.attname = search.metadata and a.attnum > 0 and not a.attisdropped
      and a.atttypid = 'jsonb'::regtype
  ) then
    raise exception using
      errcode = 'undefined_column',
      message = format('metadata names %L, but %s has no such column of type jsonb', search.metadata, search.target),
      hint = pgmatch.columns_of(search.target, search.metadata);
  end if;
  -- reading a text as another type fails at the first one that is not written like it
  select format('%I is %s, which cannot always be read as %s', c.name, format_type(a.atttypid, null), c.type)
  into _refused
  from pgmatch.search_columns(search) as c
  inner join pg_attribute as a on a.attrelid = search.target and a.attname = c.name
  inner join pg_type as t on t.oid = a.atttypid and t.typcategory = 'S'
  inner join pg_type as w on w.oid = to_regtype(c.type) and w.typcategory <> 'S'
  where w.typname not in ('json', 'jsonb') and not exists (
    select 1 from pg_cast as p where p.castsource = t.oid and p.casttarget = w.oid and p.castcontext <> 'e'
  )
  order by c.place
  limit 1;
  if _refused is not null then
    raise exception using
      errcode = 'cannot_coerce',
      message = 'returns is not valid: ' || _refused,
      hint = 'Return the column as it is, or change its type in the table.';
  end if;
  perform pgmatch.check_condition(
    search.target,
    (select string_agg(format('%s is null', c.expression), ' and ') from pgmatch.search_columns(search) as c),
    pgmatch.search_path(search),
    'returns',
    'Return the column as it is, or as a type to which Postgres can convert it.'
  );
end;
$$;


ALTER FUNCTION pgmatch.check_search_columns(search pgmatch.search_function) OWNER TO postgres;

--
-- Name: FUNCTION check_search_columns(search pgmatch.search_function); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.check_search_columns(search pgmatch.search_function) IS 'Raises if the table lacks a column that a declaration returns, measures or filters by.';


--
-- Name: check_search_filters(pgmatch.search_function); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.check_search_filters(search pgmatch.search_function) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _filter jsonb;
  _type text;
begin
  for _filter in select f.pair from jsonb_array_elements(search.filters) as f (pair) loop
    _type := pgmatch.search_type((pgmatch.split_name(_filter ->> 0)).type, pgmatch.search_path(search));
    perform pgmatch.check_condition(
      search.target,
      pgmatch.fill_condition(_filter ->> 1, '(null::' || _type || ')'),
      pgmatch.search_path(search),
      format('filter %s: %s', _filter -> 0, _filter -> 1)
    );
  end loop;
end;
$$;


ALTER FUNCTION pgmatch.check_search_filters(search pgmatch.search_function) OWNER TO postgres;

--
-- Name: FUNCTION check_search_filters(search pgmatch.search_function); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.check_search_filters(search pgmatch.search_function) IS 'Raises if a filter of a declaration has a type or a condition that Postgres refuses.';


--
-- Name: check_search_key(pgmatch.search_function); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.check_search_key(search pgmatch.search_function) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _add constant text := format(
    'alter table %s add column %I bigint generated always as identity unique;',
    search.target,
    (
      select case when count(*) = 0 then 'id' else 'search_id' end
      from pg_attribute as a
      where a.attrelid = search.target and a.attname = 'id' and not a.attisdropped
    )
  );
  _split constant text := pgmatch.split_key_hint(search.target, search.key);
  _is_view constant boolean := (select c.relkind = 'm' from pg_class as c where c.oid = search.target);
  _type oid;
  _allows_null boolean;
  _is_unique boolean;
  _has_null boolean := false;
begin
  select a.atttypid, not a.attnotnull, a.attname in (select u.name from pgmatch.unique_columns(search.target) as u)
  into _type, _allows_null, _is_unique
  from pg_attribute as a
  where a.attrelid = search.target and a.attname = search.key and a.attnum > 0 and not a.attisdropped;
  if search.key is null then
    raise exception using
      errcode = 'invalid_table_definition',
      message = format(
        '%s has no column by which a search could name its rows: unique by itself, and never null', search.target
      ),
      hint = case
        when _split is not null then _split
        when _is_view
          then format('Create a unique index on one of its columns: create unique index on %s (id);', search.target)
        else 'Add one: ' || _add
      end;
  elsif _type is null then
    raise exception using
      errcode = 'undefined_column',
      message = format('key names %L, but %s has no such column', search.key, search.target),
      hint = pgmatch.columns_of(search.target, search.key);
  elsif _type not in (
    'bigint'::regtype, 'integer'::regtype, 'smallint'::regtype, 'uuid'::regtype, 'text'::regtype, 'varchar'::regtype
  ) then
    raise exception using
      errcode = 'datatype_mismatch',
      message = format('the key %I of %s has the type %s', search.key, search.target, format_type(_type, null)),
      hint = 'Name a unique column of one of these types: bigint, integer, smallint, uuid, text, varchar.'
        || case when _is_view or _split is not null then '' else ' Or add one: ' || _add end;
  elsif not _is_unique then
    raise exception using
      errcode = 'invalid_table_definition',
      message = format('column %I of %s does not have a unique index of its own', search.key, search.target),
      hint = coalesce(_split, format(
        'Create one, on this column alone and without a condition: create unique index on %s (%I);',
        search.target, search.key
      ));
  elsif _allows_null and _is_view then
    execute format('select exists (select 1 from %s as s where s.%I is null)', search.target, search.key)
    into _has_null;
  end if;
  if _has_null or _allows_null and not _is_view then
    raise exception using
      errcode = 'invalid_table_definition',
      message = format('column %I of %s is unique, but may be null', search.key, search.target),
      hint = case
        when _is_view then 'Leave rows without it out of the view.'
        else format('Forbid it: alter table %s alter column %I set not null;', search.target, search.key)
      end;
  end if;
end;
$$;


ALTER FUNCTION pgmatch.check_search_key(search pgmatch.search_function) OWNER TO postgres;

--
-- Name: FUNCTION check_search_key(search pgmatch.search_function); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.check_search_key(search pgmatch.search_function) IS 'Raises if no column can name the rows of a search.';


--
-- Name: check_search_names(pgmatch.search_function); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.check_search_names(search pgmatch.search_function) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _name text;
  _uses text[];
begin
  select u.name, array_agg(u.use order by u.place, u.use) into _name, _uses
  from (
    select a.name, case a.role when 'filter' then 'a filter' else 'an argument' end as use, a.place
    from pgmatch.search_arguments(search) as a
    union all
    select c.name, 'a column of the result', 1000 + c.place from pgmatch.search_columns(search) as c
    union all
    select r.name, 'a column that the search adds', 100000 + r.place from pgmatch.search_ranks(search) as r
  ) as u (name, use, place)
  group by u.name
  having count(*) > 1 or u.name like E'pgmatch\\_%' or octet_length(u.name) > 63 or u.name = ''
  order by u.name
  limit 1;
  if cardinality(_uses) > 1 then
    raise exception using
      errcode = 'duplicate_column',
      message = case
        when _uses[1] = _uses[2] then format('%I is twice %s', _name, _uses[1])
        else format('%I is the name of both %s and %s', _name, _uses[1], _uses[2])
      end,
      hint = 'Rename the filter, or leave the column out of returns.';
  elsif _name is not null then
    raise exception using
      errcode = 'reserved_name',
      message = format('%I cannot be the name of %s', _name, _uses[1]),
      hint = 'Choose a name of at most 63 bytes that does not begin with pgmatch_.';
  end if;
end;
$$;


ALTER FUNCTION pgmatch.check_search_names(search pgmatch.search_function) OWNER TO postgres;

--
-- Name: FUNCTION check_search_names(search pgmatch.search_function); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.check_search_names(search pgmatch.search_function) IS 'Raises if two arguments or columns of a made function have the same name.';


--
-- Name: check_search_section(pgmatch.search_function); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.check_search_section(search pgmatch.search_function) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  _column text;
  _type oid;
begin
  if cardinality(search.section) = 0 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'section is empty',
      hint = 'Name the columns that are the same in all rows of a section, or leave it out.';
  end if;
  foreach _column in array coalesce(search.section, '{}') loop
    select a.atttypid into _type from pg_attribute as a
    where a.attrelid = search.target and a.attname = _column and a.attnum > 0 and not a.attisdropped;
    if _type is null then
      raise exception using
        errcode = 'undefined_column',
        message = format('section names %s, but %s has no such column', quote_nullable(_column), search.target),
        hint = pgmatch.columns_of(search.target, _column);
    end if;
    perform pgmatch.check_condition(
      search.target, format('s.%1$I < s.%1$I', _column), pgmatch.search_path(search), format('section %L', _column),
      'Name columns whose values have an order, such as numbers and texts. A json has none.'
    );
  end loop;
end;
$_$;


ALTER FUNCTION pgmatch.check_search_section(search pgmatch.search_function) OWNER TO postgres;

--
-- Name: FUNCTION check_search_section(search pgmatch.search_function); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.check_search_section(search pgmatch.search_function) IS 'Raises if the columns that make a section are not in the table, or cannot be compared.';


--
-- Name: check_suspension(regclass); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.check_suspension(target regclass) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _table pg_class;
  _owner name;
begin
  select c.* into _table from pg_class as c where c.oid = target;
  if not found or _table.relkind <> 'r' or _table.relispartition then
    raise exception using
      errcode = 'wrong_object_type',
      message = format(
        'the indexes of %s cannot be suspended: it is not an ordinary table', coalesce(target::text, 'null')
      ),
      hint = 'Drop its vector indexes before the load, and create them again after it.';
  end if;

  select pg_get_userbyid(c.relowner) into _owner
  from pg_class as c
  where c.oid in (target, 'pgmatch.suspended_index'::regclass) and not pg_has_role(c.relowner, 'usage')
  order by c.oid = target desc;
  if found then
    raise exception using
      errcode = 'insufficient_privilege',
      message = format('only the owner can suspend the indexes of %s and build them again', target),
      hint = format('Connect as the role "%s".', _owner);
  end if;
end;
$$;


ALTER FUNCTION pgmatch.check_suspension(target regclass) OWNER TO postgres;

--
-- Name: FUNCTION check_suspension(target regclass); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.check_suspension(target regclass) IS 'Raises 42501 for anyone but the owner of a table and of the core, and 42809 for anything but an ordinary table.';


--
-- Name: check_trusted(text, text, oid); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.check_trusted(kind text, name text, owner oid) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _wanted constant name := (
    select pg_get_userbyid(c.relowner) from pg_class as c where c.oid = 'pgmatch.member'::regclass
  );
begin
  if pgmatch.is_trusted(owner) or kind = 'schema' and owner in (
    select d.datdba from pg_database as d where d.datname = current_database()
    union all
    select 'pg_database_owner'::regrole
  ) then
    return;
  end if;
  raise exception using
    errcode = 'object_not_in_prerequisite_state',
    message = format(
      'the %s %s belongs to the role "%s", which could replace what pgmatch makes',
      kind, name, pg_get_userbyid(owner)
    ),
    hint = format(
      'If you trust what is there: alter %s %s owner to %I; or install into another schema: -x schema=...',
      kind, name, _wanted
    );
end;
$$;


ALTER FUNCTION pgmatch.check_trusted(kind text, name text, owner oid) OWNER TO postgres;

--
-- Name: FUNCTION check_trusted(kind text, name text, owner oid); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.check_trusted(kind text, name text, owner oid) IS 'Raises 55000 for a schema or a type of a role that could replace it.';


--
-- Name: columns_of(regclass, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.columns_of(target regclass, meant text DEFAULT NULL::text) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select
    coalesce(
      'Do you mean '
      || min(quote_ident(a.attname)) filter (
        where a.attname <> meant
          and lower(regexp_replace(a.attname, E'\\W|_', '', 'g')) = lower(regexp_replace(meant, E'\\W|_', '', 'g'))
      )
      || '? ',
      ''
    )
    || 'Its columns: ' || string_agg(quote_ident(a.attname), ', ' order by a.attnum)
  from pg_attribute as a
  where a.attrelid = target and a.attnum > 0 and not a.attisdropped
$$;


ALTER FUNCTION pgmatch.columns_of(target regclass, meant text) OWNER TO postgres;

--
-- Name: FUNCTION columns_of(target regclass, meant text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.columns_of(target regclass, meant text) IS 'The columns of a table for a hint: the one that is probably meant, and the list.';


--
-- Name: compare(anyelement, pgmatch.question, boolean); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.compare(no_key anyelement, question pgmatch.question, is_few boolean, OUT keys anyarray, OUT similarities double precision[]) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'on'
    SET jit TO 'off'
    AS $$
declare
  _most constant integer := 100000;
  _compared integer;
begin
  -- as in pgmatch.is_few
  perform set_config('enable_seqscan', (is_few is not true)::text, true);
  select r.keys, r.similarities, r.compared into keys, similarities, _compared
  -- computes distances before it sorts them, or the planner would choose the index again
  from pgmatch.search_rows(no_key, question, 'limit ' || _most + 1) as r;
  -- for pgmatch.explain_call
  perform set_config('pgmatch.path', 'compared', true);
  if _compared > _most then
    raise exception using
      errcode = 'program_limit_exceeded',
      message = format(
        'the index returned fewer than %s rows, and more than %s rows are left to compare', question.match_count, _most
      ),
      hint = 'Ask for fewer rows, or let the index scan continue for longer: set hnsw.max_scan_tuples = 200000;';
  end if;
end;
$$;


ALTER FUNCTION pgmatch.compare(no_key anyelement, question pgmatch.question, is_few boolean, OUT keys anyarray, OUT similarities double precision[]) OWNER TO postgres;

--
-- Name: FUNCTION compare(no_key anyelement, question pgmatch.question, is_few boolean, OUT keys anyarray, OUT similarities double precision[]); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.compare(no_key anyelement, question pgmatch.question, is_few boolean, OUT keys anyarray, OUT similarities double precision[]) IS 'Answers a question by comparing all rows that pass its conditions, up to 100,000.';


--
-- Name: compare_sections(anyelement, pgmatch.question, name[]); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.compare_sections(no_key anyelement, question pgmatch.question, section name[], OUT keys anyarray, OUT similarities double precision[]) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'on'
    SET jit TO 'off'
    AS $_$
declare
  _most constant integer := 100000;
  _statement constant text := (
    select pgmatch.fill(
      $text$
with candidate as materialized (
  select s.{key} as key, ({distance}) + 0::float8 as distance, {columns}
  from {target} as s where {condition} limit {limit}
),
best as (
  select distinct on ({names}) c.key, c.distance from candidate as c where c.distance <> 'NaN'::float8
  order by {names}, c.distance, c.key
),
ranked as (
  select key, {similarity} as similarity, distance from best order by distance, key limit {match_count}
)
select
  coalesce(pg_catalog.array_agg(r.key order by r.distance, r.key), '{}'),
  coalesce(pg_catalog.array_agg(r.similarity order by r.distance, r.key), '{}'),
  (select count(*) from candidate)
from ranked as r where $2 is null or r.similarity > $2
$text$,
      jsonb_build_object(
        'key', quote_ident(question.key),
        'distance', pgmatch.distance(question.target, question.embedding, question.metric),
        'similarity', (pgmatch.metric_sql(question.metric)).similarity,
        'columns', string_agg(format('s.%I as section_%s', c.name, c.place), ', ' order by c.place),
        'names', string_agg('c.section_' || c.place, ', ' order by c.place),
        'target', question.target::text,
        'condition', concat_ws(
          ' and ', format('s.%I is not null', question.embedding), question.always, question.late, question.filter
        ),
        'limit', _most + 1,
        'match_count', question.match_count
      )
    )
    from unnest(section) with ordinality as c (name, place)
  );
  _compared integer;
begin
  if question.path is not null then
    perform set_config('search_path', question.path, true);
  end if;
  execute _statement into keys, similarities, _compared using question.query, question.match_threshold;
  -- for pgmatch.explain_call
  perform pg_catalog.set_config('pgmatch.path', 'compared', true);
  if _compared > _most then
    raise exception using
      errcode = 'program_limit_exceeded',
      message = pg_catalog.format(
        'more than %s rows are left to compare for match_count %s of sections', _most, question.match_count
      ),
      hint = 'Ask for fewer rows, or for all rows of a section: one_per_section => false.';
  end if;
end;
$_$;


ALTER FUNCTION pgmatch.compare_sections(no_key anyelement, question pgmatch.question, section name[], OUT keys anyarray, OUT similarities double precision[]) OWNER TO postgres;

--
-- Name: FUNCTION compare_sections(no_key anyelement, question pgmatch.question, section name[], OUT keys anyarray, OUT similarities double precision[]); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.compare_sections(no_key anyelement, question pgmatch.question, section name[], OUT keys anyarray, OUT similarities double precision[]) IS 'Answers a question with the nearest row of each section, by comparing all rows that pass.';


--
-- Name: core_users(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.core_users() RETURNS SETOF text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select format('the line "%s"', i.line) from pgmatch.install as i where i.line <> 'core'
  union all
  select format('a search of %s', s.target)
  from pgmatch.search as s
  inner join pg_class as c on c.oid = s.target
  where s.line is null
  union all
  select format('the function %s', pgmatch.search_oid(f)::oid::regproc)
  from pgmatch.search_function as f
  where pgmatch.search_oid(f) is not null
  union all
  select format('the suspended index %I of %s', s.name, s.target)
  from pgmatch.suspended_index as s
  inner join pg_class as c on c.oid = s.target
$$;


ALTER FUNCTION pgmatch.core_users() OWNER TO postgres;

--
-- Name: FUNCTION core_users(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.core_users() IS 'What needs the core: the installed lines, searchable tables of the user''s, and what create_search made.';


--
-- Name: counted(bigint, text, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.counted(number bigint, one text, many text) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select to_char(number, 'FM999,999,999,999,990') || ' ' || case number when 1 then one else many end
$$;


ALTER FUNCTION pgmatch.counted(number bigint, one text, many text) OWNER TO postgres;

--
-- Name: FUNCTION counted(number bigint, one text, many text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.counted(number bigint, one text, many text) IS 'How many there are of something, for people: 1 row, 1,500 rows.';


--
-- Name: create_search(text, text, text, text[], text, json, text, text, text, text, boolean, text, text, text[], text[], text[], text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.create_search(name text, target text, embedding text DEFAULT 'embedding'::text, returns text[] DEFAULT NULL::text[], content text DEFAULT NULL::text, filters json DEFAULT '{}'::json, metadata text DEFAULT NULL::text, metric text DEFAULT NULL::text, key text DEFAULT NULL::text, contract text DEFAULT NULL::text, hybrid boolean DEFAULT false, words text DEFAULT NULL::text, text_config text DEFAULT NULL::text, arguments text[] DEFAULT NULL::text[], grants text[] DEFAULT NULL::text[], section text[] DEFAULT NULL::text[], path text DEFAULT current_setting('search_path'::text)) RETURNS regprocedure
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _search pgmatch.search_function;
  _function regprocedure;
begin
  -- as in pgmatch.set_access
  perform pgmatch.take_turn();
  perform pgmatch.follow_searches();
  _search := pgmatch.declare_search(
    name, target, embedding, returns, content, filters, metadata, metric, key, contract, arguments, grants, section,
    path
  );
  if hybrid then
    _search := pgmatch.declare_words(_search, words, text_config);
  elsif coalesce(words, text_config) is not null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = case when words is null then 'text_config' else 'words' end || ' is only for a hybrid search',
      hint = 'Pass hybrid => true too, or leave it out.';
  end if;
  if contract is not null then
    _search := pgmatch.declare_contract(_search, returns);
  end if;
  perform pgmatch.check_search(_search);
  _function := pgmatch.make_search(_search);
  perform pgmatch.grant_search(_search);
  notify pgrst, 'reload schema';
  return _function;
end;
$$;


ALTER FUNCTION pgmatch.create_search(name text, target text, embedding text, returns text[], content text, filters json, metadata text, metric text, key text, contract text, hybrid boolean, words text, text_config text, arguments text[], grants text[], section text[], path text) OWNER TO postgres;

--
-- Name: FUNCTION create_search(name text, target text, embedding text, returns text[], content text, filters json, metadata text, metric text, key text, contract text, hybrid boolean, words text, text_config text, arguments text[], grants text[], section text[], path text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.create_search(name text, target text, embedding text, returns text[], content text, filters json, metadata text, metric text, key text, contract text, hybrid boolean, words text, text_config text, arguments text[], grants text[], section text[], path text) IS 'Makes a match function for a table: fast through its index, complete behind filters and policies.';


--
-- Name: current_owner(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.current_owner() RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select nullif(nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub', '')
$$;


ALTER FUNCTION pgmatch.current_owner() OWNER TO postgres;

--
-- Name: FUNCTION current_owner(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.current_owner() IS 'Whom the caller acts for: the claim "sub" in the setting request.jwt.claims; null for nobody.';


--
-- Name: declaration_of(pgmatch.search_function); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.declaration_of(search pgmatch.search_function) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select to_jsonb(search) - array[
    'decided', 'replaced', 'replaced_owner', 'replaced_acl', 'replaced_name', 'made_function', 'made_table',
    'made_columns', 'created_at'
  ]
$$;


ALTER FUNCTION pgmatch.declaration_of(search pgmatch.search_function) OWNER TO postgres;

--
-- Name: FUNCTION declaration_of(search pgmatch.search_function); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.declaration_of(search pgmatch.search_function) IS 'What the text of a made function says of its declaration.';


--
-- Name: declare_contract(pgmatch.search_function, text[]); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.declare_contract(search pgmatch.search_function, returns text[]) RETURNS pgmatch.search_function
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  _missing constant text[] := array(
    select c.name
    from unnest(array['content', 'metadata']) as c (name)
    where returns is not null and not exists (
      select from unnest(search.returns) as r (entry)
      cross join lateral pgmatch.split_name(r.entry) as n
      where r.entry = c.name or n.name = c.name and n.type is not null
    )
  );
  _metadata constant regtype := (
    select a.atttypid from pg_attribute as a
    where a.attrelid = search.target and a.attname = 'metadata' and not a.attisdropped
  );
begin
  if search.contract = 'langchain' and search.words is not null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'the contract langchain has no hybrid search',
      hint = 'Leave out hybrid, or make another function without a contract.';
  elsif search.arguments is not null
    or search.filters <> '[]'
    or search.metadata is not null
    or search.section is not null
    or coalesce(search.content <> search.words, search.content is not null) then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('the contract %s decides which arguments the function has', search.contract),
      hint = 'Leave out content, arguments, filters, metadata and section, or leave out the contract.';
  elsif search.contract = 'langchain' and _missing <> '{}' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('returns lacks %s, which the clients of langchain read', array_to_string(_missing, ' and ')),
      hint = format('Add %s to returns, or leave returns out.', array_to_string(_missing, ' and '));
  elsif search.contract = 'langchain' and _metadata <> 'jsonb'::regtype then
    raise exception using
      errcode = 'datatype_mismatch',
      message = format(
        'column metadata of %s has the type %s, but the contract langchain needs jsonb', search.target, _metadata
      ),
      hint = format('Change it: alter table %s alter column metadata type jsonb using metadata::jsonb;', search.target);
  end if;
  search.content := null;
  if search.contract = 'langchain' then
    search.arguments := '{query_embedding, match_count, filter}';
    search.filters := '[["filter jsonb", "metadata @> $"]]';
    search.returns := case when returns is null then '{id, content, metadata}' else search.returns end;
  elsif search.contract = 'supabase' then
    search.arguments := case
      when search.words is null then '{query_embedding, match_threshold, match_count}'
      else '{query_text, query_embedding, match_count, full_text_weight, semantic_weight, rrf_k}'
    end;
    search.scored := returns is not null and search.words is null;
    if not search.scored then
      search.returns := array(
        select a.attname::text from pg_attribute as a
        where a.attrelid = search.target and a.attnum > 0 and not a.attisdropped
        order by a.attnum
      );
    end if;
  end if;
  return search;
end;
$_$;


ALTER FUNCTION pgmatch.declare_contract(search pgmatch.search_function, returns text[]) OWNER TO postgres;

--
-- Name: FUNCTION declare_contract(search pgmatch.search_function, returns text[]); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.declare_contract(search pgmatch.search_function, returns text[]) IS 'A declaration with the arguments and the columns that the clients of a contract rely on.';


--
-- Name: declare_filters(json); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.declare_filters(filters json) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  _argument text;
  _condition json;
  _declared jsonb := '[]';
begin
  if json_typeof(filters) <> 'object' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('filters is %s, not an object', filters),
      hint = 'Write {"argument type": "condition"}, for example {"category text": "category = $"}.';
  end if;
  for _argument, _condition in select f.key, f.value from json_each(filters) as f (key, value) loop
    if (pgmatch.split_name(_argument)).type is null then
      raise exception using
        errcode = 'invalid_parameter_value',
        message = format('the filter %s does not say which type its argument has', to_json(_argument)),
        hint = 'Write the name of the argument, a space and its type, for example "category text".';
    elsif json_typeof(_condition) <> 'string' then
      raise exception using
        errcode = 'invalid_parameter_value',
        message = format('the filter %s has %s instead of a condition', to_json(_argument), _condition),
        hint = 'Write the condition as a string with a $ for the value, for example "category = $".';
    end if;
    _declared := _declared || jsonb_build_array(jsonb_build_array(_argument, _condition));
  end loop;
  return _declared;
end;
$_$;


ALTER FUNCTION pgmatch.declare_filters(filters json) OWNER TO postgres;

--
-- Name: FUNCTION declare_filters(filters json); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.declare_filters(filters json) IS 'Filters as pgmatch.search_function has them, in their order; raises 22023 for anything else.';


--
-- Name: declare_search(text, text, text, text[], text, json, text, text, text, text, text[], text[], text[], text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.declare_search(name text, target text, embedding text, returns text[], content text, filters json, metadata text, metric text, key text, contract text, arguments text[], grants text[], section text[], path text) RETURNS pgmatch.search_function
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_variable
declare
  _search pgmatch.search_function;
  _name text[];
begin
  select t.relation, t.schemas into _search.target, _search.path from pgmatch.declared_table(target, path) as t;
  begin
    _name := parse_ident(name);
  exception
    when invalid_parameter_value then
      _name := null;
  end;

  if cardinality(_name) not between 1 and 2 or _name is null then
    raise exception using
      errcode = 'invalid_name',
      message = format('%s cannot be the name of a function', coalesce(quote_literal(name), 'null')),
      hint = 'Write it as in a query, quoted as in SQL, with or without a schema: match_products, shop.match_products.';
  elsif octet_length(_name[cardinality(_name)]) > 63 then
    raise exception using
      errcode = 'name_too_long',
      message = format(
        '%L cannot be the name of a function: it has %s bytes', name, octet_length(_name[cardinality(_name)])
      ),
      hint = 'Choose a name of at most 63 bytes.';
  end if;

  _search.name := _name[cardinality(_name)];
  _search.schema_name := case cardinality(_name)
    when 2 then _name[1]
    else (
      select n.nspname from pg_class as c inner join pg_namespace as n on n.oid = c.relnamespace
      where c.oid = _search.target
    )
  end;
  _search.embedding := embedding;
  _search.key := coalesce(key, pgmatch.search_key(_search.target));
  _search.metric := coalesce(metric, pgmatch.presumed_metric(_search.target, _search.embedding));
  _search.returns := pgmatch.returned_columns(_search.target, returns);
  _search.content := content;
  _search.filters := pgmatch.declare_filters(coalesce(filters, '{}'));
  _search.metadata := metadata;
  _search.arguments := arguments;
  _search.contract := contract;
  _search.scored := true;
  _search.grants := grants;
  _search.section := section;
  _search.created_at := now();
  return _search;
end;
$$;


ALTER FUNCTION pgmatch.declare_search(name text, target text, embedding text, returns text[], content text, filters json, metadata text, metric text, key text, contract text, arguments text[], grants text[], section text[], path text) OWNER TO postgres;

--
-- Name: FUNCTION declare_search(name text, target text, embedding text, returns text[], content text, filters json, metadata text, metric text, key text, contract text, arguments text[], grants text[], section text[], path text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.declare_search(name text, target text, embedding text, returns text[], content text, filters json, metadata text, metric text, key text, contract text, arguments text[], grants text[], section text[], path text) IS 'The row of pgmatch.search_function that the arguments of pgmatch.create_search mean.';


--
-- Name: declare_words(pgmatch.search_function, name, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.declare_words(search pgmatch.search_function, words name, config text) RETURNS pgmatch.search_function
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _filled_by text;
begin
  select a.attname, pg_get_expr(d.adbin, d.adrelid) into search.words, _filled_by
  from pg_attribute as a
  inner join pg_type as t on t.oid = a.atttypid
  left join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attrelid = search.target and a.attnum > 0 and not a.attisdropped
    and (t.typname = 'tsvector' or t.typcategory = 'S')
    and a.attname = coalesce(words, case when t.typname = 'tsvector' then a.attname else search.content end)
  order by t.typname = 'tsvector' desc, a.attnum
  limit 1;
  if search.words is null then
    raise exception using
      errcode = 'undefined_column',
      message = case
        when words is null then format('%s has no column of type tsvector, and content names none', search.target)
        else format('words names %L, but %s has no such column of type tsvector or text', words, search.target)
      end,
      hint = case when words is null then 'Name the column of the text, for example words => ''body''. ' else '' end
        || pgmatch.columns_of(search.target, words);
  end if;

  config := coalesce(
    config,
    substring(_filled_by from E'to_tsvector\\(''([^'']+)''::regconfig'),
    current_setting('default_text_search_config')
  );
  select format('%I.%I', n.nspname, c.cfgname) into search.text_config
  from pg_ts_config as c
  inner join pg_namespace as n on n.oid = c.cfgnamespace
  where config in (c.cfgname, n.nspname || '.' || c.cfgname)
  order by n.nspname <> 'pg_catalog', n.nspname
  limit 1;
  if search.text_config is null then
    raise exception using
      errcode = 'undefined_object',
      message = format('text search configuration %L does not exist', config),
      hint = 'For those that exist: select cfgname from pg_ts_config;';
  end if;
  return search;
end;
$$;


ALTER FUNCTION pgmatch.declare_words(search pgmatch.search_function, words name, config text) OWNER TO postgres;

--
-- Name: FUNCTION declare_words(search pgmatch.search_function, words name, config text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.declare_words(search pgmatch.search_function, words name, config text) IS 'A declaration with the column whose words a hybrid search finds, and their text search configuration.';


--
-- Name: declared_searches(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.declared_searches() RETURNS SETOF pgmatch.search_function
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select d.*
  from pgmatch.search_function as f
  cross join lateral pgmatch.follow_search(f) as d
  union all
  select d.*
  from pg_proc as p
  inner join pg_namespace as n on n.oid = p.pronamespace
  cross join lateral jsonb_populate_record(
    null::pgmatch.search_function, jsonb_build_object('schema_name', n.nspname, 'name', p.proname)
  ) as w
  cross join lateral (
    select case
      when p.oid = pgmatch.search_oid(w)
        then substring(p.prosrc from E'\n-- pgmatch.search_function: (\\{[^\n]*\\})\n')::jsonb
    end as declaration
  ) as t
  cross join lateral jsonb_populate_record(
    null::pgmatch.search_function,
    t.declaration || jsonb_build_object(
      'schema_name', n.nspname,
      'name', p.proname,
      'target', to_regclass(t.declaration ->> 'target'),
      'created_at', now()
    )
  ) as d
  where p.prosrc like E'%\n-- pgmatch.search_function: {"%'
    and t.declaration is not null
    and not exists (select 1 from pgmatch.search_function as f where pgmatch.search_oid(f) = p.oid)
$$;


ALTER FUNCTION pgmatch.declared_searches() OWNER TO postgres;

--
-- Name: FUNCTION declared_searches(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.declared_searches() IS 'The declarations of the functions that pgmatch.create_search has made: their rows, or what their text says.';


--
-- Name: declared_table(text, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.declared_table(name text, path text, OUT relation regclass, OUT schemas name[]) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform set_config('search_path', path, true);
  begin
    relation := to_regclass(name);
  exception
    when invalid_name or syntax_error then
      relation := null;
  end;
  schemas := current_schemas(false);
  perform set_config('search_path', 'pg_catalog, pg_temp', true);
  schemas := array_remove(schemas, 'pg_catalog');
  if relation is null then
    raise exception using
      errcode = 'undefined_table',
      message = format('table %s does not exist', coalesce(name, 'null')),
      hint = 'Write its name as in a query, quoted as in SQL, and with the schema if that is not on the search_path.';
  end if;
end;
$$;


ALTER FUNCTION pgmatch.declared_table(name text, path text, OUT relation regclass, OUT schemas name[]) OWNER TO postgres;

--
-- Name: FUNCTION declared_table(name text, path text, OUT relation regclass, OUT schemas name[]); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.declared_table(name text, path text, OUT relation regclass, OUT schemas name[]) IS 'The table of a declaration, and the schemas of the search_path on which its name is read.';


--
-- Name: default_ef_search(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.default_ef_search() RETURNS integer
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select 100
$$;


ALTER FUNCTION pgmatch.default_ef_search() OWNER TO postgres;

--
-- Name: FUNCTION default_ef_search(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.default_ef_search() IS 'The ef_search of an HNSW index that has not been tuned.';


--
-- Name: default_grants(text, boolean); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.default_grants(tables_schema text, is_wanted boolean) RETURNS SETOF text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select format(
    'alter default privileges for role %I in schema %I %s select, insert, update, delete on tables %s service_role',
    pg_get_userbyid(c.relowner),
    n.nspname,
    case when is_wanted then 'grant' else 'revoke' end,
    case when is_wanted then 'to' else 'from' end
  )
  from pg_namespace as n
  inner join pg_class as c on c.oid = 'pgmatch.install'::regclass
  inner join pg_roles as r on r.rolname = 'service_role'
  where n.nspname = tables_schema
    and is_wanted <> exists (
      select 1
      from pg_default_acl as d
      cross join lateral aclexplode(d.defaclacl) as a
      where d.defaclnamespace = n.oid and d.defaclrole = c.relowner and d.defaclobjtype = 'r' and a.grantee = r.oid
      group by a.grantee
      having count(*) filter (where a.privilege_type in ('SELECT', 'INSERT', 'UPDATE', 'DELETE')) = 4
    )
$$;


ALTER FUNCTION pgmatch.default_grants(tables_schema text, is_wanted boolean) OWNER TO postgres;

--
-- Name: FUNCTION default_grants(tables_schema text, is_wanted boolean); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.default_grants(tables_schema text, is_wanted boolean) IS 'The statements that let service_role use each new table in a schema, or no longer.';


--
-- Name: default_probes(regclass, integer, integer); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.default_probes(index regclass, wanted integer, tuned integer DEFAULT NULL::integer) RETURNS integer
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _lists integer;
  _rows double precision;
  _more double precision;
begin
  -- of a partitioned index, the largest partition: each is searched by itself
  select
    max(coalesce(substring(c.reloptions::text from 'lists=([0-9]+)')::integer, 100)),
    max(c.reltuples)
  into _lists, _rows
  from pg_class as c
  where c.oid = default_probes.index
    or c.oid in (select t.relid from pg_partition_tree(default_probes.index) as t where t.isleaf);
  _more := floor(4.0 * wanted * _lists / nullif(greatest(_rows, 0), 0));
  return least(
    _lists,
    case
      when tuned is not null then greatest(tuned, _more)
      -- an index without statistics is taken for a small one
      else coalesce(greatest(ceil(sqrt(_lists)) + _more, ceil(_lists * 100000 / nullif(greatest(_rows, 0), 0))), _lists)
    end
  );
end;
$$;


ALTER FUNCTION pgmatch.default_probes(index regclass, wanted integer, tuned integer) OWNER TO postgres;

--
-- Name: FUNCTION default_probes(index regclass, wanted integer, tuned integer); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.default_probes(index regclass, wanted integer, tuned integer) IS 'How many lists of an IVFFlat index to search for so many rows, with the stored setting of the index or without.';


--
-- Name: search; Type: TABLE; Schema: pgmatch; Owner: postgres
--

CREATE TABLE pgmatch.search (
    target regclass NOT NULL,
    embedding name NOT NULL,
    key name NOT NULL,
    line text,
    metric text NOT NULL,
    model text,
    normalized boolean,
    chunk_tokens integer,
    CONSTRAINT search_chunk_tokens_check CHECK ((chunk_tokens > 0)),
    CONSTRAINT search_metric_check CHECK ((metric = ANY (ARRAY['ip'::text, 'cosine'::text, 'l2'::text, 'l1'::text])))
);


ALTER TABLE pgmatch.search OWNER TO postgres;

--
-- Name: TABLE search; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON TABLE pgmatch.search IS 'One row per column of embeddings that can be searched.';


--
-- Name: COLUMN search.target; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.search.target IS 'Its table.';


--
-- Name: COLUMN search.key; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.search.key IS 'The column that identifies a row of the table.';


--
-- Name: COLUMN search.line; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.search.line IS 'The line that the table belongs to; null for a table of the user''s own.';


--
-- Name: COLUMN search.metric; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.search.metric IS 'ip (inner product), cosine, l2 or l1.';


--
-- Name: COLUMN search.model; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.search.model IS 'Name of the model that made the embeddings; null if unknown.';


--
-- Name: COLUMN search.normalized; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.search.normalized IS 'Whether the model''s vectors have length 1; null if unknown.';


--
-- Name: COLUMN search.chunk_tokens; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.search.chunk_tokens IS 'Longest section, in the model''s tokens; null if unknown.';


--
-- Name: default_search(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.default_search() RETURNS pgmatch.search
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _found pgmatch.search[] := array(
    select s from pgmatch.searched_columns() as s order by coalesce(s.line, '') <> 'nods', s.target::text, s.embedding
  );
begin
  if cardinality(_found) = 0 then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = 'no column of embeddings is declared',
      hint = 'Name an index of the column, or declare a search of its table: pgmatch.create_search.';
  elsif cardinality(_found) > 1 and (_found[1]).line is distinct from 'nods' then
    raise exception using
      errcode = 'ambiguous_alias',
      message = format(
        'several columns of embeddings are declared: %s',
        (select string_agg(format('%s.%I', s.target, s.embedding), ', ') from unnest(_found) as s)
      ),
      hint = 'Name the table and the column, or an index of it.';
  end if;
  return _found[1];
end;
$$;


ALTER FUNCTION pgmatch.default_search() OWNER TO postgres;

--
-- Name: FUNCTION default_search(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.default_search() IS 'The column of embeddings that is meant if none is named: that of the line nods, else the only one.';


--
-- Name: delete_rows(text, jsonb, boolean, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.delete_rows(search text, filter jsonb, dry_run boolean DEFAULT false, path text DEFAULT current_setting('search_path'::text)) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _target text;
  _condition text;
  _statement text;
  _rows bigint;
begin
  select s.target, pgmatch.filter_condition(filter, s.document) into _target, _condition
  from pgmatch.metadata_search(search) as s;
  if _condition is null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('filter is %s, which all rows of %s pass', coalesce(left(filter::text, 100), 'null'), _target),
      hint = format('Say which rows to delete, for example {"year": 2020}. To delete all: delete from %s;', _target);
  end if;
  perform pgmatch.check_filter_parts(filter);
  if dry_run is not false then
    execute format('select count(*) from %s as s where %s', _target, _condition) into _rows;
    return _rows;
  end if;
  _statement := format('delete from %s as s where %s', _target, _condition);
  -- from here on, nothing is called by a name without a schema
  perform set_config('search_path', path, true);
  execute _statement;
  get diagnostics _rows = row_count;
  return _rows;
end;
$$;


ALTER FUNCTION pgmatch.delete_rows(search text, filter jsonb, dry_run boolean, path text) OWNER TO postgres;

--
-- Name: FUNCTION delete_rows(search text, filter jsonb, dry_run boolean, path text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.delete_rows(search text, filter jsonb, dry_run boolean, path text) IS 'Deletes the rows of a searched table that pass a filter on their metadata, and returns how many.';


--
-- Name: dimensions_change(regclass, name, integer); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.dimensions_change(target regclass, embedding name, dimensions integer) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select coalesce(
    (
      select format('select pgmatch.%I(%s);', p.proname, dimensions_change.dimensions)
      from pgmatch.search as s
      inner join pg_proc as p on p.pronamespace = 'pgmatch'::regnamespace
      where s.target = dimensions_change.target and s.embedding = dimensions_change.embedding
        -- 'nods' is the line that is meant where none is named, as in pgmatch.set_model
        and p.proname = case s.line when 'nods' then 'set_dimensions' else s.line || '_set_dimensions' end
    ),
    (
      select format(
        'alter table %s alter column %I type %s(%s);',
        a.attrelid::regclass, a.attname, a.atttypid::regtype, dimensions_change.dimensions
      )
      from pg_attribute as a
      where a.attrelid = dimensions_change.target and a.attname = dimensions_change.embedding
    )
  )
$$;


ALTER FUNCTION pgmatch.dimensions_change(target regclass, embedding name, dimensions integer) OWNER TO postgres;

--
-- Name: FUNCTION dimensions_change(target regclass, embedding name, dimensions integer); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.dimensions_change(target regclass, embedding name, dimensions integer) IS 'The statement that gives a column another number of dimensions, for one without embeddings.';


--
-- Name: dimensions_of(regclass, name); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.dimensions_of(target regclass, embedding name) RETURNS integer
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select nullif(a.atttypmod, -1)
  from pg_attribute as a
  where a.attrelid = target and a.attname = embedding and not a.attisdropped
$$;


ALTER FUNCTION pgmatch.dimensions_of(target regclass, embedding name) OWNER TO postgres;

--
-- Name: FUNCTION dimensions_of(target regclass, embedding name); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.dimensions_of(target regclass, embedding name) IS 'The number of dimensions that a column of vectors takes; null if its type does not say.';


--
-- Name: distance(regclass, name, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.distance(target regclass, embedding name, metric text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  _type name;
  _full_type text;
begin
  select t.typname, format_type(t.oid, null) into _type, _full_type
  from pg_attribute as a
  inner join pg_type as t on t.oid = a.atttypid
  where a.attrelid = target and a.attname = embedding and a.attnum > 0 and not a.attisdropped;
  if _type is null then
    raise exception using
      errcode = 'undefined_column',
      message = format('%s has no column %I', target, embedding),
      hint = 'Name the column that stores the embeddings.';
  elsif _type not in ('vector', 'halfvec') then
    raise exception using
      errcode = 'datatype_mismatch',
      message = format('column %I of %s has the type %s, not vector or halfvec', embedding, target, _full_type),
      hint = 'Name the column that stores the embeddings.';
  end if;
  return format(
    's.%I %s $1%s',
    embedding,
    (pgmatch.metric_sql(metric)).operator,
    case when _type = 'halfvec' then '::' || _full_type end
  );
end;
$_$;


ALTER FUNCTION pgmatch.distance(target regclass, embedding name, metric text) OWNER TO postgres;

--
-- Name: FUNCTION distance(target regclass, embedding name, metric text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.distance(target regclass, embedding name, metric text) IS 'The SQL expression for the distance of a row s from the vector $1 under a metric.';


--
-- Name: doctor(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.doctor() RETURNS TABLE(level text, rule text, finding text, object text, evidence text, fix text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select f.level, r.rule, obj_description(r.function, 'pg_proc'), f.object, f.evidence, array_to_string(f.fix, E'\n')
  from (
    select p.oid, regexp_replace(p.proname, '^(.*_)?doctor_', '')
    from pg_proc as p
    where p.prorettype = 'pgmatch.doctor_finding'::regtype and p.pronargs = 0
  ) as r (function, rule)
  cross join lateral pgmatch.examine(r.function) as f
  order by array_position(array['error', 'warning', 'info'], f.level), r.rule, f.object
$$;


ALTER FUNCTION pgmatch.doctor() OWNER TO postgres;

--
-- Name: FUNCTION doctor(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.doctor() IS 'What is wrong with this database, with the evidence and the fix, the worst first.';


--
-- Name: doctor_dimensions(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.doctor_dimensions() RETURNS SETOF pgmatch.doctor_finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select
    'error',
    format('column %s.%I', pgmatch.full_name(s.target), s.embedding),
    format(
      'Takes vectors of %s dimensions, and the recorded model, %s, makes %s.',
      d.dimensions,
      s.model,
      upper(m.lengths) - 1
    ),
    array[
      case
        when l.rows > l.without_embedding then format('select pgmatch.set_model(''NAME'', %L);', s.line)
        else pgmatch.dimensions_change(s.target, s.embedding, upper(m.lengths) - 1)
      end
    ],
    false
  from pgmatch.searched_columns() as s
  cross join lateral pgmatch.dimensions_of(s.target, s.embedding) as d (dimensions)
  cross join lateral pgmatch.model_dimensions(s.model) as m (lengths)
  cross join lateral pgmatch.check_embeddings(s.target, s.embedding) as l
  where not m.lengths @> d.dimensions
$$;


ALTER FUNCTION pgmatch.doctor_dimensions() OWNER TO postgres;

--
-- Name: FUNCTION doctor_dimensions(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.doctor_dimensions() IS 'A column takes vectors of another length than its model makes.';


--
-- Name: doctor_embeddings(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.doctor_embeddings() RETURNS SETOF pgmatch.doctor_finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  select 'warning', f.object, f.evidence, f.fix, false
  from pgmatch.searched_columns() as s
  inner join pg_extension as e on e.extname = 'vector'
  inner join pg_attribute as a on a.attrelid = s.target and a.attname = s.embedding
  left join pgmatch.install as i on i.line = s.line
  cross join lateral pgmatch.check_embeddings(s.target, s.embedding) as c
  cross join lateral (
    select
      pgmatch.full_name(s.target) as target,
      c.rows - c.without_embedding as embeddings,
      pgmatch.counted(c.rows - c.without_embedding, 'embedding', 'embeddings') as of_embeddings,
      format('%s(%I)', pgmatch.norm_of(s.target, s.embedding), s.embedding) as norm,
      case when a.attnotnull then 'delete from %s where %3$s;' else 'update %s set %I = null where %s;' end as forget
  ) as t
  cross join lateral (
    values
      (
        c.without_embedding > 0,
        'table ' || t.target,
        format(
          '%s of %s %s no embedding, so no search finds %s.',
          pgmatch.grouped(c.without_embedding),
          pgmatch.counted(c.rows, 'row', 'rows'),
          case c.without_embedding when 1 then 'has' else 'have' end,
          case c.without_embedding when 1 then 'it' else 'them' end
        ),
        pgmatch.ingest_steps(s.line)
      ),
      (
        s.metric in ('ip', 'cosine') and c.zero > 0,
        'table ' || t.target,
        format(
          '%s of %s %s all zeros. Such a vector is similar to nothing, and indexes for cosine leave it out.',
          pgmatch.grouped(c.zero), t.of_embeddings, case c.zero when 1 then 'is' else 'are' end
        ),
        format(t.forget, t.target, s.embedding, t.norm || ' = 0') || pgmatch.ingest_steps(s.line)
      ),
      (
        (s.metric = 'ip' or s.normalized) and c.not_normalized > 0,
        'table ' || t.target,
        format(
          '%s of %s %s not have length 1 (%s to %s)%s.%s',
          pgmatch.grouped(c.not_normalized),
          t.of_embeddings,
          case c.not_normalized when 1 then 'does' else 'do' end,
          round(c.min_norm::numeric, 3),
          round(c.max_norm::numeric, 3),
          case when s.normalized then format(
            ', although those of %s do: another model made them, or they were changed', s.model
          ) end,
          case when s.metric = 'ip' then ' With inner product, longer vectors rank above nearer ones.' end
        ),
        case when s.normalized
          then format(t.forget, t.target, s.embedding, format('%s > 0 and abs(%1$s - 1) > 0.01', t.norm))
            || pgmatch.ingest_steps(s.line)
          else array[
            format(
              'update %1$s set %2$I = %3$s.l2_normalize(%2$I) where %4$s > 0 and abs(%4$s - 1) > 0.01;',
              t.target, s.embedding, e.extnamespace::regnamespace, t.norm
            )
          ]
        end
      ),
      (
        -- tables that users make can have a model each
        i.line is not null and i.tables_schema is null and s.model is null and t.embeddings > 0,
        'table pgmatch.search',
        format(
          '%s, but the model that made them is not recorded.',
          pgmatch.counted(t.embeddings, 'embedding exists', 'embeddings exist')
        ),
        array[format('select pgmatch.set_model(''NAME'', %L);', s.line)]
      )
  ) as f (is_found, object, evidence, fix)
  where f.is_found
$_$;


ALTER FUNCTION pgmatch.doctor_embeddings() OWNER TO postgres;

--
-- Name: FUNCTION doctor_embeddings(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.doctor_embeddings() IS 'Embeddings are missing or harm searches, or their model is unknown or another.';


--
-- Name: doctor_exposure(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.doctor_exposure() RETURNS SETOF pgmatch.doctor_finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  with api as (
    select
      r.oid,
      s.schemas,
      s.scope,
      regexp_split_to_array(s.schemas, E'\\s*,\\s*') as exposed
    from pg_roles as r
    left join lateral (
      select
        btrim(substr(c.setting, strpos(c.setting, '=') + 1)),
        case when d.setdatabase <> 0 then format(' in database %I', current_database()) end
      from pg_db_role_setting as d
      cross join lateral unnest(d.setconfig) as c (setting)
      where d.setrole = r.oid
        and c.setting like 'pgrst.db_schemas=%'
        and d.setdatabase in (0, (select b.oid from pg_database as b where b.datname = current_database()))
      order by d.setdatabase desc
      limit 1
    ) as s (schemas, scope) on true
    where r.rolname = 'authenticator'
  ),

  needed as (
    select distinct i.schema_name from pgmatch.install as i where i.access is not null
  )

  select
    'info',
    format('schema %I', n.schema_name),
    'This database does not say which schemas the API exposes. On Supabase, open the project''s settings, Data API: '
    || n.schema_name || ' must be among the exposed schemas.',
    '{}'::text[],
    false
  from api as a
  cross join needed as n
  where a.schemas is null and n.schema_name <> 'public'
  union all
  select
    'warning',
    format('schema %I', w.schema_name),
    format(
      'The API %s: pgrst.db_schemas of the role authenticator is %L.',
      case w.schema_name
        when 'pgmatch' then 'exposes the schema pgmatch, which is internal'
        else 'does not expose it'
      end,
      a.schemas
    ),
    array[
      format(
        'alter role authenticator%s set pgrst.db_schemas = %L;',
        a.scope,
        array_to_string(
          array_remove(a.exposed, 'pgmatch') || array(
            select n.schema_name from needed as n where n.schema_name <> all(a.exposed) order by n.schema_name
          ),
          ', '
        )
      ),
      'notify pgrst, ''reload config'';'
    ],
    false
  from api as a
  cross join lateral (
    select n.schema_name from needed as n where n.schema_name <> all(a.exposed)
    union all
    select 'pgmatch' where 'pgmatch' = any(a.exposed)
  ) as w (schema_name)
$$;


ALTER FUNCTION pgmatch.doctor_exposure() OWNER TO postgres;

--
-- Name: FUNCTION doctor_exposure(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.doctor_exposure() IS 'The API does not expose the schema of a line, or exposes that of pgmatch.';


--
-- Name: doctor_extension_missing(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.doctor_extension_missing() RETURNS SETOF pgmatch.doctor_finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select
    'error',
    'extension vector',
    case
      when s.is_offered then 'Was dropped from this database, together with every column that held vectors.'
      else 'The server does not have pgvector.'
    end,
    array_remove(
      array[
        case
          when not s.is_offered then 'apt-get install postgresql-NN-pgvector  # on the server, NN is its version'
        end,
        -- where an install creates it
        format(
          'create extension vector with schema %s;',
          case when to_regnamespace('extensions') is null then 'public' else 'extensions' end
        )
      ],
      null
    ),
    false
  from (
    select
      exists (select 1 from pg_available_extensions as a where a.name = 'vector'),
      exists (
        select 1
        from pg_class as c
        inner join pg_namespace as n on n.oid = c.relnamespace
        where n.nspname = 'pgmatch' and c.relname = 'install'
      )
  ) as s (is_offered, is_installed)
  where not exists (select 1 from pg_extension as e where e.extname = 'vector')
    and (s.is_installed or not s.is_offered)
$$;


ALTER FUNCTION pgmatch.doctor_extension_missing() OWNER TO postgres;

--
-- Name: FUNCTION doctor_extension_missing(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.doctor_extension_missing() IS 'pgvector is missing.';


--
-- Name: doctor_extension_version(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.doctor_extension_version() RETURNS SETOF pgmatch.doctor_finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  with known_bad (number, harm) as (
    values
      ('{0, 8, 2}'::integer[], 'writes past its memory when it builds HNSW indexes in parallel'),
      ('{0, 8, 3}', 'corrupts HNSW indexes in vacuum'),
      (
        '{0, 8, 4}',
        'corrupts HNSW indexes in vacuum, and fails to insert into IVFFlat indexes built on empty tables'
      )
  ),

  versions as (
    select
      e.extversion as version,
      v.offered,
      string_to_array(substring(e.extversion from E'^\\d+(?:\\.\\d+){0,2}'), '.')::integer[] as number,
      string_to_array(substring(v.offered from E'^\\d+(?:\\.\\d+){0,2}'), '.')::integer[] as offered_number
    from pg_extension as e
    left join pg_available_extensions as a on a.name = e.extname
    cross join lateral coalesce(a.default_version, e.extversion) as v (offered)
    where e.extname = 'vector'
  ),

  judged as (
    select
      v.*,
      b.harm,
      case
        when v.number < '{0, 8, 0}' then '{0, 8, 0}'::integer[]
        when b.harm is not null then '{0, 8, 5}'
      end as needed
    from versions as v
    left join known_bad as b on b.number = v.number
  )

  select
    case when j.needed is null then 'info' else 'error' end,
    'extension vector',
    format(
      '%s is installed, %s.',
      j.version,
      case
        when j.number < '{0, 8, 0}' then 'but pgmatch needs 0.8.0 or later'
        when j.harm is not null then 'which ' || j.harm
        else 'and the server provides ' || j.offered
      end
    ),
    array_remove(
      array[
        case
          when j.offered_number < j.needed
            or j.needed is not null and exists (select 1 from known_bad as b where b.number = j.offered_number)
            then format(
              'apt-get install postgresql-NN-pgvector  # on the server: %s or later; it has %s',
              array_to_string(j.needed, '.'),
              j.offered
            )
        end,
        'alter extension vector update;'
      ],
      null
    )
    -- what was damaged stays so
    || array(
      select format('reindex index concurrently %I.%I;', n.nspname, c.relname)
      from pg_class as c
      inner join pg_namespace as n on n.oid = c.relnamespace
      inner join pg_am as m on m.oid = c.relam
      where j.harm is not null and c.relkind = 'i' and m.amname in ('hnsw', 'ivfflat')
      order by n.nspname, c.relname
    ),
    false
  from judged as j
  where j.needed is not null or j.number < j.offered_number
$$;


ALTER FUNCTION pgmatch.doctor_extension_version() OWNER TO postgres;

--
-- Name: FUNCTION doctor_extension_version(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.doctor_extension_version() IS 'pgvector is too old, corrupts indexes, or can be updated.';


--
-- Name: doctor_function_pins(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.doctor_function_pins() RETURNS SETOF pgmatch.doctor_finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select
    'error',
    'line ' || i.line,
    format(
      '%s not have the search_path %s, for example %s: pgvector was moved, or their search_path was changed.',
      pgmatch.counted(count(*), 'function does', 'functions do'),
      pgmatch.pinned_path(i.line),
      min(substring(c.statement from '^alter function (.*) set search_path'))
    ),
    array[format('select pgmatch.repin(%L);', i.line)],
    true
  from pgmatch.install as i
  cross join lateral pgmatch.pin_changes(i.line) as c (statement)
  where c.statement like 'alter function %'
  group by i.line
$$;


ALTER FUNCTION pgmatch.doctor_function_pins() OWNER TO postgres;

--
-- Name: FUNCTION doctor_function_pins(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.doctor_function_pins() IS 'Functions look for tables or pgvector in other schemas than these are in.';


--
-- Name: doctor_grants_extra(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.doctor_grants_extra() RETURNS SETOF pgmatch.doctor_finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select
    'error',
    d.object,
    format(
      'The mode %s does not allow these privileges: %s.',
      d.access,
      string_agg(format('%s: %s', d.role, p.privilege), '; ' order by d.role, p.privilege)
    ),
    array[pgmatch.access_statement(d.line)],
    true
  from pgmatch.access_differences() as d
  cross join lateral (
    select h.privilege
    from pgmatch.privileges_of(d.has) as h (privilege)
    except
    select w.privilege
    from pgmatch.privileges_of(d.wanted) as w (privilege)
  ) as p
  group by d.line, d.access, d.object
$$;


ALTER FUNCTION pgmatch.doctor_grants_extra() OWNER TO postgres;

--
-- Name: FUNCTION doctor_grants_extra(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.doctor_grants_extra() IS 'A role has more privileges than the access mode allows.';


--
-- Name: doctor_grants_lost(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.doctor_grants_lost() RETURNS SETOF pgmatch.doctor_finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  select
    'error',
    d.object,
    format(
      'The mode %s needs these missing privileges: %s.',
      d.access,
      string_agg(format('%s: %s', d.role, p.privilege), '; ' order by d.role, p.privilege)
    ),
    array[pgmatch.access_statement(d.line)],
    true
  from pgmatch.access_differences() as d
  cross join lateral (
    select w.privilege
    from pgmatch.privileges_of(d.wanted) as w (privilege)
    except
    select h.privilege
    from pgmatch.privileges_of(d.has) as h (privilege)
  ) as p
  group by d.line, d.access, d.object
  union all
  select
    'error',
    'schema ' || s.name,
    format(
      'The mode %s needs these missing privileges: %s.',
      s.access,
      string_agg(s.role || ': usage', '; ')
    )
    || case
      when s.may_grant then ''
      else format(' Another role owns the schema, so %I may not grant it.', current_user)
    end,
    array[
      case
        when s.may_grant then pgmatch.access_statement(s.line)
        else format('grant usage on schema %s to %s;', s.name, string_agg(s.role, ', '))
      end
    ],
    s.may_grant
  from (
    select l.line, l.access, u.match[1], u.match[2], has_schema_privilege(n.oid, 'usage with grant option')
    from pgmatch.install as i
    -- the mode of the first line also rules what belongs to the core
    cross join lateral (
      select m.line, m.access
      from pgmatch.install as m
      where m.access is not null and i.line in (m.line, 'core')
      order by m.base is not null, m.line
      limit 1
    ) as l
    cross join lateral pgmatch.usage_changes(i.line) as c (statement)
    cross join lateral regexp_match(c.statement, '^grant usage on schema (.*) to (.*)$') as u (match)
    inner join pg_namespace as n on quote_ident(n.nspname) = u.match[1]
    -- others share the schema of the line that they build on
    where coalesce(i.base, 'core') = 'core'
  ) as s (line, access, name, role, may_grant)
  group by s.line, s.access, s.name, s.may_grant
$_$;


ALTER FUNCTION pgmatch.doctor_grants_lost() OWNER TO postgres;

--
-- Name: FUNCTION doctor_grants_lost(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.doctor_grants_lost() IS 'A role lacks privileges that the access mode needs.';


--
-- Name: doctor_grants_others(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.doctor_grants_others() RETURNS SETOF pgmatch.doctor_finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select
    'info',
    'role ' || r.name,
    format(
      'Has privileges on %s%s. The access mode does not manage this role.',
      array_to_string(r.objects[:3], ', '),
      case when cardinality(r.objects) > 3 then format(' and %s more', cardinality(r.objects) - 3) end
    ),
    '{}'::text[],
    false
  from (
    select o.rolname, array_agg(distinct u.kind || ' ' || u.name)
    from pgmatch.ruled_objects() as u
    -- lists who is granted anything, without the owner
    inner join pg_shdepend as d
      on d.deptype = 'a'
      and d.objid = u.object
      and d.classid = case u.kind
        when 'function' then 'pg_proc'::regclass
        when 'schema' then 'pg_namespace'::regclass
        else 'pg_class'::regclass
      end
    inner join pg_database as b on b.oid = d.dbid and b.datname = current_database()
    inner join pg_roles as o on o.oid = d.refobjid
    where o.rolname not in (select a.rolname from pgmatch.api_roles() as a (rolname))
    group by o.rolname
  ) as r (name, objects)
$$;


ALTER FUNCTION pgmatch.doctor_grants_others() OWNER TO postgres;

--
-- Name: FUNCTION doctor_grants_others(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.doctor_grants_others() IS 'A role that the access mode does not manage has privileges.';


--
-- Name: doctor_index_invalid(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.doctor_index_invalid() RETURNS SETOF pgmatch.doctor_finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select
    case when u.is_left then 'warning' else 'error' end,
    'index ' || pgmatch.full_name(u.index),
    case
      when u.is_left then 'Is left over from an interrupted rebuild.'
      when u.is_vector then 'Is not valid: its build was interrupted, so no search uses it.'
      else 'Is not valid: its build was interrupted.'
    end,
    array[
      case
        when u.is_left then format('pgmatch index drop %s --yes', u.word)
        when u.is_vector then 'pgmatch index rebuild ' || u.word
        else format('reindex index concurrently %s;', pgmatch.full_name(u.index))
      end
    ],
    true
  from (
    select i.index, i.is_left, i.method in ('hnsw', 'ivfflat'), pgmatch.shell_word(pgmatch.full_name(i.index))
    from (select distinct w.target from pgmatch.watched_tables() as w) as t
    cross join lateral pgmatch.unfinished_indexes(t.target) as i
  ) as u (index, is_left, is_vector, word)
$$;


ALTER FUNCTION pgmatch.doctor_index_invalid() OWNER TO postgres;

--
-- Name: FUNCTION doctor_index_invalid(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.doctor_index_invalid() IS 'An index is not valid.';


--
-- Name: doctor_index_metric(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.doctor_index_metric() RETURNS SETOF pgmatch.doctor_finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select
    'warning',
    'index ' || pgmatch.full_name(i.index),
    format(
      'Its operator class is for %s, but searches order by %s, so none can use it. It takes %s MB.',
      i.metric,
      s.metrics,
      to_char(i.size / 1048576.0, 'FM999,999,990.0')
    ),
    array[pgmatch.index_drop(i.index)],
    false
  from (
    select m.target, m.embedding, string_agg(m.metric, ' and ' order by m.metric)
    from pgmatch.searched_metrics() as m
    group by m.target, m.embedding
  ) as s (target, embedding, metrics)
  cross join lateral pgmatch.vector_indexes(s.target, s.embedding) as i
  where i.complete and i.metric <> all(string_to_array(s.metrics, ' and '))
    -- whose searches name their metric, so that the one on record follows the index
    and not exists (
      select 1 from pgmatch.search as r
      where r.target = s.target
        and to_regprocedure('pgmatch.' || quote_ident(r.line || '_metric') || '(regclass)') is not null
    )
$$;


ALTER FUNCTION pgmatch.doctor_index_metric() OWNER TO postgres;

--
-- Name: FUNCTION doctor_index_metric(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.doctor_index_metric() IS 'A vector index is for another metric than searches order by.';


--
-- Name: doctor_index_missing(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.doctor_index_missing() RETURNS SETOF pgmatch.doctor_finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  select
    -- so few are compared as fast as through an index
    case when c.rows > 1000 then 'error' else 'info' end,
    format('column %s.%I', pgmatch.full_name(s.target), s.embedding),
    format(
      'No valid index supports the metric %s: every search compares %s.',
      s.metric,
      case c.rows when 1 then 'the only row' else format('all %s rows', pgmatch.grouped(c.rows)) end
    ),
    array[
      coalesce(
        -- as in index_invalid, so that the index is not built twice
        (
          select 'pgmatch index rebuild ' || pgmatch.shell_word(pgmatch.full_name(u.index))
          from pgmatch.unfinished_indexes(s.target) as u
          inner join pgmatch.vector_indexes(s.target, s.embedding) as v on v.index = u.index
          where not u.is_left and (v.metric = s.metric or v.kind = 'binary')
          order by pgmatch.full_name(u.index)
          limit 1
        ),
        -- which pgmatch index create refuses: partitions cannot be indexed concurrently, a column has one metric
        case when t.relkind = 'p' or not w.is_recorded then (
          select format(
            case when a.atttypmod > 2000 and y.typname = 'vector'
              then 'create index%s on %s using hnsw ((%I::%s.halfvec(%7$s)) %4$s.halfvec_%6$s_ops);'
              else 'create index%s on %s using hnsw (%I %s.%s_%s_ops);'
            end,
            case when t.relkind = 'p' then '' else ' concurrently' end,
            pgmatch.full_name(s.target), s.embedding, quote_ident(n.nspname), y.typname, s.metric, a.atttypmod
          )
          from pg_attribute as a
          inner join pg_type as y on y.oid = a.atttypid
          inner join pg_namespace as n on n.oid = y.typnamespace
          where a.attrelid = s.target and a.attname = s.embedding
        ) end,
        'pgmatch index create ' || pgmatch.shell_word(format('%s.%I', pgmatch.full_name(s.target), s.embedding))
      )
    ],
    -- else the build would block writes
    t.relkind <> 'p'
  from pgmatch.searched_metrics() as s
  inner join pg_class as t on t.oid = s.target
  cross join lateral pgmatch.search_index(s.target, s.embedding, s.metric) as i
  cross join lateral (
    select case when t.reltuples < 0 then pgmatch.row_count(s.target) else t.reltuples::bigint end
  ) as c (rows)
  cross join lateral (
    select exists (
      select 1 from pgmatch.search as r
      where r.target = s.target and r.embedding = s.embedding and r.metric = s.metric
    )
  ) as w (is_recorded)
  where i.index is null
    -- a table that users make has an index when they want one
    and (
      c.rows > 1000
      or not exists (select 1 from pgmatch.install as l where l.line = s.line and l.tables_schema is not null)
    )
    -- which index_suspended tells
    and not exists (select 1 from pgmatch.suspended_index as x where x.target = s.target)
$_$;


ALTER FUNCTION pgmatch.doctor_index_missing() OWNER TO postgres;

--
-- Name: FUNCTION doctor_index_missing(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.doctor_index_missing() IS 'No index supports the searches of a column.';


--
-- Name: doctor_index_suspended(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.doctor_index_suspended() RETURNS SETOF pgmatch.doctor_finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select
    'warning',
    'table ' || pgmatch.full_name(c.oid),
    format(
      'The vector %s suspended for a load since %s: searches compare all rows. If no load is running:',
      case count(*)
        when 1 then format('index %s is', min(s.name::text))
        else format('indexes %s are', string_agg(s.name::text, ', ' order by s.name))
      end,
      to_char(min(s.suspended_at), 'YYYY-MM-DD HH24:MI')
    ),
    array['pgmatch index resume ' || pgmatch.shell_word(pgmatch.full_name(c.oid))],
    false
  from pgmatch.suspended_index as s
  inner join pg_class as c on c.oid = s.target
  group by c.oid
$$;


ALTER FUNCTION pgmatch.doctor_index_suspended() OWNER TO postgres;

--
-- Name: FUNCTION doctor_index_suspended(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.doctor_index_suspended() IS 'An index is suspended for a load.';


--
-- Name: doctor_index_unused(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.doctor_index_unused() RETURNS SETOF pgmatch.doctor_finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select
    'warning',
    'index ' || pgmatch.full_name(i.index),
    format(
      'Searches use another index, and nothing has used this one since %s. It takes %s MB and slows down every write.',
      coalesce(d.stats_reset::date::text, 'the statistics began'),
      to_char(i.size / 1048576.0, 'FM999,999,990.0')
    ),
    array[pgmatch.index_drop(i.index)],
    false
  from (select distinct m.target, m.embedding from pgmatch.searched_metrics() as m) as s
  cross join lateral pgmatch.vector_indexes(s.target, s.embedding) as i
  inner join pg_stat_database as d on d.datname = current_database()
  left join pg_stat_all_indexes as t on t.indexrelid = i.index
  cross join lateral (
    select bool_or(i.index = u.index) as is_used, bool_or(i.metric = m.metric or i.kind = 'binary') as is_usable
    from pgmatch.searched_metrics() as m
    cross join lateral pgmatch.search_index(m.target, m.embedding, m.metric) as u
    where m.target = s.target and m.embedding = s.embedding
  ) as w
  where i.complete and w.is_usable and w.is_used is not true and coalesce(t.idx_scan, 0) = 0
$$;


ALTER FUNCTION pgmatch.doctor_index_unused() OWNER TO postgres;

--
-- Name: FUNCTION doctor_index_unused(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.doctor_index_unused() IS 'Nothing uses a vector index.';


--
-- Name: doctor_index_watch(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.doctor_index_watch() RETURNS SETOF pgmatch.doctor_finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select
    case when w.is_risky or w.is_off then 'warning' else 'info' end,
    'event trigger pgmatch_refresh_searches',
    case
      when w.is_risky then format(
        'Runs functions that %I may change with the rights of whoever changes a table.', pg_get_userbyid(w.owner)
      )
      when w.is_off then 'Is disabled, so searches do not follow changes of indexes by themselves.'
      else 'Makes searches follow changes of indexes. A dump contains it, and only a role that may create event'
        ' triggers can restore it.'
    end,
    case
      when w.is_risky then '{select pgmatch.watch_indexes(false);}'::text[]
      when w.is_off then '{select pgmatch.watch_indexes();}'
      else '{}'
    end,
    false
  from (
    select p.proowner, p.proowner <> t.evtowner and not r.rolsuper, t.evtenabled in ('D', 'R')
    from pg_event_trigger as t
    inner join pg_proc as p on p.oid = t.evtfoid
    inner join pg_roles as r on r.oid = p.proowner
    where t.evtname = 'pgmatch_refresh_searches'
  ) as w (owner, is_risky, is_off)
$$;


ALTER FUNCTION pgmatch.doctor_index_watch() OWNER TO postgres;

--
-- Name: FUNCTION doctor_index_watch(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.doctor_index_watch() IS 'Searches follow changes of indexes through an event trigger.';


--
-- Name: doctor_ownership(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.doctor_ownership() RETURNS SETOF pgmatch.doctor_finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  with named as (
    select 'schema' as kind, quote_ident(n.nspname) as name, n.nspowner as owner
    from pg_namespace as n
    where n.nspname in (
      select w.name
      from pgmatch.install as i
      cross join lateral unnest(array[i.schema_name, i.tables_schema]) as w (name)
    )
    and n.nspowner not in (
      select d.datdba from pg_database as d where d.datname = current_database()
      union all
      select 'pg_database_owner'::regrole
    )
    union all
    select 'function', p.oid::regprocedure::text, p.proowner
    from pgmatch.ruled_objects() as r
    inner join pg_proc as p on p.oid = r.object
    where r.kind = 'function'
    union all
    select 'table', pgmatch.full_name(c.oid), c.relowner
    from pgmatch.ruled_objects() as r
    inner join pg_class as c on c.oid = r.object
    where r.kind = 'table'
  )

  select
    'error',
    n.kind || ' ' || n.name,
    format(
      'Belongs to the role %I, %s.',
      pg_get_userbyid(n.owner),
      case n.kind
        when 'table' then 'which reads and changes all rows, whatever the policies say'
        when 'function' then 'which could replace it by one that runs for whoever calls it'
        else 'which could drop and replace what is in it'
      end
    ),
    array[format('alter %s %s owner to %I;', n.kind, n.name, pg_get_userbyid(c.relowner))],
    false
  from named as n
  inner join pg_class as c on c.oid = 'pgmatch.member'::regclass
  where not pgmatch.is_trusted(n.owner)
$$;


ALTER FUNCTION pgmatch.doctor_ownership() OWNER TO postgres;

--
-- Name: FUNCTION doctor_ownership(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.doctor_ownership() IS 'A table, a function or a schema of pgmatch belongs to a role that is not trusted.';


--
-- Name: doctor_policies(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.doctor_policies() RETURNS SETOF pgmatch.doctor_finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select
    'error',
    'table ' || m.name,
    format(
      'These policies differ from the mode %s: %s.', l.access, string_agg(p.name, ', ' order by p.name)
    ),
    array[pgmatch.access_statement(m.line)],
    true
  from (
    select i.line, t.name, t.object
    from pgmatch.install as i
    cross join lateral pgmatch.line_members(i.line, 'table') as t
  ) as m
  -- the mode of the first line also rules what belongs to the core
  cross join lateral (
    select i.access
    from pgmatch.install as i
    where i.access is not null and m.line in (i.line, 'core')
    order by i.base is not null, i.line
    limit 1
  ) as l
  -- of all its members at once: a line can have a thousand
  inner join (
    select i.line, c.target, c.statement
    from pgmatch.install as i
    cross join lateral pgmatch.member_changes(i.line, 'table') as c
  ) as c on c.line = m.line and c.target = m.object
  cross join lateral substring(c.statement from E'policy (pgmatch_\\w+) on ') as p (name)
  where p.name is not null
  group by m.line, m.name, l.access
  union all
  select
    'warning',
    format('policy %s on %s', p.polname, m.name),
    'This permissive policy shows tenants more than their own rows, because policies are combined with OR.',
    array[
      format(
        'drop policy %I on %s; -- and create it again `as restrictive`, if it is to narrow',
        p.polname,
        pgmatch.full_name(p.polrelid)
      )
    ],
    false
  from pgmatch.member as m
  inner join pg_policy as p on p.polrelid = pgmatch.member_oid(m.line, m.kind, m.name)
  where m.kind = 'table'
    and m.owner is not null
    and p.polpermissive
    and p.polname !~ '^pgmatch_'
    and exists (
      select 1
      from pgmatch.audience(m.line) as a
      inner join pg_roles as r on r.rolname = a.role
      where a.part = 'tenant' and p.polroles && array[0::oid, r.oid]
    )
$$;


ALTER FUNCTION pgmatch.doctor_policies() OWNER TO postgres;

--
-- Name: FUNCTION doctor_policies(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.doctor_policies() IS 'Policies differ from the access mode, or show users more than their own rows.';


--
-- Name: doctor_rls_no_policy(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.doctor_rls_no_policy() RETURNS SETOF pgmatch.doctor_finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select
    case when r.is_ruled then 'error' else 'warning' end,
    'table ' || w.name,
    r.name || ' may read the table, but no policy shows it any row: results are empty, without an error.',
    array[
      case
        when r.is_ruled then pgmatch.access_statement(w.line)
        else format(
          'create policy %I on %s for select to %I using (true);', r.name || ' reads', w.name, r.name
        )
      end
    ],
    r.is_ruled
  from (
    select t.target, pgmatch.full_name(t.target), t.line, c.relowner, c.relacl
    from pgmatch.watched_tables() as t
    inner join pg_class as c on c.oid = t.target and c.relrowsecurity
  ) as w (target, name, line, owner, acl)
  cross join lateral (
    select
      o.oid,
      o.rolname,
      w.line is not null and o.rolname in (select a.rolname from pgmatch.api_roles() as a (rolname))
    from pg_roles as o
    where not o.rolsuper and not o.rolbypassrls
  ) as r (id, name, is_ruled)
  where has_table_privilege(r.id, w.target, 'select')
    and not pg_has_role(r.id, w.owner, 'usage')
    -- not everybody who may read all data of the server
    and (r.is_ruled or exists (select 1 from aclexplode(w.acl) as a where a.grantee = r.id))
    and not exists (
      select 1
      from pg_policy as p
      cross join lateral unnest(p.polroles) as o (role)
      where p.polrelid = w.target
        and p.polpermissive
        and p.polcmd in ('r', '*')
        and (o.role = 0 or pg_has_role(r.id, o.role, 'usage'))
    )
$$;


ALTER FUNCTION pgmatch.doctor_rls_no_policy() OWNER TO postgres;

--
-- Name: FUNCTION doctor_rls_no_policy(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.doctor_rls_no_policy() IS 'A role may read a table, but no policy shows it any row.';


--
-- Name: doctor_rls_off(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.doctor_rls_off() RETURNS SETOF pgmatch.doctor_finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select
    'error',
    'table ' || t.name,
    'Row level security is off: any role that can read the table reads every row, whatever the policies say.',
    array[format('alter table %s enable row level security;', t.name)],
    true
  from (
    select distinct format('%I.%I', n.nspname, c.relname)
    from pg_class as c
    inner join pg_namespace as n on n.oid = c.relnamespace
    where not c.relrowsecurity
      and c.relkind in ('r', 'p')
      and (
        -- a line that is removed leaves its version table, without rows
        (
          n.nspname = 'pgmatch'
          and (c.relname not like '%\_version' or c.relname in (select i.line || '_version' from pgmatch.install as i))
        )
        or c.oid in (select pgmatch.member_oid(m.line, m.kind, m.name) from pgmatch.member as m where m.kind = 'table')
      )
  ) as t (name)
$$;


ALTER FUNCTION pgmatch.doctor_rls_off() OWNER TO postgres;

--
-- Name: FUNCTION doctor_rls_off(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.doctor_rls_off() IS 'A table has no row level security.';


--
-- Name: doctor_schema_open(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.doctor_schema_open() RETURNS SETOF pgmatch.doctor_finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select
    'warning',
    'schema ' || s.name,
    format(
      '%s may create objects there. A function or an operator that fits a call better than the right one would run for'
      ' whoever searches or upgrades.',
      s.role
    ),
    array[format('revoke create on schema %s from %s;', s.name, s.role)],
    true
  from (
    select
      quote_ident(n.nspname),
      case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end
    from pg_namespace as n
    cross join lateral aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) as a
    where n.nspname <> 'pgmatch'
      and (
        n.nspname in (select i.schema_name from pgmatch.install as i)
        or n.oid = (select e.extnamespace from pg_extension as e where e.extname = 'vector')
      )
      and a.privilege_type = 'CREATE'
      and (a.grantee = 0 or pg_get_userbyid(a.grantee) in ('anon', 'authenticated'))
  ) as s (name, role)
$$;


ALTER FUNCTION pgmatch.doctor_schema_open() OWNER TO postgres;

--
-- Name: FUNCTION doctor_schema_open(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.doctor_schema_open() IS 'A role that is not trusted may create objects in the schema of a line or of the extension.';


--
-- Name: doctor_search_invalid(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.doctor_search_invalid() RETURNS SETOF pgmatch.doctor_finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select 'error', 'function ' || s.name, s.problem, array_remove(array[s.fix], null), false
  from pgmatch.searches as s
  where s.state = 'invalid'
$$;


ALTER FUNCTION pgmatch.doctor_search_invalid() OWNER TO postgres;

--
-- Name: FUNCTION doctor_search_invalid(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.doctor_search_invalid() IS 'The declaration of a search function no longer suits its table.';


--
-- Name: doctor_search_missing(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.doctor_search_missing() RETURNS SETOF pgmatch.doctor_finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select
    -- calls of a function that is there fail
    case when s.arguments is null then 'warning' else 'error' end,
    'function ' || s.name,
    s.problem,
    array_remove(array[s.fix], null),
    false
  from pgmatch.searches as s
  where s.state in ('table missing', 'function missing')
$$;


ALTER FUNCTION pgmatch.doctor_search_missing() OWNER TO postgres;

--
-- Name: FUNCTION doctor_search_missing(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.doctor_search_missing() IS 'The table or the function of a search was dropped.';


--
-- Name: doctor_search_outdated(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.doctor_search_outdated() RETURNS SETOF pgmatch.doctor_finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select
    case s.state when 'renamed' then 'error' else 'warning' end,
    'function ' || s.name,
    s.problem,
    array[s.fix],
    true
  from pgmatch.searches as s
  -- the fix of index_missing makes those of a missing index anew
  where s.state = 'renamed' or s.state = 'outdated' and s.index is not null
$$;


ALTER FUNCTION pgmatch.doctor_search_outdated() OWNER TO postgres;

--
-- Name: FUNCTION doctor_search_outdated(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.doctor_search_outdated() IS 'A search function was made for other indexes or names than there are.';


--
-- Name: doctor_statistics(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.doctor_statistics() RETURNS SETOF pgmatch.doctor_finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select
    'warning',
    'table ' || w.name,
    case
      when w.was_analyzed then format(
        'Has %s rows, but the planner assumes %s. Last analyzed: %s.',
        pgmatch.grouped(w.rows),
        pgmatch.grouped(w.estimate),
        coalesce(greatest(t.last_analyze, t.last_autoanalyze)::date::text, 'not known')
      )
      else format('Has %s rows, but was never analyzed.', pgmatch.grouped(w.rows))
    end,
    array[format('analyze %s;', w.name)],
    true
  from (
    select
      c.oid,
      pgmatch.full_name(c.oid),
      c.reltuples::bigint,
      c.reltuples >= 0 and exists (
        select 1 from pg_stats as s where s.schemaname = n.nspname and s.tablename = c.relname
      ),
      pgmatch.row_count(t.target)
    from (select distinct w.target from pgmatch.watched_tables() as w) as t
    inner join pg_class as c on c.oid = t.target
    inner join pg_namespace as n on n.oid = c.relnamespace
  ) as w (id, name, estimate, was_analyzed, rows)
  left join pg_stat_all_tables as t on t.relid = w.id
  where w.rows > 100
    and (not w.was_analyzed or w.rows > 2 * w.estimate or w.estimate > 2 * w.rows)
$$;


ALTER FUNCTION pgmatch.doctor_statistics() OWNER TO postgres;

--
-- Name: FUNCTION doctor_statistics(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.doctor_statistics() IS 'The planner does not know how many rows a table has.';


--
-- Name: doctor_table_missing(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.doctor_table_missing() RETURNS SETOF pgmatch.doctor_finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select
    'error',
    format('table %I.%s', i.schema_name, m.name),
    format('Was dropped with its rows, so the functions of the line %s fail.', m.line),
    array[
      format('pg_restore --dbname DATABASE --schema %s --table %s BACKUP', i.schema_name, pgmatch.shell_word(m.name))
    ],
    false
  from pgmatch.member as m
  inner join pgmatch.install as i on i.line = m.line
  where m.kind = 'table'
    and pgmatch.member_oid(m.line, m.kind, m.name) is null
    and not starts_with(m.name, quote_ident(i.tables_schema) || '.') is true
  union all
  -- which its users may
  select
    'info',
    'table ' || m.name,
    'Was dropped, but is still recorded.',
    '{select pgmatch.refresh_searches();}',
    true
  from pgmatch.member as m
  inner join pgmatch.install as i on i.line = m.line and starts_with(m.name, quote_ident(i.tables_schema) || '.')
  where m.kind = 'table' and pgmatch.member_oid(m.line, m.kind, m.name) is null
  union all
  select
    'warning',
    format('column %s.%I', coalesce(pgmatch.full_name(s.target), 'of a table that was dropped'), s.embedding),
    'Is declared to be searched, but no longer exists.',
    '{select pgmatch.refresh_searches();}',
    true
  -- a search that names one has a finding of its own
  from pgmatch.lost_columns() as s
  union all
  select
    'warning',
    format('index %I', s.name),
    'Is recorded as suspended, but its table was dropped.',
    '{select pgmatch.refresh_searches();}',
    true
  from pgmatch.suspended_index as s
  where not exists (select 1 from pg_class as c where c.oid = s.target)
$$;


ALTER FUNCTION pgmatch.doctor_table_missing() OWNER TO postgres;

--
-- Name: FUNCTION doctor_table_missing(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.doctor_table_missing() IS 'A table or a column was dropped that searches need.';


--
-- Name: drop_function(text, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.drop_function(line text, name text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _member pgmatch.member;
  _function regprocedure;
  _statement text;
begin
  delete from pgmatch.member as m
  where m.line = drop_function.line
    and m.kind = 'function'
    and split_part(m.name, '(', 1) in (drop_function.name, 'pgmatch.' || drop_function.name)
  returning m.* into _member;
  -- those that only the owner uses are not in the record
  _function := pgmatch.member_oid(line, 'function', coalesce(_member.name, 'pgmatch.' || name));

  if _member.replaced is null then
    -- null if somebody has already dropped it
    if _function is not null then
      execute format('drop function %s', _function);
    end if;
    return;
  end if;

  perform set_config('search_path', pgmatch.pinned_path(line), true);
  execute _member.replaced;
  perform set_config('search_path', 'pg_catalog, pg_temp', true);
  _function := pgmatch.member_oid(line, 'function', _member.name);
  for _statement in
    select s.statement
    from pgmatch.ownership_changes(_function, _member.replaced_owner, _member.replaced_acl::aclitem[]) as s (statement)
  loop
    execute _statement;
  end loop;
end;
$$;


ALTER FUNCTION pgmatch.drop_function(line text, name text) OWNER TO postgres;

--
-- Name: FUNCTION drop_function(line text, name text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.drop_function(line text, name text) IS 'Drops a function of a line, or restores the function that it replaced, with its owner and privileges.';


--
-- Name: drop_indexes(text, boolean); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.drop_indexes(line text, only_invalid boolean DEFAULT false) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _index text;
begin
  for _index in
    select pgmatch.full_name(c.oid)
    from pgmatch.search as s
    inner join pg_class as t on t.oid = s.target
    inner join pg_index as x on x.indrelid = t.oid
    inner join pg_class as c on c.oid = x.indexrelid
    where s.line = drop_indexes.line
      and starts_with(c.relname::text, format('%s_%s_hnsw_', t.relname, s.embedding))
      and case
        when only_invalid then not x.indisvalid
        else not exists (
          select 1 from pgmatch.member as m
          where m.line = s.line and m.kind = 'index' and m.name = c.relname::text and m.adopted
        )
      end
  loop
    perform pgmatch.lock_line(line);
    execute 'drop index ' || _index;
  end loop;
end;
$$;


ALTER FUNCTION pgmatch.drop_indexes(line text, only_invalid boolean) OWNER TO postgres;

--
-- Name: FUNCTION drop_indexes(line text, only_invalid boolean); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.drop_indexes(line text, only_invalid boolean) IS 'Drops the vector indexes that pgmatch built for the tables of a line; adopted ones stay.';


--
-- Name: drop_search(text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.drop_search(name text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET check_function_bodies TO 'off'
    AS $$
declare
  _search pgmatch.search_function;
  _name text[];
  _found text[];
  _function regprocedure;
begin
  perform pgmatch.take_turn();
  begin
    _name := parse_ident(drop_search.name);
  exception
    when invalid_parameter_value then
      _name := null;
  end;
  select array_agg(format('%I.%I', d.schema_name, d.name) order by d.schema_name) into _found
  from pgmatch.declared_searches() as d
  where _name in (array[d.name::text], array[d.schema_name::text, d.name::text]);
  if _found is null then
    raise exception using
      errcode = 'undefined_function',
      message = format('pgmatch.create_search has not made a function %s', coalesce(drop_search.name, 'null')),
      hint = 'To see what it has made: select name from pgmatch.searches;';
  elsif cardinality(_found) > 1 then
    raise exception using
      errcode = 'ambiguous_function',
      message = format('several schemas have a function %s: %s', drop_search.name, array_to_string(_found, ', ')),
      hint = format('Name one with its schema: select pgmatch.drop_search(%L);', _found[1]);
  end if;

  perform pgmatch.follow_searches();
  select d.* into _search
  from pgmatch.declared_searches() as d
  where format('%I.%I', d.schema_name, d.name) = _found[1];
  if pgmatch.search_line(_search) is not null then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = format('the function %s belongs to the line %s', _found[1], pgmatch.search_line(_search)),
      hint = format('To remove the line: pgmatch alembic -n %s downgrade base', pgmatch.search_line(_search));
  end if;
  _function := pgmatch.search_oid(_search);
  if _function is not null then
    execute format('drop function %s', _function);
  end if;
  delete from pgmatch.search_function as f
  where f.schema_name = _search.schema_name and f.name = _search.name;
  delete from pgmatch.search as s
  where s.line is null and s.target = _search.target and s.embedding = _search.embedding and not exists (
    select 1 from pgmatch.search_function as f where f.target = s.target and f.embedding = s.embedding
  );
  perform pgmatch.put_back_function(_search);
  perform pgmatch.take_back_grants();
  notify pgrst, 'reload schema';
end;
$$;


ALTER FUNCTION pgmatch.drop_search(name text) OWNER TO postgres;

--
-- Name: FUNCTION drop_search(name text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.drop_search(name text) IS 'Drops a function that pgmatch.create_search has made, and puts back the one that it replaced.';


--
-- Name: drop_tables(text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.drop_tables(line text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _hook constant regprocedure := to_regprocedure(format('pgmatch.%I(boolean)', line || '_apply_owners'));
  _member pgmatch.member;
  _table regclass;
  _statement text;
  _detail text;
  _rows bigint;
  _function text;
  _dropped regclass[] := '{}';
begin
  if _hook is not null and exists (
    select 1 from pgmatch.member as m where m.line = drop_tables.line and m.kind = 'table' and m.adopted
  ) then
    execute format('select pgmatch.%I(false)', line || '_apply_owners');
  end if;

  for _member in
    select m.* from pgmatch.member as m
    where m.line = drop_tables.line and m.kind = 'table' and m.name <> format('pgmatch.%s_version', m.line)
    order by m.name desc
  loop
    _table := pgmatch.member_oid(line, 'table', _member.name);
    if _member.adopted then
      perform pgmatch.leave_table(line, _table, _member);
    elsif _table is not null then
      execute format('select count(*) from %s', _table) into _rows;
      if _rows > 0 and current_setting('pgmatch.drop_data', true) is distinct from 'yes' then
        raise exception using
          errcode = 'object_not_in_prerequisite_state',
          message = format(
            'the downgrade would drop the table %s with its %s', _member.name, pgmatch.counted(_rows, 'row', 'rows')
          ),
          hint = format(
            'To drop them: pgmatch alembic%s -x drop_data=yes downgrade base', ' -n ' || nullif(line, 'nods')
          );
      end if;
      select format('%I.%I', f.schema_name, f.name) into _function
      from pgmatch.search_function as f
      where f.target = _table and pgmatch.search_oid(f) is not null
      order by 1
      limit 1;
      if _function is not null then
        raise exception using
          errcode = 'object_not_in_prerequisite_state',
          message = format('the downgrade would drop the table %s, which %s searches', _member.name, _function),
          hint = format('Drop the function first: select pgmatch.drop_search(%L);', _function);
      end if;
      _dropped := _dropped || _table;
    end if;
  end loop;
  if cardinality(_dropped) > 0 then
    execute 'drop table ' || array_to_string(_dropped, ', ');
  end if;

  for _statement in select s.statement from pgmatch.former_privileges(line) as s (statement) loop
    execute _statement;
  end loop;
exception when dependent_objects_still_exist then
  get stacked diagnostics _detail = pg_exception_detail;
  raise exception using
    errcode = 'dependent_objects_still_exist',
    message = sqlerrm,
    detail = _detail,
    hint = 'Drop or change what uses it, and run the downgrade again.';
end;
$$;


ALTER FUNCTION pgmatch.drop_tables(line text) OWNER TO postgres;

--
-- Name: FUNCTION drop_tables(line text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.drop_tables(line text) IS 'Drops the tables of a line, or what pgmatch added to those that existed before it.';


--
-- Name: estimated_rows(regclass); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.estimated_rows(target regclass) RETURNS double precision
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return (
    select sum(c.reltuples / c.relpages * (pg_relation_size(c.oid) / current_setting('block_size')::integer))
    from pg_class as c
    -- as an array: the planner would rather read the whole catalog
    where c.oid = any(target::oid || array(select t.relid::oid from pg_partition_tree(target) as t where t.isleaf))
      and c.relkind <> 'p' and c.relpages > 0 and c.reltuples > 0
  );
end;
$$;


ALTER FUNCTION pgmatch.estimated_rows(target regclass) OWNER TO postgres;

--
-- Name: FUNCTION estimated_rows(target regclass); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.estimated_rows(target regclass) IS 'How many rows a table has, estimated as the planner does it; null without an estimate.';


--
-- Name: examine(regprocedure); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.examine(rule regprocedure) RETURNS SETOF pgmatch.doctor_finding
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query execute format('select f.* from %s as f', rule);
exception when others then
  return query select 'info', format('function %s', rule), format('Not checked: %s.', sqlerrm), '{}'::text[], false;
end;
$$;


ALTER FUNCTION pgmatch.examine(rule regprocedure) OWNER TO postgres;

--
-- Name: FUNCTION examine(rule regprocedure); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.examine(rule regprocedure) IS 'What one rule of pgmatch.doctor finds, or why it could not be checked.';


--
-- Name: explain_call(regproc, jsonb); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.explain_call(search regproc, arguments jsonb DEFAULT '{}'::jsonb) RETURNS TABLE(path text, index text, rows bigint, ms double precision)
    LANGUAGE plpgsql STABLE ROWS 1
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _statement constant text := 'select count(*) from ' || pgmatch.search_call(search, arguments);
  _indexes constant oid[] := array(
    select c.oid from pg_class as c inner join pg_am as m on m.oid = c.relam where m.amname in ('hnsw', 'ivfflat')
  );
  _scans bigint[];
  _start timestamptz;
begin
  for _run in 1..2 loop
    _scans := array(
      select pg_stat_get_xact_numscans(i.oid) from unnest(_indexes) with ordinality as i (oid, place) order by i.place
    );
    -- pgmatch.walk and pgmatch.compare say so if they answer
    perform set_config('pgmatch.path', 'fast', true);
    _start := clock_timestamp();
    execute _statement into rows using arguments;
    ms := 1000 * extract(epoch from clock_timestamp() - _start);
  end loop;
  index := (
    select string_agg(i.oid::regclass::text, ', ' order by i.oid::regclass::text)
    from unnest(_indexes, _scans) as i (oid, scans)
    where pg_stat_get_xact_numscans(i.oid) > i.scans
  );
  path := case when index is null then 'compared' else current_setting('pgmatch.path') end;
  return next;
end;
$$;


ALTER FUNCTION pgmatch.explain_call(search regproc, arguments jsonb) OWNER TO postgres;

--
-- Name: FUNCTION explain_call(search regproc, arguments jsonb); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.explain_call(search regproc, arguments jsonb) IS 'How a search is answered: on which path, by which index, and how long it takes.';


--
-- Name: few_rows(regclass); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.few_rows(target regclass) RETURNS integer
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return 12 * sqrt(greatest(pgmatch.estimated_rows(target), 10000));
end;
$$;


ALTER FUNCTION pgmatch.few_rows(target regclass) OWNER TO postgres;

--
-- Name: FUNCTION few_rows(target regclass); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.few_rows(target regclass) IS 'How many rows of a table are compared in about the time of an index scan behind a filter that leaves them.';


--
-- Name: fill(text, jsonb); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.fill(template text, parts jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  select string_agg(
    case when m.piece[1] ~ E'^\\{\\w+\\}$' then coalesce(parts ->> btrim(m.piece[1], '{}'), '') else m.piece[1] end,
    '' order by m.place
  )
  from regexp_matches(template, E'\\{\\w+\\}|[^{]+|\\{', 'g') with ordinality as m (piece, place)
$_$;


ALTER FUNCTION pgmatch.fill(template text, parts jsonb) OWNER TO postgres;

--
-- Name: FUNCTION fill(template text, parts jsonb); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.fill(template text, parts jsonb) IS 'A template in which each {name} is replaced by the part with that name, in one pass.';


--
-- Name: fill_condition(text, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.fill_condition(condition text, value text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  -- of the alternatives that match, the longest is taken
  _tokens constant text := concat_ws(
    '|',
    -- a literal with escapes, and those that continue it on the next line
    $re$[eE]'(?:[^'\\]|\\.|'')*'(?:\s*'(?:[^'\\]|\\.|'')*')*$re$,
    $re$'(?:[^']|'')*'$re$,
    $re$"(?:[^"]|"")*"$re$,
    -- a name, which may contain $
    $re$(?:[A-Za-z_]|[^\x01-\x7F])(?:[A-Za-z0-9_$]|[^\x01-\x7F])*$re$,
    -- the placeholder, $1 or the start of a dollar quote
    $re$\$(?:[A-Za-z0-9_$]|[^\x01-\x7F])*$re$,
    $re$--|/\*$re$,
    $re$.$re$
  );
  _filled text;
  _placeholders integer;
  _refused text;
begin
  select
    string_agg(
      case
        when t.token[1] = '$' then value
        when t.token[1] like E'''%\\\\%'
          then quote_literal(replace(substr(t.token[1], 2, length(t.token[1]) - 2), '''''', ''''))
        else t.token[1]
      end,
      '' order by t.place
    ),
    count(*) filter (where t.token[1] = '$'),
    min(t.token[1]) filter (where t.token[1] ~ E'^(\\$.|--|/\\*)')
  into _filled, _placeholders, _refused
  from regexp_matches(condition, _tokens, 'g') with ordinality as t (token, place);

  if _refused is not null then
    raise exception using
      errcode = 'syntax_error',
      message = format('condition %L contains %s', condition, _refused),
      hint = 'Write a lone $ for the value, literals in single quotes, and no comments.';
  elsif _placeholders is distinct from 1 then
    raise exception using
      errcode = 'syntax_error',
      message = format('condition %L has %s placeholders instead of one', condition, coalesce(_placeholders, 0)),
      hint = 'Write one $ where the value of the argument belongs, for example category = $.';
  end if;
  return _filled;
end;
$_$;


ALTER FUNCTION pgmatch.fill_condition(condition text, value text) OWNER TO postgres;

--
-- Name: FUNCTION fill_condition(condition text, value text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.fill_condition(condition text, value text) IS 'A condition in which the value takes the place of the lone $; raises 42601 if there is not exactly one.';


--
-- Name: filter_condition(jsonb, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.filter_condition(filter jsonb, document text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _most constant integer := 50000;
begin
  -- first as it is stored: a small number may be a long text, such as 1e100000
  if pg_column_size(filter) > _most or octet_length(filter::text) > _most then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('filter has more than %s bytes', _most),
      hint = 'Filter by less: fewer keys, or shorter lists.';
  end if;
  return pgmatch.filter_group(filter, document, 1);
end;
$$;


ALTER FUNCTION pgmatch.filter_condition(filter jsonb, document text) OWNER TO postgres;

--
-- Name: FUNCTION filter_condition(filter jsonb, document text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.filter_condition(filter jsonb, document text) IS 'The SQL condition that a filter on metadata puts on a row; null if every row passes.';


--
-- Name: filter_group(jsonb, text, integer); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.filter_group(filter jsonb, document text, depth integer) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  _key text;
  _value jsonb;
  _conditions text[] := '{}';
begin
  perform pgmatch.check_filter_depth(depth);
  if jsonb_typeof(filter) <> 'object' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('filter: %s is not an object', left(filter::text, 100)),
      hint = 'Write keys with their values or operators, for example {"year": {"$gte": 2020}}.';
  end if;
  for _key, _value in select e.key, e.value from jsonb_each(filter) as e (key, value) loop
    _conditions := array_append(_conditions, case
      when _key in ('$and', '$or') then pgmatch.filter_list(_key, _value, document, depth)
      when _key = '$not' then format(
        '((%s) is not true)', coalesce(pgmatch.filter_group(_value, document, depth + 1), 'true')
      )
      else pgmatch.filter_key(_key, _value, document, depth)
    end);
  end loop;
  return nullif(array_to_string(_conditions, ' and '), '');
end;
$_$;


ALTER FUNCTION pgmatch.filter_group(filter jsonb, document text, depth integer) OWNER TO postgres;

--
-- Name: FUNCTION filter_group(filter jsonb, document text, depth integer); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.filter_group(filter jsonb, document text, depth integer) IS 'The SQL condition of one object of a filter; null if every row passes.';


--
-- Name: filter_key(text, jsonb, text, integer); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.filter_key(key text, wanted jsonb, document text, depth integer) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  _operator text;
  _operand jsonb;
  _conditions text[] := '{}';
begin
  perform pgmatch.check_filter_depth(depth);
  if jsonb_typeof(wanted) <> 'object' then
    wanted := jsonb_build_object('$eq', wanted);
  end if;
  perform pgmatch.check_filter_key(key, wanted);
  for _operator, _operand in select e.key, e.value from jsonb_each(wanted) as e (key, value) loop
    _conditions := array_append(_conditions, case
      when _operator = '$not'
        then format('((%s) is not true)', pgmatch.filter_key(key, _operand, document, depth + 1))
      when _operator = '$exists' and _operand = 'false'
        then format('((%s) is not true)', pgmatch.filter_key(key, '{"$exists": true}', document, depth))
      else (
        select '(' || string_agg(pgmatch.filter_operator(k.path, _operator, _operand, document), ' or ') || ')'
        from (
          select array[key] as path
          union all
          select string_to_array(key, '.') where key ~ E'^[^.]+(\\.[^.]+)+$'
        ) as k
      )
    end);
  end loop;
  return array_to_string(_conditions, ' and ');
end;
$_$;


ALTER FUNCTION pgmatch.filter_key(key text, wanted jsonb, document text, depth integer) OWNER TO postgres;

--
-- Name: FUNCTION filter_key(key text, wanted jsonb, document text, depth integer); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.filter_key(key text, wanted jsonb, document text, depth integer) IS 'The SQL condition of one key of a filter.';


--
-- Name: filter_list(text, jsonb, text, integer); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.filter_list(operator text, filters jsonb, document text, depth integer) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  _conditions text[];
begin
  if jsonb_typeof(filters) <> 'array' or operator = '$or' and filters = '[]' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('filter: %s of %s is not a list of filters', left(filters::text, 100), operator),
      hint = format('Write a list, for example {"%s": [{"year": 2020}, {"year": 2021}]}.', operator);
  end if;
  _conditions := array(
    select '(' || pgmatch.filter_group(f.filter, document, depth + 1) || ')'
    from jsonb_array_elements(filters) with ordinality as f (filter, place)
    order by f.place
  );
  if operator = '$or' and array_position(_conditions, null) is not null then
    return null;
  end if;
  return '(' || nullif(array_to_string(_conditions, case operator when '$or' then ' or ' else ' and ' end), '') || ')';
end;
$_$;


ALTER FUNCTION pgmatch.filter_list(operator text, filters jsonb, document text, depth integer) OWNER TO postgres;

--
-- Name: FUNCTION filter_list(operator text, filters jsonb, document text, depth integer); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.filter_list(operator text, filters jsonb, document text, depth integer) IS 'The SQL condition of $and or $or in a filter; null if every row passes.';


--
-- Name: filter_operator(text[], text, jsonb, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.filter_operator(path text[], operator text, operand jsonb, document text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  _value constant text := (
    select format('(%s%s)', document, string_agg(
      format(' operator(pg_catalog.->) %L::pg_catalog.text', p.key), '' order by p.place
    ))
    from unnest(path) with ordinality as p (key, place)
  );
  -- around a value, they make the document that has nothing else
  _opening constant text := (
    select string_agg('{' || to_json(p.key) || ': ', '' order by p.place)
    from unnest(path) with ordinality as p (key, place)
  );
  _closing constant text := repeat('}', cardinality(path));
  _contains constant text := document || ' operator(pg_catalog.@>) ';
begin
  return case
    when operator = '$eq' and jsonb_typeof(operand) in ('object', 'array') then format(
      '(%s%L::pg_catalog.jsonb and %s operator(pg_catalog.=) %L::pg_catalog.jsonb)',
      _contains, _opening || operand || _closing, _value, operand
    )
    when operator = '$eq' then format('%s%L::pg_catalog.jsonb', _contains, _opening || operand || _closing)
    when operator = '$contains'
      then format('%s%L::pg_catalog.jsonb', _contains, _opening || '[' || operand || ']' || _closing)
    when operator = '$in' then format('%sany (%L::pg_catalog.jsonb[])', _contains, array(
      select _opening || o.value || _closing from jsonb_array_elements(operand) as o (value)
    ))
    when operator = '$nin' then format(
      -- an empty list must not find rows without the key either
      '(%1$s is not null and %1$s operator(pg_catalog.<>) all (%2$L::pg_catalog.jsonb[]))',
      _value,
      array(select o.value from jsonb_array_elements(operand) as o (value))
    )
    when operator = '$exists' then _value || ' is not null'
    when operator = '$ne' then format('%s operator(pg_catalog.<>) %L::pg_catalog.jsonb', _value, operand)
    else format(
      '(pg_catalog.jsonb_typeof(%1$s) operator(pg_catalog.=) %2$L::pg_catalog.text'
      ' and %1$s operator(pg_catalog.%3$s) %4$L::pg_catalog.jsonb)',
      _value,
      jsonb_typeof(operand),
      case operator when '$gt' then '>' when '$gte' then '>=' when '$lt' then '<' when '$lte' then '<=' end,
      operand
    )
  end;
end;
$_$;


ALTER FUNCTION pgmatch.filter_operator(path text[], operator text, operand jsonb, document text) OWNER TO postgres;

--
-- Name: FUNCTION filter_operator(path text[], operator text, operand jsonb, document text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.filter_operator(path text[], operator text, operand jsonb, document text) IS 'The SQL condition of one operator of a filter.';


--
-- Name: finish_load(regclass, bigint); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.finish_load(target regclass, rows bigint) RETURNS SETOF name
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if not exists (select 1 from pg_class as c where c.oid = target and pg_has_role(c.relowner, 'usage')) then
    return;
  end if;
  if rows > 0 and exists (select 1 from pg_class as c where c.oid = target and rows >= c.reltuples / 10) then
    execute format('analyze %s', target);
  end if;
  if has_table_privilege('pgmatch.suspended_index', 'insert') then
    return query
    select r.*
    from (select distinct s.target from pgmatch.suspended_index as s where s.target = finish_load.target) as s
    cross join lateral pgmatch.resume_indexes(s.target) as r;
  end if;
end;
$$;


ALTER FUNCTION pgmatch.finish_load(target regclass, rows bigint) OWNER TO postgres;

--
-- Name: FUNCTION finish_load(target regclass, rows bigint); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.finish_load(target regclass, rows bigint) IS 'Ends a load: analyzes the table, and builds the indexes that were suspended.';


--
-- Name: finish_revision(text, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.finish_revision(line text, revision text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _run constant text := coalesce(current_setting('pgmatch.run', true), '');
begin
  perform set_config('pgmatch.revision', '', true);
  update pgmatch.install as i set revision = finish_revision.revision where i.line = finish_revision.line;
  perform set_config('pgmatch.run', array_append(coalesce(nullif(_run, ''), '{}')::text[], line)::text, true);
  if _run = '' then
    perform pgmatch.finish_run();
  end if;
end;
$$;


ALTER FUNCTION pgmatch.finish_revision(line text, revision text) OWNER TO postgres;

--
-- Name: FUNCTION finish_revision(line text, revision text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.finish_revision(line text, revision text) IS 'Ends a revision: records it, and finishes the run unless more revisions follow.';


--
-- Name: finish_run(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.finish_run() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _lines constant text[] := nullif(current_setting('pgmatch.run', true), '')::text[];
begin
  -- from here on, pgmatch.register applies the access mode itself
  perform set_config('pgmatch.run', '', true);
  if _lines <> '{}' then
    perform pgmatch.set_access(i.access, i.line)
    from pgmatch.install as i
    where i.line = any(_lines) and i.access is not null;
    if not found then
      perform pgmatch.apply_changes('{core}');
    elsif to_regproc('pgmatch.take_back_grants') is not null then
      -- a search that a line made while its table was still open to everybody
      perform pgmatch.take_back_grants();
    end if;
    perform pgmatch.check_pins(i.line) from pgmatch.install as i where i.line = any(_lines);
    notify pgrst, 'reload schema';
  end if;
end;
$$;


ALTER FUNCTION pgmatch.finish_run() OWNER TO postgres;

--
-- Name: FUNCTION finish_run(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.finish_run() IS 'Ends the revisions of a run: applies the access mode, checks the pins, tells PostgREST to reload its schema.';


--
-- Name: first_of_sections(pgmatch.question, name[], anyarray, double precision[]); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.first_of_sections(question pgmatch.question, section name[], some_keys anyarray, some_similarities double precision[], OUT keys anyarray, OUT similarities double precision[]) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $_$
declare
  _statement constant text := (
    select format(
      'select coalesce(array_agg(r.key order by r.place), ''{}''),'
      ' coalesce(array_agg(r.similarity order by r.place), ''{}'') from ('
      'select d.* from (select distinct on (%1$s) f.key, f.similarity, f.place'
      ' from unnest($1, $2) with ordinality as f (key, similarity, place)'
      ' cross join lateral (select %1$s from %2$s as s where s.%3$I = f.key limit 1) as s'
      ' order by %1$s, f.place) as d order by d.place limit $3) as r',
      string_agg(format('s.%I', c.name), ', '), question.target, question.key
    )
    from unnest(section) as c (name)
  );
begin
  execute _statement into keys, similarities using some_keys, some_similarities, question.match_count;
end;
$_$;


ALTER FUNCTION pgmatch.first_of_sections(question pgmatch.question, section name[], some_keys anyarray, some_similarities double precision[], OUT keys anyarray, OUT similarities double precision[]) OWNER TO postgres;

--
-- Name: FUNCTION first_of_sections(question pgmatch.question, section name[], some_keys anyarray, some_similarities double precision[], OUT keys anyarray, OUT similarities double precision[]); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.first_of_sections(question pgmatch.question, section name[], some_keys anyarray, some_similarities double precision[], OUT keys anyarray, OUT similarities double precision[]) IS 'Of rows in an order, the first of each section.';


--
-- Name: follow_search(pgmatch.search_function); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.follow_search(search pgmatch.search_function) RETURNS pgmatch.search_function
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select jsonb_populate_record(
    search,
    jsonb_strip_nulls(
      jsonb_build_object(
        'schema_name', (
          select n.nspname from pg_proc as p inner join pg_namespace as n on n.oid = p.pronamespace where p.oid = f.oid
        ),
        'name', (select p.proname from pg_proc as p where p.oid = f.oid),
        'embedding', pgmatch.present_column(search, search.embedding),
        'key', pgmatch.present_column(search, search.key),
        'content', pgmatch.present_column(search, search.content),
        'metadata', pgmatch.present_column(search, search.metadata),
        'words', pgmatch.present_column(search, search.words),
        'section', (
          select array_agg(coalesce(pgmatch.present_column(search, c.name), c.name) order by c.place)
          from unnest(search.section) with ordinality as c (name, place)
        ),
        -- under each of its names, to follow a column that gets an earlier name again
        'made_columns', (
          select search.made_columns || jsonb_object_agg(a.attname, a.attnum)
          from pg_attribute as a
          inner join jsonb_each_text(search.made_columns) as c (name, number) on c.number::smallint = a.attnum
          where a.attrelid = search.target and search.made_table = search.target and not a.attisdropped
        )
      )
    )
  )
  from pgmatch.search_oid(search) as f (oid)
$$;


ALTER FUNCTION pgmatch.follow_search(search pgmatch.search_function) OWNER TO postgres;

--
-- Name: FUNCTION follow_search(search pgmatch.search_function); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.follow_search(search pgmatch.search_function) IS 'A declaration with the names that its function and its columns have now.';


--
-- Name: follow_searches(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.follow_searches() RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  update pgmatch.search as s
  set embedding = d.embedding, key = d.key
  from pgmatch.search_function as f
  cross join lateral pgmatch.follow_search(f) as d
  where s.line is null
    and s.target = f.target
    and s.embedding = f.embedding
    and (s.embedding, s.key) is distinct from (d.embedding, d.key);

  update pgmatch.search_function as f
  set schema_name = d.schema_name, name = d.name,
    embedding = d.embedding, key = d.key, content = d.content, words = d.words, metadata = d.metadata,
    section = d.section, made_columns = d.made_columns
  from pgmatch.search_function as w
  cross join lateral pgmatch.follow_search(w) as d
  where (f.schema_name, f.name) = (w.schema_name, w.name) and w is distinct from d;

  insert into pgmatch.search_function
  select d.*
  from pgmatch.declared_searches() as d
  where d.target is not null and not exists (
    select 1 from pgmatch.search_function as f where (f.schema_name, f.name) = (d.schema_name, d.name)
  );

  delete from pgmatch.search_function as f
  where f.replaced is null
    and pgmatch.search_oid(f) is null
    and not exists (select 1 from pg_class as c where c.oid = f.target);

  delete from pgmatch.search as s
  where (s.target, s.embedding) in (select c.target, c.embedding from pgmatch.lost_columns() as c);

  -- a dump would have its number instead of its name, which may be that of another table in the copy
  delete from pgmatch.suspended_index as s
  where not exists (select 1 from pg_class as c where c.oid = s.target);
$$;


ALTER FUNCTION pgmatch.follow_searches() OWNER TO postgres;

--
-- Name: FUNCTION follow_searches(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.follow_searches() IS 'Writes the names that functions and columns have now into the record, and forgets what is gone.';


--
-- Name: former_privileges(text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.former_privileges(line text) RETURNS SETOF text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  with kept as materialized (
    select o.kind, o.object, coalesce(m.granted, '{}') as granted
    from pgmatch.line_members(line) as o
    inner join pgmatch.member as m
      on m.line = former_privileges.line and m.kind = o.kind and m.name = o.name and (m.adopted or m.kind = 'sequence')
    where o.kind <> 'function' and o.object is not null
  )

  select concat_ws('; ', format('revoke all on %s %s from %s', k.kind, k.object::regclass, r.name), g.statements)
  from kept as k
  cross join (
    select 'public' as role, 'public' as name
    union all
    select a.role, quote_ident(a.role) from pgmatch.api_roles() as a (role)
  ) as r
  left join pgmatch.granted(array(select k.object from kept as k)) as n
    on (n.kind, n.object, n.role) = (k.kind, k.object, r.role)
  cross join lateral (
    select string_agg(
      format(
        'grant %s on %s %s to %s%s',
        regexp_replace(p.privilege, ' with grant option$', ''),
        k.kind,
        k.object::regclass,
        r.name,
        substring(p.privilege from ' with grant option$')
      ),
      '; '
    ) as statements
    from pgmatch.privileges_of(k.granted ->> r.role) as p (privilege)
  ) as g
  where n.privileges is distinct from k.granted ->> r.role
$_$;


ALTER FUNCTION pgmatch.former_privileges(line text) OWNER TO postgres;

--
-- Name: FUNCTION former_privileges(line text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.former_privileges(line text) IS 'The statements that give public and the API roles what they could do with adopted tables before pgmatch.';


--
-- Name: full_name(regclass); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.full_name(target regclass) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select format('%I.%I', n.nspname, c.relname)
  from pg_class as c
  inner join pg_namespace as n on n.oid = c.relnamespace
  where c.oid = target
$$;


ALTER FUNCTION pgmatch.full_name(target regclass) OWNER TO postgres;

--
-- Name: FUNCTION full_name(target regclass); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.full_name(target regclass) IS 'The name of a table or index with its schema, quoted as in SQL.';


--
-- Name: fuse(anyarray, anyarray, double precision, double precision, integer, integer, bigint); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.fuse(words anyarray, meaning anyarray, full_text_weight double precision, semantic_weight double precision, rrf_k integer, match_count integer, codes bigint DEFAULT 0) RETURNS TABLE(key anyelement, score double precision, full_text_rank bigint, semantic_rank bigint)
    LANGUAGE plpgsql IMMUTABLE ROWS 10
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return query
  select
    coalesce(w.key, m.key),
    coalesce(full_text_weight / (rrf_k + w.place) * case when w.place <= codes then 2 else 1 end, 0)
      + coalesce(semantic_weight / (rrf_k + m.place), 0),
    w.place,
    m.place
  from unnest(words) with ordinality as w (key, place)
  full join unnest(meaning) with ordinality as m (key, place) on m.key = w.key
  order by 2 desc, 1
  limit match_count;
end;
$$;


ALTER FUNCTION pgmatch.fuse(words anyarray, meaning anyarray, full_text_weight double precision, semantic_weight double precision, rrf_k integer, match_count integer, codes bigint) OWNER TO postgres;

--
-- Name: FUNCTION fuse(words anyarray, meaning anyarray, full_text_weight double precision, semantic_weight double precision, rrf_k integer, match_count integer, codes bigint); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.fuse(words anyarray, meaning anyarray, full_text_weight double precision, semantic_weight double precision, rrf_k integer, match_count integer, codes bigint) IS 'One ranking of the rows that two searches have found, best first: reciprocal rank fusion.';


--
-- Name: grant_search(pgmatch.search_function); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.grant_search(search pgmatch.search_function) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  _function constant regprocedure := pgmatch.search_oid(search);
  _roles constant name[] := array(select r.role from pgmatch.search_readers(search) as r (role));
  _statement text;
begin
  for _statement in
    select format(
      'revoke all on function %s from %s',
      _function, case a.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end
    )
    from pg_proc as p
    cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
    where p.oid = _function and a.grantee <> p.proowner
    union all
    select format('grant execute on function %s to %s', _function, quote_ident(r.role))
    from unnest(_roles) as r (role)
  loop
    execute _statement;
  end loop;
  for _statement in
    select s.statement
    from pgmatch.search_grants(
      array(
        select r.role from unnest(_roles) as r (role)
        where r.role <> 'public' and r.role <> all(array(select pgmatch.api_roles()))
      )
    ) as s (statement)
  loop
    execute _statement;
    if _statement like 'grant %' then
      update pgmatch.install as i
      set usages = i.usages
        || regexp_replace(_statement, '^grant (?:usage on (?=schema))?(.*) to (.*)$', E'\\1 from \\2')
      where i.line = 'core';
    end if;
  end loop;
  perform pgmatch.take_back_grants();
end;
$_$;


ALTER FUNCTION pgmatch.grant_search(search pgmatch.search_function) OWNER TO postgres;

--
-- Name: FUNCTION grant_search(search pgmatch.search_function); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.grant_search(search pgmatch.search_function) IS 'Lets the roles of a declaration, and no others, call its function, and gives them what it calls.';


--
-- Name: granted(oid[]); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.granted(objects oid[]) RETURNS TABLE(kind text, object oid, role name, privileges text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select
    g.kind,
    g.object,
    coalesce(r.rolname, 'public'),
    string_agg(
      lower(g.privilege_type) || coalesce(' (' || g.columns || ')', '')
        || case when g.is_grantable then ' with grant option' else '' end,
      ', '
      order by
        array_position(array['SELECT', 'INSERT', 'UPDATE', 'DELETE'], g.privilege_type), g.privilege_type, g.columns
    )
  from (
    select
      o.kind,
      o.object,
      a.grantee,
      a.privilege_type,
      a.is_grantable,
      string_agg(quote_ident(o.column_name), ', ' order by o.place) as columns
    from (
      select
        case c.relkind when 'S' then 'sequence' else 'table' end as kind,
        c.oid as object,
        null::name as column_name,
        null::smallint as place,
        coalesce(c.relacl, acldefault('r', c.relowner)) as acl
      from pg_class as c
      where c.oid = any(objects)
      union all
      select 'table', t.attrelid, t.attname, t.attnum, t.attacl
      from pg_attribute as t
      where t.attrelid = any(objects) and t.attacl is not null and not t.attisdropped
      union all
      select 'function', p.oid, null, null, coalesce(p.proacl, acldefault('f', p.proowner))
      from pg_proc as p
      where p.oid = any(objects)
      union all
      select 'schema', n.oid, null, null, coalesce(n.nspacl, acldefault('n', n.nspowner))
      from pg_namespace as n
      where n.oid = any(objects)
    ) as o
    cross join lateral aclexplode(o.acl) as a
    group by o.kind, o.object, a.grantee, a.privilege_type, a.is_grantable, o.column_name is null
  ) as g
  left join pg_roles as r on r.oid = g.grantee
  where g.grantee = 0 or r.oid is not null
  group by g.kind, g.object, r.rolname
$$;


ALTER FUNCTION pgmatch.granted(objects oid[]) OWNER TO postgres;

--
-- Name: FUNCTION granted(objects oid[]); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.granted(objects oid[]) IS 'What roles have been granted on objects, as pgmatch.member writes it.';


--
-- Name: grouped(bigint); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.grouped(number bigint) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select to_char(number, 'FM999,999,999,999,990')
$$;


ALTER FUNCTION pgmatch.grouped(number bigint) OWNER TO postgres;

--
-- Name: FUNCTION grouped(number bigint); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.grouped(number bigint) IS 'A whole number for people: 1,500.';


--
-- Name: has_owners(text, boolean); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.has_owners(line text, otherwise boolean) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _hook constant regprocedure := to_regprocedure(format('pgmatch.%I()', line || '_has_owners'));
  _found boolean := otherwise;
begin
  if _hook is not null then
    execute format('select pgmatch.%I()', line || '_has_owners') into _found;
  end if;
  return _found;
end;
$$;


ALTER FUNCTION pgmatch.has_owners(line text, otherwise boolean) OWNER TO postgres;

--
-- Name: FUNCTION has_owners(line text, otherwise boolean); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.has_owners(line text, otherwise boolean) IS 'Whether the tables of a line have what the mode owner needs; null if only a part of it is there.';


--
-- Name: has_policies(regclass); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.has_policies(target regclass) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return row_security_active(target) and exists (
    select 1 from pg_policy as p where p.polrelid = target and pg_get_expr(p.polqual, p.polrelid) <> 'true'
  );
end;
$$;


ALTER FUNCTION pgmatch.has_policies(target regclass) OWNER TO postgres;

--
-- Name: FUNCTION has_policies(target regclass); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.has_policies(target regclass) IS 'Whether row level security applies to the caller and a policy on the table is not simply true.';


--
-- Name: hybrid_depths(pgmatch.question, boolean); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.hybrid_depths(question pgmatch.question, guide boolean) RETURNS integer[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if guide then
    return array[2 * question.match_count];
  end if;
  return (
    select array_agg(d.depth order by d.depth)
    from unnest(array[60, 200, 2000, 10000, null]) as d (depth)
    where (d.depth >= least(10000, 4 * question.match_count)) is not false
      -- to reach rows that are far down, a scan passes over many that a policy hides
      and case d.depth when 60 then pgmatch.has_policies(question.target) else true end
  );
end;
$$;


ALTER FUNCTION pgmatch.hybrid_depths(question pgmatch.question, guide boolean) OWNER TO postgres;

--
-- Name: FUNCTION hybrid_depths(question pgmatch.question, guide boolean); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.hybrid_depths(question pgmatch.question, guide boolean) IS 'How many rows each search of a hybrid search returns, and how many if they are too few.';


--
-- Name: hybrid_matches(anyelement, pgmatch.question, text, tsquery, double precision, double precision, integer, integer, integer, integer, name[], boolean); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.hybrid_matches(no_key anyelement, question pgmatch.question, document text, words tsquery, full_text_weight double precision, semantic_weight double precision, rrf_k integer, ef_search integer, probes integer, candidates integer, section name[] DEFAULT NULL::name[], guide boolean DEFAULT false, OUT keys anyarray, OUT scores double precision[], OUT full_text_ranks bigint[], OUT semantic_ranks bigint[], OUT similarities double precision[]) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
declare
  _is_cut constant boolean := section is not null or question.match_threshold is not null;
  _statement constant text := pgmatch.hybrid_statement(question, section);
  _above constant text := case when semantic_weight = 0 then pgmatch.threshold_condition(question) end;
  _most constant integer := 10000;
  _depth integer;
  _wanted pgmatch.question := question;
  _words keys%type;
  _codes bigint;
  _meaning keys%type;
begin
  perform pgmatch.check_hybrid(question, full_text_weight, semantic_weight, rrf_k, ef_search, probes, candidates);
  _wanted.match_threshold := null;
  foreach _depth in array pgmatch.hybrid_depths(question, guide) loop
    _wanted.match_count := coalesce(_depth, question.match_count);
    if full_text_weight > 0 then
      select t.keys, t.codes into _words, _codes
      from pgmatch.text_matches(
        no_key, question.target, question.key, document, words, coalesce(_depth, _most),
        nullif(concat_ws(' and ', question.always, question.late, case when _depth is null then _above end), ''),
        question.filter, question.path, guide
      ) as t;
    end if;
    if semantic_weight > 0 then
      select n.keys into _meaning
      from pgmatch.nearest_sections(
        no_key, _wanted, case when _depth is null then section end, ef_search, probes, candidates
      ) as n;
    end if;
    execute _statement into keys, scores, full_text_ranks, semantic_ranks, similarities
    using question.query, _words, _meaning, full_text_weight, semantic_weight, rrf_k,
      case when _is_cut then 2 * _most else question.match_count end, question.match_threshold, question.match_count,
      _codes;
    exit when section is null and (question.match_threshold is null or semantic_weight > 0)
      or cardinality(keys) = question.match_count
      or greatest(cardinality(_words), cardinality(_meaning)) < _depth;
  end loop;
  if section is not null and semantic_weight = 0 and _depth is null and not guide
    and cardinality(_words) >= _most and cardinality(keys) < question.match_count then
    raise exception using
      errcode = 'program_limit_exceeded',
      message = format('the best %s rows with these words are of fewer than %s sections', _most, question.match_count),
      hint = 'Ask for fewer rows, or let semantic_weight be more than 0, to search by meaning too.';
  end if;
end;
$$;


ALTER FUNCTION pgmatch.hybrid_matches(no_key anyelement, question pgmatch.question, document text, words tsquery, full_text_weight double precision, semantic_weight double precision, rrf_k integer, ef_search integer, probes integer, candidates integer, section name[], guide boolean, OUT keys anyarray, OUT scores double precision[], OUT full_text_ranks bigint[], OUT semantic_ranks bigint[], OUT similarities double precision[]) OWNER TO postgres;

--
-- Name: FUNCTION hybrid_matches(no_key anyelement, question pgmatch.question, document text, words tsquery, full_text_weight double precision, semantic_weight double precision, rrf_k integer, ef_search integer, probes integer, candidates integer, section name[], guide boolean, OUT keys anyarray, OUT scores double precision[], OUT full_text_ranks bigint[], OUT semantic_ranks bigint[], OUT similarities double precision[]); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.hybrid_matches(no_key anyelement, question pgmatch.question, document text, words tsquery, full_text_weight double precision, semantic_weight double precision, rrf_k integer, ef_search integer, probes integer, candidates integer, section name[], guide boolean, OUT keys anyarray, OUT scores double precision[], OUT full_text_ranks bigint[], OUT semantic_ranks bigint[], OUT similarities double precision[]) IS 'The keys of the rows that match a question by words and by meaning, best first, and their scores.';


--
-- Name: hybrid_statement(pgmatch.question, name[]); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.hybrid_statement(question pgmatch.question, section name[]) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  select pgmatch.fill(
    $text$
with found as (
  select f.*, {similarity} as similarity{names}
  from pgmatch.fuse($2, $3, $4, $5, $6, $7, $10) as f
  cross join lateral (
    select nullif(({distance}) + 0::float8, 'NaN') as distance{columns} from {target} as s where s.{key} = f.key limit 1
  ) as s
),
best as (
  select {distinct} f.* from found as f where $8 is null or f.similarity > $8 order by {sections} f.score desc, f.key
),
placed as (
  select b.*, row_number() over (order by b.score desc, b.key) as place from best as b order by place limit $9
)
select
  coalesce(array_agg(p.key order by p.place), '{}'),
  array_agg(p.score order by p.place),
  array_agg(p.full_text_rank order by p.place),
  array_agg(p.semantic_rank order by p.place),
  array_agg(p.similarity order by p.place)
from placed as p
$text$,
    jsonb_build_object(
      'similarity', (pgmatch.metric_sql(question.metric)).similarity,
      'distance', pgmatch.distance(question.target, question.embedding, question.metric),
      'target', question.target::text,
      'key', quote_ident(question.key),
      'columns', string_agg(format(', s.%I as section_%s', c.name, c.place), '' order by c.place),
      'names', string_agg(', s.section_' || c.place, '' order by c.place),
      'distinct', 'distinct on (' || string_agg('f.section_' || c.place, ', ' order by c.place) || ')',
      'sections', string_agg('f.section_' || c.place || ',', ' ' order by c.place)
    )
  )
  from unnest(section) with ordinality as c (name, place)
$_$;


ALTER FUNCTION pgmatch.hybrid_statement(question pgmatch.question, section name[]) OWNER TO postgres;

--
-- Name: FUNCTION hybrid_statement(question pgmatch.question, section name[]); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.hybrid_statement(question pgmatch.question, section name[]) IS 'The SQL with which pgmatch.hybrid_matches fuses two rankings and cuts the result.';


--
-- Name: index_build(regclass); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.index_build(index regclass) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select concat_ws(' ', am.amname, o.opcname, c.reloptions::text)
  from pg_index as x
  inner join pg_class as c on c.oid = x.indexrelid
  inner join pg_am as am on am.oid = c.relam
  inner join pg_opclass as o on o.oid = x.indclass[0]
  where x.indexrelid = index_build.index and am.amname in ('hnsw', 'ivfflat')
$$;


ALTER FUNCTION pgmatch.index_build(index regclass) OWNER TO postgres;

--
-- Name: FUNCTION index_build(index regclass); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.index_build(index regclass) IS 'How a vector index was built: its method, operator class and options; null for any other index.';


--
-- Name: index_drop(regclass); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.index_drop(index regclass) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select case c.relkind
    when 'I' then format('drop index %s;', pgmatch.full_name(c.oid))
    else format('pgmatch index drop %s --yes', pgmatch.shell_word(pgmatch.full_name(c.oid)))
  end
  from pg_class as c
  where c.oid = index
$$;


ALTER FUNCTION pgmatch.index_drop(index regclass) OWNER TO postgres;

--
-- Name: FUNCTION index_drop(index regclass); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.index_drop(index regclass) IS 'How to drop a vector index: the command, or SQL if the table is partitioned.';


--
-- Name: index_statement(regclass, name, boolean); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.index_statement(target regclass, embedding name, "concurrently" boolean) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  _metric constant text := (
    select s.metric from pgmatch.search as s
    where s.target = index_statement.target and s.embedding = index_statement.embedding
  );
  _dimensions constant integer := pgmatch.dimensions_of(target, embedding);
  _has_rows boolean;
begin
  if exists (
    select 1 from pgmatch.vector_indexes(target, embedding) as v
    where v.complete and coalesce(v.metric, _metric) = _metric
  ) then
    return null;
  end if;
  execute format('select exists (select 1 from %s)', target) into _has_rows;
  return (
    select format(
      'create index %s%I on %s using hnsw (%s)',
      case when index_statement.concurrently and _has_rows then 'concurrently ' else '' end,
      format('%s_%s_hnsw_%s_idx', c.relname, embedding, _metric),
      pgmatch.full_name(target),
      case
        when _dimensions <= case t.typname when 'vector' then 2000 else 4000 end
          then format('%I %I.%s_%s_ops', embedding, n.nspname, t.typname, _metric)
        when _dimensions <= 4000
          then format('(%I::%I.halfvec(%s)) %2$I.halfvec_%4$s_ops', embedding, n.nspname, _dimensions, _metric)
        else format('(%2$I.binary_quantize(%1$I)::bit(%3$s)) %2$I.bit_hamming_ops', embedding, n.nspname, _dimensions)
      end
    )
    from pg_class as c
    inner join pg_attribute as a on a.attrelid = c.oid and a.attname = embedding
    inner join pg_type as t on t.oid = a.atttypid
    inner join pg_namespace as n on n.oid = t.typnamespace
    where c.oid = target
  );
end;
$_$;


ALTER FUNCTION pgmatch.index_statement(target regclass, embedding name, "concurrently" boolean) OWNER TO postgres;

--
-- Name: FUNCTION index_statement(target regclass, embedding name, "concurrently" boolean); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.index_statement(target regclass, embedding name, "concurrently" boolean) IS 'The create index statement for the vector index of a recorded column, or null if a fitting index exists.';


--
-- Name: ingest_steps(text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.ingest_steps(line text) RETURNS text[]
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  select case
    when exists (
      select 1 from pgmatch.member as m where m.line = ingest_steps.line and m.name ~ E'_begin_ingest($|\\()'
    )
      then '{pgmatch ingest FOLDER}'::text[]
    else '{}'
  end
$_$;


ALTER FUNCTION pgmatch.ingest_steps(line text) OWNER TO postgres;

--
-- Name: FUNCTION ingest_steps(line text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.ingest_steps(line text) IS 'The commands that embed rows without embedding; none if the line has no ingest.';


--
-- Name: internal_changes(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.internal_changes() RETURNS SETOF text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  with members as materialized (
    select m.object
    from pgmatch.install as i
    cross join lateral pgmatch.line_members(i.line, 'function') as m
  ),

  internal as materialized (
    select 'function' as kind, p.oid
    from pg_proc as p
    where p.pronamespace = 'pgmatch'::regnamespace
      and p.proconfig @> array['search_path=pg_catalog, pg_temp']
      -- the access mode of its line rules a member
      and not exists (select 1 from members as m where m.object = p.oid)
    union all
    select case c.relkind when 'S' then 'sequence' else 'table' end, c.oid
    from pg_class as c
    where c.relnamespace = 'pgmatch'::regnamespace and c.relkind in ('S', 'v')
  )

  select format(
    'revoke all on %s %s from %s',
    g.kind,
    case g.kind when 'function' then g.object::regprocedure::text else g.object::regclass::text end,
    quote_ident(g.role)
  )
  from pgmatch.granted(array(select i.oid from internal as i)) as g
  where (g.kind, g.object) in (select i.kind, i.oid from internal as i)
    and (g.role = 'public' or g.role in (select pgmatch.api_roles()))
$$;


ALTER FUNCTION pgmatch.internal_changes() OWNER TO postgres;

--
-- Name: FUNCTION internal_changes(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.internal_changes() IS 'The statements that revoke what only the owner needs in the schema pgmatch from public and the API roles.';


--
-- Name: is_fast(regclass, name, text, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.is_fast(target regclass, embedding name, metric text, decided text) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return coalesce(pgmatch.search_choice(target, embedding, metric) = decided, false)
    and not pgmatch.has_policies(target);
end;
$$;


ALTER FUNCTION pgmatch.is_fast(target regclass, embedding name, metric text, decided text) OWNER TO postgres;

--
-- Name: FUNCTION is_fast(target regclass, embedding name, metric text, decided text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.is_fast(target regclass, embedding name, metric text, decided text) IS 'Whether a statement may use the index that it was written for. Declared immutable to be asked once per plan.';


--
-- Name: is_few(pgmatch.question); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.is_few(question pgmatch.question) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
declare
  _statement constant text := format(
    'select not exists (select 1 from %s as s where %s offset %s)',
    question.target, concat_ws(' and ', 'true', question.late, question.filter), pgmatch.few_rows(question.target)
  );
  _is_few boolean;
begin
  if question.path is not null then
    perform set_config('search_path', question.path, true);
  end if;
  execute _statement into _is_few;
  return _is_few;
end;
$$;


ALTER FUNCTION pgmatch.is_few(question pgmatch.question) OWNER TO postgres;

--
-- Name: FUNCTION is_few(question pgmatch.question); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.is_few(question pgmatch.question) IS 'Whether comparing all rows that pass the conditions of a question is faster than an index scan.';


--
-- Name: is_indexed(regclass, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.is_indexed(target regclass, column_name text) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select exists (
    select 1
    from pg_index as i
    inner join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indrelid = is_indexed.target
      and a.attname = is_indexed.column_name
      and i.indisvalid
      and i.indpred is null
  )
$$;


ALTER FUNCTION pgmatch.is_indexed(target regclass, column_name text) OWNER TO postgres;

--
-- Name: FUNCTION is_indexed(target regclass, column_name text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.is_indexed(target regclass, column_name text) IS 'Whether a valid index without a WHERE clause starts with the given column.';


--
-- Name: is_trusted(oid); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.is_trusted(role oid) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return exists (
    select 1
    from pg_class as c
    inner join pg_roles as o on o.oid = c.relowner
    where c.oid = 'pgmatch.member'::regclass
      and (
        pg_has_role(is_trusted.role, o.oid, 'usage')
        or not o.rolsuper and pg_has_role(o.oid, is_trusted.role, 'usage')
      )
  );
end;
$$;


ALTER FUNCTION pgmatch.is_trusted(role oid) OWNER TO postgres;

--
-- Name: FUNCTION is_trusted(role oid); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.is_trusted(role oid) IS 'Whether a role may own what pgmatch uses: its owner, or a role that has the same rights.';


--
-- Name: keep_function(text, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.keep_function(line text, name text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  insert into pgmatch.member (line, kind, name, adopted, replaced, replaced_owner, replaced_acl)
  select
    keep_function.line,
    'function',
    keep_function.name,
    true,
    pg_get_functiondef(p.oid),
    pg_get_userbyid(p.proowner),
    coalesce(p.proacl, acldefault('f', p.proowner))::text
  from pg_proc as p
  where p.oid = pgmatch.member_oid(keep_function.line, 'function', keep_function.name)
  on conflict on constraint member_pkey do nothing;
end;
$$;


ALTER FUNCTION pgmatch.keep_function(line text, name text) OWNER TO postgres;

--
-- Name: FUNCTION keep_function(line text, name text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.keep_function(line text, name text) IS 'Records the definition, owner and privileges of a function that pgmatch is about to replace.';


--
-- Name: keep_search(pgmatch.search_function); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.keep_search(search pgmatch.search_function) RETURNS pgmatch.search_function
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _taken regprocedure[];
  _is_guides boolean;
begin
  select array_agg(p.oid::regprocedure order by p.oid), bool_and(
    p.prokind = 'f' and p.proargnames[:p.pronargs] <@ array[
      'query_embedding', 'match_count', 'match_threshold', 'filter', 'query_text', 'full_text_weight',
      'semantic_weight', 'rrf_k'
    ]
  )
  into _taken, _is_guides
  from pg_proc as p
  inner join pg_namespace as n on n.oid = p.pronamespace
  where n.nspname = search.schema_name and p.proname = search.name;
  if _taken is null then
    return search;
  elsif search.contract is null or cardinality(_taken) > 1 or _is_guides is not true then
    raise exception using
      errcode = 'duplicate_function',
      message = format('%I.%I is already the name of %s', search.schema_name, search.name, _taken[1]),
      hint = format('Choose another name, or drop it first: drop function %s;', _taken[1]);
  end if;

  select
    pg_get_functiondef(p.oid),
    p.oid::regprocedure,
    pg_get_userbyid(p.proowner),
    coalesce(p.proacl, acldefault('f', p.proowner))::text
  into search.replaced, search.replaced_name, search.replaced_owner, search.replaced_acl
  from pg_proc as p
  where p.oid = _taken[1];
  execute format('drop function %s', _taken[1]);
  return search;
end;
$$;


ALTER FUNCTION pgmatch.keep_search(search pgmatch.search_function) OWNER TO postgres;

--
-- Name: FUNCTION keep_search(search pgmatch.search_function); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.keep_search(search pgmatch.search_function) IS 'Makes way for a function of a contract: drops the one from a guide, and returns what is needed to put it back.';


--
-- Name: leave_table(text, regclass, pgmatch.member); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.leave_table(line text, target regclass, member pgmatch.member) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  _part text;
begin
  perform pgmatch.check_dropped_columns(line, target, member);
  for _part in
    select format('drop policy %I on %s', p.polname, target)
    from pg_policy as p
    -- those of pgmatch.policy_changes
    where p.polrelid = target and p.polname ~ '^pgmatch_(readers|writers|nobody|tenants_(select|insert|update|delete))$'
    union all
    select 'drop index ' || c.oid::regclass
    from pg_index as x
    inner join pg_class as c on c.oid = x.indexrelid
    inner join pg_am as a on a.oid = c.relam
    left join pgmatch.member as m on m.line = leave_table.line and m.kind = 'index' and m.name = c.relname
    -- pgmatch.index_statement names those that are not recorded
    where x.indrelid = target and not coalesce(
      m.adopted, a.amname <> 'hnsw' or c.relname !~ '_hnsw_(ip|cosine|l2|l1)_idx$'
    )
    union all
    select format('alter table %s drop column %I', target, a.attname)
    from pg_attribute as a
    inner join pgmatch.member as m
      on m.line = leave_table.line and m.kind = 'column' and m.name = format('%s.%I', member.name, a.attname)
    where a.attrelid = target and a.attnum > 0 and not a.attisdropped
  loop
    execute _part;
  end loop;
end;
$_$;


ALTER FUNCTION pgmatch.leave_table(line text, target regclass, member pgmatch.member) OWNER TO postgres;

--
-- Name: FUNCTION leave_table(line text, target regclass, member pgmatch.member); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.leave_table(line text, target regclass, member pgmatch.member) IS 'Takes from an adopted table what pgmatch added to it: policies, indexes, columns.';


--
-- Name: line_family(text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.line_family(line text) RETURNS text[]
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  with recursive family as (
    select i.line, i.base from pgmatch.install as i where i.line = line_family.line
    union
    select i.line, i.base
    from pgmatch.install as i
    inner join family as f on i.line = f.base or i.base = f.line
  )

  -- the line that the others build on comes first
  select array(select f.line from family as f order by f.base is not null, f.line)
$$;


ALTER FUNCTION pgmatch.line_family(line text) OWNER TO postgres;

--
-- Name: FUNCTION line_family(line text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.line_family(line text) IS 'The lines that share one access mode: a line, those that it builds on and those that build on it.';


--
-- Name: line_members(text, text, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.line_members(line text, of_kind text DEFAULT NULL::text, named text DEFAULT NULL::text) RETURNS TABLE(kind text, name text, object oid, readers text, writers text, owner name, shared boolean)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform set_config('search_path', pgmatch.pinned_path(line), true);
  return query
  select
    m.kind,
    m.name,
    case
      when m.kind <> 'function' then to_regclass(m.name)::oid
      when m.name like '%(%' then to_regprocedure(m.name)::oid
      else to_regproc(m.name)::oid
    end,
    m.readers,
    m.writers,
    m.owner,
    m.shared
  from pgmatch.member as m
  where m.line = line_members.line
    and m.kind in ('table', 'sequence', 'function')
    and m.kind = coalesce(of_kind, m.kind)
    and m.name = coalesce(named, m.name);
end;
$$;


ALTER FUNCTION pgmatch.line_members(line text, of_kind text, named text) OWNER TO postgres;

--
-- Name: FUNCTION line_members(line text, of_kind text, named text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.line_members(line text, of_kind text, named text) IS 'The tables, sequences and functions of a line, with their oids, and who may use them.';


--
-- Name: list_rows(text, jsonb, text, integer); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.list_rows(search text, filter jsonb DEFAULT NULL::jsonb, after text DEFAULT NULL::text, match_count integer DEFAULT 100) RETURNS SETOF jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET extra_float_digits TO '1'
    AS $$
declare
  _target text;
  _key text;
  _key_type text;
  _document text;
  _columns text;
begin
  select s.target, s.key, s.key_type, s.document, s.columns into _target, _key, _key_type, _document, _columns
  from pgmatch.metadata_search(search) as s;
  if match_count < 0 then
    raise exception using
      errcode = 'invalid_row_count_in_limit_clause',
      message = format('match_count %s is negative', match_count),
      hint = 'Pass how many rows you want at most, or null for all.';
  end if;
  begin
    execute format('select %L::%s', after, _key_type);
  exception
    when data_exception then
      raise exception using
        errcode = sqlstate,
        message = format('after %L is not a key of %s: %s', after, _target, sqlerrm),
        hint = 'Pass the key of the last row that you have read, as text, or null to begin.';
  end;
  return query execute format(
    'select to_jsonb(r) from (select %s from %s as s where %s order by %s limit %s) as r',
    _columns,
    _target,
    concat_ws(
      ' and ',
      _key || ' is not null',
      pgmatch.filter_condition(filter, _document),
      _key || ' > ' || quote_literal(after) || '::' || _key_type
    ),
    _key,
    coalesce(match_count::text, 'all')
  );
end;
$$;


ALTER FUNCTION pgmatch.list_rows(search text, filter jsonb, after text, match_count integer) OWNER TO postgres;

--
-- Name: FUNCTION list_rows(search text, filter jsonb, after text, match_count integer); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.list_rows(search text, filter jsonb, after text, match_count integer) IS 'The rows of a searched table that pass a filter on their metadata, in the order of their key.';


--
-- Name: lock_line(text, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.lock_line(line text, mode text DEFAULT 'access exclusive'::text) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select pgmatch.lock_tables(
    array(
      select m.object::regclass
      from unnest(pgmatch.line_family(line) || 'core'::text) as l (line)
      cross join lateral pgmatch.line_members(l.line, 'table') as m
      where coalesce(m.readers, m.writers) is not null
    ),
    mode
  )
$$;


ALTER FUNCTION pgmatch.lock_line(line text, mode text) OWNER TO postgres;

--
-- Name: FUNCTION lock_line(line text, mode text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.lock_line(line text, mode text) IS 'Locks the tables of a line that API roles may use, as pgmatch.lock_tables does.';


--
-- Name: lock_tables(regclass[], text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.lock_tables(targets regclass[], mode text DEFAULT 'access exclusive'::text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _given constant text := current_setting('lock_timeout');
  _patience constant integer := coalesce(
    (select nullif(s.setting::integer, 0) from pg_settings as s where s.name = 'lock_timeout'), 60000
  );
  _deadlock_timeout constant integer := (
    select s.setting::integer from pg_settings as s where s.name = 'deadlock_timeout'
  );
  _until constant timestamptz := clock_timestamp() + _patience * interval '1 ms';
  _tables constant text[] := array(
    select c.oid::regclass::text
    from pg_class as c
    where c.oid = any(targets)
    -- sections, pages, pgmatch.search, pgmatch.install: a table comes before those that it references
    order by
      c.relnamespace = 'pgmatch'::regnamespace,
      not exists (
        select 1 from pg_constraint as k
        where k.conrelid = c.oid and k.confrelid = any(targets) and k.confrelid <> c.oid
      ),
      c.relname
  );
  _each constant integer := greatest(1, _deadlock_timeout / (cardinality(_tables) + 1));
  _first integer := _each;
begin
  if cardinality(_tables) = 0 then
    return;
  end if;
  perform set_config('lock_timeout', least(_patience, 1.5 * _deadlock_timeout)::integer::text, true);
  execute format('lock table %s in share update exclusive mode', array_to_string(_tables, ', '));

  loop
    begin
      perform set_config('lock_timeout', least(_patience, _first)::text, true);
      execute format('lock table %s in %s mode', _tables[1], mode);
      perform set_config('lock_timeout', least(_patience, _each)::text, true);
      execute format('lock table %s in %s mode', array_to_string(_tables, ', '), mode);
      exit;
    exception when lock_not_available then
      if clock_timestamp() >= _until then
        raise;
      end if;
    end;
    perform pg_sleep(_first / 1000.0 * (0.5 + random()));
    _first := least(2 * _first, _deadlock_timeout);
  end loop;
  perform set_config('lock_timeout', _given, true);
exception when lock_not_available or deadlock_detected then
  raise exception using
    errcode = 'lock_not_available',
    message = format('lock timeout: another session is using %s', array_to_string(_tables, ', ')),
    hint = format(
      'Try again later, or see which session it is: select * from pg_stat_activity where pid in (%s);',
      (
        select string_agg(distinct l.pid::text, ', ')
        from pg_locks as l
        where l.relation = any(targets) and l.granted and l.pid <> pg_backend_pid()
          and l.database = (select d.oid from pg_database as d where d.datname = current_database())
      )
    );
end;
$$;


ALTER FUNCTION pgmatch.lock_tables(targets regclass[], mode text) OWNER TO postgres;

--
-- Name: FUNCTION lock_tables(targets regclass[], mode text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.lock_tables(targets regclass[], mode text) IS 'Locks all of some tables or none, and makes no search or ingest the victim of a deadlock.';


--
-- Name: lost_columns(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.lost_columns() RETURNS SETOF pgmatch.search
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select s.*
  from pgmatch.search as s
  where s.line is null
    and not exists (
      select 1 from pg_attribute as a
      where a.attrelid = s.target and a.attname = s.embedding and not a.attisdropped
    )
    and not exists (
      select 1 from pgmatch.search_function as f where f.target = s.target and f.embedding = s.embedding
    )
$$;


ALTER FUNCTION pgmatch.lost_columns() OWNER TO postgres;

--
-- Name: FUNCTION lost_columns(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.lost_columns() IS 'The columns of users'' tables that are recorded as searched, but are gone, and that no search names.';


--
-- Name: make_search(pgmatch.search_function); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.make_search(search pgmatch.search_function) RETURNS regprocedure
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _name constant text := format('%I.%I', search.schema_name, search.name);
  _definition constant text := pgmatch.search_definition(search);
  _earlier constant regprocedure := pgmatch.search_oid(search);
  _earlier_row pgmatch.search_function;
  -- others may have functions of that name too
  _there constant oid[] := array(
    select p.oid
    from pg_proc as p
    inner join pg_namespace as n on n.oid = p.pronamespace
    where n.nspname = search.schema_name and p.proname = search.name
  );
  _is_other boolean := false;
  _made regprocedure;
begin
  if _earlier is null then
    search := pgmatch.keep_search(search);
  end if;
  begin
    execute _definition;
  exception
    when invalid_function_definition then
      if _earlier is null then
        raise;
      end if;
      _is_other := true;
  end;
  if _is_other or _earlier is not null and exists (
    select 1
    from pg_proc as p
    inner join pg_namespace as n on n.oid = p.pronamespace
    where n.nspname = search.schema_name and p.proname = search.name and p.oid <> all(_there)
  ) then
    raise exception using
      errcode = 'invalid_function_definition',
      message = format('%s already exists with other arguments or another result', _name),
      hint = format('Drop it first: select pgmatch.drop_search(%L);', _name);
  end if;

  _made := pgmatch.search_oid(search);
  if _earlier is null then
    execute format(
      'comment on function %s is %L',
      _made,
      format('The rows of %s nearest to an embedding, best first. Made by pgmatch.create_search.', search.target)
    );
  end if;
  delete from pgmatch.search_function as f
  where f.schema_name = search.schema_name and f.name = search.name
  returning f.* into _earlier_row;
  if search.replaced is null then
    search.replaced := _earlier_row.replaced;
    search.replaced_owner := _earlier_row.replaced_owner;
    search.replaced_acl := _earlier_row.replaced_acl;
    search.replaced_name := _earlier_row.replaced_name;
  end if;
  search.made_function := _made;
  search.made_table := search.target;
  search.made_columns := (
    select jsonb_object_agg(a.attname, a.attnum) from pg_attribute as a
    where a.attrelid = search.target and a.attnum > 0 and not a.attisdropped
  );
  search.decided := pgmatch.search_choice(search.target, search.embedding, search.metric);
  insert into pgmatch.search_function select search.*;
  insert into pgmatch.search as s (target, embedding, key, metric)
  values (search.target, search.embedding, search.key, search.metric)
  on conflict on constraint search_pkey do update set key = excluded.key, metric = excluded.metric
  where s.line is null;
  return _made;
end;
$$;


ALTER FUNCTION pgmatch.make_search(search pgmatch.search_function) OWNER TO postgres;

--
-- Name: FUNCTION make_search(search pgmatch.search_function); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.make_search(search pgmatch.search_function) IS 'Makes the function of a declaration, or makes it anew, and writes the declaration down.';


--
-- Name: matching_keys(anyelement, pgmatch.question, integer); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.matching_keys(no_key anyelement, question pgmatch.question, most integer DEFAULT NULL::integer, OUT keys anyarray) RETURNS anyarray
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET jit TO 'off'
    AS $$
declare
  _statement constant text := format(
    'select coalesce(pg_catalog.array_agg(m.key order by m.key), ''{}'') from'
    ' (select s.%I as key from %s as s where %s limit %s) as m',
    question.key,
    question.target,
    concat_ws(
      ' and ', format('s.%I is not null', question.embedding), question.always, question.late, question.filter
    ),
    coalesce((most + 1)::text, 'all')
  );
begin
  if question.path is not null then
    perform set_config('search_path', question.path, true);
  end if;
  if most is not null then
    -- as in pgmatch.is_few
    perform set_config('enable_seqscan', 'off', true);
  end if;
  execute _statement into keys;
  if pg_catalog.cardinality(keys) > most then
    keys := null;
  end if;
end;
$$;


ALTER FUNCTION pgmatch.matching_keys(no_key anyelement, question pgmatch.question, most integer, OUT keys anyarray) OWNER TO postgres;

--
-- Name: FUNCTION matching_keys(no_key anyelement, question pgmatch.question, most integer, OUT keys anyarray); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.matching_keys(no_key anyelement, question pgmatch.question, most integer, OUT keys anyarray) IS 'The keys of the rows that pass the conditions of a question, in their order; null if there are more than `most`.';


--
-- Name: measure_embedding(extensions.vector); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.measure_embedding(embedding extensions.vector, OUT dimensions integer, OUT length double precision) RETURNS record
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pgmatch', 'extensions', 'pg_temp'
    AS $$
begin
  dimensions := vector_dims(embedding);
  length := vector_norm(embedding);
end;
$$;


ALTER FUNCTION pgmatch.measure_embedding(embedding extensions.vector, OUT dimensions integer, OUT length double precision) OWNER TO postgres;

--
-- Name: FUNCTION measure_embedding(embedding extensions.vector, OUT dimensions integer, OUT length double precision); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.measure_embedding(embedding extensions.vector, OUT dimensions integer, OUT length double precision) IS 'The number of dimensions and the length of a vector.';


--
-- Name: measure_recall(integer, integer, integer, integer, double precision, regclass, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.measure_recall(sample integer DEFAULT 100, k integer DEFAULT 10, ef_search integer DEFAULT NULL::integer, probes integer DEFAULT NULL::integer, overfetch double precision DEFAULT NULL::double precision, index regclass DEFAULT NULL::regclass, metric text DEFAULT NULL::text) RETURNS pgmatch.recall_measurement
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _measured constant pgmatch.index_to_measure := pgmatch.measured_index(index, metric);
  _queries pgmatch.row_place[];
  _farthest double precision[];
  _exact_p50_ms double precision;
  _result pgmatch.recall_measurement;
begin
  perform pgmatch.check_measurement(_measured.method, _measured.kind, k, ef_search, probes, overfetch);
  _queries := pgmatch.recall_queries(_measured.target, _measured.column_name, sample, k);
  select
    array_agg(e.query),
    array_agg(e.farthest),
    round(percentile_cont(0.5) within group (order by e.ms)::numeric, 3)
  into _queries, _farthest, _exact_p50_ms
  from pgmatch.nearest_exact(_measured.index, _queries, k, metric) as e;

  _result := pgmatch.measure_search(
    _measured.index, _queries, _farthest, k, ef_search, probes, overfetch, metric
  );
  _result.exact_p50_ms := _exact_p50_ms;
  return _result;
end;
$$;


ALTER FUNCTION pgmatch.measure_recall(sample integer, k integer, ef_search integer, probes integer, overfetch double precision, index regclass, metric text) OWNER TO postgres;

--
-- Name: FUNCTION measure_recall(sample integer, k integer, ef_search integer, probes integer, overfetch double precision, index regclass, metric text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.measure_recall(sample integer, k integer, ef_search integer, probes integer, overfetch double precision, index regclass, metric text) IS 'Recall, latency and pages of searches through a vector index, compared with an exact search.';


--
-- Name: measure_search(regclass, pgmatch.row_place[], double precision[], integer, integer, integer, double precision, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.measure_search(index regclass, queries pgmatch.row_place[], farthest double precision[], k integer, ef_search integer DEFAULT NULL::integer, probes integer DEFAULT NULL::integer, overfetch double precision DEFAULT NULL::double precision, metric text DEFAULT NULL::text) RETURNS pgmatch.recall_measurement
    LANGUAGE plpgsql
    SET search_path TO 'pgmatch', 'extensions', 'pg_temp'
    SET enable_sort TO 'off'
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $_$
declare
  _measured constant pgmatch.index_to_measure := pgmatch.measured_index(index, metric);
  _wanted constant integer := case
    when _measured.kind = 'binary' then least(100000, ceil(k::float8 * coalesce(overfetch, _measured.overfetch, 20)))
    else k
  end;
  _search constant text := pgmatch.measured_statement(_measured, _wanted, k);
  _vector_of constant text := pg_catalog.format(
    'select s.%I from %s as s where s.tableoid = $1 and s.ctid = $2', _measured.column_name, _measured.target
  );
  _before pgmatch.setting[];
  _query pgmatch.row_place;
  _vector vector;
  _is_timed boolean;
  _hits integer;
  _plan jsonb;
  _all_hits integer[];
  _plans jsonb[];
  _result pgmatch.recall_measurement;
begin
  perform pgmatch.check_measurement(_measured.method, _measured.kind, k, ef_search, probes, overfetch);

  _before := pgmatch.set_measured_scan(_measured, _wanted, ef_search, probes);
  foreach _is_timed in array array[false, true] loop
    for i in 1..cardinality(queries) loop
      _query := queries[i];
      execute _vector_of into _vector using _query.part, _query.place;
      continue when _vector is null;
      if _is_timed then
        execute 'explain (analyze, buffers, timing off, format json) ' || _search
        into _plan
        using _vector, _query.part, _query.place;
        _plans := pg_catalog.array_append(_plans, _plan -> 0);
      else
        execute pg_catalog.format('select count(*) from (%s) as n where n.distance <= $4', _search)
        into _hits
        -- the last digits of a distance depend on how it was computed
        using _vector, _query.part, _query.place, farthest[i] + 1e-6::float8 * greatest(1::float8, abs(farthest[i]));
        _all_hits := pg_catalog.array_append(_all_hits, _hits);
      end if;
    end loop;
  end loop;
  perform pgmatch.put_back(_before);

  perform pgmatch.check_plan(_measured.index, _plans[1]);
  _result := pgmatch.measured_costs(_plans);
  _result.index := _measured.index;
  _result.k := k;
  select count(*), sum(h.hits)::float8 / (count(*) * k)::float8, min(h.hits)::float8 / k::float8
  into _result.sampled, _result.recall, _result.worst_recall
  from pg_catalog.unnest(_all_hits) as h (hits);
  return _result;
end;
$_$;


ALTER FUNCTION pgmatch.measure_search(index regclass, queries pgmatch.row_place[], farthest double precision[], k integer, ef_search integer, probes integer, overfetch double precision, metric text) OWNER TO postgres;

--
-- Name: FUNCTION measure_search(index regclass, queries pgmatch.row_place[], farthest double precision[], k integer, ef_search integer, probes integer, overfetch double precision, metric text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.measure_search(index regclass, queries pgmatch.row_place[], farthest double precision[], k integer, ef_search integer, probes integer, overfetch double precision, metric text) IS 'Searches through an index as users'' searches do; returns recall, time and pages.';


--
-- Name: measured_costs(jsonb[]); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.measured_costs(plans jsonb[]) RETURNS pgmatch.recall_measurement
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _costs pgmatch.recall_measurement;
begin
  select
    round(percentile_cont(0.5) within group (order by p.ms)::numeric, 3),
    round(percentile_cont(0.95) within group (order by p.ms)::numeric, 3),
    avg(p.pages_hit),
    avg(p.pages_read)
  into _costs.p50_ms, _costs.p95_ms, _costs.pages_hit, _costs.pages_read
  from (
    select
      (e.plan ->> 'Planning Time')::double precision + (e.plan ->> 'Execution Time')::double precision as ms,
      (e.plan #>> '{Plan,Shared Hit Blocks}')::double precision as pages_hit,
      (e.plan #>> '{Plan,Shared Read Blocks}')::double precision as pages_read
    from unnest(plans) as e (plan)
  ) as p;
  return _costs;
end;
$$;


ALTER FUNCTION pgmatch.measured_costs(plans jsonb[]) OWNER TO postgres;

--
-- Name: FUNCTION measured_costs(plans jsonb[]); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.measured_costs(plans jsonb[]) IS 'The time and the pages of measured searches, from their plans.';


--
-- Name: measured_index(regclass, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.measured_index(chosen regclass DEFAULT NULL::regclass, stated_metric text DEFAULT NULL::text) RETURNS pgmatch.index_to_measure
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pgmatch', 'extensions', 'pg_temp'
    AS $$
declare
  _default pgmatch.search;
  _measured pgmatch.index_to_measure;
  _is_valid boolean;
  _is_complete boolean;
  _metric text;
begin
  if stated_metric is not null then
    -- raises for one that does not exist
    perform pgmatch.metric_sql(stated_metric);
  end if;
  if chosen is null then
    _default := pgmatch.default_search();
    chosen := (pgmatch.search_index(_default.target, _default.embedding, _default.metric)).index;
    if chosen is null then
      raise exception using
        errcode = 'object_not_in_prerequisite_state',
        message = pg_catalog.format('%s has no index that searches can use', _default.target),
        hint = pg_catalog.format('To build one: pgmatch index create %s.%I', _default.target, _default.embedding);
    end if;
  end if;

  select
    v.index, x.indrelid, a.attname, v.method, v.kind, v.lists, v.ordering, v.ef_search, v.probes, v.overfetch, v.metric,
    x.indisvalid, v.complete
  into
    _measured.index, _measured.target, _measured.column_name, _measured.method, _measured.kind, _measured.lists,
    _measured.ordering, _measured.ef_search, _measured.probes, _measured.overfetch, _metric, _is_valid, _is_complete
  from pg_index as x
  inner join pg_class as c on c.oid = x.indexrelid and c.relkind in ('i', 'I')
  inner join pg_attribute as a
    on a.attrelid = x.indrelid and a.atttypid in ('vector'::regtype::oid, 'halfvec'::regtype::oid)
  cross join lateral pgmatch.vector_indexes(x.indrelid, a.attname) as v
  where x.indexrelid = chosen::oid and v.index::oid = chosen::oid;
  _measured.metric := coalesce(
    _metric,
    stated_metric,
    (
      select s.metric from pgmatch.search as s
      where s.target::oid = _measured.target::oid and s.embedding = _measured.column_name
    )
  );

  if _measured.index is null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format('%s is not an HNSW or IVFFlat index on a column of type vector or halfvec', chosen),
      hint = 'Name an index on the column, on its halfvec expression, or on its binary_quantize expression.';
  elsif not _is_valid then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = pg_catalog.format('index %s is not valid: its build was interrupted', chosen),
      hint = pg_catalog.format('Build it again: reindex index concurrently %s;', chosen);
  elsif not _is_complete then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format('index %s has a where clause, so it does not cover the whole table', chosen),
      hint = 'Name an index on the whole table.';
  elsif _metric <> stated_metric then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format('index %s has the metric %s, not %s', chosen, _metric, stated_metric),
      hint = 'Leave the metric out.';
  elsif _measured.metric is null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format('index %s is binary, so its definition does not name the metric', chosen),
      hint = 'Pass the metric: ip, cosine, l2 or l1.';
  elsif pg_catalog.row_security_active(_measured.target) then
    raise exception using
      errcode = 'insufficient_privilege',
      message = pg_catalog.format('row level security hides rows of %s from you', _measured.target),
      hint = 'Run the measurement as the owner of the table.';
  end if;
  _measured.distance := pgmatch.distance(_measured.target, _measured.column_name, _measured.metric);
  return _measured;
end;
$$;


ALTER FUNCTION pgmatch.measured_index(chosen regclass, stated_metric text) OWNER TO postgres;

--
-- Name: FUNCTION measured_index(chosen regclass, stated_metric text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.measured_index(chosen regclass, stated_metric text) IS 'The index to measure, and how to search it.';


--
-- Name: measured_statement(pgmatch.index_to_measure, integer, integer); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.measured_statement(measured pgmatch.index_to_measure, wanted integer, k integer) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  select format(
    'select n.distance from (select %s as distance from %s as s'
    ' where s.%I is not null and (s.tableoid, s.ctid) <> ($2, $3)'
    ' order by %s fetch first %s rows %s) as n order by n.distance limit %s',
    measured.distance, measured.target, measured.column_name, measured.ordering, wanted,
    case when measured.kind = 'binary' then 'only' else 'with ties' end, k
  )
$_$;


ALTER FUNCTION pgmatch.measured_statement(measured pgmatch.index_to_measure, wanted integer, k integer) OWNER TO postgres;

--
-- Name: FUNCTION measured_statement(measured pgmatch.index_to_measure, wanted integer, k integer); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.measured_statement(measured pgmatch.index_to_measure, wanted integer, k integer) IS 'The SQL with which pgmatch.measure_search searches through an index.';


--
-- Name: member_changes(text, text, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.member_changes(line text, kind text DEFAULT NULL::text, name text DEFAULT NULL::text) RETURNS TABLE(target regclass, statement text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  with wanted as materialized (
    select * from pgmatch.member_privileges(line, kind, name)
  )

  select t.target, c.statement
  from pgmatch.line_members(line, 'table', name) as m
  cross join lateral (select m.object::regclass) as t (target)
  cross join lateral pgmatch.policy_changes(
    member_changes.line,
    t.target,
    m.readers,
    m.writers,
    (
      select a.attname from pg_attribute as a
      where a.attrelid = t.target and a.attname = m.owner and not a.attisdropped
    ),
    m.shared
  ) as c (statement)
  where coalesce(member_changes.kind, 'table') = 'table' and t.target is not null
  union all
  select
    case w.kind when 'table' then w.object::regclass end,
    format('revoke all on %s %s from %s', w.kind, o.name, quote_ident(w.role))
      -- null where nothing is to be granted
      || coalesce('; grant ' || w.privileges || format(' on %s %s to %s', w.kind, o.name, quote_ident(w.role)), '')
  from wanted as w
  cross join lateral (
    select case w.kind when 'function' then w.object::regprocedure::text else w.object::regclass::text end
  ) as o (name)
  left join pgmatch.granted(array(select w.object from wanted as w)) as g
    on (g.kind, g.object, g.role) = (w.kind, w.object, w.role)
  where g.privileges is distinct from w.privileges
$$;


ALTER FUNCTION pgmatch.member_changes(line text, kind text, name text) OWNER TO postgres;

--
-- Name: FUNCTION member_changes(line text, kind text, name text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.member_changes(line text, kind text, name text) IS 'The statements that bring the tables, sequences and functions of a line in step with the access mode.';


--
-- Name: member_oid(text, text, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.member_oid(line text, kind text, name text) RETURNS oid
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform set_config('search_path', pgmatch.pinned_path(line), true);
  return case
    when kind <> 'function' then to_regclass(name)::oid
    when name like '%(%' then to_regprocedure(name)::oid
    else to_regproc(name)::oid
  end;
end;
$$;


ALTER FUNCTION pgmatch.member_oid(line text, kind text, name text) OWNER TO postgres;

--
-- Name: FUNCTION member_oid(line text, kind text, name text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.member_oid(line text, kind text, name text) IS 'The oid of a table, sequence or function of a line; null if somebody has dropped it.';


--
-- Name: member_privileges(text, text, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.member_privileges(line text, kind text DEFAULT NULL::text, name text DEFAULT NULL::text) RETURNS TABLE(kind text, name text, object oid, role name, privileges text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  with audience (role, part) as materialized (
    select a.role, a.part from pgmatch.audience(line) as a
  )

  select
    m.kind,
    m.name,
    m.object,
    a.role,
    case a.part
      when 'writer' then m.writers
      when 'reader' then m.readers
      when 'tenant' then
        case
          when c.columns is not null
            then regexp_replace(m.writers, '(insert|update)', format(E'\\1 (%s)', c.columns), 'g')
          when m.shared then m.readers
          when m.kind <> 'table' then m.writers
        end
    end
  from pgmatch.line_members(line, kind, name) as m
  cross join (
    select p.role, p.part from audience as p
    union all
    select 'public', null where not exists (select 1 from audience as p where p.role = 'public')
  ) as a (role, part)
  left join lateral (
    select string_agg(quote_ident(t.attname), ', ' order by t.attnum) filter (where x.indexrelid is null)
    from pg_attribute as t
    -- a number that identifies a row comes from a sequence
    left join pg_index as x
      on x.indrelid = t.attrelid
      and (x.indisprimary or x.indisunique and t.attidentity <> '')
      and x.indnkeyatts = 1
      and x.indkey[0] = t.attnum
      and t.atttypid in ('smallint'::regtype, 'integer'::regtype, 'bigint'::regtype)
    where t.attrelid = m.object and t.attnum > 0 and not t.attisdropped
    having bool_or(t.attname = m.owner)
  ) as c (columns) on m.kind = 'table'
  where m.object is not null
$$;


ALTER FUNCTION pgmatch.member_privileges(line text, kind text, name text) OWNER TO postgres;

--
-- Name: FUNCTION member_privileges(line text, kind text, name text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.member_privileges(line text, kind text, name text) IS 'What public and each API role should have on the members of a line, as pgmatch.granted writes it; null for nothing.';


--
-- Name: metadata_search(text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.metadata_search(search text, OUT target text, OUT key text, OUT key_type text, OUT document text, OUT columns text) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _function regproc;
  _declared jsonb;
  _missing text;
begin
  select n.function, n.declared into _function, _declared from pgmatch.named_search(search) as n;
  if _declared ->> 'metadata' is null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('%s was declared without metadata', search),
      hint = 'Declare it again with the column that filters are about: metadata => ''metadata''.';
  end if;

  target := _declared ->> 'target';
  key := format('s.%I', _declared ->> 'key');
  document := format('s.%I', _declared ->> 'metadata');
  select
    string_agg(format('s.%I', c.name), ', ' order by c.place) filter (where c.place is not null),
    min(format('column %I', c.name)) filter (where a.attname is null),
    min(format_type(a.atttypid, a.atttypmod)) filter (where c.place = 0)
  into columns, _missing, key_type
  from (
    select n.name, min(n.place) as place
    from (
      select _declared ->> 'key' as name, 0 as place
      union all
      select _declared ->> 'metadata', null
      union all
      select r.name, r.place
      from pg_proc as p
      cross join lateral unnest(p.proargnames, p.proargmodes) with ordinality as r (name, mode, place)
      where p.oid = _function and r.mode = 't'
        and r.name <> all('{similarity, score, full_text_rank, semantic_rank}')
    ) as n
    group by n.name
  ) as c
  left join pg_attribute as a
    on a.attrelid = to_regclass(target) and a.attname = c.name and a.attnum > 0 and not a.attisdropped;
  if _missing is not null then
    raise exception using
      errcode = case when to_regclass(target) is null then 'undefined_table' else 'undefined_column' end,
      message = case
        when to_regclass(target) is null then format('the table of %s does not exist: %s', search, target)
        else format('the table of %s, %s, has no %s', search, target, _missing)
      end,
      hint = format(
        'If it was renamed: select pgmatch.refresh_searches(); If it was dropped: select pgmatch.drop_search(%L);',
        search
      );
  end if;
end;
$$;


ALTER FUNCTION pgmatch.metadata_search(search text, OUT target text, OUT key text, OUT key_type text, OUT document text, OUT columns text) OWNER TO postgres;

--
-- Name: FUNCTION metadata_search(search text, OUT target text, OUT key text, OUT key_type text, OUT document text, OUT columns text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.metadata_search(search text, OUT target text, OUT key text, OUT key_type text, OUT document text, OUT columns text) IS 'What a function of pgmatch.create_search with metadata searches, for statements on its table.';


--
-- Name: metric_sql(text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.metric_sql(metric text, OUT operator text, OUT similarity text) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  select format('operator(%s.%s)', e.extnamespace::regnamespace, m.operator), m.similarity
  into operator, similarity
  from pg_extension as e
  inner join (
    values
      ('ip', '<#>', '0::float8 - distance'),
      ('cosine', '<=>', '1::float8 - distance'),
      ('l2', '<->', '1::float8 / (1::float8 + distance)'),
      ('l1', '<+>', '1::float8 / (1::float8 + distance)')
  ) as m (metric, operator, similarity) on m.metric = metric_sql.metric
  where e.extname = 'vector';
  if operator is null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('metric %L does not exist', metric),
      hint = 'Use ip, cosine, l2 or l1.';
  end if;
end;
$$;


ALTER FUNCTION pgmatch.metric_sql(metric text, OUT operator text, OUT similarity text) OWNER TO postgres;

--
-- Name: FUNCTION metric_sql(metric text, OUT operator text, OUT similarity text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.metric_sql(metric text, OUT operator text, OUT similarity text) IS 'How SQL writes a metric: the operator of the distance, and the similarity that a column distance means.';


--
-- Name: model_dimensions(text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.model_dimensions(model text) RETURNS int4range
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select int4range(k.shortest, k.longest, '[]')
  from (
    values
      ('text-embedding-3-small', 1, 1536),
      ('text-embedding-3-large', 1, 3072),
      ('text-embedding-ada-002', 1536, 1536),
      ('all-minilm-l6-v2', 384, 384),
      ('all-minilm-l12-v2', 384, 384),
      ('all-mpnet-base-v2', 768, 768),
      ('gte-small', 384, 384),
      ('gte-base', 768, 768),
      ('bge-small-en-v1.5', 384, 384),
      ('bge-base-en-v1.5', 768, 768),
      ('bge-large-en-v1.5', 1024, 1024),
      ('multilingual-e5-small', 384, 384),
      ('multilingual-e5-base', 768, 768),
      ('multilingual-e5-large', 1024, 1024),
      ('nomic-embed-text-v1.5', 1, 768)
  ) as k (name, shortest, longest)
  where k.name = lower(regexp_replace(model_dimensions.model, '^.*/', ''))
$$;


ALTER FUNCTION pgmatch.model_dimensions(model text) OWNER TO postgres;

--
-- Name: FUNCTION model_dimensions(model text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.model_dimensions(model text) IS 'The dimensions that vectors of a well-known embedding model can have; null for other models.';


--
-- Name: most_to_walk(regclass); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.most_to_walk(target regclass) RETURNS integer
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _rows constant double precision := pgmatch.estimated_rows(target);
begin
  return case when _rows between 1 and 100000 then greatest(500, _rows / 5) else 100000 end;
end;
$$;


ALTER FUNCTION pgmatch.most_to_walk(target regclass) OWNER TO postgres;

--
-- Name: FUNCTION most_to_walk(target regclass); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.most_to_walk(target regclass) IS 'How many rows a scan of a vector index returns in about the time that it takes to compare all rows.';


--
-- Name: named_search(text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.named_search(search text, OUT function regproc, OUT declared jsonb) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _owner constant oid := (select c.relowner from pg_class as c where c.oid = 'pgmatch.search_function'::regclass);
  _functions oid[];
begin
  begin
    _functions := array(
      select p.oid
      from pg_proc as p
      inner join pg_namespace as n on n.oid = p.pronamespace
      where parse_ident(search) in (array[p.proname::text], array[n.nspname::text, p.proname::text])
        and p.prosrc like E'%\n-- pgmatch.search_function: {"%'
        and pg_has_role(p.proowner, _owner, 'usage')
    );
  exception
    when invalid_parameter_value then
      _functions := '{}';
  end;
  if cardinality(_functions) <> 1 then
    raise exception using
      errcode = case cardinality(_functions) when 0 then 'undefined_object' else 'ambiguous_function' end,
      message = case cardinality(_functions)
        when 0 then format('pgmatch.create_search has not made a function %s', coalesce(search, 'null'))
        else format('several schemas have a function %s', search)
      end,
      hint = 'Name one that it has made as in SQL, for example ''match_products'' or ''shop.match_products''.';
  end if;
  function := _functions[1];
  declared := (
    select substring(p.prosrc from E'\n-- pgmatch.search_function: (\\{[^\n]*\\})\n') from pg_proc as p
    where p.oid = _functions[1]
  );
end;
$$;


ALTER FUNCTION pgmatch.named_search(search text, OUT function regproc, OUT declared jsonb) OWNER TO postgres;

--
-- Name: FUNCTION named_search(search text, OUT function regproc, OUT declared jsonb); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.named_search(search text, OUT function regproc, OUT declared jsonb) IS 'The function of pgmatch.create_search with this name, and its declaration.';


--
-- Name: near_pairs(anyelement, regclass, name, name, text, double precision, integer, text, text, text, name, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.near_pairs(no_key anyelement, target regclass, embedding name, key name, metric text, threshold double precision, most integer, late text DEFAULT NULL::text, filter text DEFAULT NULL::text, path text DEFAULT NULL::text, apart name DEFAULT NULL::name, always text DEFAULT NULL::text, OUT keys anyarray, OUT other_keys anyarray, OUT similarities double precision[]) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pgmatch', 'extensions', 'pg_temp'
    AS $_$
declare
  -- nothing is similar to a vector without a direction
  _has_direction constant text := case
    when metric in ('ip', 'cosine')
      then (
        select pg_catalog.format('s.%1$I %2$s s.%1$I < 0::float8', embedding, m.operator)
        from pgmatch.metric_sql('ip') as m
      )
  end;
  _embedding_of constant text := pg_catalog.format(
    'select s.%I::vector from %s as s where s.%I operator(pg_catalog.=) $1', embedding, target, key
  );
  _are_apart constant text := case when apart is not null then pg_catalog.format(
    'select pg_catalog.array_agg(n.key), pg_catalog.array_agg(n.similarity)'
    ' from unnest($2, $3) as n (key, similarity) where exists ('
    'select 1 from %1$s as s inner join %1$s as o on o.%2$I <> s.%2$I'
    ' where s.%3$I operator(pg_catalog.=) $1 and o.%3$I operator(pg_catalog.=) n.key)',
    target, apart, key
  ) end;
  _deepest constant integer := case when apart is null then least(9999, most) else 1000 end;
  _floor double precision := threshold;
  _key no_key%type;
  _embedding vector;
  _wanted integer;
  _near_keys keys%type;
  _near_similarities double precision[];
begin
  keys := '{}';
  other_keys := '{}';
  similarities := '{}';
  foreach _key in array (
    select k.keys
    from pgmatch.matching_keys(
      no_key,
      row(
        target, embedding, key, metric, null, null, null,
        always, late,
        nullif(pg_catalog.concat_ws(' and ', _has_direction, pgmatch.tenant_filter(target), filter), ''), path
      )::pgmatch.question
    ) as k (keys)
  ) loop
    execute _embedding_of into _embedding using _key;
    -- few rows have many twins: asks for more only if the first ones are all near
    foreach _wanted in array array[least(10, _deepest), least(100, _deepest), least(1000, _deepest), _deepest] loop
      select n.keys, n.similarities into _near_keys, _near_similarities
      from pgmatch.nearest(
        no_key, target, embedding, key, metric, _embedding, _wanted + 1, _floor, late, filter, path, always => always
      ) as n;
      exit when pg_catalog.cardinality(_near_keys) <= _wanted;
    end loop;
    if apart is not null then
      execute _are_apart into _near_keys, _near_similarities using _key, _near_keys, _near_similarities;
    end if;

    select
      pg_catalog.array_cat(keys, pg_catalog.array_agg(_key)),
      pg_catalog.array_cat(other_keys, pg_catalog.array_agg(u.key)),
      pg_catalog.array_cat(similarities, pg_catalog.array_agg(u.similarity))
    into keys, other_keys, similarities
    from unnest(_near_keys, _near_similarities) as u (key, similarity)
    where u.key operator(pg_catalog.>) _key;
    if pg_catalog.cardinality(keys) - most > most then
      select b.keys, b.other_keys, b.similarities into keys, other_keys, similarities
      from pgmatch.best_pairs(keys, other_keys, similarities, most) as b;
      _floor := similarities[most];
    end if;
  end loop;

  select b.keys, b.other_keys, b.similarities into keys, other_keys, similarities
  from pgmatch.best_pairs(keys, other_keys, similarities, most) as b;
end;
$_$;


ALTER FUNCTION pgmatch.near_pairs(no_key anyelement, target regclass, embedding name, key name, metric text, threshold double precision, most integer, late text, filter text, path text, apart name, always text, OUT keys anyarray, OUT other_keys anyarray, OUT similarities double precision[]) OWNER TO postgres;

--
-- Name: FUNCTION near_pairs(no_key anyelement, target regclass, embedding name, key name, metric text, threshold double precision, most integer, late text, filter text, path text, apart name, always text, OUT keys anyarray, OUT other_keys anyarray, OUT similarities double precision[]); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.near_pairs(no_key anyelement, target regclass, embedding name, key name, metric text, threshold double precision, most integer, late text, filter text, path text, apart name, always text, OUT keys anyarray, OUT other_keys anyarray, OUT similarities double precision[]) IS 'The most similar pairs of rows that are more similar than the threshold, the most similar first.';


--
-- Name: nearest(anyelement, regclass, name, name, text, extensions.vector, integer, double precision, text, text, text, integer, integer, integer, text, boolean); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nearest(no_key anyelement, target regclass, embedding name, key name, metric text, query extensions.vector, match_count integer, match_threshold double precision DEFAULT NULL::double precision, late text DEFAULT NULL::text, filter text DEFAULT NULL::text, path text DEFAULT NULL::text, ef_search integer DEFAULT NULL::integer, probes integer DEFAULT NULL::integer, candidates integer DEFAULT NULL::integer, always text DEFAULT NULL::text, few boolean DEFAULT NULL::boolean, OUT keys anyarray, OUT similarities double precision[]) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _is_filtered constant boolean := filter is not null or pgmatch.has_policies(target);
  _question pgmatch.question := row(
    target, embedding, key, metric, query, match_count, match_threshold, always, null, filter, path
  );
  _is_few boolean := few;
  _is_complete boolean := false;
begin
  perform pgmatch.check_arguments(target, embedding, query, match_threshold, match_count, metric);
  if coalesce(ef_search, probes, candidates) is not null then
    perform pgmatch.check_scan(match_count, ef_search, probes, candidates);
  end if;

  if _is_filtered then
    _question.filter := nullif(concat_ws(' and ', pgmatch.tenant_filter(target), filter), '');
    -- without the late condition, which needs the rows themselves
    if _is_few is null then
      _is_few := pgmatch.is_few(_question);
    end if;
  end if;
  _question.late := late;
  if _is_few is not true then
    select w.keys, w.similarities, w.is_complete into keys, similarities, _is_complete
    from pgmatch.walk(no_key, _question, _is_filtered, ef_search, probes, candidates) as w;
  end if;
  if not _is_complete then
    select c.keys, c.similarities into keys, similarities
    from pgmatch.compare(no_key, _question, _is_few) as c;
  end if;
end;
$$;


ALTER FUNCTION pgmatch.nearest(no_key anyelement, target regclass, embedding name, key name, metric text, query extensions.vector, match_count integer, match_threshold double precision, late text, filter text, path text, ef_search integer, probes integer, candidates integer, always text, few boolean, OUT keys anyarray, OUT similarities double precision[]) OWNER TO postgres;

--
-- Name: FUNCTION nearest(no_key anyelement, target regclass, embedding name, key name, metric text, query extensions.vector, match_count integer, match_threshold double precision, late text, filter text, path text, ef_search integer, probes integer, candidates integer, always text, few boolean, OUT keys anyarray, OUT similarities double precision[]); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nearest(no_key anyelement, target regclass, embedding name, key name, metric text, query extensions.vector, match_count integer, match_threshold double precision, late text, filter text, path text, ef_search integer, probes integer, candidates integer, always text, few boolean, OUT keys anyarray, OUT similarities double precision[]) IS 'The keys of the rows nearest to a vector, best first, and their similarities: through the index, completed exactly.';


--
-- Name: nearest_exact(regclass, pgmatch.row_place[], integer, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nearest_exact(index regclass, queries pgmatch.row_place[], k integer, metric text DEFAULT NULL::text) RETURNS TABLE(query pgmatch.row_place, farthest double precision, ms double precision)
    LANGUAGE plpgsql
    SET search_path TO 'pgmatch', 'extensions', 'pg_temp'
    SET jit TO 'off'
    AS $_$
declare
  _measured constant pgmatch.index_to_measure := pgmatch.measured_index(index, metric);
  _vector_of constant text := pg_catalog.format(
    'select s.%I from %s as s where s.tableoid = $1 and s.ctid = $2', _measured.column_name, _measured.target
  );
  _vector vector;
  _start timestamptz;
begin
  foreach query in array queries loop
    execute _vector_of into _vector using query.part, query.place;
    continue when _vector is null;
    _start := clock_timestamp();
    execute pg_catalog.format(
      -- the 0 keeps the planner from using an index
      'select %1$s from %2$s as s where s.%3$I is not null and (s.tableoid, s.ctid) <> ($2, $3)'
      ' order by (%1$s) + 0::float8 offset %4$s limit 1',
      _measured.distance, _measured.target, _measured.column_name, k - 1
    )
    into farthest
    using _vector, query.part, query.place;
    ms := 1000::numeric * extract(epoch from clock_timestamp() - _start);
    return next;
  end loop;
end;
$_$;


ALTER FUNCTION pgmatch.nearest_exact(index regclass, queries pgmatch.row_place[], k integer, metric text) OWNER TO postgres;

--
-- Name: FUNCTION nearest_exact(index regclass, queries pgmatch.row_place[], k integer, metric text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nearest_exact(index regclass, queries pgmatch.row_place[], k integer, metric text) IS 'For each of some rows, the distance of its k-th nearest other row, found by comparing all rows.';


--
-- Name: nearest_sections(anyelement, pgmatch.question, name[], integer, integer, integer); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nearest_sections(no_key anyelement, question pgmatch.question, section name[], ef_search integer, probes integer, candidates integer, OUT keys anyarray, OUT similarities double precision[]) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
declare
  _most constant integer := 10000;
  _wanted integer := question.match_count;
  _found integer;
begin
  perform pgmatch.check_arguments(
    question.target, question.embedding, question.query, question.match_threshold, question.match_count,
    question.metric
  );
  if section is not null then
    _wanted := least(_most, 4 * _wanted);
  end if;
  loop
    select n.keys, n.similarities into keys, similarities
    from pgmatch.nearest(
      no_key, question.target, question.embedding, question.key, question.metric, question.query, _wanted,
      question.match_threshold, question.late, question.filter, question.path, ef_search, probes,
      case when candidates is not null then greatest(candidates, _wanted) end, question.always
    ) as n;
    exit when section is null;
    _found := cardinality(keys);
    select f.keys, f.similarities into keys, similarities
    from pgmatch.first_of_sections(question, section, keys, similarities) as f;
    exit when cardinality(keys) = question.match_count or _found < _wanted;
    if _wanted = _most then
      question.filter := nullif(concat_ws(' and ', pgmatch.tenant_filter(question.target), question.filter), '');
      select c.keys, c.similarities into keys, similarities
      from pgmatch.compare_sections(no_key, question, section) as c;
      exit;
    end if;
    _wanted := least(_most, 8 * _wanted);
  end loop;
end;
$$;


ALTER FUNCTION pgmatch.nearest_sections(no_key anyelement, question pgmatch.question, section name[], ef_search integer, probes integer, candidates integer, OUT keys anyarray, OUT similarities double precision[]) OWNER TO postgres;

--
-- Name: FUNCTION nearest_sections(no_key anyelement, question pgmatch.question, section name[], ef_search integer, probes integer, candidates integer, OUT keys anyarray, OUT similarities double precision[]); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nearest_sections(no_key anyelement, question pgmatch.question, section name[], ef_search integer, probes integer, candidates integer, OUT keys anyarray, OUT similarities double precision[]) IS 'The rows nearest to a vector, best first, of each section the nearest.';


--
-- Name: nods_apply_owners(boolean); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_apply_owners(with_owners boolean) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
declare
  _type text := (
    select pg_catalog.format_type(a.atttypid, null)
    from pg_attribute as a
    where a.attrelid = 'nods_page'::regclass::oid and a.attname = 'owner_id'
  );
  _table text;
  _name text;
begin
  if pgmatch.nods_has_owners() = with_owners then
    return;
  end if;
  -- nothing may change between the checks and the end
  perform pgmatch.lock_tables(array['nods_page_section', 'nods_page']::regclass[]);

  if not with_owners then
    perform pgmatch.nods_check_paths();
    drop trigger if exists pgmatch_hand_over_sections on nods_page;
    drop trigger if exists pgmatch_check_parent on nods_page;
    drop trigger if exists pgmatch_set_section_owner on nods_page_section;
    foreach _name in array array['nods_page_owner_id_idx', 'nods_page_section_owner_id_idx'] loop
      if not exists (
        select from pgmatch.member as m
        where m.line = 'nods' and m.kind = 'index' and m.name = _name and m.adopted
      ) then
        execute pg_catalog.format('drop index if exists %I', _name);
      end if;
    end loop;
    if exists (
      select from pg_attrdef as d
      inner join pg_attribute as a on a.attrelid = d.adrelid and a.attnum = d.adnum
      where d.adrelid = 'nods_page'::regclass::oid and a.attname = 'owner_id'
        and pg_get_expr(d.adbin, d.adrelid) ~ '^[(]*NULLIF[(]+NULLIF[(]current_setting[(]''request[.]jwt[.]claims'''
    ) then
      alter table nods_page alter column owner_id drop default;
    end if;
    alter table nods_page
      drop constraint if exists nods_page_path_owner_id_key,
      add constraint nods_page_path_key unique (path);
    return;
  end if;

  perform pgmatch.nods_check_owners();
  for _name in
    select pg_catalog.quote_ident(k.conname)
    from pg_constraint as k
    inner join pg_attribute as a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
    where k.conrelid = 'nods_page'::regclass::oid
      and k.contype = 'u'
      and (a.attname = 'path' and pg_catalog.cardinality(k.conkey) = 1 or k.conname = 'nods_page_path_owner_id_key')
  loop
    execute pg_catalog.format('alter table nods_page drop constraint %s', _name);
  end loop;
  alter table nods_page
    add constraint nods_page_path_owner_id_key unique nulls not distinct (path, owner_id);
  -- the user's own default stays
  if not exists (
    select from pg_attribute as a
    where a.attrelid = 'nods_page'::regclass::oid and a.attname = 'owner_id' and a.atthasdef
  ) then
    -- written out instead of pgmatch.current_owner, to let the table be restored by itself
    execute pg_catalog.format(
      'alter table nods_page alter column owner_id set default'
      ' nullif(nullif(current_setting(''request.jwt.claims'', true), '''')::jsonb ->> ''sub''::text, '''')::%s',
      _type
    );
  end if;
  foreach _table in array array['nods_page', 'nods_page_section'] loop
    if not pgmatch.is_indexed(_table, 'owner_id') then
      execute pg_catalog.format('create index %I on %I (owner_id)', _table || '_owner_id_idx', _table);
    end if;
  end loop;

  create or replace trigger pgmatch_check_parent
  before insert or update of parent_page_id on nods_page
  for each row when (new.parent_page_id <> new.id) execute function pgmatch.nods_check_parent();
  create or replace trigger pgmatch_hand_over_sections
  after update of owner_id on nods_page
  for each row when (new.owner_id is distinct from old.owner_id)
  execute function pgmatch.nods_hand_over_sections();
  create or replace trigger pgmatch_set_section_owner
  before insert or update of page_id, owner_id on nods_page_section
  for each row execute function pgmatch.nods_set_section_owner();

  -- the last trigger sets the owner
  update nods_page_section as s
  set page_id = s.page_id
  from nods_page as p
  where p.id = s.page_id and s.owner_id is null and p.owner_id is not null;
end;
$$;


ALTER FUNCTION pgmatch.nods_apply_owners(with_owners boolean) OWNER TO postgres;

--
-- Name: FUNCTION nods_apply_owners(with_owners boolean); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_apply_owners(with_owners boolean) IS 'Adds what the mode owner needs to the tables, or removes it: keys, defaults, indexes and triggers.';


--
-- Name: nods_bare_text(text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_bare_text(content text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select coalesce(btrim(string_agg(rtrim(l.line, E' \t'), E'\n' order by l.place), E' \t\n'), '')
  from unnest(
    string_to_array(replace(replace(content, E'\r\n', E'\n'), E'\r', E'\n'), E'\n')
  ) with ordinality as l (line, place)
$$;


ALTER FUNCTION pgmatch.nods_bare_text(content text) OWNER TO postgres;

--
-- Name: FUNCTION nods_bare_text(content text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_bare_text(content text) IS 'A text without white space at its ends and at the ends of its lines.';


--
-- Name: nods_begin_load(bigint); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_begin_load(sections bigint) RETURNS TABLE(is_suspended boolean, advice text)
    LANGUAGE sql
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
  select l.is_suspended, l.advice from pgmatch.suspend_for_load('nods_page_section'::regclass, sections) as l
$$;


ALTER FUNCTION pgmatch.nods_begin_load(sections bigint) OWNER TO postgres;

--
-- Name: FUNCTION nods_begin_load(sections bigint); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_begin_load(sections bigint) IS 'Suspends the indexes of the sections during a load, if that makes it faster and hinders nobody.';


--
-- Name: nods_check_begin(text, integer, text, text[]); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_check_begin(corpus text, dimensions integer, root text, paths text[]) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _missing text := case
    when coalesce(btrim(corpus), '') = '' then 'corpus'
    when dimensions is null then 'dimensions'
    when root is not null and paths is null then 'paths'
  end;
begin
  if _missing is not null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('%s is missing', _missing),
      hint = 'An ingest run needs a corpus, the model''s name and its dimensions; with a root, it also needs the paths '
        'of all pages below it.';
  end if;
end;
$$;


ALTER FUNCTION pgmatch.nods_check_begin(corpus text, dimensions integer, root text, paths text[]) OWNER TO postgres;

--
-- Name: FUNCTION nods_check_begin(corpus text, dimensions integer, root text, paths text[]); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_check_begin(corpus text, dimensions integer, root text, paths text[]) IS 'Raises 22023 for an ingest run that lacks a corpus, its dimensions, or the pages of its root.';


--
-- Name: nods_check_dimensions(integer); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_check_dimensions(dimensions integer) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
declare
  _found integer;
  _owner oid;
  _embedded bigint;
begin
  if dimensions is null or dimensions not between 1 and 16000 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format('dimensions %s cannot be indexed', coalesce(dimensions::text, 'null')),
      hint = 'Pass a whole number from 1 to 16000: the number of dimensions of your model''s vectors.';
  end if;

  select a.atttypmod, c.relowner into strict _found, _owner
  from pg_class as c
  inner join pg_attribute as a on a.attrelid = c.oid and a.attname = 'embedding'
  where c.oid = 'nods_page_section'::regclass::oid;

  if _found <> dimensions and exists (select 1 from nods_page_section as s where s.embedding is not null) then
    select pg_catalog.count(s.embedding) into _embedded from nods_page_section as s;
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format(
        'the embeddings here have %s dimensions, not %s (%s are stored)', _found, dimensions, _embedded
      ),
      hint = pg_catalog.format(
        'Use the model that made them%s, or another database. To start over with the other model, run as the owner: '
        'update %I.nods_page_section set embedding = null; select pgmatch.set_dimensions(%s); '
        'then ingest everything again.',
        (select ', "' || s.model || '"' from pgmatch.search as s where s.line = 'nods'),
        current_schema,
        dimensions
      );
  end if;
  if not pg_catalog.pg_has_role(_owner, 'usage') then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format(
        'the table takes embeddings of %s dimensions, not %s, and "%s" may not change it',
        _found, dimensions, current_user
      ),
      hint = pg_catalog.format(
        'Ask "%s", who owns it, to run: select pgmatch.set_dimensions(%s);', _owner::regrole, dimensions
      );
  end if;
end;
$$;


ALTER FUNCTION pgmatch.nods_check_dimensions(dimensions integer) OWNER TO postgres;

--
-- Name: FUNCTION nods_check_dimensions(dimensions integer); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_check_dimensions(dimensions integer) IS 'Raises 22023 for dimensions that the embedding column does not have and cannot be given.';


--
-- Name: nods_check_embedding(extensions.vector, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_check_embedding(embedding extensions.vector, owner text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
declare
  _search pgmatch.search := (select s from pgmatch.search as s where s.line = 'nods');
  _dimensions integer := pgmatch.dimensions_of(_search.target, _search.embedding);
  _given integer;
  _length double precision;
  _wrong text;
begin
  select e.dimensions, e.length into _given, _length from pgmatch.measure_embedding(embedding) as e;
  _wrong := case
    when _given <> _dimensions
      then pg_catalog.format('has %s dimensions, but the table has %s', _given, _dimensions)
    when _length = 0::float8 then 'is all zeros'
    when _search.normalized and abs(_length - 1::float8) > 0.01::float8
      then pg_catalog.format(
        'has length %s, but the vectors of "%s" have length 1', round(_length::numeric, 3), _search.model
      )
  end;
  if _wrong is not null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format('the embedding of %s %s', owner, _wrong),
      hint = pg_catalog.format(
        'Embed the text with %s.', coalesce(quote_ident(_search.model), 'the model of this database')
      );
  end if;
end;
$$;


ALTER FUNCTION pgmatch.nods_check_embedding(embedding extensions.vector, owner text) OWNER TO postgres;

--
-- Name: FUNCTION nods_check_embedding(embedding extensions.vector, owner text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_check_embedding(embedding extensions.vector, owner text) IS 'Raises 22023 for an embedding with the wrong dimensions, of zeros, or of a length that the model does not make.';


--
-- Name: nods_check_model(text, integer, boolean, integer); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_check_model(model text, dimensions integer, normalized boolean, chunk_tokens integer) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
declare
  _given constant jsonb := jsonb_strip_nulls(
    pg_catalog.jsonb_build_object(
      'model', model, 'dimensions', dimensions, 'normalized', normalized, 'chunk_tokens', chunk_tokens
    )
  );
  _may_record constant boolean := has_any_column_privilege('pgmatch.search', 'update');
  _recorded jsonb;
  _name text;
begin
  if coalesce(btrim(model), '') = '' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'model is missing',
      hint = 'Pass the name of the model that makes the embeddings.';
  end if;

  perform pgmatch.check_model_dimensions(model, dimensions, 'nods_page_section', 'embedding');
  select
    pg_catalog.to_jsonb(s)
    || pg_catalog.jsonb_build_object('dimensions', pgmatch.dimensions_of(s.target, s.embedding))
  into strict _recorded
  from pgmatch.search as s
  where s.line = 'nods';
  if _recorded ->> 'model'::text is null and not _may_record then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = pg_catalog.format('no model is recorded here, and "%s" may not choose it for everybody', current_user),
      hint = pg_catalog.format('Ask the owner of the tables to run: select pgmatch.set_model(%L);', model);
  end if;

  foreach _name in array array['model', 'normalized', 'chunk_tokens'] loop
    if _recorded ->> _name <> _given ->> _name then
      raise exception using
        errcode = 'invalid_parameter_value',
        message = pg_catalog.format(
          'this run embeds with %s %s, but the embeddings here were made with %s %s',
          _name, _given ->> _name, _name, _recorded ->> _name
        ),
        hint = pg_catalog.format(
          'Vectors of two models cannot be compared. Use "%s", or another database. If nothing is embedded yet, the '
          'owner can change the model: select pgmatch.set_model(%L);',
          _recorded ->> 'model'::text, model
        );
    end if;
  end loop;
  if (_recorded -> 'dimensions'::text)::integer <> dimensions then
    perform pgmatch.nods_check_dimensions(dimensions);
  end if;

  if _recorded ->> 'model'::text is null
    and exists (select from nods_page_section as s where s.embedding is not null) then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = 'there are embeddings here, but the model that made them is not recorded',
      hint = pg_catalog.format('If this model made them, run once as the owner: select pgmatch.set_model(%L);', model);
  end if;
  return _may_record and not jsonb_strip_nulls(_recorded) ?& array(select jsonb_object_keys(_given));
end;
$$;


ALTER FUNCTION pgmatch.nods_check_model(model text, dimensions integer, normalized boolean, chunk_tokens integer) OWNER TO postgres;

--
-- Name: FUNCTION nods_check_model(model text, dimensions integer, normalized boolean, chunk_tokens integer); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_check_model(model text, dimensions integer, normalized boolean, chunk_tokens integer) IS 'Raises 22023 for a model other than the recorded one; returns whether there is something to record.';


--
-- Name: nods_check_owners(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_check_owners() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
declare
  _sections bigint[] := array(
    select s.id
    from nods_page_section as s
    inner join nods_page as p on p.id = s.page_id
    where s.owner_id is not null and s.owner_id::text is distinct from p.owner_id::text
    order by s.id
  );
  _unique text := (
    select x.indexrelid::regclass::text
    from pg_index as x
    where x.indrelid in ('nods_page'::regclass::oid, 'nods_page_section'::regclass::oid)
      and x.indisunique
      and not exists (
        select from pg_attribute as a
        where a.attrelid = x.indrelid
          and (
            a.attname = 'owner_id' and a.attnum = any(x.indkey)
            or a.attname = 'id' and x.indkey::text = a.attnum::text
          )
      )
      -- nods_apply_owners replaces it by one that includes the owner
      and not exists (
        select from pg_constraint as k
        inner join pg_attribute as a on a.attrelid = k.conrelid and a.attnum = k.conkey[1] and k.conkey[2] is null
        where k.conindid = x.indexrelid and k.contype = 'u' and a.attname = 'path'
      )
    limit 1
  );
  _policy record;
begin
  if pg_catalog.cardinality(_sections) > 0 then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = pg_catalog.format(
        '%s another owner than the page: id %s',
        pgmatch.counted(pg_catalog.cardinality(_sections), 'section has', 'sections have'),
        _sections[1]
      ),
      hint = 'Set owner_id of the pages: in the mode owner, a section belongs to the owner of its page.';
  end if;
  if _unique is not null then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = pg_catalog.format('the unique index %s would reveal to an owner what others have', _unique),
      hint = 'Drop it, or add owner_id as its first column.';
  end if;

  for _policy in
    select
      pg_catalog.format('%I on %s', p.polname, p.polrelid::regclass) as name,
      'true' in (pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) as is_open
    from pg_policy as p
    where p.polrelid in ('nods_page'::regclass::oid, 'nods_page_section'::regclass::oid)
      and p.polpermissive
      and not starts_with(p.polname::text, 'pgmatch_')
      and exists (
        select from pg_catalog.unnest(p.polroles) as r (oid)
        inner join pgmatch.audience('nods') as a on a.part = 'tenant'
        where r.oid = 0 or pg_catalog.pg_has_role(a.role, r.oid, 'usage')
      )
    order by 2 desc, 1
  loop
    if _policy.is_open then
      raise exception using
        errcode = 'object_not_in_prerequisite_state',
        message = pg_catalog.format('the policy %s gives every tenant all rows', _policy.name),
        hint = pg_catalog.format('Drop it first: drop policy %s;', _policy.name);
    end if;
    raise warning using
      message = pg_catalog.format('the policy %s stays and adds to the rows that a tenant can use', _policy.name),
      hint = 'Check that this is intended: Postgres combines permissive policies with "or".';
  end loop;
end;
$$;


ALTER FUNCTION pgmatch.nods_check_owners() OWNER TO postgres;

--
-- Name: FUNCTION nods_check_owners(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_check_owners() IS 'Raises 55000 if the mode owner would overwrite owners or show tenants the rows of others.';


--
-- Name: nods_check_page(text, text, jsonb, text, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_check_page(page_path text, page_checksum text, sections jsonb, page_type text DEFAULT NULL::text, page_source text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _wrong text;
begin
  _wrong := case
    when coalesce(btrim(page_path), '') = '' then 'page_path is empty'
    when coalesce(btrim(page_checksum), '') = '' then format('page %s has no checksum', page_path)
    when coalesce(jsonb_typeof(sections), 'null') <> 'array'
      then format('the sections of page %s are not an array', page_path)
    else (
      select format(
        'the %s of page %s has %s bytes, and an index takes 2600', t.name, left(page_path, 100), octet_length(t.value)
      )
      from (values ('path', page_path), ('type', page_type), ('source', page_source)) as t (name, value)
      where octet_length(t.value) > 2600
      limit 1
    )
  end;
  if _wrong is null then
    select format('section %s of page %s has no content', e.place, page_path) into _wrong
    from jsonb_array_elements(sections) with ordinality as e (item, place)
    where jsonb_typeof(e.item -> 'content') is distinct from 'string' or btrim(e.item ->> 'content') = ''
    order by e.place
    limit 1;
  end if;

  if _wrong is not null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = _wrong,
      hint = 'A page has a path, a checksum and sections [{content, context, heading, slug, token_count, embedding}].';
  end if;
end;
$$;


ALTER FUNCTION pgmatch.nods_check_page(page_path text, page_checksum text, sections jsonb, page_type text, page_source text) OWNER TO postgres;

--
-- Name: FUNCTION nods_check_page(page_path text, page_checksum text, sections jsonb, page_type text, page_source text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_check_page(page_path text, page_checksum text, sections jsonb, page_type text, page_source text) IS 'Raises 22023 for a page without path or checksum, with a path that is too long, or with sections without content.';


--
-- Name: nods_check_parent(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_check_parent() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
begin
  if not exists (
    select from nods_page as p
    where p.id = new.parent_page_id and p.owner_id is not distinct from new.owner_id
  ) then
    raise exception using
      errcode = 'foreign_key_violation',
      message = pg_catalog.format('the parent page %s does not exist', new.parent_page_id),
      hint = 'Pass the id of a page of the same owner, or null.';
  end if;
  return new;
end;
$$;


ALTER FUNCTION pgmatch.nods_check_parent() OWNER TO postgres;

--
-- Name: FUNCTION nods_check_parent(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_check_parent() IS 'Raises 23503 for a page whose parent is not a page of the same owner that the caller sees.';


--
-- Name: nods_check_paths(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_check_paths() RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
declare
  _paths text[] := array(
    select p.path from nods_page as p group by p.path having count(*) > 1 order by p.path
  );
begin
  if pg_catalog.cardinality(_paths) > 0 then
    raise exception using
      errcode = 'unique_violation',
      message = pg_catalog.format(
        '%s paths belong to several owners, for example %s', pg_catalog.cardinality(_paths), quote_literal(_paths[1])
      ),
      hint = 'Outside the mode owner, only one page can have a path. Delete or rename the others.';
  end if;
end;
$$;


ALTER FUNCTION pgmatch.nods_check_paths() OWNER TO postgres;

--
-- Name: FUNCTION nods_check_paths(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_check_paths() IS 'Raises 23505 if several owners have pages with one path, which only the mode owner allows.';


--
-- Name: nods_check_prune(text, text, text, text[], boolean, integer); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_check_prune(corpus text, root text, part text, paths text[], prune boolean, stood integer) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _known constant text := (
    select c.root
    from pgmatch.nods_corpus as c
    where c.corpus = nods_check_prune.corpus and pgmatch.nods_is_mine(c.owner_id)
    order by c.id
    limit 1
  );
  _is_other constant boolean := coalesce(root <> _known, false);
  _gone text[];
  _what text;
begin
  if prune is not null then
    return;
  end if;
  _gone := array(select g.path from pgmatch.nods_gone_pages(corpus, part, paths) as g order by g.path);
  if _is_other and stood > 0 and (
    cardinality(_gone) > 5 or 2 * (stood - cardinality(_gone)) < greatest(stood, cardinality(paths))
  ) then
    _what := format(
      'the corpus "%s" was read from %s, but %s has %s of its %s %s: this run would ',
      corpus, _known, root, stood - cardinality(_gone), stood, case stood when 1 then 'page' else 'pages' end
    );
  elsif stood > 0 and 2 * cardinality(_gone) > stood and cardinality(_gone) > 5
    or cardinality(_gone) > 0 and coalesce(cardinality(paths), 0) = 0 then
    _what := format(
      'of the %s of the corpus "%s" this run would ',
      coalesce(nullif(greatest(stood, cardinality(_gone)), 1) || ' pages', 'one page'),
      corpus
    );
  else
    return;
  end if;

  raise exception using
    errcode = 'invalid_parameter_value',
    message = _what || case
      when cardinality(_gone) = 0 then 'replace its pages'
      when cardinality(_gone) > 3
        then format('remove %s, among them %s', cardinality(_gone), array_to_string(_gone[:3], ', '))
      else format('remove %s: %s', cardinality(_gone), array_to_string(_gone, ', '))
    end,
    hint = 'To keep them, store this set of files as another corpus (--corpus NAME). To remove the pages that are not '
      'in it, pass prune => true (--prune); to remove nothing, prune => false (--no-prune).';
end;
$$;


ALTER FUNCTION pgmatch.nods_check_prune(corpus text, root text, part text, paths text[], prune boolean, stood integer) OWNER TO postgres;

--
-- Name: FUNCTION nods_check_prune(corpus text, root text, part text, paths text[], prune boolean, stood integer); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_check_prune(corpus text, root text, part text, paths text[], prune boolean, stood integer) IS 'Raises 22023 for an ingest run that would remove most of a corpus, unless the caller has decided.';


--
-- Name: nods_content_filter(integer); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_content_filter(min_content_length integer) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  return 'octet_length(s.content) >= ' || min_content_length || ' and length(s.content) >= ' || min_content_length;
end;
$$;


ALTER FUNCTION pgmatch.nods_content_filter(min_content_length integer) OWNER TO postgres;

--
-- Name: FUNCTION nods_content_filter(min_content_length integer); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_content_filter(min_content_length integer) IS 'The SQL condition on the length of the text of a section s.';


--
-- Name: nods_delete_pages(bigint[]); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_delete_pages(ids bigint[]) RETURNS text[]
    LANGUAGE plpgsql
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
declare
  _paths text[];
begin
  update nods_page as p set parent_page_id = null where p.parent_page_id = any(ids) and p.id <> all(ids);
  with deleted as (
    delete from nods_page as p where p.id = any(ids) returning p.path
  )
  select coalesce(pg_catalog.array_agg(d.path order by d.path), '{}') into _paths from deleted as d;
  return _paths;
end;
$$;


ALTER FUNCTION pgmatch.nods_delete_pages(ids bigint[]) OWNER TO postgres;

--
-- Name: FUNCTION nods_delete_pages(ids bigint[]); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_delete_pages(ids bigint[]) IS 'Removes pages with their sections and returns their paths.';


--
-- Name: nods_doctor_checksums(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_doctor_checksums() RETURNS SETOF pgmatch.doctor_finding
    LANGUAGE sql STABLE
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
  select
    case when s.without < s.pages then 'warning' else 'info' end,
    'table ' || pgmatch.full_name('nods_page'),
    case
      when s.without < s.pages then pg_catalog.format(
        '%s of %s pages %s no checksum, %L for one: their ingest did not end, and sections may be missing.',
        pgmatch.grouped(s.without),
        pgmatch.grouped(s.pages),
        case s.without when 1 then 'has' else 'have' end,
        s.path
      )
      else pg_catalog.format(
        'None of %s has a checksum: the program that writes them does not use it.',
        pgmatch.counted(s.pages, 'page', 'pages')
      )
    end,
    case when s.without < s.pages then '{pgmatch ingest FOLDER}'::text[] else '{}' end,
    false
  from (
    select
      count(*),
      count(*) filter (where p.checksum is null),
      min(p.path) filter (where p.checksum is null)
    from nods_page as p
  ) as s (pages, without, path)
  where s.without > 0
$$;


ALTER FUNCTION pgmatch.nods_doctor_checksums() OWNER TO postgres;

--
-- Name: FUNCTION nods_doctor_checksums(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_doctor_checksums() IS 'Pages have no checksum.';


--
-- Name: nods_doctor_embeddings_unverified(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_doctor_embeddings_unverified() RETURNS SETOF pgmatch.doctor_finding
    LANGUAGE sql STABLE
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
  select
    'info',
    'table ' || pgmatch.full_name('nods_page_section'),
    pg_catalog.format(
      '%s written by neither `pgmatch ingest` nor load_pages, so their model cannot be verified.',
      pgmatch.counted(count(*), 'embedding was', 'embeddings were')
    ),
    '{}'::text[],
    false
  from nods_page_section as s
  inner join nods_page as p on p.id = s.page_id
  inner join pgmatch.search as r on r.line = 'nods'
  where s.embedding is not null
    and p.corpus is null
    -- both list the sections that they have written, with the recorded model
    and coalesce(s.id <> all(p.section_ids), true)
    and r.model is not null
  having count(*) > 0
$$;


ALTER FUNCTION pgmatch.nods_doctor_embeddings_unverified() OWNER TO postgres;

--
-- Name: FUNCTION nods_doctor_embeddings_unverified(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_doctor_embeddings_unverified() IS 'Embeddings were written by neither pgmatch ingest nor load_pages.';


--
-- Name: nods_doctor_foreign_keys(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_doctor_foreign_keys() RETURNS SETOF pgmatch.doctor_finding
    LANGUAGE sql STABLE
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
  select
    'error',
    'table ' || pgmatch.full_name(w.child),
    case
      when k.name is null then w.column_name || ' refers to pages, but has no foreign key.'
      else pg_catalog.format(
        'The foreign key %s was never validated: older rows may refer to pages that do not exist.', k.name
      )
    end,
    -- two steps, so that nobody waits while the rows are looked at
    pg_catalog.array_remove(
      array[
        case
          when k.name is null then pg_catalog.format(
            'alter table %s add constraint %s foreign key (%s) references %s%s not valid;',
            pgmatch.full_name(w.child),
            w.name,
            w.column_name,
            pgmatch.full_name('nods_page'),
            w.action
          )
        end,
        pg_catalog.format(
          'alter table %s validate constraint %s;', pgmatch.full_name(w.child), coalesce(k.name, w.name)
        )
      ],
      null
    ),
    true
  from (
    values
      ('nods_page'::regclass, 'parent_page_id', 'nods_page_parent_page_id_fkey', ''),
      ('nods_page_section', 'page_id', 'nods_page_section_page_id_fkey', ' on delete cascade')
  ) as w (child, column_name, name, action)
  left join lateral (
    select pg_catalog.quote_ident(f.conname), f.convalidated
    from pg_constraint as f
    inner join pg_attribute as a on a.attrelid = f.conrelid and a.attnum = f.conkey[1]
    where f.contype = 'f'
      and f.conrelid = w.child::oid
      and f.conkey[2] is null
      and f.confrelid = 'nods_page'::regclass::oid
      and a.attname = w.column_name
    order by f.convalidated desc
    limit 1
  ) as k (name, is_valid) on true
  where k.is_valid is not true
$$;


ALTER FUNCTION pgmatch.nods_doctor_foreign_keys() OWNER TO postgres;

--
-- Name: FUNCTION nods_doctor_foreign_keys(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_doctor_foreign_keys() IS 'A foreign key of pages or sections is missing or was never validated.';


--
-- Name: nods_doctor_owners(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_doctor_owners() RETURNS SETOF pgmatch.doctor_finding
    LANGUAGE sql STABLE
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
  select
    'error',
    'table ' || pgmatch.full_name(w.target),
    pg_catalog.format(
      'The trigger %s of the mode owner is %s.', w.name, case when t.oid is null then 'missing' else 'disabled' end
    ),
    array[pgmatch.access_statement(i.line)],
    true
  from (
    values
      ('nods_page'::regclass, 'pgmatch_check_parent'),
      ('nods_page', 'pgmatch_hand_over_sections'),
      ('nods_page_section', 'pgmatch_set_section_owner')
  ) as w (target, name)
  inner join pgmatch.install as i on i.line = 'nods' and i.access = 'owner'
  left join pg_trigger as t on t.tgrelid = w.target::oid and t.tgname = w.name
  where t.tgenabled is distinct from 'O'
  union all
  select
    'error',
    'table ' || pgmatch.full_name('nods_page_section'),
    pgmatch.counted(count(*), 'section has', 'sections have') || ' a different owner from their page.',
    array[
      pg_catalog.format(
        'update %s as s set owner_id = p.owner_id from %s as p'
        ' where p.id = s.page_id and s.owner_id is distinct from p.owner_id;',
        pgmatch.full_name('nods_page_section'),
        pgmatch.full_name('nods_page')
      )
    ],
    false
  from nods_page_section as s
  inner join nods_page as p on p.id = s.page_id
  inner join pgmatch.install as i on i.line = 'nods' and i.access = 'owner'
  where s.owner_id::text is distinct from p.owner_id::text
  having count(*) > 0
$$;


ALTER FUNCTION pgmatch.nods_doctor_owners() OWNER TO postgres;

--
-- Name: FUNCTION nods_doctor_owners(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_doctor_owners() IS 'In the access mode owner, sections and their pages may have different owners.';


--
-- Name: nods_doctor_parents(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_doctor_parents() RETURNS SETOF pgmatch.doctor_finding
    LANGUAGE sql STABLE
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $_$
  select
    'error',
    'table ' || pgmatch.full_name('nods_page'),
    pg_catalog.format(
      '%s a parent that does not exist, for example page %s.',
      pgmatch.counted(count(*), 'page has', 'pages have'),
      min(c.parent_page_id)
    ),
    array[
      pg_catalog.format(
        'update %1$s as c set parent_page_id = null where parent_page_id is not null'
        ' and not exists (select from %1$s as p where p.id = c.parent_page_id);',
        pgmatch.full_name('nods_page')
      )
    ],
    false
  from nods_page as c
  where c.parent_page_id is not null and not exists (select 1 from nods_page as p where p.id = c.parent_page_id)
  having count(*) > 0
  union all
  select
    'error',
    'table ' || pgmatch.full_name('nods_page_section'),
    pg_catalog.format(
      '%s to a page that does not exist, for example page %s.',
      pgmatch.counted(count(*), 'section belongs', 'sections belong'),
      min(c.page_id)
    ),
    array[
      pg_catalog.format(
        'delete from %s as c where not exists (select from %s as p where p.id = c.page_id);',
        pgmatch.full_name('nods_page_section'),
        pgmatch.full_name('nods_page')
      )
    ],
    false
  from nods_page_section as c
  where c.page_id is not null and not exists (select 1 from nods_page as p where p.id = c.page_id)
  having count(*) > 0
  union all
  select
    'error',
    'table ' || pgmatch.full_name('nods_page'),
    pg_catalog.format(
      '%s cycles of parents, for example through %L.', count(*), (pg_catalog.array_agg(p.path order by p.id))[1]
    ),
    array[
      pg_catalog.format(
        'update %s set parent_page_id = null where id in (%s);',
        pgmatch.full_name('nods_page'),
        string_agg(p.id::text, ', ' order by p.id)
      )
    ],
    false
  from pgmatch.nods_parent_cycles() as c (page_id)
  inner join nods_page as p on p.id = c.page_id
  having count(*) > 0
$_$;


ALTER FUNCTION pgmatch.nods_doctor_parents() OWNER TO postgres;

--
-- Name: FUNCTION nods_doctor_parents(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_doctor_parents() IS 'Rows belong to pages that do not exist, or pages are their own ancestors.';


--
-- Name: nods_doctor_search_outdated(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_doctor_search_outdated() RETURNS SETOF pgmatch.doctor_finding
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select
    'error',
    'function ' || w.signature,
    case
      when p.oid is null then 'Is missing, so searches fail.'
      else 'Was made for another index or number of dimensions, or somebody has changed it.'
    end,
    '{select pgmatch.refresh_searches();}'::text[],
    true
  from pgmatch.nods_walks() as w
  left join pg_proc as p on p.oid = pgmatch.member_oid('nods', 'function', w.signature)
  where not w.is_current
    -- those made for an index that is gone are made anew by the fix of index_missing
    and (
      p.prosrc like '%pgmatch.is_fast(%'
      and not exists (
        select 1
        from pgmatch.search as s
        cross join lateral pgmatch.search_index(s.target, s.embedding, s.metric) as i
        where s.line = 'nods' and i.index is not null
      )
    ) is not true
$$;


ALTER FUNCTION pgmatch.nods_doctor_search_outdated() OWNER TO postgres;

--
-- Name: FUNCTION nods_doctor_search_outdated(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_doctor_search_outdated() IS 'A search function of the sections is missing, or was made for another index than there is.';


--
-- Name: nods_doctor_sections_too_long(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_doctor_sections_too_long() RETURNS SETOF pgmatch.doctor_finding
    LANGUAGE sql STABLE
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
  select
    'warning',
    'table ' || pgmatch.full_name('nods_page_section'),
    pg_catalog.format(
      '%s longer than the %s tokens recorded for %s: another model made their embeddings, or the text was cut off.',
      pgmatch.counted(count(*), 'section is', 'sections are'),
      pgmatch.grouped(r.chunk_tokens),
      r.model
    ),
    array[
      pg_catalog.format(
        'update %s set embedding = null where token_count > %s;',
        pgmatch.full_name('nods_page_section'),
        r.chunk_tokens
      ),
      'pgmatch ingest FOLDER'
    ],
    false
  from pgmatch.search as r
  inner join nods_page_section as s on s.token_count > r.chunk_tokens
  where r.line = 'nods'
  group by r.chunk_tokens, r.model
$$;


ALTER FUNCTION pgmatch.nods_doctor_sections_too_long() OWNER TO postgres;

--
-- Name: FUNCTION nods_doctor_sections_too_long(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_doctor_sections_too_long() IS 'Sections are longer than the model can read.';


--
-- Name: nods_end_load(bigint, bigint); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_end_load(pages bigint, sections bigint) RETURNS SETOF name
    LANGUAGE sql
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
  select l.* from pgmatch.finish_load('nods_page'::regclass, pages) as l
  union all
  select l.* from pgmatch.finish_load('nods_page_section'::regclass, sections) as l
$$;


ALTER FUNCTION pgmatch.nods_end_load(pages bigint, sections bigint) OWNER TO postgres;

--
-- Name: FUNCTION nods_end_load(pages bigint, sections bigint); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_end_load(pages bigint, sections bigint) IS 'Ends a load: analyzes the tables of pages, and builds the indexes that were suspended.';


--
-- Name: nods_expected_sections(text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_expected_sections(expected text) RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE ROWS 5
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
declare
  _most constant integer := 5;
  _path constant text := split_part(expected, '#', 1);
  _slug constant text := nullif(substr(expected, length(_path) + 2), '');
  -- what ilike would read as a pattern is escaped
  _escaped constant text := regexp_replace(expected, E'([\\\\%_])'::text, E'\\\\\\1'::text, 'g'::text);
begin
  return query
  select s.id
  from nods_page as p
  inner join nods_page_section as s on s.page_id = p.id
  where p.path in (_path, '/' || _path) and (_slug is null or s.slug = _slug)
  order by s.id
  limit _most;
  if not found and expected ~ E'\\S'::text then
    return query
    select s.id
    from nods_page_section as s
    where s.content ~~* all (
      array(select '%' || w.word || '%' from regexp_split_to_table(btrim(_escaped), E'\\s+'::text) as w (word))
    )
    order by s.content ~~* ('%' || _escaped || '%') desc, s.id
    limit _most;
  end if;
  if not found then
    raise exception using
      errcode = 'no_data_found',
      message = pg_catalog.format('no section has the path or the words %s', quote_nullable(expected)),
      hint = 'Pass path#slug, or words from the text of the section. Row level security may hide it from you.';
  end if;
end;
$$;


ALTER FUNCTION pgmatch.nods_expected_sections(expected text) OWNER TO postgres;

--
-- Name: FUNCTION nods_expected_sections(expected text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_expected_sections(expected text) IS 'The sections that somebody means by path#slug or by words of the text, at most 5.';


--
-- Name: nods_few_pages(text, text, text, jsonb, jsonb); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_few_pages(path_prefix text, page_type text, source text, meta jsonb, filter jsonb DEFAULT NULL::jsonb) RETURNS bigint[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'public', 'extensions', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $_$
#variable_conflict use_variable
declare
  -- raises 22023 for values that are too long
  _filter constant text := pgmatch.nods_page_filter(path_prefix, page_type, source, meta, filter);
  _prefixes text[] := array[path_prefix];
  _end constant text := pgmatch.nods_prefix_end(path_prefix);
  _ends text[] := array[_end];
  _most integer;
  _pages bigint[];
begin
  select least(
    1e9,
    pg_catalog.ceil(pgmatch.few_rows(s.oid)::double precision * (greatest(p.reltuples, 1) / greatest(s.reltuples, 1)))
  )
  into _most
  from pg_class as s
  cross join pg_class as p
  where s.oid = 'nods_page_section'::regclass::oid and p.oid = 'nods_page'::regclass::oid;

  if filter is not null
    or pg_catalog.num_nonnulls(path_prefix, page_type, source, meta) > 1
    or path_prefix is not null and _end is null
    or pgmatch.has_policies('nods_page') then
    execute pg_catalog.format(
      'select case when count(*) <= %2$s then coalesce(pg_catalog.array_agg(f.id), ''{}'') end'
      ' from (select p.id from nods_page as p where %1$s limit %2$s + 1) as f',
      pg_catalog.concat_ws(' and ', coalesce(_filter, 'true'), pgmatch.tenant_filter('nods_page', 'p')),
      _most
    )
    into _pages;
  elsif path_prefix is not null then
    -- as in pgmatch.nods_page_filter
    if path_prefix ~ '^[^/]' then
      _prefixes := array[path_prefix, '/' || path_prefix];
      _ends := array[_end, '/' || _end];
    end if;
    select coalesce(pg_catalog.array_agg(p.id), '{}') into _pages
    from rows from (pg_catalog.unnest(_prefixes), pg_catalog.unnest(_ends)) as f (first, beyond)
    inner join nods_page as p on p.path ~>=~ f.first and p.path ~<~ f.beyond
    having not exists (
      select 1 from rows from (pg_catalog.unnest(_prefixes), pg_catalog.unnest(_ends)) as f (first, beyond)
      inner join nods_page as p on p.path ~>=~ f.first and p.path ~<~ f.beyond
      offset _most
    );
  elsif page_type is not null then
    select coalesce(pg_catalog.array_agg(p.id), '{}') into _pages
    from nods_page as p where p.type = page_type
    having not exists (select 1 from nods_page as p where p.type = page_type offset _most);
  elsif source is not null then
    select coalesce(pg_catalog.array_agg(p.id), '{}') into _pages
    from nods_page as p where p.source = source
    having not exists (select 1 from nods_page as p where p.source = source offset _most);
  else
    select case when count(*) <= _most then coalesce(pg_catalog.array_agg(f.id), '{}') end into _pages
    from (select p.id from nods_page as p where p.meta @> meta limit _most + 1) as f;
  end if;
  return _pages;
end;
$_$;


ALTER FUNCTION pgmatch.nods_few_pages(path_prefix text, page_type text, source text, meta jsonb, filter jsonb) OWNER TO postgres;

--
-- Name: FUNCTION nods_few_pages(path_prefix text, page_type text, source text, meta jsonb, filter jsonb); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_few_pages(path_prefix text, page_type text, source text, meta jsonb, filter jsonb) IS 'The pages that pass the filters; null if they are so many that their sections are not few.';


--
-- Name: nods_filtered(extensions.vector, double precision, integer, integer, text, text, text, jsonb, jsonb, integer, integer, integer); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_filtered(query_embedding extensions.vector, match_threshold double precision, match_count integer, min_content_length integer, path_prefix text, page_type text, source text, meta jsonb, filter jsonb, ef_search integer, probes integer, candidates integer) RETURNS TABLE(id bigint, similarity double precision)
    LANGUAGE plpgsql STABLE ROWS 1
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
#variable_conflict use_variable
declare
  _pages constant bigint[] := pgmatch.nods_few_pages(path_prefix, page_type, source, meta, filter);
begin
  return query
  select n.id, n.similarity
  from pgmatch.nearest(
    null::bigint, 'nods_page_section', 'embedding', 'id',
    (select s.metric from pgmatch.search as s where s.line = 'nods'),
    query_embedding, match_count, match_threshold,
    late => pgmatch.nods_content_filter(min_content_length),
    always => 's.content is not null',
    filter => case
      when _pages is not null then pg_catalog.format('s.page_id = any(%L::bigint[])', _pages)
      -- looks up the page of each section that the scan returns, as pgmatch.nods_walks does
      else pg_catalog.format(
        '(select %s from nods_page as p where p.id = s.page_id)',
        coalesce(pgmatch.nods_page_filter(path_prefix, page_type, source, meta, filter), 'true')
      )
    end,
    path => current_setting('search_path'),
    ef_search => ef_search, probes => probes, candidates => candidates,
    few => case when _pages is null then false end
  ) as f
  cross join lateral unnest(f.keys, f.similarities) with ordinality as n (id, similarity, place)
  order by n.place;
end;
$$;


ALTER FUNCTION pgmatch.nods_filtered(query_embedding extensions.vector, match_threshold double precision, match_count integer, min_content_length integer, path_prefix text, page_type text, source text, meta jsonb, filter jsonb, ef_search integer, probes integer, candidates integer) OWNER TO postgres;

--
-- Name: FUNCTION nods_filtered(query_embedding extensions.vector, match_threshold double precision, match_count integer, min_content_length integer, path_prefix text, page_type text, source text, meta jsonb, filter jsonb, ef_search integer, probes integer, candidates integer); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_filtered(query_embedding extensions.vector, match_threshold double precision, match_count integer, min_content_length integer, path_prefix text, page_type text, source text, meta jsonb, filter jsonb, ef_search integer, probes integer, candidates integer) IS 'The sections nearest to a vector behind a filter with operators, best first.';


--
-- Name: nods_forget_runs(bigint); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_forget_runs(run bigint) RETURNS void
    LANGUAGE sql
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
  delete from pgmatch.nods_run as r
  where r.id in (
    select o.id
    from pgmatch.nods_run as o
    where o.id <> nods_forget_runs.run
      and (o.began_at < now() - interval '7 days' or pgmatch.nods_is_over(o.id))
      and pgmatch.nods_is_mine(o.owner_id)
    for update skip locked
  );

  delete from pgmatch.nods_corpus as c
  where c.id in (
    select o.id
    from pgmatch.nods_corpus as o
    where o.updated_at < now() - interval '7 days'
      and pgmatch.nods_is_mine(o.owner_id)
      and not exists (select from nods_page as p where p.corpus = o.corpus)
    for update skip locked
  );
$$;


ALTER FUNCTION pgmatch.nods_forget_runs(run bigint) OWNER TO postgres;

--
-- Name: FUNCTION nods_forget_runs(run bigint); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_forget_runs(run bigint) IS 'Removes superseded ingest runs, and runs and empty corpora that are older than seven days.';


--
-- Name: nods_gone_pages(text, text, text[]); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_gone_pages(corpus text, part text, paths text[]) RETURNS TABLE(id bigint, path text)
    LANGUAGE sql STABLE
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
  select p.id, p.path
  from nods_page as p
  where p.corpus = nods_gone_pages.corpus
    and (part is null or p.path = part or starts_with(p.path, part || '/'))
    and p.path <> all(coalesce(paths, '{}'))
    and pgmatch.nods_is_mine(p.owner_id)
$$;


ALTER FUNCTION pgmatch.nods_gone_pages(corpus text, part text, paths text[]) OWNER TO postgres;

--
-- Name: FUNCTION nods_gone_pages(corpus text, part text, paths text[]); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_gone_pages(corpus text, part text, paths text[]) IS 'The pages of a corpus, or of a part of it, that are not among these paths.';


--
-- Name: nods_hand_over_sections(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_hand_over_sections() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
begin
  -- the trigger of nods_page_section sets the owner
  update nods_page_section as s set page_id = new.id where s.page_id = new.id;
  return null;
end;
$$;


ALTER FUNCTION pgmatch.nods_hand_over_sections() OWNER TO postgres;

--
-- Name: FUNCTION nods_hand_over_sections(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_hand_over_sections() IS 'Gives the sections of a page the page''s new owner.';


--
-- Name: nods_has_owners(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_has_owners() RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
  select
    case
      when count(*) = 3 then true
      when count(*) = 0 and not exists (
        select from pg_constraint as k
        where k.conrelid = 'nods_page'::regclass::oid and k.conname = 'nods_page_path_owner_id_key'
      ) then false
    end
  from pg_trigger as t
  where t.tgrelid in ('nods_page'::regclass::oid, 'nods_page_section'::regclass::oid)
    and t.tgname in ('pgmatch_check_parent', 'pgmatch_hand_over_sections', 'pgmatch_set_section_owner')
    and t.tgenabled <> 'D'
$$;


ALTER FUNCTION pgmatch.nods_has_owners() OWNER TO postgres;

--
-- Name: FUNCTION nods_has_owners(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_has_owners() IS 'Whether the tables have what the mode owner needs; null if only a part of it is there.';


--
-- Name: nods_index_statement(boolean); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_index_statement("concurrently" boolean) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
  select pgmatch.index_statement('nods_page_section', 'embedding', nods_index_statement.concurrently)
$$;


ALTER FUNCTION pgmatch.nods_index_statement("concurrently" boolean) OWNER TO postgres;

--
-- Name: FUNCTION nods_index_statement("concurrently" boolean); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_index_statement("concurrently" boolean) IS 'The create index statement for the line''s vector index, or null if a fitting index exists.';


--
-- Name: nods_insert_section(bigint, jsonb, bigint); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_insert_section(page_id bigint, section jsonb, place bigint) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
declare
  _new record;
  _id bigint;
begin
  select pgmatch.to_vector(section ->> 'embedding'::text) as embedding into _new;
  if _new.embedding is null then
    raise exception using
      -- PostgREST returns it as 409; a call that raises 40001 it would repeat itself, without end
      errcode = 'PT409',
      message = pg_catalog.format('section %s has no embedding, and the page does not have its text', place),
      hint = 'Call nods_sections_to_embed again, embed the sections that it returns, and repeat the call.';
  end if;
  perform pgmatch.nods_check_embedding(_new.embedding, pg_catalog.format('section %s', place));

  insert into nods_page_section (page_id, content, token_count, embedding, slug, heading, context)
  values (
    nods_insert_section.page_id,
    section ->> 'content'::text,
    (section ->> 'token_count'::text)::integer,
    _new.embedding,
    section ->> 'slug'::text,
    section ->> 'heading'::text,
    nullif(section ->> 'context'::text, '')
  )
  returning id into _id;
  return _id;
end;
$$;


ALTER FUNCTION pgmatch.nods_insert_section(page_id bigint, section jsonb, place bigint) OWNER TO postgres;

--
-- Name: FUNCTION nods_insert_section(page_id bigint, section jsonb, place bigint); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_insert_section(page_id bigint, section jsonb, place bigint) IS 'Writes one new section of a page and returns its id.';


--
-- Name: nods_is_complete(bigint, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_is_complete(page_id bigint, page_checksum text) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
  select exists (
    select from nods_page as p where p.id = nods_is_complete.page_id and p.checksum = nods_is_complete.page_checksum
  )
  and not exists (
    select from nods_page_section as s where s.page_id = nods_is_complete.page_id and s.embedding is null
  )
$$;


ALTER FUNCTION pgmatch.nods_is_complete(page_id bigint, page_checksum text) OWNER TO postgres;

--
-- Name: FUNCTION nods_is_complete(page_id bigint, page_checksum text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_is_complete(page_id bigint, page_checksum text) IS 'Whether a page has this checksum and no section without an embedding.';


--
-- Name: nods_is_mine(anyelement); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_is_mine(owner_id anyelement) RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _me owner_id%type;
begin
  if (select i.access from pgmatch.install as i where i.line = 'nods') <> 'owner' then
    return true;
  end if;
  _me := pgmatch.current_owner();
  return nods_is_mine.owner_id is not distinct from _me;
end;
$$;


ALTER FUNCTION pgmatch.nods_is_mine(owner_id anyelement) OWNER TO postgres;

--
-- Name: FUNCTION nods_is_mine(owner_id anyelement); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_is_mine(owner_id anyelement) IS 'Whether the caller''s ingest covers the rows of this owner; always true outside the mode owner.';


--
-- Name: nods_is_over(bigint); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_is_over(run bigint) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select coalesce(
    (
      select exists (
        select from pgmatch.nods_run as newer
        where newer.corpus = r.corpus and newer.id > r.id and pgmatch.nods_is_mine(newer.owner_id)
      )
      from pgmatch.nods_run as r
      where r.id = nods_is_over.run and pgmatch.nods_is_mine(r.owner_id)
    ),
    run > 0 and exists (
      select from pgmatch.nods_run as newer where newer.id > run and pgmatch.nods_is_mine(newer.owner_id)
    )
  )
$$;


ALTER FUNCTION pgmatch.nods_is_over(run bigint) OWNER TO postgres;

--
-- Name: FUNCTION nods_is_over(run bigint); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_is_over(run bigint) IS 'Whether a newer ingest run of the same corpus has begun; then this one must not write any more.';


--
-- Name: nods_load_pages(jsonb, text, integer, boolean, text, boolean); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_load_pages(pages jsonb, model text, dimensions integer, normalized boolean, corpus text, replace boolean) RETURNS TABLE(path text, page_id bigint, status text, section_ids bigint[])
    LANGUAGE plpgsql
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
declare
  _sequence constant regclass := pg_get_serial_sequence('nods_page_section', 'id');
  _standing text[] := array(
    select p.path
    from jsonb_to_recordset(pages) as i (path text)
    inner join nods_page as p on p.path = i.path and pgmatch.nods_is_mine(p.owner_id)
  );
  _wanted record;
  _page nods_page;
begin
  if pg_catalog.row_security_active('nods_page_section') then
    raise exception using
      errcode = 'insufficient_privilege',
      message = pg_catalog.format(
        'policies of nods_page_section apply to "%s", and COPY does not support them', current_user
      ),
      hint = 'Load as the owner of the tables or as service_role, or write the pages one by one with nods_put_page.';
  end if;
  perform pgmatch.nods_record_model(model, dimensions, normalized, null);
  perform pgmatch.nods_check_page(i.path, i.checksum, '[]', i.type, i.source)
  from jsonb_to_recordset(pages) as i (path text, checksum text, type text, source text);

  return query
  insert into nods_page as p (path, checksum, meta, type, source, corpus, section_ids)
  select
    i.path,
    i.checksum,
    i.meta,
    i.type,
    i.source,
    nods_load_pages.corpus,
    array(select pg_catalog.nextval(_sequence) from generate_series(1, i.sections))
  from jsonb_to_recordset(pages) as i (
    path text, checksum text, meta jsonb, type text, source text, sections integer
  )
  where i.path <> all(_standing)
  order by i.path
  returning p.path, p.id, 'new', p.section_ids;

  for _wanted in
    select i.*
    from jsonb_to_recordset(pages) as i (
      path text, checksum text, meta jsonb, type text, source text, sections integer
    )
    where i.path = any(_standing)
    -- one order for all loads, to keep concurrent ones from a deadlock
    order by i.path
  loop
    _page := pgmatch.nods_lock_page(_wanted.path, corpus);
    page_id := _page.id;
    path := _page.path;
    section_ids := _page.section_ids;
    status := 'unchanged';
    if not pgmatch.nods_is_complete(_page.id, _wanted.checksum) then
      if not replace then
        raise exception using
          errcode = 'unique_violation',
          message = pg_catalog.format('page %s already exists, with other sections', path),
          hint = 'Leave it out, or load with replace => true (in Python, replace=True).';
      end if;
      status := 'replaced';
      delete from nods_page_section as s where s.page_id = _page.id;
      section_ids := array(select pg_catalog.nextval(_sequence) from generate_series(1, _wanted.sections));
    end if;

    update nods_page as p
    set
      checksum = _wanted.checksum,
      meta = _wanted.meta,
      type = _wanted.type,
      source = _wanted.source,
      corpus = coalesce(nods_load_pages.corpus, p.corpus),
      section_ids = nods_load_pages.section_ids
    where p.id = _page.id
      and (status, p.meta, p.type, p.source, p.corpus) is distinct from (
        'unchanged',
        _wanted.meta,
        _wanted.type,
        _wanted.source,
        coalesce(nods_load_pages.corpus, p.corpus)
      );
    return next;
  end loop;
end;
$$;


ALTER FUNCTION pgmatch.nods_load_pages(pages jsonb, model text, dimensions integer, normalized boolean, corpus text, replace boolean) OWNER TO postgres;

--
-- Name: FUNCTION nods_load_pages(pages jsonb, model text, dimensions integer, normalized boolean, corpus text, replace boolean); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_load_pages(pages jsonb, model text, dimensions integer, normalized boolean, corpus text, replace boolean) IS 'Creates the rows of a batch of pages and reserves ids for their sections, which the same transaction must copy.';


--
-- Name: nods_corpus; Type: TABLE; Schema: pgmatch; Owner: postgres
--

CREATE TABLE pgmatch.nods_corpus (
    id bigint NOT NULL,
    corpus text NOT NULL,
    owner_id text DEFAULT pgmatch.current_owner(),
    root text,
    prefix text,
    rules jsonb,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE pgmatch.nods_corpus OWNER TO postgres;

--
-- Name: TABLE nods_corpus; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON TABLE pgmatch.nods_corpus IS 'Ingested sets of files: their folders, and the rules for reading them.';


--
-- Name: COLUMN nods_corpus.owner_id; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.nods_corpus.owner_id IS 'Its owner, in the access mode owner.';


--
-- Name: COLUMN nods_corpus.root; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.nods_corpus.root IS 'The folder that was read, as an absolute path without links.';


--
-- Name: COLUMN nods_corpus.prefix; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.nods_corpus.prefix IS 'The prefix of its pages'' paths.';


--
-- Name: COLUMN nods_corpus.rules; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.nods_corpus.rules IS 'The rules for reading its files; null if the caller gave none.';


--
-- Name: COLUMN nods_corpus.updated_at; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.nods_corpus.updated_at IS 'When the last run began.';


--
-- Name: nods_lock_corpus(text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_lock_corpus(corpus text) RETURNS pgmatch.nods_corpus
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _corpus pgmatch.nods_corpus;
begin
  -- more than once, because others may create and remove it in between
  for _attempt in 1..5 loop
    select c.* into _corpus
    from pgmatch.nods_corpus as c
    where c.corpus = nods_lock_corpus.corpus and pgmatch.nods_is_mine(c.owner_id)
    order by c.id
    limit 1
    for update;
    exit when found;
    insert into pgmatch.nods_corpus (corpus) values (nods_lock_corpus.corpus)
    on conflict do nothing;
  end loop;
  if _corpus.id is null then
    raise exception using
      errcode = 'unique_violation',
      message = format('the corpus "%s" cannot be recorded', corpus),
      hint = 'A policy on pgmatch.nods_corpus hides its record from you.';
  end if;
  return _corpus;
end;
$$;


ALTER FUNCTION pgmatch.nods_lock_corpus(corpus text) OWNER TO postgres;

--
-- Name: FUNCTION nods_lock_corpus(corpus text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_lock_corpus(corpus text) IS 'Creates the record of a corpus if it is missing, locks it and returns it.';


--
-- Name: nods_page; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.nods_page (
    id bigint NOT NULL,
    parent_page_id bigint,
    path text NOT NULL,
    checksum text,
    meta jsonb,
    type text,
    source text,
    corpus text,
    section_ids bigint[],
    owner_id text
);


ALTER TABLE public.nods_page OWNER TO postgres;

--
-- Name: TABLE nods_page; Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON TABLE public.nods_page IS 'One row per page of documentation; parent_page_id makes pages a tree.';


--
-- Name: COLUMN nods_page.path; Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON COLUMN public.nods_page.path IS 'The page''s path, for example /docs/quick-start.';


--
-- Name: COLUMN nods_page.checksum; Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON COLUMN public.nods_page.checksum IS 'Base64 of the SHA-256 of the file; null while the sections are incomplete.';


--
-- Name: COLUMN nods_page.corpus; Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON COLUMN public.nods_page.corpus IS 'The set of files that this page comes from; null if pgmatch did not write it.';


--
-- Name: COLUMN nods_page.section_ids; Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON COLUMN public.nods_page.section_ids IS 'The page''s sections in the order of the document.';


--
-- Name: COLUMN nods_page.owner_id; Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON COLUMN public.nods_page.owner_id IS 'The owner of the page in the access mode owner: the claim "sub" of their JWT.';


--
-- Name: nods_lock_page(text, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_lock_page(page_path text, corpus text) RETURNS public.nods_page
    LANGUAGE plpgsql
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $_$
declare
  _page nods_page;
begin
  -- more than once, because others may create and delete the page in between
  for _attempt in 1..5 loop
    select p.* into _page
    from nods_page as p
    where p.path = page_path and pgmatch.nods_is_mine(p.owner_id)
    -- a child may set it as parent; with a stronger lock, two pages that are each other's parent would deadlock
    for no key update;
    exit when found;
    insert into nods_page (path, corpus) values (page_path, nods_lock_page.corpus)
    on conflict do nothing;
  end loop;

  if _page.id is null then
    raise exception using
      errcode = 'unique_violation',
      message = pg_catalog.format(
        'page %s cannot be created: a page that you cannot see has its id or its path', page_path
      ),
      hint = pg_catalog.format(
        'If rows were copied with their ids: select setval(pg_get_serial_sequence(''%1$I.nods_page'', ''id''), '
        '(select max(id) from %1$I.nods_page)); and the same for nods_page_section. '
        'Otherwise, a policy hides the page from you, or a trigger renames it.',
        current_schema
      );
  end if;
  if _page.corpus <> nods_lock_page.corpus then
    raise exception using
      errcode = 'unique_violation',
      message = pg_catalog.format(
        'page %s belongs to the corpus "%s", not to "%s"', page_path, _page.corpus, nods_lock_page.corpus
      ),
      hint = 'Give one of the two another path prefix.';
  end if;
  return _page;
end;
$_$;


ALTER FUNCTION pgmatch.nods_lock_page(page_path text, corpus text) OWNER TO postgres;

--
-- Name: FUNCTION nods_lock_page(page_path text, corpus text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_lock_page(page_path text, corpus text) IS 'Creates the page if it is missing, locks it and returns it; raises 23505 if another corpus has its path.';


--
-- Name: nods_longest_row(integer); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_longest_row(new_columns integer DEFAULT 0) RETURNS integer
    LANGUAGE sql STABLE
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
  select
    -- header and null bitmap; a value moved out of line leaves a pointer, and one of up to 24 bytes is never moved
    (23 + (max(c.relnatts) + new_columns + 7) / 8 + 7) / 8 * 8 + 24 * new_columns + sum(
      case
        when a.attname = 'embedding' then 4 * a.atttypmod + 8 + 3
        when a.attlen > 0 then a.attlen + case
          -- all columns before it have the same alignment
          when a.attnum < f.unaligned then 0
          when a.attalign = 'd' then 7
          else 3
        end
        when a.attstorage = 'p' then 8160
        else 24
      end
    )
  from pg_class as c
  inner join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  cross join lateral (
    select min(d.attnum) as unaligned
    from pg_attribute as d
    where d.attrelid = c.oid and d.attnum > 0 and d.attalign <> 'd'
  ) as f
  where c.oid = 'nods_page_section'::regclass::oid
$$;


ALTER FUNCTION pgmatch.nods_longest_row(new_columns integer) OWNER TO postgres;

--
-- Name: FUNCTION nods_longest_row(new_columns integer); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_longest_row(new_columns integer) IS 'How many bytes a row of nods_page_section may need on its page, with this many more columns.';


--
-- Name: nods_make_walk(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_make_walk() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _signature text;
  _definition text;
  _comment text;
begin
  for _signature, _definition, _comment in
    select w.signature, w.definition, w.comment
    from pgmatch.nods_walks() as w
    where not w.is_current
  loop
    begin
      execute _definition;
    exception when invalid_function_definition then
      -- somebody has given it another result
      execute format('drop function %s', pgmatch.member_oid('nods', 'function', _signature)::regprocedure);
      execute _definition;
    end;
    perform pgmatch.register('nods', 'function', _signature, 'execute', 'execute');
    execute format(
      'comment on function %s is %L', pgmatch.member_oid('nods', 'function', _signature)::regprocedure, _comment
    );
  end loop;
end;
$$;


ALTER FUNCTION pgmatch.nods_make_walk() OWNER TO postgres;

--
-- Name: FUNCTION nods_make_walk(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_make_walk() IS 'Makes match_page_sections and pgmatch.nods_walk for today''s index of the sections, or makes them anew.';


--
-- Name: nods_match_sections(bigint, text[], text[]); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_match_sections(page_id bigint, contents text[], contexts text[]) RETURNS TABLE(place integer, section_id bigint)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
begin
  if pg_catalog.cardinality(contexts) <> pg_catalog.cardinality(contents) then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format(
        'there are %s contents, but %s contexts',
        pg_catalog.cardinality(contents),
        pg_catalog.cardinality(contexts)
      ),
      hint = 'Pass one context for each content, null for none.';
  end if;

  return query
  with incoming as (
    select
      c.place,
      t.content,
      t.context,
      row_number() over (partition by t.content, t.context order by c.place) as copy
    from unnest(contents, contexts) with ordinality as c (content, context, place)
    cross join lateral (select pgmatch.nods_bare_text(c.content), nullif(c.context, '')) as t (content, context)
  ),

  stored as (
    select
      s.id,
      t.content,
      s.context,
      row_number() over (
        partition by t.content, s.context order by pg_catalog.array_position(p.section_ids, s.id) nulls last, s.id
      ) as copy
    from nods_page_section as s
    inner join nods_page as p on p.id = s.page_id
    cross join lateral (select pgmatch.nods_bare_text(s.content)) as t (content)
    where s.page_id = nods_match_sections.page_id and s.embedding is not null
  )

  select i.place::integer, s.id
  from incoming as i
  left join stored as s
    on s.content = i.content and s.copy = i.copy and coalesce(s.context, '') = coalesce(i.context, '')
  order by i.place;
end;
$$;


ALTER FUNCTION pgmatch.nods_match_sections(page_id bigint, contents text[], contexts text[]) OWNER TO postgres;

--
-- Name: FUNCTION nods_match_sections(page_id bigint, contents text[], contexts text[]); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_match_sections(page_id bigint, contents text[], contexts text[]) IS 'For each content, its place and the id of the page''s section that has it with an embedding, or null.';


--
-- Name: nods_nearest(extensions.vector, double precision, integer, integer, text, text, text, jsonb, integer, integer, integer, jsonb); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_nearest(query_embedding extensions.vector, match_threshold double precision, match_count integer, min_content_length integer, path_prefix text DEFAULT NULL::text, page_type text DEFAULT NULL::text, source text DEFAULT NULL::text, meta jsonb DEFAULT NULL::jsonb, ef_search integer DEFAULT NULL::integer, probes integer DEFAULT NULL::integer, candidates integer DEFAULT NULL::integer, filter jsonb DEFAULT NULL::jsonb) RETURNS TABLE(id bigint, similarity double precision)
    LANGUAGE plpgsql STABLE ROWS 1
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_variable
declare
  -- every page passes {}, even one without metadata
  _meta constant jsonb := nullif(meta, '{}');
  _is_filtered constant boolean := pg_catalog.num_nonnulls(path_prefix, page_type, source, _meta) > 0;
  _pages constant bigint[] := case
    when _is_filtered then pgmatch.nods_few_pages(path_prefix, page_type, source, _meta)
  end;
  _is_many constant boolean := _is_filtered and _pages is null;
begin
  if nullif(filter, '{}') is not null then
    return query
    select f.id, f.similarity
    from pgmatch.nods_filtered(
      query_embedding, match_threshold, match_count, min_content_length,
      path_prefix, page_type, source, meta, filter, ef_search, probes, candidates
    ) as f;
    return;
  end if;
  return query
  select w.id, w.similarity
  from pgmatch.nods_walk(
    query_embedding,
    match_count,
    match_threshold,
    min_content_length,
    pages => _pages,
    path_prefix => case when _is_many then path_prefix end,
    page_type => case when _is_many then page_type end,
    source => case when _is_many then source end,
    meta => case when _is_many then _meta end,
    ef_search => ef_search,
    probes => probes,
    candidates => candidates,
    few => case when _is_many then false end
  ) as w;
end;
$$;


ALTER FUNCTION pgmatch.nods_nearest(query_embedding extensions.vector, match_threshold double precision, match_count integer, min_content_length integer, path_prefix text, page_type text, source text, meta jsonb, ef_search integer, probes integer, candidates integer, filter jsonb) OWNER TO postgres;

--
-- Name: FUNCTION nods_nearest(query_embedding extensions.vector, match_threshold double precision, match_count integer, min_content_length integer, path_prefix text, page_type text, source text, meta jsonb, ef_search integer, probes integer, candidates integer, filter jsonb); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_nearest(query_embedding extensions.vector, match_threshold double precision, match_count integer, min_content_length integer, path_prefix text, page_type text, source text, meta jsonb, ef_search integer, probes integer, candidates integer, filter jsonb) IS 'The sections nearest to a vector, best first: through the index, completed exactly if it ends early.';


--
-- Name: nods_open_page(bigint, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_open_page(run bigint, page_path text) RETURNS public.nods_page
    LANGUAGE plpgsql
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
declare
  _page nods_page;
begin
  perform pgmatch.nods_run_corpus(run);
  -- a run that finishes waits for this lock, and so for older runs that are writing
  perform from pgmatch.nods_run as r where r.id = run and pgmatch.nods_is_mine(r.owner_id) for key share;
  _page := pgmatch.nods_lock_page(page_path, pgmatch.nods_run_corpus(run));
  -- again: a newer run may have begun and written the page while this one waited for it
  perform pgmatch.nods_run_corpus(run);
  return _page;
end;
$$;


ALTER FUNCTION pgmatch.nods_open_page(run bigint, page_path text) OWNER TO postgres;

--
-- Name: FUNCTION nods_open_page(run bigint, page_path text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_open_page(run bigint, page_path text) IS 'Locks a page for a run and returns it, created if missing; raises PT410 if a newer run has begun.';


--
-- Name: nods_page_filter(text, text, text, jsonb, jsonb); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_page_filter(path_prefix text, page_type text, source text, meta jsonb, filter jsonb DEFAULT NULL::jsonb) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  _most constant integer := 10000;
  _too_long constant text := case
    when octet_length(path_prefix) > _most then 'path_prefix'
    when octet_length(page_type) > _most then 'page_type'
    when octet_length(source) > _most then 'source'
    when pg_column_size(meta) > _most then 'meta'
  end;
begin
  if _too_long is not null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('%s has more than %s bytes', _too_long, _most),
      hint = 'Filter by less: the beginning of a path, or a few keys of the metadata.';
  end if;
  return nullif(
    concat_ws(
      ' and ',
      case
        -- a prefix may lack the leading slash
        when path_prefix ~ '^[^/]'
          then format('(starts_with(p.path, %1$L) or starts_with(p.path, %2$L))', path_prefix, '/' || path_prefix)
        when path_prefix is not null then format('starts_with(p.path, %L)', path_prefix)
      end,
      case when page_type is not null then format('p.type = %L', page_type) end,
      case when source is not null then format('p.source = %L', source) end,
      -- every page passes {}, even one without metadata
      case when meta <> '{}' then format('p.meta @> %L', meta) end,
      case when filter is not null then pgmatch.filter_condition(filter, 'p.meta') end
    ),
    ''
  );
end;
$_$;


ALTER FUNCTION pgmatch.nods_page_filter(path_prefix text, page_type text, source text, meta jsonb, filter jsonb) OWNER TO postgres;

--
-- Name: FUNCTION nods_page_filter(path_prefix text, page_type text, source text, meta jsonb, filter jsonb); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_page_filter(path_prefix text, page_type text, source text, meta jsonb, filter jsonb) IS 'The SQL condition that the filters put on a page p; null if there are none.';


--
-- Name: nods_page_outline(bigint); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_page_outline(page_id bigint) RETURNS TABLE(id bigint, place bigint, heading text, level integer)
    LANGUAGE sql STABLE
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $_$
  with listed as (
    select l.id, l.place
    from nods_page as p
    cross join pg_catalog.unnest(p.section_ids) with ordinality as l (id, place)
    where p.id = nods_page_outline.page_id
  ),

  ordered as (
    select
      s.id,
      row_number() over w as place,
      s.heading,
      (s.slug, s.heading) is distinct from (pg_catalog.lag(s.slug) over w, pg_catalog.lag(s.heading) over w) as is_new,
      case
        when b.text ~ E'^ {0,3}#{1,6}[ \t]'::text then length(substring(b.text, '^ *(#+)'::text))
        when b.text ~ E'^[^\n]+\n {0,3}=+ *(\n|$)'::text then 1
        when b.text ~ E'^[^\n]+\n {0,3}-+ *(\n|$)'::text then 2
      end as level
    from nods_page_section as s
    left join listed as l on l.id = s.id
    cross join lateral (select left(s.content, 300)) as b (text)
    where s.page_id = nods_page_outline.page_id
    window w as (order by l.place, s.id)
  )

  select
    o.id, o.place, o.heading,
    case when o.heading is not null then coalesce(o.level, case when o.is_new then 7 end) end
  from ordered as o
  order by o.place
$_$;


ALTER FUNCTION pgmatch.nods_page_outline(page_id bigint) OWNER TO postgres;

--
-- Name: FUNCTION nods_page_outline(page_id bigint); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_page_outline(page_id bigint) IS 'The sections of a page in the order of the document, with the level of each heading.';


--
-- Name: nods_pages_to_remove(text[], text, jsonb); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_pages_to_remove(paths text[], corpus text, filter jsonb) RETURNS bigint[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $_$
declare
  _condition constant text := pgmatch.filter_condition(filter, 'p.meta');
  _ids bigint[];
  _missing text;
begin
  if paths is null and corpus is null and filter is null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'neither paths nor a corpus nor a filter is given',
      hint = 'Pass the paths of the pages to remove, the corpus to remove, or a filter on the meta of pages.';
  elsif filter is not null and _condition is null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format('filter is %s, which all pages pass', filter),
      hint = 'Say which pages to remove, for example {"status": "draft"}, or leave the filter out.';
  end if;
  perform pgmatch.check_filter_parts(filter);
  _ids := array(
    select p.id
    from nods_page as p
    where (paths is null or p.path = any(paths))
      and (nods_pages_to_remove.corpus is null or p.corpus = nods_pages_to_remove.corpus)
      and pgmatch.nods_is_mine(p.owner_id)
  );
  select min(w.path) into _missing
  from pg_catalog.unnest(paths) as w (path)
  where w.path <> all(array(select p.path from nods_page as p where p.id = any(_ids)));
  if _missing is not null then
    raise exception using
      errcode = 'no_data_found',
      message = pg_catalog.format('there is no page %s%s', _missing, ' in the corpus "' || corpus || '"'),
      hint = pg_catalog.format('To list the pages: select * from %I.nods_pages();', current_schema);
  elsif corpus is not null and paths is null and pg_catalog.cardinality(_ids) = 0 and not exists (
    select from pgmatch.nods_corpus as c
    where c.corpus = nods_pages_to_remove.corpus and pgmatch.nods_is_mine(c.owner_id)
  ) then
    raise exception using
      errcode = 'no_data_found',
      message = pg_catalog.format('there is no corpus "%s"', corpus),
      hint = pg_catalog.format('To list the corpora: select * from %I.nods_corpora();', current_schema);
  end if;
  if _condition is not null then
    execute 'select array(select p.id from nods_page as p where p.id = any($1) and ' || _condition || ')'
    into _ids using _ids;
  end if;
  return _ids;
end;
$_$;


ALTER FUNCTION pgmatch.nods_pages_to_remove(paths text[], corpus text, filter jsonb) OWNER TO postgres;

--
-- Name: FUNCTION nods_pages_to_remove(paths text[], corpus text, filter jsonb); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_pages_to_remove(paths text[], corpus text, filter jsonb) IS 'The pages that nods_remove_pages is to remove.';


--
-- Name: nods_parent_cycles(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_parent_cycles() RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
declare
  _pages bigint[];
  -- places in _pages
  _parents integer[];
  _seen integer[];
  _page integer;
  _last integer;
  _lowest integer;
begin
  with numbered as (
    select p.id, p.parent_page_id, row_number() over (order by p.id) as place
    from nods_page as p
    where p.parent_page_id is not null
  )

  select pg_catalog.array_agg(c.id order by c.place), pg_catalog.array_agg(p.place order by c.place)
  into _pages, _parents
  from numbered as c
  left join numbered as p on p.id = c.parent_page_id;
  _seen := pg_catalog.array_fill(0, array[coalesce(pg_catalog.cardinality(_pages), 0)]);

  for _start in 1 .. coalesce(pg_catalog.cardinality(_pages), 0) loop
    _page := _start;
    while _seen[_page] = 0 loop
      _seen[_page] := _start;
      _page := _parents[_page];
    end loop;
    -- back on its own trail
    if _seen[_page] = _start then
      _last := _page;
      _lowest := _page;
      while _parents[_page] <> _last loop
        _page := _parents[_page];
        _lowest := least(_lowest, _page);
      end loop;
      return next _pages[_lowest];
    end if;
  end loop;
end;
$$;


ALTER FUNCTION pgmatch.nods_parent_cycles() OWNER TO postgres;

--
-- Name: FUNCTION nods_parent_cycles(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_parent_cycles() IS 'The lowest page of each cycle of parents.';


--
-- Name: nods_prefix_end(text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_prefix_end(prefix text) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select case
    when getdatabaseencoding() = 'UTF8' and s.start <> '' then left(s.start, -1)
      -- the numbers after 55295 are not characters
      || chr(case ascii(right(s.start, 1)) when 55295 then 57344 else ascii(right(s.start, 1)) + 1 end)
  end
  -- the last character of Unicode has no next one
  from (select rtrim(prefix, chr(case getdatabaseencoding() when 'UTF8' then 1114111 else 127 end))) as s (start)
$$;


ALTER FUNCTION pgmatch.nods_prefix_end(prefix text) OWNER TO postgres;

--
-- Name: FUNCTION nods_prefix_end(prefix text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_prefix_end(prefix text) IS 'The first text, in the order of bytes, after all that begin with a prefix; null if there is none.';


--
-- Name: nods_put_sections(bigint, jsonb); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_put_sections(page_id bigint, sections jsonb) RETURNS TABLE(section_ids bigint[], inserted integer, kept integer, removed integer)
    LANGUAGE plpgsql
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
declare
  _ids bigint[] := array(
    select m.section_id
    from pgmatch.nods_match_sections(
      page_id,
      array(
        select e.item ->> 'content'::text
        from jsonb_array_elements(sections) with ordinality as e (item, place)
        order by e.place
      ),
      array(
        select e.item ->> 'context'::text
        from jsonb_array_elements(sections) with ordinality as e (item, place)
        order by e.place
      )
    ) as m
    order by m.place
  );
  _kept integer := pg_catalog.cardinality(pg_catalog.array_remove(_ids, null));
  _removed integer;
  _place integer;
  _section jsonb;
begin
  delete from nods_page_section as s
  where s.page_id = nods_put_sections.page_id and s.id <> all(pg_catalog.array_remove(_ids, null));
  get diagnostics _removed = row_count;

  update nods_page_section as s
  set
    heading = e.item ->> 'heading'::text,
    slug = e.item ->> 'slug'::text,
    token_count = (e.item ->> 'token_count'::text)::integer
  from jsonb_array_elements(sections) with ordinality as e (item, place)
  where s.id = _ids[e.place]
    and (s.heading, s.slug, s.token_count) is distinct from
      (e.item ->> 'heading'::text, e.item ->> 'slug'::text, (e.item ->> 'token_count'::text)::integer);

  for _place, _section in
    select e.place, e.item
    from jsonb_array_elements(sections) with ordinality as e (item, place)
    where _ids[e.place] is null
    order by e.place
  loop
    _ids[_place] := pgmatch.nods_insert_section(page_id, _section, _place);
  end loop;

  return query select _ids, pg_catalog.cardinality(_ids) - _kept, _kept, _removed;
end;
$$;


ALTER FUNCTION pgmatch.nods_put_sections(page_id bigint, sections jsonb) OWNER TO postgres;

--
-- Name: FUNCTION nods_put_sections(page_id bigint, sections jsonb); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_put_sections(page_id bigint, sections jsonb) IS 'Replaces the sections of a page whose content changed; the others keep row, id and embedding.';


--
-- Name: nods_read_by(text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_read_by(corpus text) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select case
    when nods_read_by.corpus is null
      then '{"jsx": "drop", "md_as": "markdown", "titles": false, "paths": "guide"}'::jsonb
    else (
      select c.rules
      from pgmatch.nods_corpus as c
      where c.corpus = nods_read_by.corpus and pgmatch.nods_is_mine(c.owner_id)
      order by c.id
      limit 1
    )
  end
$$;


ALTER FUNCTION pgmatch.nods_read_by(corpus text) OWNER TO postgres;

--
-- Name: FUNCTION nods_read_by(corpus text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_read_by(corpus text) IS 'The rules by which the pages of a corpus were read; the guide''s rules for pages without a corpus.';


--
-- Name: nods_record_model(text, integer, boolean, integer); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_record_model(model text, dimensions integer, normalized boolean, chunk_tokens integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- before it reads sections: set_dimensions waits for other sessions that do the same
  if exists (
    select 1
    from pgmatch.search as s
    inner join pg_class as c on c.oid = s.target
    where s.line = 'nods'
      and pgmatch.dimensions_of(s.target, s.embedding) <> nods_record_model.dimensions
      and coalesce(s.model, nods_record_model.model) = nods_record_model.model
      and pg_has_role(c.relowner, 'usage')
  ) then
    perform pgmatch.set_dimensions(dimensions);
  end if;

  if not pgmatch.nods_check_model(model, dimensions, normalized, chunk_tokens) then
    return;
  end if;

  -- other sessions with something to record wait here
  perform 1 from pgmatch.search as s where s.line = 'nods' for update;
  if pgmatch.nods_check_model(model, dimensions, normalized, chunk_tokens) then
    update pgmatch.search as s
    set
      model = coalesce(s.model, nods_record_model.model),
      normalized = coalesce(s.normalized, nods_record_model.normalized),
      chunk_tokens = coalesce(s.chunk_tokens, nods_record_model.chunk_tokens)
    where s.line = 'nods';
  end if;
end;
$$;


ALTER FUNCTION pgmatch.nods_record_model(model text, dimensions integer, normalized boolean, chunk_tokens integer) OWNER TO postgres;

--
-- Name: FUNCTION nods_record_model(model text, dimensions integer, normalized boolean, chunk_tokens integer); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_record_model(model text, dimensions integer, normalized boolean, chunk_tokens integer) IS 'Raises 22023 for a model other than the recorded one, and records what is not recorded yet.';


--
-- Name: nods_run_corpus(bigint); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_run_corpus(run bigint) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
declare
  _corpus text;
begin
  perform from nods_page_section as s where false;
  if pgmatch.nods_is_over(run) then
    raise exception using
      -- PostgREST returns it as 410, Gone
      errcode = 'PT410',
      message = pg_catalog.format('ingest run %s is over: a newer run has begun', run),
      hint = 'Leave the rest to the newer run, or begin another one with nods_begin_ingest.';
  end if;
  select r.corpus into _corpus from pgmatch.nods_run as r where r.id = run and pgmatch.nods_is_mine(r.owner_id);
  if _corpus is null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format('ingest run %s does not exist', coalesce(run::text, 'null')),
      hint = 'Pass the number that nods_begin_ingest returned.';
  end if;
  return _corpus;
end;
$$;


ALTER FUNCTION pgmatch.nods_run_corpus(run bigint) OWNER TO postgres;

--
-- Name: FUNCTION nods_run_corpus(run bigint); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_run_corpus(run bigint) IS 'The corpus of an ingest run; raises 22023 for a run that does not exist, PT410 for one that is over.';


--
-- Name: nods_search_named(text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_search_named(search text) RETURNS regprocedure
    LANGUAGE plpgsql STABLE
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
declare
  _found regprocedure;
  _names text;
begin
  select min(p.oid) filter (where p.proname = search::name), string_agg(distinct p.proname::text, ', '::text)
  into _found, _names
  from pg_proc as p
  where p.pronamespace = (select c.relnamespace from pg_class as c where c.oid = 'nods_page_section'::regclass::oid)
    and pg_catalog.has_function_privilege(p.oid, 'execute'::text)
    and pg_has_role(
      p.proowner, (select c.relowner from pg_class as c where c.oid = 'pgmatch.search_function'::regclass::oid), 'usage'
    )
    and (
      p.proname in ('match_page_sections', 'search_page_sections', 'hybrid_search_page_sections')
      and 'min_content_length' = any(p.proargnames)
      or p.prosrc like E'%\n-- pgmatch.search_function: {"%'::text
    );
  if _found is null then
    raise exception using
      errcode = 'undefined_function',
      message = pg_catalog.format('there is no search %s', quote_nullable(search)),
      hint = pg_catalog.format('Name one of these functions: %s.', _names);
  end if;
  return _found;
end;
$$;


ALTER FUNCTION pgmatch.nods_search_named(search text) OWNER TO postgres;

--
-- Name: FUNCTION nods_search_named(search text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_search_named(search text) IS 'The function with this name that searches, in the schema of the tables.';


--
-- Name: nods_section_filter(text, text, text, jsonb, jsonb); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_section_filter(path_prefix text, page_type text, source text, meta jsonb, filter jsonb DEFAULT NULL::jsonb) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
declare
  _filter text := pgmatch.nods_page_filter(path_prefix, page_type, source, meta, filter);
  _pages bigint[];
begin
  if _filter is null then
    return null;
  end if;
  _pages := pgmatch.nods_few_pages(path_prefix, page_type, source, meta, filter);
  if _pages is not null then
    return pg_catalog.format('s.page_id = any(%L::bigint[])', _pages);
  end if;
  _filter := pg_catalog.concat_ws(' and ', _filter, pgmatch.tenant_filter('nods_page', 'p'));
  return pg_catalog.format('s.page_id in (select p.id from nods_page as p where %s)', _filter);
end;
$$;


ALTER FUNCTION pgmatch.nods_section_filter(path_prefix text, page_type text, source text, meta jsonb, filter jsonb) OWNER TO postgres;

--
-- Name: FUNCTION nods_section_filter(path_prefix text, page_type text, source text, meta jsonb, filter jsonb); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_section_filter(path_prefix text, page_type text, source text, meta jsonb, filter jsonb) IS 'The SQL condition that the filters on pages put on a section s; null if there are none.';


--
-- Name: nods_set_parents(jsonb); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_set_parents(pages jsonb) RETURNS TABLE(path text)
    LANGUAGE sql
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
  with wanted as (
    select p.id, p.path, parent.id as parent_id
    from jsonb_to_recordset(pages) as i (path text, parent_path text)
    inner join nods_page as p on p.path = i.path and pgmatch.nods_is_mine(p.owner_id)
    left join nods_page as parent
      on parent.path = i.parent_path and parent.id <> p.id and pgmatch.nods_is_mine(parent.owner_id)
  ),

  moved as (
    update nods_page as p
    set parent_page_id = w.parent_id
    from wanted as w
    where p.id = w.id and p.parent_page_id is distinct from w.parent_id and w.parent_id is not null
  )

  select w.path from wanted as w where w.parent_id is null
$$;


ALTER FUNCTION pgmatch.nods_set_parents(pages jsonb) OWNER TO postgres;

--
-- Name: FUNCTION nods_set_parents(pages jsonb); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_set_parents(pages jsonb) IS 'Sets the parents of pages; returns the paths of those whose parent does not exist.';


--
-- Name: nods_set_section_owner(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_set_section_owner() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
begin
  select p.owner_id into new.owner_id from nods_page as p where p.id = new.page_id;
  if not found then
    raise exception using
      errcode = 'foreign_key_violation',
      message = pg_catalog.format('the section''s page %s does not exist', coalesce(new.page_id::text, 'null')),
      hint = 'Pass the id of one of your own pages.';
  end if;
  return new;
end;
$$;


ALTER FUNCTION pgmatch.nods_set_section_owner() OWNER TO postgres;

--
-- Name: FUNCTION nods_set_section_owner(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_set_section_owner() IS 'Gives a section the owner of its page; raises 23503 for a page that the caller does not see.';


--
-- Name: nods_set_storage(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_set_storage() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
begin
  if pgmatch.nods_longest_row() <= 8160 then
    alter table nods_page_section alter column embedding set storage plain;
    alter table nods_page_section set (toast_tuple_target = 8160);
  elsif exists (
    select 1
    from pg_class as c
    where c.oid = 'nods_page_section'::regclass::oid and 'toast_tuple_target=8160' = any(c.reloptions)
  ) then
    -- the embedding was shorter before
    alter table nods_page_section alter column embedding set storage external;
    alter table nods_page_section reset (toast_tuple_target);
  end if;
end;
$$;


ALTER FUNCTION pgmatch.nods_set_storage() OWNER TO postgres;

--
-- Name: FUNCTION nods_set_storage(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_set_storage() IS 'Stores embeddings inside their rows if a row surely fits on a page.';


--
-- Name: nods_text_doctor_words_unread(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_text_doctor_words_unread() RETURNS SETOF pgmatch.doctor_finding
    LANGUAGE sql STABLE
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
  select
    case when 2 * s.without_words > s.seen then 'warning' else 'info' end,
    pg_catalog.format('column %s.fts', pgmatch.full_name('nods_page_section')),
    case
      when 2 * s.without_words > s.seen then pg_catalog.format(
        '%s of %s sections looked at have no word that full text search can find: the text search configuration drops'
        ' them all.',
        pgmatch.grouped(s.without_words),
        pgmatch.grouped(s.seen)
      )
      else pg_catalog.format(
        '%s of %s sections looked at have one word for more than 40 characters, as in a language without spaces that'
        ' pgmatch does not split (Thai, Lao, Khmer, Burmese). Full text search finds little in them; search them by'
        ' meaning.',
        pgmatch.grouped(s.in_runs),
        pgmatch.grouped(s.seen)
      )
    end,
    case
      when 2 * s.without_words > s.seen then array[
        'pgmatch alembic -n nods_text downgrade base',
        'pgmatch alembic -n nods_text -x text_config=simple upgrade head'
      ]
      else '{}'
    end,
    false
  from (
    select
      count(*),
      count(*) filter (where length(t.fts) = 0),
      count(*) filter (where length(t.content) > 40 * length(t.fts))
    from (
      select s.content, s.fts
      from nods_page_section as s
      -- of long sections many words are the same, so that the number of characters for each says little
      where length(s.content) between 1 and 4000 and s.content ~ '[[:alpha:]]'
      limit 10000
    ) as t
  ) as s (seen, without_words, in_runs)
  where 2 * greatest(s.without_words, s.in_runs) > s.seen
$$;


ALTER FUNCTION pgmatch.nods_text_doctor_words_unread() OWNER TO postgres;

--
-- Name: FUNCTION nods_text_doctor_words_unread(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_text_doctor_words_unread() IS 'Full text search finds no words in most sections.';


--
-- Name: nods_text_letters(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_text_letters() RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select E'([\\u2E80-\\u2FDF\\u3005-\\u3007\\u3021-\\u3029\\u3031-\\u3035\\u3041-\\u3096\\u309D-\\u309F\\u30A1-\\u30FA'
    '\\u30FC-\\u30FF\\u3105-\\u312F\\u3131-\\u318E\\u31A0-\\u31BF\\u31F0-\\u31FF\\u3400-\\u4DBF\\u4E00-\\u9FFF'
    '\\uAC00-\\uD7A3\\uF900-\\uFAFF\\U00020000-\\U0003FFFF])'
$$;


ALTER FUNCTION pgmatch.nods_text_letters() OWNER TO postgres;

--
-- Name: FUNCTION nods_text_letters(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_text_letters() IS 'The characters of Chinese, Japanese and Korean, each of which full-text search treats as a word.';


--
-- Name: nods_text_question(text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_text_question(query_text text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _mark constant text := E'\x1f';
  _marked text;
begin
  if octet_length(query_text) = length(query_text) or getdatabaseencoding() <> 'UTF8' then
    return query_text;
  end if;
  _marked := regexp_replace(
    normalize(replace(query_text, _mark, ' '), NFKC), pgmatch.nods_text_letters(), _mark || E'\\1' || _mark, 'g'
  );
  return (
    select string_agg(
      case
        when w.part[3] is null then replace(coalesce(w.part[1], w.part[4]), _mark, ' ')
        when w.part[2] = '' and length(r.run) > 1 then ' ' || r.pairs || ' '
        else ' ' || w.part[2] || '"' || replace(w.part[3], _mark, ' ') || '" '
      end,
      '' order by w.place
    )
    from regexp_matches(_marked, E'("[^"]*"?)|(-?)((?:\\x1f.\\x1f)+)|([^"\\x1f-]+|.)', 'g')
      with ordinality as w (part, place)
    cross join lateral (
      select
        s.run,
        (
          select string_agg(format('"%s %s"', substr(s.run, i.place, 1), substr(s.run, i.place + 1, 1)), ' ')
          from generate_series(1, length(s.run) - 1) as i (place)
        ) as pairs
      from (values (replace(w.part[3], _mark, ''))) as s (run)
    ) as r
  );
end;
$$;


ALTER FUNCTION pgmatch.nods_text_question(query_text text) OWNER TO postgres;

--
-- Name: FUNCTION nods_text_question(query_text text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_text_question(query_text text) IS 'A question for websearch_to_tsquery: Chinese, Japanese and Korean as pairs of neighbouring characters.';


--
-- Name: nods_walk(extensions.vector, integer, double precision, integer, bigint[], text, text, text, jsonb, integer, integer, integer, boolean); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_walk(query_embedding extensions.vector, match_count integer DEFAULT 10, match_threshold double precision DEFAULT NULL::double precision, min_content_length integer DEFAULT NULL::integer, pages bigint[] DEFAULT NULL::bigint[], path_prefix text DEFAULT NULL::text, page_type text DEFAULT NULL::text, source text DEFAULT NULL::text, meta jsonb DEFAULT NULL::jsonb, ef_search integer DEFAULT NULL::integer, probes integer DEFAULT NULL::integer, candidates integer DEFAULT NULL::integer, few boolean DEFAULT NULL::boolean) RETURNS TABLE(id bigint, similarity double precision)
    LANGUAGE plpgsql STABLE ROWS 10
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_sort TO 'off'
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $_$
#variable_conflict use_column
-- made by pgmatch.nods_make_walk
declare
  pgmatch_query alias for query_embedding;
  pgmatch_match_count alias for match_count;
  pgmatch_match_threshold alias for match_threshold;
  pgmatch_min_content_length alias for min_content_length;
  pgmatch_ef_search alias for ef_search;
  pgmatch_probes alias for probes;
  pgmatch_candidates alias for candidates;
  pgmatch_few alias for few;
  pgmatch_filter_5 alias for pages;
  pgmatch_filter_6 alias for path_prefix;
  pgmatch_filter_7 alias for page_type;
  pgmatch_filter_8 alias for source;
  pgmatch_filter_9 alias for meta;
  pgmatch_wanted integer;
  pgmatch_set text;
  pgmatch_iterative_scan text;
  pgmatch_earlier_ef_search text;
  pgmatch_max_scan_tuples text;
  pgmatch_before pgmatch.setting[];
  pgmatch_similarity double precision;
  pgmatch_walked bigint;
  pgmatch_is_few boolean;
  pgmatch_keys bigint[];
  pgmatch_similarities double precision[];
begin
  if pgmatch_match_count between 1 and 10000
    and extensions.vector_dims(pgmatch_query) = 8
    and extensions.vector_norm(pgmatch_query) > 0
    and pgmatch_match_threshold is distinct from 'NaN' then
    -- one that comes from a table is read from its storage here, not once a row
    pgmatch_query := pgmatch_query::extensions.vector(8);
    if coalesce(pgmatch_ef_search, pgmatch_probes, pgmatch_candidates) is not null then
      perform pgmatch.check_scan(pgmatch_match_count, pgmatch_ef_search, pgmatch_probes, pgmatch_candidates);
    end if;
    if pg_catalog.num_nonnulls(pgmatch_filter_5, pgmatch_filter_6, pgmatch_filter_7, pgmatch_filter_8, pgmatch_filter_9) between 1 and 2 or not pgmatch_few then
      pgmatch_is_few := pgmatch_few;
      pgmatch_set := set_config('search_path', 'extensions, pg_temp', true);
      if pgmatch_is_few is null
        and pg_catalog.num_nonnulls(pgmatch_filter_5, pgmatch_filter_6, pgmatch_filter_7, pgmatch_filter_8, pgmatch_filter_9) = 1 and pg_catalog.num_nonnulls(pgmatch_filter_5) = 1 then
        select not exists (
          select 1 from public.nods_page_section as s where (s.page_id = any(pgmatch_filter_5)) offset pgmatch.few_rows('public.nods_page_section')
        ) into pgmatch_is_few
        where pgmatch.is_fast('public.nods_page_section', 'embedding', 'ip', 'hnsw vector of 8');
        if pgmatch_is_few then
          return query
          select w.id, 0::float8 - w.pgmatch_distance
          from (
            select s.id as id, s.id as pgmatch_key, s.embedding operator(extensions.<#>) $1 as pgmatch_distance
            from public.nods_page_section as s
            where s.embedding is not null and s.content is not null
          and (pgmatch_min_content_length is null or octet_length(s.content::text) / 4 >= pgmatch_min_content_length or octet_length(s.content::text) >= pgmatch_min_content_length and length(s.content::text) >= pgmatch_min_content_length)
              and (s.page_id = any(pgmatch_filter_5))
            -- computes each distance once, and keeps the planner from the vector index
            offset 0
          ) as w
          where w.pgmatch_distance <> 'NaN'
            and (pgmatch_match_threshold is null or 0::float8 - w.pgmatch_distance > pgmatch_match_threshold)
          order by w.pgmatch_distance, w.pgmatch_key
          limit pgmatch_match_count;
          return;
        end if;
      end if;
      if not pgmatch_is_few then
    pgmatch_wanted := (5 * pgmatch_match_count + 3) / 4;
    pgmatch_iterative_scan := current_setting('hnsw.iterative_scan');
    pgmatch_earlier_ef_search := current_setting('hnsw.ef_search');
    pgmatch_max_scan_tuples := current_setting('hnsw.max_scan_tuples');
    pgmatch_set := pg_catalog.concat(
      case pgmatch_iterative_scan when 'off' then set_config('hnsw.iterative_scan', 'relaxed_order', true) end,
      case when pgmatch_earlier_ef_search = '40' or pgmatch_ef_search is not null then
        set_config('hnsw.ef_search', coalesce(pgmatch_ef_search, greatest(150, least(pgmatch_wanted + 1, 1000)))::text, true)
      end,
      case when case when pgmatch_min_content_length is not null then 2000 + 20 * pgmatch_wanted end < pgmatch_max_scan_tuples::integer then
        set_config('hnsw.max_scan_tuples', (case when pgmatch_min_content_length is not null then 2000 + 20 * pgmatch_wanted end)::text, true)
      end
    );
    for id, similarity, pgmatch_walked in
      with walked as materialized (
        select s.id as id, s.id as pgmatch_key, s.embedding operator(extensions.<#>) $1 as pgmatch_distance
        from public.nods_page_section as s
        where s.embedding is not null and s.content is not null
          and (pgmatch_min_content_length is null or octet_length(s.content::text) / 4 >= pgmatch_min_content_length or octet_length(s.content::text) >= pgmatch_min_content_length and length(s.content::text) >= pgmatch_min_content_length)
        and (pgmatch_filter_5 is null or (s.page_id = any(pgmatch_filter_5)))
        and (pgmatch_filter_6 is null or ((select starts_with(p.path, f.prefix) or f.prefix ~ '^[^/]' and starts_with(p.path, '/' || f.prefix) from public.nods_page as p cross join (select pgmatch_filter_6) as f (prefix) where p.id = s.page_id)))
        and (pgmatch_filter_7 is null or ((select p.type = pgmatch_filter_7 from public.nods_page as p where p.id = s.page_id)))
        and (pgmatch_filter_8 is null or ((select p.source = pgmatch_filter_8 from public.nods_page as p where p.id = s.page_id)))
        and (pgmatch_filter_9 is null or ((select p.meta @> pgmatch_filter_9 from public.nods_page as p where p.id = s.page_id)))
          and pgmatch.is_fast('public.nods_page_section', 'embedding', 'ip', 'hnsw vector of 8')
          and pgmatch_match_count <= pgmatch.most_to_walk('public.nods_page_section')
        order by s.embedding operator(extensions.<#>) $1
        fetch first (pgmatch_wanted) rows with ties
      )
      select w.id, 0::float8 - w.pgmatch_distance, (select count(*) from walked as n where n.pgmatch_distance <> 'NaN')
      from walked as w
      where w.pgmatch_distance <> 'NaN'
      order by w.pgmatch_distance + 0::float8, w.pgmatch_key
      limit pgmatch_match_count
    loop
      exit when pgmatch_walked < pgmatch_match_count or similarity <= pgmatch_match_threshold;
      return next;
    end loop;
    pgmatch_set := pg_catalog.concat(
      set_config('hnsw.iterative_scan', pgmatch_iterative_scan, true),
      set_config('hnsw.ef_search', pgmatch_earlier_ef_search, true),
      set_config('hnsw.max_scan_tuples', pgmatch_max_scan_tuples, true)
    );
    if pgmatch_walked >= pgmatch_match_count then
      return;
    end if;
      end if;
      pgmatch_set := set_config('search_path', 'pg_catalog, pg_temp', true);
    elsif pg_catalog.num_nonnulls(pgmatch_filter_5, pgmatch_filter_6, pgmatch_filter_7, pgmatch_filter_8, pgmatch_filter_9) = 0 then
    pgmatch_iterative_scan := current_setting('hnsw.iterative_scan');
    pgmatch_earlier_ef_search := current_setting('hnsw.ef_search');
    pgmatch_max_scan_tuples := current_setting('hnsw.max_scan_tuples');
    pgmatch_set := pg_catalog.concat(
      case pgmatch_iterative_scan when 'off' then set_config('hnsw.iterative_scan', 'relaxed_order', true) end,
      case when pgmatch_earlier_ef_search = '40' or pgmatch_ef_search is not null then
        set_config('hnsw.ef_search', coalesce(pgmatch_ef_search, greatest(100, least(pgmatch_match_count + 1, 1000)))::text, true)
      end,
      case when case when pgmatch_min_content_length is not null then 2000 + 20 * pgmatch_match_count end < pgmatch_max_scan_tuples::integer then
        set_config('hnsw.max_scan_tuples', (case when pgmatch_min_content_length is not null then 2000 + 20 * pgmatch_match_count end)::text, true)
      end
    );
    for id, similarity, pgmatch_walked in
      with walked as materialized (
        select s.id as id, s.id as pgmatch_key, s.embedding operator(extensions.<#>) $1 as pgmatch_distance
        from public.nods_page_section as s
        where s.embedding is not null and s.content is not null
          and (pgmatch_min_content_length is null or octet_length(s.content::text) / 4 >= pgmatch_min_content_length or octet_length(s.content::text) >= pgmatch_min_content_length and length(s.content::text) >= pgmatch_min_content_length)
          and pgmatch.is_fast('public.nods_page_section', 'embedding', 'ip', 'hnsw vector of 8')
          and pgmatch_match_count <= pgmatch.most_to_walk('public.nods_page_section')
        order by s.embedding operator(extensions.<#>) $1
        fetch first (pgmatch_match_count) rows with ties
      )
      select w.id, 0::float8 - w.pgmatch_distance, (select count(*) from walked as n where n.pgmatch_distance <> 'NaN')
      from walked as w
      where w.pgmatch_distance <> 'NaN'
      order by w.pgmatch_distance + 0::float8, w.pgmatch_key
      limit pgmatch_match_count
    loop
      exit when pgmatch_walked < pgmatch_match_count or similarity <= pgmatch_match_threshold;
      return next;
    end loop;
    pgmatch_set := pg_catalog.concat(
      set_config('hnsw.iterative_scan', pgmatch_iterative_scan, true),
      set_config('hnsw.ef_search', pgmatch_earlier_ef_search, true),
      set_config('hnsw.max_scan_tuples', pgmatch_max_scan_tuples, true)
    );
    if pgmatch_walked >= pgmatch_match_count then
      return;
    end if;
    end if;
  end if;

  select n.keys, n.similarities into pgmatch_keys, pgmatch_similarities
  from pgmatch.nearest(
    null::bigint, 'public.nods_page_section', 'embedding', 'id', 'ip', pgmatch_query, pgmatch_match_count, pgmatch_match_threshold,
    late => case when pgmatch_min_content_length is not null then format('octet_length(s.content::text) >= %1$s and length(s.content::text) >= %1$s', pgmatch_min_content_length) end,
    always => 's.content is not null',
    filter => nullif(concat_ws(' and ',
      case when pgmatch_filter_5 is not null then format('(s.page_id = any((%1$L::bigint[])))', pgmatch_filter_5) end,
      case when pgmatch_filter_6 is not null then format('((select starts_with(p.path, f.prefix) or f.prefix ~ ''^[^/]'' and starts_with(p.path, ''/'' || f.prefix) from public.nods_page as p cross join (select (%1$L::text)) as f (prefix) where p.id = s.page_id))', pgmatch_filter_6) end,
      case when pgmatch_filter_7 is not null then format('((select p.type = (%1$L::text) from public.nods_page as p where p.id = s.page_id))', pgmatch_filter_7) end,
      case when pgmatch_filter_8 is not null then format('((select p.source = (%1$L::text) from public.nods_page as p where p.id = s.page_id))', pgmatch_filter_8) end,
      case when pgmatch_filter_9 is not null then format('((select p.meta @> (%1$L::jsonb) from public.nods_page as p where p.id = s.page_id))', pgmatch_filter_9) end, null), ''),
    path => 'extensions, pg_temp',
    ef_search => pgmatch_ef_search, probes => pgmatch_probes, candidates => pgmatch_candidates,
    -- not to scan the index again, unless its scan had an earlier stop
    few => coalesce(
      pgmatch_few, case when pgmatch_walked is not null and pgmatch_min_content_length is null then true end
    )
  ) as n;
  return query
  select w.id, n.similarity
  from unnest(pgmatch_keys, pgmatch_similarities) with ordinality as n (key, similarity, place)
  cross join lateral (select s.id as id from public.nods_page_section as s where s.id = n.key limit 1) as w
  order by n.place;
end;
$_$;


ALTER FUNCTION pgmatch.nods_walk(query_embedding extensions.vector, match_count integer, match_threshold double precision, min_content_length integer, pages bigint[], path_prefix text, page_type text, source text, meta jsonb, ef_search integer, probes integer, candidates integer, few boolean) OWNER TO postgres;

--
-- Name: FUNCTION nods_walk(query_embedding extensions.vector, match_count integer, match_threshold double precision, min_content_length integer, pages bigint[], path_prefix text, page_type text, source text, meta jsonb, ef_search integer, probes integer, candidates integer, few boolean); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_walk(query_embedding extensions.vector, match_count integer, match_threshold double precision, min_content_length integer, pages bigint[], path_prefix text, page_type text, source text, meta jsonb, ef_search integer, probes integer, candidates integer, few boolean) IS 'The sections nearest to a vector, behind filters on pages.';


--
-- Name: nods_walks(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_walks() RETURNS TABLE(signature text, definition text, comment text, is_current boolean)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  select f.signature, m.definition, f.comment, coalesce(c.is_current, false)
  from pgmatch.search as s
  inner join pgmatch.install as i on i.line = s.line
  cross join lateral (select format('%I.nods_page', i.schema_name)) as t (page)
  cross join lateral (
    values
      (
        i.schema_name,
        'match_page_sections',
        'match_page_sections(vector, double precision, integer, integer)',
        '{id, page_id, slug, heading, content}',
        '[]'::jsonb,
        '{embedding, match_threshold, match_count, min_content_length}',
        'The sections nearest to an embedding, best first: similarity above match_threshold, at most match_count rows.'
      ),
      (
        'pgmatch',
        'nods_walk',
        'pgmatch.nods_walk',
        '{id}',
        jsonb_build_array(
          jsonb_build_array('pages bigint[]', 's.page_id = any($)'),
          -- these look up the page of each section that the scan returns; exists would read all pages at each call
          jsonb_build_array('path_prefix text', format(
            '(select starts_with(p.path, f.prefix) or f.prefix ~ ''^[^/]'' and starts_with(p.path, ''/'' || f.prefix)'
            ' from %1$s as p cross join (select $) as f (prefix) where p.id = s.page_id)', t.page
          )),
          jsonb_build_array(
            'page_type text', format('(select p.type = $ from %s as p where p.id = s.page_id)', t.page)
          ),
          jsonb_build_array('source text', format('(select p.source = $ from %s as p where p.id = s.page_id)', t.page)),
          jsonb_build_array('meta jsonb', format('(select p.meta @> $ from %s as p where p.id = s.page_id)', t.page))
        ),
        null,
        'The sections nearest to a vector, behind filters on pages.'
      )
  ) as f (schema_name, name, signature, returns, filters, arguments, comment)
  cross join lateral jsonb_populate_record(
    null::pgmatch.search_function,
    to_jsonb(s) || jsonb_build_object(
      'schema_name', f.schema_name,
      'name', f.name,
      'returns', f.returns::text[],
      'arguments', f.arguments::text[],
      'content', 'content',
      'filters', f.filters,
      'contract', 'nods',
      'scored', true,
      'path', '{}'::name[]
    )
  ) as d
  cross join lateral pgmatch.search_definition(d) as m (definition)
  left join lateral (
    select
      not p.prosecdef
      and strpos(m.definition, quote_literal(p.prosrc)) > 0
      and p.proconfig is not distinct from array(
        select replace(t.setting[1], ' = ', '=') from regexp_matches(m.definition, '^set (.+)$', 'gn') as t (setting)
      )
      and exists (
        select 1 from pgmatch.member as r
        where r.line = 'nods' and r.kind = 'function' and pgmatch.member_oid(r.line, r.kind, r.name) = p.oid
      ) as is_current
    from pg_proc as p
    where p.oid = pgmatch.member_oid('nods', 'function', f.signature)
  ) as c on true
  where s.line = 'nods'
$_$;


ALTER FUNCTION pgmatch.nods_walks() OWNER TO postgres;

--
-- Name: FUNCTION nods_walks(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_walks() IS 'The functions of this line whose text is made for the index of the sections, and the statement for each.';


--
-- Name: nods_why_not(regprocedure, jsonb, bigint, jsonb, bigint, jsonb); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.nods_why_not(search regprocedure, arguments jsonb, section_id bigint, deep jsonb, place bigint, found_row jsonb) RETURNS text[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _others constant text[] := '{query_text, query_embedding, embedding, match_count, match_threshold, full_text_weight,'
    ' semantic_weight, rrf_k, one_per_section, ef_search, probes, candidates}';
  _given constant jsonb := jsonb_strip_nulls(arguments);
  _filters constant text[] := array(
    select k.name from jsonb_object_keys(_given) as k (name) where k.name <> all(_others) order by k.name
  );
  _wanted constant bigint := coalesce((_given ->> 'match_count')::bigint, 10);
  _filter text;
  _reasons text[] := '{}';
begin
  if (pgmatch.search_place(search, arguments, 'id', array[section_id::text])).place is not null then
    return _reasons;
  end if;
  if place is null then
    foreach _filter in array _filters loop
      if (
        pgmatch.search_place(search, deep - array_remove(_filters, _filter), 'id', array[section_id::text])
      ).place is null
        and (pgmatch.search_place(search, deep - _filters, 'id', array[section_id::text])).place is not null then
        _reasons := _reasons || format('the filter %s leaves it out: %s', _filter, _given -> _filter);
      end if;
    end loop;
    return case when cardinality(_reasons) > 0 then _reasons else array['it is not among the first 10000'] end;
  end if;
  if (found_row ->> 'similarity')::float8 <= (_given ->> 'match_threshold')::float8 then
    _reasons := _reasons || format(
      'its similarity %s is not above match_threshold %s',
      round((found_row ->> 'similarity')::numeric, 3), _given ->> 'match_threshold'
    );
  end if;
  if place > _wanted then
    _reasons := _reasons || format('it is at place %s, and match_count is %s', place, _wanted);
  elsif cardinality(_reasons) = 0 then
    _reasons := array[case
      when (_given ->> 'one_per_section')::boolean then 'a better piece of the same section stands for it'
      else 'the scan of the index passed it over: a higher ef_search finds it, see pgmatch tune'
    end];
  end if;
  return _reasons;
end;
$$;


ALTER FUNCTION pgmatch.nods_why_not(search regprocedure, arguments jsonb, section_id bigint, deep jsonb, place bigint, found_row jsonb) OWNER TO postgres;

--
-- Name: FUNCTION nods_why_not(search regprocedure, arguments jsonb, section_id bigint, deep jsonb, place bigint, found_row jsonb); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.nods_why_not(search regprocedure, arguments jsonb, section_id bigint, deep jsonb, place bigint, found_row jsonb) IS 'Why a search does not return a section; empty if it does.';


--
-- Name: norm_of(regclass, name); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.norm_of(target regclass, embedding name) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select format(
    '%s.%s', t.typnamespace::regnamespace, case t.typname when 'halfvec' then 'l2_norm' else 'vector_norm' end
  )
  from pg_attribute as a
  inner join pg_type as t on t.oid = a.atttypid
  where a.attrelid = target and a.attname = embedding
$$;


ALTER FUNCTION pgmatch.norm_of(target regclass, embedding name) OWNER TO postgres;

--
-- Name: FUNCTION norm_of(target regclass, embedding name); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.norm_of(target regclass, embedding name) IS 'The function that returns the length of an embedding, by the type of its column.';


--
-- Name: offered_search(regclass); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.offered_search(target regclass) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select coalesce(
    (
      select
        format(
          'To search it as it is, install the core alone (pgmatch alembic -n core upgrade head) and run:'
          ' select pgmatch.create_search(%L, %L%s%s); ',
          format('%I.%I', n.nspname, 'match_' || c.relname),
          pgmatch.full_name(target),
          case when a.attname <> 'embedding' then format(', embedding => %L', a.attname) end,
          case when 2 = (
            select count(*) from pg_attribute as m
            where m.attrelid = target
              and (m.attname, m.atttypid) in (('content', 'text'::regtype), ('metadata', 'jsonb'::regtype))
          ) then ', contract => ''langchain''' end
        )
      from pg_class as c
      inner join pg_namespace as n on n.oid = c.relnamespace
      inner join pg_attribute as a on a.attrelid = c.oid and not a.attisdropped
      inner join pg_type as t on t.oid = a.atttypid and t.typname in ('vector', 'halfvec')
      where c.oid = target
      order by a.attname <> 'embedding', a.attnum
      limit 1
    ),
    ''
  )
$$;


ALTER FUNCTION pgmatch.offered_search(target regclass) OWNER TO postgres;

--
-- Name: FUNCTION offered_search(target regclass); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.offered_search(target regclass) IS 'How to search a table of another tool as it is, as a sentence; empty if it has no column of vectors.';


--
-- Name: owner_comparison(name); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.owner_comparison(owner name) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  -- E'…' means the same with any standard_conforming_strings
  select
    E'^\\(+' || regexp_replace(quote_ident(owner), E'(\\W)', E'\\\\\\1', 'g') || E'\\)?(::[\\w ]+)? = '
    '\\(+ SELECT \\(?pgmatch\\.current_owner\\(\\)\\)?(::[\\w ]+)? AS current_owner\\)+(::[\\w ]+)?\\)+$'
$_$;


ALTER FUNCTION pgmatch.owner_comparison(owner name) OWNER TO postgres;

--
-- Name: FUNCTION owner_comparison(owner name); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.owner_comparison(owner name) IS 'A pattern for the condition that the caller owns a row, as Postgres writes it.';


--
-- Name: ownership_changes(regprocedure, name, aclitem[]); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.ownership_changes(function regprocedure, owner name, acl aclitem[]) RETURNS SETOF text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select format('revoke all on function %s from public', function)
  union all
  select format('revoke all on function %s from %I', function, r.rolname)
  from pgmatch.api_roles() as r (rolname)
  union all
  select format(
    'grant execute on function %s to %s%s',
    function,
    case a.grantee when 0 then 'public' else quote_ident(r.rolname) end,
    case when a.is_grantable and a.grantee <> 0 then ' with grant option' else '' end
  )
  from aclexplode(acl) as a
  left join pg_roles as r on r.oid = a.grantee
  where (a.grantee = 0 or r.rolname <> owner)
  union all
  select format('alter function %s owner to %I', function, r.rolname)
  from pg_roles as r
  where r.rolname = owner and r.rolname <> current_user
$$;


ALTER FUNCTION pgmatch.ownership_changes(function regprocedure, owner name, acl aclitem[]) OWNER TO postgres;

--
-- Name: FUNCTION ownership_changes(function regprocedure, owner name, acl aclitem[]); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.ownership_changes(function regprocedure, owner name, acl aclitem[]) IS 'The statements that give a new function the owner and the privileges that another had.';


--
-- Name: pin_changes(text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.pin_changes(line text) RETURNS SETOF text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select format('alter function %s set search_path = %s', p.oid::regprocedure, l.path)
  from pgmatch.pinned_path(line) as l (path)
  cross join pgmatch.line_members(line, 'function') as m
  inner join pg_proc as p on p.oid = m.object
  where not coalesce(p.proconfig, '{}') && array['search_path=pg_catalog, pg_temp', 'search_path=' || l.path]
  union all
  -- callers may lack USAGE on the schema that the extension has moved to
  select u.statement
  from pgmatch.usage_changes('core') as u (statement)
$$;


ALTER FUNCTION pgmatch.pin_changes(line text) OWNER TO postgres;

--
-- Name: FUNCTION pin_changes(line text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.pin_changes(line text) IS 'The statements that pin the functions of a line to its path, and let callers use the schemas on it.';


--
-- Name: pinned_path(text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.pinned_path(line text) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select format(
    '%s%s, pg_temp',
    quote_ident(i.schema_name),
    case when n.nspname <> i.schema_name then ', ' || quote_ident(n.nspname) else '' end
  )
  from pgmatch.install as i
  cross join pg_extension as e
  inner join pg_namespace as n on n.oid = e.extnamespace
  where i.line = pinned_path.line and e.extname = 'vector'
$$;


ALTER FUNCTION pgmatch.pinned_path(line text) OWNER TO postgres;

--
-- Name: FUNCTION pinned_path(line text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.pinned_path(line text) IS 'The search_path that the functions of a line are pinned to: its schema, the extension''s schema, pg_temp.';


--
-- Name: policy_changes(text, regclass, text, text, name, boolean); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.policy_changes(line text, target regclass, readers text, writers text, owner name, shared boolean) RETURNS SETOF text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  with roles as (
    select
      coalesce(
        -- which includes all others
        max('public') filter (where a.role = 'public'),
        string_agg(quote_ident(a.role), ', ' order by a.role)
          filter (where a.part = 'reader' or a.part = 'tenant' and owner is null and shared)
      ) as reading,
      string_agg(quote_ident(a.role), ', ' order by a.role) filter (where a.part = 'writer') as writing,
      string_agg(quote_ident(a.role), ', ' order by a.role)
        filter (where a.part = 'tenant' and owner is not null) as tenants,
      -- the inner select makes Postgres evaluate it once per statement
      (
        select format('(%I = (select pgmatch.current_owner()::%s))', owner, format_type(t.atttypid, null))
        from pg_attribute as t
        where t.attrelid = target and t.attname = owner
      ) as is_mine,
      pgmatch.owner_comparison(owner) as as_read
    from pgmatch.audience(line) as a
  ),

  ours as (
    select 'pgmatch_readers' as name, 'for select to ' || r.reading || ' using (true)' as definition
    from roles as r
    where readers is not null
    union all
    select 'pgmatch_writers', 'for all to ' || r.writing || ' using (true) with check (true)'
    from roles as r
    where writers is not null
    union all
    select
      'pgmatch_tenants_' || c.command,
      'for ' || c.command || ' to ' || r.tenants
        || case when c.command <> 'insert' then ' using ' || r.is_mine else '' end
        || case when c.command in ('insert', 'update') then ' with check ' || r.is_mine else '' end
    from roles as r
    cross join unnest(array['select', 'insert', 'update', 'delete']) as c (command)
    where writers is not null
  ),

  wanted as (
    select o.name, o.definition from ours as o where o.definition is not null
    union all
    select 'pgmatch_nobody', 'for all to public using (false)'
    where not exists (select from ours as o where o.definition is not null)
      and not exists (select from pg_policy as p where p.polrelid = target and p.polname !~ '^pgmatch_')
  ),

  present as (
    select
      p.polname::text as name,
      concat_ws(
        ' ',
        case when not p.polpermissive then 'as restrictive' end,
        'for',
        case p.polcmd
          when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all'
        end,
        'to',
        (
          select string_agg(coalesce(quote_ident(o.rolname), 'public'), ', ' order by o.rolname)
          from unnest(p.polroles) as u (role)
          left join pg_roles as o on o.oid = u.role
        ),
        'using ' || case when e.old_row ~ r.as_read then r.is_mine else e.old_row end,
        'with check ' || case when e.new_row ~ r.as_read then r.is_mine else e.new_row end
      ) as definition
    from pg_policy as p
    cross join lateral (
      select
        '(' || pg_get_expr(p.polqual, p.polrelid) || ')' as old_row,
        '(' || pg_get_expr(p.polwithcheck, p.polrelid) || ')' as new_row
    ) as e
    cross join roles as r
    where p.polrelid = target
      and p.polname ~ '^pgmatch_(readers|writers|nobody|tenants_(select|insert|update|delete))$'
  )

  select format('alter table %s enable row level security', target)
  from pg_class as c
  where c.oid = target and not c.relrowsecurity
  union all
  select
    concat_ws(
      '; ',
      'drop policy ' || quote_ident(p.name) || ' on ' || target,
      'create policy ' || quote_ident(w.name) || ' on ' || target || ' ' || w.definition
    )
  from wanted as w
  full join present as p on p.name = w.name
  where w.definition is distinct from p.definition
$_$;


ALTER FUNCTION pgmatch.policy_changes(line text, target regclass, readers text, writers text, owner name, shared boolean) OWNER TO postgres;

--
-- Name: FUNCTION policy_changes(line text, target regclass, readers text, writers text, owner name, shared boolean); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.policy_changes(line text, target regclass, readers text, writers text, owner name, shared boolean) IS 'The statements that enable row level security on a table and bring its policies in step with the access mode.';


--
-- Name: present_column(pgmatch.search_function, name); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.present_column(search pgmatch.search_function, column_name name) RETURNS name
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select a.attname
  from pg_attribute as a
  where a.attrelid = search.target
    and a.attnum > 0
    and not a.attisdropped
    and (
      a.attname = column_name
      or search.made_table = search.target and a.attnum = (search.made_columns ->> column_name::text)::smallint
    )
  order by a.attname = column_name desc
  limit 1
$$;


ALTER FUNCTION pgmatch.present_column(search pgmatch.search_function, column_name name) OWNER TO postgres;

--
-- Name: FUNCTION present_column(search pgmatch.search_function, column_name name); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.present_column(search pgmatch.search_function, column_name name) IS 'The name that a column of a declaration has now; null if it was dropped.';


--
-- Name: presumed_metric(regclass, name); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.presumed_metric(target regclass, embedding name) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select coalesce(
    (
      select s.metric from pgmatch.search as s
      where s.target = presumed_metric.target and s.embedding = presumed_metric.embedding and s.line is not null
    ),
    (
      select case when count(distinct i.metric) = 1 then min(i.metric) end
      from pgmatch.vector_indexes(target, embedding) as i
    ),
    'cosine'
  )
$$;


ALTER FUNCTION pgmatch.presumed_metric(target regclass, embedding name) OWNER TO postgres;

--
-- Name: FUNCTION presumed_metric(target regclass, embedding name); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.presumed_metric(target regclass, embedding name) IS 'The metric of a column, as recorded by its line or of the vector indexes that it has, else cosine.';


--
-- Name: privileges_of(text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.privileges_of(privileges text) RETURNS SETOF text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select concat(p.match[1], ' (' || c.match[1] || ')', o.suffix)
  from regexp_matches(
    privileges, E'(\\w+)(?: \\(((?:"(?:[^"]|"")*"|[^")])+)\\))?( with grant option)?', 'g'
  ) as p (match)
  left join lateral regexp_matches(p.match[2], '"(?:[^"]|"")*"|[^", ]+', 'g') as c (match) on true
  -- who may pass a privilege on has it
  cross join lateral (select '' union all select p.match[3] where p.match[3] is not null) as o (suffix)
$$;


ALTER FUNCTION pgmatch.privileges_of(privileges text) OWNER TO postgres;

--
-- Name: FUNCTION privileges_of(privileges text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.privileges_of(privileges text) IS 'The privileges in a text such as pgmatch.granted returns, one by one, for each column.';


--
-- Name: put_back(pgmatch.setting[]); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.put_back(settings pgmatch.setting[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _setting pgmatch.setting;
begin
  foreach _setting in array settings loop
    _setting.value := set_config(_setting.name, _setting.value, true);
  end loop;
end;
$$;


ALTER FUNCTION pgmatch.put_back(settings pgmatch.setting[]) OWNER TO postgres;

--
-- Name: FUNCTION put_back(settings pgmatch.setting[]); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.put_back(settings pgmatch.setting[]) IS 'Gives settings their earlier values, as pgmatch.set_scan returned them.';


--
-- Name: put_back_function(pgmatch.search_function); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.put_back_function(search pgmatch.search_function) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET check_function_bodies TO 'off'
    AS $$
declare
  _statement text;
begin
  if search.replaced is null then
    return;
  elsif to_regprocedure(search.replaced_name) is not null then
    raise exception using
      errcode = 'duplicate_function',
      message = format('%s exists, but drop_search would put back another function there', search.replaced_name),
      hint = format('Rename or drop it first: drop function %s;', search.replaced_name);
  end if;
  execute regexp_replace(search.replaced, '^CREATE OR REPLACE', 'CREATE');
  for _statement in
    select s.statement
    from pgmatch.ownership_changes(
      search.replaced_name::regprocedure, search.replaced_owner, search.replaced_acl::aclitem[]
    ) as s (statement)
  loop
    execute _statement;
  end loop;
end;
$$;


ALTER FUNCTION pgmatch.put_back_function(search pgmatch.search_function) OWNER TO postgres;

--
-- Name: FUNCTION put_back_function(search pgmatch.search_function); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.put_back_function(search pgmatch.search_function) IS 'Makes the function again that a function of pgmatch.create_search replaced, with its owner and privileges.';


--
-- Name: query_terms(tsquery); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.query_terms(question tsquery, OUT terms tsquery[], OUT excluded tsquery, OUT all_terms tsquery) RETURNS record
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _lexeme constant text := '''(?:[^'']|'''')*''';
  _most constant integer := 32;
  _next constant text := format('(?: <(?:-|[0-9]+)> %s)', _lexeme);
  _is_cut boolean;
begin
  with term as (
    select
      m.match[1] = '!' as is_excluded,
      substring(m.match[2] from format('^%s%s{0,%s}', _lexeme, _next, _most - 1)) as cut,
      n.words,
      sum(n.words) over (partition by m.match[1] order by m.place) - n.words as begins,
      m.place
    from regexp_matches(question::text, format('(!?)(?:[(] )?(%s%s*)', _lexeme, _next), 'g')
      with ordinality as m (match, place)
    cross join lateral (select regexp_count(m.match[2], _lexeme) as words) as n
  )

  select
    (
      select array_agg(d.cut::tsquery order by d.place)
      from (
        select t.cut, min(t.place) as place from term as t
        where not t.is_excluded and t.begins < _most
        group by t.cut
      ) as d
    ),
    (
      select string_agg('!(' || t.cut || ')', ' & ' order by t.place)::tsquery
      from term as t
      where t.is_excluded and t.begins < _most
    ),
    (select bool_or(t.begins + t.words > _most) from term as t)
  into terms, excluded, _is_cut;
  if not _is_cut then
    all_terms := question;
  end if;
end;
$$;


ALTER FUNCTION pgmatch.query_terms(question tsquery, OUT terms tsquery[], OUT excluded tsquery, OUT all_terms tsquery) OWNER TO postgres;

--
-- Name: FUNCTION query_terms(question tsquery, OUT terms tsquery[], OUT excluded tsquery, OUT all_terms tsquery); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.query_terms(question tsquery, OUT terms tsquery[], OUT excluded tsquery, OUT all_terms tsquery) IS 'The terms of a question as queries of full-text search, what it excludes, and all of it unless it is too long.';


--
-- Name: question_text(text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.question_text(query_text text) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select regexp_replace(left(query_text, 2000), E'(^|\\s)--+', ' ', 'g')
$$;


ALTER FUNCTION pgmatch.question_text(query_text text) OWNER TO postgres;

--
-- Name: FUNCTION question_text(query_text text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.question_text(query_text text) IS 'A question as websearch_to_tsquery should read it: not too long, and without the dashes of options.';


--
-- Name: recall_queries(regclass, name, integer, integer); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.recall_queries(target regclass, column_name name, sample integer, k integer) RETURNS pgmatch.row_place[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pgmatch', 'extensions', 'pg_temp'
    SET jit TO 'off'
    AS $$
declare
  _rows pgmatch.row_place[];
begin
  if sample is null or sample not between 1 and 10000 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format('sample %s is not between 1 and 10000', coalesce(sample::text, 'null')),
      hint = 'Pass how many rows of the table to search for.';
  elsif k is null or k not between 1 and 10000 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format('k %s is not between 1 and 10000', coalesce(k::text, 'null')),
      hint = 'Pass how many rows your searches ask for.';
  end if;

  execute pg_catalog.format(
    'select pg_catalog.array_agg(row(r.part, r.place)::pgmatch.row_place)'
    ' from (select s.tableoid as part, s.ctid as place from %s as s where vector_norm(s.%I::vector) > 0::float8'
    ' order by pg_catalog.hashtidextended(s.ctid, 0), s.tableoid::regclass::text limit %s) as r',
    target, column_name, greatest(sample, k + 1)
  )
  into _rows;
  if coalesce(pg_catalog.cardinality(_rows), 0) <= k then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format(
        '%s of %s %s a vector, but finding k = %s besides the query takes %s',
        pgmatch.counted(coalesce(pg_catalog.cardinality(_rows), 0), 'row', 'rows'), target,
        case pg_catalog.cardinality(_rows) when 1 then 'has' else 'have' end, k, k + 1
      ),
      hint = 'Load the rows first, or pass a smaller k.';
  end if;
  return _rows[:sample];
end;
$$;


ALTER FUNCTION pgmatch.recall_queries(target regclass, column_name name, sample integer, k integer) OWNER TO postgres;

--
-- Name: FUNCTION recall_queries(target regclass, column_name name, sample integer, k integer); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.recall_queries(target regclass, column_name name, sample integer, k integer) IS 'A repeatable sample of rows whose vectors serve as queries to measure recall.';


--
-- Name: refresh_after_change(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.refresh_after_change() RETURNS event_trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _target regclass;
  _name text;
  _problem text;
  _fix text;
begin
  if not exists (
    select 1 from pg_event_trigger as t inner join pg_proc as p on p.oid = t.evtfoid
    where t.evtname = 'pgmatch_refresh_searches' and pg_has_role(p.proowner, 'usage')
  ) then
    return;
  end if;
  for _target in
    select pgmatch.changed_searches(
      -- nothing if the statement does not say what it changed, as when it dropped an index
      (
        select array_agg(coalesce(x.indrelid, c.objid))
        from pg_event_trigger_ddl_commands() as c
        left join pg_index as x on x.indexrelid = c.objid
        where c.classid = 'pg_class'::regclass
      )
    )
  loop
    -- the statement holds a lock on the table, so to wait could be a deadlock
    if not pg_try_advisory_xact_lock(hashtext('pgmatch')) then
      raise exception using errcode = 'lock_not_available', message = 'another session changes what pgmatch records';
    end if;
    for _name, _problem, _fix in
      select r.name, r.problem, r.fix from pgmatch.refresh_searches(_target) as r where r.state <> 'fine'
    loop
      raise warning using
        message = format('%s could not be made anew after %s: %s', _name, tg_tag, _problem), hint = _fix;
    end loop;
  end loop;
exception when others then
  raise warning using
    message = format('the searches of pgmatch could not be made anew after %s: %s', tg_tag, sqlerrm),
    hint = 'Answers stay right, but may be slower until you run: select pgmatch.refresh_searches();';
end;
$$;


ALTER FUNCTION pgmatch.refresh_after_change() OWNER TO postgres;

--
-- Name: FUNCTION refresh_after_change(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.refresh_after_change() IS 'Makes searches anew after a statement has changed an index or a name; the event trigger of pgmatch.watch_indexes.';


--
-- Name: refresh_searches(regclass); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.refresh_searches(target regclass DEFAULT NULL::regclass) RETURNS TABLE(name text, state text, problem text, fix text)
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  _search pgmatch.search_function;
  _owner name;
  _steps text[];
  _hook regprocedure;
begin
  perform pgmatch.take_turn();
  perform pgmatch.follow_searches();
  for _search in
    select d.*
    from pgmatch.declared_searches() as d
    where refresh_searches.target is null or d.target = refresh_searches.target
    order by d.schema_name, d.name
  loop
    select s.state, s.problem, s.fix into state, problem, _steps from pgmatch.search_state(_search) as s;
    select pg_get_userbyid(p.proowner) into _owner from pg_proc as p
    where p.oid = pgmatch.search_oid(_search) and not pg_has_role(p.proowner, 'usage');
    if state in ('fine', 'outdated', 'renamed') and _owner is null then
      begin
        perform pgmatch.make_search(_search);
        select d.* into _search
        from pgmatch.declared_searches() as d
        where d.schema_name = _search.schema_name and d.name = _search.name;
        select s.state, s.problem, s.fix into state, problem, _steps from pgmatch.search_state(_search) as s;
      exception when others then
        problem := sqlerrm;
      end;
    elsif state in ('outdated', 'renamed') then
      problem := format('%s Only its owner, %I, can make it anew.', problem, _owner);
    end if;
    name := format('%I.%I', _search.schema_name, _search.name);
    fix := nullif(array_to_string(_steps, E'\n'), '');
    return next;
  end loop;

  for _hook in
    select p.oid
    from pgmatch.install as i
    inner join pg_proc as p on p.oid = to_regprocedure(format('pgmatch.%I(regclass)', i.line || '_declare'))
    where pg_has_role(p.proowner, 'usage')
    order by i.line
  loop
    return query execute format('select d.* from %s($1) as d', _hook::oid::regproc) using target;
  end loop;

  for _hook in
    select p.oid
    from pgmatch.searched_columns() as s
    inner join pg_proc as p on p.oid = to_regprocedure('pgmatch.' || quote_ident(s.line || '_make_walk') || '()')
    where (refresh_searches.target is null or s.target = refresh_searches.target)
      and pg_has_role(p.proowner, 'usage')
    order by s.line
  loop
    begin
      execute format('select %s', _hook);
    exception when others then
      name := _hook::oid::regproc;
      state := 'invalid';
      problem := sqlerrm;
      fix := 'pgmatch doctor';
      return next;
    end;
  end loop;
end;
$_$;


ALTER FUNCTION pgmatch.refresh_searches(target regclass) OWNER TO postgres;

--
-- Name: FUNCTION refresh_searches(target regclass); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.refresh_searches(target regclass) IS 'Makes the functions of pgmatch.create_search anew, after an index or a name has changed or their rows were lost.';


--
-- Name: register(text, text, text, text, text, name, boolean); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.register(line text, kind text, name text, readers text DEFAULT NULL::text, writers text DEFAULT NULL::text, owner name DEFAULT NULL::name, shared boolean DEFAULT false) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _owner constant oid := (select c.relowner from pg_class as c where c.oid = 'pgmatch.member'::regclass::oid);
  _function regprocedure;
  _grantee name;
begin
  insert into pgmatch.member as m (line, kind, name, readers, writers, owner, shared, granted)
  values (
    register.line, register.kind, register.name, register.readers, register.writers, register.owner, register.shared,
    case when kind in ('table', 'sequence') then (
      select coalesce(jsonb_object_agg(g.role, g.privileges), '{}')
      from pgmatch.granted(array[pgmatch.member_oid(line, kind, name)]) as g
      where g.role = 'public' or g.role in (select pgmatch.api_roles())
    ) end
  )
  on conflict on constraint member_pkey do update set
    readers = excluded.readers,
    writers = excluded.writers,
    owner = excluded.owner,
    shared = excluded.shared,
    -- the first time, they were not yet pgmatch's
    granted = coalesce(m.granted, excluded.granted);

  if kind = 'index' then
    perform pgmatch.check_index(line, name);
  elsif kind = 'function' then
    select p.oid
    into _function
    from pg_proc as p
    where p.oid = pgmatch.member_oid(line, kind, name) and not pg_has_role(p.proowner, _owner, 'usage');
    if _function is not null then
      execute format('alter function %s owner to %I', _function, pg_get_userbyid(_owner));
      for _grantee in
        select distinct r.rolname
        from pg_proc as p
        cross join aclexplode(p.proacl) as a
        inner join pg_roles as r on r.oid = a.grantee
        where p.oid = _function and a.grantee <> _owner
      loop
        execute format('revoke all on function %s from %I cascade', _function, _grantee);
      end loop;
    end if;
  end if;

  if concat(current_setting('pgmatch.revision', true), current_setting('pgmatch.run', true)) = '' then
    perform pgmatch.apply_access(register.line, register.kind, register.name);
  end if;
end;
$$;


ALTER FUNCTION pgmatch.register(line text, kind text, name text, readers text, writers text, owner name, shared boolean) OWNER TO postgres;

--
-- Name: FUNCTION register(line text, kind text, name text, readers text, writers text, owner name, shared boolean); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.register(line text, kind text, name text, readers text, writers text, owner name, shared boolean) IS 'Records an object as a member of a line, with the privileges of readers and writers, and applies them.';


--
-- Name: remove_line(text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.remove_line(line text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _install pgmatch.install;
  _part text;
  _member text;
begin
  perform pgmatch.lock_line(line);
  for _part, _member in
    select format('%I.%I', f.schema_name, f.name), m.name
    from pgmatch.search_function as f
    inner join pgmatch.member as m
      on m.line = remove_line.line
      and m.kind = 'function'
      and pgmatch.member_oid(m.line, m.kind, m.name) = pgmatch.search_oid(f)
  loop
    -- first, because pgmatch.drop_search leaves the functions of a line alone, and what comes back is not the line's
    delete from pgmatch.member as m where m.line = remove_line.line and m.kind = 'function' and m.name = _member;
    perform pgmatch.drop_search(_part);
  end loop;
  -- functions of the user's search an adopted table further
  update pgmatch.search as s
  set line = null
  where s.line = remove_line.line and exists (
    select 1 from pgmatch.search_function as f where f.target = s.target and f.embedding = s.embedding
  );
  delete from pgmatch.search as s where s.line = remove_line.line;
  perform pgmatch.drop_tables(line);
  perform pgmatch.drop_function(m.line, replace(split_part(m.name, '(', 1), 'pgmatch.', ''))
  from pgmatch.member as m
  where m.line = remove_line.line and m.kind = 'function';
  delete from pgmatch.member as m where m.line = remove_line.line;
  delete from pgmatch.install as i where i.line = remove_line.line returning i.* into strict _install;

  foreach _part in array array_remove(_install.usages, 'new tables') loop
    begin
      execute 'revoke usage on ' || _part;
    exception when undefined_object or invalid_schema_name then
      null; -- the grant went with the role or the schema
    end;
  end loop;
  for _part in
    select s.statement from pgmatch.default_grants(_install.tables_schema, false) as s (statement)
    where 'new tables' = any(_install.usages)
  loop
    execute _part;
  end loop;
  for _part in
    select n.nspname
    from pg_namespace as n
    where n.nspname = any(_install.created_schemas) and not exists (
      select 1 from pg_depend as d where d.refclassid = 'pg_namespace'::regclass and d.refobjid = n.oid
    )
  loop
    execute format('drop schema %I', _part);
  end loop;

  -- fewer roles may need the core; another line may need a grant that was this one's
  perform pgmatch.apply_changes(pgmatch.line_family(i.line)) from pgmatch.install as i where i.base is null;
  -- only now do the roles of this line no longer count
  perform pgmatch.take_back_grants();
  execute format('drop policy if exists pgmatch_nobody on pgmatch.%I', line || '_version');
  execute format('alter table pgmatch.%I disable row level security', line || '_version');
end;
$$;


ALTER FUNCTION pgmatch.remove_line(line text) OWNER TO postgres;

--
-- Name: FUNCTION remove_line(line text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.remove_line(line text) IS 'Drops the searches, tables and functions of a line, and its record.';


--
-- Name: repin(text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.repin(line text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _line text;
  _statement text;
  _is_moved boolean := false;
begin
  -- as in pgmatch.set_access
  perform pgmatch.take_turn();
  if line is not null and pgmatch.pinned_path(line) is null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('line %L is not installed here', line),
      hint = 'The installed lines are in pgmatch.install.';
  end if;

  for _line in
    select i.line from pgmatch.install as i where i.line = coalesce(repin.line, i.line) order by i.line
  loop
    for _statement in
      select c.statement from pgmatch.pin_changes(_line) as c (statement)
    loop
      execute _statement;
      _is_moved := true;
    end loop;
  end loop;
  -- functions of pgmatch.create_search have the extension's schema in their text
  if _is_moved then
    perform pgmatch.refresh_searches();
  end if;
end;
$$;


ALTER FUNCTION pgmatch.repin(line text) OWNER TO postgres;

--
-- Name: FUNCTION repin(line text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.repin(line text) IS 'Pins the functions to their search_path again. Run it after you move the vector extension.';


--
-- Name: resume_indexes(regclass); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.resume_indexes(target regclass) RETURNS SETOF name
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _suspended pgmatch.suspended_index;
  _definition text;
begin
  perform pgmatch.check_suspension(target);
  for _suspended in
    select s.* from pgmatch.suspended_index as s
    where s.target = resume_indexes.target
    order by s.name
    for update
  loop
    delete from pgmatch.suspended_index as s where s.target = _suspended.target and s.name = _suspended.name;
    _definition := pgmatch.suspended_definition(_suspended);
    continue when _definition is null;
    if not exists (
      select 1
      from pg_index as x
      inner join pg_class as i on i.oid = x.indexrelid
      inner join pg_am as m on m.oid = i.relam and m.amname in ('hnsw', 'ivfflat')
      where x.indrelid = target and x.indisvalid and i.relname = _suspended.name
    ) then
      perform pgmatch.build_index(
        target,
        format('create index %I on %s %s', _suspended.name, pgmatch.full_name(target), _definition),
        _suspended.tablespace
      );
      execute format(
        'comment on index %s.%I is %L',
        (select c.relnamespace::regnamespace from pg_class as c where c.oid = target),
        _suspended.name,
        _suspended.comment
      );
    end if;
    return next _suspended.name;
  end loop;

  if not found then
    return;
  elsif pg_try_advisory_xact_lock(hashtext('pgmatch')) then
    perform pgmatch.refresh_searches(target);
  else
    raise warning using
      message = format('another session changes what pgmatch records: the searches of %s were not made anew', target),
      hint = 'Their answers are right, but slow. Run: select pgmatch.refresh_searches();';
  end if;
end;
$$;


ALTER FUNCTION pgmatch.resume_indexes(target regclass) OWNER TO postgres;

--
-- Name: FUNCTION resume_indexes(target regclass); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.resume_indexes(target regclass) IS 'Builds the indexes that pgmatch.suspend_indexes has dropped. Readers continue, writers wait.';


--
-- Name: returned_columns(regclass, text[]); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.returned_columns(target regclass, returns text[]) RETURNS text[]
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select case
    when returns is null then array(
      select a.attname::text
      from pg_attribute as a
      inner join pg_type as t on t.oid = a.atttypid
      where a.attrelid = target and a.attnum > 0 and not a.attisdropped
        and t.typname not in ('vector', 'halfvec', 'sparsevec', 'bit', 'tsvector')
      order by a.attnum
    )
    else array(
      select coalesce(
        (
          select a.attname
          from pg_attribute as a
          where a.attrelid = target and a.attnum > 0 and not a.attisdropped
            and (a.attname = r.entry or a.attname = n.name and n.type is null)
          order by a.attname = r.entry desc
          limit 1
        ),
        r.entry
      )
      from unnest(returns) with ordinality as r (entry, place)
      cross join lateral pgmatch.split_name(r.entry) as n
      order by r.place
    )
  end
$$;


ALTER FUNCTION pgmatch.returned_columns(target regclass, returns text[]) OWNER TO postgres;

--
-- Name: FUNCTION returned_columns(target regclass, returns text[]); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.returned_columns(target regclass, returns text[]) IS 'What a declaration returns: each column by the name that it has.';


--
-- Name: row_count(regclass); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.row_count(target regclass) RETURNS bigint
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _rows bigint;
begin
  execute format('select count(*) from %s', target) into _rows;
  return _rows;
end;
$$;


ALTER FUNCTION pgmatch.row_count(target regclass) OWNER TO postgres;

--
-- Name: FUNCTION row_count(target regclass); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.row_count(target regclass) IS 'The number of rows of a table, counted.';


--
-- Name: ruled_objects(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.ruled_objects() RETURNS TABLE(line text, kind text, name text, object oid)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  with members as (
    select i.line, m.kind, m.name, m.object
    from pgmatch.install as i
    cross join lateral pgmatch.line_members(i.line) as m
    where m.object is not null
  ),

  internal (kind, name, object) as (
    select 'schema', n.nspname, n.oid
    from pg_namespace as n
    where n.nspname = 'pgmatch'
    union all
    select 'function', p.oid::regprocedure::text, p.oid
    from pg_proc as p
    where p.pronamespace = 'pgmatch'::regnamespace
    union all
    select case c.relkind when 'S' then 'sequence' else 'table' end, c.oid::regclass::text, c.oid
    from pg_class as c
    where c.relnamespace = 'pgmatch'::regnamespace and c.relkind in ('r', 'p', 'v', 'S')
  )

  select m.* from members as m
  union all
  select null, i.*
  from internal as i
  where (i.kind, i.object) not in (select m.kind, m.object from members as m)
$$;


ALTER FUNCTION pgmatch.ruled_objects() OWNER TO postgres;

--
-- Name: FUNCTION ruled_objects(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.ruled_objects() IS 'The objects that access modes rule: the members of lines, and the schema pgmatch with all that is in it.';


--
-- Name: search_argument_parts(pgmatch.search_function); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.search_argument_parts(search pgmatch.search_function) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  select jsonb_build_object(
    'arguments', string_agg(format('%I %s%s', a.name, a.type, ' default ' || a.preset), E',\n  ' order by a.place),
    'settings', case when bool_or(
      a.role = 'filter' and rtrim(a.type, '[]') not in (
        'text', 'character varying', 'boolean', 'smallint', 'integer', 'bigint', 'numeric', 'uuid', 'jsonb'
      )
    ) then E'\nset datestyle = ''ISO''\nset extra_float_digits = 1' end,
    'check_scan', case when count(*) filter (where a.role in ('ef_search', 'probes', 'candidates')) > 0 then $text$
    if coalesce(pgmatch_ef_search, pgmatch_probes, pgmatch_candidates) is not null then
      perform pgmatch.check_scan(pgmatch_match_count, pgmatch_ef_search, pgmatch_probes, pgmatch_candidates);
    end if;$text$ end,
    'filters', string_agg('pgmatch_filter_' || a.place, ', ' order by a.place) filter (where a.role = 'filter'),
    'filtered', string_agg(
      format(
        E'\n        and (pgmatch_filter_%1$s is null or (%2$s))',
        a.place,
        pgmatch.fill_condition(a.condition, 'pgmatch_filter_' || a.place)
      ),
      '' order by a.place
    ) filter (where a.role = 'filter' and a.condition is not null),
    'filter', string_agg(
      case
        when a.condition is null then format(
          E'\n      pgmatch.filter_condition(pgmatch_filter_%s, %L),', a.place, format('s.%I', search.metadata)
        )
        else format(
          E'\n      case when pgmatch_filter_%1$s is not null then format(%2$L, pgmatch_filter_%1$s) end,',
          a.place,
          '(' || pgmatch.fill_condition(
            replace(a.condition, '%', '%%'), '(%1$L::' || replace(a.type, '%', '%%') || ')'
          ) || ')'
        )
      end,
      '' order by a.place
    ) filter (where a.role = 'filter')
  )
  from pgmatch.search_arguments(search) as a
$_$;


ALTER FUNCTION pgmatch.search_argument_parts(search pgmatch.search_function) OWNER TO postgres;

--
-- Name: FUNCTION search_argument_parts(search pgmatch.search_function); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.search_argument_parts(search pgmatch.search_function) IS 'The pieces of a made function that depend on its arguments.';


--
-- Name: search_arguments(pgmatch.search_function); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.search_arguments(search pgmatch.search_function) RETURNS TABLE(place bigint, role text, name text, type text, preset text, condition text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  with offered as (
    select k.place, k.role, k.role as name, k.type, k.preset, null as condition
    from (
      values
        (0, 'query_text', 'text', null, true),
        (2, 'match_count', 'integer', '10', null),
        (3, 'full_text_weight', 'double precision', '1', true),
        (4, 'semantic_weight', 'double precision', '1', true),
        (5, 'rrf_k', 'integer', '50', true),
        (6, 'match_threshold', 'double precision', 'null', null),
        (7, 'min_content_length', 'integer', 'null', null),
        (1000001, 'one_per_section', 'boolean', 'false', null),
        (1000002, 'ef_search', 'integer', 'null', null),
        (1000003, 'probes', 'integer', 'null', null),
        (1000004, 'candidates', 'integer', 'null', null),
        (1000005, 'few', 'boolean', 'null', null)
    ) as k (place, role, type, preset, is_hybrid)
    where (k.role <> 'min_content_length' or search.content is not null)
      and (k.role <> 'one_per_section' or search.section is not null)
      and (k.role <> 'few' or search.contract not in ('langchain', 'supabase'))
      and coalesce(k.is_hybrid = (search.words is not null), true)
    union all
    select 1, 'query', 'query_embedding', format('%s.vector', e.extnamespace::regnamespace), null, null
    from pg_extension as e
    where e.extname = 'vector'
    union all
    select
      7 + f.place,
      'filter',
      a.name,
      pgmatch.search_type(a.type, pgmatch.search_path(search)),
      'null',
      f.pair ->> 1
    from jsonb_array_elements(search.filters) with ordinality as f (pair, place)
    cross join lateral pgmatch.split_name(f.pair ->> 0) as a
    union all
    select 1000000, 'filter', 'filter', 'jsonb', 'null', null where search.metadata is not null
  )

  select
    a.place,
    coalesce(o.role, 'query'),
    a.name,
    coalesce(o.type, (select q.type from offered as q where q.role = 'query')),
    case
      when search.arguments is null then o.preset
      when search.contract = 'langchain' and o.role = 'filter' then '''{}'''
      when search.contract = 'langchain' and o.role = 'match_count' then 'null'
      when search.contract = 'supabase' and o.role in ('full_text_weight', 'semantic_weight', 'rrf_k') then o.preset
    end,
    o.condition
  from unnest(
    coalesce(search.arguments, array(select o.name from offered as o order by o.place))
  ) with ordinality as a (name, place)
  left join offered as o on o.name = a.name
  order by a.place
$$;


ALTER FUNCTION pgmatch.search_arguments(search pgmatch.search_function) OWNER TO postgres;

--
-- Name: FUNCTION search_arguments(search pgmatch.search_function); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.search_arguments(search pgmatch.search_function) IS 'The arguments of a made function, in order, with what each says.';


--
-- Name: search_call(regprocedure, jsonb); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.search_call(search regprocedure, arguments jsonb) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  _names text[];
  _needed text[];
  _types oid[];
  _unfit text;
begin
  select p.proargnames[:p.pronargs], p.proargnames[:p.pronargs - p.pronargdefaults], p.proargtypes::oid[]
  into _names, _needed, _types
  from pg_proc as p
  where p.oid = search;
  if coalesce(cardinality(_needed), 0) = 0 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('%s is not a search: it needs no argument', coalesce(search::regproc::text, 'null')),
      hint = 'Name a function that pgmatch.create_search has made: select name from pgmatch.searches;';
  elsif jsonb_typeof(arguments) is distinct from 'object' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('arguments %s are not an object', coalesce(arguments::text, 'null')),
      hint = 'Pass the arguments of the search by name: {"query_embedding": [...], "match_count": 5}.';
  end if;
  _unfit := coalesce(
    (select format('has no argument %s', min(k.name)) from jsonb_object_keys(arguments) as k (name)
     where k.name <> all(_names) having count(*) > 0),
    (select format('needs the argument %s', min(n.name)) from unnest(_needed) as n (name)
     where not arguments ? n.name having count(*) > 0)
  );
  if _unfit is not null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('%s %s', search::regproc, _unfit),
      hint = format('Its arguments are %s.', array_to_string(_names, ', '));
  end if;
  return (
    select format(
      'jsonb_to_record($1) as a (%s) cross join lateral %I.%I(%s) with ordinality as r',
      string_agg(format('%I %s', n.name, format_type(n.type, null)), ', '),
      s.nspname,
      p.proname,
      string_agg(format('%1$I => a.%1$I', n.name), ', ')
    )
    from pg_proc as p
    inner join pg_namespace as s on s.oid = p.pronamespace
    cross join lateral unnest(_names, _types) as n (name, type)
    where p.oid = search and arguments ? n.name
    group by s.nspname, p.proname
  );
end;
$_$;


ALTER FUNCTION pgmatch.search_call(search regprocedure, arguments jsonb) OWNER TO postgres;

--
-- Name: FUNCTION search_call(search regprocedure, arguments jsonb); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.search_call(search regprocedure, arguments jsonb) IS 'The FROM clause that calls a search with arguments given as JSON.';


--
-- Name: search_choice(regclass, name, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.search_choice(target regclass, embedding name, metric text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _chosen constant pgmatch.chosen_index := pgmatch.search_index(target, embedding, metric);
begin
  if _chosen.index is null then
    return null;
  end if;
  return concat_ws(
    ' ',
    _chosen.method,
    _chosen.kind,
    'of ' || pgmatch.dimensions_of(target, embedding),
    (select array_to_string(c.reloptions, ' ') from pg_class as c where c.oid = _chosen.index),
    'by ' || _chosen.ordering,
    case when _chosen.other is not null then 'or another method' end,
    'ef_search ' || _chosen.ef_search,
    'probes ' || _chosen.probes,
    'overfetch ' || _chosen.overfetch
  );
end;
$$;


ALTER FUNCTION pgmatch.search_choice(target regclass, embedding name, metric text) OWNER TO postgres;

--
-- Name: FUNCTION search_choice(target regclass, embedding name, metric text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.search_choice(target regclass, embedding name, metric text) IS 'All that a statement written for the index of pgmatch.search_index depends on, as one text; null if no index fits.';


--
-- Name: search_column_parts(pgmatch.search_function); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.search_column_parts(search pgmatch.search_function) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select jsonb_build_object(
    'returned', string_agg(format('%I %s', c.name, c.type), ', ' order by c.place)
      || (
        select coalesce(string_agg(format(', %I %s', r.name, r.type), '' order by r.place), '')
        from pgmatch.search_ranks(search) as r
      ),
    'results', string_agg(quote_ident(c.name), ', ' order by c.place),
    'columns', string_agg(format('%s as %I', c.expression, c.name), ', ' order by c.place),
    'walked', string_agg(format('w.%I', c.name), ', ' order by c.place)
  )
  from pgmatch.search_columns(search) as c
$$;


ALTER FUNCTION pgmatch.search_column_parts(search pgmatch.search_function) OWNER TO postgres;

--
-- Name: FUNCTION search_column_parts(search pgmatch.search_function); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.search_column_parts(search pgmatch.search_function) IS 'The pieces of a made function that depend on the columns that it returns.';


--
-- Name: search_columns(pgmatch.search_function); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.search_columns(search pgmatch.search_function) RETURNS TABLE(place bigint, name name, type text, expression text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select
    r.place,
    a.attname,
    coalesce(w.type, format_type(a.atttypid, null)),
    case
      when a.attname is null then null
      when w.type is null then format('s.%I', a.attname)
      -- a vector is a JSON array by way of its text
      when w.type in ('json', 'jsonb') and (t.typname in ('vector', 'halfvec') or t.typcategory = 'S')
        then format('s.%I::text::%s', a.attname, w.type)
      when w.type in ('json', 'jsonb') and t.typname not in ('json', 'jsonb')
        then format('pg_catalog.to_%s(s.%I)', w.type, a.attname)
      else format('s.%I::%s', a.attname, w.type)
    end
  from unnest(search.returns) with ordinality as r (entry, place)
  left join pg_attribute as e
    on e.attrelid = search.target and e.attname = r.entry and e.attnum > 0 and not e.attisdropped
  cross join lateral (
    select
      coalesce(e.attname, case when n.type is not null then n.name end) as column_name,
      case when e.attname is null and n.type is not null
        then pgmatch.search_type(n.type, pgmatch.search_path(search))
      end as type
    from pgmatch.split_name(r.entry) as n
  ) as w
  left join pg_attribute as a
    on a.attrelid = search.target and a.attname = w.column_name and a.attnum > 0 and not a.attisdropped
  left join pg_type as t on t.oid = a.atttypid
  order by r.place
$$;


ALTER FUNCTION pgmatch.search_columns(search pgmatch.search_function) OWNER TO postgres;

--
-- Name: FUNCTION search_columns(search pgmatch.search_function); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.search_columns(search pgmatch.search_function) IS 'The columns that a made function returns, without similarity; the name is null if the table has no such column.';


--
-- Name: search_condition_parts(pgmatch.search_function); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.search_condition_parts(search pgmatch.search_function) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  select jsonb_build_object(
    -- a character has at most 4 bytes, so those of a long text need not be counted
    'conditions', concat(' and ' || l.always, E'\n          and (pgmatch_min_content_length is null or ' || format(
      'octet_length(s.' || t.content || '::text) / 4 >= %1$s or ' || l.length, 'pgmatch_min_content_length'
    ) || ')'),
    'always', coalesce(quote_literal(l.always), 'null'),
    'late', coalesce(
      'case when pgmatch_min_content_length is not null then format(' || quote_literal(l.length)
      || ', pgmatch_min_content_length) end',
      'null'
    )
  )
  from (
    select
      case
        when search.contract = 'langchain' then 's.metadata is not null'
        -- in a line, a row without content is not found
        when search.contract <> 'supabase' then format('s.%I is not null', search.content)
      end as always,
      -- counting bytes first spares reading long texts
      'octet_length(s.{content}::text) >= %1$s and length(s.{content}::text) >= %1$s' as template,
      replace(quote_ident(search.content), '%', '%%') as content
  ) as t
  cross join lateral (select t.always, replace(t.template, '{content}', t.content) as length) as l (always, length)
$_$;


ALTER FUNCTION pgmatch.search_condition_parts(search pgmatch.search_function) OWNER TO postgres;

--
-- Name: FUNCTION search_condition_parts(search pgmatch.search_function); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.search_condition_parts(search pgmatch.search_function) IS 'The pieces of a made function that leave out rows without content or with a short one.';


--
-- Name: search_definition(pgmatch.search_function); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.search_definition(search pgmatch.search_function) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  _parts constant jsonb := pgmatch.search_parts(search);
  _body constant text := case when search.words is not null then pgmatch.search_hybrid(search) else pgmatch.fill(
    $text$
#variable_conflict use_column
{made_by}
declare{variables}
  pgmatch_wanted integer;
  pgmatch_set text;
  pgmatch_iterative_scan text;
  pgmatch_earlier_ef_search text;
  pgmatch_max_scan_tuples text;
  pgmatch_before pgmatch.setting[];
  pgmatch_similarity double precision;
  pgmatch_walked bigint;
  pgmatch_is_few boolean;
  pgmatch_keys {key_type}[];
  pgmatch_similarities double precision[];
begin{everything}{walk}
  select n.keys, n.similarities into pgmatch_keys, pgmatch_similarities
  from pgmatch.nearest(
    null::{key_type}, {column}, pgmatch_query, pgmatch_match_count, pgmatch_match_threshold,
    late => {late},
    always => {always},
    filter => nullif(concat_ws(' and ',{filter} null), ''),
    path => {path},
    ef_search => pgmatch_ef_search, probes => pgmatch_probes, candidates => pgmatch_candidates,
    -- not to scan the index again, unless its scan had an earlier stop
    few => coalesce(
      pgmatch_few, case when pgmatch_walked is not null and pgmatch_min_content_length is null then true end
    )
  ) as n;
  return query
  select {walked}{score}
  from unnest(pgmatch_keys, pgmatch_similarities) with ordinality as n (key, similarity, place)
  cross join lateral (select {columns} from {target} as s where s.{key} = n.key limit 1) as w
  order by n.place;
end;
$text$,
    _parts || jsonb_build_object(
      'everything', concat(pgmatch.search_everything(search), pgmatch.search_sections(search)),
      'walk', pgmatch.search_walk(search),
      'score', case when search.scored then ', n.similarity' end
    )
  ) end;
begin
  return pgmatch.fill(
    $text$
create or replace function {name}(
  {arguments}
)
returns table ({returned})
language plpgsql
stable
rows 10
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_sort = off
set enable_seqscan = off
set jit = off{settings}
as {body}
$text$,
    _parts || jsonb_build_object('body', quote_literal(_body))
  );
end;
$_$;


ALTER FUNCTION pgmatch.search_definition(search pgmatch.search_function) OWNER TO postgres;

--
-- Name: FUNCTION search_definition(search pgmatch.search_function); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.search_definition(search pgmatch.search_function) IS 'The statement that makes the function that a row of pgmatch.search_function declares.';


--
-- Name: search_document(pgmatch.search_function); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.search_document(search pgmatch.search_function) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select case t.typname
    when 'tsvector' then format('s.%I', a.attname)
    -- as an index on the expression is written
    else format('pg_catalog.to_tsvector(%L::regconfig, s.%I)', search.text_config, a.attname)
  end
  from pg_attribute as a
  inner join pg_type as t on t.oid = a.atttypid
  where a.attrelid = search.target and a.attname = search.words
$$;


ALTER FUNCTION pgmatch.search_document(search pgmatch.search_function) OWNER TO postgres;

--
-- Name: FUNCTION search_document(search pgmatch.search_function); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.search_document(search pgmatch.search_function) IS 'The words of a row s, as SQL: its column of type tsvector, or the tsvector of its text.';


--
-- Name: search_everything(pgmatch.search_function); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.search_everything(search pgmatch.search_function) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
begin
  if search.contract is null or search.contract not in ('langchain', 'supabase') or not search.scored then
    return null;
  end if;
  return pgmatch.fill(
    $text$
  if pgmatch_match_count is null then
    return query
    select {walked}, {similarity}
    from (
      select {columns}, s.{key} as pgmatch_key, {distance} as pgmatch_distance
      from {target} as s
      where s.{embedding} is not null{conditions}{filtered}
      -- as in pgmatch.search_filtered
      offset 0
    ) as w
    where w.pgmatch_distance <> 'NaN' and (pgmatch_match_threshold is null or {similarity} > pgmatch_match_threshold)
    order by w.pgmatch_distance, w.pgmatch_key;
    return;
  end if;
$text$,
    pgmatch.search_parts(search)
  );
end;
$_$;


ALTER FUNCTION pgmatch.search_everything(search pgmatch.search_function) OWNER TO postgres;

--
-- Name: FUNCTION search_everything(search pgmatch.search_function); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.search_everything(search pgmatch.search_function) IS 'The text of a made function that answers a call without match_count; null without a contract.';


--
-- Name: search_filter_sets(pgmatch.search_function); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.search_filter_sets(search pgmatch.search_function) RETURNS TABLE(number integer, given text, condition text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  with filters as (
    select
      a.place,
      'pgmatch_filter_' || a.place as variable,
      format('(%s)', pgmatch.fill_condition(a.condition, 'pgmatch_filter_' || a.place)) as condition
    from pgmatch.search_arguments(search) as a
    where a.role = 'filter' and a.condition !~* E'~|\\^@|\\m(like|similar|starts_with)\\M|^\\(select\\M'
  )

  select 1, f.variable, f.condition from filters as f
  union all
  select 2, concat_ws(', ', f.variable, o.variable), concat_ws(' and ', f.condition, o.condition)
  from filters as f
  inner join filters as o on o.place > f.place
  where (select count(*) from filters) <= 4
$$;


ALTER FUNCTION pgmatch.search_filter_sets(search pgmatch.search_function) OWNER TO postgres;

--
-- Name: FUNCTION search_filter_sets(search pgmatch.search_function); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.search_filter_sets(search pgmatch.search_function) IS 'The filters behind which a made function has statements of its own: one, or two at once.';


--
-- Name: search_filtered(pgmatch.search_function, pgmatch.chosen_index, jsonb); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.search_filtered(search pgmatch.search_function, chosen pgmatch.chosen_index, parts jsonb) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  select pgmatch.fill(
    $text$
    if pg_catalog.num_nonnulls({filters}) between 1 and 2 or not pgmatch_few then
      pgmatch_is_few := pgmatch_few;
      pgmatch_set := set_config('search_path', {path}, true);{compared}
      if not pgmatch_is_few then{scanned}
      end if;
      pgmatch_set := set_config('search_path', 'pg_catalog, pg_temp', true);
    elsif pg_catalog.num_nonnulls({filters}) = 0 then{unfiltered}
    end if;$text$,
    jsonb_build_object(
      'filters', parts -> 'filters',
      'path', parts ->> 'path',
      'unfiltered', pgmatch.search_scan(search, chosen, parts, false),
      'scanned', pgmatch.search_scan(search, chosen, parts, true),
      'compared', (
        select string_agg(
          pgmatch.fill(
            $text$
      if pgmatch_is_few is null
        and pg_catalog.num_nonnulls({filters}) = {number} and pg_catalog.num_nonnulls({given}) = {number} then
        select not exists (
          select 1 from {target} as s where {condition} offset pgmatch.few_rows({target_name})
        ) into pgmatch_is_few
        where pgmatch.is_fast({is_fast});
        if pgmatch_is_few then
          return query
          select {walked}{scored}
          from (
            select {columns}, s.{key} as pgmatch_key, {distance} as pgmatch_distance
            from {target} as s
            where s.{embedding} is not null{conditions}
              and {condition}
            -- computes each distance once, and keeps the planner from the vector index
            offset 0
          ) as w
          where w.pgmatch_distance <> 'NaN'
            and (pgmatch_match_threshold is null or {similarity} > pgmatch_match_threshold)
          order by w.pgmatch_distance, w.pgmatch_key
          limit pgmatch_match_count;
          return;
        end if;
      end if;$text$,
            parts || jsonb_build_object(
              'number', f.number,
              'given', f.given,
              'condition', f.condition,
              'scored', case when search.scored then ', ' || (parts ->> 'similarity') end
            )
          ),
          '' order by f.number, f.given
        )
        from pgmatch.search_filter_sets(search) as f
      )
    )
  )
  where parts ->> 'filters' is not null
$_$;


ALTER FUNCTION pgmatch.search_filtered(search pgmatch.search_function, chosen pgmatch.chosen_index, parts jsonb) OWNER TO postgres;

--
-- Name: FUNCTION search_filtered(search pgmatch.search_function, chosen pgmatch.chosen_index, parts jsonb); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.search_filtered(search pgmatch.search_function, chosen pgmatch.chosen_index, parts jsonb) IS 'How the fast path of a made function answers behind few filters, or none; null without filters.';


--
-- Name: search_grants(name[]); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.search_grants(roles name[]) RETURNS SETOF text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select format('grant usage on schema %I to %I', n.nspname, r.role)
  from unnest(roles) as r (role)
  cross join pg_namespace as n
  where (n.nspname = 'pgmatch' or n.oid = (select e.extnamespace from pg_extension as e where e.extname = 'vector'))
    and not has_schema_privilege(r.role, n.oid, 'usage')
  union all
  select format('grant %s on %s %s to %I', m.readers, m.kind, o.name, r.role)
  from unnest(roles) as r (role)
  cross join pgmatch.line_members('core') as m
  cross join lateral (
    select case m.kind when 'function' then m.object::regprocedure::text else m.object::regclass::text end as name
  ) as o
  where m.name like 'pgmatch.%' and m.readers is not null and m.kind in ('function', 'table')
    and case m.kind
      when 'function' then not has_function_privilege(r.role, m.object, 'execute')
      else not has_table_privilege(r.role, m.object, 'select')
    end
  union all
  select 'create policy callers_of_searches on pgmatch.index_tuning for select using (true)'
  where exists (
    select 1
    from unnest(roles) as r (role)
    inner join pg_class as c on c.oid = 'pgmatch.index_tuning'::regclass
    where r.role <> pg_get_userbyid(c.relowner)
  )
    and not exists (
      select 1 from pg_policy as p
      where p.polrelid = 'pgmatch.index_tuning'::regclass and p.polname = 'callers_of_searches'
    )
$$;


ALTER FUNCTION pgmatch.search_grants(roles name[]) OWNER TO postgres;

--
-- Name: FUNCTION search_grants(roles name[]); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.search_grants(roles name[]) IS 'The statements that give roles what made functions call; no rows if they have it all.';


--
-- Name: search_hybrid(pgmatch.search_function); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.search_hybrid(search pgmatch.search_function) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  select pgmatch.fill(
    $text$
#variable_conflict use_column
{made_by}
declare{variables}
begin
  return query
  select {walked}{score}
  from pgmatch.hybrid_matches(
    null::{key_type},
    row(
      {column}, pgmatch_query, pgmatch_match_count, pgmatch_match_threshold, {always}, {late},
      nullif(concat_ws(' and ',{filter} null), ''), {path}
    ),
    {document}, pgmatch.text_query({config}, pgmatch.question_text(pgmatch_query_text)),
    pgmatch_full_text_weight, pgmatch_semantic_weight, pgmatch_rrf_k,
    pgmatch_ef_search, pgmatch_probes, pgmatch_candidates, {section}, {guide}
  ) as h
  cross join lateral unnest(h.keys, h.scores, h.full_text_ranks, h.semantic_ranks, h.similarities) with ordinality
    as f (key, score, full_text_rank, semantic_rank, similarity, place)
  cross join lateral (select {columns} from {target} as s where s.{key} = f.key limit 1) as w
  order by f.place;
end;
$text$,
    pgmatch.search_parts(search) || jsonb_build_object(
      'document', quote_literal(pgmatch.search_document(search)),
      'config', quote_literal(search.text_config) || '::regconfig',
      'guide', search.contract is not null,
      'score', case when search.scored then ', f.score, f.full_text_rank, f.semantic_rank, f.similarity' end
    )
  )
$_$;


ALTER FUNCTION pgmatch.search_hybrid(search pgmatch.search_function) OWNER TO postgres;

--
-- Name: FUNCTION search_hybrid(search pgmatch.search_function); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.search_hybrid(search pgmatch.search_function) IS 'The text of a made function that searches by words and by meaning.';


--
-- Name: search_index(regclass, name, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.search_index(target regclass, embedding name, metric text) RETURNS pgmatch.chosen_index
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $_$
declare
  _operator constant text := (pgmatch.metric_sql(metric)).operator;
  _chosen pgmatch.chosen_index;
begin
  select f.index, f.method, f.kind, f.ordering, f.other, t.ef_search, t.probes, t.overfetch
  into _chosen.index, _chosen.method, _chosen.kind, _chosen.ordering, _chosen.other,
    _chosen.ef_search, _chosen.probes, _chosen.overfetch
  from (
    select
      x.indexrelid as index,
      am.amname as method,
      k.kind,
      case k.kind
        when 'binary' then format(
          '%1$s operator(%2$s.<~>) %2$s.binary_quantize($1)::%3$s', e.expression, o.opcnamespace::regnamespace, e.type
        )
        else e.expression || ' ' || _operator || ' $1::' || e.type
      end as ordering,
      case am.amname
        when 'hnsw' then max(x.indexrelid) filter (where am.amname = 'ivfflat') over (partition by k.kind)
        else max(x.indexrelid) filter (where am.amname = 'hnsw') over (partition by k.kind)
      end as other,
      x.indpred is null as is_whole,
      -- as in pgmatch.index_build
      c.relnamespace::regnamespace || '.' || quote_ident(c.relname) as full_name,
      concat_ws(' ', am.amname, o.opcname, c.reloptions::text) as build
    from pg_index as x
    inner join pg_class as c on c.oid = x.indexrelid
    inner join pg_am as am on am.oid = c.relam and am.amname in ('hnsw', 'ivfflat')
    inner join pg_opclass as o on o.oid = x.indclass[0]
    cross join lateral (
      select case o.opcname when 'bit_hamming_ops' then 'binary' else split_part(o.opcname, '_', 1) end as kind
    ) as k
    left join lateral (
      select pg_get_indexdef(x.indexrelid, 1, false) as expression, format_type(a.atttypid, a.atttypmod) as type
      from pg_attribute as a
      where a.attrelid = x.indexrelid and a.attnum = 1 and x.indkey[0] = 0
    ) as e on true
    where x.indrelid = search_index.target
      and x.indisvalid
      -- extensions' objects have oids from here on: saves the joins for other indexes
      and x.indclass[0] >= 16384
      and o.opcname in ('vector_' || metric || '_ops', 'halfvec_' || metric || '_ops', 'bit_hamming_ops')
      and case x.indkey[0]
        when 0 then
          e.expression in (
            format('((%I)::%s)', embedding, e.type),
            format('((%s.binary_quantize(%I))::%s)', o.opcnamespace::regnamespace, embedding, e.type)
          )
        else
          x.indkey[0] = (
            select s.attnum from pg_attribute as s where s.attrelid = x.indrelid and s.attname = embedding
          )
      end
  ) as f
  left join pgmatch.index_tuning as t on t.index = f.full_name and t.build = f.build
  where f.is_whole
  order by f.kind = 'binary' and t.overfetch is null, f.kind, f.method, f.index
  limit 1;
  return _chosen;
end;
$_$;


ALTER FUNCTION pgmatch.search_index(target regclass, embedding name, metric text) OWNER TO postgres;

--
-- Name: FUNCTION search_index(target regclass, embedding name, metric text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.search_index(target regclass, embedding name, metric text) IS 'The vector index that a search uses under a metric, and how to use it; nulls if none fits.';


--
-- Name: search_key(regclass); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.search_key(target regclass) RETURNS name
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select u.name
  from pgmatch.unique_columns(target) as u
  order by u.is_primary desc, u.allows_null, u.number
  limit 1
$$;


ALTER FUNCTION pgmatch.search_key(target regclass) OWNER TO postgres;

--
-- Name: FUNCTION search_key(target regclass); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.search_key(target regclass) IS 'The unique column by which a search names the rows of a table; null if there is none.';


--
-- Name: search_line(pgmatch.search_function); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.search_line(search pgmatch.search_function) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select m.line
  from pgmatch.member as m
  inner join pgmatch.install as i on i.line = m.line
  where m.kind = 'function'
    and i.schema_name = search.schema_name
    and split_part(m.name, '(', 1) = quote_ident(search.name)
$$;


ALTER FUNCTION pgmatch.search_line(search pgmatch.search_function) OWNER TO postgres;

--
-- Name: FUNCTION search_line(search pgmatch.search_function); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.search_line(search pgmatch.search_function) IS 'The line to which a function of pgmatch.create_search belongs; null for one of the user''s own.';


--
-- Name: search_oid(pgmatch.search_function); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.search_oid(search pgmatch.search_function) RETURNS regprocedure
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select p.oid::regprocedure
  from (
    select p.oid from pg_proc as p where p.oid = search.made_function and search.made_table = search.target
    union all
    select p.oid
    from pg_proc as p
    inner join pg_namespace as n on n.oid = p.pronamespace
    where n.nspname = search.schema_name
      and p.proname = search.name
      and not exists (
        select 1
        from pgmatch.search_function as f
        where f.made_function = p.oid
          and f.made_table = f.target
          and (f.schema_name, f.name) <> (search.schema_name, search.name)
      )
  ) as f (oid)
  inner join pg_proc as p on p.oid = f.oid
  where p.prosrc like E'%\n-- pgmatch.search_function: {"%'
    and pg_has_role(
      p.proowner, (select c.relowner from pg_class as c where c.oid = 'pgmatch.search_function'::regclass), 'usage'
    )
  order by coalesce(p.oid = search.made_function, false) desc, p.oid
  limit 1
$$;


ALTER FUNCTION pgmatch.search_oid(search pgmatch.search_function) OWNER TO postgres;

--
-- Name: FUNCTION search_oid(search pgmatch.search_function); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.search_oid(search pgmatch.search_function) IS 'The function that pgmatch.create_search has made for a declaration; null if there is none.';


--
-- Name: search_parts(pgmatch.search_function); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.search_parts(search pgmatch.search_function) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select jsonb_build_object(
    'name', format('%I.%I', search.schema_name, search.name),
    -- pgmatch.declared_searches reads the declaration from here
    'made_by', case
      when search.contract not in ('langchain', 'supabase')
        then format('-- made by pgmatch.%I', search.contract || '_make_walk')
      else format(
        E'-- made by pgmatch.create_search; pgmatch.drop_search removes it\n-- pgmatch.search_function: %s',
        pgmatch.declaration_of(search)
      )
    end,
    'target', search.target::text,
    'target_name', quote_literal(search.target::text),
    'embedding', quote_ident(search.embedding),
    'key', quote_ident(search.key),
    'key_type', (
      select format_type(a.atttypid, null) from pg_attribute as a
      where a.attrelid = search.target and a.attname = search.key
    ),
    'column', format('%L, %L, %L, %L', search.target::text, search.embedding, search.key, search.metric),
    'path', quote_literal(concat_ws(
      ', ', pgmatch.search_path(search), case when e.name <> all(search.path) then quote_ident(e.name) end, 'pg_temp'
    )),
    'schema', quote_ident(e.name),
    'section', case
      when search.section is null then 'null'
      else format('case when pgmatch_one_per_section then %L::name[] end', search.section)
    end,
    'distance', pgmatch.distance(search.target, search.embedding, search.metric),
    'similarity', (
      select replace(m.similarity, 'distance', 'w.pgmatch_distance') from pgmatch.metric_sql(search.metric) as m
    )
  )
  || pgmatch.search_column_parts(search)
  || pgmatch.search_argument_parts(search)
  || pgmatch.search_condition_parts(search)
  || (
    select jsonb_build_object('variables', string_agg(E'\n  ' || v.declaration, '' order by v.place))
    from pgmatch.search_variables(search) as v
  )
  from (
    select n.nspname as name
    from pg_extension as x
    inner join pg_namespace as n on n.oid = x.extnamespace
    where x.extname = 'vector'
  ) as e
$$;


ALTER FUNCTION pgmatch.search_parts(search pgmatch.search_function) OWNER TO postgres;

--
-- Name: FUNCTION search_parts(search pgmatch.search_function); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.search_parts(search pgmatch.search_function) IS 'The pieces of SQL from which the text of a made function is put together.';


--
-- Name: search_path(pgmatch.search_function); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.search_path(search pgmatch.search_function) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select string_agg(quote_ident(s.name), ', ' order by s.place)
  from unnest(search.path) with ordinality as s (name, place)
$$;


ALTER FUNCTION pgmatch.search_path(search pgmatch.search_function) OWNER TO postgres;

--
-- Name: FUNCTION search_path(search pgmatch.search_function); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.search_path(search pgmatch.search_function) IS 'The schemas in which the types and conditions of a declaration are looked up, as a search_path.';


--
-- Name: search_place(regprocedure, jsonb, name, text[]); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.search_place(search regprocedure, arguments jsonb, key name, keys text[], OUT place bigint, OUT found_row jsonb) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
begin
  execute format(
    'select r.ordinality, to_jsonb(r) from %s where r.%I::text = any($2) order by r.ordinality limit 1',
    pgmatch.search_call(search, arguments),
    key
  )
  into place, found_row
  using arguments, keys;
end;
$_$;


ALTER FUNCTION pgmatch.search_place(search regprocedure, arguments jsonb, key name, keys text[], OUT place bigint, OUT found_row jsonb) OWNER TO postgres;

--
-- Name: FUNCTION search_place(search regprocedure, arguments jsonb, key name, keys text[], OUT place bigint, OUT found_row jsonb); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.search_place(search regprocedure, arguments jsonb, key name, keys text[], OUT place bigint, OUT found_row jsonb) IS 'At which place a search returns a row, from 1, and the row; nulls if it does not return it.';


--
-- Name: search_ranks(pgmatch.search_function); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.search_ranks(search pgmatch.search_function) RETURNS TABLE(place integer, name text, type text)
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select r.place, r.name, r.type
  from (
    values
      (1, 'score', 'double precision', true),
      (2, 'full_text_rank', 'bigint', true),
      (3, 'semantic_rank', 'bigint', true),
      (4, 'similarity', 'double precision', null)
  ) as r (place, name, type, is_hybrid)
  where search.scored and coalesce(r.is_hybrid = (search.words is not null), true)
$$;


ALTER FUNCTION pgmatch.search_ranks(search pgmatch.search_function) OWNER TO postgres;

--
-- Name: FUNCTION search_ranks(search pgmatch.search_function); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.search_ranks(search pgmatch.search_function) IS 'The columns with which the result of a made function ends: what a hybrid search found, and similarity.';


--
-- Name: search_readers(pgmatch.search_function); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.search_readers(search pgmatch.search_function) RETURNS SETOF name
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select g.role from unnest(search.grants) as g (role) where search.grants is not null
  union
  select r.role
  from (
    select c.relowner as grantee from pg_class as c where c.oid = search.target
    union
    select a.grantee
    from pg_class as c cross join lateral aclexplode(c.relacl) as a
    where c.oid = search.target
    union
    select a.grantee
    from pg_attribute as t cross join lateral aclexplode(t.attacl) as a
    where t.attrelid = search.target and not t.attisdropped
  ) as g
  cross join lateral (
    select case g.grantee when 0 then 'public' else pg_get_userbyid(g.grantee) end as role
  ) as r
  where search.grants is null and (
    select bool_and(has_column_privilege(r.role, search.target, c.name, 'select'))
    from (
      select search.embedding as name
      union all
      select search.key
      union all
      select search.content where search.content is not null
      union all
      select search.metadata where search.metadata is not null
      union all
      select s.name from unnest(search.section) as s (name)
      union all
      select c.name from pgmatch.search_columns(search) as c
    ) as c
  )
$$;


ALTER FUNCTION pgmatch.search_readers(search pgmatch.search_function) OWNER TO postgres;

--
-- Name: FUNCTION search_readers(search pgmatch.search_function); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.search_readers(search pgmatch.search_function) IS 'The roles that may call a made function: those that may read all its columns, unless its declaration says others.';


--
-- Name: search_rows(anyelement, pgmatch.question, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.search_rows(no_key anyelement, question pgmatch.question, candidates text, OUT keys anyarray, OUT similarities double precision[], OUT compared integer) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _statement constant text := pgmatch.search_statement(question, candidates);
begin
  if question.path is not null then
    perform set_config('search_path', question.path, true);
  end if;
  execute _statement into keys, similarities, compared using question.query, question.match_threshold;
end;
$$;


ALTER FUNCTION pgmatch.search_rows(no_key anyelement, question pgmatch.question, candidates text, OUT keys anyarray, OUT similarities double precision[], OUT compared integer) OWNER TO postgres;

--
-- Name: FUNCTION search_rows(no_key anyelement, question pgmatch.question, candidates text, OUT keys anyarray, OUT similarities double precision[], OUT compared integer); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.search_rows(no_key anyelement, question pgmatch.question, candidates text, OUT keys anyarray, OUT similarities double precision[], OUT compared integer) IS 'Answers a question from some of the rows that pass its conditions.';


--
-- Name: search_scan(pgmatch.search_function, pgmatch.chosen_index, jsonb, boolean); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.search_scan(search pgmatch.search_function, chosen pgmatch.chosen_index, parts jsonb, is_filtered boolean) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  select pgmatch.fill(
    $text${set_wanted}{set_scan}
    for {results}, {score}, pgmatch_walked in
      with walked as materialized (
        select {columns}, s.{key} as pgmatch_key, {distance} as pgmatch_distance
        from {target} as s
        where s.{embedding} is not null{conditions}{filtered}
          and pgmatch.is_fast({is_fast})
          and pgmatch_match_count <= pgmatch.most_to_walk({target_name})
        order by {ordering}
        fetch first ({wanted}) rows {ties}
      )
      select {walked}, {similarity}, (select count(*) from walked as n where n.pgmatch_distance <> 'NaN')
      from walked as w
      where w.pgmatch_distance <> 'NaN'
      order by w.pgmatch_distance + 0::float8, w.pgmatch_key
      limit pgmatch_match_count
    loop
      exit when pgmatch_walked < pgmatch_match_count or {score} <= pgmatch_match_threshold;
      return next;
    end loop;{put_back}
    if pgmatch_walked >= pgmatch_match_count then
      return;
    end if;$text$,
    parts || jsonb_build_object(
      'filtered', case when is_filtered then parts ->> 'filtered' end,
      'ordering', coalesce(chosen.ordering, parts ->> 'distance'),
      'score', case when search.scored then 'similarity' else 'pgmatch_similarity' end,
      'wanted', w.wanted,
      'ties', case chosen.kind when 'binary' then 'only' else 'with ties' end,
      'set_wanted', E'\n    pgmatch_wanted := ' || case
        when chosen.kind = 'binary' then format(
          'coalesce(pgmatch_candidates, least(100000, pg_catalog.ceil(pgmatch_match_count::float8 * %s::float8)));',
          coalesce(chosen.overfetch, 20)
        )
        when is_filtered then '(5 * pgmatch_match_count + 3) / 4;'
      end,
      'set_scan', case when i.is_inline then format($text$
    pgmatch_iterative_scan := current_setting('hnsw.iterative_scan');
    pgmatch_earlier_ef_search := current_setting('hnsw.ef_search');
    pgmatch_max_scan_tuples := current_setting('hnsw.max_scan_tuples');
    pgmatch_set := pg_catalog.concat(
      case pgmatch_iterative_scan when 'off' then set_config('hnsw.iterative_scan', 'relaxed_order', true) end,
      case when pgmatch_earlier_ef_search = '40' or pgmatch_ef_search is not null then
        set_config('hnsw.ef_search', coalesce(pgmatch_ef_search, greatest(%2$s, least(%1$s + 1, 1000)))::text, true)
      end,
      case when %3$s < pgmatch_max_scan_tuples::integer then
        set_config('hnsw.max_scan_tuples', (%3$s)::text, true)
      end
    );$text$, w.wanted, least(1000, e.ef_search), w.stop)
        else format($text$
    pgmatch_before := pgmatch.set_scan(
      pgmatch.search_index(%L, %L, %L), %s, pgmatch_ef_search, pgmatch_probes,
      least(%s, coalesce(current_setting('hnsw.max_scan_tuples', true)::integer, 20000))
    );$text$, search.target::text, search.embedding, search.metric, w.wanted, w.stop)
      end,
      'put_back', case when i.is_inline then $text$
    pgmatch_set := pg_catalog.concat(
      set_config('hnsw.iterative_scan', pgmatch_iterative_scan, true),
      set_config('hnsw.ef_search', pgmatch_earlier_ef_search, true),
      set_config('hnsw.max_scan_tuples', pgmatch_max_scan_tuples, true)
    );$text$
        else $text$
    perform pgmatch.put_back(pgmatch_before);$text$
      end
    )
  )
  from (
    select
      n.wanted,
      format('case when pgmatch_min_content_length is not null then 2000 + 20 * %s end', n.wanted)
    from (
      select case when chosen.kind = 'binary' or is_filtered then 'pgmatch_wanted' else 'pgmatch_match_count' end
    ) as n (wanted)
  ) as w (wanted, stop)
  cross join (select chosen.method = 'hnsw' and chosen.other is null) as i (is_inline)
  cross join (
    select case
      when is_filtered and chosen.kind <> 'binary'
        then coalesce(2 * chosen.ef_search, 3 * pgmatch.default_ef_search() / 2)
      else coalesce(chosen.ef_search, pgmatch.default_ef_search())
    end
  ) as e (ef_search)
$_$;


ALTER FUNCTION pgmatch.search_scan(search pgmatch.search_function, chosen pgmatch.chosen_index, parts jsonb, is_filtered boolean) OWNER TO postgres;

--
-- Name: FUNCTION search_scan(search pgmatch.search_function, chosen pgmatch.chosen_index, parts jsonb, is_filtered boolean); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.search_scan(search pgmatch.search_function, chosen pgmatch.chosen_index, parts jsonb, is_filtered boolean) IS 'How the fast path of a made function scans its index, behind the filters or without them.';


--
-- Name: search_sections(pgmatch.search_function); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.search_sections(search pgmatch.search_function) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
begin
  if search.section is null then
    return null;
  end if;
  return pgmatch.fill(
    $text$
  if pgmatch_one_per_section then{check_scan}
    return query
    select {walked}, n.similarity
    from pgmatch.nearest_sections(
      null::{key_type},
      row(
        {column}, pgmatch_query, pgmatch_match_count, pgmatch_match_threshold, {always}, {late},
        nullif(concat_ws(' and ',{filter} null), ''), {path}
      ),
      {section}, pgmatch_ef_search, pgmatch_probes, pgmatch_candidates
    ) as f
    cross join lateral unnest(f.keys, f.similarities) with ordinality as n (key, similarity, place)
    cross join lateral (select {columns} from {target} as s where s.{key} = n.key limit 1) as w
    order by n.place;
    return;
  end if;
$text$,
    pgmatch.search_parts(search)
  );
end;
$_$;


ALTER FUNCTION pgmatch.search_sections(search pgmatch.search_function) OWNER TO postgres;

--
-- Name: FUNCTION search_sections(search pgmatch.search_function); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.search_sections(search pgmatch.search_function) IS 'The text of a made function that answers a call for one row of each section; null without sections.';


--
-- Name: search_state(pgmatch.search_function); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.search_state(search pgmatch.search_function) RETURNS TABLE(state text, problem text, fix text[])
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _own_name constant text[] := '{schema_name, name}';
  _function constant regprocedure := pgmatch.search_oid(search);
  -- that of a line is for the line to drop
  _drop constant text[] := case when pgmatch.search_line(search) is null
    then array[format('select pgmatch.drop_search(%L);', format('%I.%I', search.schema_name, search.name))]
    else '{}' end;
  -- since it was made
  _renamed constant text := (
    select string_agg(format('Its column %s is now called %s.', c.name, a.attname), ' ' order by c.name)
    from jsonb_each_text(search.made_columns) as c (name, number)
    inner join pg_attribute as a
      on a.attrelid = search.target and a.attnum = c.number::smallint and not a.attisdropped
    where search.made_table = search.target and pgmatch.present_column(search, c.name) <> c.name
  );
  _text constant text := (select p.prosrc from pg_proc as p where p.oid = _function);
  _made constant jsonb := substring(_text from E'\n-- pgmatch.search_function: (\\{[^\n]*\\})\n')::jsonb;
  _definition text;
  _hint text;
begin
  fix := '{select pgmatch.refresh_searches();}';
  if not exists (select 1 from pg_class as c where c.oid = search.target) then
    state := 'table missing';
    problem := case
      when _function is null then 'Its table and its function no longer exist.'
      else 'Its table no longer exists, so every call fails.'
    end;
    fix := _drop;
    return next;
    return;
  elsif _function is null then
    state := 'function missing';
    problem := 'The function no longer exists, but pgmatch still has its declaration.'
      || case when search.replaced is null then '' else ' The fix puts back the function that it replaced.' end;
    fix := _drop;
    return next;
    return;
  end if;

  begin
    perform pgmatch.check_search(search);
    problem := pgmatch.changed_result(search);
    -- a function that was renamed by hand keeps its text
    _definition := pgmatch.search_definition(jsonb_populate_record(
      search, jsonb_build_object('schema_name', _made -> 'schema_name', 'name', _made -> 'name')
    ));
  exception when others then
    get stacked diagnostics problem = message_text, _hint = pg_exception_hint;
    problem := concat_ws(' ', problem || '.', coalesce(_renamed, nullif(_hint, '')));
  end;
  if problem is not null then
    state := 'invalid';
    fix := _drop;
    return next;
    return;
  end if;
  state := 'outdated';
  if pgmatch.declaration_of(search) - _own_name is distinct from _made - _own_name then
    state := 'renamed';
    problem := 'Its table or a column was renamed, so calls fail.';
  elsif search.made_function is null then
    problem := 'Its row in the record was lost.';
  elsif search.decided is distinct from pgmatch.search_choice(search.target, search.embedding, search.metric) then
    problem := 'It was made when its table had other indexes: its answers are right, but slow.';
  elsif strpos(_definition, quote_literal(_text)) = 0 then
    problem := 'Its text is not the one that its table and this version of pgmatch need.';
  else
    state := 'fine';
    fix := '{}';
  end if;
  return next;
end;
$$;


ALTER FUNCTION pgmatch.search_state(search pgmatch.search_function) OWNER TO postgres;

--
-- Name: FUNCTION search_state(search pgmatch.search_function); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.search_state(search pgmatch.search_function) IS 'Whether a made function is fine, what its problem is otherwise, and the statements that solve it.';


--
-- Name: search_statement(pgmatch.question, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.search_statement(question pgmatch.question, candidates text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
begin
  return format(
    'with candidate as materialized (select s.%I as key, (%s) + 0::float8 as distance from %s as s where %s %s)'
    ' select coalesce(pg_catalog.array_agg(n.key order by n.distance, n.key), ''{}''),'
    ' coalesce(pg_catalog.array_agg(n.similarity order by n.distance, n.key), ''{}''),'
    ' (select count(*) from candidate where distance <> ''NaN'')'
    ' from (select key, distance, %s as similarity from candidate where distance <> ''NaN'''
    ' order by distance, key limit %s) as n where $2 is null or n.similarity > $2',
    question.key,
    pgmatch.distance(question.target, question.embedding, question.metric),
    question.target,
    concat_ws(
      ' and ', format('s.%I is not null', question.embedding), question.always, question.late, question.filter
    ),
    candidates,
    (pgmatch.metric_sql(question.metric)).similarity,
    question.match_count
  );
end;
$_$;


ALTER FUNCTION pgmatch.search_statement(question pgmatch.question, candidates text) OWNER TO postgres;

--
-- Name: FUNCTION search_statement(question pgmatch.question, candidates text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.search_statement(question pgmatch.question, candidates text) IS 'The SQL that answers a question from some of the rows that pass its conditions.';


--
-- Name: search_type(text, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.search_type(type text, path text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _type regtype;
begin
  perform set_config('search_path', coalesce(path, ''), true);
  begin
    _type := to_regtype(type);
  exception
    when syntax_error or invalid_parameter_value or undefined_object then
      _type := null;
  end;
  perform set_config('search_path', 'pg_catalog, pg_temp', true);
  if _type is null or exists (select 1 from pg_type as t where t.oid = _type and t.typtype = 'p') then
    raise exception using
      errcode = 'undefined_object',
      message = format('%L is not a type that an argument or a column can have', type),
      hint = 'Write a type as in create table, for example text, integer or uuid[].';
  end if;
  -- without -1, bpchar and bit would be char(1) and bit(1), to which a cast cuts a value
  return format_type(_type, -1);
end;
$$;


ALTER FUNCTION pgmatch.search_type(type text, path text) OWNER TO postgres;

--
-- Name: FUNCTION search_type(type text, path text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.search_type(type text, path text) IS 'The full name of a type that a declaration names; raises 42704 if there is none.';


--
-- Name: search_variables(pgmatch.search_function); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.search_variables(search pgmatch.search_function) RETURNS TABLE(place bigint, declaration text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select
    r.place,
    case
      when a.name is null then format('pgmatch_%s constant %s := null;', r.role, r.type)
      when r.role = 'match_count' and search.contract = 'supabase' and not search.scored then format(
        'pgmatch_match_count constant integer := least(%I, %s);',
        a.name,
        case when search.words is null then 200 else 30 end
      )
      else format('pgmatch_%s alias for %I;', r.role, a.name)
    end
  from (
    values
      (1, 'query', null, null),
      (2, 'match_count', 'integer', null),
      (3, 'match_threshold', 'double precision', null),
      (4, 'min_content_length', 'integer', null),
      (5, 'ef_search', 'integer', null),
      (6, 'probes', 'integer', null),
      (7, 'candidates', 'integer', null),
      (8, 'query_text', null, true),
      (9, 'full_text_weight', null, true),
      (10, 'semantic_weight', null, true),
      (11, 'rrf_k', null, true),
      (12, 'few', 'boolean', false),
      (13, 'one_per_section', 'boolean', null)
  ) as r (place, role, type, is_hybrid)
  left join pgmatch.search_arguments(search) as a on a.role = r.role
  where coalesce(r.is_hybrid = (search.words is not null), true)
    and (r.role <> 'one_per_section' or search.section is not null)
  union all
  select
    13 + a.place,
    case search.contract
      when 'langchain' then format('pgmatch_filter_%s constant %s := nullif(%I, ''{}'');', a.place, a.type, a.name)
      else format('pgmatch_filter_%s alias for %I;', a.place, a.name)
    end
  from pgmatch.search_arguments(search) as a
  where a.role = 'filter'
$$;


ALTER FUNCTION pgmatch.search_variables(search pgmatch.search_function) OWNER TO postgres;

--
-- Name: FUNCTION search_variables(search pgmatch.search_function); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.search_variables(search pgmatch.search_function) IS 'The declarations that give each argument of a made function a name that no column has.';


--
-- Name: search_walk(pgmatch.search_function); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.search_walk(search pgmatch.search_function) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  _chosen constant pgmatch.chosen_index := pgmatch.search_index(search.target, search.embedding, search.metric);
  _parts jsonb;
begin
  if _chosen.index is null then
    return null;
  end if;
  _parts := pgmatch.search_parts(search) || jsonb_build_object(
    'is_fast', format(
      '%L, %L, %L, %L',
      search.target::text,
      search.embedding,
      search.metric,
      pgmatch.search_choice(search.target, search.embedding, search.metric)
    )
  );
  return pgmatch.fill(
    $text$
  if pgmatch_match_count between 1 and 10000
    and {schema}.vector_dims(pgmatch_query) = {dimensions}
    and {schema}.vector_norm(pgmatch_query) {norm}
    and pgmatch_match_threshold is distinct from 'NaN' then
    -- one that comes from a table is read from its storage here, not once a row
    pgmatch_query := pgmatch_query::{schema}.vector({dimensions});{check_scan}{answer}
  end if;
$text$,
    _parts || jsonb_build_object(
      'dimensions', pgmatch.dimensions_of(search.target, search.embedding),
      'norm', case
        -- a halfvec cannot hold a number beyond 65504
        when _chosen.kind = 'halfvec'
          then 'between ' || case when search.metric in ('l2', 'l1') then '0' else '1e-300' end || ' and 65504'
        -- a vector of zeros has no direction, but a distance
        when search.metric in ('l2', 'l1') then '>= 0'
        else '> 0'
      end,
      'answer', coalesce(
        pgmatch.search_filtered(search, _chosen, _parts), pgmatch.search_scan(search, _chosen, _parts, false)
      )
    )
  );
end;
$_$;


ALTER FUNCTION pgmatch.search_walk(search pgmatch.search_function) OWNER TO postgres;

--
-- Name: FUNCTION search_walk(search pgmatch.search_function); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.search_walk(search pgmatch.search_function) IS 'The fast path in the text of a made function; null if no index fits.';


--
-- Name: searched_columns(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.searched_columns() RETURNS SETOF pgmatch.search
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select s.*
  from pgmatch.search as s
  inner join pg_attribute as a on a.attrelid = s.target and a.attname = s.embedding and not a.attisdropped
$$;


ALTER FUNCTION pgmatch.searched_columns() OWNER TO postgres;

--
-- Name: FUNCTION searched_columns(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.searched_columns() IS 'The columns of embeddings that can be searched, without those that somebody has dropped.';


--
-- Name: searched_metrics(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.searched_metrics() RETURNS TABLE(target regclass, embedding name, metric text, line text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select s.target, s.embedding, s.metric, s.line
  from pgmatch.searched_columns() as s
  union
  select s.target, s.embedding, d.metric, s.line
  from pgmatch.searched_columns() as s
  inner join pgmatch.declared_searches() as d on d.target = s.target and d.embedding = s.embedding
$$;


ALTER FUNCTION pgmatch.searched_metrics() OWNER TO postgres;

--
-- Name: FUNCTION searched_metrics(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.searched_metrics() IS 'The columns of embeddings that can be searched, with each metric that a search of them has.';


--
-- Name: searched_rows(regclass, text, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.searched_rows(target regclass, condition text, path text) RETURNS double precision
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
declare
  _most constant integer := 10000;
  _statement constant text := format(
    'select count(*) from (select from %s as s where %s limit %s) as r', target, coalesce(condition, 'true'), _most
  );
  _estimated constant double precision := pgmatch.estimated_rows(target);
  _counted bigint := _most;
begin
  if _estimated is null or condition is not null or pgmatch.has_policies(target) then
    if path is not null then
      perform set_config('search_path', path, true);
    end if;
    execute _statement into _counted;
  end if;
  return case when _counted < _most then _counted else greatest(_estimated, _most) end;
end;
$$;


ALTER FUNCTION pgmatch.searched_rows(target regclass, condition text, path text) OWNER TO postgres;

--
-- Name: FUNCTION searched_rows(target regclass, condition text, path text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.searched_rows(target regclass, condition text, path text) IS 'About how many rows of a table pass the conditions of a search.';


--
-- Name: set_access(text, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.set_access(mode text, line text DEFAULT 'nods'::text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _lines text[];
  _line text;
  _is_whole boolean;
  _is_right boolean;
  _targets regclass[];
begin
  -- first: a session that waits for another change of access or a migration must not hold a lock that it needs
  perform pgmatch.take_turn();
  _lines := pgmatch.line_family(line);
  if mode is null or mode not in ('private', 'public_read', 'owner') then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('access mode %s does not exist', coalesce(quote_literal(mode), 'null')),
      hint = 'Use private, public_read or owner.';
  end if;

  if line = 'core' or cardinality(_lines) = 0 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('line %s is not installed here', coalesce(quote_literal(line), 'null')),
      hint = 'The installed lines are in pgmatch.install.';
  end if;

  if mode = 'owner' then
    perform pgmatch.check_owners(_lines);
    perform pgmatch.add_user_role();
  end if;

  _is_whole := exists (
    select 1 from pgmatch.install as i
    where i.line = any(_lines)
      and (i.access <> mode or pgmatch.has_owners(i.line, mode = 'owner') is distinct from (mode = 'owner'))
  );
  if _is_whole then
    perform pgmatch.lock_line(line);
  else
    select array_agg(distinct c.target) filter (where c.target is not null), count(*) = 0 into _targets, _is_right
    from pgmatch.access_changes(_lines) as c;
    if _is_right then
      return;
    end if;
    perform pgmatch.lock_tables(_targets);
  end if;

  update pgmatch.install as i set access = mode where i.line = any(_lines) and i.access <> mode;
  foreach _line in array _lines loop
    if to_regprocedure(format('pgmatch.%I(boolean)', _line || '_apply_owners')) is not null then
      execute format('select pgmatch.%I(%L)', _line || '_apply_owners', mode = 'owner');
    end if;
  end loop;
  perform pgmatch.apply_changes(_lines);
end;
$$;


ALTER FUNCTION pgmatch.set_access(mode text, line text) OWNER TO postgres;

--
-- Name: FUNCTION set_access(mode text, line text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.set_access(mode text, line text) IS 'Sets who may call a line: private, public_read or owner. Repairs what differs from that.';


--
-- Name: set_dimensions(integer); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.set_dimensions(dimensions integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
declare
  _is_new boolean;
  _object regclass;
  _statement text;
  _message text;
  _detail text;
begin
  -- before any lock on the table: the session ahead needs the table for itself
  perform pg_catalog.pg_advisory_xact_lock(hashtext('pgmatch.set_dimensions'));
  perform pgmatch.nods_check_dimensions(dimensions);
  _is_new := pgmatch.dimensions_of('nods_page_section', 'embedding') <> dimensions;
  if _is_new then
    -- not the record: the sessions that wait above have read it
    perform pgmatch.lock_tables(array['nods_page_section']::regclass[]);
    -- somebody may have stored embeddings in between
    perform pgmatch.nods_check_dimensions(dimensions);
    for _object in
      select v.index
      from pgmatch.vector_indexes('nods_page_section') as v
      where v.kind <> 'vector' or set_dimensions.dimensions > 2000
    loop
      execute pg_catalog.format('drop index %s', _object);
    end loop;

    begin
      execute pg_catalog.format('alter table nods_page_section alter column embedding type vector(%s)', dimensions);
    exception when feature_not_supported then
      get stacked diagnostics _message = message_text, _detail = pg_exception_detail;
      raise exception using
        errcode = 'dependent_objects_still_exist',
        message = pg_catalog.format('the column embedding cannot take %s dimensions: %s', dimensions, _message),
        detail = _detail,
        hint = pg_catalog.format(
          'Drop what depends on it, run select pgmatch.set_dimensions(%s); then create it again.', dimensions
        );
    end;
    perform pgmatch.nods_set_storage();
    raise notice 'nods_page_section.embedding now takes vectors of % dimensions', dimensions;
  end if;

  if _is_new then
    update pgmatch.search as s
    set model = null, normalized = null, chunk_tokens = null
    where s.line = 'nods';
    _statement := pgmatch.nods_index_statement(false);
    if _statement is not null then
      execute _statement;
    end if;
    perform pgmatch.nods_make_walk();
  end if;
end;
$$;


ALTER FUNCTION pgmatch.set_dimensions(dimensions integer) OWNER TO postgres;

--
-- Name: FUNCTION set_dimensions(dimensions integer); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.set_dimensions(dimensions integer) IS 'Changes the number of dimensions of the embedding column, if nothing is embedded yet.';


--
-- Name: set_measured_scan(pgmatch.index_to_measure, integer, integer, integer); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.set_measured_scan(measured pgmatch.index_to_measure, wanted integer, ef_search integer, probes integer) RETURNS pgmatch.setting[]
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _before pgmatch.setting[] := pgmatch.set_scan(
    row(
      measured.index, measured.method, measured.kind, measured.ordering, null,
      measured.ef_search, measured.probes, measured.overfetch
    )::pgmatch.chosen_index,
    wanted, ef_search, probes
  );
begin
  if measured.method = 'hnsw' then
    _before := pgmatch.change_setting(
      'hnsw.ef_search', null, null, least(1000, current_setting('hnsw.ef_search')::integer + 1)::text
    ) || _before;
  end if;
  return _before;
end;
$$;


ALTER FUNCTION pgmatch.set_measured_scan(measured pgmatch.index_to_measure, wanted integer, ef_search integer, probes integer) OWNER TO postgres;

--
-- Name: FUNCTION set_measured_scan(measured pgmatch.index_to_measure, wanted integer, ef_search integer, probes integer); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.set_measured_scan(measured pgmatch.index_to_measure, wanted integer, ef_search integer, probes integer) IS 'Sets how the index that is measured is scanned; returns the settings to put back.';


--
-- Name: set_model(text, text, boolean, integer); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.set_model(model text, line text DEFAULT 'nods'::text, normalized boolean DEFAULT NULL::boolean, chunk_tokens integer DEFAULT NULL::integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _search pgmatch.search;
  _dimensions integer;
  _is_embedded boolean;
begin
  if coalesce(btrim(model), '') = '' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('model %s is not a name', coalesce(quote_literal(model), 'null')),
      hint = 'Pass the model''s name, for example text-embedding-3-small.';
  end if;

  for _search in
    select s.* from pgmatch.search as s where s.line = any(pgmatch.line_family(set_model.line)) for update
  loop
    _dimensions := pgmatch.dimensions_of(_search.target, _search.embedding);
    perform pgmatch.check_model_dimensions(model, _dimensions, _search.target, _search.embedding);
    if _search.model <> model and coalesce(pgmatch.model_dimensions(_search.model) @> _dimensions, true) then
      execute format(
        'select exists (select 1 from %s as s where s.%I is not null)', _search.target, _search.embedding
      )
      into _is_embedded;
      if _is_embedded then
        raise exception using
          errcode = 'object_not_in_prerequisite_state',
          message = format('the embeddings here were made by "%s", not by "%s"', _search.model, model),
          hint = format(
            'Vectors of two models cannot be compared. To change the model, remove the embeddings first: '
            'update %s set %I = null;',
            _search.target, _search.embedding
          );
      end if;
    end if;
  end loop;
  if not found then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('line %s is not installed here', coalesce(quote_literal(line), 'null')),
      hint = 'The installed lines are in pgmatch.install.';
  end if;

  update pgmatch.search as s
  set
    model = set_model.model,
    normalized = coalesce(
      set_model.normalized, case when coalesce(s.model = set_model.model, true) then s.normalized end
    ),
    chunk_tokens = coalesce(
      set_model.chunk_tokens, case when coalesce(s.model = set_model.model, true) then s.chunk_tokens end
    )
  where s.line = any(pgmatch.line_family(set_model.line));
end;
$$;


ALTER FUNCTION pgmatch.set_model(model text, line text, normalized boolean, chunk_tokens integer) OWNER TO postgres;

--
-- Name: FUNCTION set_model(model text, line text, normalized boolean, chunk_tokens integer); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.set_model(model text, line text, normalized boolean, chunk_tokens integer) IS 'Records which embedding model made the vectors of a line; refuses a model other than the recorded one.';


--
-- Name: set_scan(pgmatch.chosen_index, integer, integer, integer, integer); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.set_scan(chosen pgmatch.chosen_index, wanted integer, ef_search integer DEFAULT NULL::integer, probes integer DEFAULT NULL::integer, max_scan_tuples integer DEFAULT NULL::integer) RETURNS pgmatch.setting[]
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _before pgmatch.setting[] := '{}';
begin
  if chosen.method = 'hnsw' then
    _before := pgmatch.change_setting('hnsw.iterative_scan', 'off', 'relaxed_order')
      || pgmatch.change_setting(
        'hnsw.ef_search',
        '40',
        greatest(coalesce(chosen.ef_search, pgmatch.default_ef_search()), least(wanted + 1, 1000))::text,
        set_scan.ef_search::text
      )
      || pgmatch.change_setting('hnsw.max_scan_tuples', '20000', null, max_scan_tuples::text);
  elsif chosen.method = 'ivfflat' then
    _before := pgmatch.change_setting('ivfflat.iterative_scan', 'off', 'relaxed_order')
      || pgmatch.change_setting(
        'ivfflat.probes',
        '1',
        pgmatch.default_probes(chosen.index, wanted, chosen.probes)::text,
        set_scan.probes::text
      );
  end if;

  if chosen.other is not null then
    chosen.method := case chosen.method when 'hnsw' then 'ivfflat' else 'hnsw' end;
    chosen.index := chosen.other;
    chosen.other := null;
    chosen.ef_search := null;
    chosen.probes := null;
    _before := _before || pgmatch.set_scan(chosen, wanted, ef_search, probes, max_scan_tuples);
  end if;
  return _before;
end;
$$;


ALTER FUNCTION pgmatch.set_scan(chosen pgmatch.chosen_index, wanted integer, ef_search integer, probes integer, max_scan_tuples integer) OWNER TO postgres;

--
-- Name: FUNCTION set_scan(chosen pgmatch.chosen_index, wanted integer, ef_search integer, probes integer, max_scan_tuples integer); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.set_scan(chosen pgmatch.chosen_index, wanted integer, ef_search integer, probes integer, max_scan_tuples integer) IS 'Sets ef_search or probes and iterative scans for one search; returns the settings to put back.';


--
-- Name: shell_word(text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.shell_word(word text) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  select case
    when word ~ E'^[\\w@%+=:,./-]+$' then word
    else '''' || replace(word, '''', '''"''"''') || ''''
  end
$_$;


ALTER FUNCTION pgmatch.shell_word(word text) OWNER TO postgres;

--
-- Name: FUNCTION shell_word(word text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.shell_word(word text) IS 'A text as one word of a shell, quoted if needed.';


--
-- Name: split_key_hint(regclass, name); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.split_key_hint(target regclass, key name) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select case
    when c.relkind = 'p' then format(
      'Let Postgres make its values: a uuid, or a sequence as its default. Then: create unique index on %s (%s);',
      target,
      (
        select string_agg(quote_ident(n.name), ', ' order by n.place)
        from (
          select coalesce(key, 'id'), 0
          union all
          select a.attname, k.place
          from pg_partitioned_table as p
          cross join unnest(p.partattrs) with ordinality as k (number, place)
          inner join pg_attribute as a on a.attrelid = p.partrelid and a.attnum = k.number
          where p.partrelid = target and a.attname <> coalesce(key, 'id')
        ) as n (name, place)
      )
    )
    when exists (select 1 from pg_inherits as h where h.inhparent = target) then format(
      'A unique index of %s leaves out the rows of its child tables. Let Postgres make the values in all of them, a'
      ' uuid or one sequence as the default, or declare a search of each table.',
      target
    )
  end
  from pg_class as c
  where c.oid = target
$$;


ALTER FUNCTION pgmatch.split_key_hint(target regclass, key name) OWNER TO postgres;

--
-- Name: FUNCTION split_key_hint(target regclass, key name); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.split_key_hint(target regclass, key name) IS 'How a column can name the rows of a table that has partitions or child tables; null for other tables.';


--
-- Name: split_name(text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.split_name(entry text, OUT name text, OUT type text) RETURNS record
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  select
    case when p.part[1] like '"%' then replace(substr(p.part[1], 2, length(p.part[1]) - 2), '""', '"')
      else lower(p.part[1])
    end,
    p.part[2]
  from (select regexp_match(entry, E'^\\s*("(?:[^"]|"")+"|[^\\s"]+)(?:\\s+(\\S.*?))?\\s*$')) as p (part)
$_$;


ALTER FUNCTION pgmatch.split_name(entry text, OUT name text, OUT type text) OWNER TO postgres;

--
-- Name: FUNCTION split_name(entry text, OUT name text, OUT type text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.split_name(entry text, OUT name text, OUT type text) IS 'A name and the type after it, as SQL has them.';


--
-- Name: suspend_for_load(regclass, bigint); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.suspend_for_load(target regclass, rows bigint) RETURNS TABLE(is_suspended boolean, advice text)
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET lock_timeout TO '2000'
    AS $_$
declare
  _most constant bigint := 10000;
  _owner name;
  _counted bigint;
  _before bigint;
begin
  is_suspended := false;
  if rows is null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'rows is missing',
      hint = 'Pass the number of rows that the load has inserted so far.';
  elsif rows < 200 or not exists (
    select 1
    from pg_index as x
    inner join pg_class as i on i.oid = x.indexrelid
    inner join pg_am as m on m.oid = i.relam
    where x.indrelid = target and x.indisvalid and m.amname in ('hnsw', 'ivfflat')
  ) then
    return next;
    return;
  end if;

  execute format('select count(*) from (select from %s limit %s) as s', target, _most + rows + 1) into _counted;
  select pg_get_userbyid(c.relowner), greatest(_counted, c.reltuples::bigint) - rows into _owner, _before
  from pg_class as c where c.oid = target;
  if 3 * rows < _before then
    null;
  elsif not pg_has_role(_owner, 'usage') or not has_table_privilege('pgmatch.suspended_index', 'insert') then
    advice := format(
      'Its owner, "%s", loads many rows faster into %s: then the vector index is built once, at the end.',
      _owner,
      target
    );
  elsif _before > _most then
    advice := format(
      'Searches need the vector index of %1$s, so every row was inserted into it. A large load is faster between '
      '`pgmatch index suspend %2$s` and `pgmatch index resume %2$s`; meanwhile, searches compare all rows.',
      target,
      pgmatch.shell_word(pgmatch.full_name(target))
    );
  else
    begin
      is_suspended := exists (select from pgmatch.suspend_indexes(target));
    exception when lock_not_available then
      advice := format('Others use %s, so every row was inserted into its vector index.', target);
    end;
  end if;
  return next;
end;
$_$;


ALTER FUNCTION pgmatch.suspend_for_load(target regclass, rows bigint) OWNER TO postgres;

--
-- Name: FUNCTION suspend_for_load(target regclass, rows bigint); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.suspend_for_load(target regclass, rows bigint) IS 'Suspends the indexes of a table during a load, if that makes it faster and hinders nobody.';


--
-- Name: suspend_indexes(regclass); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.suspend_indexes(target regclass) RETURNS SETOF name
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _index pg_class;
begin
  perform pgmatch.check_suspension(target);
  -- an event trigger may refresh searches at each drop; who waits for that may not hold the table
  perform pgmatch.take_turn();
  perform pgmatch.lock_tables(array[target]);
  for _index in
    select i.*
    from pg_index as x
    inner join pg_class as i on i.oid = x.indexrelid
    inner join pg_am as m on m.oid = i.relam and m.amname in ('hnsw', 'ivfflat')
    where x.indrelid = target and x.indisvalid
    order by i.relname
  loop
    insert into pgmatch.suspended_index (target, name, definition, tablespace, comment, made_table, made_columns)
    values (
      suspend_indexes.target,
      _index.relname,
      -- without the names of the index and the table, which may change
      substr(
        pg_get_indexdef(_index.oid),
        length(format('CREATE INDEX %I ON %s ', _index.relname, pgmatch.full_name(suspend_indexes.target))) + 1
      ),
      (select t.spcname from pg_tablespace as t where t.oid = _index.reltablespace),
      obj_description(_index.oid, 'pg_class'),
      suspend_indexes.target,
      (
        select jsonb_object_agg(a.attname, a.attnum)
        from pg_depend as d
        inner join pg_attribute as a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
        where d.classid = 'pg_class'::regclass and d.objid = _index.oid
          and d.refclassid = 'pg_class'::regclass and d.refobjid = suspend_indexes.target
      )
    )
    on conflict on constraint suspended_index_pkey do update set
      definition = excluded.definition,
      tablespace = excluded.tablespace,
      comment = excluded.comment,
      made_table = excluded.made_table,
      made_columns = excluded.made_columns,
      suspended_at = excluded.suspended_at;
    execute format('drop index %s', pgmatch.full_name(_index.oid));
    return next _index.relname;
  end loop;
end;
$$;


ALTER FUNCTION pgmatch.suspend_indexes(target regclass) OWNER TO postgres;

--
-- Name: FUNCTION suspend_indexes(target regclass); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.suspend_indexes(target regclass) IS 'Drops the vector indexes of a table before a large load; pgmatch.resume_indexes builds them again.';


--
-- Name: suspended_index; Type: TABLE; Schema: pgmatch; Owner: postgres
--

CREATE TABLE pgmatch.suspended_index (
    target regclass NOT NULL,
    name name NOT NULL,
    definition text NOT NULL,
    tablespace name,
    comment text,
    made_table oid,
    made_columns jsonb,
    suspended_at timestamp with time zone DEFAULT now() NOT NULL
);


ALTER TABLE pgmatch.suspended_index OWNER TO postgres;

--
-- Name: TABLE suspended_index; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON TABLE pgmatch.suspended_index IS 'The vector indexes that pgmatch.suspend_indexes has dropped; pgmatch.resume_indexes builds them again.';


--
-- Name: COLUMN suspended_index.target; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.suspended_index.target IS 'Their table.';


--
-- Name: COLUMN suspended_index.definition; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.suspended_index.definition IS 'What follows the name of the table in the statement that builds the index.';


--
-- Name: COLUMN suspended_index.tablespace; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.suspended_index.tablespace IS 'Its tablespace; null for that of the database.';


--
-- Name: COLUMN suspended_index.comment; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.suspended_index.comment IS 'Its comment; null for none.';


--
-- Name: COLUMN suspended_index.made_table; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.suspended_index.made_table IS 'The oid that the table had then.';


--
-- Name: COLUMN suspended_index.made_columns; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.suspended_index.made_columns IS 'The columns that the index needs, by the names they had then, with their numbers.';


--
-- Name: suspended_definition(pgmatch.suspended_index); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.suspended_definition(suspended pgmatch.suspended_index) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET client_min_messages TO 'error'
    AS $_$
declare
  _earlier name[];
  _names name[];
  _index oid;
  _definition text;
begin
  select array_agg(c.name), array_agg(pgmatch.present_column(s, c.name)) into _earlier, _names
  from jsonb_object_keys(suspended.made_columns) as c (name)
  cross join jsonb_populate_record(null::pgmatch.search_function, to_jsonb(suspended)) as s;
  if array_position(_names, null) is not null then
    return null;
  elsif _names = _earlier then
    return suspended.definition;
  end if;

  execute format(
    'create temporary table pgmatch_suspended as select %s from %s with no data',
    (select string_agg(format('%I as %I', n.name, n.earlier), ', ') from unnest(_names, _earlier) as n (name, earlier)),
    suspended.target
  );
  execute 'create index on pg_temp.pgmatch_suspended ' || suspended.definition;
  for i in 1..cardinality(_names) loop
    continue when _names[i] = _earlier[i];
    execute format('alter table pg_temp.pgmatch_suspended rename %I to %I', _earlier[i], _names[i]);
  end loop;
  _index := (select x.indexrelid from pg_index as x where x.indrelid = 'pg_temp.pgmatch_suspended'::regclass);
  _definition := substring(pg_get_indexdef(_index) from E' ON \\S+ (USING .*)$');
  drop table pg_temp.pgmatch_suspended;
  return _definition;
end;
$_$;


ALTER FUNCTION pgmatch.suspended_definition(suspended pgmatch.suspended_index) OWNER TO postgres;

--
-- Name: FUNCTION suspended_definition(suspended pgmatch.suspended_index); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.suspended_definition(suspended pgmatch.suspended_index) IS 'What follows the table in the statement that builds a suspended index, with the names that its columns have now.';


--
-- Name: take_back_grants(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.take_back_grants() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _callers constant name[] := array(
    select a.role from pgmatch.audience('core') as a where a.part is not null
    union
    select case e.grantee when 0 then 'public' else pg_get_userbyid(e.grantee) end
    from pgmatch.search_function as f
    inner join pg_proc as p on p.oid = pgmatch.search_oid(f)
    cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as e
  );
  _grant text;
begin
  for _grant in
    select g.privilege
    from pgmatch.install as i
    cross join unnest(i.usages) as g (privilege)
    where i.line = 'core' and not exists (
      select 1
      from unnest(_callers) as c (role)
      where right(g.privilege, length(' from ' || quote_ident(c.role))) = ' from ' || quote_ident(c.role)
    )
  loop
    begin
      execute 'revoke ' || case when _grant like 'schema %' then 'usage on ' else '' end || _grant;
    exception when undefined_object or undefined_function or undefined_table or invalid_schema_name then
      null; -- the grant went with the role or the object
    end;
    update pgmatch.install as i set usages = array_remove(i.usages, _grant) where i.line = 'core';
  end loop;

  if exists (
    select 1 from pg_policy as p
    where p.polrelid = 'pgmatch.index_tuning'::regclass and p.polname = 'callers_of_searches'
  ) and not exists (
    select 1 from pgmatch.install as i cross join unnest(i.usages) as g (privilege)
    where i.line = 'core' and g.privilege like '% pgmatch.index_tuning from %'
  ) then
    drop policy callers_of_searches on pgmatch.index_tuning;
  end if;
  -- last, because a table without a policy gets one
  perform pgmatch.apply_changes('{core}');
end;
$$;


ALTER FUNCTION pgmatch.take_back_grants() OWNER TO postgres;

--
-- Name: FUNCTION take_back_grants(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.take_back_grants() IS 'Revokes what pgmatch.create_search has granted to roles that may call none of its functions now.';


--
-- Name: take_turn(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.take_turn() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _given constant text := current_setting('lock_timeout');
begin
  if pg_try_advisory_xact_lock(hashtext('pgmatch')::bigint) then
    return;
  end if;
  perform set_config('lock_timeout', coalesce(nullif(_given, '0'), '1min'), true);
  perform pg_advisory_xact_lock(hashtext('pgmatch')::bigint);
  perform set_config('lock_timeout', _given, true);
exception when lock_not_available then
  raise exception using
    errcode = 'lock_not_available',
    message = 'lock timeout: another session holds the advisory lock of pgmatch',
    hint = pg_catalog.format(
      'Try again later, or see which session it is: select * from pg_stat_activity where pid in (%s);',
      (
        select string_agg(distinct l.pid::text, ', ')
        from pg_locks as l
        where l.locktype = 'advisory' and l.granted and l.objsubid = 1
          and (l.classid::bigint << 32) | l.objid::bigint = hashtext('pgmatch')
          and l.database = (select d.oid from pg_database as d where d.datname = current_database())
      )
    );
end;
$$;


ALTER FUNCTION pgmatch.take_turn() OWNER TO postgres;

--
-- Name: FUNCTION take_turn(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.take_turn() IS 'Waits until no other session changes what pgmatch records, and keeps others out until the end of the transaction.';


--
-- Name: tenant_filter(regclass, name); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.tenant_filter(target regclass, row_name name DEFAULT 's'::name) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _owner name;
  _is_all boolean;
begin
  if not row_security_active(target) then
    return null;
  end if;
  select min(c.owner), bool_and(c.owner is not null) into _owner, _is_all
  from pg_policy as p
  left join lateral (
    select a.attname as owner
    from pg_depend as d
    inner join pg_attribute as a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
    where d.classid = 'pg_policy'::regclass and d.objid = p.oid and d.refobjid = p.polrelid and d.refobjsubid > 0
      and p.polname = 'pgmatch_tenants_select'
      and pg_get_expr(p.polqual, p.polrelid) ~ pgmatch.owner_comparison(a.attname)
  ) as c on true
  where p.polrelid = target
    and p.polpermissive
    and p.polcmd in ('r', '*')
    and exists (select 1 from unnest(p.polroles) as r (role) where r.role = 0 or pg_has_role(r.role, 'usage'));
  if _is_all then
    return format('%I.%I = ', row_name, _owner) || quote_literal(pgmatch.current_owner());
  end if;
  return null;
end;
$$;


ALTER FUNCTION pgmatch.tenant_filter(target regclass, row_name name) OWNER TO postgres;

--
-- Name: FUNCTION tenant_filter(target regclass, row_name name); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.tenant_filter(target regclass, row_name name) IS 'The SQL condition that names the owner of all rows that policies let the caller see; null if unknown.';


--
-- Name: text_matches(anyelement, regclass, name, text, tsquery, integer, text, text, text, boolean); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.text_matches(no_key anyelement, target regclass, key name, document text, question tsquery, match_count integer, late text DEFAULT NULL::text, filter text DEFAULT NULL::text, path text DEFAULT NULL::text, whole_first boolean DEFAULT false, OUT keys anyarray, OUT codes bigint) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'on'
    SET jit TO 'off'
    AS $$
declare
  _most constant integer := 10000;
  _condition constant text := nullif(concat_ws(' and ', pgmatch.tenant_filter(target), filter), '');
  _terms tsquery[];
  _excluded tsquery;
  _all_terms tsquery;
  _sought tsquery[];
  _query tsquery;
  _rows double precision;
  _statement text;
  _found keys%type;
  _ranked bigint;
  _counts bigint[];
begin
  keys := '{}';
  codes := 0;
  select q.terms, q.excluded, q.all_terms into _terms, _excluded, _all_terms from pgmatch.query_terms(question) as q;
  if _terms is null then
    return;
  end if;
  _rows := case when cardinality(_terms) > 1 then pgmatch.searched_rows(target, _condition, path) end;
  if pgmatch.has_policies(target) then
    -- the index on words cannot be used; the planner would combine the others, once for each condition
    perform set_config('enable_bitmapscan', 'off', true);
  end if;
  _statement := pgmatch.text_statement(
    target, key, document, _terms, concat_ws(' and ', late, _condition), _most, match_count, whole_first
  );
  for _round in 1..3 loop
    _sought := array_remove(case _round
      -- an exclusion that is only an alternative lets rows without any of the terms pass
      when 1 then array[coalesce(_all_terms && case
        when _excluded is not null then array_to_string(_terms, ' | ')::tsquery
      end, _all_terms)]
      when 2 then _terms
      -- of the rows with one of these, no more than half of _most are to be expected
      else array(
        select r.term
        from (
          select t.term, sum(t.count) over (order by t.count, t.place) as total
          from unnest(_terms, _counts) with ordinality as t (term, count, place)
        ) as r
        where r.total * greatest(_rows, 10 * _most) <= _most::double precision ^ 2
      ) || _all_terms
    end, null);
    continue when cardinality(_sought) = 0 or _round = 1 and cardinality(_terms) = 1;
    _query := array_to_string(_sought, ' | ')::tsquery;
    if path is not null then
      perform set_config('search_path', path, true);
    end if;
    execute _statement into _found, _ranked, _counts, codes
    using coalesce(_query && _excluded, _query), _all_terms, _rows, _counts;
    perform set_config('search_path', 'pg_catalog, pg_temp', true);
    keys := pg_catalog.array_cat(_found, array(
      select f.key
      from pg_catalog.unnest(keys) with ordinality as f (key, place)
      where f.key <> all(_found)
      order by f.place
    ));
    exit when _round = 1 and _ranked >= match_count
      or _round = 2 and (_ranked < _most or cardinality(_terms) = 1);
  end loop;
  keys := keys[:match_count];
end;
$$;


ALTER FUNCTION pgmatch.text_matches(no_key anyelement, target regclass, key name, document text, question tsquery, match_count integer, late text, filter text, path text, whole_first boolean, OUT keys anyarray, OUT codes bigint) OWNER TO postgres;

--
-- Name: FUNCTION text_matches(no_key anyelement, target regclass, key name, document text, question tsquery, match_count integer, late text, filter text, path text, whole_first boolean, OUT keys anyarray, OUT codes bigint); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.text_matches(no_key anyelement, target regclass, key name, document text, question tsquery, match_count integer, late text, filter text, path text, whole_first boolean, OUT keys anyarray, OUT codes bigint) IS 'The keys of the rows that contain words of a question, best first.';


--
-- Name: text_query(regconfig, text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.text_query(config regconfig, question text) RETURNS tsquery
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET client_min_messages TO 'warning'
    AS $$
  select websearch_to_tsquery(config, question)
$$;


ALTER FUNCTION pgmatch.text_query(config regconfig, question text) OWNER TO postgres;

--
-- Name: FUNCTION text_query(config regconfig, question text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.text_query(config regconfig, question text) IS 'The words of a question as a query of full-text search, without a notice if it has only stop words.';


--
-- Name: text_statement(regclass, name, text, tsquery[], text, integer, integer, boolean); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.text_statement(target regclass, key name, document text, terms tsquery[], condition text, most integer, match_count integer, whole_first boolean) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  select pgmatch.fill(
    $text$
with candidate as materialized (
  select c.key, {is_whole} as is_whole, {ranks}
  from (select s.{key} as key, {document} as document from {target} as s where {condition} limit {most}) as c
),
counted as (select count(*) as ranked, array[{counts}] as counts from candidate as c),
weighed as materialized (select {weights} from counted as n),
ranked as (
  select c.key, c.is_whole, {has_code} as has_code, {rank} as rank from candidate as c cross join weighed as w
  order by is_whole desc, has_code desc, rank desc, c.key limit {match_count}
)
select
  coalesce(
    (select pg_catalog.array_agg(r.key order by r.is_whole desc, r.has_code desc, r.rank desc, r.key) from ranked as r),
    '{}'
  ),
  n.ranked, n.counts, (select count(*) from ranked as r where r.has_code)
from counted as n
$text$,
    jsonb_build_object(
      'key', quote_ident(key),
      'document', document,
      'target', target::text,
      'condition', concat_ws(' and ', document || ' operator(pg_catalog.@@) $1', nullif(condition, '')),
      'most', most,
      'match_count', match_count,
      'is_whole', case
        when whole_first then 'coalesce(c.document operator(pg_catalog.@@) $2, false)'
        else 'false'
      end,
      'ranks', string_agg(format(p.rank, t.term) || ' as rank_' || t.place, ', ' order by t.place),
      'counts', string_agg(
        format('greatest(count(*) filter (where c.rank_%1$s > 0::real), $4[%1$s], 1)', t.place),
        ', ' order by t.place
      ),
      'weights', string_agg(
        format(
          'pg_catalog.ln(1::float8 + coalesce($3, 1) / n.counts[%1$s]::float8) as weight_%1$s,'
          ' n.counts[%1$s] <= 20 as is_rare_%1$s',
          t.place
        ),
        ', ' order by t.place
      ),
      'has_code', coalesce(
        string_agg(format('c.rank_%1$s > 0::real and w.is_rare_%1$s', t.place), ' or ' order by t.place)
          filter (where t.term::text ~ E'\'(?=[^ \']{3,}\')[^ \']*[0-9]' and not whole_first),
        'false'
      ),
      'rank', string_agg(format('c.rank_%1$s::float8 * w.weight_%1$s', t.place), ' + ' order by t.place)
    )
  )
  from unnest(terms) with ordinality as t (term, place)
  cross join lateral (
    select case
      -- ts_rank does not tell whether the words of a phrase are next to each other
      when t.term::text like '%<%' then
        'case when c.document operator(pg_catalog.@@) %1$L::pg_catalog.tsquery'
        ' then pg_catalog.ts_rank(c.document, %1$L::pg_catalog.tsquery) else 0::real end'
      else 'pg_catalog.ts_rank(c.document, %1$L::pg_catalog.tsquery)'
    end
  ) as p (rank)
$_$;


ALTER FUNCTION pgmatch.text_statement(target regclass, key name, document text, terms tsquery[], condition text, most integer, match_count integer, whole_first boolean) OWNER TO postgres;

--
-- Name: FUNCTION text_statement(target regclass, key name, document text, terms tsquery[], condition text, most integer, match_count integer, whole_first boolean); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.text_statement(target regclass, key name, document text, terms tsquery[], condition text, most integer, match_count integer, whole_first boolean) IS 'The SQL with which pgmatch.text_matches ranks the rows that contain words of a question.';


--
-- Name: threshold_condition(pgmatch.question); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.threshold_condition(question pgmatch.question) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET extra_float_digits TO '1'
    AS $_$
  select format(
    '(%s) > %L::float8',
    replace(
      (pgmatch.metric_sql(question.metric)).similarity,
      'distance',
      format(
        'nullif((%s) + 0::float8, ''NaN'')',
        regexp_replace(
          pgmatch.distance(question.target, question.embedding, question.metric),
          E'\\$1(::[^$]*)?$',
          format(E'%L::%s.vector\\1', question.query::text, e.extnamespace::regnamespace)
        )
      )
    ),
    question.match_threshold
  )
  from pg_extension as e
  where e.extname = 'vector' and question.match_threshold is not null
$_$;


ALTER FUNCTION pgmatch.threshold_condition(question pgmatch.question) OWNER TO postgres;

--
-- Name: FUNCTION threshold_condition(question pgmatch.question); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.threshold_condition(question pgmatch.question) IS 'The condition that a row s is more similar to a question''s vector than its threshold.';


--
-- Name: to_vector(text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.to_vector(value text) RETURNS extensions.vector
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pgmatch', 'extensions', 'pg_temp'
    AS $$
begin
  return value;
end;
$$;


ALTER FUNCTION pgmatch.to_vector(value text) OWNER TO postgres;

--
-- Name: FUNCTION to_vector(value text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.to_vector(value text) IS 'The vector that a text is, whatever else has the name vector.';


--
-- Name: tune_index(regclass, integer, integer, double precision, integer, double precision); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.tune_index(index regclass, ef_search integer DEFAULT NULL::integer, probes integer DEFAULT NULL::integer, overfetch double precision DEFAULT NULL::double precision, k integer DEFAULT NULL::integer, recall double precision DEFAULT NULL::double precision) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _build text;
  _method name;
  _kind text;
  _rows bigint;
begin
  -- as in pgmatch.set_access; pgmatch.refresh_searches takes it too
  perform pgmatch.take_turn();
  -- -1 if the table was never analyzed
  select
    pgmatch.index_build(x.indexrelid),
    am.amname,
    case when o.opcname like 'bit%' then 'binary' else split_part(o.opcname, '_', 1) end,
    nullif(t.reltuples, -1)
  into _build, _method, _kind, _rows
  from pg_index as x
  inner join pg_class as t on t.oid = x.indrelid
  inner join pg_class as c on c.oid = x.indexrelid
  inner join pg_am as am on am.oid = c.relam
  inner join pg_opclass as o on o.oid = x.indclass[0]
  where x.indexrelid = tune_index.index and am.amname in ('hnsw', 'ivfflat');
  if not found then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = format('%s is not an HNSW or IVFFlat index', coalesce(index::text, 'null')),
      hint = 'To see the vector indexes of a table: pgmatch index list';
  end if;

  perform pgmatch.check_measurement(_method, _kind, k, ef_search, probes, overfetch);
  if coalesce(ef_search, probes, overfetch) is null and coalesce(k, recall) is not null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'k and recall are given, but no setting to store',
      hint = 'Pass ef_search, probes or overfetch too. A call without any of them removes the stored setting.';
  end if;

  if coalesce(ef_search, probes, overfetch) is null then
    delete from pgmatch.index_tuning as t where t.index = tune_index.index::text;
  else
    insert into pgmatch.index_tuning (index, build, ef_search, probes, overfetch, k, recall, rows)
    values (
      tune_index.index::text,
      _build,
      tune_index.ef_search,
      tune_index.probes,
      tune_index.overfetch,
      tune_index.k,
      tune_index.recall,
      _rows
    )
    on conflict on constraint index_tuning_pkey do update set
      build = excluded.build,
      ef_search = excluded.ef_search,
      probes = excluded.probes,
      overfetch = excluded.overfetch,
      k = excluded.k,
      recall = excluded.recall,
      rows = excluded.rows,
      measured_at = excluded.measured_at;
  end if;
  -- functions of pgmatch.create_search have the settings in their text
  perform pgmatch.refresh_searches(x.indrelid::regclass) from pg_index as x where x.indexrelid = tune_index.index;
end;
$$;


ALTER FUNCTION pgmatch.tune_index(index regclass, ef_search integer, probes integer, overfetch double precision, k integer, recall double precision) OWNER TO postgres;

--
-- Name: FUNCTION tune_index(index regclass, ef_search integer, probes integer, overfetch double precision, k integer, recall double precision); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.tune_index(index regclass, ef_search integer, probes integer, overfetch double precision, k integer, recall double precision) IS 'Stores the measured ef_search, probes or overfetch of an index, or removes them.';


--
-- Name: index_tuning; Type: TABLE; Schema: pgmatch; Owner: postgres
--

CREATE TABLE pgmatch.index_tuning (
    index text NOT NULL,
    build text NOT NULL,
    ef_search integer,
    probes integer,
    overfetch double precision,
    k integer,
    recall double precision,
    rows bigint,
    measured_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT index_tuning_ef_search_check CHECK (((ef_search >= 1) AND (ef_search <= 1000))),
    CONSTRAINT index_tuning_k_check CHECK ((k > 0)),
    CONSTRAINT index_tuning_overfetch_check CHECK (((overfetch >= (1)::double precision) AND (overfetch <= (100000)::double precision))),
    CONSTRAINT index_tuning_probes_check CHECK (((probes >= 1) AND (probes <= 32768))),
    CONSTRAINT index_tuning_recall_check CHECK (((recall >= (0)::double precision) AND (recall <= (1)::double precision)))
);


ALTER TABLE pgmatch.index_tuning OWNER TO postgres;

--
-- Name: TABLE index_tuning; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON TABLE pgmatch.index_tuning IS 'The measured settings of each index; pgmatch.tune_index writes them.';


--
-- Name: COLUMN index_tuning.index; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.index_tuning.index IS 'Name of the index with its schema.';


--
-- Name: COLUMN index_tuning.build; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.index_tuning.build IS 'Method, operator class and options; the row does not apply to an index with others.';


--
-- Name: COLUMN index_tuning.ef_search; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.index_tuning.ef_search IS 'Candidates that an HNSW search keeps; null for the default.';


--
-- Name: COLUMN index_tuning.probes; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.index_tuning.probes IS 'IVFFlat lists to search; null for the default.';


--
-- Name: COLUMN index_tuning.overfetch; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.index_tuning.overfetch IS 'Rows to fetch from a binary index for each row that is wanted.';


--
-- Name: COLUMN index_tuning.k; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.index_tuning.k IS 'How many rows the measured searches asked for.';


--
-- Name: COLUMN index_tuning.recall; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.index_tuning.recall IS 'Share of the true nearest rows that they found, 0 to 1.';


--
-- Name: COLUMN index_tuning.rows; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.index_tuning.rows IS 'About how many rows the table had then; null if unknown.';


--
-- Name: tuning_of(regclass); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.tuning_of(index regclass) RETURNS SETOF pgmatch.index_tuning
    LANGUAGE sql STABLE ROWS 1
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select t.*
  from pg_class as c
  -- to_regclass would raise an error for an index in a schema that the caller may not use
  inner join pgmatch.index_tuning as t on t.index = c.relnamespace::regnamespace || '.' || quote_ident(c.relname)
  where c.oid = tuning_of.index and t.build = pgmatch.index_build(tuning_of.index)
$$;


ALTER FUNCTION pgmatch.tuning_of(index regclass) OWNER TO postgres;

--
-- Name: FUNCTION tuning_of(index regclass); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.tuning_of(index regclass) IS 'The stored settings of an index, see pgmatch.tune_index.';


--
-- Name: unfinished_indexes(regclass); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.unfinished_indexes(target regclass) RETURNS TABLE(index regclass, method name, is_left boolean)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
  select i.oid::regclass, m.amname, l.is_left
  from pg_index as x
  inner join pg_class as i on i.oid = x.indexrelid
  inner join pg_am as m on m.oid = i.relam
  -- what Postgres appends to the names of the two indexes of a rebuild, as `pgmatch index rebuild` does
  cross join lateral substring(i.relname from E'^(.+)_cc(?:new|old)\\d*$') as b (name)
  cross join lateral (
    select m.amname in ('hnsw', 'ivfflat') and b.name is not null and (
      not x.indisvalid
      or exists (
        select 1
        from pg_index as y
        inner join pg_class as o on o.oid = y.indexrelid
        where y.indrelid = x.indrelid and y.indisvalid and o.relname = b.name
      )
    )
  ) as l (is_left)
  where x.indrelid = target
    and (not x.indisvalid or l.is_left)
    and not exists (
      select 1
      from pg_stat_progress_create_index as p
      where p.datname = current_database() and p.index_relid = i.oid
    )
$_$;


ALTER FUNCTION pgmatch.unfinished_indexes(target regclass) OWNER TO postgres;

--
-- Name: FUNCTION unfinished_indexes(target regclass); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.unfinished_indexes(target regclass) IS 'The indexes of a table that interrupted builds have left, and nobody builds now.';


--
-- Name: unique_columns(regclass); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.unique_columns(target regclass) RETURNS TABLE(name name, number smallint, is_primary boolean, allows_null boolean)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select a.attname, a.attnum, i.indisprimary, not a.attnotnull
  from pg_index as i
  inner join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
  left join pg_partitioned_table as p on p.partrelid = i.indrelid
  left join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where i.indrelid = unique_columns.target
    and i.indisunique and i.indisvalid and i.indimmediate and i.indpred is null
    and not exists (
      select 1
      from unnest(i.indkey) with ordinality as k (number, place)
      where k.place between 2 and i.indnkeyatts and k.number <> all(coalesce(p.partattrs::smallint[], '{}'))
    )
    and (
      a.atttypid = 'uuid'::regtype
      or a.attidentity <> '' and p.partrelid is not null
      or pg_get_expr(d.adbin, d.adrelid) like 'nextval(%'
      or i.indnkeyatts = 1 and (
        p.partrelid is not null or not exists (select 1 from pg_inherits as h where h.inhparent = i.indrelid)
      )
    )
$$;


ALTER FUNCTION pgmatch.unique_columns(target regclass) OWNER TO postgres;

--
-- Name: FUNCTION unique_columns(target regclass); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.unique_columns(target regclass) IS 'The columns of a table whose values name its rows, because an index says that they are unique.';


--
-- Name: usage_changes(text); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.usage_changes(line text) RETURNS SETOF text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  with audience as materialized (
    select a.role from pgmatch.audience(line) as a where a.part is not null
  )

  select
    format('revoke all on schema pgmatch from %s', quote_ident(w.role))
      || case when w.privilege is not null then format('; grant usage on schema pgmatch to %I', w.role) else '' end
  from (
    select r.role, case when r.role in (select a.role from audience as a) then 'usage' end
    from (select 'public'::name union all select pgmatch.api_roles()) as r (role)
  ) as w (role, privilege)
  left join pgmatch.granted(array['pgmatch'::regnamespace::oid]) as g on g.kind = 'schema' and g.role = w.role
  where usage_changes.line = 'core' and g.privileges is distinct from w.privilege
  union all
  select format('grant usage on schema %I to %I', n.nspname, a.role)
  from audience as a
  inner join pg_namespace as n
    on n.nspname in (
      select unnest(array[i.schema_name, i.tables_schema])
      from pgmatch.install as i
      where i.line = usage_changes.line and i.access is not null
    )
    or usage_changes.line = 'core'
    and n.oid in (select e.extnamespace from pg_extension as e where e.extname = 'vector')
  where not has_schema_privilege(a.role, n.oid, 'usage')
  union all
  select d.statement
  from pgmatch.install as i
  cross join lateral pgmatch.default_grants(i.tables_schema, true) as d (statement)
  where i.line = usage_changes.line
$$;


ALTER FUNCTION pgmatch.usage_changes(line text) OWNER TO postgres;

--
-- Name: FUNCTION usage_changes(line text); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.usage_changes(line text) IS 'The statements that grant callers of a line USAGE on its schema; for the core on the extension''s and pgmatch.';


--
-- Name: vector_indexes(regclass, name); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.vector_indexes(target regclass, embedding name DEFAULT 'embedding'::name) RETURNS TABLE(index regclass, method name, kind text, metric text, ordering text, lists integer, complete boolean, size bigint, ef_search integer, probes integer, overfetch double precision)
    LANGUAGE plpgsql STABLE ROWS 2
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
begin
  return query
  select
    f.index,
    f.method,
    f.kind,
    case when f.kind <> 'binary' then f.distance end,
    format(
      '%s %s %s',
      f.expression,
      case f.kind
        when 'binary' then format('operator(%s.<~>)', f.extension_schema)
        else (pgmatch.metric_sql(f.distance)).operator
      end,
      format(
        case f.kind when 'binary' then '%s.binary_quantize($1)::%s' else '$1::%2$s' end, f.extension_schema, f.type_name
      )
    ),
    (select l.option_value::integer from pg_options_to_table(f.reloptions) as l where l.option_name = 'lists'),
    f.complete,
    case when f.is_partitioned
      then (select sum(pg_relation_size(p.relid))::bigint from pg_partition_tree(f.index) as p where p.isleaf)
      else pg_relation_size(f.index)
    end,
    t.ef_search,
    t.probes,
    t.overfetch
  from (
    select
      x.indexrelid::regclass as index,
      am.amname as method,
      c.reloptions,
      c.relkind = 'I' as is_partitioned,
      x.indisvalid and x.indpred is null as complete,
      case when o.opcname like 'bit%' then 'binary' else split_part(o.opcname, '_', 1) end as kind,
      split_part(o.opcname, '_', 2) as distance,
      o.opcnamespace::regnamespace::text as extension_schema,
      format_type(a.atttypid, a.atttypmod) as type_name,
      pg_get_indexdef(x.indexrelid, 1, false) as expression
    from pg_index as x
    inner join pg_class as c on c.oid = x.indexrelid
    inner join pg_am as am on am.oid = c.relam and am.amname in ('hnsw', 'ivfflat')
    inner join pg_opclass as o on o.oid = x.indclass[0]
    inner join pg_attribute as a on a.attrelid = x.indexrelid and a.attnum = 1
    where x.indrelid = vector_indexes.target
      and o.opcname ~ '^((vector|halfvec)_(ip|cosine|l2|l1)|bit_hamming)_ops$'
    -- without it, the columns above would be computed again for every use
    offset 0
  ) as f
  left join lateral pgmatch.tuning_of(f.index) as t on true
  where f.expression in (
    quote_ident(embedding),
    format('((%I)::%s)', embedding, f.type_name),
    format('((%s.binary_quantize(%I))::%s)', f.extension_schema, embedding, f.type_name)
  );
end;
$_$;


ALTER FUNCTION pgmatch.vector_indexes(target regclass, embedding name) OWNER TO postgres;

--
-- Name: FUNCTION vector_indexes(target regclass, embedding name); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.vector_indexes(target regclass, embedding name) IS 'The HNSW and IVFFlat indexes of a column: type, metric, size, tuning, and the ORDER BY that uses each.';


--
-- Name: walk(anyelement, pgmatch.question, boolean, integer, integer, integer); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.walk(no_key anyelement, question pgmatch.question, is_filtered boolean, ef_search integer, probes integer, candidates integer, OUT keys anyarray, OUT similarities double precision[], OUT is_complete boolean) RETURNS record
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pgmatch', 'extensions', 'pg_temp'
    SET enable_sort TO 'off'
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
declare
  _chosen pgmatch.chosen_index := pgmatch.search_index(question.target, question.embedding, question.metric);
  _distance constant text := pgmatch.distance(question.target, question.embedding, question.metric);
  _wanted integer := question.match_count;
  _stops integer[] := array[null];
  _stop integer;
  _is_first boolean := true;
  _before pgmatch.setting[];
  _compared integer;
begin
  -- a halfvec cannot hold a number beyond 65504
  if _chosen.kind = 'halfvec' and vector_norm(question.query) > 65504::float8 then
    _chosen := null;
  elsif _chosen.kind = 'binary' then
    _wanted := coalesce(candidates, least(100000, ceil(_wanted::float8 * coalesce(_chosen.overfetch, 20))));
  end if;
  -- it is 500 at least, and to ask takes a tenth of the time of a search
  if _chosen.index is not null and question.match_count > 500
    and question.match_count > pgmatch.most_to_walk(question.target) then
    is_complete := false;
    return;
  end if;
  -- a scan for many rows has no earlier stop than its usual one, so it runs once
  if question.late is not null
    and 2000 + 20 * _wanted < coalesce(current_setting('hnsw.max_scan_tuples', true)::integer, 20000) then
    _stops := array[2000 + 20 * _wanted, null];
  end if;

  foreach _stop in array _stops loop
    -- near rows that pass are met late: a larger ef_search finds more of them where many pass (recall on random vectors
    -- 0.68 instead of 0.56 if half of them do), more rows where few pass
    if (is_filtered or not _is_first) and _chosen.kind <> 'binary' and _wanted = question.match_count then
      _wanted := (5 * _wanted + 3) / 4;
      _chosen.ef_search := least(1000, coalesce(2 * _chosen.ef_search, 3 * pgmatch.default_ef_search() / 2));
    end if;
    _is_first := false;
    _before := pgmatch.set_scan(_chosen, _wanted, ef_search, probes, _stop);
    select r.keys, r.similarities, r.compared into keys, similarities, _compared
    from pgmatch.search_rows(
      no_key,
      question,
      pg_catalog.format(
        'order by %s fetch first %s rows %s',
        -- without a whole index, + 0 keeps the planner from a partial one, which would return only its own rows
        case when _chosen.index is null then '(' || _distance || ') + 0' else coalesce(_chosen.ordering, _distance) end,
        _wanted,
        -- many rows differ in equally many bits, so ties would make the scan twice as long
        case when _chosen.kind = 'binary' then 'only' else 'with ties' end
      )
    ) as r;
    perform pgmatch.put_back(_before);
    -- for pgmatch.explain_call
    perform set_config('pgmatch.path', 'complete', true);
    is_complete := _chosen.index is null or _compared >= question.match_count;
    exit when is_complete or _stop is null;
    keys := pgmatch.matching_keys(no_key, question, pgmatch.few_rows(question.target));
    if keys is not null then
      question.late := null;
      question.filter := pg_catalog.format('s.%I = any(%L::%s[])', question.key, keys, pg_catalog.pg_typeof(no_key));
      select c.keys, c.similarities into keys, similarities
      from pgmatch.compare(no_key, question, true) as c;
      is_complete := true;
      exit;
    end if;
  end loop;
end;
$$;


ALTER FUNCTION pgmatch.walk(no_key anyelement, question pgmatch.question, is_filtered boolean, ef_search integer, probes integer, candidates integer, OUT keys anyarray, OUT similarities double precision[], OUT is_complete boolean) OWNER TO postgres;

--
-- Name: FUNCTION walk(no_key anyelement, question pgmatch.question, is_filtered boolean, ef_search integer, probes integer, candidates integer, OUT keys anyarray, OUT similarities double precision[], OUT is_complete boolean); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.walk(no_key anyelement, question pgmatch.question, is_filtered boolean, ef_search integer, probes integer, candidates integer, OUT keys anyarray, OUT similarities double precision[], OUT is_complete boolean) IS 'Answers a question from the first rows that a scan of the vector index returns.';


--
-- Name: watch_indexes(boolean); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.watch_indexes(is_on boolean DEFAULT true) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _by_hand constant text := 'Otherwise, run this after you change an index: select pgmatch.refresh_searches();';
  _owner constant name := (
    select pg_get_userbyid(c.relowner) from pg_class as c where c.oid = 'pgmatch.search_function'::regclass
  );
begin
  if is_on is null then
    raise exception using
      errcode = 'null_value_not_allowed',
      message = 'is_on is null',
      hint = 'Pass true to let searches follow changes of indexes, or false to end it.';
  elsif is_on and current_user <> _owner then
    raise exception using
      errcode = 'insufficient_privilege',
      message = format('pgmatch belongs to %I, not to %I', _owner, current_user),
      hint = format('If %I may create event triggers, run it as this role. %s', _owner, _by_hand);
  end if;

  if exists (select 1 from pg_event_trigger as t where t.evtname = 'pgmatch_refresh_searches') then
    drop event trigger pgmatch_refresh_searches;
  end if;
  if not is_on then
    return;
  end if;
  begin
    execute format(
      'create event trigger pgmatch_refresh_searches on ddl_command_end when tag in (%s)'
      ' execute function pgmatch.refresh_after_change()',
      (
        select string_agg(quote_literal(t.tag), ', ')
        from unnest(
          array['CREATE INDEX', 'ALTER INDEX', 'DROP INDEX', 'ALTER TABLE', 'ALTER MATERIALIZED VIEW', 'ALTER SCHEMA']
          -- before PostgreSQL 17, it is no event
          || case when current_setting('server_version_num')::integer >= 170000 then array['REINDEX'] end
        ) as t (tag)
      )
    );
  exception when insufficient_privilege then
    raise exception using
      errcode = 'insufficient_privilege',
      message = format('%I may not create event triggers', current_user),
      hint = 'A superuser may; on Supabase, the role postgres. ' || _by_hand;
  end;
end;
$$;


ALTER FUNCTION pgmatch.watch_indexes(is_on boolean) OWNER TO postgres;

--
-- Name: FUNCTION watch_indexes(is_on boolean); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.watch_indexes(is_on boolean) IS 'Makes searches follow each change of an index or a table by themselves; false ends it.';


--
-- Name: watched_tables(); Type: FUNCTION; Schema: pgmatch; Owner: postgres
--

CREATE FUNCTION pgmatch.watched_tables() RETURNS TABLE(target regclass, line text)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select m.object::regclass, i.line
  from pgmatch.install as i
  cross join lateral pgmatch.line_members(i.line, 'table') as m
  inner join pg_class as c on c.oid = m.object
  where c.relnamespace <> 'pgmatch'::regnamespace
  union
  select s.target, s.line
  from pgmatch.search as s
  inner join pg_class as c on c.oid = s.target
$$;


ALTER FUNCTION pgmatch.watched_tables() OWNER TO postgres;

--
-- Name: FUNCTION watched_tables(); Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON FUNCTION pgmatch.watched_tables() IS 'The tables whose rows clients use, each with its line; null for those of the user.';


--
-- Name: explain_search(text, jsonb); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.explain_search(search text, arguments jsonb) RETURNS TABLE(path text, index text, rows bigint, ms double precision)
    LANGUAGE sql STABLE ROWS 1
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
  select e.path, e.index, e.rows, e.ms
  from pgmatch.explain_call(pgmatch.nods_search_named(search), arguments) as e
$$;


ALTER FUNCTION public.explain_search(search text, arguments jsonb) OWNER TO postgres;

--
-- Name: FUNCTION explain_search(search text, arguments jsonb); Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON FUNCTION public.explain_search(search text, arguments jsonb) IS 'How a search is answered: on which path, by which index, and how long it takes.';


--
-- Name: explain_sections(text, text, jsonb); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.explain_sections(expected text, search text, arguments jsonb) RETURNS TABLE(id bigint, path text, slug text, heading text, place bigint, similarity double precision, full_text_rank bigint, semantic_rank bigint, reasons text[])
    LANGUAGE plpgsql STABLE ROWS 5
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
declare
  _search constant regprocedure := pgmatch.nods_search_named(search);
  -- an argument that the function does not have is left out
  _deep constant jsonb := arguments - '{match_threshold,probes,candidates}'::text[] || (
    select pg_catalog.jsonb_object_agg(w.name, w.value)
    from (
      values ('match_count', '10000'::jsonb), ('match_threshold', 'null'::jsonb), ('ef_search', '1000'::jsonb)
    ) as w (name, value)
    inner join pg_proc as p on p.oid = _search::oid and w.name = any(p.proargnames[:p.pronargs])
  );
  _pieces constant jsonb := _deep - 'one_per_section'::text;
begin
  return query
  select
    s.id, p.path, s.slug, s.heading,
    o.place, (f.found_row ->> 'similarity'::text)::float8,
    (f.found_row ->> 'full_text_rank'::text)::bigint, (f.found_row ->> 'semantic_rank'::text)::bigint,
    case
      when o.place is null and s.embedding is null then array['it has no embedding']
      when o.place is null and s.content is null then array['it has no content']
      else pgmatch.nods_why_not(_search, arguments, s.id, _pieces, o.place, f.found_row)
    end
  from pgmatch.nods_expected_sections(expected) with ordinality as e (id, place)
  inner join nods_page_section as s on s.id = e.id
  left join nods_page as p on p.id = s.page_id
  cross join lateral (
    select pg_catalog.array_agg(i.id::text) as keys
    from nods_page_section as i
    where i.id = s.id
      or (_deep -> 'one_per_section'::text) = 'true' and i.page_id = s.page_id and i.slug is not distinct from s.slug
  ) as w
  cross join lateral pgmatch.search_place(_search, _deep, 'id', w.keys) as o
  cross join lateral pgmatch.search_place(_search, _pieces, 'id', array[s.id::text]) as f
  order by e.place;
end;
$$;


ALTER FUNCTION public.explain_sections(expected text, search text, arguments jsonb) OWNER TO postgres;

--
-- Name: FUNCTION explain_sections(expected text, search text, arguments jsonb); Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON FUNCTION public.explain_sections(expected text, search text, arguments jsonb) IS 'Where a search has the sections that somebody expected, and why it does not return them.';


--
-- Name: explain_terms(text, bigint); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.explain_terms(query_text text, section_id bigint DEFAULT NULL::bigint) RETURNS TABLE(term text, sections bigint, in_section boolean)
    LANGUAGE plpgsql STABLE ROWS 10
    SET search_path TO 'public', 'extensions', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
declare
  _config constant regconfig := (select i.text_config::regconfig from pgmatch.install as i where i.line = 'nods_text');
  _question constant text := pgmatch.nods_text_question(pgmatch.question_text(query_text));
  -- without exclusions
  _sought constant text := querytree(pgmatch.text_query(_config, _question));
  _word tsquery;
begin
  for term, _word in
    select w.lexeme, q.quoted::tsquery
    from pg_catalog.unnest(to_tsvector(_config, _question)) as w (lexeme, positions, weights)
    cross join lateral (
      select '''' || replace(replace(w.lexeme, E'\\', E'\\\\'), '''', '''''') || ''''
    ) as q (quoted)
    where strpos(_sought, q.quoted) > 0
    order by w.positions[1]
    limit 32
  loop
    sections := (select pg_catalog.count(*) from nods_page_section as s where s.fts @@ _word);
    in_section := (select s.fts @@ _word from nods_page_section as s where s.id = section_id);
    return next;
  end loop;
end;
$$;


ALTER FUNCTION public.explain_terms(query_text text, section_id bigint) OWNER TO postgres;

--
-- Name: FUNCTION explain_terms(query_text text, section_id bigint); Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON FUNCTION public.explain_terms(query_text text, section_id bigint) IS 'The words that a hybrid search looks for, and how many sections have each.';


--
-- Name: find_duplicate_sections(double precision, integer, integer, text, text, text, jsonb, boolean); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.find_duplicate_sections(threshold double precision DEFAULT 0.95, match_count integer DEFAULT 100, min_content_length integer DEFAULT NULL::integer, path_prefix text DEFAULT NULL::text, page_type text DEFAULT NULL::text, source text DEFAULT NULL::text, meta jsonb DEFAULT NULL::jsonb, other_pages boolean DEFAULT false) RETURNS TABLE(id bigint, other_id bigint, page_id bigint, other_page_id bigint, path text, other_path text, heading text, other_heading text, similarity double precision)
    LANGUAGE plpgsql STABLE ROWS 100
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
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


ALTER FUNCTION public.find_duplicate_sections(threshold double precision, match_count integer, min_content_length integer, path_prefix text, page_type text, source text, meta jsonb, other_pages boolean) OWNER TO postgres;

--
-- Name: FUNCTION find_duplicate_sections(threshold double precision, match_count integer, min_content_length integer, path_prefix text, page_type text, source text, meta jsonb, other_pages boolean); Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON FUNCTION public.find_duplicate_sections(threshold double precision, match_count integer, min_content_length integer, path_prefix text, page_type text, source text, meta jsonb, other_pages boolean) IS 'Pairs of sections more similar than the threshold, the most similar first, each once; found through the index.';


--
-- Name: find_similar_sections(bigint, integer, double precision, integer, text, text, text, jsonb, boolean, integer, integer, integer); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.find_similar_sections(id bigint, match_count integer DEFAULT 10, match_threshold double precision DEFAULT NULL::double precision, min_content_length integer DEFAULT NULL::integer, path_prefix text DEFAULT NULL::text, page_type text DEFAULT NULL::text, source text DEFAULT NULL::text, meta jsonb DEFAULT NULL::jsonb, other_pages boolean DEFAULT false, ef_search integer DEFAULT NULL::integer, probes integer DEFAULT NULL::integer, candidates integer DEFAULT NULL::integer) RETURNS SETOF public.nods_section_match
    LANGUAGE plpgsql STABLE ROWS 10
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
declare
  _section nods_page_section;
  -- the section itself, or all of its page, in addition to match_count
  _left_out integer := 1;
begin
  select s.* into _section from nods_page_section as s where s.id = find_similar_sections.id;
  if _section.id is null then
    raise exception using
      errcode = 'no_data_found',
      message = pg_catalog.format('section %s does not exist', coalesce(find_similar_sections.id::text, 'null')),
      hint = 'Pass the id of a section that a search returned. Row level security may hide the section from you.';
  end if;
  if _section.embedding is null then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = pg_catalog.format('section %s has no embedding', _section.id),
      hint = 'Ingest its page again.';
  end if;
  perform pgmatch.check_arguments('nods_page_section', 'embedding', _section.embedding, match_threshold, match_count);
  perform pgmatch.check_scan(match_count, ef_search, probes, candidates);
  if other_pages then
    select count(*) into _left_out from nods_page_section as s where s.page_id = _section.page_id;
  end if;
  if match_count + _left_out > 10000 then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format(
        'match_count %s and the sections left out, %s, are more than 10000', match_count, _left_out
      ),
      hint = 'Ask for fewer sections. Without other_pages, only the section itself is left out.';
  end if;

  return query
  select m.id, m.page_id, m.path, m.slug, m.heading, m.content, m.similarity, m.meta
  from search_page_sections(
    _section.embedding,
    match_count + _left_out,
    match_threshold,
    min_content_length,
    find_similar_sections.path_prefix,
    page_type,
    find_similar_sections.source,
    find_similar_sections.meta,
    ef_search => ef_search,
    probes => probes,
    candidates => case when candidates is not null then greatest(candidates, match_count + _left_out) end
  ) as m
  where m.id <> _section.id and (m.page_id <> _section.page_id or not coalesce(other_pages, false))
  order by m.similarity desc, m.id
  limit match_count;
end;
$$;


ALTER FUNCTION public.find_similar_sections(id bigint, match_count integer, match_threshold double precision, min_content_length integer, path_prefix text, page_type text, source text, meta jsonb, other_pages boolean, ef_search integer, probes integer, candidates integer) OWNER TO postgres;

--
-- Name: FUNCTION find_similar_sections(id bigint, match_count integer, match_threshold double precision, min_content_length integer, path_prefix text, page_type text, source text, meta jsonb, other_pages boolean, ef_search integer, probes integer, candidates integer); Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON FUNCTION public.find_similar_sections(id bigint, match_count integer, match_threshold double precision, min_content_length integer, path_prefix text, page_type text, source text, meta jsonb, other_pages boolean, ef_search integer, probes integer, candidates integer) IS 'The sections most similar to a given one, best first, without the section itself.';


--
-- Name: get_page_parents(bigint); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.get_page_parents(page_id bigint) RETURNS TABLE(id bigint, parent_page_id bigint, path text, meta jsonb)
    LANGUAGE sql STABLE ROWS 10
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
  with recursive ancestor as (
    select p.id, p.parent_page_id, 1 as height
    from nods_page as p
    where p.id = get_page_parents.page_id

    union all

    select p.id, p.parent_page_id, a.height + 1
    from ancestor as a
    inner join nods_page as p on p.id = a.parent_page_id
    where a.height < 1000
  ),

  -- a page of a cycle repeats; `cycle` would compare each page with all before it
  listed as (
    select a.id, min(a.height) as height
    from ancestor as a
    group by a.id
  )

  select p.id, p.parent_page_id, p.path, p.meta
  from listed as l
  inner join nods_page as p on p.id = l.id
  order by l.height
$$;


ALTER FUNCTION public.get_page_parents(page_id bigint) OWNER TO postgres;

--
-- Name: FUNCTION get_page_parents(page_id bigint); Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON FUNCTION public.get_page_parents(page_id bigint) IS 'A page and its ancestors, the page first, at most 1000; none for an unknown id. A cycle of parents ends the list.';


--
-- Name: get_section_context(bigint, integer, integer); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.get_section_context(id bigint, before integer DEFAULT 1, after integer DEFAULT 1) RETURNS SETOF public.nods_section_context
    LANGUAGE plpgsql STABLE ROWS 3
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
declare
  _page_id bigint := (select s.page_id from nods_page_section as s where s.id = get_section_context.id);
begin
  if before is null or after is null or least(before, after) < 0 or greatest(before, after) > 100 then
    raise exception using
      errcode = case
        when before is null or after is null then 'null_value_not_allowed'
        else 'invalid_parameter_value'
      end,
      message = pg_catalog.format(
        'before %s and after %s are not both between 0 and 100',
        coalesce(before::text, 'null'), coalesce(after::text, 'null')
      ),
      hint = 'Pass how many sections before and after this one you want; 0 for none.';
  elsif _page_id is null then
    raise exception using
      errcode = 'no_data_found',
      message = pg_catalog.format('section %s does not exist', coalesce(get_section_context.id::text, 'null')),
      hint = 'Pass the id of a section that a search returned. Row level security may hide the section from you.';
  end if;

  return query
  with outline as materialized (
    select o.id, o.place, o.heading, o.level from pgmatch.nods_page_outline(_page_id) as o
  )

  select
    s.id, s.page_id, p.path, s.slug, s.heading, s.content, s.token_count,
    case
      when pg_catalog.lower(t.title) <> coalesce(pg_catalog.lower(h.path[1]), '')
        then pg_catalog.array_prepend(t.title, h.path)
      else h.path
    end,
    (n.place - i.place)::integer
  from outline as i
  inner join outline as n on n.place between i.place - before and i.place + after
  inner join nods_page_section as s on s.id = n.id
  left join nods_page as p on p.id = s.page_id
  cross join lateral (
    select case
      when jsonb_typeof(p.meta -> 'title'::text) in ('string', 'number')
        then nullif(btrim(regexp_replace(p.meta ->> 'title'::text, E'\\s+'::text, ' '::text, 'g'::text)), '')
    end
  ) as t (title)
  cross join lateral (
    -- upwards, a heading counts if it is of a higher level than all below it
    select
      coalesce(pg_catalog.array_agg(a.heading order by a.place) filter (where a.level < coalesce(a.below, 8)), '{}')
    from (
      select o.heading, o.place, o.level, min(o.level) over (
        order by o.place desc rows between unbounded preceding and 1 preceding
      ) as below
      from outline as o
      where o.place <= n.place and o.level is not null
    ) as a
  ) as h (path)
  where i.id = get_section_context.id
  order by n.place;
end;
$$;


ALTER FUNCTION public.get_section_context(id bigint, before integer, after integer) OWNER TO postgres;

--
-- Name: FUNCTION get_section_context(id bigint, before integer, after integer); Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON FUNCTION public.get_section_context(id bigint, before integer, after integer) IS 'A section with its neighbours on the page, in the order of the document, and the headings that lead to each.';


--
-- Name: hybrid_search_page_sections(text, extensions.vector, integer, double precision, double precision, integer, double precision, integer, text, text, text, jsonb, jsonb, boolean, integer, integer, integer); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.hybrid_search_page_sections(query_text text, query_embedding extensions.vector, match_count integer DEFAULT 10, full_text_weight double precision DEFAULT 1, semantic_weight double precision DEFAULT 1, rrf_k integer DEFAULT 50, match_threshold double precision DEFAULT NULL::double precision, min_content_length integer DEFAULT NULL::integer, path_prefix text DEFAULT NULL::text, page_type text DEFAULT NULL::text, source text DEFAULT NULL::text, meta jsonb DEFAULT NULL::jsonb, filter jsonb DEFAULT NULL::jsonb, one_per_section boolean DEFAULT false, ef_search integer DEFAULT NULL::integer, probes integer DEFAULT NULL::integer, candidates integer DEFAULT NULL::integer) RETURNS SETOF public.nods_hybrid_match
    LANGUAGE plpgsql STABLE ROWS 10
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
begin
  -- locks sections before the record, as other searches do: see pgmatch.lock_tables
  perform from nods_page_section as s where false;
  return query
  select
    s.id, s.page_id, p.path, s.slug, s.heading, s.content,
    f.score, f.full_text_rank, f.semantic_rank, f.similarity, p.meta
  from pgmatch.hybrid_matches(
    null::bigint,
    row(
      'nods_page_section', 'embedding', 'id',
      (select r.metric from pgmatch.search as r where r.line = 'nods'),
      query_embedding, match_count, match_threshold, 's.content is not null',
      pgmatch.nods_content_filter(min_content_length),
      pgmatch.nods_section_filter(
        hybrid_search_page_sections.path_prefix, page_type,
        hybrid_search_page_sections.source, hybrid_search_page_sections.meta, hybrid_search_page_sections.filter
      ),
      current_setting('search_path')
    ),
    's.fts',
    pgmatch.text_query(
      (select i.text_config::regconfig from pgmatch.install as i where i.line = 'nods_text'),
      pgmatch.nods_text_question(pgmatch.question_text(query_text))
    ),
    full_text_weight, semantic_weight, rrf_k, ef_search, probes, candidates,
    case when one_per_section then '{page_id, slug}'::name[] end
  ) as h
  cross join lateral unnest(h.keys, h.scores, h.full_text_ranks, h.semantic_ranks, h.similarities) with ordinality
    as f (key, score, full_text_rank, semantic_rank, similarity, place)
  -- lateral: behind a policy, the planner takes a large tenant for a small one and would read all its rows
  cross join lateral (
    select r.id, r.page_id, r.slug, r.heading, r.content from nods_page_section as r where r.id = f.key limit 1
  ) as s
  left join lateral (select r.path, r.meta from nods_page as r where r.id = s.page_id limit 1) as p on true
  order by f.place;
end;
$$;


ALTER FUNCTION public.hybrid_search_page_sections(query_text text, query_embedding extensions.vector, match_count integer, full_text_weight double precision, semantic_weight double precision, rrf_k integer, match_threshold double precision, min_content_length integer, path_prefix text, page_type text, source text, meta jsonb, filter jsonb, one_per_section boolean, ef_search integer, probes integer, candidates integer) OWNER TO postgres;

--
-- Name: FUNCTION hybrid_search_page_sections(query_text text, query_embedding extensions.vector, match_count integer, full_text_weight double precision, semantic_weight double precision, rrf_k integer, match_threshold double precision, min_content_length integer, path_prefix text, page_type text, source text, meta jsonb, filter jsonb, one_per_section boolean, ef_search integer, probes integer, candidates integer); Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON FUNCTION public.hybrid_search_page_sections(query_text text, query_embedding extensions.vector, match_count integer, full_text_weight double precision, semantic_weight double precision, rrf_k integer, match_threshold double precision, min_content_length integer, path_prefix text, page_type text, source text, meta jsonb, filter jsonb, one_per_section boolean, ef_search integer, probes integer, candidates integer) IS 'The sections that match a question by its words and by its meaning, best first: reciprocal rank fusion.';


--
-- Name: match_page_sections(extensions.vector, double precision, integer, integer); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.match_page_sections(embedding extensions.vector, match_threshold double precision, match_count integer, min_content_length integer) RETURNS TABLE(id bigint, page_id bigint, slug text, heading text, content text, similarity double precision)
    LANGUAGE plpgsql STABLE ROWS 10
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_sort TO 'off'
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $_$
#variable_conflict use_column
-- made by pgmatch.nods_make_walk
declare
  pgmatch_query alias for embedding;
  pgmatch_match_count alias for match_count;
  pgmatch_match_threshold alias for match_threshold;
  pgmatch_min_content_length alias for min_content_length;
  pgmatch_ef_search constant integer := null;
  pgmatch_probes constant integer := null;
  pgmatch_candidates constant integer := null;
  pgmatch_few constant boolean := null;
  pgmatch_wanted integer;
  pgmatch_set text;
  pgmatch_iterative_scan text;
  pgmatch_earlier_ef_search text;
  pgmatch_max_scan_tuples text;
  pgmatch_before pgmatch.setting[];
  pgmatch_similarity double precision;
  pgmatch_walked bigint;
  pgmatch_is_few boolean;
  pgmatch_keys bigint[];
  pgmatch_similarities double precision[];
begin
  if pgmatch_match_count between 1 and 10000
    and extensions.vector_dims(pgmatch_query) = 8
    and extensions.vector_norm(pgmatch_query) > 0
    and pgmatch_match_threshold is distinct from 'NaN' then
    -- one that comes from a table is read from its storage here, not once a row
    pgmatch_query := pgmatch_query::extensions.vector(8);
    pgmatch_iterative_scan := current_setting('hnsw.iterative_scan');
    pgmatch_earlier_ef_search := current_setting('hnsw.ef_search');
    pgmatch_max_scan_tuples := current_setting('hnsw.max_scan_tuples');
    pgmatch_set := pg_catalog.concat(
      case pgmatch_iterative_scan when 'off' then set_config('hnsw.iterative_scan', 'relaxed_order', true) end,
      case when pgmatch_earlier_ef_search = '40' or pgmatch_ef_search is not null then
        set_config('hnsw.ef_search', coalesce(pgmatch_ef_search, greatest(100, least(pgmatch_match_count + 1, 1000)))::text, true)
      end,
      case when case when pgmatch_min_content_length is not null then 2000 + 20 * pgmatch_match_count end < pgmatch_max_scan_tuples::integer then
        set_config('hnsw.max_scan_tuples', (case when pgmatch_min_content_length is not null then 2000 + 20 * pgmatch_match_count end)::text, true)
      end
    );
    for id, page_id, slug, heading, content, similarity, pgmatch_walked in
      with walked as materialized (
        select s.id as id, s.page_id as page_id, s.slug as slug, s.heading as heading, s.content as content, s.id as pgmatch_key, s.embedding operator(extensions.<#>) $1 as pgmatch_distance
        from public.nods_page_section as s
        where s.embedding is not null and s.content is not null
          and (pgmatch_min_content_length is null or octet_length(s.content::text) / 4 >= pgmatch_min_content_length or octet_length(s.content::text) >= pgmatch_min_content_length and length(s.content::text) >= pgmatch_min_content_length)
          and pgmatch.is_fast('public.nods_page_section', 'embedding', 'ip', 'hnsw vector of 8')
          and pgmatch_match_count <= pgmatch.most_to_walk('public.nods_page_section')
        order by s.embedding operator(extensions.<#>) $1
        fetch first (pgmatch_match_count) rows with ties
      )
      select w.id, w.page_id, w.slug, w.heading, w.content, 0::float8 - w.pgmatch_distance, (select count(*) from walked as n where n.pgmatch_distance <> 'NaN')
      from walked as w
      where w.pgmatch_distance <> 'NaN'
      order by w.pgmatch_distance + 0::float8, w.pgmatch_key
      limit pgmatch_match_count
    loop
      exit when pgmatch_walked < pgmatch_match_count or similarity <= pgmatch_match_threshold;
      return next;
    end loop;
    pgmatch_set := pg_catalog.concat(
      set_config('hnsw.iterative_scan', pgmatch_iterative_scan, true),
      set_config('hnsw.ef_search', pgmatch_earlier_ef_search, true),
      set_config('hnsw.max_scan_tuples', pgmatch_max_scan_tuples, true)
    );
    if pgmatch_walked >= pgmatch_match_count then
      return;
    end if;
  end if;

  select n.keys, n.similarities into pgmatch_keys, pgmatch_similarities
  from pgmatch.nearest(
    null::bigint, 'public.nods_page_section', 'embedding', 'id', 'ip', pgmatch_query, pgmatch_match_count, pgmatch_match_threshold,
    late => case when pgmatch_min_content_length is not null then format('octet_length(s.content::text) >= %1$s and length(s.content::text) >= %1$s', pgmatch_min_content_length) end,
    always => 's.content is not null',
    filter => nullif(concat_ws(' and ', null), ''),
    path => 'extensions, pg_temp',
    ef_search => pgmatch_ef_search, probes => pgmatch_probes, candidates => pgmatch_candidates,
    -- not to scan the index again, unless its scan had an earlier stop
    few => coalesce(
      pgmatch_few, case when pgmatch_walked is not null and pgmatch_min_content_length is null then true end
    )
  ) as n;
  return query
  select w.id, w.page_id, w.slug, w.heading, w.content, n.similarity
  from unnest(pgmatch_keys, pgmatch_similarities) with ordinality as n (key, similarity, place)
  cross join lateral (select s.id as id, s.page_id as page_id, s.slug as slug, s.heading as heading, s.content as content from public.nods_page_section as s where s.id = n.key limit 1) as w
  order by n.place;
end;
$_$;


ALTER FUNCTION public.match_page_sections(embedding extensions.vector, match_threshold double precision, match_count integer, min_content_length integer) OWNER TO postgres;

--
-- Name: FUNCTION match_page_sections(embedding extensions.vector, match_threshold double precision, match_count integer, min_content_length integer); Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON FUNCTION public.match_page_sections(embedding extensions.vector, match_threshold double precision, match_count integer, min_content_length integer) IS 'The sections nearest to an embedding, best first: similarity above match_threshold, at most match_count rows.';


--
-- Name: match_products(extensions.vector, integer, double precision, integer, text, integer, integer, integer); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.match_products(query_embedding extensions.vector, match_count integer DEFAULT 10, match_threshold double precision DEFAULT NULL::double precision, min_content_length integer DEFAULT NULL::integer, owner text DEFAULT NULL::text, ef_search integer DEFAULT NULL::integer, probes integer DEFAULT NULL::integer, candidates integer DEFAULT NULL::integer) RETURNS TABLE(id bigint, description text, similarity double precision)
    LANGUAGE plpgsql STABLE ROWS 10
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_sort TO 'off'
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $_$
#variable_conflict use_column
-- made by pgmatch.create_search; pgmatch.drop_search removes it
-- pgmatch.search_function: {"key": "id", "name": "match_products", "path": ["public"], "words": null, "grants": null, "metric": "cosine", "scored": true, "target": "public.product", "content": "description", "filters": [["owner text", "owner = $"]], "returns": ["id", "description"], "section": null, "contract": null, "metadata": null, "arguments": null, "embedding": "embedding", "schema_name": "public", "text_config": null}
declare
  pgmatch_query alias for query_embedding;
  pgmatch_match_count alias for match_count;
  pgmatch_match_threshold alias for match_threshold;
  pgmatch_min_content_length alias for min_content_length;
  pgmatch_ef_search alias for ef_search;
  pgmatch_probes alias for probes;
  pgmatch_candidates alias for candidates;
  pgmatch_few constant boolean := null;
  pgmatch_filter_5 alias for owner;
  pgmatch_wanted integer;
  pgmatch_set text;
  pgmatch_iterative_scan text;
  pgmatch_earlier_ef_search text;
  pgmatch_max_scan_tuples text;
  pgmatch_before pgmatch.setting[];
  pgmatch_similarity double precision;
  pgmatch_walked bigint;
  pgmatch_is_few boolean;
  pgmatch_keys bigint[];
  pgmatch_similarities double precision[];
begin
  if pgmatch_match_count between 1 and 10000
    and extensions.vector_dims(pgmatch_query) = 3
    and extensions.vector_norm(pgmatch_query) > 0
    and pgmatch_match_threshold is distinct from 'NaN' then
    -- one that comes from a table is read from its storage here, not once a row
    pgmatch_query := pgmatch_query::extensions.vector(3);
    if coalesce(pgmatch_ef_search, pgmatch_probes, pgmatch_candidates) is not null then
      perform pgmatch.check_scan(pgmatch_match_count, pgmatch_ef_search, pgmatch_probes, pgmatch_candidates);
    end if;
    if pg_catalog.num_nonnulls(pgmatch_filter_5) between 1 and 2 or not pgmatch_few then
      pgmatch_is_few := pgmatch_few;
      pgmatch_set := set_config('search_path', 'public, extensions, pg_temp', true);
      if pgmatch_is_few is null
        and pg_catalog.num_nonnulls(pgmatch_filter_5) = 1 and pg_catalog.num_nonnulls(pgmatch_filter_5) = 1 then
        select not exists (
          select 1 from public.product as s where (owner = pgmatch_filter_5) offset pgmatch.few_rows('public.product')
        ) into pgmatch_is_few
        where pgmatch.is_fast('public.product', 'embedding', 'cosine', 'hnsw vector of 3');
        if pgmatch_is_few then
          return query
          select w.id, w.description, 1::float8 - w.pgmatch_distance
          from (
            select s.id as id, s.description as description, s.id as pgmatch_key, s.embedding operator(extensions.<=>) $1 as pgmatch_distance
            from public.product as s
            where s.embedding is not null
          and (pgmatch_min_content_length is null or octet_length(s.description::text) / 4 >= pgmatch_min_content_length or octet_length(s.description::text) >= pgmatch_min_content_length and length(s.description::text) >= pgmatch_min_content_length)
              and (owner = pgmatch_filter_5)
            -- computes each distance once, and keeps the planner from the vector index
            offset 0
          ) as w
          where w.pgmatch_distance <> 'NaN'
            and (pgmatch_match_threshold is null or 1::float8 - w.pgmatch_distance > pgmatch_match_threshold)
          order by w.pgmatch_distance, w.pgmatch_key
          limit pgmatch_match_count;
          return;
        end if;
      end if;
      if not pgmatch_is_few then
    pgmatch_wanted := (5 * pgmatch_match_count + 3) / 4;
    pgmatch_iterative_scan := current_setting('hnsw.iterative_scan');
    pgmatch_earlier_ef_search := current_setting('hnsw.ef_search');
    pgmatch_max_scan_tuples := current_setting('hnsw.max_scan_tuples');
    pgmatch_set := pg_catalog.concat(
      case pgmatch_iterative_scan when 'off' then set_config('hnsw.iterative_scan', 'relaxed_order', true) end,
      case when pgmatch_earlier_ef_search = '40' or pgmatch_ef_search is not null then
        set_config('hnsw.ef_search', coalesce(pgmatch_ef_search, greatest(150, least(pgmatch_wanted + 1, 1000)))::text, true)
      end,
      case when case when pgmatch_min_content_length is not null then 2000 + 20 * pgmatch_wanted end < pgmatch_max_scan_tuples::integer then
        set_config('hnsw.max_scan_tuples', (case when pgmatch_min_content_length is not null then 2000 + 20 * pgmatch_wanted end)::text, true)
      end
    );
    for id, description, similarity, pgmatch_walked in
      with walked as materialized (
        select s.id as id, s.description as description, s.id as pgmatch_key, s.embedding operator(extensions.<=>) $1 as pgmatch_distance
        from public.product as s
        where s.embedding is not null
          and (pgmatch_min_content_length is null or octet_length(s.description::text) / 4 >= pgmatch_min_content_length or octet_length(s.description::text) >= pgmatch_min_content_length and length(s.description::text) >= pgmatch_min_content_length)
        and (pgmatch_filter_5 is null or (owner = pgmatch_filter_5))
          and pgmatch.is_fast('public.product', 'embedding', 'cosine', 'hnsw vector of 3')
          and pgmatch_match_count <= pgmatch.most_to_walk('public.product')
        order by s.embedding operator(extensions.<=>) $1
        fetch first (pgmatch_wanted) rows with ties
      )
      select w.id, w.description, 1::float8 - w.pgmatch_distance, (select count(*) from walked as n where n.pgmatch_distance <> 'NaN')
      from walked as w
      where w.pgmatch_distance <> 'NaN'
      order by w.pgmatch_distance + 0::float8, w.pgmatch_key
      limit pgmatch_match_count
    loop
      exit when pgmatch_walked < pgmatch_match_count or similarity <= pgmatch_match_threshold;
      return next;
    end loop;
    pgmatch_set := pg_catalog.concat(
      set_config('hnsw.iterative_scan', pgmatch_iterative_scan, true),
      set_config('hnsw.ef_search', pgmatch_earlier_ef_search, true),
      set_config('hnsw.max_scan_tuples', pgmatch_max_scan_tuples, true)
    );
    if pgmatch_walked >= pgmatch_match_count then
      return;
    end if;
      end if;
      pgmatch_set := set_config('search_path', 'pg_catalog, pg_temp', true);
    elsif pg_catalog.num_nonnulls(pgmatch_filter_5) = 0 then
    pgmatch_iterative_scan := current_setting('hnsw.iterative_scan');
    pgmatch_earlier_ef_search := current_setting('hnsw.ef_search');
    pgmatch_max_scan_tuples := current_setting('hnsw.max_scan_tuples');
    pgmatch_set := pg_catalog.concat(
      case pgmatch_iterative_scan when 'off' then set_config('hnsw.iterative_scan', 'relaxed_order', true) end,
      case when pgmatch_earlier_ef_search = '40' or pgmatch_ef_search is not null then
        set_config('hnsw.ef_search', coalesce(pgmatch_ef_search, greatest(100, least(pgmatch_match_count + 1, 1000)))::text, true)
      end,
      case when case when pgmatch_min_content_length is not null then 2000 + 20 * pgmatch_match_count end < pgmatch_max_scan_tuples::integer then
        set_config('hnsw.max_scan_tuples', (case when pgmatch_min_content_length is not null then 2000 + 20 * pgmatch_match_count end)::text, true)
      end
    );
    for id, description, similarity, pgmatch_walked in
      with walked as materialized (
        select s.id as id, s.description as description, s.id as pgmatch_key, s.embedding operator(extensions.<=>) $1 as pgmatch_distance
        from public.product as s
        where s.embedding is not null
          and (pgmatch_min_content_length is null or octet_length(s.description::text) / 4 >= pgmatch_min_content_length or octet_length(s.description::text) >= pgmatch_min_content_length and length(s.description::text) >= pgmatch_min_content_length)
          and pgmatch.is_fast('public.product', 'embedding', 'cosine', 'hnsw vector of 3')
          and pgmatch_match_count <= pgmatch.most_to_walk('public.product')
        order by s.embedding operator(extensions.<=>) $1
        fetch first (pgmatch_match_count) rows with ties
      )
      select w.id, w.description, 1::float8 - w.pgmatch_distance, (select count(*) from walked as n where n.pgmatch_distance <> 'NaN')
      from walked as w
      where w.pgmatch_distance <> 'NaN'
      order by w.pgmatch_distance + 0::float8, w.pgmatch_key
      limit pgmatch_match_count
    loop
      exit when pgmatch_walked < pgmatch_match_count or similarity <= pgmatch_match_threshold;
      return next;
    end loop;
    pgmatch_set := pg_catalog.concat(
      set_config('hnsw.iterative_scan', pgmatch_iterative_scan, true),
      set_config('hnsw.ef_search', pgmatch_earlier_ef_search, true),
      set_config('hnsw.max_scan_tuples', pgmatch_max_scan_tuples, true)
    );
    if pgmatch_walked >= pgmatch_match_count then
      return;
    end if;
    end if;
  end if;

  select n.keys, n.similarities into pgmatch_keys, pgmatch_similarities
  from pgmatch.nearest(
    null::bigint, 'public.product', 'embedding', 'id', 'cosine', pgmatch_query, pgmatch_match_count, pgmatch_match_threshold,
    late => case when pgmatch_min_content_length is not null then format('octet_length(s.description::text) >= %1$s and length(s.description::text) >= %1$s', pgmatch_min_content_length) end,
    always => null,
    filter => nullif(concat_ws(' and ',
      case when pgmatch_filter_5 is not null then format('(owner = (%1$L::text))', pgmatch_filter_5) end, null), ''),
    path => 'public, extensions, pg_temp',
    ef_search => pgmatch_ef_search, probes => pgmatch_probes, candidates => pgmatch_candidates,
    -- not to scan the index again, unless its scan had an earlier stop
    few => coalesce(
      pgmatch_few, case when pgmatch_walked is not null and pgmatch_min_content_length is null then true end
    )
  ) as n;
  return query
  select w.id, w.description, n.similarity
  from unnest(pgmatch_keys, pgmatch_similarities) with ordinality as n (key, similarity, place)
  cross join lateral (select s.id as id, s.description as description from public.product as s where s.id = n.key limit 1) as w
  order by n.place;
end;
$_$;


ALTER FUNCTION public.match_products(query_embedding extensions.vector, match_count integer, match_threshold double precision, min_content_length integer, owner text, ef_search integer, probes integer, candidates integer) OWNER TO postgres;

--
-- Name: FUNCTION match_products(query_embedding extensions.vector, match_count integer, match_threshold double precision, min_content_length integer, owner text, ef_search integer, probes integer, candidates integer); Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON FUNCTION public.match_products(query_embedding extensions.vector, match_count integer, match_threshold double precision, min_content_length integer, owner text, ef_search integer, probes integer, candidates integer) IS 'The rows of public.product nearest to an embedding, best first. Made by pgmatch.create_search.';


--
-- Name: nods_add_sections(bigint, text, text, jsonb); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.nods_add_sections(run bigint, page_path text, page_checksum text, sections jsonb) RETURNS integer
    LANGUAGE plpgsql
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
declare
  _page nods_page;
begin
  perform pgmatch.nods_check_page(page_path, page_checksum, sections);
  _page := pgmatch.nods_open_page(run, page_path);
  if pgmatch.nods_is_complete(_page.id, page_checksum) then
    return 0;
  end if;

  update nods_page as p set checksum = null where p.id = _page.id and p.checksum is not null;
  return (
    select pg_catalog.count(pgmatch.nods_insert_section(_page.id, e.item, e.place))
    from jsonb_array_elements(sections) with ordinality as e (item, place)
  );
end;
$$;


ALTER FUNCTION public.nods_add_sections(run bigint, page_path text, page_checksum text, sections jsonb) OWNER TO postgres;

--
-- Name: FUNCTION nods_add_sections(run bigint, page_path text, page_checksum text, sections jsonb); Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON FUNCTION public.nods_add_sections(run bigint, page_path text, page_checksum text, sections jsonb) IS 'Writes some of a page''s new sections before nods_put_page; returns how many.';


--
-- Name: nods_begin_ingest(text, text, integer, boolean, integer, text, text, jsonb, text[], boolean, text); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.nods_begin_ingest(corpus text, model text, dimensions integer, normalized boolean DEFAULT NULL::boolean, chunk_tokens integer DEFAULT NULL::integer, root text DEFAULT NULL::text, prefix text DEFAULT NULL::text, rules jsonb DEFAULT NULL::jsonb, paths text[] DEFAULT NULL::text[], prune boolean DEFAULT NULL::boolean, part text DEFAULT NULL::text) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
declare
  _known pgmatch.nods_corpus;
  _stood integer;
  _run bigint;
begin
  perform pgmatch.nods_check_begin(corpus, dimensions, root, paths);
  -- first: who waits for another run to change the dimensions may hold no lock on the sections
  perform pgmatch.nods_record_model(model, dimensions, normalized, chunk_tokens);
  -- before pages, as in pgmatch.nods_run_corpus
  perform from nods_page_section as s where false;
  _known := pgmatch.nods_lock_corpus(corpus);
  _stood := (select count(*) from pgmatch.nods_gone_pages(corpus, part, null));
  if paths is not null then
    perform pgmatch.nods_check_prune(corpus, root, part, paths, prune, _stood);
  end if;

  -- without a checksum, the page does not count as unchanged
  update nods_page as p
  set checksum = null
  where p.checksum is not null
    and (p.corpus = nods_begin_ingest.corpus or p.corpus is null and p.path = any(paths))
    and rules <> case when p.corpus is null then pgmatch.nods_read_by(null) else coalesce(_known.rules, '{}') end
    and pgmatch.nods_is_mine(p.owner_id);
  update pgmatch.nods_corpus as c
  set
    -- the first, if two folders make one corpus
    root = case when prune is false then coalesce(c.root, nods_begin_ingest.root)
      else coalesce(nods_begin_ingest.root, c.root) end,
    prefix = coalesce(nods_begin_ingest.prefix, c.prefix),
    rules = coalesce(nods_begin_ingest.rules, c.rules),
    updated_at = clock_timestamp()
  where c.id = _known.id;

  insert into pgmatch.nods_run (corpus, prune, part, stood)
  values (nods_begin_ingest.corpus, nods_begin_ingest.prune, nods_begin_ingest.part, _stood)
  returning id into _run;
  perform pgmatch.nods_forget_runs(_run);
  if (
    select count(*) > 100 from pgmatch.nods_run as r where r.finished_at is null and pgmatch.nods_is_mine(r.owner_id)
  ) then
    raise exception using
      errcode = 'program_limit_exceeded',
      message = '100 ingest runs are open, which is the limit',
      hint = 'Finish them with nods_finish_ingest. Unfinished runs are removed after seven days.';
  end if;
  return _run;
end;
$$;


ALTER FUNCTION public.nods_begin_ingest(corpus text, model text, dimensions integer, normalized boolean, chunk_tokens integer, root text, prefix text, rules jsonb, paths text[], prune boolean, part text) OWNER TO postgres;

--
-- Name: FUNCTION nods_begin_ingest(corpus text, model text, dimensions integer, normalized boolean, chunk_tokens integer, root text, prefix text, rules jsonb, paths text[], prune boolean, part text); Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON FUNCTION public.nods_begin_ingest(corpus text, model text, dimensions integer, normalized boolean, chunk_tokens integer, root text, prefix text, rules jsonb, paths text[], prune boolean, part text) IS 'Opens an ingest run over a corpus and returns its number; refuses a model other than the recorded one.';


--
-- Name: nods_corpora(text[]); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.nods_corpora(paths text[] DEFAULT NULL::text[]) RETURNS TABLE(corpus text, root text, prefix text, rules jsonb, pages bigint, existing bigint)
    LANGUAGE sql STABLE
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
  with stored as (
    select
      p.corpus,
      count(*) as pages,
      count(*) filter (where p.path = any(paths)) as existing
    from nods_page as p
    where pgmatch.nods_is_mine(p.owner_id)
    group by p.corpus
  ),

  recorded as (
    select distinct on (c.corpus) c.corpus, c.root, c.prefix
    from pgmatch.nods_corpus as c
    where pgmatch.nods_is_mine(c.owner_id)
    order by c.corpus, c.id
  ),

  known as (
    select
      coalesce(s.corpus, r.corpus) as corpus,
      r.root,
      r.prefix,
      coalesce(s.pages, 0) as pages,
      coalesce(s.existing, 0) as existing
    from stored as s
    full join recorded as r on r.corpus = s.corpus
  )

  select k.corpus, k.root, k.prefix, pgmatch.nods_read_by(k.corpus), k.pages, k.existing
  from known as k
  order by k.corpus
$$;


ALTER FUNCTION public.nods_corpora(paths text[]) OWNER TO postgres;

--
-- Name: FUNCTION nods_corpora(paths text[]); Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON FUNCTION public.nods_corpora(paths text[]) IS 'The sets of files that have pages or were ingested: folder, rules for reading them, number of pages.';


--
-- Name: nods_finish_ingest(bigint, jsonb, boolean); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.nods_finish_ingest(run bigint, pages jsonb, prune boolean DEFAULT NULL::boolean) RETURNS TABLE(removed_paths text[], parents_set integer, superseded boolean)
    LANGUAGE plpgsql
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
declare
  _run pgmatch.nods_run;
  _seen text[];
begin
  -- before pages, as in pgmatch.nods_run_corpus
  perform from nods_page_section as s where false;
  if not pgmatch.nods_is_over(run) then
    -- newer runs begin before this, or wait for its end
    perform pgmatch.nods_lock_corpus(pgmatch.nods_run_corpus(run));
  end if;
  superseded := pgmatch.nods_is_over(run);
  removed_paths := '{}';
  parents_set := 0;
  if jsonb_typeof(pages) is distinct from 'array' then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = 'pages is not an array',
      hint = 'Pass every page of the corpus: [{"path": "/a", "parent_path": null}].';
  end if;
  _seen := array(
    select e.item ->> 'path'::text from jsonb_array_elements(pages) with ordinality as e (item, place) order by e.place
  );
  if pg_catalog.array_position(_seen, null) is not null then
    raise exception using
      errcode = 'invalid_parameter_value',
      message = pg_catalog.format('page %s of the list has no path', pg_catalog.array_position(_seen, null)),
      hint = 'Pass every page of the corpus: [{"path": "/a", "parent_path": null}].';
  end if;
  if superseded then
    return next;
    return;
  end if;

  select r.* into _run from pgmatch.nods_run as r where r.id = run;
  -- waits for older runs that are writing
  perform
  from pgmatch.nods_run as r
  where r.corpus = _run.corpus and r.id <= run and pgmatch.nods_is_mine(r.owner_id)
  order by r.id
  for update;
  _run.prune := coalesce(prune, _run.prune);
  perform pgmatch.nods_check_prune(_run.corpus, null, _run.part, _seen, _run.prune, _run.stood);

  update nods_page as p
  set parent_page_id = wanted.parent_id
  from (
    select e.item ->> 'path'::text as path, parent.id as parent_id
    from jsonb_array_elements(pages) as e (item)
    left join nods_page as parent
      on parent.path = e.item ->> 'parent_path'::text
      and parent.path <> e.item ->> 'path'::text
      and pgmatch.nods_is_mine(parent.owner_id)
    where e.item ? 'parent_path'::text
  ) as wanted
  where p.path = wanted.path
    and p.corpus = _run.corpus
    and p.parent_page_id is distinct from wanted.parent_id
    and pgmatch.nods_is_mine(p.owner_id);
  get diagnostics parents_set = row_count;

  if _run.prune is not false then
    removed_paths := pgmatch.nods_delete_pages(
      array(select g.id from pgmatch.nods_gone_pages(_run.corpus, _run.part, _seen) as g)
    );
  end if;

  update pgmatch.nods_run as r set finished_at = clock_timestamp() where r.id = run;
  perform pgmatch.nods_forget_runs(run);
  return next;
end;
$$;


ALTER FUNCTION public.nods_finish_ingest(run bigint, pages jsonb, prune boolean) OWNER TO postgres;

--
-- Name: FUNCTION nods_finish_ingest(run bigint, pages jsonb, prune boolean); Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON FUNCTION public.nods_finish_ingest(run bigint, pages jsonb, prune boolean) IS 'Ends an ingest run: sets the parents of its pages and removes the missing pages of its corpus.';


--
-- Name: nods_pages(text, text, jsonb, text, integer); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.nods_pages(in_corpus text DEFAULT NULL::text, path_prefix text DEFAULT NULL::text, filter jsonb DEFAULT NULL::jsonb, after_path text DEFAULT NULL::text, match_count integer DEFAULT NULL::integer) RETURNS TABLE(corpus text, path text, type text, source text, sections bigint, tokens bigint, meta jsonb)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $_$
begin
  return query execute pg_catalog.format(
    'select p.corpus, p.path, p.type, p.source, s.sections, s.tokens, p.meta'
    ' from nods_page as p cross join lateral ('
    'select pg_catalog.count(*) as sections, coalesce(pg_catalog.sum(s.token_count), 0) as tokens'
    ' from nods_page_section as s where s.page_id = p.id) as s'
    ' where ($1 is null or p.corpus = $1) and ($2 is null or p.path > $2) and pgmatch.nods_is_mine(p.owner_id) and %s'
    ' order by p.path limit $3',
    coalesce(pgmatch.nods_page_filter(path_prefix, null, null, null, filter), 'true')
  )
  using in_corpus, after_path, match_count;
end;
$_$;


ALTER FUNCTION public.nods_pages(in_corpus text, path_prefix text, filter jsonb, after_path text, match_count integer) OWNER TO postgres;

--
-- Name: FUNCTION nods_pages(in_corpus text, path_prefix text, filter jsonb, after_path text, match_count integer); Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON FUNCTION public.nods_pages(in_corpus text, path_prefix text, filter jsonb, after_path text, match_count integer) IS 'The pages of the database with the number of their sections and tokens, in the order of their paths.';


--
-- Name: nods_preview_ingest(text, text, integer, text[], boolean, integer, text, boolean, text); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.nods_preview_ingest(corpus text, model text, dimensions integer, paths text[], normalized boolean DEFAULT NULL::boolean, chunk_tokens integer DEFAULT NULL::integer, root text DEFAULT NULL::text, prune boolean DEFAULT NULL::boolean, part text DEFAULT NULL::text) RETURNS TABLE(removed_paths text[])
    LANGUAGE plpgsql STABLE ROWS 1
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  _stood constant integer := (select count(*) from pgmatch.nods_gone_pages(corpus, part, null));
begin
  perform pgmatch.nods_check_begin(corpus, dimensions, root, paths);
  perform pgmatch.nods_check_model(model, dimensions, normalized, chunk_tokens);
  perform pgmatch.nods_check_prune(corpus, root, part, paths, prune, _stood);
  return query
  select coalesce(array_agg(g.path order by g.path), '{}')
  from pgmatch.nods_gone_pages(corpus, part, paths) as g
  where prune is not false;
end;
$$;


ALTER FUNCTION public.nods_preview_ingest(corpus text, model text, dimensions integer, paths text[], normalized boolean, chunk_tokens integer, root text, prune boolean, part text) OWNER TO postgres;

--
-- Name: FUNCTION nods_preview_ingest(corpus text, model text, dimensions integer, paths text[], normalized boolean, chunk_tokens integer, root text, prune boolean, part text); Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON FUNCTION public.nods_preview_ingest(corpus text, model text, dimensions integer, paths text[], normalized boolean, chunk_tokens integer, root text, prune boolean, part text) IS 'The pages that an ingest run over these paths would remove; checks the model as nods_begin_ingest does.';


--
-- Name: nods_preview_page(text, text, text, text[], text[], jsonb); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.nods_preview_page(corpus text, page_path text, page_checksum text, contents text[], contexts text[] DEFAULT NULL::text[], rules jsonb DEFAULT NULL::jsonb) RETURNS TABLE(status text, to_embed integer[], kept integer)
    LANGUAGE plpgsql STABLE ROWS 1
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
declare
  _page nods_page;
begin
  select p.* into _page from nods_page as p where p.path = page_path and pgmatch.nods_is_mine(p.owner_id);
  if _page.corpus <> nods_preview_page.corpus then
    raise exception using
      errcode = 'unique_violation',
      message = pg_catalog.format(
        'page %s belongs to the corpus "%s", not to "%s"', page_path, _page.corpus, nods_preview_page.corpus
      ),
      hint = 'Give one of the two another path prefix.';
  end if;

  if pgmatch.nods_is_complete(_page.id, page_checksum)
    and coalesce(rules = pgmatch.nods_read_by(_page.corpus), rules is null) then
    return query
    select 'unchanged', '{}'::integer[], count(*)::integer
    from nods_page_section as s
    where s.page_id = _page.id;
    return;
  end if;
  return query
  select
    case when (_page.checksum, _page.section_ids, _page.type) is null then 'new' else 'changed' end,
    coalesce(pg_catalog.array_agg(m.place order by m.place) filter (where m.section_id is null), '{}'),
    pg_catalog.count(m.section_id)::integer
  from pgmatch.nods_match_sections(_page.id, contents, contexts) as m;
end;
$$;


ALTER FUNCTION public.nods_preview_page(corpus text, page_path text, page_checksum text, contents text[], contexts text[], rules jsonb) OWNER TO postgres;

--
-- Name: FUNCTION nods_preview_page(corpus text, page_path text, page_checksum text, contents text[], contexts text[], rules jsonb); Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON FUNCTION public.nods_preview_page(corpus text, page_path text, page_checksum text, contents text[], contexts text[], rules jsonb) IS 'What an ingest would do with a page: its status, the places of the contents to embed, how many sections stay.';


--
-- Name: nods_put_page(bigint, text, text, jsonb, jsonb, text, text, text); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.nods_put_page(run bigint, page_path text, page_checksum text, sections jsonb, meta jsonb DEFAULT NULL::jsonb, page_type text DEFAULT 'markdown'::text, page_source text DEFAULT 'guide'::text, parent_path text DEFAULT NULL::text) RETURNS TABLE(page_id bigint, status text, inserted integer, kept integer, removed integer)
    LANGUAGE plpgsql
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
declare
  _corpus text;
  _page nods_page;
  _ids bigint[];
  _parent_id bigint;
begin
  perform pgmatch.nods_check_page(page_path, page_checksum, sections, page_type, page_source);
  _page := pgmatch.nods_open_page(run, page_path);
  _corpus := pgmatch.nods_run_corpus(run);
  _parent_id := (
    select p.id
    from nods_page as p
    where p.path = parent_path and p.id <> _page.id and pgmatch.nods_is_mine(p.owner_id)
  );

  if pgmatch.nods_is_complete(_page.id, page_checksum) then
    status := 'unchanged';
    _ids := _page.section_ids;
    inserted := 0;
    kept := (select count(*) from nods_page_section as s where s.page_id = _page.id);
    removed := 0;
  else
    status := case when (_page.checksum, _page.section_ids, _page.type) is null then 'new' else 'changed' end;
    select s.section_ids, s.inserted, s.kept, s.removed into _ids, inserted, kept, removed
    from pgmatch.nods_put_sections(_page.id, sections) as s;
  end if;

  update nods_page as p
  set
    checksum = page_checksum,
    meta = nods_put_page.meta,
    type = page_type,
    source = page_source,
    parent_page_id = coalesce(_parent_id, p.parent_page_id),
    corpus = _corpus,
    section_ids = _ids
  where p.id = _page.id
    and (p.checksum, p.meta, p.type, p.source, p.parent_page_id, p.corpus, p.section_ids) is distinct from (
      page_checksum,
      nods_put_page.meta,
      page_type,
      page_source,
      coalesce(_parent_id, p.parent_page_id),
      _corpus,
      _ids
    );

  page_id := _page.id;
  return next;
end;
$$;


ALTER FUNCTION public.nods_put_page(run bigint, page_path text, page_checksum text, sections jsonb, meta jsonb, page_type text, page_source text, parent_path text) OWNER TO postgres;

--
-- Name: FUNCTION nods_put_page(run bigint, page_path text, page_checksum text, sections jsonb, meta jsonb, page_type text, page_source text, parent_path text); Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON FUNCTION public.nods_put_page(run bigint, page_path text, page_checksum text, sections jsonb, meta jsonb, page_type text, page_source text, parent_path text) IS 'Writes one page and those of its sections that changed, in one transaction; returns what it did.';


--
-- Name: nods_remove_pages(text[], text, jsonb, boolean); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.nods_remove_pages(paths text[] DEFAULT NULL::text[], corpus text DEFAULT NULL::text, filter jsonb DEFAULT NULL::jsonb, dry_run boolean DEFAULT false) RETURNS TABLE(path text)
    LANGUAGE plpgsql
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
declare
  _ids bigint[];
begin
  -- before pages, as in pgmatch.nods_run_corpus
  perform from nods_page_section as s where false;
  _ids := pgmatch.nods_pages_to_remove(paths, corpus, filter);
  if dry_run is not false then
    return query select p.path from nods_page as p where p.id = any(_ids) order by p.path;
    return;
  end if;
  if paths is null and filter is null then
    -- in the order in which a run finishes
    delete from pgmatch.nods_corpus as c
    where c.corpus = nods_remove_pages.corpus and pgmatch.nods_is_mine(c.owner_id);
    delete from pgmatch.nods_run as r
    where r.corpus = nods_remove_pages.corpus and pgmatch.nods_is_mine(r.owner_id);
    -- with those that a run has written until now
    _ids := array(
      select p.id from nods_page as p where p.corpus = nods_remove_pages.corpus and pgmatch.nods_is_mine(p.owner_id)
    );
  end if;
  return query select r.path from pg_catalog.unnest(pgmatch.nods_delete_pages(_ids)) as r (path);
end;
$$;


ALTER FUNCTION public.nods_remove_pages(paths text[], corpus text, filter jsonb, dry_run boolean) OWNER TO postgres;

--
-- Name: FUNCTION nods_remove_pages(paths text[], corpus text, filter jsonb, dry_run boolean); Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON FUNCTION public.nods_remove_pages(paths text[], corpus text, filter jsonb, dry_run boolean) IS 'Removes the pages with these paths, of a corpus or that pass a filter, with their sections; returns their paths.';


--
-- Name: nods_sections_to_embed(bigint, text, text, text[], text[]); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.nods_sections_to_embed(run bigint, page_path text, page_checksum text, contents text[], contexts text[] DEFAULT NULL::text[]) RETURNS TABLE(place integer)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
declare
  _page_id bigint;
begin
  perform pgmatch.nods_run_corpus(run);
  _page_id := (
    select p.id from nods_page as p where p.path = page_path and pgmatch.nods_is_mine(p.owner_id)
  );
  if not pgmatch.nods_is_complete(_page_id, page_checksum) then
    return query
    select m.place
    from pgmatch.nods_match_sections(_page_id, contents, contexts) as m
    where m.section_id is null;
  end if;
end;
$$;


ALTER FUNCTION public.nods_sections_to_embed(run bigint, page_path text, page_checksum text, contents text[], contexts text[]) OWNER TO postgres;

--
-- Name: FUNCTION nods_sections_to_embed(run bigint, page_path text, page_checksum text, contents text[], contexts text[]); Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON FUNCTION public.nods_sections_to_embed(run bigint, page_path text, page_checksum text, contents text[], contexts text[]) IS 'The places (from 1) of the contents that need an embedding before nods_put_page; none for an unchanged page.';


--
-- Name: pgmatch_info(); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.pgmatch_info() RETURNS TABLE(line text, revision text, dimensions integer, model text, metric text, access text)
    LANGUAGE sql STABLE ROWS 1
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select
    i.line,
    i.revision,
    pgmatch.dimensions_of(s.target, s.embedding),
    case when s.line = i.line then s.model end,
    s.metric,
    i.access
  from pgmatch.install as i
  left join pgmatch.search as s on s.line = coalesce(i.base, i.line) and i.tables_schema is null
  where i.line <> 'core'
  order by i.line, s.target, s.embedding
$$;


ALTER FUNCTION public.pgmatch_info() OWNER TO postgres;

--
-- Name: FUNCTION pgmatch_info(); Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON FUNCTION public.pgmatch_info() IS 'The installed lines: revision, dimensions, model, metric and access mode of each.';


--
-- Name: search_page_sections(extensions.vector, integer, double precision, integer, text, text, text, jsonb, jsonb, boolean, integer, integer, integer); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.search_page_sections(query_embedding extensions.vector, match_count integer DEFAULT 10, match_threshold double precision DEFAULT NULL::double precision, min_content_length integer DEFAULT NULL::integer, path_prefix text DEFAULT NULL::text, page_type text DEFAULT NULL::text, source text DEFAULT NULL::text, meta jsonb DEFAULT NULL::jsonb, filter jsonb DEFAULT NULL::jsonb, one_per_section boolean DEFAULT false, ef_search integer DEFAULT NULL::integer, probes integer DEFAULT NULL::integer, candidates integer DEFAULT NULL::integer) RETURNS SETOF public.nods_section_match
    LANGUAGE plpgsql STABLE ROWS 10
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
begin
  if one_per_section then
    -- locks sections before the record, as other searches do: see pgmatch.lock_tables
    perform from nods_page_section as s where false;
    perform pgmatch.check_scan(match_count, ef_search, probes, candidates);
    return query
    select s.id, s.page_id, p.path, s.slug, s.heading, s.content, n.similarity, p.meta
    from pgmatch.nearest_sections(
      null::bigint,
      row(
        'nods_page_section', 'embedding', 'id',
        (select r.metric from pgmatch.search as r where r.line = 'nods'),
        query_embedding, match_count, match_threshold, 's.content is not null',
        pgmatch.nods_content_filter(min_content_length),
        pgmatch.nods_section_filter(
          search_page_sections.path_prefix, page_type, search_page_sections.source, search_page_sections.meta,
          search_page_sections.filter
        ),
        current_setting('search_path')
      ),
      '{page_id, slug}', ef_search, probes, candidates
    ) as f
    cross join lateral unnest(f.keys, f.similarities) with ordinality as n (id, similarity, place)
    cross join lateral (
      select r.id, r.page_id, r.slug, r.heading, r.content from nods_page_section as r where r.id = n.id limit 1
    ) as s
    left join lateral (select r.path, r.meta from nods_page as r where r.id = s.page_id limit 1) as p on true
    order by n.place;
    return;
  end if;
  return query
  select s.id, s.page_id, p.path, s.slug, s.heading, s.content, n.similarity, p.meta
  from pgmatch.nods_nearest(
    query_embedding, match_threshold, match_count, min_content_length,
    search_page_sections.path_prefix, page_type, search_page_sections.source, search_page_sections.meta,
    ef_search, probes, candidates, search_page_sections.filter
  ) with ordinality as n (id, similarity, place)
  -- a left join, or the planner would skip the call on an empty table, and with it the errors
  left join nods_page_section as s on s.id = n.id
  left join nods_page as p on p.id = s.page_id
  order by n.place;
end;
$$;


ALTER FUNCTION public.search_page_sections(query_embedding extensions.vector, match_count integer, match_threshold double precision, min_content_length integer, path_prefix text, page_type text, source text, meta jsonb, filter jsonb, one_per_section boolean, ef_search integer, probes integer, candidates integer) OWNER TO postgres;

--
-- Name: FUNCTION search_page_sections(query_embedding extensions.vector, match_count integer, match_threshold double precision, min_content_length integer, path_prefix text, page_type text, source text, meta jsonb, filter jsonb, one_per_section boolean, ef_search integer, probes integer, candidates integer); Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON FUNCTION public.search_page_sections(query_embedding extensions.vector, match_count integer, match_threshold double precision, min_content_length integer, path_prefix text, page_type text, source text, meta jsonb, filter jsonb, one_per_section boolean, ef_search integer, probes integer, candidates integer) IS 'The sections nearest to an embedding among those that pass the filters, best first, at most match_count rows.';


--
-- Name: core_version; Type: TABLE; Schema: pgmatch; Owner: postgres
--

CREATE TABLE pgmatch.core_version (
    version_num character varying(32) NOT NULL
);


ALTER TABLE pgmatch.core_version OWNER TO postgres;

--
-- Name: install; Type: TABLE; Schema: pgmatch; Owner: postgres
--

CREATE TABLE pgmatch.install (
    line text NOT NULL,
    base text,
    schema_name text NOT NULL,
    tables_schema text,
    created_schemas text[] DEFAULT '{}'::text[] NOT NULL,
    revision text,
    access text,
    text_config text,
    usages text[] DEFAULT '{}'::text[] NOT NULL,
    CONSTRAINT install_access_check CHECK ((access = ANY (ARRAY['private'::text, 'public_read'::text, 'owner'::text])))
);


ALTER TABLE pgmatch.install OWNER TO postgres;

--
-- Name: TABLE install; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON TABLE pgmatch.install IS 'One row per line: the options of its installation. Later options must agree.';


--
-- Name: COLUMN install.base; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.install.base IS 'The line that this one builds on, whose schema and access mode it shares; null for none.';


--
-- Name: COLUMN install.tables_schema; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.install.tables_schema IS 'Schema in which users of the line make tables of it, each with options of its own; null if they make none.';


--
-- Name: COLUMN install.created_schemas; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.install.created_schemas IS 'Schemas that pgmatch created; a downgrade drops those that are empty.';


--
-- Name: COLUMN install.access; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.install.access IS 'private, public_read or owner; null for the core, which serves every line.';


--
-- Name: COLUMN install.text_config; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.install.text_config IS 'Text search configuration of a line with full-text search.';


--
-- Name: COLUMN install.usages; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.install.usages IS 'What pgmatch granted and a downgrade revokes: USAGE, as schema … from …, and default privileges, as new tables.';


--
-- Name: nods_corpus_id_seq; Type: SEQUENCE; Schema: pgmatch; Owner: postgres
--

ALTER TABLE pgmatch.nods_corpus ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME pgmatch.nods_corpus_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: nods_run; Type: TABLE; Schema: pgmatch; Owner: postgres
--

CREATE TABLE pgmatch.nods_run (
    id bigint NOT NULL,
    corpus text NOT NULL,
    owner_id text DEFAULT pgmatch.current_owner(),
    began_at timestamp with time zone DEFAULT now() NOT NULL,
    finished_at timestamp with time zone,
    prune boolean,
    part text,
    stood integer DEFAULT 0 NOT NULL
);


ALTER TABLE pgmatch.nods_run OWNER TO postgres;

--
-- Name: TABLE nods_run; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON TABLE pgmatch.nods_run IS 'The newest ingest run of each corpus, and older ones that still write. Finishing a run removes missing pages.';


--
-- Name: COLUMN nods_run.corpus; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.nods_run.corpus IS 'The set of files that the run reads.';


--
-- Name: COLUMN nods_run.owner_id; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.nods_run.owner_id IS 'The user that it acts for, in the access mode owner.';


--
-- Name: COLUMN nods_run.prune; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.nods_run.prune IS 'Whether it removes missing pages: true any number, false none, null unless they are most of the corpus.';


--
-- Name: COLUMN nods_run.part; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.nods_run.part IS 'The part of the corpus that it reads, as a prefix of its pages'' paths.';


--
-- Name: COLUMN nods_run.stood; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON COLUMN pgmatch.nods_run.stood IS 'How many pages the corpus, or this part of it, had when the run began.';


--
-- Name: nods_run_id_seq; Type: SEQUENCE; Schema: pgmatch; Owner: postgres
--

ALTER TABLE pgmatch.nods_run ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME pgmatch.nods_run_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: nods_text_version; Type: TABLE; Schema: pgmatch; Owner: postgres
--

CREATE TABLE pgmatch.nods_text_version (
    version_num character varying(32) NOT NULL
);


ALTER TABLE pgmatch.nods_text_version OWNER TO postgres;

--
-- Name: nods_version; Type: TABLE; Schema: pgmatch; Owner: postgres
--

CREATE TABLE pgmatch.nods_version (
    version_num character varying(32) NOT NULL
);


ALTER TABLE pgmatch.nods_version OWNER TO postgres;

--
-- Name: searches; Type: VIEW; Schema: pgmatch; Owner: postgres
--

CREATE VIEW pgmatch.searches WITH (security_invoker='true') AS
 SELECT format('%I.%I'::text, s.schema_name, s.name) AS name,
    pg_get_function_arguments((pgmatch.search_oid(s.*))::oid) AS arguments,
    s.target,
    s.embedding,
    s.metric,
    s.returns,
    ( SELECT json_object_agg((f.pair ->> 0), (f.pair ->> 1)) AS json_object_agg
           FROM jsonb_array_elements(s.filters) f(pair)) AS filters,
    s.contract,
        CASE
            WHEN (e.extname IS NOT NULL) THEN (pgmatch.search_index(s.target, s.embedding, s.metric)).index
            ELSE NULL::regclass
        END AS index,
    (t.state = 'fine'::text) AS is_current,
    t.state,
    t.problem,
    NULLIF(array_to_string(t.fix, '
'::text), ''::text) AS fix
   FROM ((pgmatch.declared_searches() s(schema_name, name, target, embedding, key, metric, returns, content, words, text_config, filters, metadata, section, arguments, contract, scored, path, grants, decided, replaced, replaced_owner, replaced_acl, replaced_name, made_function, made_table, made_columns, created_at)
     LEFT JOIN pg_extension e ON ((e.extname = 'vector'::name)))
     CROSS JOIN LATERAL pgmatch.search_state(s.*) t(state, problem, fix));


ALTER VIEW pgmatch.searches OWNER TO postgres;

--
-- Name: VIEW searches; Type: COMMENT; Schema: pgmatch; Owner: postgres
--

COMMENT ON VIEW pgmatch.searches IS 'The match functions that pgmatch.create_search has made, and the state of each; the fix solves its problem.';


--
-- Name: nods_page_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

CREATE SEQUENCE public.nods_page_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER SEQUENCE public.nods_page_id_seq OWNER TO postgres;

--
-- Name: nods_page_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: postgres
--

ALTER SEQUENCE public.nods_page_id_seq OWNED BY public.nods_page.id;


--
-- Name: nods_page_section; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.nods_page_section (
    id bigint NOT NULL,
    page_id bigint NOT NULL,
    content text,
    token_count integer,
    embedding extensions.vector(8),
    slug text,
    heading text,
    context text,
    owner_id text,
    fts tsvector GENERATED ALWAYS AS (((setweight(to_tsvector('english'::regconfig, COALESCE(
CASE
    WHEN (octet_length("left"(heading, 1000)) = length("left"(heading, 1000))) THEN "left"(heading, 1000)
    ELSE regexp_replace("left"(NORMALIZE("left"(heading, 1000), NFKC), 1000), '([\u2E80-\u2FDF\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3041-\u3096\u309D-\u309F\u30A1-\u30FA\u30FC-\u30FF\u3105-\u312F\u3131-\u318E\u31A0-\u31BF\u31F0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uAC00-\uD7A3\uF900-\uFAFF\U00020000-\U0003FFFF])'::text, ' \1 '::text, 'g'::text)
END, ''::text)), 'A'::"char") || setweight(to_tsvector('english'::regconfig, COALESCE(
CASE
    WHEN (octet_length("left"(content, 100000)) = length("left"(content, 100000))) THEN "left"(content, 100000)
    ELSE regexp_replace("left"(NORMALIZE("left"(content, 100000), NFKC), 100000), '([\u2E80-\u2FDF\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3041-\u3096\u309D-\u309F\u30A1-\u30FA\u30FC-\u30FF\u3105-\u312F\u3131-\u318E\u31A0-\u31BF\u31F0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uAC00-\uD7A3\uF900-\uFAFF\U00020000-\U0003FFFF])'::text, ' \1 '::text, 'g'::text)
END, ''::text)), 'B'::"char")) || setweight(to_tsvector('english'::regconfig, COALESCE(
CASE
    WHEN (octet_length("left"(context, 1000)) = length("left"(context, 1000))) THEN "left"(context, 1000)
    ELSE regexp_replace("left"(NORMALIZE("left"(context, 1000), NFKC), 1000), '([\u2E80-\u2FDF\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3041-\u3096\u309D-\u309F\u30A1-\u30FA\u30FC-\u30FF\u3105-\u312F\u3131-\u318E\u31A0-\u31BF\u31F0-\u31FF\u3400-\u4DBF\u4E00-\u9FFF\uAC00-\uD7A3\uF900-\uFAFF\U00020000-\U0003FFFF])'::text, ' \1 '::text, 'g'::text)
END, ''::text)), 'D'::"char"))) STORED
)
WITH (toast_tuple_target='8160');
ALTER TABLE ONLY public.nods_page_section ALTER COLUMN embedding SET STORAGE PLAIN;


ALTER TABLE public.nods_page_section OWNER TO postgres;

--
-- Name: TABLE nods_page_section; Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON TABLE public.nods_page_section IS 'One row per section of a page. Searches return sections.';


--
-- Name: COLUMN nods_page_section.content; Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON COLUMN public.nods_page_section.content IS 'The section''s Markdown, including its heading.';


--
-- Name: COLUMN nods_page_section.token_count; Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON COLUMN public.nods_page_section.token_count IS 'Length of the content in the model''s tokens.';


--
-- Name: COLUMN nods_page_section.embedding; Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON COLUMN public.nods_page_section.embedding IS 'Embedding of the context, if there is one, and the content; the type holds the number of dimensions.';


--
-- Name: COLUMN nods_page_section.slug; Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON COLUMN public.nods_page_section.slug IS 'The anchor of the section''s heading within the page.';


--
-- Name: COLUMN nods_page_section.context; Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON COLUMN public.nods_page_section.context IS 'Titles of page and section, embedded in front of the content.';


--
-- Name: COLUMN nods_page_section.owner_id; Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON COLUMN public.nods_page_section.owner_id IS 'The owner of the section''s page, in the access mode owner.';


--
-- Name: COLUMN nods_page_section.fts; Type: COMMENT; Schema: public; Owner: postgres
--

COMMENT ON COLUMN public.nods_page_section.fts IS 'The words of heading (weight A), content (B, its first 100,000 characters) and context (D), for hybrid searches.';


--
-- Name: nods_page_section_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

CREATE SEQUENCE public.nods_page_section_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER SEQUENCE public.nods_page_section_id_seq OWNER TO postgres;

--
-- Name: nods_page_section_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: postgres
--

ALTER SEQUENCE public.nods_page_section_id_seq OWNED BY public.nods_page_section.id;


--
-- Name: product; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.product (
    id bigint NOT NULL,
    owner text NOT NULL,
    description text,
    embedding extensions.vector(3) NOT NULL
);


ALTER TABLE public.product OWNER TO postgres;

--
-- Name: nods_page id; Type: DEFAULT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.nods_page ALTER COLUMN id SET DEFAULT nextval('public.nods_page_id_seq'::regclass);


--
-- Name: nods_page_section id; Type: DEFAULT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.nods_page_section ALTER COLUMN id SET DEFAULT nextval('public.nods_page_section_id_seq'::regclass);


--
-- Data for Name: core_version; Type: TABLE DATA; Schema: pgmatch; Owner: postgres
--

COPY pgmatch.core_version (version_num) FROM stdin;
core_0003
\.


--
-- Data for Name: index_tuning; Type: TABLE DATA; Schema: pgmatch; Owner: postgres
--

COPY pgmatch.index_tuning (index, build, ef_search, probes, overfetch, k, recall, rows, measured_at) FROM stdin;
\.


--
-- Data for Name: install; Type: TABLE DATA; Schema: pgmatch; Owner: postgres
--

COPY pgmatch.install (line, base, schema_name, tables_schema, created_schemas, revision, access, text_config, usages) FROM stdin;
core	\N	pgmatch	\N	{}	core_0003	\N	\N	{}
nods	\N	public	\N	{}	nods_0005	private	\N	{"schema extensions from service_role"}
nods_text	nods	public	\N	{}	nods_text_0001	private	english	{}
\.


--
-- Data for Name: member; Type: TABLE DATA; Schema: pgmatch; Owner: postgres
--

COPY pgmatch.member (line, kind, name, adopted, readers, writers, owner, shared, replaced, replaced_owner, replaced_acl, granted) FROM stdin;
core	table	pgmatch.install	f	select	select	\N	t	\N	\N	\N	{}
core	table	pgmatch.search	f	select	select, update (model, normalized, chunk_tokens)	\N	t	\N	\N	\N	{}
core	table	pgmatch.index_tuning	f	select	select	\N	t	\N	\N	\N	{}
core	table	pgmatch.search_function	f	\N	\N	\N	f	\N	\N	\N	{}
core	table	pgmatch.suspended_index	f	\N	\N	\N	f	\N	\N	\N	{}
core	table	pgmatch.member	f	\N	\N	\N	f	\N	\N	\N	{}
core	table	pgmatch.core_version	f	\N	\N	\N	f	\N	\N	\N	{}
core	function	pgmatch.vector_indexes	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.index_build	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.tuning_of	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.dimensions_of	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.owner_comparison	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.is_trusted	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.model_dimensions	f	\N	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.check_model_dimensions	f	\N	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.dimensions_change	f	\N	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.current_owner	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.metric_sql	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.distance	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.to_vector	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.measure_embedding	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.check_query	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.check_arguments	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.check_scan	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.has_policies	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.tenant_filter	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.estimated_rows	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.few_rows	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.most_to_walk	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.is_few	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.index_statement	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.search_index	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.search_choice	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.is_fast	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.change_setting	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.put_back	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.default_ef_search	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.default_probes	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.set_scan	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.search_statement	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.search_rows	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.walk	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.compare	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.nearest	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.matching_keys	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.best_pairs	f	\N	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.near_pairs	f	\N	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.check_measurement	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.check_plan	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.default_search	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.measured_index	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.recall_queries	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.nearest_exact	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.measured_costs	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.measured_statement	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.set_measured_scan	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.measure_search	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.measure_recall	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.check_embeddings	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.suspend_for_load	f	\N	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.finish_load	f	\N	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.fill	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.query_terms	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.question_text	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.text_query	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.check_fusion	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.fuse	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.searched_rows	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.text_statement	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.text_matches	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.first_of_sections	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.compare_sections	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.nearest_sections	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.hybrid_statement	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.threshold_condition	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.check_hybrid	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.hybrid_depths	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.hybrid_matches	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.fill_condition	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.check_filter_depth	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.check_filter_key	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.check_filter_parts	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.filter_operator	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.filter_key	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.filter_list	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.filter_group	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.filter_condition	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.check_condition	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.search_type	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.search_key	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.search_path	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.split_name	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.columns_of	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.search_columns	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.search_ranks	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.search_arguments	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.search_variables	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.declaration_of	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.search_column_parts	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.search_argument_parts	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.search_condition_parts	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.search_parts	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.search_scan	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.search_filter_sets	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.search_filtered	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.search_walk	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.search_everything	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.search_sections	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.search_document	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.search_hybrid	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.search_definition	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.present_column	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.follow_search	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.declared_searches	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.follow_searches	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.keep_search	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.make_search	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.search_readers	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.search_grants	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.take_back_grants	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.grant_search	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.declare_words	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.declare_contract	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.declare_filters	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.returned_columns	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.declared_table	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.presumed_metric	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.declare_search	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.check_search_columns	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.check_search_filters	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.check_search_names	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.check_search_arguments	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.check_search_key	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.check_search_section	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.check_search	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.create_search	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.named_search	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.metadata_search	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.list_rows	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.delete_rows	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.search_line	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.search_state	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.refresh_searches	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.ownership_changes	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.put_back_function	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.drop_search	f	\N	\N	\N	f	\N	\N	\N	\N
core	function	pgmatch.search_call	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.explain_call	f	execute	execute	\N	f	\N	\N	\N	\N
core	function	pgmatch.search_place	f	execute	execute	\N	f	\N	\N	\N	\N
nods	table	pgmatch.nods_version	f	\N	\N	\N	f	\N	\N	\N	{}
nods	function	pgmatch.nods_longest_row	f	\N	\N	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_set_storage	f	\N	\N	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_is_mine	f	execute	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_check_paths	f	\N	\N	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_check_owners	f	\N	\N	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_check_parent	f	\N	\N	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_set_section_owner	f	\N	\N	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_hand_over_sections	f	\N	\N	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_has_owners	f	\N	\N	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_apply_owners	f	\N	\N	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_parent_cycles	f	\N	\N	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_doctor_checksums	f	\N	\N	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_doctor_foreign_keys	f	\N	\N	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_doctor_owners	f	\N	\N	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_doctor_parents	f	\N	\N	\N	f	\N	\N	\N	\N
nods	table	nods_page	f	select	select, insert, update, delete	owner_id	f	\N	\N	\N	{}
nods	table	nods_page_section	f	select	select, insert, update, delete	owner_id	f	\N	\N	\N	{}
nods	sequence	public.nods_page_id_seq	f	\N	usage	\N	f	\N	\N	\N	{}
nods	sequence	public.nods_page_section_id_seq	f	\N	usage	\N	f	\N	\N	\N	{}
nods	function	pgmatch.nods_index_statement	f	\N	\N	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_check_dimensions	f	\N	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.set_dimensions	f	\N	\N	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_page_filter	f	execute	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_content_filter	f	execute	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_prefix_end	f	execute	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_few_pages	f	execute	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_section_filter	f	execute	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_walks	f	\N	\N	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_make_walk	f	\N	\N	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_filtered	f	execute	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_nearest	f	execute	execute	\N	f	\N	\N	\N	\N
nods	function	search_page_sections(vector, integer, double precision, integer, text, text, text, jsonb, jsonb, boolean, integer, integer, integer)	f	execute	execute	\N	f	\N	\N	\N	\N
nods	function	find_similar_sections(bigint, integer, double precision, integer, text, text, text, jsonb, boolean, integer, integer, integer)	f	execute	execute	\N	f	\N	\N	\N	\N
nods	function	find_duplicate_sections(double precision, integer, integer, text, text, text, jsonb, boolean)	f	\N	execute	\N	f	\N	\N	\N	\N
nods	function	get_page_parents(bigint)	f	execute	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_page_outline	f	execute	execute	\N	f	\N	\N	\N	\N
nods	function	get_section_context(bigint, integer, integer)	f	execute	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_search_named	f	execute	execute	\N	f	\N	\N	\N	\N
nods	function	explain_search(text, jsonb)	f	execute	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_expected_sections	f	execute	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_why_not	f	execute	execute	\N	f	\N	\N	\N	\N
nods	function	explain_sections(text, text, jsonb)	f	execute	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch_info()	f	execute	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_doctor_embeddings_unverified	f	\N	\N	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_doctor_sections_too_long	f	\N	\N	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_doctor_search_outdated	f	\N	\N	\N	f	\N	\N	\N	\N
nods	table	pgmatch.nods_run	f	\N	select, insert, update, delete	owner_id	f	\N	\N	\N	{}
nods	table	pgmatch.nods_corpus	f	\N	select, insert, update, delete	owner_id	f	\N	\N	\N	{}
nods	function	pgmatch.nods_is_over	f	\N	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_run_corpus	f	\N	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_lock_corpus	f	\N	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_forget_runs	f	\N	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_read_by	f	\N	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_is_complete	f	\N	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_bare_text	f	\N	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_match_sections	f	\N	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_check_embedding	f	\N	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_check_page	f	\N	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_lock_page	f	\N	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_open_page	f	\N	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_gone_pages	f	\N	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_check_prune	f	\N	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_delete_pages	f	\N	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_insert_section	f	\N	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_put_sections	f	\N	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_check_begin	f	\N	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_check_model	f	\N	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_record_model	f	\N	execute	\N	f	\N	\N	\N	\N
nods	function	nods_begin_ingest(text, text, integer, boolean, integer, text, text, jsonb, text[], boolean, text)	f	\N	execute	\N	f	\N	\N	\N	\N
nods	function	nods_sections_to_embed(bigint, text, text, text[], text[])	f	\N	execute	\N	f	\N	\N	\N	\N
nods	function	nods_add_sections(bigint, text, text, jsonb)	f	\N	execute	\N	f	\N	\N	\N	\N
nods	function	nods_put_page(bigint, text, text, jsonb, jsonb, text, text, text)	f	\N	execute	\N	f	\N	\N	\N	\N
nods	function	nods_finish_ingest(bigint, jsonb, boolean)	f	\N	execute	\N	f	\N	\N	\N	\N
nods	function	nods_preview_ingest(text, text, integer, text[], boolean, integer, text, boolean, text)	f	\N	execute	\N	f	\N	\N	\N	\N
nods	function	nods_preview_page(text, text, text, text[], text[], jsonb)	f	\N	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_load_pages	f	\N	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_begin_load	f	\N	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_end_load	f	\N	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_set_parents	f	\N	execute	\N	f	\N	\N	\N	\N
nods	function	nods_corpora(text[])	f	\N	execute	\N	f	\N	\N	\N	\N
nods	function	nods_pages(text, text, jsonb, text, integer)	f	\N	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_pages_to_remove	f	\N	execute	\N	f	\N	\N	\N	\N
nods	function	nods_remove_pages(text[], text, jsonb, boolean)	f	\N	execute	\N	f	\N	\N	\N	\N
nods	function	match_page_sections(vector, double precision, integer, integer)	f	execute	execute	\N	f	\N	\N	\N	\N
nods	function	pgmatch.nods_walk	f	execute	execute	\N	f	\N	\N	\N	\N
nods_text	table	pgmatch.nods_text_version	f	\N	\N	\N	f	\N	\N	\N	{}
nods_text	function	pgmatch.nods_text_letters	f	execute	execute	\N	f	\N	\N	\N	\N
nods_text	function	pgmatch.nods_text_question	f	execute	execute	\N	f	\N	\N	\N	\N
nods_text	function	hybrid_search_page_sections(text, vector, integer, double precision, double precision, integer, double precision, integer, text, text, text, jsonb, jsonb, boolean, integer, integer, integer)	f	execute	execute	\N	f	\N	\N	\N	\N
nods_text	function	explain_terms(text, bigint)	f	execute	execute	\N	f	\N	\N	\N	\N
nods_text	function	pgmatch.nods_text_doctor_words_unread	f	\N	\N	\N	f	\N	\N	\N	\N
\.


--
-- Data for Name: nods_corpus; Type: TABLE DATA; Schema: pgmatch; Owner: postgres
--

COPY pgmatch.nods_corpus (id, corpus, owner_id, root, prefix, rules, updated_at) FROM stdin;
\.


--
-- Data for Name: nods_run; Type: TABLE DATA; Schema: pgmatch; Owner: postgres
--

COPY pgmatch.nods_run (id, corpus, owner_id, began_at, finished_at, prune, part, stood) FROM stdin;
\.


--
-- Data for Name: nods_text_version; Type: TABLE DATA; Schema: pgmatch; Owner: postgres
--

COPY pgmatch.nods_text_version (version_num) FROM stdin;
nods_text_0001
\.


--
-- Data for Name: nods_version; Type: TABLE DATA; Schema: pgmatch; Owner: postgres
--

COPY pgmatch.nods_version (version_num) FROM stdin;
nods_0005
\.


--
-- Data for Name: search; Type: TABLE DATA; Schema: pgmatch; Owner: postgres
--

COPY pgmatch.search (target, embedding, key, line, metric, model, normalized, chunk_tokens) FROM stdin;
public.nods_page_section	embedding	id	nods	ip	a-model	\N	\N
public.product	embedding	id	\N	cosine	\N	\N	\N
\.


--
-- Data for Name: search_function; Type: TABLE DATA; Schema: pgmatch; Owner: postgres
--

COPY pgmatch.search_function (schema_name, name, target, embedding, key, metric, returns, content, words, text_config, filters, metadata, section, arguments, contract, scored, path, grants, decided, replaced, replaced_owner, replaced_acl, replaced_name, made_function, made_table, made_columns, created_at) FROM stdin;
public	match_products	public.product	embedding	id	cosine	{id,description}	description	\N	\N	[["owner text", "owner = $"]]	\N	\N	\N	\N	t	{public}	\N	hnsw vector of 3	\N	\N	\N	\N	17371	17360	{"id": 1, "owner": 2, "embedding": 4, "description": 3}	2026-11-30 18:00:34.441279+00
\.


--
-- Data for Name: suspended_index; Type: TABLE DATA; Schema: pgmatch; Owner: postgres
--

COPY pgmatch.suspended_index (target, name, definition, tablespace, comment, made_table, made_columns, suspended_at) FROM stdin;
\.


--
-- Data for Name: nods_page; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.nods_page (id, parent_page_id, path, checksum, meta, type, source, corpus, section_ids, owner_id) FROM stdin;
1	\N	/1	c4ca4238a0b923820dcc509a6f75849b	{"tags": ["t1"]}	markdown	guide	\N	\N	bob
11	\N	/11	6512bd43d9caa6e02c990b0a82652dca	{"tags": ["t4"]}	markdown	guide	\N	\N	bob
21	\N	/21	3c59dc048e8850243be8079a5c74d079	{"tags": ["t0"]}	mdx	guide	\N	\N	bob
2	1	/1/2	c81e728d9d4c2f636f067f89cc14862c	{"tags": ["t2"]}	markdown	guide	\N	\N	alice
3	1	/1/3	eccbc87e4b5ce2fe28308fd9f2a7baf3	{"tags": ["t3"]}	mdx	guide	\N	\N	bob
4	1	/1/4	a87ff679a2f3e71d9181a67b7542122c	{"tags": ["t4"]}	markdown	guide	\N	\N	alice
5	1	/1/5	e4da3b7fbbce2345d7772b0674a318d5	{"tags": ["t5"]}	markdown	guide	\N	\N	bob
6	1	/1/6	1679091c5a880faf6fb5e6087eb1b2dc	{"tags": ["t6"]}	mdx	guide	\N	\N	alice
7	1	/1/7	8f14e45fceea167a5a36dedd4bea2543	{"tags": ["t0"]}	markdown	guide	\N	\N	bob
8	1	/1/8	c9f0f895fb98ab9159f51fd0297e236d	{"tags": ["t1"]}	markdown	guide	\N	\N	alice
9	1	/1/9	45c48cce2e2d7fbdea1afc51c7c6ad26	{"tags": ["t2"]}	mdx	guide	\N	\N	bob
10	1	/1/10	d3d9446802a44259755d38e6d163e820	{"tags": ["t3"]}	markdown	guide	\N	\N	alice
12	11	/11/12	c20ad4d76fe97759aa27a0c99bff6710	{"tags": ["t5"]}	mdx	guide	\N	\N	alice
13	11	/11/13	c51ce410c124a10e0db5e4b97fc2af39	{"tags": ["t6"]}	markdown	guide	\N	\N	bob
14	11	/11/14	aab3238922bcc25a6f606eb525ffdc56	{"tags": ["t0"]}	markdown	guide	\N	\N	alice
15	11	/11/15	9bf31c7ff062936a96d3c8bd1f8f2ff3	{"tags": ["t1"]}	mdx	guide	\N	\N	bob
16	11	/11/16	c74d97b01eae257e44aa9d5bade97baf	{"tags": ["t2"]}	markdown	guide	\N	\N	alice
17	11	/11/17	70efdf2ec9b086079795c442636b55fb	{"tags": ["t3"]}	markdown	guide	\N	\N	bob
18	11	/11/18	6f4922f45568161a8cdf4ad2299f6d23	{"tags": ["t4"]}	mdx	guide	\N	\N	alice
19	11	/11/19	1f0e3dad99908345f7439f8ffabdffc4	{"tags": ["t5"]}	markdown	guide	\N	\N	bob
20	11	/11/20	98f13708210194c475687be6106a3b84	{"tags": ["t6"]}	markdown	guide	\N	\N	alice
22	21	/21/22	b6d767d2f8ed5d21a44b0e5886680cb9	{"tags": ["t1"]}	markdown	guide	\N	\N	alice
23	21	/21/23	37693cfc748049e45d87b8c7d8b9aacd	{"tags": ["t2"]}	markdown	guide	\N	\N	bob
24	21	/21/24	1ff1de774005f8da13f42943881c655f	{"tags": ["t3"]}	mdx	guide	\N	\N	alice
25	21	/21/25	8e296a067a37563370ded05f5a3bf3ec	{"tags": ["t4"]}	markdown	guide	\N	\N	bob
26	21	/21/26	4e732ced3463d06de0ca9a15b6153677	{"tags": ["t5"]}	markdown	guide	\N	\N	alice
27	21	/21/27	02e74f10e0327ad868d138f2b4fdd6f0	{"tags": ["t6"]}	mdx	guide	\N	\N	bob
28	21	/21/28	33e75ff09dd601bbe69f351039152189	{"tags": ["t0"]}	markdown	guide	\N	\N	alice
29	21	/21/29	6ea9ab1baa0efb9e19094440c317e21b	{"tags": ["t1"]}	markdown	guide	\N	\N	bob
30	21	/21/30	34173cb38f07f89ddbebc2ac9128303f	{"tags": ["t2"]}	mdx	guide	\N	\N	alice
\.


--
-- Data for Name: nods_page_section; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.nods_page_section (id, page_id, content, token_count, embedding, slug, heading, context, owner_id) FROM stdin;
1	1	some  words of section 11	11	[-0.35202587,-0.33576062,-0.4019833,-0.18124104,-0.076678894,-0.49841282,-0.3671293,-0.42405754]	s11	H11	\N	\N
2	1	some some  words of section 12	12	[-0.008688469,-0.5684741,-0.05833686,-0.5151021,-0.1266034,-0.38601625,-0.3649157,0.33140302]	s12	H12	\N	\N
3	1	some some some  words of section 13	13	[-0.07255955,0.050946068,0.5202674,-0.0833663,-0.27171236,0.5094607,-0.07410337,-0.6128967]	s13	H13	\N	\N
4	1	some some some some  words of section 14	14	[-0.5597559,0.13008413,0.053873222,-0.10643247,-0.551872,0.21286494,-0.06307109,0.5492441]	s14	H14	\N	\N
5	1	 words of section 15	15	[-0.041806318,-0.6753328,0.43092665,-0.080396764,-0.4518298,-0.04663012,-0.09004438,0.36821717]	s15	H15	\N	\N
6	1	some  words of section 16	16	[0.13447408,-0.049861174,0.0060437787,0.66632664,0.49861175,-0.4275973,-0.12389746,0.2976561]	s16	H16	\N	\N
7	1	some some  words of section 17	17	[0.08182394,-0.16165218,0.62665164,0.25545037,0.3492485,-0.057875466,0.11575093,-0.60869026]	s17	H17	\N	\N
8	1	some some some  words of section 18	18	[-0.051078603,-0.38673797,0.3721441,-0.31741706,0.52173144,-0.54970306,0.08026638,0.16661353]	s18	H18	\N	\N
9	1	some some some some  words of section 19	19	[-0.20883812,-0.40740553,0.47245347,0.0034235758,-0.4941361,-0.18829668,0.34463996,-0.41082913]	s19	H19	\N	\N
10	1	 words of section 20	20	[-0.10078226,-0.1705546,-0.21319324,0.52587664,0.5103717,-0.12662385,0.5698074,-0.19381204]	s20	H20	\N	\N
11	2	some  words of section 21	21	[0.6067724,-0.24622649,0.32662696,0.50878435,-0.065325394,0.28014544,0.0075375456,-0.35049587]	s21	H21	\N	\N
12	2	some some  words of section 22	22	[0.3168925,0.42743638,-0.20319021,0.5000795,-0.002105598,0.35479328,-0.29162532,0.46323156]	s22	H22	\N	\N
13	2	some some some  words of section 23	23	[0.5046958,0.3312715,0.22950156,-0.39669502,-0.47873405,0.15784723,-0.22119382,0.34996393]	s23	H23	\N	\N
14	2	some some some some  words of section 24	24	[0.15933916,-0.33891186,0.62091684,0.2857988,-0.034144107,-0.42363983,-0.36673295,0.27821124]	s24	H24	\N	\N
15	2	 words of section 25	25	[-0.08605823,0.32809702,0.5163494,-0.29474944,0.5163494,0.3248698,-0.39909503,0.004302912]	s25	H25	\N	\N
16	2	some  words of section 26	26	[-0.2613046,-0.31245354,-0.24017783,0.49925855,0.3524832,-0.26908812,0.4625647,0.34136388]	s26	H26	\N	\N
17	2	some some  words of section 27	27	[-0.43871644,-0.20365773,-0.4270532,-0.4091098,-0.31221536,0.39834377,0.4001381,0.0062801945]	s27	H27	\N	\N
18	2	some some some  words of section 28	28	[-0.49589247,-0.3883495,-0.31964153,-0.23002242,0.27582774,0.39133683,0.45108292,0.124471]	s28	H28	\N	\N
19	2	some some some some  words of section 29	29	[-0.029806888,0.44561297,-0.46051642,-0.005961378,0.43816125,0.1371117,0.32489508,-0.5216206]	s29	H29	\N	\N
20	2	 words of section 30	30	[0.24397717,0.456269,0.06020216,0.4657746,0.49217904,0.37705562,0.2376401,-0.2661569]	s30	H30	\N	\N
21	3	some  words of section 31	31	[0.35355338,0.35355338,0.35355338,0.35355338,0.35355338,0.35355338,0.35355338,0.35355338]	s31	H31	\N	\N
22	3	some some  words of section 32	32	[-0.3897295,0.54025376,0.43757054,0.5215841,0.12835403,-0.045507338,-0.16452652,-0.217035]	s32	H32	\N	\N
23	3	some some some  words of section 33	33	[-0.37105256,-0.1787009,-0.57457304,0.13154371,-0.31520855,0.6192483,-0.0049639144,-0.009927829]	s33	H33	\N	\N
24	3	some some some some  words of section 34	34	[0.5040114,-0.25970444,-0.36235443,0.08211999,0.31821495,0.45576593,-0.026688997,-0.48040193]	s34	H34	\N	\N
25	3	 words of section 35	35	[0.26083848,-0.28269643,-0.47213218,-0.31912637,0.3803287,0.456103,0.27978203,0.3103832]	s35	H35	\N	\N
26	3	some  words of section 36	36	[0.06454585,-0.49105468,-0.4986483,0.4024623,-0.08099871,-0.016452864,0.3328541,0.4758674]	s36	H36	\N	\N
27	3	some some  words of section 37	37	[0.19536448,-0.24902089,0,-0.37284344,-0.29717413,0.1816064,0.5613289,-0.5695837]	s37	H37	\N	\N
28	3	some some some  words of section 38	38	[-0.50308764,-0.02461591,0.39077756,0.09692514,-0.050770313,0.22308166,-0.37385413,0.6261672]	s38	H38	\N	\N
29	3	some some some some  words of section 39	39	[0.6187666,0.6475146,0.08761297,-0.39152047,-0.047913343,-0.045175437,0.11909888,-0.13552631]	s39	H39	\N	\N
30	3	 words of section 40	40	[-0.26245674,0.409864,-0.59322417,-0.59442264,-0.19654296,0.026365519,0.06471537,-0.119843274]	s40	H40	\N	\N
31	4	some  words of section 41	41	[-0.49913937,0.13949747,0.38143837,-0.22450373,0.5416425,-0.42176184,0.21905461,-0.1275094]	s41	H41	\N	\N
32	4	some some  words of section 42	42	[0.4110731,0.32298604,0.47789782,-0.19844909,0.47789782,-0.008099963,-0.116436966,0.46574786]	s42	H42	\N	\N
33	4	some some some  words of section 43	43	[-0.2941097,-0.011421736,-0.27126622,0.45211038,0.40547162,-0.30457962,-0.45211038,0.41689336]	s43	H43	\N	\N
34	4	some some some some  words of section 44	44	[0.14591724,-0.03647931,-0.33532903,0.1641569,0.21887587,-0.40127242,-0.38303277,-0.6945099]	s44	H44	\N	\N
35	4	 words of section 45	45	[-0.45870093,-0.29680648,-0.15631187,0.4447445,-0.4577705,0.36286685,-0.36937985,-0.040008396]	s45	H45	\N	\N
36	4	some  words of section 46	46	[-0.03311769,0.3693896,-0.40632856,0.45218378,0.32608187,-0.10062683,0.55153686,-0.26876277]	s46	H46	\N	\N
37	4	some some  words of section 47	47	[0.06491449,0.43201715,0.020145876,-0.436494,0.2618964,0.15445171,-0.5237928,-0.5014085]	s47	H47	\N	\N
38	4	some some some  words of section 48	48	[-0.22821431,0.30939123,-0.25578383,0.6065293,0.10874642,0.2205561,-0.5881496,0.11180969]	s48	H48	\N	\N
39	4	some some some some  words of section 49	49	[-0.13311698,0.49123695,0.22146894,0.23207118,-0.30157474,0.47003248,0.50772935,-0.26152185]	s49	H49	\N	\N
40	4	 words of section 50	50	[0.45905244,0.56801945,-0.05912039,0.21097864,-0.18199807,-0.08114564,0.47760004,-0.38833985]	s50	H50	\N	\N
41	5	some  words of section 51	51	[-0.39159188,0.42878214,0.410187,-0.15094882,0.25158137,-0.4025302,0.47691074,0.13782284]	s51	H51	\N	\N
42	5	some some  words of section 52	52	[0.26243898,-0.32575113,0.29103157,-0.31247598,-0.26039666,-0.4738198,-0.3492379,-0.47790444]	s52	H52	\N	\N
43	5	some some some  words of section 53	53	[-0.19151625,0.041759178,-0.5183898,-0.18287642,0.11807769,-0.6451074,0.4780706,-0.027359461]	s53	H53	\N	\N
44	5	some some some some  words of section 54	54	[-0.60590315,-0.39509937,-0.22973828,0.5932802,0.18808246,0.090885475,0.1464266,0.083311684]	s54	H54	\N	\N
45	5	 words of section 55	55	[0.19900388,0.42400825,0.48400944,-0.46000898,-0.39200765,-0.38400748,-0.022000428,0.18200354]	s55	H55	\N	\N
46	5	some  words of section 56	56	[0.49869993,-0.26759508,-0.20880525,0.49565905,-0.32841215,-0.084130265,0.44599178,0.27671763]	s56	H56	\N	\N
47	5	some some  words of section 57	57	[0.64622456,0.2891719,0.11132441,-0.21314551,0.6489398,0.070595965,0.11811247,-0.029867522]	s57	H57	\N	\N
48	5	some some some  words of section 58	58	[-0.22561291,-0.45338476,-0.4328745,-0.5138361,0.15220775,0.42963606,0.27958727,-0.07880259]	s58	H58	\N	\N
49	5	some some some some  words of section 59	59	[0.42980504,-0.36306515,-0.08008789,0.10945346,-0.58464164,-0.27630323,0.05472673,-0.49387535]	s59	H59	\N	\N
50	5	 words of section 60	60	[-0.37079936,0.4352862,0.31638858,0.44133183,-0.42521012,0.07960095,-0.39901233,0.17834643]	s60	H60	\N	\N
51	6	some  words of section 61	61	[0.054838214,0.3790288,0.33870658,0.35644835,0.3806417,0.45483458,-0.5096728,-0.0048386655]	s61	H61	\N	\N
52	6	some some  words of section 62	62	[0.35355338,0.35355338,0.35355338,0.35355338,0.35355338,0.35355338,0.35355338,0.35355338]	s62	H62	\N	\N
53	6	some some some  words of section 63	63	[0.3805255,-0.5844673,-0.5969027,-0.039793517,-0.13803376,0.34197554,-0.13430312,0.041037064]	s63	H63	\N	\N
54	6	some some some some  words of section 64	64	[-0.47322574,0.35164127,-0.11800843,0.56620204,0.40051344,-0.007152026,0.33376122,-0.21456079]	s64	H64	\N	\N
55	6	 words of section 65	65	[-0.77655464,0.15865095,0.03841023,-0.36072218,-0.0501003,0.1837011,0.02505015,-0.45090273]	s65	H65	\N	\N
56	6	some  words of section 66	66	[-0.21898998,-0.3105082,-0.5120661,-0.36498332,0.4935446,-0.2810916,0.18521541,0.3214032]	s66	H66	\N	\N
57	6	some some  words of section 67	67	[0.5261435,0.33237195,0.16282189,-0.04440597,-0.04575161,0.4857744,0.4817375,-0.3377545]	s67	H67	\N	\N
58	6	some some some  words of section 68	68	[0.46917364,-0.13054414,-0.23556836,-0.44954297,0.48880434,0.3405926,0.38770628,0.0019630697]	s68	H68	\N	\N
59	6	some some some some  words of section 69	69	[0.34804305,-0.21166255,-0.45060116,-0.03273132,-0.45496535,0.47460413,-0.43532655,-0.09055665]	s69	H69	\N	\N
60	6	 words of section 70	70	[0.50694674,0.42808837,0.33671275,-0.2716233,-0.54950523,0.0863687,0.15020643,0.20152697]	s70	H70	\N	\N
61	7	some  words of section 71	71	[0.2824717,0.41918397,0.4865349,0.43828347,0.2854874,-0.42823112,0.073382325,0.21311031]	s71	H71	\N	\N
62	7	some some  words of section 72	72	[0.073450856,0.10650374,-0.52394944,0.54353637,0.3599092,-0.21790421,-0.44805023,-0.18852386]	s72	H72	\N	\N
63	7	some some some  words of section 73	73	[0.39065337,0.27581564,-0.15687655,0.42551482,0.5003644,0.11586307,0.2747903,-0.47575632]	s73	H73	\N	\N
64	7	some some some some  words of section 74	74	[0.07625118,-0.563971,-0.52512604,-0.115096115,-0.23450835,0.33665615,0.3942042,-0.25177276]	s74	H74	\N	\N
65	7	 words of section 75	75	[-0.47167793,-0.5020001,0.49863097,0.2234855,0.27514547,0.36386582,-0.11005818,-0.08198211]	s75	H75	\N	\N
66	7	some  words of section 76	76	[0.12285984,0.25050643,0.4563366,-0.10211728,0.37655744,0.7403502,0.07658795,0.08775703]	s76	H76	\N	\N
67	7	some some  words of section 77	77	[0.0769257,0.35898662,0.05430049,0.49775454,-0.56110513,-0.32429463,-0.022625206,-0.44043735]	s77	H77	\N	\N
68	7	some some some  words of section 78	78	[-0.57026744,-0.07257949,0.11750965,-0.11520554,0.27764535,-0.54837835,-0.49768794,-0.13018225]	s78	H78	\N	\N
69	7	some some some some  words of section 79	79	[0.44530988,0.39452893,-0.24999852,-0.5703091,0.41666418,-0.11588473,-0.045572646,0.2630193]	s79	H79	\N	\N
70	7	 words of section 80	80	[-0.43196353,0.037814993,0.6515814,0.28215802,-0.30397436,-0.09162863,0.094537474,-0.44505334]	s80	H80	\N	\N
71	8	some  words of section 81	81	[0.2648717,0.2529795,0.50487787,0.28865606,-0.21514067,0.31352156,-0.4540657,0.42055136]	s81	H81	\N	\N
72	8	some some  words of section 82	82	[0.25492033,-0.45959195,-0.31497368,0.13481364,0.2978156,-0.48165238,-0.52944994,0.07353471]	s82	H82	\N	\N
73	8	some some some  words of section 83	83	[-0.09399429,0.19160374,0.22956298,-0.2584843,0.34524825,-0.7646074,-0.31271175,-0.18256584]	s83	H83	\N	\N
74	8	some some some some  words of section 84	84	[-0.24041364,0.18534091,0.4988318,0.16627727,-0.35797274,-0.3600909,-0.4088091,-0.45435]	s84	H84	\N	\N
75	8	 words of section 85	85	[0.29475877,-0.062436588,-0.7187467,0.1176131,0.0958329,0.59096956,-0.13939331,-0.030492285]	s85	H85	\N	\N
76	8	some  words of section 86	86	[0.09734803,-0.34785694,0.62432534,0.12460547,-0.19080211,0.42443734,0.48803806,0.09734803]	s86	H86	\N	\N
77	8	some some  words of section 87	87	[0.27879608,0.36486733,0.32463837,0.42006522,-0.359254,0.38077182,0.2058226,-0.43690524]	s87	H87	\N	\N
78	8	some some some  words of section 88	88	[-0.5394744,0.26640713,-0.1642844,0.5372544,0.35187942,0.12987347,0.04329116,-0.42403135]	s88	H88	\N	\N
79	8	some some some some  words of section 89	89	[-0.48610365,0.42721444,-0.46683082,0.28480965,0.20450617,-0.3886688,-0.29551676,0.04389923]	s89	H89	\N	\N
80	8	 words of section 90	90	[-0.03240793,-0.05165013,0.36661464,0.45067272,0.115453236,0.40206084,0.5033356,0.4800424]	s90	H90	\N	\N
81	9	some  words of section 91	91	[-0.04456034,-0.349056,0.34459996,0.17378533,-0.03713362,-0.13219568,0.7203922,0.43520603]	s91	H91	\N	\N
82	9	some some  words of section 92	92	[-0.28604287,-0.123364456,0.34569162,0.52057093,-0.15454449,0.5707301,0.38907254,-0.10709662]	s92	H92	\N	\N
83	9	some some some  words of section 93	93	[0.35355338,0.35355338,0.35355338,0.35355338,0.35355338,0.35355338,0.35355338,0.35355338]	s93	H93	\N	\N
84	9	some some some some  words of section 94	94	[0.23484439,-0.5064573,-0.53255117,-0.20400624,0.06404847,-0.18384282,-0.46613052,-0.32854494]	s94	H94	\N	\N
85	9	 words of section 95	95	[0.2623732,0.39479744,-0.27969974,-0.40098548,0.11881052,-0.592815,-0.27103648,-0.3118776]	s95	H95	\N	\N
86	9	some  words of section 96	96	[-0.25172606,0.020633284,0.38515463,0.1499352,0.16781738,-0.31087482,-0.6341296,-0.48832104]	s96	H96	\N	\N
87	9	some some  words of section 97	97	[-0.073915586,-0.37629753,-0.418535,0.41949496,-0.37821743,-0.45693272,-0.24190557,-0.30238193]	s97	H97	\N	\N
88	9	some some some  words of section 98	98	[0.47206002,-0.48674127,-0.018069284,0.3478337,0.48109463,0.037267894,-0.4009122,0.15923555]	s98	H98	\N	\N
89	9	some some some some  words of section 99	99	[0.007943878,-0.086058676,0.3309949,-0.33496684,-0.46471685,0.47663268,-0.08076276,0.56666327]	s99	H99	\N	\N
90	9	 words of section 100	100	[0.3555792,-0.10326702,-0.41200346,0.002129217,-0.4418125,0.083039455,0.5259166,0.46310467]	s100	H100	\N	\N
91	10	some  words of section 101	101	[-0.22726189,-0.3639484,-0.33595237,-0.13668649,0.39853173,0.40182537,0.2206746,0.5615674]	s101	H101	\N	\N
92	10	some some  words of section 102	102	[-0.18940534,-0.2431555,0.24187572,-0.49143007,0.5183051,-0.18044698,0.06142876,-0.54773974]	s102	H102	\N	\N
93	10	some some some  words of section 103	103	[0.3899713,-0.4995618,-0.16936709,-0.21064143,-0.38570154,-0.3145389,-0.48105946,-0.21491118]	s103	H103	\N	\N
94	10	some some some some  words of section 104	104	[-0.38924146,-0.4000788,-0.1887505,0.25377458,0.44613755,-0.43891266,-0.44252512,0.029802712]	s104	H104	\N	\N
95	10	 words of section 105	105	[0.14465219,0.08309807,0.4139515,0.3739413,-0.76481,-0.0984866,0.13388021,-0.22005601]	s105	H105	\N	\N
96	10	some  words of section 106	106	[-0.46703178,-0.17168146,-0.40883464,0.5063148,0.16149697,-0.50922465,0.1949603,-0.07420131]	s106	H106	\N	\N
97	10	some some  words of section 107	107	[0.3403582,0.41690937,0.5770779,0.03886443,-0.31091544,-0.4675509,0.0942168,-0.22729805]	s107	H107	\N	\N
98	10	some some some  words of section 108	108	[0.29908326,-0.11324513,0.11324513,0.28601652,0.5633219,0.34409097,0.18293443,-0.5778405]	s108	H108	\N	\N
99	10	some some some some  words of section 109	109	[0.44742543,-0.41888595,-0.4501873,-0.076412156,0.12704672,0.44098103,-0.050634563,-0.4501873]	s109	H109	\N	\N
100	10	 words of section 110	110	[-0.5373978,0.18273687,-0.11461603,0.3622299,-0.26923954,0.2530203,-0.53415394,-0.33411652]	s110	H110	\N	\N
101	11	some  words of section 111	111	[-0.54867184,-0.32518846,0.33990893,-0.15255755,0.4322464,0.2663066,0.09902859,-0.4322464]	s111	H111	\N	\N
102	11	some some  words of section 112	112	[0.6389526,-0.3266629,-0.202531,-0.50698084,0.14634497,-0.21167755,-0.11106538,0.3292762]	s112	H112	\N	\N
103	11	some some some  words of section 113	113	[0.39046052,-0.540468,0.45774326,-0.45884627,0.023162913,0.04411983,0.32648677,-0.16214038]	s113	H113	\N	\N
104	11	some some some some  words of section 114	114	[0.18384002,-0.12059906,-0.51622283,0.12206977,-0.58387595,-0.5235764,-0.18089859,-0.15001346]	s114	H114	\N	\N
105	11	 words of section 115	115	[-0.42329067,0.011614682,-0.5020124,-0.020648325,0.22326,0.26584718,-0.54847115,0.3832845]	s115	H115	\N	\N
106	11	some  words of section 116	116	[0.39844486,-0.5142558,-0.017923126,0.38879395,0.13787019,0.04273976,0.5528595,-0.31434405]	s116	H116	\N	\N
107	11	some some  words of section 117	117	[-0.019853344,-0.07544271,0.17735656,-0.46853894,-0.45397982,-0.3004473,-0.56383497,0.35868376]	s117	H117	\N	\N
108	11	some some some  words of section 118	118	[-0.26969498,-0.009120121,0.031268984,0.018240241,-0.6058366,-0.2944496,-0.44167438,0.5263613]	s118	H118	\N	\N
109	11	some some some some  words of section 119	119	[-0.03775172,-0.64964414,-0.01887586,0.5033562,-0.38223615,0.19976953,-0.012583907,-0.36965224]	s119	H119	\N	\N
110	11	 words of section 120	120	[-0.59085894,-0.25564754,-0.1552146,-0.21260487,-0.14478,-0.014347567,-0.5856416,-0.38999295]	s120	H120	\N	\N
111	12	some  words of section 121	121	[-0.5210925,-0.040984802,-0.39521062,-0.03366609,-0.6821042,0.16833045,-0.084897086,-0.26201]	s121	H121	\N	\N
112	12	some some  words of section 122	122	[0.65070087,0.2972561,0.052563578,0.35163224,0.30088118,-0.3298818,-0.16856597,0.36613256]	s122	H122	\N	\N
113	12	some some some  words of section 123	123	[0.34807634,0.4405194,0.24337044,-0.46598837,0.24714364,0.36977217,-0.32638052,-0.32260737]	s123	H123	\N	\N
114	12	some some some some  words of section 124	124	[0.35355338,0.35355338,0.35355338,0.35355338,0.35355338,0.35355338,0.35355338,0.35355338]	s124	H124	\N	\N
115	12	 words of section 125	125	[-0.2098157,0.15386485,-0.4603229,-0.4984712,-0.53789115,-0.13479069,-0.20091443,-0.35223606]	s125	H125	\N	\N
116	12	some  words of section 126	126	[-0.6790187,-0.29100803,0.06702002,0.5467423,0.18342324,-0.2433885,0.16755006,0.17284112]	s126	H126	\N	\N
117	12	some some  words of section 127	127	[0.4359256,0.07998635,-0.35593924,-0.603897,-0.1853017,-0.21596314,-0.47458568,0.077320136]	s127	H127	\N	\N
118	12	some some some  words of section 128	128	[0.5123006,0.056342635,0.084513955,-0.38292125,-0.26084554,0.5018668,0.36518374,-0.3568367]	s128	H128	\N	\N
119	12	some some some some  words of section 129	129	[-0.14366311,-0.055953003,-0.28883848,0.6714361,-0.18146919,0.621532,0.054440755,-0.14063863]	s129	H129	\N	\N
120	12	 words of section 130	130	[-0.48023084,0.3718997,-0.14630288,0.29148895,-0.023453133,-0.4076378,-0.5550575,-0.22336319]	s130	H130	\N	\N
121	13	some  words of section 131	131	[0.06303686,0.5930611,0.49914902,0.059177462,-0.30360612,-0.32418957,0.4271069,0.10934966]	s131	H131	\N	\N
122	13	some some  words of section 132	132	[-0.41790736,0.12075895,0.37177473,-0.23744737,0.50881577,-0.4667537,0.3568495,-0.10990421]	s132	H132	\N	\N
123	13	some some some  words of section 133	133	[-0.52297246,0.35810778,-0.5040536,0.20270252,-0.44054013,-0.029729703,0.23918897,-0.22567546]	s133	H133	\N	\N
124	13	some some some some  words of section 134	134	[-0.45211253,0.045344625,-0.23205777,-0.5548048,0.47345117,0.1387012,0.22805677,0.3694253]	s134	H134	\N	\N
125	13	 words of section 135	135	[0.29851857,-0.27545705,-0.19730411,-0.5188842,0.6021619,0.31773648,-0.24983312,-0.029467497]	s135	H135	\N	\N
126	13	some  words of section 136	136	[-0.27375844,0.5260235,0.5022676,-0.06674276,0.43891853,-0.12330443,0.22964035,0.36199465]	s136	H136	\N	\N
127	13	some some  words of section 137	137	[-0.05423147,-0.15727125,-0.13151132,0.6345082,-0.451477,-0.38368762,-0.4202939,-0.15727125]	s137	H137	\N	\N
128	13	some some some  words of section 138	138	[-0.12237468,-0.34172553,-0.07504108,0.26206654,0.16162694,0.47910842,0.55761296,-0.47679946]	s138	H138	\N	\N
129	13	some some some some  words of section 139	139	[0.44138288,-0.4345042,-0.055029556,0.48265505,0.28431937,0.518195,0.13757388,-0.11005911]	s139	H139	\N	\N
130	13	 words of section 140	140	[-0.04219452,0.46158248,-0.053702116,-0.4040445,-0.5804943,-0.23015194,-0.46158248,-0.12658356]	s140	H140	\N	\N
131	14	some  words of section 141	141	[-0.1688162,0.31504425,0.18546003,-0.3102889,-0.2698681,0.32098854,-0.5884789,0.46840546]	s141	H141	\N	\N
132	14	some some  words of section 142	142	[-0.102728195,0.35596514,-0.14095263,-0.1373691,0.4921397,0.5446983,0,-0.53394765]	s142	H142	\N	\N
133	14	some some some  words of section 143	143	[0.2733039,0.07335429,0.4176462,0.49218366,0.39634982,-0.041409682,0.5868343,-0.008281936]	s143	H143	\N	\N
134	14	some some some some  words of section 144	144	[0.3836117,0.5128426,-0.26390308,-0.035368454,0.19724713,-0.0027206505,0.4597899,0.5182839]	s144	H144	\N	\N
135	14	 words of section 145	145	[-0.48390785,0.39528856,-0.37196773,0.06413236,-0.48157576,-0.43026987,0.20172544,-0.09678157]	s145	H145	\N	\N
136	14	some  words of section 146	146	[0.31213543,-0.3857523,-0.48096344,-0.28661492,0.47311094,0.36121336,0.28857806,0.052022573]	s146	H146	\N	\N
137	14	some some  words of section 147	147	[0.4608556,-0.17940849,0.40142652,0.3162075,-0.076248616,-0.43955082,-0.13679898,-0.5258912]	s147	H147	\N	\N
138	14	some some some  words of section 148	148	[-0.3881635,0.15441541,-0.3229974,-0.39808008,0.39666346,0.13316558,-0.3909968,0.4844961]	s148	H148	\N	\N
139	14	some some some some  words of section 149	149	[0.43001688,0.48040944,0.19261172,-0.5028062,0.070549645,-0.5274426,-0.105264544,0.011198356]	s149	H149	\N	\N
140	14	 words of section 150	150	[-0.37485185,-0.013269093,-0.48211038,-0.34610218,0.15038307,-0.50201404,-0.47989884,0.046441827]	s150	H150	\N	\N
141	15	some  words of section 151	151	[-0.56527686,-0.40245253,0.021505099,-0.5837098,0.12595843,-0.37173095,0.14439136,0.049154513]	s151	H151	\N	\N
142	15	some some  words of section 152	152	[0.5483474,-0.5876027,-0.23062484,0.12880643,0.28828105,-0.20609029,0.36556494,0.1582479]	s152	H152	\N	\N
143	15	some some some  words of section 153	153	[0.6292893,-0.12640153,0.28542277,-0.066598654,0.025823966,-0.6496766,-0.27047208,0.078831054]	s153	H153	\N	\N
144	15	some some some some  words of section 154	154	[-0.43282232,0.24776044,-0.40349555,-0.49046457,0.16685908,-0.32967308,0.45709273,0.049552087]	s154	H154	\N	\N
145	15	 words of section 155	155	[0.35355338,0.35355338,0.35355338,0.35355338,0.35355338,0.35355338,0.35355338,0.35355338]	s155	H155	\N	\N
146	15	some  words of section 156	156	[-0.39017102,-0.14664146,-0.4333779,0.10343461,-0.45170805,-0.55121475,-0.12700199,-0.3220875]	s156	H156	\N	\N
147	15	some some  words of section 157	157	[0.34949246,-0.567481,-0.23220515,0.5437866,-0.0047388813,-0.12558034,-0.38266465,-0.20969547]	s157	H157	\N	\N
148	15	some some some  words of section 158	158	[0.49738184,-0.33028242,-0.5900698,0.06788414,0.1527393,0.22845621,-0.44516325,-0.13054642]	s158	H158	\N	\N
149	15	some some some some  words of section 159	159	[-0.38500068,-0.45552632,-0.52952045,0.24741785,-0.009249266,0.31447506,0.42084157,-0.16301832]	s159	H159	\N	\N
150	15	 words of section 160	160	[0.19262888,-0.40062076,-0.0070906333,0.5542512,-0.0070906333,0.20208305,-0.4939808,-0.45852762]	s160	H160	\N	\N
151	16	some  words of section 161	161	[0.22442351,0.032060504,-0.58243245,0.40609968,-0.28186524,-0.37804675,-0.40609968,-0.23911792]	s161	H161	\N	\N
152	16	some some  words of section 162	162	[0.2746354,0.11563596,-0.35580295,-0.24016699,-0.51146674,0.09339827,0.5125786,0.44030616]	s162	H162	\N	\N
153	16	some some some  words of section 163	163	[-0.37011302,-0.008812215,-0.10322881,0.28450865,-0.61811393,-0.20393983,0.58790064,-0.04531996]	s163	H163	\N	\N
154	16	some some some some  words of section 164	164	[-0.39861605,0.6507209,-0.40257582,0.06731595,-0.23098612,0.21910682,-0.30226183,-0.24154548]	s164	H164	\N	\N
155	16	 words of section 165	165	[0.4199578,-0.04396252,-0.5761404,0.4766463,0.3574847,-0.17237937,-0.17469317,0.2730304]	s165	H165	\N	\N
156	16	some  words of section 166	166	[0.49887577,0.09379689,-0.42569357,0.4442468,-0.4174477,-0.32777375,-0.16079468,-0.23706907]	s166	H166	\N	\N
157	16	some some  words of section 167	167	[-0.5308736,0.058985952,-0.44297293,0.010409285,-0.34350643,0.49154964,0.2741112,0.28914684]	s167	H167	\N	\N
158	16	some some some  words of section 168	168	[0.40097052,0.22912602,0.010414819,-0.5113676,-0.43950537,-0.41867575,0.04999113,-0.39263868]	s168	H168	\N	\N
159	16	some some some some  words of section 169	169	[-0.23486556,-0.47543174,0.06384695,-0.4104447,-0.4115848,-0.2086427,-0.44464839,-0.36826012]	s169	H169	\N	\N
160	16	 words of section 170	170	[-0.40995815,0.010345948,-0.33236355,-0.536696,-0.21726489,0.55350816,0.13449731,-0.24830274]	s170	H170	\N	\N
161	17	some  words of section 171	171	[-0.17543383,-0.0020639275,0.19813703,-0.482959,-0.19194525,-0.32816446,0.19813703,0.7161828]	s171	H171	\N	\N
162	17	some some  words of section 172	172	[-0.36748943,0.19910417,0.55862945,0.18090037,-0.49719158,-0.20706834,0.21048155,-0.38228002]	s172	H172	\N	\N
163	17	some some some  words of section 173	173	[-0.33883068,0.057320982,0.43818706,0.021654593,0.44965124,-0.51843643,-0.43309185,0.17578433]	s173	H173	\N	\N
164	17	some some some some  words of section 174	174	[-0.23684174,0.29401043,0.50839305,0.23888348,-0.2552174,-0.37159652,-0.29401043,-0.50226784]	s174	H174	\N	\N
165	17	 words of section 175	175	[0.4731203,-0.094358265,0.3189575,0.35484022,-0.257824,-0.16878168,0.6193091,0.24719207]	s175	H175	\N	\N
166	17	some  words of section 176	176	[-0.025512584,-0.4534282,0.41052067,0.33862156,-0.48010045,-0.51257104,-0.11248731,0.06842011]	s176	H176	\N	\N
167	17	some some  words of section 177	177	[0.48834464,-0.3308141,0.18903662,-0.58443826,-0.11657259,-0.3323894,-0.1780095,-0.34499186]	s177	H177	\N	\N
168	17	some some some  words of section 178	178	[0.28748956,0.43924633,0.37326512,0.43076304,-0.37137994,0.41662422,0.020736951,0.29597285]	s178	H178	\N	\N
169	17	some some some some  words of section 179	179	[0.5301119,0.18201838,-0.47165346,-0.04517245,-0.26970607,0.47431067,0.26040587,-0.3095641]	s179	H179	\N	\N
170	17	 words of section 180	180	[0.10044168,-0.4199317,-0.52144194,-0.27461183,0.38680732,-0.18592396,-0.33979207,0.4081779]	s180	H180	\N	\N
171	18	some  words of section 181	181	[-0.33699274,0.081229515,0.45444623,-0.51701486,0.27881482,0.49945176,0.27442405,0.059275594]	s181	H181	\N	\N
172	18	some some  words of section 182	182	[-0.4484051,-0.43518135,0.020436695,-0.10939641,0.50490654,0.45561805,0.014425902,-0.36665833]	s182	H182	\N	\N
173	18	some some some  words of section 183	183	[-0.3159145,0.49841493,-0.11453474,0.5009322,0.31213865,-0.06796568,0.25550058,-0.4694666]	s183	H183	\N	\N
174	18	some some some some  words of section 184	184	[-0.07601998,0.44477358,0.5571016,0.33131096,0.53213984,-0.1667901,-0.21898292,-0.13161668]	s184	H184	\N	\N
175	18	 words of section 185	185	[0.38800836,0.15089214,0.22017935,-0.62974375,0.06466806,-0.066207774,0.43266007,-0.4311204]	s185	H185	\N	\N
176	18	some  words of section 186	186	[0.35355338,0.35355338,0.35355338,0.35355338,0.35355338,0.35355338,0.35355338,0.35355338]	s186	H186	\N	\N
177	18	some some  words of section 187	187	[-0.25761658,0.18790855,0.39248642,0.35460162,0.0181847,0.72890335,0.07576958,0.2848936]	s187	H187	\N	\N
178	18	some some some  words of section 188	188	[-0.4743034,0.3892984,0.28088617,-0.60242695,0.24146356,0.07268546,0.32030877,0.124427654]	s188	H188	\N	\N
179	18	some some some some  words of section 189	189	[0.20308656,0.25496194,0.5110276,-0.38299474,-0.017659701,0.41058803,0.38409847,-0.41169176]	s189	H189	\N	\N
180	18	 words of section 190	190	[-0.46015507,0.3787671,0.1439941,0.33285594,-0.25146794,-0.41007015,-0.4872844,-0.21077397]	s190	H190	\N	\N
181	19	some  words of section 191	191	[-0.07907057,0.33331284,-0.4354964,0.3819717,0.48415518,-0.30533403,0.3965693,-0.2493764]	s191	H191	\N	\N
182	19	some some  words of section 192	192	[-0.27568388,-0.45253766,-0.542265,-0.05331622,0.07152176,-0.44473532,-0.44603568,0.14304352]	s192	H192	\N	\N
183	19	some some some  words of section 193	193	[0.5127946,-0.20992205,-0.10443883,0.4637084,-0.52219415,-0.14516997,0.21723276,-0.35509202]	s193	H193	\N	\N
184	19	some some some some  words of section 194	194	[0.5445009,0.58030707,-0.09383688,-0.020989832,-0.3308985,-0.37411284,0.13705124,0.2987964]	s194	H194	\N	\N
185	19	 words of section 195	195	[0.45307827,-0.43300518,-0.42153487,-0.07838063,0.34315422,-0.37756523,-0.3833004,0.12712955]	s195	H195	\N	\N
186	19	some  words of section 196	196	[0.030930236,0.43109015,-0.44075584,-0.18751456,-0.123720944,-0.46105382,-0.37502912,-0.4639535]	s196	H196	\N	\N
187	19	some some  words of section 197	197	[-0.23015621,0.41495317,0.052079145,0.67198896,0.10247832,0.23519614,-0.48047215,0.15455747]	s197	H197	\N	\N
188	19	some some some  words of section 198	198	[-0.13134281,-0.29614088,-0.43244004,0.46837345,-0.32711795,0.5427184,0.28251097,-0.08549674]	s198	H198	\N	\N
189	19	some some some some  words of section 199	199	[0.10504549,0.07307512,0.52751106,-0.42703277,-0.51152587,0.2500539,0.43388352,-0.102761894]	s199	H199	\N	\N
190	19	 words of section 200	200	[-0.61414224,-0.3170688,-0.32135347,0.15996262,-0.12568492,0.37991124,0.10568959,-0.47131845]	s200	H200	\N	\N
191	20	some  words of section 201	201	[-0.30947483,0.48542622,-0.3157142,-0.5578034,0.12104459,-0.15099376,0.13601917,-0.44923767]	s201	H201	\N	\N
192	20	some some  words of section 202	202	[-0.5665174,-0.0029974468,-0.42413867,-0.6744255,0.15586722,-0.007493616,-0.1348851,0.041964255]	s202	H202	\N	\N
193	20	some some some  words of section 203	203	[-0.14461339,0.6127686,-0.47428286,0.44364443,0.07965991,-0.2708437,0.28309909,0.14829]	s203	H203	\N	\N
194	20	some some some some  words of section 204	204	[0.65749496,-0.47956458,0.050837234,0.25588074,-0.040669788,0.0932016,0.39314127,0.32366374]	s204	H204	\N	\N
195	20	 words of section 205	205	[-0.14901972,0.1564707,-0.0838236,0.2999022,-0.31852967,0.29431397,0.6035299,-0.551373]	s205	H205	\N	\N
196	20	some  words of section 206	206	[0.54246783,-0.4265463,0.12717608,0.025885396,0.5244606,-0.41529176,0.22171403,0.10129068]	s206	H206	\N	\N
197	20	some some  words of section 207	207	[0.552864,-0.19753747,0.044566378,0.5986349,-0.2589668,0.17103854,0.27221626,0.35291755]	s207	H207	\N	\N
198	20	some some some  words of section 208	208	[0.23734805,-0.43706775,-0.18910657,-0.3724242,0.44189188,0.4264546,-0.39750972,-0.20743833]	s208	H208	\N	\N
199	20	some some some some  words of section 209	209	[-0.75512403,0.23754944,-0.31935453,0.006292701,-0.3932938,-0.029890327,-0.3114887,0.13686624]	s209	H209	\N	\N
200	20	 words of section 210	210	[0.11504636,-0.10602311,0.25941828,-0.45454592,-0.051883653,0.52334815,-0.50642955,0.4105576]	s210	H210	\N	\N
201	21	some  words of section 211	211	[0.45493698,0.36002207,-0.18001103,-0.5514884,-0.47784746,0.13255358,-0.21764971,-0.18328397]	s211	H211	\N	\N
202	21	some some  words of section 212	212	[0.59672254,-0.13997194,-0.047885142,0.0073669446,0.15225019,0.48499054,-0.3204621,-0.51077485]	s212	H212	\N	\N
203	21	some some some  words of section 213	213	[-0.49274212,0.49153444,-0.41907236,-0.16545507,0.12318553,0.33332554,0.26207116,-0.34298718]	s213	H213	\N	\N
204	21	some some some some  words of section 214	214	[0.18914616,0.13135152,0.19702727,0.55167633,0.22592461,0.41113022,-0.33231932,0.522779]	s214	H214	\N	\N
205	21	 words of section 215	215	[0.33950362,-0.14655592,0.5176903,-0.016869746,-0.30787286,-0.5071467,-0.47129852,-0.1444472]	s215	H215	\N	\N
206	21	some  words of section 216	216	[0.479081,0.14490722,-0.30361512,-0.4741522,-0.41303486,0.40120572,0.30262938,-0.09660481]	s216	H216	\N	\N
207	21	some some  words of section 217	217	[0.35355338,0.35355338,0.35355338,0.35355338,0.35355338,0.35355338,0.35355338,0.35355338]	s217	H217	\N	\N
208	21	some some some  words of section 218	218	[-0.51196754,0.4215385,0.03756284,-0.51753247,0.26989594,-0.20729122,-0.41736487,0.030606756]	s218	H218	\N	\N
209	21	some some some some  words of section 219	219	[-0.19196172,-0.51189786,-0.50983375,0.08153213,-0.41385293,-0.34470543,-0.084628284,-0.37050673]	s219	H219	\N	\N
210	21	 words of section 220	220	[-0.08424964,-0.5426668,0.18832271,-0.43115988,0.61576575,-0.08796653,0.25646582,-0.15610962]	s220	H220	\N	\N
211	22	some  words of section 221	221	[-0.059771128,-0.27600196,-0.46410522,-0.32522523,-0.0070318975,0.3902703,0.49574876,0.44828343]	s221	H221	\N	\N
212	22	some some  words of section 222	222	[-0.35988292,0.5922284,0.020203954,0.032831423,-0.0644001,-0.03788241,-0.5682362,-0.43564773]	s222	H222	\N	\N
213	22	some some some  words of section 223	223	[0.25096563,0.22119005,-0.25663716,-0.6876742,-0.14320639,-0.5614824,-0.08649098,0.07798367]	s223	H223	\N	\N
214	22	some some some some  words of section 224	224	[0.10080122,-0.41566348,-0.4485088,0.32052523,-0.47455856,-0.31372964,0.37715513,0.21745881]	s224	H224	\N	\N
215	22	 words of section 225	225	[-0.2063985,0.04270314,-0.4270314,0.40212122,-0.68325025,-0.20995711,-0.30781844,-0.076509796]	s225	H225	\N	\N
216	22	some  words of section 226	226	[0.12794687,-0.58339083,-0.33101854,0.46835598,0.50709224,-0.06456035,0.18311663,-0.13968512]	s226	H226	\N	\N
217	22	some some  words of section 227	227	[-0.50600797,-0.20073044,-0.3930971,-0.42655218,-0.4014609,-0.3136413,0.2456857,0.21745798]	s227	H227	\N	\N
218	22	some some some  words of section 228	228	[0.074364014,0.5869445,-0.3319822,-0.17794245,-0.5896004,-0.30542362,0.18591002,-0.18059832]	s228	H228	\N	\N
219	22	some some some some  words of section 229	229	[-0.22010562,0.48330072,0.28765127,0.15488915,0.3167658,0.5147444,-0.40643844,-0.28415754]	s229	H229	\N	\N
220	22	 words of section 230	230	[-0.18385004,0.026626557,-0.627626,0.5299953,0.1217214,0.35375285,-0.034234148,0.38671905]	s230	H230	\N	\N
221	23	some  words of section 231	231	[-0.10983474,-0.24244009,-0.31878865,-0.618825,-0.47282514,-0.21833003,0.3094125,-0.2786052]	s231	H231	\N	\N
222	23	some some  words of section 232	232	[-0.3386198,-0.22650918,0.06749516,0.40039504,0.49534586,0.39810705,0.5022098,0.114398584]	s232	H232	\N	\N
223	23	some some some  words of section 233	233	[0.34542322,0.55267715,0.21926865,0.26582572,-0.42201707,0.33491036,0.17871898,0.366449]	s233	H233	\N	\N
224	23	some some some some  words of section 234	234	[-0.58980834,0.46859774,-0.55232054,-0.16119762,0.003748782,0.25866595,0.14995126,-0.10996427]	s234	H234	\N	\N
225	23	 words of section 235	235	[-0.21769986,-0.5337158,0.21769986,-0.3721965,0.29213917,-0.46349,0.3356791,0.26264435]	s235	H235	\N	\N
226	23	some  words of section 236	236	[0.18790533,0.31178364,0.256108,-0.3006485,0.14614858,0.42313492,-0.576243,-0.42313492]	s236	H236	\N	\N
227	23	some some  words of section 237	237	[0.43630496,0.022025008,-0.3660347,0.29471558,-0.48035496,0.27583703,-0.22968937,0.47825733]	s237	H237	\N	\N
228	23	some some some  words of section 238	238	[0.32789218,0.11534547,-0.09460921,-0.6181999,0.39528504,0.26957145,0.48082212,0.16718613]	s238	H238	\N	\N
229	23	some some some some  words of section 239	239	[-0.3295255,-0.5460161,0.007663384,0.022990152,-0.6034915,-0.3505998,0.11303491,-0.3046195]	s239	H239	\N	\N
230	23	 words of section 240	240	[-0.5311085,0.52994883,-0.18090159,0.031309888,0.18901896,0.45457318,0.4012304,-0.0046385024]	s240	H240	\N	\N
231	24	some  words of section 241	241	[0.5058261,-0.10465368,0.36628786,-0.06976912,-0.054507125,0.6235615,0.091571964,0.44041756]	s241	H241	\N	\N
232	24	some some  words of section 242	242	[0.1686041,-0.63953286,-0.010174387,0.3590105,0.07703464,0.5843005,0.1075578,0.27325493]	s242	H242	\N	\N
233	24	some some some  words of section 243	243	[0.032678384,0.21941201,-0.30811048,-0.67224103,0.49328798,0.36568668,0.11826462,0.11359628]	s243	H243	\N	\N
234	24	some some some some  words of section 244	244	[0.41373202,-0.35476118,-0.3865867,-0.42777267,-0.42122036,0.08237199,0.0702034,0.4259006]	s244	H244	\N	\N
235	24	 words of section 245	245	[0.31411198,-0.5667924,-0.3732253,0.20515801,0.4207478,-0.06722692,-0.4659521,0.005795424]	s245	H245	\N	\N
236	24	some  words of section 246	246	[0.40627217,-0.4649559,0.1072107,0.34984547,0.005642669,0.44689935,0.4875266,-0.21780701]	s246	H246	\N	\N
237	24	some some  words of section 247	247	[0.0745781,0.034717392,-0.04500403,0.46804187,0.5683366,0.05657649,0.48861516,-0.4551836]	s247	H247	\N	\N
238	24	some some some  words of section 248	248	[0.35355338,0.35355338,0.35355338,0.35355338,0.35355338,0.35355338,0.35355338,0.35355338]	s248	H248	\N	\N
239	24	some some some some  words of section 249	249	[-0.37867787,-0.4375833,-0.395508,-0.2113116,-0.3057473,-0.397378,0.013090099,0.46095848]	s249	H249	\N	\N
240	24	 words of section 250	250	[0.37655273,-0.5206251,-0.30779094,-0.5293568,0.27177283,0.2499437,-0.10041407,-0.25649244]	s250	H250	\N	\N
241	25	some  words of section 251	251	[-0.29639763,0.4631213,-0.47547123,-0.45488805,-0.36946788,0.17907357,0.30874756,0.02778728]	s251	H251	\N	\N
242	25	some some  words of section 252	252	[0.27315617,0.44500092,-0.30649918,-0.6347996,0.0820751,0.047449667,0.26546165,-0.38857427]	s252	H252	\N	\N
243	25	some some some  words of section 253	253	[0.016165344,0.65334934,-0.39605093,0.0336778,0.2694224,-0.16434766,-0.53480345,-0.17108323]	s253	H253	\N	\N
244	25	some some some some  words of section 254	254	[0.515181,0.22356911,0.5184211,0.44821826,-0.43093753,0.16740683,0.03456141,0.0043201763]	s254	H254	\N	\N
245	25	 words of section 255	255	[0.593524,-0.010575037,0.208857,0.5578332,0.050231427,-0.1692006,-0.3502981,0.37277007]	s255	H255	\N	\N
246	25	some  words of section 256	256	[-0.26200786,-0.010841706,0.4481238,0.20779936,-0.72278035,0.06505023,-0.39572224,-0.063243285]	s256	H256	\N	\N
247	25	some some  words of section 257	257	[-0.15621065,0.35982314,-0.39321992,0.31888518,0.46324536,0.4395444,0.39214256,-0.1680611]	s257	H257	\N	\N
248	25	some some some  words of section 258	258	[-0.13807555,0.048994545,0.23309527,0.3533546,-0.46470582,0.25239614,-0.44688964,-0.5656643]	s258	H258	\N	\N
249	25	some some some some  words of section 259	259	[0.21344966,-0.52343434,-0.36576045,-0.2273936,-0.33465475,-0.3400178,-0.50627255,-0.10511591]	s259	H259	\N	\N
250	25	 words of section 260	260	[0.23797998,-0.45973408,-0.031099657,0.57601976,0.17713283,-0.4029434,-0.42728227,0.15144181]	s260	H260	\N	\N
251	26	some  words of section 261	261	[0.356864,0.14763413,0.11439202,-0.46147892,0.47614455,0.42823678,0.11536973,0.4487687]	s261	H261	\N	\N
252	26	some some  words of section 262	262	[0.2230533,-0.61091816,0.35812446,0.35440692,0.5142617,-0.028501254,0.21809655,-0.10161317]	s262	H262	\N	\N
253	26	some some some  words of section 263	263	[-0.36355165,0.18412133,0.42805275,0.5723007,-0.0070364834,-0.538291,-0.03987341,0.17825757]	s263	H263	\N	\N
254	26	some some some some  words of section 264	264	[-0.11539428,-0.64647025,-0.035405066,-0.14817674,-0.26225972,-0.0996587,0.4589545,-0.5061613]	s264	H264	\N	\N
255	26	 words of section 265	265	[-0.42721048,-0.47584382,0.4195817,-0.47012222,-0.24221309,-0.059122875,-0.34901568,-0.10012745]	s265	H265	\N	\N
256	26	some  words of section 266	266	[-0.08023576,0.25173968,0.42224067,-0.35604617,-0.2667839,0.36908448,0.49946758,0.41020533]	s266	H266	\N	\N
257	26	some some  words of section 267	267	[0.44555083,-0.33792427,-0.2117813,-0.18979308,0.32866606,0.3876871,0.14581664,-0.5716938]	s267	H267	\N	\N
258	26	some some some  words of section 268	268	[0.14181472,0.075461045,0.39551994,0.1040842,-0.21727577,0.5750652,0.27192,0.59588206]	s268	H268	\N	\N
259	26	some some some some  words of section 269	269	[0.32845896,-0.75173086,-0.037247922,0.17269492,-0.04740645,-0.3386175,0.36909306,-0.20655666]	s269	H269	\N	\N
260	26	 words of section 270	270	[0.3556449,-0.3535772,0.19436407,-0.25639516,-0.44765767,-0.40320206,-0.26880136,0.4579962]	s270	H270	\N	\N
261	27	some  words of section 271	271	[-0.5702471,0.4471388,-0.19976072,0.38442323,-0.31241646,-0.030196387,-0.3937144,-0.18350112]	s271	H271	\N	\N
262	27	some some  words of section 272	272	[0.48320615,0.37458628,0.37864682,0.38169223,-0.3390564,0.29032975,0.0598932,0.36646518]	s272	H272	\N	\N
263	27	some some some  words of section 273	273	[0.22855198,0.55667114,-0.22628908,-0.5442253,-0.09504142,0.49896744,-0.16405958,-0.074675396]	s273	H273	\N	\N
264	27	some some some some  words of section 274	274	[-0.10532564,0.56779,-0.2663407,0.5314708,-0.14648739,0.07263837,-0.14285547,-0.51573247]	s274	H274	\N	\N
265	27	 words of section 275	275	[-0.26957524,0.25895157,0.32136557,0.48072037,-0.5603978,-0.08897311,0.25629568,0.37182793]	s275	H275	\N	\N
266	27	some  words of section 276	276	[0.3004552,-0.30894265,0.115429126,-0.11203415,0.36326224,-0.1052442,0.78593653,-0.16635373]	s276	H276	\N	\N
267	27	some some  words of section 277	277	[0.49484545,0.24795943,-0.17282021,0.4723037,-0.46478975,-0.4411746,0.099827826,-0.1416911]	s277	H277	\N	\N
268	27	some some some  words of section 278	278	[-0.53984195,-0.3825166,-0.3532109,-0.1357317,0.32390517,-0.42107674,0.15424056,-0.33624443]	s278	H278	\N	\N
269	27	some some some some  words of section 279	279	[0.35355338,0.35355338,0.35355338,0.35355338,0.35355338,0.35355338,0.35355338,0.35355338]	s279	H279	\N	\N
270	27	 words of section 280	280	[0.16562836,-0.5407695,-0.6780854,0.33267236,0.12599081,0.18544714,0.24207224,-0.02831254]	s280	H280	\N	\N
271	28	some  words of section 281	281	[-0.41609898,0.1917891,0.37023637,-0.22847919,0.34355265,-0.40192324,0.39191687,0.40942803]	s281	H281	\N	\N
272	28	some some  words of section 282	282	[-0.18650316,0.15596463,-0.37191564,-0.3817316,-0.3217452,0.3479211,-0.44826198,-0.48098183]	s282	H282	\N	\N
273	28	some some some  words of section 283	283	[0.13617237,-0.46734354,-0.34206498,-0.49130988,-0.17756876,-0.5163656,-0.32245615,0.050111428]	s283	H283	\N	\N
274	28	some some some some  words of section 284	284	[-0.5304315,0.5223946,-0.064294726,-0.04339894,-0.49185464,0.35844308,-0.15591471,-0.21217258]	s284	H284	\N	\N
275	28	 words of section 285	285	[-0.19586712,0.0077113034,0.7294893,-0.49815023,0.32079023,-0.1449725,-0.22671233,-0.07711304]	s285	H285	\N	\N
276	28	some  words of section 286	286	[0.04665182,0.05143662,-0.15909466,-0.58494204,0.5059928,-0.39235377,0.40551195,-0.2308667]	s286	H286	\N	\N
277	28	some some  words of section 287	287	[-0.1424404,0.12118064,-0.21472359,-0.1594482,0.3295263,0.07228319,0.8780281,-0.09354295]	s287	H287	\N	\N
278	28	some some some  words of section 288	288	[-0.41923892,-0.35335854,-0.012976443,-0.4312172,-0.17667927,0.47513747,0.095826045,0.49709758]	s288	H288	\N	\N
279	28	some some some some  words of section 289	289	[-0.6588691,-0.0701206,-0.3413418,-0.16405575,-0.32678849,-0.42072362,-0.32414243,0.16934788]	s289	H289	\N	\N
280	28	 words of section 290	290	[-0.12719707,0.50255316,-0.12096193,0.55118734,-0.31923974,-0.5499403,-0.053622298,-0.07482181]	s290	H290	\N	\N
281	29	some  words of section 291	291	[0.23594801,-0.57571316,-0.43414432,-0.41762796,0.0117974,-0.42942536,-0.0412909,0.25246435]	s291	H291	\N	\N
282	29	some some  words of section 292	292	[0.42066655,-0.10677469,-0.40522924,0.22255448,-0.28044435,-0.20840362,-0.34348002,0.59819555]	s292	H292	\N	\N
283	29	some some some  words of section 293	293	[-0.2393962,-0.46228233,-0.40965647,-0.49633437,-0.20121662,0.18986596,0.3436161,-0.34671175]	s293	H293	\N	\N
284	29	some some some some  words of section 294	294	[-0.54545957,-0.14046168,-0.46586463,-0.120562956,-0.14748478,0.539607,-0.04799108,-0.36871195]	s294	H294	\N	\N
285	29	 words of section 295	295	[0.400148,-0.463685,0.47720352,0.5177591,-0.23522213,0.05948146,0.03785184,0.2622592]	s295	H295	\N	\N
286	29	some  words of section 296	296	[0.11231387,0.2354968,-0.74634373,-0.40034458,0.027172709,-0.047099363,0.3351301,0.31520343]	s296	H296	\N	\N
287	29	some some  words of section 297	297	[-0.5380615,0.36835507,0.009208877,0.3815106,0.35256842,0.33415067,0.43939495,0.011839983]	s297	H297	\N	\N
288	29	some some some  words of section 298	298	[0.2139998,-0.14696373,0.5478911,0.076060176,0.4112406,0.2861925,0.114734836,-0.60203564]	s298	H298	\N	\N
289	29	some some some some  words of section 299	299	[-0.5105757,-0.110624745,-0.5312419,0.03525404,-0.279601,0.2941889,0.2686601,-0.45465556]	s299	H299	\N	\N
290	29	 words of section 300	300	[0.3226313,-0.16228743,0.3381798,-0.3848253,0.27307045,0.41397873,0.44021684,0.4091198]	s300	H300	\N	\N
291	30	some  words of section 301	301	[-0.31632632,-0.1608439,0.5683151,-0.3377722,-0.46108583,0.008042195,0.16218425,-0.44500142]	s301	H301	\N	\N
292	30	some some  words of section 302	302	[0.53820497,-0.10859567,0.4284159,0.18139057,-0.52030456,-0.19093744,0.25776556,0.3293671]	s302	H302	\N	\N
293	30	some some some  words of section 303	303	[-0.3478506,0.42291313,-0.04210823,-0.2526494,-0.06773933,0.7725945,-0.16110976,0.08421646]	s303	H303	\N	\N
294	30	some some some some  words of section 304	304	[0.06298705,0.095849864,-0.66684115,0.22182396,0.30398098,0.078049175,-0.034232095,0.62713194]	s304	H304	\N	\N
295	30	 words of section 305	305	[0.27551556,0.17443885,-0.45973605,-0.10596752,-0.14183345,-0.36028957,0.6292841,-0.3537685]	s305	H305	\N	\N
296	30	some  words of section 306	306	[0.15947782,-0.48130694,-0.15085739,-0.18533908,-0.2758535,-0.5114784,-0.5703846,-0.15085739]	s306	H306	\N	\N
297	30	some some  words of section 307	307	[0.13475713,0.18508811,0.38154128,-0.436743,-0.25977278,0.00162358,0.2922444,-0.6770328]	s307	H307	\N	\N
298	30	some some some  words of section 308	308	[-0.5824487,0.54643375,-0.2757007,-0.2757007,0.31047374,0.21360594,0.0720299,-0.25086278]	s308	H308	\N	\N
299	30	some some some some  words of section 309	309	[0.046323452,0.42463166,-0.31525683,0.40790373,-0.32941124,0.18143353,-0.44908014,-0.4568007]	s309	H309	\N	\N
300	30	 words of section 310	310	[0.35355338,0.35355338,0.35355338,0.35355338,0.35355338,0.35355338,0.35355338,0.35355338]	s310	H310	\N	\N
\.


--
-- Data for Name: product; Type: TABLE DATA; Schema: public; Owner: postgres
--

COPY public.product (id, owner, description, embedding) FROM stdin;
1	bob	thing 1	[0.84147096,0.5403023,1]
2	alice	thing 2	[0.9092974,-0.41614684,1]
3	bob	thing 3	[0.14112,-0.9899925,1]
4	alice	thing 4	[-0.7568025,-0.6536436,1]
5	bob	thing 5	[-0.9589243,0.2836622,1]
6	alice	thing 6	[-0.2794155,0.96017027,1]
7	bob	thing 7	[0.6569866,0.75390226,1]
8	alice	thing 8	[0.98935825,-0.14550003,1]
9	bob	thing 9	[0.4121185,-0.91113025,1]
10	alice	thing 10	[-0.5440211,-0.8390715,1]
11	bob	thing 11	[-0.9999902,0.004425698,1]
12	alice	thing 12	[-0.53657293,0.84385395,1]
13	bob	thing 13	[0.42016703,0.9074468,1]
14	alice	thing 14	[0.9906074,0.13673721,1]
15	bob	thing 15	[0.65028787,-0.7596879,1]
16	alice	thing 16	[-0.2879033,-0.9576595,1]
17	bob	thing 17	[-0.96139747,-0.27516335,1]
18	alice	thing 18	[-0.75098723,0.6603167,1]
19	bob	thing 19	[0.1498772,0.9887046,1]
20	alice	thing 20	[0.9129453,0.40808207,1]
21	bob	thing 21	[0.8366556,-0.54772925,1]
22	alice	thing 22	[-0.008851309,-0.99996084,1]
23	bob	thing 23	[-0.84622043,-0.53283304,1]
24	alice	thing 24	[-0.9055784,0.42417902,1]
25	bob	thing 25	[-0.13235176,0.99120283,1]
26	alice	thing 26	[0.76255846,0.6469193,1]
27	bob	thing 27	[0.95637596,-0.29213881,1]
28	alice	thing 28	[0.2709058,-0.9626059,1]
29	bob	thing 29	[-0.6636339,-0.74805754,1]
30	alice	thing 30	[-0.9880316,0.15425146,1]
31	bob	thing 31	[-0.40403765,0.91474235,1]
32	alice	thing 32	[0.5514267,0.8342234,1]
33	bob	thing 33	[0.99991184,-0.013276747,1]
34	alice	thing 34	[0.5290827,-0.8485703,1]
35	bob	thing 35	[-0.42818266,-0.9036922,1]
36	alice	thing 36	[-0.99177885,-0.12796369,1]
37	bob	thing 37	[-0.6435381,0.76541406,1]
38	alice	thing 38	[0.29636857,0.95507365,1]
39	bob	thing 39	[0.96379536,0.26664293,1]
40	alice	thing 40	[0.74511313,-0.66693807,1]
41	bob	thing 41	[-0.15862267,-0.98733926,1]
42	alice	thing 42	[-0.91652155,-0.3999853,1]
43	bob	thing 43	[-0.8317748,0.5551133,1]
44	alice	thing 44	[0.017701926,0.9998433,1]
45	bob	thing 45	[0.8509035,0.52532196,1]
46	alice	thing 46	[0.90178835,-0.43217793,1]
47	bob	thing 47	[0.123573124,-0.9923355,1]
48	alice	thing 48	[-0.76825464,-0.64014435,1]
49	bob	thing 49	[-0.95375264,0.30059254,1]
50	alice	thing 50	[-0.26237485,0.964966,1]
51	bob	thing 51	[0.6702292,0.7421542,1]
52	alice	thing 52	[0.9866276,-0.16299078,1]
53	bob	thing 53	[0.39592516,-0.9182828,1]
54	alice	thing 54	[-0.5587891,-0.8293098,1]
55	bob	thing 55	[-0.99975514,0.022126757,1]
56	alice	thing 56	[-0.521551,0.8532201,1]
57	bob	thing 57	[0.43616477,0.8998668,1]
58	alice	thing 58	[0.99287266,0.119180135,1]
59	bob	thing 59	[0.636738,-0.7710802,1]
60	alice	thing 60	[-0.3048106,-0.95241296,1]
61	bob	thing 61	[-0.9661178,-0.25810164,1]
62	alice	thing 62	[-0.7391807,0.67350715,1]
63	bob	thing 63	[0.1673557,0.9858966,1]
64	alice	thing 64	[0.92002606,0.39185724,1]
65	bob	thing 65	[0.82682866,-0.56245387,1]
66	alice	thing 66	[-0.026551154,-0.99964744,1]
67	bob	thing 67	[-0.85551995,-0.5177698,1]
68	alice	thing 68	[-0.8979277,0.44014302,1]
69	bob	thing 69	[-0.114784814,0.9933904,1]
70	alice	thing 70	[0.7738907,0.6333192,1]
71	bob	thing 71	[0.95105463,-0.30902272,1]
72	alice	thing 72	[0.25382337,-0.9672506,1]
73	bob	thing 73	[-0.67677194,-0.7361927,1]
74	alice	thing 74	[-0.9851463,0.17171735,1]
75	bob	thing 75	[-0.38778165,0.92175126,1]
76	alice	thing 76	[0.56610763,0.82433134,1]
77	bob	thing 77	[0.9995202,-0.030975033,1]
78	alice	thing 78	[0.5139785,-0.8578031,1]
79	bob	thing 79	[-0.44411266,-0.89597094,1]
80	alice	thing 80	[-0.9938887,-0.11038724,1]
81	bob	thing 81	[-0.629888,0.77668595,1]
82	alice	thing 82	[0.3132288,0.9496777,1]
83	bob	thing 83	[0.9683645,0.24954012,1]
84	alice	thing 84	[0.7331903,-0.6800235,1]
85	bob	thing 85	[-0.17607562,-0.98437667,1]
86	alice	thing 86	[-0.92345846,-0.38369843,1]
87	bob	thing 87	[-0.8218178,0.5697503,1]
88	alice	thing 88	[0.035398304,0.99937326,1]
89	bob	thing 89	[0.8600694,0.510177,1]
90	alice	thing 90	[0.89399666,-0.44807363,1]
91	bob	thing 91	[0.10598751,-0.9943675,1]
92	alice	thing 92	[-0.7794661,-0.62644446,1]
93	bob	thing 93	[-0.9482821,0.3174287,1]
94	alice	thing 94	[-0.24525198,0.96945935,1]
95	bob	thing 95	[0.6832617,0.7301736,1]
96	alice	thing 96	[0.98358774,-0.18043044,1]
97	bob	thing 97	[0.37960774,-0.92514753,1]
98	alice	thing 98	[-0.5733819,-0.81928825,1]
99	bob	thing 99	[-0.99920684,0.03982088,1]
100	alice	thing 100	[-0.50636566,0.8623189,1]
101	bob	thing 101	[0.4520258,0.89200485,1]
102	alice	thing 102	[0.9948268,0.1015857,1]
103	bob	thing 103	[0.62298864,-0.7822309,1]
104	alice	thing 104	[-0.3216224,-0.946868,1]
105	bob	thing 105	[-0.9705353,-0.24095905,1]
106	alice	thing 106	[-0.7271425,0.68648654,1]
107	bob	thing 107	[0.18478175,0.98277956,1]
108	alice	thing 108	[0.9268185,0.3755096,1]
109	bob	thing 109	[0.8167426,-0.57700217,1]
110	alice	thing 110	[-0.044242676,-0.9990208,1]
111	bob	thing 111	[-0.8645514,-0.50254434,1]
112	alice	thing 112	[-0.8899956,0.4559691,1]
113	bob	thing 113	[-0.09718191,0.9952666,1]
114	alice	thing 114	[0.7849804,0.6195206,1]
115	bob	thing 115	[0.94543535,-0.3258098,1]
116	alice	thing 116	[0.23666139,-0.9715922,1]
117	bob	thing 117	[-0.6896979,-0.7240972,1]
118	alice	thing 118	[-0.9819522,0.18912943,1]
119	bob	thing 119	[-0.3714041,0.9284713,1]
120	alice	thing 120	[0.58061117,0.81418097,1]
121	bob	thing 121	[0.99881524,-0.04866361,1]
122	alice	thing 122	[0.49871317,-0.8667671,1]
123	bob	thing 123	[-0.45990348,-0.8879689,1]
124	alice	thing 124	[-0.995687,-0.0927762,1]
125	bob	thing 125	[-0.61604047,0.78771454,1]
126	alice	thing 126	[0.32999083,0.94398415,1]
127	bob	thing 127	[0.9726301,0.2323591,1]
128	alice	thing 128	[0.7210377,-0.6928958,1]
129	bob	thing 129	[-0.1934734,-0.9811055,1]
130	alice	thing 130	[-0.9301059,-0.36729133,1]
131	bob	thing 131	[-0.81160337,0.58420885,1]
132	alice	thing 132	[0.053083587,0.99859005,1]
133	bob	thing 133	[0.86896574,0.4948722,1]
134	alice	thing 134	[0.8859248,-0.46382886,1]
135	bob	thing 135	[0.088368684,-0.99608785,1]
136	alice	thing 136	[-0.7904332,-0.61254823,1]
137	bob	thing 137	[-0.9425145,0.3341654,1]
138	alice	thing 138	[-0.22805226,0.9736489,1]
139	bob	thing 139	[0.69608015,0.7179641,1]
140	alice	thing 140	[0.9802396,-0.19781357,1]
141	bob	thing 141	[0.36317137,-0.93172234,1]
142	alice	thing 142	[-0.587795,-0.8090099,1]
143	bob	thing 143	[-0.9983454,0.057502527,1]
144	alice	thing 144	[-0.4910216,0.8711474,1]
145	bob	thing 145	[0.46774516,0.8838634,1]
146	alice	thing 146	[0.9964692,0.08395944,1]
147	bob	thing 147	[0.609044,-0.7931364,1]
148	alice	thing 148	[-0.3383334,-0.94102633,1]
149	bob	thing 149	[-0.97464865,-0.22374095,1]
150	alice	thing 150	[-0.7148764,0.6992508,1]
151	bob	thing 151	[0.20214988,0.9793546,1]
152	alice	thing 152	[0.9333205,0.35904428,1]
153	bob	thing 153	[0.8064006,-0.5913697,1]
154	alice	thing 154	[-0.061920337,-0.9980811,1]
155	bob	thing 155	[-0.873312,-0.48716134,1]
156	alice	thing 156	[-0.8817846,0.4716523,1]
157	bob	thing 157	[-0.079548545,0.996831,1]
158	alice	thing 158	[0.7958241,0.6055279,1]
159	bob	thing 159	[0.9395197,-0.3424948,1]
160	alice	thing 160	[0.21942526,-0.9756293,1]
161	bob	thing 161	[-0.7024078,-0.71177477,1]
162	alice	thing 162	[-0.97845036,0.20648223,1]
163	bob	thing 163	[-0.35491017,0.9349004,1]
164	alice	thing 164	[0.5949328,0.8037755,1]
165	bob	thing 165	[0.99779725,-0.06633694,1]
166	alice	thing 166	[0.48329157,-0.87545943,1]
167	bob	thing 167	[-0.47555017,-0.8796886,1]
168	alice	thing 168	[-0.9971733,-0.07513609,1]
169	bob	thing 169	[-0.6019999,0.7984962,1]
170	alice	thing 170	[0.34664947,0.9379948,1]
171	bob	thing 171	[0.9765909,0.21510527,1]
172	alice	thing 172	[0.7086591,-0.705551,1]
173	bob	thing 173	[-0.21081053,-0.97752696,1]
174	alice	thing 174	[-0.936462,-0.3507691,1]
175	bob	thing 175	[-0.8011346,0.5984842,1]
176	alice	thing 176	[0.07075223,0.9974939,1]
177	bob	thing 177	[0.87758976,0.47941232,1]
178	alice	thing 178	[0.87757534,-0.47943875,1]
179	bob	thing 179	[0.07072217,-0.99749607,1]
180	alice	thing 180	[-0.80115265,-0.5984601,1]
181	bob	thing 181	[-0.9364514,0.35079736,1]
182	alice	thing 182	[-0.21078107,0.9775333,1]
183	bob	thing 183	[0.7086804,0.70552963,1]
184	alice	thing 184	[0.9765844,-0.21513471,1]
185	bob	thing 185	[0.3466212,-0.9380052,1]
186	alice	thing 186	[-0.60202396,-0.79847807,1]
187	bob	thing 187	[-0.99717104,0.07516615,1]
188	alice	thing 188	[-0.47552368,0.8797029,1]
189	bob	thing 189	[0.48331794,0.8754449,1]
190	alice	thing 190	[0.9977993,0.06630686,1]
191	bob	thing 191	[0.59490854,-0.8037934,1]
192	alice	thing 192	[-0.35493836,-0.93488973,1]
193	bob	thing 193	[-0.97845656,-0.20645273,1]
194	alice	thing 194	[-0.7023863,0.7117959,1]
195	bob	thing 195	[0.21945466,0.9756227,1]
196	alice	thing 196	[0.9395301,0.34246644,1]
197	bob	thing 197	[0.7958059,-0.60555184,1]
198	alice	thing 198	[-0.07957859,-0.9968286,1]
199	bob	thing 199	[-0.88179886,-0.47162572,1]
200	alice	thing 200	[-0.8732973,0.48718768,1]
\.


--
-- Name: nods_corpus_id_seq; Type: SEQUENCE SET; Schema: pgmatch; Owner: postgres
--

SELECT pg_catalog.setval('pgmatch.nods_corpus_id_seq', 1, false);


--
-- Name: nods_run_id_seq; Type: SEQUENCE SET; Schema: pgmatch; Owner: postgres
--

SELECT pg_catalog.setval('pgmatch.nods_run_id_seq', 1, false);


--
-- Name: nods_page_id_seq; Type: SEQUENCE SET; Schema: public; Owner: postgres
--

SELECT pg_catalog.setval('public.nods_page_id_seq', 30, true);


--
-- Name: nods_page_section_id_seq; Type: SEQUENCE SET; Schema: public; Owner: postgres
--

SELECT pg_catalog.setval('public.nods_page_section_id_seq', 300, true);


--
-- Name: core_version core_version_pkc; Type: CONSTRAINT; Schema: pgmatch; Owner: postgres
--

ALTER TABLE ONLY pgmatch.core_version
    ADD CONSTRAINT core_version_pkc PRIMARY KEY (version_num);


--
-- Name: index_tuning index_tuning_pkey; Type: CONSTRAINT; Schema: pgmatch; Owner: postgres
--

ALTER TABLE ONLY pgmatch.index_tuning
    ADD CONSTRAINT index_tuning_pkey PRIMARY KEY (index);


--
-- Name: install install_pkey; Type: CONSTRAINT; Schema: pgmatch; Owner: postgres
--

ALTER TABLE ONLY pgmatch.install
    ADD CONSTRAINT install_pkey PRIMARY KEY (line);


--
-- Name: member member_pkey; Type: CONSTRAINT; Schema: pgmatch; Owner: postgres
--

ALTER TABLE ONLY pgmatch.member
    ADD CONSTRAINT member_pkey PRIMARY KEY (line, kind, name);


--
-- Name: nods_corpus nods_corpus_corpus_owner_id_key; Type: CONSTRAINT; Schema: pgmatch; Owner: postgres
--

ALTER TABLE ONLY pgmatch.nods_corpus
    ADD CONSTRAINT nods_corpus_corpus_owner_id_key UNIQUE NULLS NOT DISTINCT (corpus, owner_id);


--
-- Name: nods_corpus nods_corpus_pkey; Type: CONSTRAINT; Schema: pgmatch; Owner: postgres
--

ALTER TABLE ONLY pgmatch.nods_corpus
    ADD CONSTRAINT nods_corpus_pkey PRIMARY KEY (id);


--
-- Name: nods_run nods_run_pkey; Type: CONSTRAINT; Schema: pgmatch; Owner: postgres
--

ALTER TABLE ONLY pgmatch.nods_run
    ADD CONSTRAINT nods_run_pkey PRIMARY KEY (id);


--
-- Name: nods_text_version nods_text_version_pkc; Type: CONSTRAINT; Schema: pgmatch; Owner: postgres
--

ALTER TABLE ONLY pgmatch.nods_text_version
    ADD CONSTRAINT nods_text_version_pkc PRIMARY KEY (version_num);


--
-- Name: nods_version nods_version_pkc; Type: CONSTRAINT; Schema: pgmatch; Owner: postgres
--

ALTER TABLE ONLY pgmatch.nods_version
    ADD CONSTRAINT nods_version_pkc PRIMARY KEY (version_num);


--
-- Name: search_function search_function_pkey; Type: CONSTRAINT; Schema: pgmatch; Owner: postgres
--

ALTER TABLE ONLY pgmatch.search_function
    ADD CONSTRAINT search_function_pkey PRIMARY KEY (schema_name, name) DEFERRABLE;


--
-- Name: search search_pkey; Type: CONSTRAINT; Schema: pgmatch; Owner: postgres
--

ALTER TABLE ONLY pgmatch.search
    ADD CONSTRAINT search_pkey PRIMARY KEY (target, embedding);


--
-- Name: suspended_index suspended_index_pkey; Type: CONSTRAINT; Schema: pgmatch; Owner: postgres
--

ALTER TABLE ONLY pgmatch.suspended_index
    ADD CONSTRAINT suspended_index_pkey PRIMARY KEY (target, name);


--
-- Name: nods_page nods_page_path_key; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.nods_page
    ADD CONSTRAINT nods_page_path_key UNIQUE (path);


--
-- Name: nods_page nods_page_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.nods_page
    ADD CONSTRAINT nods_page_pkey PRIMARY KEY (id);


--
-- Name: nods_page_section nods_page_section_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.nods_page_section
    ADD CONSTRAINT nods_page_section_pkey PRIMARY KEY (id);


--
-- Name: product product_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.product
    ADD CONSTRAINT product_pkey PRIMARY KEY (id);


--
-- Name: install_base_idx; Type: INDEX; Schema: pgmatch; Owner: postgres
--

CREATE INDEX install_base_idx ON pgmatch.install USING btree (base);


--
-- Name: nods_run_corpus_idx; Type: INDEX; Schema: pgmatch; Owner: postgres
--

CREATE INDEX nods_run_corpus_idx ON pgmatch.nods_run USING btree (corpus, id);


--
-- Name: search_line_idx; Type: INDEX; Schema: pgmatch; Owner: postgres
--

CREATE INDEX search_line_idx ON pgmatch.search USING btree (line);


--
-- Name: nods_page_meta_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX nods_page_meta_idx ON public.nods_page USING gin (meta jsonb_path_ops);


--
-- Name: nods_page_parent_page_id_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX nods_page_parent_page_id_idx ON public.nods_page USING btree (parent_page_id);


--
-- Name: nods_page_path_prefix_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX nods_page_path_prefix_idx ON public.nods_page USING btree (path text_pattern_ops);


--
-- Name: nods_page_section_content_length_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX nods_page_section_content_length_idx ON public.nods_page_section USING btree (length(content));


--
-- Name: nods_page_section_embedding_hnsw_ip_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX nods_page_section_embedding_hnsw_ip_idx ON public.nods_page_section USING hnsw (embedding extensions.vector_ip_ops);


--
-- Name: nods_page_section_fts_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX nods_page_section_fts_idx ON public.nods_page_section USING gin (fts);


--
-- Name: nods_page_section_page_id_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX nods_page_section_page_id_idx ON public.nods_page_section USING btree (page_id);


--
-- Name: nods_page_source_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX nods_page_source_idx ON public.nods_page USING btree (source);


--
-- Name: nods_page_type_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX nods_page_type_idx ON public.nods_page USING btree (type);


--
-- Name: product_embedding_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX product_embedding_idx ON public.product USING hnsw (embedding extensions.vector_cosine_ops);


--
-- Name: install install_base_fkey; Type: FK CONSTRAINT; Schema: pgmatch; Owner: postgres
--

ALTER TABLE ONLY pgmatch.install
    ADD CONSTRAINT install_base_fkey FOREIGN KEY (base) REFERENCES pgmatch.install(line);


--
-- Name: member member_line_fkey; Type: FK CONSTRAINT; Schema: pgmatch; Owner: postgres
--

ALTER TABLE ONLY pgmatch.member
    ADD CONSTRAINT member_line_fkey FOREIGN KEY (line) REFERENCES pgmatch.install(line);


--
-- Name: search search_line_fkey; Type: FK CONSTRAINT; Schema: pgmatch; Owner: postgres
--

ALTER TABLE ONLY pgmatch.search
    ADD CONSTRAINT search_line_fkey FOREIGN KEY (line) REFERENCES pgmatch.install(line);


--
-- Name: nods_page nods_page_parent_page_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.nods_page
    ADD CONSTRAINT nods_page_parent_page_id_fkey FOREIGN KEY (parent_page_id) REFERENCES public.nods_page(id);


--
-- Name: nods_page_section nods_page_section_page_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.nods_page_section
    ADD CONSTRAINT nods_page_section_page_id_fkey FOREIGN KEY (page_id) REFERENCES public.nods_page(id) ON DELETE CASCADE;


--
-- Name: core_version; Type: ROW SECURITY; Schema: pgmatch; Owner: postgres
--

ALTER TABLE pgmatch.core_version ENABLE ROW LEVEL SECURITY;

--
-- Name: index_tuning; Type: ROW SECURITY; Schema: pgmatch; Owner: postgres
--

ALTER TABLE pgmatch.index_tuning ENABLE ROW LEVEL SECURITY;

--
-- Name: install; Type: ROW SECURITY; Schema: pgmatch; Owner: postgres
--

ALTER TABLE pgmatch.install ENABLE ROW LEVEL SECURITY;

--
-- Name: member; Type: ROW SECURITY; Schema: pgmatch; Owner: postgres
--

ALTER TABLE pgmatch.member ENABLE ROW LEVEL SECURITY;

--
-- Name: nods_corpus; Type: ROW SECURITY; Schema: pgmatch; Owner: postgres
--

ALTER TABLE pgmatch.nods_corpus ENABLE ROW LEVEL SECURITY;

--
-- Name: nods_run; Type: ROW SECURITY; Schema: pgmatch; Owner: postgres
--

ALTER TABLE pgmatch.nods_run ENABLE ROW LEVEL SECURITY;

--
-- Name: nods_text_version; Type: ROW SECURITY; Schema: pgmatch; Owner: postgres
--

ALTER TABLE pgmatch.nods_text_version ENABLE ROW LEVEL SECURITY;

--
-- Name: nods_version; Type: ROW SECURITY; Schema: pgmatch; Owner: postgres
--

ALTER TABLE pgmatch.nods_version ENABLE ROW LEVEL SECURITY;

--
-- Name: core_version pgmatch_nobody; Type: POLICY; Schema: pgmatch; Owner: postgres
--

CREATE POLICY pgmatch_nobody ON pgmatch.core_version USING (false);


--
-- Name: member pgmatch_nobody; Type: POLICY; Schema: pgmatch; Owner: postgres
--

CREATE POLICY pgmatch_nobody ON pgmatch.member USING (false);


--
-- Name: nods_text_version pgmatch_nobody; Type: POLICY; Schema: pgmatch; Owner: postgres
--

CREATE POLICY pgmatch_nobody ON pgmatch.nods_text_version USING (false);


--
-- Name: nods_version pgmatch_nobody; Type: POLICY; Schema: pgmatch; Owner: postgres
--

CREATE POLICY pgmatch_nobody ON pgmatch.nods_version USING (false);


--
-- Name: search_function pgmatch_nobody; Type: POLICY; Schema: pgmatch; Owner: postgres
--

CREATE POLICY pgmatch_nobody ON pgmatch.search_function USING (false);


--
-- Name: suspended_index pgmatch_nobody; Type: POLICY; Schema: pgmatch; Owner: postgres
--

CREATE POLICY pgmatch_nobody ON pgmatch.suspended_index USING (false);


--
-- Name: index_tuning pgmatch_writers; Type: POLICY; Schema: pgmatch; Owner: postgres
--

CREATE POLICY pgmatch_writers ON pgmatch.index_tuning TO service_role USING (true) WITH CHECK (true);


--
-- Name: install pgmatch_writers; Type: POLICY; Schema: pgmatch; Owner: postgres
--

CREATE POLICY pgmatch_writers ON pgmatch.install TO service_role USING (true) WITH CHECK (true);


--
-- Name: nods_corpus pgmatch_writers; Type: POLICY; Schema: pgmatch; Owner: postgres
--

CREATE POLICY pgmatch_writers ON pgmatch.nods_corpus TO service_role USING (true) WITH CHECK (true);


--
-- Name: nods_run pgmatch_writers; Type: POLICY; Schema: pgmatch; Owner: postgres
--

CREATE POLICY pgmatch_writers ON pgmatch.nods_run TO service_role USING (true) WITH CHECK (true);


--
-- Name: search pgmatch_writers; Type: POLICY; Schema: pgmatch; Owner: postgres
--

CREATE POLICY pgmatch_writers ON pgmatch.search TO service_role USING (true) WITH CHECK (true);


--
-- Name: search; Type: ROW SECURITY; Schema: pgmatch; Owner: postgres
--

ALTER TABLE pgmatch.search ENABLE ROW LEVEL SECURITY;

--
-- Name: search_function; Type: ROW SECURITY; Schema: pgmatch; Owner: postgres
--

ALTER TABLE pgmatch.search_function ENABLE ROW LEVEL SECURITY;

--
-- Name: suspended_index; Type: ROW SECURITY; Schema: pgmatch; Owner: postgres
--

ALTER TABLE pgmatch.suspended_index ENABLE ROW LEVEL SECURITY;

--
-- Name: nods_page; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.nods_page ENABLE ROW LEVEL SECURITY;

--
-- Name: nods_page_section; Type: ROW SECURITY; Schema: public; Owner: postgres
--

ALTER TABLE public.nods_page_section ENABLE ROW LEVEL SECURITY;

--
-- Name: nods_page pgmatch_writers; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY pgmatch_writers ON public.nods_page TO service_role USING (true) WITH CHECK (true);


--
-- Name: nods_page_section pgmatch_writers; Type: POLICY; Schema: public; Owner: postgres
--

CREATE POLICY pgmatch_writers ON public.nods_page_section TO service_role USING (true) WITH CHECK (true);


--
-- Name: SCHEMA pgmatch; Type: ACL; Schema: -; Owner: postgres
--

GRANT USAGE ON SCHEMA pgmatch TO service_role;


--
-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: pg_database_owner
--

GRANT USAGE ON SCHEMA public TO anon;
GRANT USAGE ON SCHEMA public TO authenticated;
GRANT USAGE ON SCHEMA public TO service_role;


--
-- Name: FUNCTION access_changes(lines text[]); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.access_changes(lines text[]) FROM PUBLIC;


--
-- Name: FUNCTION access_differences(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.access_differences() FROM PUBLIC;


--
-- Name: FUNCTION access_statement(line text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.access_statement(line text) FROM PUBLIC;


--
-- Name: FUNCTION add_column(line text, target regclass, embedding name, key name, metric text, dimensions integer); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.add_column(line text, target regclass, embedding name, key name, metric text, dimensions integer) FROM PUBLIC;


--
-- Name: FUNCTION add_indexes(line text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.add_indexes(line text) FROM PUBLIC;


--
-- Name: FUNCTION add_line(line text, default_schema text, tables_schema text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.add_line(line text, default_schema text, tables_schema text) FROM PUBLIC;


--
-- Name: FUNCTION add_user_role(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.add_user_role() FROM PUBLIC;


--
-- Name: FUNCTION adopt_table(line text, name text, needed text[], added text[], key text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.adopt_table(line text, name text, needed text[], added text[], key text) FROM PUBLIC;


--
-- Name: FUNCTION adoption_problem(target regclass, needed text[], added text[], key text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.adoption_problem(target regclass, needed text[], added text[], key text) FROM PUBLIC;


--
-- Name: FUNCTION api_roles(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.api_roles() FROM PUBLIC;


--
-- Name: FUNCTION apply_access(line text, kind text, name text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.apply_access(line text, kind text, name text) FROM PUBLIC;


--
-- Name: FUNCTION apply_changes(lines text[]); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.apply_changes(lines text[]) FROM PUBLIC;


--
-- Name: FUNCTION audience(line text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.audience(line text) FROM PUBLIC;


--
-- Name: FUNCTION best_pairs(some_keys anyarray, some_other_keys anyarray, some_similarities double precision[], most integer, OUT keys anyarray, OUT other_keys anyarray, OUT similarities double precision[]); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.best_pairs(some_keys anyarray, some_other_keys anyarray, some_similarities double precision[], most integer, OUT keys anyarray, OUT other_keys anyarray, OUT similarities double precision[]) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.best_pairs(some_keys anyarray, some_other_keys anyarray, some_similarities double precision[], most integer, OUT keys anyarray, OUT other_keys anyarray, OUT similarities double precision[]) TO service_role;


--
-- Name: FUNCTION build_index(target regclass, definition text, tablespace name); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.build_index(target regclass, definition text, tablespace name) FROM PUBLIC;


--
-- Name: FUNCTION callable_searches(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.callable_searches() FROM PUBLIC;


--
-- Name: FUNCTION change_setting(name text, default_value text, value text, argument text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.change_setting(name text, default_value text, value text, argument text) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.change_setting(name text, default_value text, value text, argument text) TO service_role;


--
-- Name: FUNCTION changed_result(search pgmatch.search_function); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.changed_result(search pgmatch.search_function) FROM PUBLIC;


--
-- Name: FUNCTION changed_searches(tables oid[]); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.changed_searches(tables oid[]) FROM PUBLIC;


--
-- Name: FUNCTION check_arguments(target regclass, embedding name, query extensions.vector, match_threshold double precision, match_count integer, metric text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.check_arguments(target regclass, embedding name, query extensions.vector, match_threshold double precision, match_count integer, metric text) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.check_arguments(target regclass, embedding name, query extensions.vector, match_threshold double precision, match_count integer, metric text) TO service_role;


--
-- Name: FUNCTION check_condition(target regclass, condition text, path text, label text, hint text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.check_condition(target regclass, condition text, path text, label text, hint text) FROM PUBLIC;


--
-- Name: FUNCTION check_core_users(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.check_core_users() FROM PUBLIC;


--
-- Name: FUNCTION check_dropped_columns(line text, target regclass, member pgmatch.member); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.check_dropped_columns(line text, target regclass, member pgmatch.member) FROM PUBLIC;


--
-- Name: FUNCTION check_embeddings(target regclass, embedding name); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.check_embeddings(target regclass, embedding name) FROM PUBLIC;


--
-- Name: FUNCTION check_filter_depth(depth integer); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.check_filter_depth(depth integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.check_filter_depth(depth integer) TO service_role;


--
-- Name: FUNCTION check_filter_key(key text, operators jsonb); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.check_filter_key(key text, operators jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.check_filter_key(key text, operators jsonb) TO service_role;


--
-- Name: FUNCTION check_filter_parts(filter jsonb); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.check_filter_parts(filter jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.check_filter_parts(filter jsonb) TO service_role;


--
-- Name: FUNCTION check_functions(line text, names name[]); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.check_functions(line text, names name[]) FROM PUBLIC;


--
-- Name: FUNCTION check_fusion(full_text_weight double precision, semantic_weight double precision, rrf_k integer); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.check_fusion(full_text_weight double precision, semantic_weight double precision, rrf_k integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.check_fusion(full_text_weight double precision, semantic_weight double precision, rrf_k integer) TO service_role;


--
-- Name: FUNCTION check_hybrid(question pgmatch.question, full_text_weight double precision, semantic_weight double precision, rrf_k integer, ef_search integer, probes integer, candidates integer); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.check_hybrid(question pgmatch.question, full_text_weight double precision, semantic_weight double precision, rrf_k integer, ef_search integer, probes integer, candidates integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.check_hybrid(question pgmatch.question, full_text_weight double precision, semantic_weight double precision, rrf_k integer, ef_search integer, probes integer, candidates integer) TO service_role;


--
-- Name: FUNCTION check_index(line text, name text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.check_index(line text, name text) FROM PUBLIC;


--
-- Name: FUNCTION check_measurement(method name, kind text, k integer, ef_search integer, probes integer, overfetch double precision); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.check_measurement(method name, kind text, k integer, ef_search integer, probes integer, overfetch double precision) FROM PUBLIC;


--
-- Name: FUNCTION check_model_dimensions(model text, dimensions integer, target regclass, embedding name); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.check_model_dimensions(model text, dimensions integer, target regclass, embedding name) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.check_model_dimensions(model text, dimensions integer, target regclass, embedding name) TO service_role;


--
-- Name: FUNCTION check_options(line text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.check_options(line text) FROM PUBLIC;


--
-- Name: FUNCTION check_owners(lines text[]); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.check_owners(lines text[]) FROM PUBLIC;


--
-- Name: FUNCTION check_pins(line text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.check_pins(line text) FROM PUBLIC;


--
-- Name: FUNCTION check_plan(index regclass, plan jsonb); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.check_plan(index regclass, plan jsonb) FROM PUBLIC;


--
-- Name: FUNCTION check_query(query extensions.vector, match_threshold double precision, match_count integer, dimensions integer, metric text, model text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.check_query(query extensions.vector, match_threshold double precision, match_count integer, dimensions integer, metric text, model text) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.check_query(query extensions.vector, match_threshold double precision, match_count integer, dimensions integer, metric text, model text) TO service_role;


--
-- Name: FUNCTION check_scan(match_count integer, ef_search integer, probes integer, candidates integer); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.check_scan(match_count integer, ef_search integer, probes integer, candidates integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.check_scan(match_count integer, ef_search integer, probes integer, candidates integer) TO service_role;


--
-- Name: FUNCTION check_search(search pgmatch.search_function); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.check_search(search pgmatch.search_function) FROM PUBLIC;


--
-- Name: FUNCTION check_search_arguments(search pgmatch.search_function); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.check_search_arguments(search pgmatch.search_function) FROM PUBLIC;


--
-- Name: FUNCTION check_search_columns(search pgmatch.search_function); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.check_search_columns(search pgmatch.search_function) FROM PUBLIC;


--
-- Name: FUNCTION check_search_filters(search pgmatch.search_function); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.check_search_filters(search pgmatch.search_function) FROM PUBLIC;


--
-- Name: FUNCTION check_search_key(search pgmatch.search_function); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.check_search_key(search pgmatch.search_function) FROM PUBLIC;


--
-- Name: FUNCTION check_search_names(search pgmatch.search_function); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.check_search_names(search pgmatch.search_function) FROM PUBLIC;


--
-- Name: FUNCTION check_search_section(search pgmatch.search_function); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.check_search_section(search pgmatch.search_function) FROM PUBLIC;


--
-- Name: FUNCTION check_suspension(target regclass); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.check_suspension(target regclass) FROM PUBLIC;


--
-- Name: FUNCTION check_trusted(kind text, name text, owner oid); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.check_trusted(kind text, name text, owner oid) FROM PUBLIC;


--
-- Name: FUNCTION columns_of(target regclass, meant text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.columns_of(target regclass, meant text) FROM PUBLIC;


--
-- Name: FUNCTION compare(no_key anyelement, question pgmatch.question, is_few boolean, OUT keys anyarray, OUT similarities double precision[]); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.compare(no_key anyelement, question pgmatch.question, is_few boolean, OUT keys anyarray, OUT similarities double precision[]) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.compare(no_key anyelement, question pgmatch.question, is_few boolean, OUT keys anyarray, OUT similarities double precision[]) TO service_role;


--
-- Name: FUNCTION compare_sections(no_key anyelement, question pgmatch.question, section name[], OUT keys anyarray, OUT similarities double precision[]); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.compare_sections(no_key anyelement, question pgmatch.question, section name[], OUT keys anyarray, OUT similarities double precision[]) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.compare_sections(no_key anyelement, question pgmatch.question, section name[], OUT keys anyarray, OUT similarities double precision[]) TO service_role;


--
-- Name: FUNCTION core_users(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.core_users() FROM PUBLIC;


--
-- Name: FUNCTION counted(number bigint, one text, many text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.counted(number bigint, one text, many text) FROM PUBLIC;


--
-- Name: FUNCTION create_search(name text, target text, embedding text, returns text[], content text, filters json, metadata text, metric text, key text, contract text, hybrid boolean, words text, text_config text, arguments text[], grants text[], section text[], path text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.create_search(name text, target text, embedding text, returns text[], content text, filters json, metadata text, metric text, key text, contract text, hybrid boolean, words text, text_config text, arguments text[], grants text[], section text[], path text) FROM PUBLIC;


--
-- Name: FUNCTION current_owner(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.current_owner() FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.current_owner() TO service_role;


--
-- Name: FUNCTION declaration_of(search pgmatch.search_function); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.declaration_of(search pgmatch.search_function) FROM PUBLIC;


--
-- Name: FUNCTION declare_contract(search pgmatch.search_function, returns text[]); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.declare_contract(search pgmatch.search_function, returns text[]) FROM PUBLIC;


--
-- Name: FUNCTION declare_filters(filters json); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.declare_filters(filters json) FROM PUBLIC;


--
-- Name: FUNCTION declare_search(name text, target text, embedding text, returns text[], content text, filters json, metadata text, metric text, key text, contract text, arguments text[], grants text[], section text[], path text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.declare_search(name text, target text, embedding text, returns text[], content text, filters json, metadata text, metric text, key text, contract text, arguments text[], grants text[], section text[], path text) FROM PUBLIC;


--
-- Name: FUNCTION declare_words(search pgmatch.search_function, words name, config text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.declare_words(search pgmatch.search_function, words name, config text) FROM PUBLIC;


--
-- Name: FUNCTION declared_searches(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.declared_searches() FROM PUBLIC;


--
-- Name: FUNCTION declared_table(name text, path text, OUT relation regclass, OUT schemas name[]); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.declared_table(name text, path text, OUT relation regclass, OUT schemas name[]) FROM PUBLIC;


--
-- Name: FUNCTION default_ef_search(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.default_ef_search() FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.default_ef_search() TO service_role;


--
-- Name: FUNCTION default_grants(tables_schema text, is_wanted boolean); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.default_grants(tables_schema text, is_wanted boolean) FROM PUBLIC;


--
-- Name: FUNCTION default_probes(index regclass, wanted integer, tuned integer); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.default_probes(index regclass, wanted integer, tuned integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.default_probes(index regclass, wanted integer, tuned integer) TO service_role;


--
-- Name: TABLE search; Type: ACL; Schema: pgmatch; Owner: postgres
--

GRANT SELECT ON TABLE pgmatch.search TO service_role;


--
-- Name: COLUMN search.model; Type: ACL; Schema: pgmatch; Owner: postgres
--

GRANT UPDATE(model) ON TABLE pgmatch.search TO service_role;


--
-- Name: COLUMN search.normalized; Type: ACL; Schema: pgmatch; Owner: postgres
--

GRANT UPDATE(normalized) ON TABLE pgmatch.search TO service_role;


--
-- Name: COLUMN search.chunk_tokens; Type: ACL; Schema: pgmatch; Owner: postgres
--

GRANT UPDATE(chunk_tokens) ON TABLE pgmatch.search TO service_role;


--
-- Name: FUNCTION default_search(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.default_search() FROM PUBLIC;


--
-- Name: FUNCTION delete_rows(search text, filter jsonb, dry_run boolean, path text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.delete_rows(search text, filter jsonb, dry_run boolean, path text) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.delete_rows(search text, filter jsonb, dry_run boolean, path text) TO service_role;


--
-- Name: FUNCTION dimensions_change(target regclass, embedding name, dimensions integer); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.dimensions_change(target regclass, embedding name, dimensions integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.dimensions_change(target regclass, embedding name, dimensions integer) TO service_role;


--
-- Name: FUNCTION dimensions_of(target regclass, embedding name); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.dimensions_of(target regclass, embedding name) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.dimensions_of(target regclass, embedding name) TO service_role;


--
-- Name: FUNCTION distance(target regclass, embedding name, metric text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.distance(target regclass, embedding name, metric text) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.distance(target regclass, embedding name, metric text) TO service_role;


--
-- Name: FUNCTION doctor(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.doctor() FROM PUBLIC;


--
-- Name: FUNCTION doctor_dimensions(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.doctor_dimensions() FROM PUBLIC;


--
-- Name: FUNCTION doctor_embeddings(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.doctor_embeddings() FROM PUBLIC;


--
-- Name: FUNCTION doctor_exposure(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.doctor_exposure() FROM PUBLIC;


--
-- Name: FUNCTION doctor_extension_missing(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.doctor_extension_missing() FROM PUBLIC;


--
-- Name: FUNCTION doctor_extension_version(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.doctor_extension_version() FROM PUBLIC;


--
-- Name: FUNCTION doctor_function_pins(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.doctor_function_pins() FROM PUBLIC;


--
-- Name: FUNCTION doctor_grants_extra(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.doctor_grants_extra() FROM PUBLIC;


--
-- Name: FUNCTION doctor_grants_lost(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.doctor_grants_lost() FROM PUBLIC;


--
-- Name: FUNCTION doctor_grants_others(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.doctor_grants_others() FROM PUBLIC;


--
-- Name: FUNCTION doctor_index_invalid(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.doctor_index_invalid() FROM PUBLIC;


--
-- Name: FUNCTION doctor_index_metric(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.doctor_index_metric() FROM PUBLIC;


--
-- Name: FUNCTION doctor_index_missing(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.doctor_index_missing() FROM PUBLIC;


--
-- Name: FUNCTION doctor_index_suspended(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.doctor_index_suspended() FROM PUBLIC;


--
-- Name: FUNCTION doctor_index_unused(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.doctor_index_unused() FROM PUBLIC;


--
-- Name: FUNCTION doctor_index_watch(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.doctor_index_watch() FROM PUBLIC;


--
-- Name: FUNCTION doctor_ownership(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.doctor_ownership() FROM PUBLIC;


--
-- Name: FUNCTION doctor_policies(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.doctor_policies() FROM PUBLIC;


--
-- Name: FUNCTION doctor_rls_no_policy(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.doctor_rls_no_policy() FROM PUBLIC;


--
-- Name: FUNCTION doctor_rls_off(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.doctor_rls_off() FROM PUBLIC;


--
-- Name: FUNCTION doctor_schema_open(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.doctor_schema_open() FROM PUBLIC;


--
-- Name: FUNCTION doctor_search_invalid(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.doctor_search_invalid() FROM PUBLIC;


--
-- Name: FUNCTION doctor_search_missing(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.doctor_search_missing() FROM PUBLIC;


--
-- Name: FUNCTION doctor_search_outdated(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.doctor_search_outdated() FROM PUBLIC;


--
-- Name: FUNCTION doctor_statistics(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.doctor_statistics() FROM PUBLIC;


--
-- Name: FUNCTION doctor_table_missing(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.doctor_table_missing() FROM PUBLIC;


--
-- Name: FUNCTION drop_function(line text, name text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.drop_function(line text, name text) FROM PUBLIC;


--
-- Name: FUNCTION drop_indexes(line text, only_invalid boolean); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.drop_indexes(line text, only_invalid boolean) FROM PUBLIC;


--
-- Name: FUNCTION drop_search(name text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.drop_search(name text) FROM PUBLIC;


--
-- Name: FUNCTION drop_tables(line text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.drop_tables(line text) FROM PUBLIC;


--
-- Name: FUNCTION estimated_rows(target regclass); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.estimated_rows(target regclass) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.estimated_rows(target regclass) TO service_role;


--
-- Name: FUNCTION examine(rule regprocedure); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.examine(rule regprocedure) FROM PUBLIC;


--
-- Name: FUNCTION explain_call(search regproc, arguments jsonb); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.explain_call(search regproc, arguments jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.explain_call(search regproc, arguments jsonb) TO service_role;


--
-- Name: FUNCTION few_rows(target regclass); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.few_rows(target regclass) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.few_rows(target regclass) TO service_role;


--
-- Name: FUNCTION fill(template text, parts jsonb); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.fill(template text, parts jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.fill(template text, parts jsonb) TO service_role;


--
-- Name: FUNCTION fill_condition(condition text, value text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.fill_condition(condition text, value text) FROM PUBLIC;


--
-- Name: FUNCTION filter_condition(filter jsonb, document text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.filter_condition(filter jsonb, document text) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.filter_condition(filter jsonb, document text) TO service_role;


--
-- Name: FUNCTION filter_group(filter jsonb, document text, depth integer); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.filter_group(filter jsonb, document text, depth integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.filter_group(filter jsonb, document text, depth integer) TO service_role;


--
-- Name: FUNCTION filter_key(key text, wanted jsonb, document text, depth integer); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.filter_key(key text, wanted jsonb, document text, depth integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.filter_key(key text, wanted jsonb, document text, depth integer) TO service_role;


--
-- Name: FUNCTION filter_list(operator text, filters jsonb, document text, depth integer); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.filter_list(operator text, filters jsonb, document text, depth integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.filter_list(operator text, filters jsonb, document text, depth integer) TO service_role;


--
-- Name: FUNCTION filter_operator(path text[], operator text, operand jsonb, document text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.filter_operator(path text[], operator text, operand jsonb, document text) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.filter_operator(path text[], operator text, operand jsonb, document text) TO service_role;


--
-- Name: FUNCTION finish_load(target regclass, rows bigint); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.finish_load(target regclass, rows bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.finish_load(target regclass, rows bigint) TO service_role;


--
-- Name: FUNCTION finish_revision(line text, revision text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.finish_revision(line text, revision text) FROM PUBLIC;


--
-- Name: FUNCTION finish_run(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.finish_run() FROM PUBLIC;


--
-- Name: FUNCTION first_of_sections(question pgmatch.question, section name[], some_keys anyarray, some_similarities double precision[], OUT keys anyarray, OUT similarities double precision[]); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.first_of_sections(question pgmatch.question, section name[], some_keys anyarray, some_similarities double precision[], OUT keys anyarray, OUT similarities double precision[]) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.first_of_sections(question pgmatch.question, section name[], some_keys anyarray, some_similarities double precision[], OUT keys anyarray, OUT similarities double precision[]) TO service_role;


--
-- Name: FUNCTION follow_search(search pgmatch.search_function); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.follow_search(search pgmatch.search_function) FROM PUBLIC;


--
-- Name: FUNCTION follow_searches(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.follow_searches() FROM PUBLIC;


--
-- Name: FUNCTION former_privileges(line text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.former_privileges(line text) FROM PUBLIC;


--
-- Name: FUNCTION full_name(target regclass); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.full_name(target regclass) FROM PUBLIC;


--
-- Name: FUNCTION fuse(words anyarray, meaning anyarray, full_text_weight double precision, semantic_weight double precision, rrf_k integer, match_count integer, codes bigint); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.fuse(words anyarray, meaning anyarray, full_text_weight double precision, semantic_weight double precision, rrf_k integer, match_count integer, codes bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.fuse(words anyarray, meaning anyarray, full_text_weight double precision, semantic_weight double precision, rrf_k integer, match_count integer, codes bigint) TO service_role;


--
-- Name: FUNCTION grant_search(search pgmatch.search_function); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.grant_search(search pgmatch.search_function) FROM PUBLIC;


--
-- Name: FUNCTION granted(objects oid[]); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.granted(objects oid[]) FROM PUBLIC;


--
-- Name: FUNCTION grouped(number bigint); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.grouped(number bigint) FROM PUBLIC;


--
-- Name: FUNCTION has_owners(line text, otherwise boolean); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.has_owners(line text, otherwise boolean) FROM PUBLIC;


--
-- Name: FUNCTION has_policies(target regclass); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.has_policies(target regclass) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.has_policies(target regclass) TO service_role;


--
-- Name: FUNCTION hybrid_depths(question pgmatch.question, guide boolean); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.hybrid_depths(question pgmatch.question, guide boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.hybrid_depths(question pgmatch.question, guide boolean) TO service_role;


--
-- Name: FUNCTION hybrid_matches(no_key anyelement, question pgmatch.question, document text, words tsquery, full_text_weight double precision, semantic_weight double precision, rrf_k integer, ef_search integer, probes integer, candidates integer, section name[], guide boolean, OUT keys anyarray, OUT scores double precision[], OUT full_text_ranks bigint[], OUT semantic_ranks bigint[], OUT similarities double precision[]); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.hybrid_matches(no_key anyelement, question pgmatch.question, document text, words tsquery, full_text_weight double precision, semantic_weight double precision, rrf_k integer, ef_search integer, probes integer, candidates integer, section name[], guide boolean, OUT keys anyarray, OUT scores double precision[], OUT full_text_ranks bigint[], OUT semantic_ranks bigint[], OUT similarities double precision[]) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.hybrid_matches(no_key anyelement, question pgmatch.question, document text, words tsquery, full_text_weight double precision, semantic_weight double precision, rrf_k integer, ef_search integer, probes integer, candidates integer, section name[], guide boolean, OUT keys anyarray, OUT scores double precision[], OUT full_text_ranks bigint[], OUT semantic_ranks bigint[], OUT similarities double precision[]) TO service_role;


--
-- Name: FUNCTION hybrid_statement(question pgmatch.question, section name[]); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.hybrid_statement(question pgmatch.question, section name[]) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.hybrid_statement(question pgmatch.question, section name[]) TO service_role;


--
-- Name: FUNCTION index_build(index regclass); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.index_build(index regclass) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.index_build(index regclass) TO service_role;


--
-- Name: FUNCTION index_drop(index regclass); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.index_drop(index regclass) FROM PUBLIC;


--
-- Name: FUNCTION index_statement(target regclass, embedding name, "concurrently" boolean); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.index_statement(target regclass, embedding name, "concurrently" boolean) FROM PUBLIC;


--
-- Name: FUNCTION ingest_steps(line text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.ingest_steps(line text) FROM PUBLIC;


--
-- Name: FUNCTION internal_changes(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.internal_changes() FROM PUBLIC;


--
-- Name: FUNCTION is_fast(target regclass, embedding name, metric text, decided text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.is_fast(target regclass, embedding name, metric text, decided text) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.is_fast(target regclass, embedding name, metric text, decided text) TO service_role;


--
-- Name: FUNCTION is_few(question pgmatch.question); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.is_few(question pgmatch.question) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.is_few(question pgmatch.question) TO service_role;


--
-- Name: FUNCTION is_indexed(target regclass, column_name text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.is_indexed(target regclass, column_name text) FROM PUBLIC;


--
-- Name: FUNCTION is_trusted(role oid); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.is_trusted(role oid) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.is_trusted(role oid) TO service_role;


--
-- Name: FUNCTION keep_function(line text, name text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.keep_function(line text, name text) FROM PUBLIC;


--
-- Name: FUNCTION keep_search(search pgmatch.search_function); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.keep_search(search pgmatch.search_function) FROM PUBLIC;


--
-- Name: FUNCTION leave_table(line text, target regclass, member pgmatch.member); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.leave_table(line text, target regclass, member pgmatch.member) FROM PUBLIC;


--
-- Name: FUNCTION line_family(line text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.line_family(line text) FROM PUBLIC;


--
-- Name: FUNCTION line_members(line text, of_kind text, named text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.line_members(line text, of_kind text, named text) FROM PUBLIC;


--
-- Name: FUNCTION list_rows(search text, filter jsonb, after text, match_count integer); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.list_rows(search text, filter jsonb, after text, match_count integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.list_rows(search text, filter jsonb, after text, match_count integer) TO service_role;


--
-- Name: FUNCTION lock_line(line text, mode text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.lock_line(line text, mode text) FROM PUBLIC;


--
-- Name: FUNCTION lock_tables(targets regclass[], mode text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.lock_tables(targets regclass[], mode text) FROM PUBLIC;


--
-- Name: FUNCTION lost_columns(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.lost_columns() FROM PUBLIC;


--
-- Name: FUNCTION make_search(search pgmatch.search_function); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.make_search(search pgmatch.search_function) FROM PUBLIC;


--
-- Name: FUNCTION matching_keys(no_key anyelement, question pgmatch.question, most integer, OUT keys anyarray); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.matching_keys(no_key anyelement, question pgmatch.question, most integer, OUT keys anyarray) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.matching_keys(no_key anyelement, question pgmatch.question, most integer, OUT keys anyarray) TO service_role;


--
-- Name: FUNCTION measure_embedding(embedding extensions.vector, OUT dimensions integer, OUT length double precision); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.measure_embedding(embedding extensions.vector, OUT dimensions integer, OUT length double precision) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.measure_embedding(embedding extensions.vector, OUT dimensions integer, OUT length double precision) TO service_role;


--
-- Name: FUNCTION measure_recall(sample integer, k integer, ef_search integer, probes integer, overfetch double precision, index regclass, metric text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.measure_recall(sample integer, k integer, ef_search integer, probes integer, overfetch double precision, index regclass, metric text) FROM PUBLIC;


--
-- Name: FUNCTION measure_search(index regclass, queries pgmatch.row_place[], farthest double precision[], k integer, ef_search integer, probes integer, overfetch double precision, metric text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.measure_search(index regclass, queries pgmatch.row_place[], farthest double precision[], k integer, ef_search integer, probes integer, overfetch double precision, metric text) FROM PUBLIC;


--
-- Name: FUNCTION measured_costs(plans jsonb[]); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.measured_costs(plans jsonb[]) FROM PUBLIC;


--
-- Name: FUNCTION measured_index(chosen regclass, stated_metric text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.measured_index(chosen regclass, stated_metric text) FROM PUBLIC;


--
-- Name: FUNCTION measured_statement(measured pgmatch.index_to_measure, wanted integer, k integer); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.measured_statement(measured pgmatch.index_to_measure, wanted integer, k integer) FROM PUBLIC;


--
-- Name: FUNCTION member_changes(line text, kind text, name text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.member_changes(line text, kind text, name text) FROM PUBLIC;


--
-- Name: FUNCTION member_oid(line text, kind text, name text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.member_oid(line text, kind text, name text) FROM PUBLIC;


--
-- Name: FUNCTION member_privileges(line text, kind text, name text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.member_privileges(line text, kind text, name text) FROM PUBLIC;


--
-- Name: FUNCTION metadata_search(search text, OUT target text, OUT key text, OUT key_type text, OUT document text, OUT columns text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.metadata_search(search text, OUT target text, OUT key text, OUT key_type text, OUT document text, OUT columns text) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.metadata_search(search text, OUT target text, OUT key text, OUT key_type text, OUT document text, OUT columns text) TO service_role;


--
-- Name: FUNCTION metric_sql(metric text, OUT operator text, OUT similarity text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.metric_sql(metric text, OUT operator text, OUT similarity text) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.metric_sql(metric text, OUT operator text, OUT similarity text) TO service_role;


--
-- Name: FUNCTION model_dimensions(model text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.model_dimensions(model text) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.model_dimensions(model text) TO service_role;


--
-- Name: FUNCTION most_to_walk(target regclass); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.most_to_walk(target regclass) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.most_to_walk(target regclass) TO service_role;


--
-- Name: FUNCTION named_search(search text, OUT function regproc, OUT declared jsonb); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.named_search(search text, OUT function regproc, OUT declared jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.named_search(search text, OUT function regproc, OUT declared jsonb) TO service_role;


--
-- Name: FUNCTION near_pairs(no_key anyelement, target regclass, embedding name, key name, metric text, threshold double precision, most integer, late text, filter text, path text, apart name, always text, OUT keys anyarray, OUT other_keys anyarray, OUT similarities double precision[]); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.near_pairs(no_key anyelement, target regclass, embedding name, key name, metric text, threshold double precision, most integer, late text, filter text, path text, apart name, always text, OUT keys anyarray, OUT other_keys anyarray, OUT similarities double precision[]) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.near_pairs(no_key anyelement, target regclass, embedding name, key name, metric text, threshold double precision, most integer, late text, filter text, path text, apart name, always text, OUT keys anyarray, OUT other_keys anyarray, OUT similarities double precision[]) TO service_role;


--
-- Name: FUNCTION nearest(no_key anyelement, target regclass, embedding name, key name, metric text, query extensions.vector, match_count integer, match_threshold double precision, late text, filter text, path text, ef_search integer, probes integer, candidates integer, always text, few boolean, OUT keys anyarray, OUT similarities double precision[]); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nearest(no_key anyelement, target regclass, embedding name, key name, metric text, query extensions.vector, match_count integer, match_threshold double precision, late text, filter text, path text, ef_search integer, probes integer, candidates integer, always text, few boolean, OUT keys anyarray, OUT similarities double precision[]) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nearest(no_key anyelement, target regclass, embedding name, key name, metric text, query extensions.vector, match_count integer, match_threshold double precision, late text, filter text, path text, ef_search integer, probes integer, candidates integer, always text, few boolean, OUT keys anyarray, OUT similarities double precision[]) TO service_role;


--
-- Name: FUNCTION nearest_exact(index regclass, queries pgmatch.row_place[], k integer, metric text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nearest_exact(index regclass, queries pgmatch.row_place[], k integer, metric text) FROM PUBLIC;


--
-- Name: FUNCTION nearest_sections(no_key anyelement, question pgmatch.question, section name[], ef_search integer, probes integer, candidates integer, OUT keys anyarray, OUT similarities double precision[]); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nearest_sections(no_key anyelement, question pgmatch.question, section name[], ef_search integer, probes integer, candidates integer, OUT keys anyarray, OUT similarities double precision[]) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nearest_sections(no_key anyelement, question pgmatch.question, section name[], ef_search integer, probes integer, candidates integer, OUT keys anyarray, OUT similarities double precision[]) TO service_role;


--
-- Name: FUNCTION nods_apply_owners(with_owners boolean); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_apply_owners(with_owners boolean) FROM PUBLIC;


--
-- Name: FUNCTION nods_bare_text(content text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_bare_text(content text) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_bare_text(content text) TO service_role;


--
-- Name: FUNCTION nods_begin_load(sections bigint); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_begin_load(sections bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_begin_load(sections bigint) TO service_role;


--
-- Name: FUNCTION nods_check_begin(corpus text, dimensions integer, root text, paths text[]); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_check_begin(corpus text, dimensions integer, root text, paths text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_check_begin(corpus text, dimensions integer, root text, paths text[]) TO service_role;


--
-- Name: FUNCTION nods_check_dimensions(dimensions integer); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_check_dimensions(dimensions integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_check_dimensions(dimensions integer) TO service_role;


--
-- Name: FUNCTION nods_check_embedding(embedding extensions.vector, owner text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_check_embedding(embedding extensions.vector, owner text) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_check_embedding(embedding extensions.vector, owner text) TO service_role;


--
-- Name: FUNCTION nods_check_model(model text, dimensions integer, normalized boolean, chunk_tokens integer); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_check_model(model text, dimensions integer, normalized boolean, chunk_tokens integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_check_model(model text, dimensions integer, normalized boolean, chunk_tokens integer) TO service_role;


--
-- Name: FUNCTION nods_check_owners(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_check_owners() FROM PUBLIC;


--
-- Name: FUNCTION nods_check_page(page_path text, page_checksum text, sections jsonb, page_type text, page_source text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_check_page(page_path text, page_checksum text, sections jsonb, page_type text, page_source text) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_check_page(page_path text, page_checksum text, sections jsonb, page_type text, page_source text) TO service_role;


--
-- Name: FUNCTION nods_check_parent(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_check_parent() FROM PUBLIC;


--
-- Name: FUNCTION nods_check_paths(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_check_paths() FROM PUBLIC;


--
-- Name: FUNCTION nods_check_prune(corpus text, root text, part text, paths text[], prune boolean, stood integer); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_check_prune(corpus text, root text, part text, paths text[], prune boolean, stood integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_check_prune(corpus text, root text, part text, paths text[], prune boolean, stood integer) TO service_role;


--
-- Name: FUNCTION nods_content_filter(min_content_length integer); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_content_filter(min_content_length integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_content_filter(min_content_length integer) TO service_role;


--
-- Name: FUNCTION nods_delete_pages(ids bigint[]); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_delete_pages(ids bigint[]) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_delete_pages(ids bigint[]) TO service_role;


--
-- Name: FUNCTION nods_doctor_checksums(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_doctor_checksums() FROM PUBLIC;


--
-- Name: FUNCTION nods_doctor_embeddings_unverified(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_doctor_embeddings_unverified() FROM PUBLIC;


--
-- Name: FUNCTION nods_doctor_foreign_keys(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_doctor_foreign_keys() FROM PUBLIC;


--
-- Name: FUNCTION nods_doctor_owners(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_doctor_owners() FROM PUBLIC;


--
-- Name: FUNCTION nods_doctor_parents(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_doctor_parents() FROM PUBLIC;


--
-- Name: FUNCTION nods_doctor_search_outdated(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_doctor_search_outdated() FROM PUBLIC;


--
-- Name: FUNCTION nods_doctor_sections_too_long(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_doctor_sections_too_long() FROM PUBLIC;


--
-- Name: FUNCTION nods_end_load(pages bigint, sections bigint); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_end_load(pages bigint, sections bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_end_load(pages bigint, sections bigint) TO service_role;


--
-- Name: FUNCTION nods_expected_sections(expected text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_expected_sections(expected text) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_expected_sections(expected text) TO service_role;


--
-- Name: FUNCTION nods_few_pages(path_prefix text, page_type text, source text, meta jsonb, filter jsonb); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_few_pages(path_prefix text, page_type text, source text, meta jsonb, filter jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_few_pages(path_prefix text, page_type text, source text, meta jsonb, filter jsonb) TO service_role;


--
-- Name: FUNCTION nods_filtered(query_embedding extensions.vector, match_threshold double precision, match_count integer, min_content_length integer, path_prefix text, page_type text, source text, meta jsonb, filter jsonb, ef_search integer, probes integer, candidates integer); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_filtered(query_embedding extensions.vector, match_threshold double precision, match_count integer, min_content_length integer, path_prefix text, page_type text, source text, meta jsonb, filter jsonb, ef_search integer, probes integer, candidates integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_filtered(query_embedding extensions.vector, match_threshold double precision, match_count integer, min_content_length integer, path_prefix text, page_type text, source text, meta jsonb, filter jsonb, ef_search integer, probes integer, candidates integer) TO service_role;


--
-- Name: FUNCTION nods_forget_runs(run bigint); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_forget_runs(run bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_forget_runs(run bigint) TO service_role;


--
-- Name: FUNCTION nods_gone_pages(corpus text, part text, paths text[]); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_gone_pages(corpus text, part text, paths text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_gone_pages(corpus text, part text, paths text[]) TO service_role;


--
-- Name: FUNCTION nods_hand_over_sections(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_hand_over_sections() FROM PUBLIC;


--
-- Name: FUNCTION nods_has_owners(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_has_owners() FROM PUBLIC;


--
-- Name: FUNCTION nods_index_statement("concurrently" boolean); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_index_statement("concurrently" boolean) FROM PUBLIC;


--
-- Name: FUNCTION nods_insert_section(page_id bigint, section jsonb, place bigint); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_insert_section(page_id bigint, section jsonb, place bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_insert_section(page_id bigint, section jsonb, place bigint) TO service_role;


--
-- Name: FUNCTION nods_is_complete(page_id bigint, page_checksum text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_is_complete(page_id bigint, page_checksum text) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_is_complete(page_id bigint, page_checksum text) TO service_role;


--
-- Name: FUNCTION nods_is_mine(owner_id anyelement); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_is_mine(owner_id anyelement) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_is_mine(owner_id anyelement) TO service_role;


--
-- Name: FUNCTION nods_is_over(run bigint); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_is_over(run bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_is_over(run bigint) TO service_role;


--
-- Name: FUNCTION nods_load_pages(pages jsonb, model text, dimensions integer, normalized boolean, corpus text, replace boolean); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_load_pages(pages jsonb, model text, dimensions integer, normalized boolean, corpus text, replace boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_load_pages(pages jsonb, model text, dimensions integer, normalized boolean, corpus text, replace boolean) TO service_role;


--
-- Name: TABLE nods_corpus; Type: ACL; Schema: pgmatch; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE pgmatch.nods_corpus TO service_role;


--
-- Name: FUNCTION nods_lock_corpus(corpus text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_lock_corpus(corpus text) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_lock_corpus(corpus text) TO service_role;


--
-- Name: TABLE nods_page; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.nods_page TO service_role;


--
-- Name: FUNCTION nods_lock_page(page_path text, corpus text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_lock_page(page_path text, corpus text) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_lock_page(page_path text, corpus text) TO service_role;


--
-- Name: FUNCTION nods_longest_row(new_columns integer); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_longest_row(new_columns integer) FROM PUBLIC;


--
-- Name: FUNCTION nods_make_walk(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_make_walk() FROM PUBLIC;


--
-- Name: FUNCTION nods_match_sections(page_id bigint, contents text[], contexts text[]); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_match_sections(page_id bigint, contents text[], contexts text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_match_sections(page_id bigint, contents text[], contexts text[]) TO service_role;


--
-- Name: FUNCTION nods_nearest(query_embedding extensions.vector, match_threshold double precision, match_count integer, min_content_length integer, path_prefix text, page_type text, source text, meta jsonb, ef_search integer, probes integer, candidates integer, filter jsonb); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_nearest(query_embedding extensions.vector, match_threshold double precision, match_count integer, min_content_length integer, path_prefix text, page_type text, source text, meta jsonb, ef_search integer, probes integer, candidates integer, filter jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_nearest(query_embedding extensions.vector, match_threshold double precision, match_count integer, min_content_length integer, path_prefix text, page_type text, source text, meta jsonb, ef_search integer, probes integer, candidates integer, filter jsonb) TO service_role;


--
-- Name: FUNCTION nods_open_page(run bigint, page_path text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_open_page(run bigint, page_path text) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_open_page(run bigint, page_path text) TO service_role;


--
-- Name: FUNCTION nods_page_filter(path_prefix text, page_type text, source text, meta jsonb, filter jsonb); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_page_filter(path_prefix text, page_type text, source text, meta jsonb, filter jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_page_filter(path_prefix text, page_type text, source text, meta jsonb, filter jsonb) TO service_role;


--
-- Name: FUNCTION nods_page_outline(page_id bigint); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_page_outline(page_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_page_outline(page_id bigint) TO service_role;


--
-- Name: FUNCTION nods_pages_to_remove(paths text[], corpus text, filter jsonb); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_pages_to_remove(paths text[], corpus text, filter jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_pages_to_remove(paths text[], corpus text, filter jsonb) TO service_role;


--
-- Name: FUNCTION nods_parent_cycles(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_parent_cycles() FROM PUBLIC;


--
-- Name: FUNCTION nods_prefix_end(prefix text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_prefix_end(prefix text) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_prefix_end(prefix text) TO service_role;


--
-- Name: FUNCTION nods_put_sections(page_id bigint, sections jsonb); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_put_sections(page_id bigint, sections jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_put_sections(page_id bigint, sections jsonb) TO service_role;


--
-- Name: FUNCTION nods_read_by(corpus text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_read_by(corpus text) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_read_by(corpus text) TO service_role;


--
-- Name: FUNCTION nods_record_model(model text, dimensions integer, normalized boolean, chunk_tokens integer); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_record_model(model text, dimensions integer, normalized boolean, chunk_tokens integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_record_model(model text, dimensions integer, normalized boolean, chunk_tokens integer) TO service_role;


--
-- Name: FUNCTION nods_run_corpus(run bigint); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_run_corpus(run bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_run_corpus(run bigint) TO service_role;


--
-- Name: FUNCTION nods_search_named(search text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_search_named(search text) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_search_named(search text) TO service_role;


--
-- Name: FUNCTION nods_section_filter(path_prefix text, page_type text, source text, meta jsonb, filter jsonb); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_section_filter(path_prefix text, page_type text, source text, meta jsonb, filter jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_section_filter(path_prefix text, page_type text, source text, meta jsonb, filter jsonb) TO service_role;


--
-- Name: FUNCTION nods_set_parents(pages jsonb); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_set_parents(pages jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_set_parents(pages jsonb) TO service_role;


--
-- Name: FUNCTION nods_set_section_owner(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_set_section_owner() FROM PUBLIC;


--
-- Name: FUNCTION nods_set_storage(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_set_storage() FROM PUBLIC;


--
-- Name: FUNCTION nods_text_doctor_words_unread(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_text_doctor_words_unread() FROM PUBLIC;


--
-- Name: FUNCTION nods_text_letters(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_text_letters() FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_text_letters() TO service_role;


--
-- Name: FUNCTION nods_text_question(query_text text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_text_question(query_text text) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_text_question(query_text text) TO service_role;


--
-- Name: FUNCTION nods_walk(query_embedding extensions.vector, match_count integer, match_threshold double precision, min_content_length integer, pages bigint[], path_prefix text, page_type text, source text, meta jsonb, ef_search integer, probes integer, candidates integer, few boolean); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_walk(query_embedding extensions.vector, match_count integer, match_threshold double precision, min_content_length integer, pages bigint[], path_prefix text, page_type text, source text, meta jsonb, ef_search integer, probes integer, candidates integer, few boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_walk(query_embedding extensions.vector, match_count integer, match_threshold double precision, min_content_length integer, pages bigint[], path_prefix text, page_type text, source text, meta jsonb, ef_search integer, probes integer, candidates integer, few boolean) TO service_role;


--
-- Name: FUNCTION nods_walks(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_walks() FROM PUBLIC;


--
-- Name: FUNCTION nods_why_not(search regprocedure, arguments jsonb, section_id bigint, deep jsonb, place bigint, found_row jsonb); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.nods_why_not(search regprocedure, arguments jsonb, section_id bigint, deep jsonb, place bigint, found_row jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.nods_why_not(search regprocedure, arguments jsonb, section_id bigint, deep jsonb, place bigint, found_row jsonb) TO service_role;


--
-- Name: FUNCTION norm_of(target regclass, embedding name); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.norm_of(target regclass, embedding name) FROM PUBLIC;


--
-- Name: FUNCTION offered_search(target regclass); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.offered_search(target regclass) FROM PUBLIC;


--
-- Name: FUNCTION owner_comparison(owner name); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.owner_comparison(owner name) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.owner_comparison(owner name) TO service_role;


--
-- Name: FUNCTION ownership_changes(function regprocedure, owner name, acl aclitem[]); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.ownership_changes(function regprocedure, owner name, acl aclitem[]) FROM PUBLIC;


--
-- Name: FUNCTION pin_changes(line text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.pin_changes(line text) FROM PUBLIC;


--
-- Name: FUNCTION pinned_path(line text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.pinned_path(line text) FROM PUBLIC;


--
-- Name: FUNCTION policy_changes(line text, target regclass, readers text, writers text, owner name, shared boolean); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.policy_changes(line text, target regclass, readers text, writers text, owner name, shared boolean) FROM PUBLIC;


--
-- Name: FUNCTION present_column(search pgmatch.search_function, column_name name); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.present_column(search pgmatch.search_function, column_name name) FROM PUBLIC;


--
-- Name: FUNCTION presumed_metric(target regclass, embedding name); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.presumed_metric(target regclass, embedding name) FROM PUBLIC;


--
-- Name: FUNCTION privileges_of(privileges text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.privileges_of(privileges text) FROM PUBLIC;


--
-- Name: FUNCTION put_back(settings pgmatch.setting[]); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.put_back(settings pgmatch.setting[]) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.put_back(settings pgmatch.setting[]) TO service_role;


--
-- Name: FUNCTION put_back_function(search pgmatch.search_function); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.put_back_function(search pgmatch.search_function) FROM PUBLIC;


--
-- Name: FUNCTION query_terms(question tsquery, OUT terms tsquery[], OUT excluded tsquery, OUT all_terms tsquery); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.query_terms(question tsquery, OUT terms tsquery[], OUT excluded tsquery, OUT all_terms tsquery) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.query_terms(question tsquery, OUT terms tsquery[], OUT excluded tsquery, OUT all_terms tsquery) TO service_role;


--
-- Name: FUNCTION question_text(query_text text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.question_text(query_text text) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.question_text(query_text text) TO service_role;


--
-- Name: FUNCTION recall_queries(target regclass, column_name name, sample integer, k integer); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.recall_queries(target regclass, column_name name, sample integer, k integer) FROM PUBLIC;


--
-- Name: FUNCTION refresh_after_change(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.refresh_after_change() FROM PUBLIC;


--
-- Name: FUNCTION refresh_searches(target regclass); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.refresh_searches(target regclass) FROM PUBLIC;


--
-- Name: FUNCTION register(line text, kind text, name text, readers text, writers text, owner name, shared boolean); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.register(line text, kind text, name text, readers text, writers text, owner name, shared boolean) FROM PUBLIC;


--
-- Name: FUNCTION remove_line(line text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.remove_line(line text) FROM PUBLIC;


--
-- Name: FUNCTION repin(line text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.repin(line text) FROM PUBLIC;


--
-- Name: FUNCTION resume_indexes(target regclass); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.resume_indexes(target regclass) FROM PUBLIC;


--
-- Name: FUNCTION returned_columns(target regclass, returns text[]); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.returned_columns(target regclass, returns text[]) FROM PUBLIC;


--
-- Name: FUNCTION row_count(target regclass); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.row_count(target regclass) FROM PUBLIC;


--
-- Name: FUNCTION ruled_objects(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.ruled_objects() FROM PUBLIC;


--
-- Name: FUNCTION search_argument_parts(search pgmatch.search_function); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.search_argument_parts(search pgmatch.search_function) FROM PUBLIC;


--
-- Name: FUNCTION search_arguments(search pgmatch.search_function); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.search_arguments(search pgmatch.search_function) FROM PUBLIC;


--
-- Name: FUNCTION search_call(search regprocedure, arguments jsonb); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.search_call(search regprocedure, arguments jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.search_call(search regprocedure, arguments jsonb) TO service_role;


--
-- Name: FUNCTION search_choice(target regclass, embedding name, metric text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.search_choice(target regclass, embedding name, metric text) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.search_choice(target regclass, embedding name, metric text) TO service_role;


--
-- Name: FUNCTION search_column_parts(search pgmatch.search_function); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.search_column_parts(search pgmatch.search_function) FROM PUBLIC;


--
-- Name: FUNCTION search_columns(search pgmatch.search_function); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.search_columns(search pgmatch.search_function) FROM PUBLIC;


--
-- Name: FUNCTION search_condition_parts(search pgmatch.search_function); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.search_condition_parts(search pgmatch.search_function) FROM PUBLIC;


--
-- Name: FUNCTION search_definition(search pgmatch.search_function); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.search_definition(search pgmatch.search_function) FROM PUBLIC;


--
-- Name: FUNCTION search_document(search pgmatch.search_function); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.search_document(search pgmatch.search_function) FROM PUBLIC;


--
-- Name: FUNCTION search_everything(search pgmatch.search_function); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.search_everything(search pgmatch.search_function) FROM PUBLIC;


--
-- Name: FUNCTION search_filter_sets(search pgmatch.search_function); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.search_filter_sets(search pgmatch.search_function) FROM PUBLIC;


--
-- Name: FUNCTION search_filtered(search pgmatch.search_function, chosen pgmatch.chosen_index, parts jsonb); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.search_filtered(search pgmatch.search_function, chosen pgmatch.chosen_index, parts jsonb) FROM PUBLIC;


--
-- Name: FUNCTION search_grants(roles name[]); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.search_grants(roles name[]) FROM PUBLIC;


--
-- Name: FUNCTION search_hybrid(search pgmatch.search_function); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.search_hybrid(search pgmatch.search_function) FROM PUBLIC;


--
-- Name: FUNCTION search_index(target regclass, embedding name, metric text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.search_index(target regclass, embedding name, metric text) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.search_index(target regclass, embedding name, metric text) TO service_role;


--
-- Name: FUNCTION search_key(target regclass); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.search_key(target regclass) FROM PUBLIC;


--
-- Name: FUNCTION search_line(search pgmatch.search_function); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.search_line(search pgmatch.search_function) FROM PUBLIC;


--
-- Name: FUNCTION search_oid(search pgmatch.search_function); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.search_oid(search pgmatch.search_function) FROM PUBLIC;


--
-- Name: FUNCTION search_parts(search pgmatch.search_function); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.search_parts(search pgmatch.search_function) FROM PUBLIC;


--
-- Name: FUNCTION search_path(search pgmatch.search_function); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.search_path(search pgmatch.search_function) FROM PUBLIC;


--
-- Name: FUNCTION search_place(search regprocedure, arguments jsonb, key name, keys text[], OUT place bigint, OUT found_row jsonb); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.search_place(search regprocedure, arguments jsonb, key name, keys text[], OUT place bigint, OUT found_row jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.search_place(search regprocedure, arguments jsonb, key name, keys text[], OUT place bigint, OUT found_row jsonb) TO service_role;


--
-- Name: FUNCTION search_ranks(search pgmatch.search_function); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.search_ranks(search pgmatch.search_function) FROM PUBLIC;


--
-- Name: FUNCTION search_readers(search pgmatch.search_function); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.search_readers(search pgmatch.search_function) FROM PUBLIC;


--
-- Name: FUNCTION search_rows(no_key anyelement, question pgmatch.question, candidates text, OUT keys anyarray, OUT similarities double precision[], OUT compared integer); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.search_rows(no_key anyelement, question pgmatch.question, candidates text, OUT keys anyarray, OUT similarities double precision[], OUT compared integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.search_rows(no_key anyelement, question pgmatch.question, candidates text, OUT keys anyarray, OUT similarities double precision[], OUT compared integer) TO service_role;


--
-- Name: FUNCTION search_scan(search pgmatch.search_function, chosen pgmatch.chosen_index, parts jsonb, is_filtered boolean); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.search_scan(search pgmatch.search_function, chosen pgmatch.chosen_index, parts jsonb, is_filtered boolean) FROM PUBLIC;


--
-- Name: FUNCTION search_sections(search pgmatch.search_function); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.search_sections(search pgmatch.search_function) FROM PUBLIC;


--
-- Name: FUNCTION search_state(search pgmatch.search_function); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.search_state(search pgmatch.search_function) FROM PUBLIC;


--
-- Name: FUNCTION search_statement(question pgmatch.question, candidates text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.search_statement(question pgmatch.question, candidates text) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.search_statement(question pgmatch.question, candidates text) TO service_role;


--
-- Name: FUNCTION search_type(type text, path text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.search_type(type text, path text) FROM PUBLIC;


--
-- Name: FUNCTION search_variables(search pgmatch.search_function); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.search_variables(search pgmatch.search_function) FROM PUBLIC;


--
-- Name: FUNCTION search_walk(search pgmatch.search_function); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.search_walk(search pgmatch.search_function) FROM PUBLIC;


--
-- Name: FUNCTION searched_columns(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.searched_columns() FROM PUBLIC;


--
-- Name: FUNCTION searched_metrics(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.searched_metrics() FROM PUBLIC;


--
-- Name: FUNCTION searched_rows(target regclass, condition text, path text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.searched_rows(target regclass, condition text, path text) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.searched_rows(target regclass, condition text, path text) TO service_role;


--
-- Name: FUNCTION set_access(mode text, line text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.set_access(mode text, line text) FROM PUBLIC;


--
-- Name: FUNCTION set_dimensions(dimensions integer); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.set_dimensions(dimensions integer) FROM PUBLIC;


--
-- Name: FUNCTION set_measured_scan(measured pgmatch.index_to_measure, wanted integer, ef_search integer, probes integer); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.set_measured_scan(measured pgmatch.index_to_measure, wanted integer, ef_search integer, probes integer) FROM PUBLIC;


--
-- Name: FUNCTION set_model(model text, line text, normalized boolean, chunk_tokens integer); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.set_model(model text, line text, normalized boolean, chunk_tokens integer) FROM PUBLIC;


--
-- Name: FUNCTION set_scan(chosen pgmatch.chosen_index, wanted integer, ef_search integer, probes integer, max_scan_tuples integer); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.set_scan(chosen pgmatch.chosen_index, wanted integer, ef_search integer, probes integer, max_scan_tuples integer) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.set_scan(chosen pgmatch.chosen_index, wanted integer, ef_search integer, probes integer, max_scan_tuples integer) TO service_role;


--
-- Name: FUNCTION shell_word(word text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.shell_word(word text) FROM PUBLIC;


--
-- Name: FUNCTION split_key_hint(target regclass, key name); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.split_key_hint(target regclass, key name) FROM PUBLIC;


--
-- Name: FUNCTION split_name(entry text, OUT name text, OUT type text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.split_name(entry text, OUT name text, OUT type text) FROM PUBLIC;


--
-- Name: FUNCTION suspend_for_load(target regclass, rows bigint); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.suspend_for_load(target regclass, rows bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.suspend_for_load(target regclass, rows bigint) TO service_role;


--
-- Name: FUNCTION suspend_indexes(target regclass); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.suspend_indexes(target regclass) FROM PUBLIC;


--
-- Name: FUNCTION suspended_definition(suspended pgmatch.suspended_index); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.suspended_definition(suspended pgmatch.suspended_index) FROM PUBLIC;


--
-- Name: FUNCTION take_back_grants(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.take_back_grants() FROM PUBLIC;


--
-- Name: FUNCTION take_turn(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.take_turn() FROM PUBLIC;


--
-- Name: FUNCTION tenant_filter(target regclass, row_name name); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.tenant_filter(target regclass, row_name name) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.tenant_filter(target regclass, row_name name) TO service_role;


--
-- Name: FUNCTION text_matches(no_key anyelement, target regclass, key name, document text, question tsquery, match_count integer, late text, filter text, path text, whole_first boolean, OUT keys anyarray, OUT codes bigint); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.text_matches(no_key anyelement, target regclass, key name, document text, question tsquery, match_count integer, late text, filter text, path text, whole_first boolean, OUT keys anyarray, OUT codes bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.text_matches(no_key anyelement, target regclass, key name, document text, question tsquery, match_count integer, late text, filter text, path text, whole_first boolean, OUT keys anyarray, OUT codes bigint) TO service_role;


--
-- Name: FUNCTION text_query(config regconfig, question text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.text_query(config regconfig, question text) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.text_query(config regconfig, question text) TO service_role;


--
-- Name: FUNCTION text_statement(target regclass, key name, document text, terms tsquery[], condition text, most integer, match_count integer, whole_first boolean); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.text_statement(target regclass, key name, document text, terms tsquery[], condition text, most integer, match_count integer, whole_first boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.text_statement(target regclass, key name, document text, terms tsquery[], condition text, most integer, match_count integer, whole_first boolean) TO service_role;


--
-- Name: FUNCTION threshold_condition(question pgmatch.question); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.threshold_condition(question pgmatch.question) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.threshold_condition(question pgmatch.question) TO service_role;


--
-- Name: FUNCTION to_vector(value text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.to_vector(value text) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.to_vector(value text) TO service_role;


--
-- Name: FUNCTION tune_index(index regclass, ef_search integer, probes integer, overfetch double precision, k integer, recall double precision); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.tune_index(index regclass, ef_search integer, probes integer, overfetch double precision, k integer, recall double precision) FROM PUBLIC;


--
-- Name: TABLE index_tuning; Type: ACL; Schema: pgmatch; Owner: postgres
--

GRANT SELECT ON TABLE pgmatch.index_tuning TO service_role;


--
-- Name: FUNCTION tuning_of(index regclass); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.tuning_of(index regclass) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.tuning_of(index regclass) TO service_role;


--
-- Name: FUNCTION unfinished_indexes(target regclass); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.unfinished_indexes(target regclass) FROM PUBLIC;


--
-- Name: FUNCTION unique_columns(target regclass); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.unique_columns(target regclass) FROM PUBLIC;


--
-- Name: FUNCTION usage_changes(line text); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.usage_changes(line text) FROM PUBLIC;


--
-- Name: FUNCTION vector_indexes(target regclass, embedding name); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.vector_indexes(target regclass, embedding name) FROM PUBLIC;


--
-- Name: FUNCTION walk(no_key anyelement, question pgmatch.question, is_filtered boolean, ef_search integer, probes integer, candidates integer, OUT keys anyarray, OUT similarities double precision[], OUT is_complete boolean); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.walk(no_key anyelement, question pgmatch.question, is_filtered boolean, ef_search integer, probes integer, candidates integer, OUT keys anyarray, OUT similarities double precision[], OUT is_complete boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION pgmatch.walk(no_key anyelement, question pgmatch.question, is_filtered boolean, ef_search integer, probes integer, candidates integer, OUT keys anyarray, OUT similarities double precision[], OUT is_complete boolean) TO service_role;


--
-- Name: FUNCTION watch_indexes(is_on boolean); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.watch_indexes(is_on boolean) FROM PUBLIC;


--
-- Name: FUNCTION watched_tables(); Type: ACL; Schema: pgmatch; Owner: postgres
--

REVOKE ALL ON FUNCTION pgmatch.watched_tables() FROM PUBLIC;


--
-- Name: FUNCTION explain_search(search text, arguments jsonb); Type: ACL; Schema: public; Owner: postgres
--

REVOKE ALL ON FUNCTION public.explain_search(search text, arguments jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.explain_search(search text, arguments jsonb) TO service_role;


--
-- Name: FUNCTION explain_sections(expected text, search text, arguments jsonb); Type: ACL; Schema: public; Owner: postgres
--

REVOKE ALL ON FUNCTION public.explain_sections(expected text, search text, arguments jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.explain_sections(expected text, search text, arguments jsonb) TO service_role;


--
-- Name: FUNCTION explain_terms(query_text text, section_id bigint); Type: ACL; Schema: public; Owner: postgres
--

REVOKE ALL ON FUNCTION public.explain_terms(query_text text, section_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.explain_terms(query_text text, section_id bigint) TO service_role;


--
-- Name: FUNCTION find_duplicate_sections(threshold double precision, match_count integer, min_content_length integer, path_prefix text, page_type text, source text, meta jsonb, other_pages boolean); Type: ACL; Schema: public; Owner: postgres
--

REVOKE ALL ON FUNCTION public.find_duplicate_sections(threshold double precision, match_count integer, min_content_length integer, path_prefix text, page_type text, source text, meta jsonb, other_pages boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION public.find_duplicate_sections(threshold double precision, match_count integer, min_content_length integer, path_prefix text, page_type text, source text, meta jsonb, other_pages boolean) TO service_role;


--
-- Name: FUNCTION find_similar_sections(id bigint, match_count integer, match_threshold double precision, min_content_length integer, path_prefix text, page_type text, source text, meta jsonb, other_pages boolean, ef_search integer, probes integer, candidates integer); Type: ACL; Schema: public; Owner: postgres
--

REVOKE ALL ON FUNCTION public.find_similar_sections(id bigint, match_count integer, match_threshold double precision, min_content_length integer, path_prefix text, page_type text, source text, meta jsonb, other_pages boolean, ef_search integer, probes integer, candidates integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.find_similar_sections(id bigint, match_count integer, match_threshold double precision, min_content_length integer, path_prefix text, page_type text, source text, meta jsonb, other_pages boolean, ef_search integer, probes integer, candidates integer) TO service_role;


--
-- Name: FUNCTION get_page_parents(page_id bigint); Type: ACL; Schema: public; Owner: postgres
--

REVOKE ALL ON FUNCTION public.get_page_parents(page_id bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.get_page_parents(page_id bigint) TO service_role;


--
-- Name: FUNCTION get_section_context(id bigint, before integer, after integer); Type: ACL; Schema: public; Owner: postgres
--

REVOKE ALL ON FUNCTION public.get_section_context(id bigint, before integer, after integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.get_section_context(id bigint, before integer, after integer) TO service_role;


--
-- Name: FUNCTION hybrid_search_page_sections(query_text text, query_embedding extensions.vector, match_count integer, full_text_weight double precision, semantic_weight double precision, rrf_k integer, match_threshold double precision, min_content_length integer, path_prefix text, page_type text, source text, meta jsonb, filter jsonb, one_per_section boolean, ef_search integer, probes integer, candidates integer); Type: ACL; Schema: public; Owner: postgres
--

REVOKE ALL ON FUNCTION public.hybrid_search_page_sections(query_text text, query_embedding extensions.vector, match_count integer, full_text_weight double precision, semantic_weight double precision, rrf_k integer, match_threshold double precision, min_content_length integer, path_prefix text, page_type text, source text, meta jsonb, filter jsonb, one_per_section boolean, ef_search integer, probes integer, candidates integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.hybrid_search_page_sections(query_text text, query_embedding extensions.vector, match_count integer, full_text_weight double precision, semantic_weight double precision, rrf_k integer, match_threshold double precision, min_content_length integer, path_prefix text, page_type text, source text, meta jsonb, filter jsonb, one_per_section boolean, ef_search integer, probes integer, candidates integer) TO service_role;


--
-- Name: FUNCTION match_page_sections(embedding extensions.vector, match_threshold double precision, match_count integer, min_content_length integer); Type: ACL; Schema: public; Owner: postgres
--

REVOKE ALL ON FUNCTION public.match_page_sections(embedding extensions.vector, match_threshold double precision, match_count integer, min_content_length integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.match_page_sections(embedding extensions.vector, match_threshold double precision, match_count integer, min_content_length integer) TO service_role;


--
-- Name: FUNCTION match_products(query_embedding extensions.vector, match_count integer, match_threshold double precision, min_content_length integer, owner text, ef_search integer, probes integer, candidates integer); Type: ACL; Schema: public; Owner: postgres
--

REVOKE ALL ON FUNCTION public.match_products(query_embedding extensions.vector, match_count integer, match_threshold double precision, min_content_length integer, owner text, ef_search integer, probes integer, candidates integer) FROM PUBLIC;


--
-- Name: FUNCTION nods_add_sections(run bigint, page_path text, page_checksum text, sections jsonb); Type: ACL; Schema: public; Owner: postgres
--

REVOKE ALL ON FUNCTION public.nods_add_sections(run bigint, page_path text, page_checksum text, sections jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.nods_add_sections(run bigint, page_path text, page_checksum text, sections jsonb) TO service_role;


--
-- Name: FUNCTION nods_begin_ingest(corpus text, model text, dimensions integer, normalized boolean, chunk_tokens integer, root text, prefix text, rules jsonb, paths text[], prune boolean, part text); Type: ACL; Schema: public; Owner: postgres
--

REVOKE ALL ON FUNCTION public.nods_begin_ingest(corpus text, model text, dimensions integer, normalized boolean, chunk_tokens integer, root text, prefix text, rules jsonb, paths text[], prune boolean, part text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.nods_begin_ingest(corpus text, model text, dimensions integer, normalized boolean, chunk_tokens integer, root text, prefix text, rules jsonb, paths text[], prune boolean, part text) TO service_role;


--
-- Name: FUNCTION nods_corpora(paths text[]); Type: ACL; Schema: public; Owner: postgres
--

REVOKE ALL ON FUNCTION public.nods_corpora(paths text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.nods_corpora(paths text[]) TO service_role;


--
-- Name: FUNCTION nods_finish_ingest(run bigint, pages jsonb, prune boolean); Type: ACL; Schema: public; Owner: postgres
--

REVOKE ALL ON FUNCTION public.nods_finish_ingest(run bigint, pages jsonb, prune boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION public.nods_finish_ingest(run bigint, pages jsonb, prune boolean) TO service_role;


--
-- Name: FUNCTION nods_pages(in_corpus text, path_prefix text, filter jsonb, after_path text, match_count integer); Type: ACL; Schema: public; Owner: postgres
--

REVOKE ALL ON FUNCTION public.nods_pages(in_corpus text, path_prefix text, filter jsonb, after_path text, match_count integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.nods_pages(in_corpus text, path_prefix text, filter jsonb, after_path text, match_count integer) TO service_role;


--
-- Name: FUNCTION nods_preview_ingest(corpus text, model text, dimensions integer, paths text[], normalized boolean, chunk_tokens integer, root text, prune boolean, part text); Type: ACL; Schema: public; Owner: postgres
--

REVOKE ALL ON FUNCTION public.nods_preview_ingest(corpus text, model text, dimensions integer, paths text[], normalized boolean, chunk_tokens integer, root text, prune boolean, part text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.nods_preview_ingest(corpus text, model text, dimensions integer, paths text[], normalized boolean, chunk_tokens integer, root text, prune boolean, part text) TO service_role;


--
-- Name: FUNCTION nods_preview_page(corpus text, page_path text, page_checksum text, contents text[], contexts text[], rules jsonb); Type: ACL; Schema: public; Owner: postgres
--

REVOKE ALL ON FUNCTION public.nods_preview_page(corpus text, page_path text, page_checksum text, contents text[], contexts text[], rules jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION public.nods_preview_page(corpus text, page_path text, page_checksum text, contents text[], contexts text[], rules jsonb) TO service_role;


--
-- Name: FUNCTION nods_put_page(run bigint, page_path text, page_checksum text, sections jsonb, meta jsonb, page_type text, page_source text, parent_path text); Type: ACL; Schema: public; Owner: postgres
--

REVOKE ALL ON FUNCTION public.nods_put_page(run bigint, page_path text, page_checksum text, sections jsonb, meta jsonb, page_type text, page_source text, parent_path text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.nods_put_page(run bigint, page_path text, page_checksum text, sections jsonb, meta jsonb, page_type text, page_source text, parent_path text) TO service_role;


--
-- Name: FUNCTION nods_remove_pages(paths text[], corpus text, filter jsonb, dry_run boolean); Type: ACL; Schema: public; Owner: postgres
--

REVOKE ALL ON FUNCTION public.nods_remove_pages(paths text[], corpus text, filter jsonb, dry_run boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION public.nods_remove_pages(paths text[], corpus text, filter jsonb, dry_run boolean) TO service_role;


--
-- Name: FUNCTION nods_sections_to_embed(run bigint, page_path text, page_checksum text, contents text[], contexts text[]); Type: ACL; Schema: public; Owner: postgres
--

REVOKE ALL ON FUNCTION public.nods_sections_to_embed(run bigint, page_path text, page_checksum text, contents text[], contexts text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.nods_sections_to_embed(run bigint, page_path text, page_checksum text, contents text[], contexts text[]) TO service_role;


--
-- Name: FUNCTION pgmatch_info(); Type: ACL; Schema: public; Owner: postgres
--

REVOKE ALL ON FUNCTION public.pgmatch_info() FROM PUBLIC;
GRANT ALL ON FUNCTION public.pgmatch_info() TO service_role;


--
-- Name: FUNCTION search_page_sections(query_embedding extensions.vector, match_count integer, match_threshold double precision, min_content_length integer, path_prefix text, page_type text, source text, meta jsonb, filter jsonb, one_per_section boolean, ef_search integer, probes integer, candidates integer); Type: ACL; Schema: public; Owner: postgres
--

REVOKE ALL ON FUNCTION public.search_page_sections(query_embedding extensions.vector, match_count integer, match_threshold double precision, min_content_length integer, path_prefix text, page_type text, source text, meta jsonb, filter jsonb, one_per_section boolean, ef_search integer, probes integer, candidates integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.search_page_sections(query_embedding extensions.vector, match_count integer, match_threshold double precision, min_content_length integer, path_prefix text, page_type text, source text, meta jsonb, filter jsonb, one_per_section boolean, ef_search integer, probes integer, candidates integer) TO service_role;


--
-- Name: TABLE install; Type: ACL; Schema: pgmatch; Owner: postgres
--

GRANT SELECT ON TABLE pgmatch.install TO service_role;


--
-- Name: TABLE nods_run; Type: ACL; Schema: pgmatch; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE pgmatch.nods_run TO service_role;


--
-- Name: SEQUENCE nods_page_id_seq; Type: ACL; Schema: public; Owner: postgres
--

GRANT USAGE ON SEQUENCE public.nods_page_id_seq TO service_role;


--
-- Name: TABLE nods_page_section; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.nods_page_section TO service_role;


--
-- Name: SEQUENCE nods_page_section_id_seq; Type: ACL; Schema: public; Owner: postgres
--

GRANT USAGE ON SEQUENCE public.nods_page_section_id_seq TO service_role;


--
-- PostgreSQL database dump complete
--

\unrestrict HhHZMF2KEWoVWg23lLkvysSsgNYWqlv9WrOCoaFZMwKjpxlg3ZgkdxEVevwIyfE


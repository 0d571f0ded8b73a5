-- check_options: refuses options that contradict what was recorded when the line was installed.
--
-- Options are read from the settings pgmatch.<name> of the transaction; an empty one counts as not given. A line that
-- builds on another, as nods_text on nods, also has the recorded options of that line, and those of its searchable
-- column. Tables that users make each have options of their own.
-- Raises 22023 and names the option, the given value and the recorded one. Also refuses a model if the line was
-- installed without one.
create or replace function pgmatch.check_options(line text)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
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

comment on function pgmatch.check_options is
  'Raises 22023 if an option of this transaction contradicts the recorded installation of the line.';

revoke all on function pgmatch.check_options from public;

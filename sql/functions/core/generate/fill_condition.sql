-- fill_condition: a condition in which the value takes the place of the lone $.
--
-- A $ inside a literal, a quoted name or a name is not the placeholder, so the text is split as Postgres splits it.
-- Refused because they would make that ambiguous: comments, dollar quotes and $1. A literal with a backslash gets the
-- form E'…', which means the same under any setting. Raises 42601 if there is not exactly one placeholder.
create or replace function pgmatch.fill_condition(condition text, value text)
returns text
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
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
$$;

comment on function pgmatch.fill_condition is
  'A condition in which the value takes the place of the lone $; raises 42601 if there is not exactly one.';

select pgmatch.register('core', 'function', 'pgmatch.fill_condition');

-- doctor_finding: what a rule of the doctor returns.
--
-- level     'error', 'warning' or 'info'
-- object    kind and name of what is meant
-- evidence  what was seen, in a sentence
-- fix       what to run, one step after another: SQL, or a command of pgmatch
-- is_safe   whether `pgmatch doctor --fix` may run it: it needs no decision and touches no rows
do $$
begin
  if to_regtype('pgmatch.doctor_finding') is null then
    create type pgmatch.doctor_finding as (
      level text,
      object text,
      evidence text,
      fix text[],
      is_safe boolean
    );
  end if;
end;
$$;

comment on type pgmatch.doctor_finding is
  'What a rule of pgmatch.doctor returns: level, object, evidence, the steps of the fix, and whether it is safe.';

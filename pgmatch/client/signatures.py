"""Why a call of a user's function found none: its name, an argument, or several functions of that name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from sqlalchemy import text

from pgmatch.client.errors import missing, missing_hint

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

# without a function, of several that fit, without a schema
NOT_FOUND = ("42883", "42725", "3F000")

_PLAIN = re.compile(r"[a-z_][a-z0-9_$]*")
# functions of this name, and those that may be meant
_FUNCTIONS = """
    select n.nspname = :schema and p.proname = :name as is_called,
      format(case when n.nspname = :home then '%2$I' else '%I.%I' end, n.nspname, p.proname) as name,
      p.oid::regprocedure::text as full_name,
      array(
        select a.name
        from unnest(p.proargnames, p.proargmodes) with ordinality as a (name, mode, place)
        where coalesce(a.mode, 'i') in ('i', 'b', 'v')
        order by a.place
      ) as arguments,
      p.pronargdefaults as defaults
    from pg_proc as p
    inner join pg_namespace as n on n.oid = p.pronamespace
    where has_schema_privilege(n.oid, 'usage') and n.nspname <> 'pgmatch'
      and (n.nspname = :schema and p.proname = :name or 'query_embedding' = any (p.proargnames))
    order by n.nspname <> :home, 2, 3
"""


@dataclass(frozen=True, slots=True)
class Signature:
    """A function by its name as in SQL, and its arguments; the last `defaults` of them have a default."""

    is_called: bool
    name: str
    full_name: str
    arguments: Sequence[str]
    defaults: int

    def misses(self, given: Sequence[str]) -> list[str]:
        """Return the arguments without a default that are not given."""
        needed = self.arguments[: len(self.arguments) - self.defaults]
        return [name for name in needed if name not in given]

    def lacks(self, given: Sequence[str]) -> list[str]:
        """Return the given arguments that the function does not have."""
        return [name for name in given if name not in self.arguments]


def find(connection: Connection, schema: str, name: str, home: str) -> list[Signature]:
    """Return the functions that a call may mean; those of the schema `home` are named without it."""
    given = {"schema": schema, "name": name, "home": home}
    return [Signature(**row._mapping) for row in connection.execute(text(_FUNCTIONS), given)]


def reason(
    found: Sequence[Signature], function: str, schema: str, given: Sequence[str]
) -> tuple[str, str] | None:
    """Return message and hint; None if exactly one function takes these arguments."""
    called = [each for each in found if each.is_called]
    if not called:
        return missing(function, schema), missing_hint(None, _near(function, [one.name for one in found]))
    fitting = [each for each in called if not each.lacks(given) and not each.misses(given)]
    if len(fitting) == 1:
        return None
    if len(called) == 1:
        return _of_arguments(called[0], given)
    name, passed = called[0].name, _listed(given)
    if fitting:
        choices = ", ".join(each.full_name for each in fitting)
        return (
            f"{len(fitting)} functions {name} take the arguments {passed}",
            f"Drop or rename one of them: {choices}.",
        )
    choices = ", ".join(f"{name}({_listed(each.arguments)})" for each in called)
    return (
        f"no function {name} takes the arguments {passed}; there are {len(called)} of this name",
        f"Pass the arguments of one of them: {choices}.",
    )


def _of_arguments(one: Signature, given: Sequence[str]) -> tuple[str, str]:
    lacking = one.lacks(given)
    verb, names = ("has no", lacking) if lacking else ("needs the", one.misses(given))
    meant = [name for each in lacking for name in get_close_matches(each, one.arguments, 1)]
    question = f"Did you mean {_listed(meant)}? " if meant else ""
    has = f"The arguments of {one.name} are {_listed(one.arguments)}." if one.arguments else "It has none."
    return (
        f"{one.name} {verb} argument{'s' if len(names) > 1 else ''} {_listed(names)}",
        f"{question}{has}",
    )


def _near(function: str, names: Sequence[str]) -> list[str]:
    """Return the names that are like that of a function, whatever their schema."""
    bare = {name: name.rpartition(".")[2].strip('"').lower() for name in names}
    like = get_close_matches(function.lower(), set(bare.values()), 3)
    return [name for name, one in bare.items() if one in like]


def _listed(names: Sequence[str]) -> str:
    quoted = ('"' + name.replace('"', '""') + '"' for name in names)
    return ", ".join(
        name if _PLAIN.fullmatch(name) else quote for name, quote in zip(names, quoted, strict=True)
    )

"""What went wrong in a call by RPC, and what to do about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import httpx

from pgmatch.client.credentials import Credentials
from pgmatch.client.errors import missing, missing_hint, sqlstate_hint
from pgmatch.client.hints import in_python
from pgmatch.client.signatures import Signature, reason
from pgmatch.errors import DatabaseError
from pgmatch.lines.line import DEFAULT

_HINTS = {
    "PGRST106": (
        'Add "{schema}" to the exposed schemas of the project\'s API settings; or, if pgmatch is in another '
        "schema, pass schema= to connect, or set PGMATCH_SCHEMA."
    ),
    "pgmatch": "No API should expose this schema. Name the schema of the tables, by default public: "
    "schema= of connect, or PGMATCH_SCHEMA.",
    "PGRST203": (
        "Another function has this name, and the API cannot tell them apart. Find it with: "
        "select oid::regprocedure from pg_proc where proname = '{function}'; and drop or rename it."
    ),
    "PGRST301": "The {proof} is incomplete, or belongs to another project.",
    "PGRST302": "The API needs a key: pass one, or set SUPABASE_SECRET_KEY.",
    "PGRST303": "The {proof} has expired, or is not valid yet. A user gets a new token by signing in again.",
    "57014": (
        "If it was the statement timeout, set a longer one for {role}: "
        "alter role … set statement_timeout = '30s'; notify pgrst, 'reload config';"
    ),
    "401": "Is the {proof} complete, and does it belong to this project? It was sent to {url}.",
    "404": "Is that the URL of the project, such as https://PROJECT.supabase.co (SUPABASE_URL)?",
    "413": "The request is too long for the API or a proxy before it. Send less at once: split the page.",
    "429": "The API accepts no more requests for now: make fewer at once, or try later.",
    "540": "The project is paused. Restore it in Supabase's dashboard.",
    "moved": "Set SUPABASE_URL to the new address.",
    "trouble": "The API has a problem, or the project is paused or starting: try later.",
}
_UNREACHABLE = "Is the URL (SUPABASE_URL) right, and is the project running?"
_NOT_KNOWN = " The call may or may not have been done."
_MEANT = "Perhaps you meant to call the function "  # PostgREST's hint
_SQLSTATE = re.compile("[0-9A-Z]{5}")
_EXPIRED = "PGRST303"  # PostgREST before 13 said PGRST301
# refused before the call reached Postgres
_PASSING = ("PGRST000", "PGRST002", "PGRST003", "53300", "429")
# a proxy's, which may have passed the call on
_PASSING_STATUSES = (502, 503, 504, 520, 521, 522, 523, 524)


class PassingError(DatabaseError):
    """A failure that may pass by itself; `retry_after` are the seconds that the API asks to wait, or 0."""

    retry_after = 0.0


@dataclass(frozen=True)
class RpcCaller:
    """Who called what, where."""

    url: str
    schema: str
    credentials: Credentials
    timeout: float
    function: str
    line: str | None = DEFAULT
    only_reads: bool = False
    for_writers: bool = False
    arguments: tuple[str, ...] = ()

    def hint(self, template: str) -> str:
        """Return a hint with its places filled."""
        role = self.credentials.role
        return template.format(
            url=self.url,
            schema=self.schema,
            function=self.function,
            proof="access_token" if self.credentials.access_token else "key",
            role=f'the role "{role}"' if role else "the role of your key",
        )

    def refused(self, response: httpx.Response) -> DatabaseError:
        """Return the error that an answer of the API, or of a proxy before it, stands for."""
        answer = _Answer.read(response)
        code = _EXPIRED if answer.code == "PGRST301" and "expired" in answer.message else answer.code
        sqlstate = code if code and _SQLSTATE.fullmatch(code) else None
        before, after = (code or answer.kind) in _PASSING, response.status_code in _PASSING_STATUSES
        kind = PassingError if before or (after and not sqlstate) else DatabaseError
        lost = after and not before and not answer.code
        hint = self._hint(answer, code, sqlstate)
        error = kind(
            self._not_found(answer)[0] if code == "PGRST202" else self.credentials.hide(answer.message),
            f"{hint}{_NOT_KNOWN}" if lost and not self.only_reads else hint,
            sqlstate,
            code=answer.code,
            answer_lost=lost,
        )
        if isinstance(error, PassingError):
            error.retry_after = _seconds(response.headers.get("Retry-After", ""))
        return error

    def failed(self, error: httpx.RequestError) -> DatabaseError:
        """Return the error for a request that got no answer that can be read."""
        what = self.credentials.hide(str(error) or type(error).__name__)
        unknown = "" if self.only_reads else _NOT_KNOWN
        if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
            return PassingError(f"no connection to {self.url}: {what}", _UNREACHABLE)
        if isinstance(error, httpx.PoolTimeout):
            return DatabaseError(
                "no connection was free",
                "Make fewer calls at once, or open another Database for some of them.",
            )
        if isinstance(error, httpx.TimeoutException):
            return DatabaseError(
                f"{self.url} did not answer {self.function} within {self.timeout:g} s",
                f"Allow more time: connect(…, timeout=…), in seconds.{unknown}",
                answer_lost=True,
            )
        if isinstance(error, httpx.TransportError):
            return PassingError(
                f"the connection to {self.url} broke: {what}", f"Repeat the call.{unknown}", answer_lost=True
            )
        return DatabaseError(
            f"the answer of {self.url} cannot be read: {what}", f"{_UNREACHABLE}{unknown}", answer_lost=True
        )

    def _not_found(self, answer: _Answer) -> tuple[str, str]:
        """Return message and hint about a function that the API has not found under these arguments."""
        message, todo = missing(self.function, self.schema), missing_hint(self.line)
        meant = (answer.hint or "").removeprefix(f"{_MEANT}{self.schema}.") if self.line is None else ""
        if meant.startswith(f"{self.function}("):
            listed = meant.removeprefix(f"{self.function}(").removesuffix(")").split(", ")
            one = Signature(True, self.function, meant, listed, len(listed))
            message, todo = reason([one], self.function, self.schema, self.arguments) or (message, todo)
        elif meant and meant != answer.hint:
            todo = missing_hint(None, [meant])
        elif self.line is None:
            given = ", ".join(sorted(self.arguments))
            message = f'the schema "{self.schema}" has no function {self.function} with the arguments {given}'
        return message, f"{todo} If it is there: notify pgrst, 'reload schema';"

    def _hint(self, answer: _Answer, code: str | None, sqlstate: str | None) -> str | None:
        known = "pgmatch" if code == "PGRST106" and self.schema == "pgmatch" else code or answer.kind
        if known == "PGRST202":
            return self._not_found(answer)[1]
        if template := _HINTS.get(known):
            return self.hint(template)
        if answer.hint and code != "42883":  # for which Postgres' own hint is to add type casts
            return self.credentials.hide(in_python(answer.hint))
        return (
            self.hint(
                sqlstate_hint(sqlstate, answer.message, line=self.line, for_writers=self.for_writers)
                if sqlstate
                else _HINTS.get(answer.kind, "")
            )
            or None
        )


@dataclass(frozen=True)
class _Answer:
    """What an answer says; `kind` names its status, for those without a code."""

    message: str
    code: str | None
    hint: str | None
    kind: str

    @classmethod
    def read(cls, response: httpx.Response) -> _Answer:
        status = response.status_code
        kind = "moved" if status < 400 else "trouble" if status >= 500 and status != 540 else str(status)
        body = _json(response)
        message, details = body.get("message") or body.get("error") or body.get("msg"), body.get("details")
        if not message:
            told = f", and means {response.headers['Location']}" if "Location" in response.headers else ""
            message = f"{response.url} answered {status} {response.reason_phrase}{told}".rstrip()
        code = body.get("code") or None
        hint = body.get("hint") or None
        text = f"{message}\n{details}" if details else str(message)
        return cls(text, str(code) if code else None, str(hint) if hint else None, kind)


def _json(response: httpx.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _seconds(header: str) -> float:
    return float(header) if header.isdigit() else 0.0

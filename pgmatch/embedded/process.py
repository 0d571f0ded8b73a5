"""Run PostgreSQL's programs as the account and in the environment that they need."""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pgmatch.errors import EmbeddedServerError

# What the programs need from the caller's environment. The rest is kept from them: PG* variables would
# redirect them, and another account could read the caller's secrets in /proc.
_KEPT = ("PATH", "TZ", "LD_LIBRARY_PATH")


@dataclass(frozen=True)
class Account:
    """The operating system's account that a server runs as."""

    name: str
    uid: int
    gid: int


def server_account() -> Account | None:
    """Return the account to run a server as; None stands for the current user.

    PostgreSQL refuses to run as root, so root runs it as "nobody".

    Raises `EmbeddedServerError` when the user is root and there is no account "nobody".
    """
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        raise EmbeddedServerError(
            "PostgreSQL does not run as root, and this machine has no account 'nobody' to run it as",
            hint="run the command as an ordinary user",
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def run(command: Sequence[str | Path], account: Account | None = None) -> str:
    """Run a program to its end, as `account` if one is given, and return what it printed.

    Raises `EmbeddedServerError` when the program could not be run or failed; the message ends with its
    output.
    """
    program = Path(command[0]).name
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd="/",
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
    except OSError as error:
        who = f" as {account.name}" if account else ""
        raise EmbeddedServerError(f"{program} could not be run{who}: {error}") from error
    if done.returncode != 0:
        raise EmbeddedServerError(f"{program} failed: {done.stdout.strip()}")
    return done.stdout


def environment() -> dict[str, str]:
    """Return the variables that PostgreSQL's programs are given."""
    # Without a UTF-8 locale initdb makes a SQL_ASCII database. macOS has no C.UTF-8 but always en_US.UTF-8.
    locale = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {"LC_ALL": locale}

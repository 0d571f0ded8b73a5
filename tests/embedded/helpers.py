from __future__ import annotations

import multiprocessing
import os
import pwd
import traceback
from collections.abc import Callable
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import psycopg2
import pytest

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="is about root")


def query(url: str, sql: str) -> list[tuple[Any, ...]]:
    """Run statements, the last of which returns rows, and commit."""
    with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def modes(*paths: Path) -> dict[Path, tuple[int, int, int]]:
    """Return mode and owner of paths and of all folders above them, of those that exist."""
    every = {part for path in paths for part in (path, *path.parents) if part.exists()}
    return {part: (part.stat().st_mode, part.stat().st_uid, part.stat().st_gid) for part in every}


def ordinary_account() -> pwd.struct_passwd:
    """Return an account that is neither root nor the one that root's server runs as."""
    return next(entry for entry in pwd.getpwall() if entry.pw_uid != 0 and entry.pw_name != "nobody")


def run_as(account: pwd.struct_passwd, function: Callable[..., None], *arguments: Any) -> None:
    """Run a function in a forked process of another account, which may not be able to start this Python."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_become_and_run, args=(account, sender, function, arguments))
    process.start()
    sender.close()
    try:
        failure = receiver.recv()
    except EOFError:
        failure = "the process ended early"
    process.join()
    receiver.close()
    assert not failure, failure


def _become_and_run(
    account: pwd.struct_passwd,
    sender: Connection,
    function: Callable[..., None],
    arguments: tuple[Any, ...],
) -> None:
    os.setgroups([])
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)
    try:
        function(*arguments)
    except BaseException:
        sender.send(traceback.format_exc())
    else:
        sender.send("")

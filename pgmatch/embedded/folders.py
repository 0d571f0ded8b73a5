"""Make and lock the embedded server's folder without touching any folder that is not its own."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pgmatch.embedded.process import Account, run
from pgmatch.errors import EmbeddedServerError

LOCK = "pgmatch.lock"
_UNFINISHED = "unfinished-"


def prepare(folder: Path, account: Account | None) -> None:
    """Make the data folder, and the folders above it, where they are missing.

    Only a folder made here gets a mode: open for traversal if the server runs as another account,
    private otherwise.

    Raises `EmbeddedServerError` when `account` cannot enter an existing folder on the way, the folder cannot
    be made or written to, or it holds something that pgmatch did not put there.
    """
    path = [*reversed(folder.parents), folder]
    try:
        existing = [part for part in path if part.exists()]
        if not existing[-1].is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(existing[-1]))
        if account:
            _require_entry(existing, account)
        for part in path[len(existing) : -1]:
            _make(part, 0o755 if account else None)
        _make(folder, 0o755 if account else 0o700)
        # In this order: another first start may write its lock meanwhile, and the lock is written first.
        foreign = any(folder.iterdir()) and not (folder / LOCK).exists()
    except OSError as error:
        raise _unusable(folder, error) from error
    if foreign:
        raise EmbeddedServerError(
            f"{folder} is not empty and was not made by pgmatch", hint="choose another --data-dir"
        )


def make_owned(folder: Path, account: Account | None) -> None:
    """Make a private folder that belongs to the account, unless it is there."""
    if _make(folder, 0o700) and account:
        os.chown(folder, account.uid, account.gid)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other processes out of the data folder; waits for the one that is in."""
    try:
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise _unusable(folder, error) from error
    with os.fdopen(descriptor) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def unfinished(folder: Path, account: Account | None = None) -> Path:
    """Make a folder, with a name never used before, for work in progress in the data folder."""
    made = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=folder))
    if account:
        os.chown(made, account.uid, account.gid)
    return made


def remove_unfinished(folder: Path) -> None:
    """Remove the work in progress that an earlier, killed attempt left in the data folder."""
    for leftover in folder.glob(f"{_UNFINISHED}*"):
        # An initdb that outlived its caller may still write here; then the next start removes the rest.
        shutil.rmtree(leftover, ignore_errors=True)


def size(folder: Path) -> int:
    """Return the bytes of all files below a folder; files may vanish meanwhile."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(parent) / name).lstat().st_size
            except FileNotFoundError:
                continue
    return total


def not_ours(path: Path, reason: str) -> EmbeddedServerError:
    """Return the error for a file or folder that another user's server owns."""
    return EmbeddedServerError(
        f"{path} belongs to another user: {reason}",
        hint="run the command as that user, or choose another folder with --data-dir",
    )


def _require_entry(folders: list[Path], account: Account) -> None:
    for folder in folders:
        try:
            run(["/bin/sh", "-c", 'cd -- "$1"', "sh", folder], account)
        except EmbeddedServerError as error:
            raise EmbeddedServerError(
                f"PostgreSQL runs as {account.name} because you are root, "
                f"and {account.name} may not enter {folder}",
                hint="choose a --data-dir elsewhere, or run the command as an ordinary user",
            ) from error


def _make(folder: Path, mode: int | None) -> bool:
    # Two processes may come here at once; the later finds the folder made and leaves its mode alone.
    try:
        folder.mkdir(mode=0o777 if mode is None else mode)
    except FileExistsError:
        return False
    if mode is not None:
        folder.chmod(mode)  # mkdir's own mode is cut by the umask
    return True


def _unusable(folder: Path, error: OSError) -> EmbeddedServerError:
    return EmbeddedServerError(
        f"{folder} cannot be used for the server's data: {error.strerror} ({error.filename})",
        hint="choose another folder with --data-dir",
    )

"""Programs that end with the process that started them, however that process ends.

Each runs as the child of a small process, this file run as a script, that reads a pipe of which only the
starter holds the other end. When the starter ends, even by SIGKILL, the pipe does, and so does the program.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pgmatch.embedded.process import Account

_SECONDS_TO_END = 10


class Tether:
    """A context: the programs started through it end when its block is left or its process is gone.

    With `throw_away`, a folder, they end at once, without saving anything, and then the folder is removed.
    """

    def __init__(self, throw_away: Path | None = None) -> None:
        self._throw_away = throw_away
        self._guards: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Tether:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(
        self,
        command: Sequence[str | Path],
        account: Account | None = None,
        *,
        environment: Mapping[str, str] | None = None,
        output: Path | None = None,
    ) -> subprocess.Popen[bytes]:
        """Start a program, as `account` if one is given; it appends what it prints to `output`.

        The process that is returned ends when the program does, with its exit code. To end the program,
        close the tether: to kill the process would let the program go on.
        """
        settings = {
            "command": [str(part) for part in command],
            "user": account.uid if account else None,
            "group": account.gid if account else None,
            "output": str(output or os.devnull),
            "environment": None if environment is None else dict(environment),
            "throw_away": str(self._throw_away) if self._throw_away else None,
        }
        guard = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__, json.dumps(settings)],
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the starter
        )
        self._guards.append(guard)
        return guard

    def close(self) -> None:
        """End the programs and wait until they have ended."""
        for guard in self._guards:
            if guard.stdin:
                guard.stdin.close()
        while self._guards:
            self._guards.pop().wait()


def _guard(
    command: list[str],
    user: int | None,
    group: int | None,
    environment: dict[str, str] | None,
    output: str,
    throw_away: str | None,
) -> int:
    """Run the program until it ends, or the pipe on standard input does, and return its exit code."""
    # To PostgreSQL the first is a fast shutdown, the second an immediate one.
    signals = (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL)[1 if throw_away else 0 :]
    for inherited in (signal.SIGINT, signal.SIGQUIT):  # a shell's background jobs ignore them
        signal.signal(inherited, signal.SIG_DFL)
    program = subprocess.Popen(
        # The program's own account opens the file, in a folder that may be that account's.
        ["/bin/sh", "-c", 'umask 077; exec "$@" >>"$0" 2>&1', output, *command],
        env=environment,
        stdin=subprocess.DEVNULL,
        user=user,
        group=group,
        extra_groups=None if user is None else [],
    )
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # now, for the program would inherit it
        signal.signal(ignored, signal.SIG_IGN)
    left = threading.Event()
    threading.Thread(target=_end_with_pipe, args=(program, signals, left), daemon=True).start()
    code = program.wait()
    if throw_away and left.is_set():
        shutil.rmtree(throw_away, ignore_errors=True)
    return code


def _end_with_pipe(
    program: subprocess.Popen[bytes], signals: Sequence[signal.Signals], left: threading.Event
) -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    left.set()
    for signum in signals:
        program.send_signal(signum)
        time.sleep(_SECONDS_TO_END)


if __name__ == "__main__":
    sys.exit(_guard(**json.loads(sys.argv[1])))

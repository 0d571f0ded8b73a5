"""Make, start and stop one PostgreSQL cluster; the embedded server and the tests' servers share this."""

from __future__ import annotations

import secrets
import shlex
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from pgmatch.embedded.binaries import Install
from pgmatch.embedded.folders import not_ours
from pgmatch.embedded.process import Account, environment, run
from pgmatch.embedded.tether import Tether
from pgmatch.errors import EmbeddedServerError

_LOG_LINES_SHOWN = 15
_SECONDS_TO_START = 120
# The kernel's limit is 108 bytes on Linux and 104 on macOS, the closing zero included.
_LONGEST_SOCKET_PATH = 103


@dataclass(frozen=True)
class Postmaster:
    """A running server, as its postmaster.pid describes it; `port` is None until it listens."""

    pid: int
    port: int | None
    ready: bool


@dataclass(frozen=True)
class Cluster:
    """One PostgreSQL data folder, the programs that serve it and the account they run as.

    `run_dir` takes the log and the socket. `run_dir` and the parent of `config` exist already;
    `data` and `run_dir` belong to the account. With a `tether` the server ends when that is closed.
    """

    install: Install
    account: Account | None
    data: Path
    run_dir: Path
    config: Path
    tether: Tether | None = None

    @property
    def log(self) -> Path:
        """The server's log file."""
        return self.run_dir / "server.log"

    def create(self, *options: str) -> None:
        """Fill `data`, which is missing or empty, with a UTF-8 cluster whose superuser is "postgres"."""
        locale = []
        if int(self.install.version().split(".")[0]) >= 17:
            # Sorts and folds case alike on every machine, whatever locales it has.
            locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        standard = ["-U", "postgres", "-E", "UTF8", "--no-instructions"]
        run(
            [self.install.program("initdb"), "-D", self.data, *standard, *locale, *options],
            self.account,
        )

    def start(self, port: int, settings: Mapping[str, str]) -> None:
        """Start the server, which is not running, on the loopback interface and wait until it is ready.

        Raises `EmbeddedServerError` when it did not start; the message ends with the last lines of its log.
        """
        self._write_config({**self._listen(port), **settings})
        self._remove_false_lock()
        try:
            if self.tether:
                self._start_tethered(self.tether)
            else:
                options = f"--config-file={shlex.quote(str(self.config))}"
                self._control("-l", str(self.log), "-w", "-t", str(_SECONDS_TO_START), "-o", options, "start")
        except EmbeddedServerError as error:
            raise EmbeddedServerError(
                f"PostgreSQL did not start: {error.message}\nthe end of {self.log}:\n{self._log_tail()}"
            ) from error

    def stop(self, mode: str = "fast") -> None:
        """Stop the running server; `mode` is that of pg_ctl: smart, fast or immediate."""
        self._control("-m", mode, "-w", "-t", "120", "stop")

    def _start_tethered(self, tether: Tether) -> None:
        left_by_crash = _read_pid_file(self.data)
        server = tether.start(
            [self.install.program("postgres"), "-D", self.data, f"--config-file={self.config}"],
            self.account,
            environment=environment(),
            output=self.log,
        )
        deadline = time.monotonic() + _SECONDS_TO_START
        while server.poll() is None and time.monotonic() < deadline:
            running = find_postmaster(self.data)
            if running and running.ready and _read_pid_file(self.data) != left_by_crash:
                return
            time.sleep(0.02)
        code = server.poll()
        raise EmbeddedServerError(
            f"postgres ended with exit code {code}"
            if code is not None
            else f"postgres was not ready after {_SECONDS_TO_START} seconds"
        )

    def _remove_false_lock(self) -> None:
        # PostgreSQL copes with the file that a crash left, unless its process id belongs to another program
        # by now. Its own lock on shared memory still keeps a second server out.
        pid = _read_pid_file(self.data)[0]
        if pid.isdecimal() and not _serves(int(pid), self.data) and _is_alive(int(pid)):
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _control(self, *arguments: str) -> None:
        run([self.install.program("pg_ctl"), "-D", self.data, *arguments], self.account)

    def _listen(self, port: int) -> dict[str, str]:
        socket_path = self.run_dir / f".s.PGSQL.{port}"
        too_long = len(bytes(socket_path)) > _LONGEST_SOCKET_PATH
        # In double quotes, because PostgreSQL reads a list of folders that is separated by commas.
        folder = str(self.run_dir).replace('"', '""')
        return {
            "port": str(port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "" if too_long else f'"{folder}"',
        }

    def _write_config(self, settings: Mapping[str, str]) -> None:
        # A file, not options on the command line, so that ALTER SYSTEM wins over it.
        lines = [
            "# Written by pgmatch at every start. To change a setting use ALTER SYSTEM.",
            f"include = {_quoted(str(self.data / 'postgresql.conf'))}",
            *(f"{name} = {_quoted(value)}" for name, value in settings.items()),
        ]
        self.config.write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.config.chmod(0o644)

    def _log_tail(self) -> str:
        if not self.log.exists():
            return "(no log was written)"
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-_LOG_LINES_SHOWN:])


def find_postmaster(data: Path) -> Postmaster | None:
    """Return the server that runs on the data folder, an absolute path without links, or None.

    Raises `EmbeddedServerError` when the folder belongs to another user.
    """
    lines = _read_pid_file(data)
    if not lines[0].isdecimal() or not _serves(int(lines[0]), data):
        return None
    port = int(lines[3]) if lines[3].isdecimal() else None
    return Postmaster(int(lines[0]), port, ready=lines[7].strip() in {"ready", "standby"})


def free_port() -> int:
    """Return a loopback TCP port that nothing listens on.

    It lies below the ports that the system hands out to outgoing connections, so that it is likely to be
    free at the next start too.

    Raises `EmbeddedServerError` when a hundred ports tried at random were all taken.
    """
    for _ in range(100):
        port = 15000 + secrets.randbelow(17000)
        if is_free(port):
            return port
    raise EmbeddedServerError("no free TCP port was found between 15000 and 31999 on 127.0.0.1")


def is_free(port: int) -> bool:
    """Return whether a server could listen on a loopback TCP port."""
    with socket.socket() as listener:
        # As PostgreSQL does; otherwise connections closed a moment ago would count as a listener.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _read_pid_file(data: Path) -> list[str]:
    """Return the lines: pid, data folder, start time, port, socket folder, address, shared memory, state.

    They are empty when there is no file, and while the server has not written them yet.
    """
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        lines = []
    except PermissionError as error:
        raise not_ours(data, str(error.strerror)) from error
    return lines + [""] * (8 - len(lines))


def _serves(pid: int, data: Path) -> bool:
    # The id in the file may be that of any process after a crash or a restart of the machine.
    psutil = _psutil()
    try:
        return data in [Path(part).resolve() for part in psutil.Process(pid).cmdline()[1:]]
    except psutil.Error:
        return False


def _is_alive(pid: int) -> bool:
    return bool(_psutil().pid_exists(pid))


def _psutil() -> ModuleType:
    try:
        import psutil
    except ImportError as error:
        raise EmbeddedServerError(
            "the Python package psutil is not installed", hint="pip install 'pgmatch[embedded]'"
        ) from error
    return psutil


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"

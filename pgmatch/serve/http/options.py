"""What the server is told: who may call it, how often, and with how much."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from pgmatch.errors import SettingError

ANY = "*"
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_HOST = re.compile(r"[\w.-]+|\[[\da-fA-F:.]+\]")


@dataclass(frozen=True)
class Options:
    """Limits and addresses.

    site_url: URL of the site, to which paths are appended. Without it, links lead to the server's own reader.
    origins: sites whose pages may call the server from a browser, "*" for all. hosts: names by which it may
    be called; none means any.
    rate: requests a minute of one client; an answer counts five. concurrency: requests at once.
    max_question: characters. max_body: bytes. Timeouts in seconds: for a request to arrive, for a client to
    take a part of its answer, and for a whole answer.
    """

    site_url: str | None = None
    origins: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    rate: int = 120
    concurrency: int = 100
    max_question: int = 2000
    max_body: int = 64 * 1024
    receive_timeout: float = 10.0
    send_timeout: float = 30.0
    answer_timeout: float = 120.0

    def __post_init__(self) -> None:
        for name in ("rate", "concurrency", "max_question", "max_body"):
            if getattr(self, name) < 1:
                raise SettingError(f"{name}={getattr(self, name)} is out of range", "Give 1 or more.")
        if self.site_url is not None:
            check_site(self.site_url)
        for origin in self.origins:
            _check_origin(origin)
        for host in self.hosts:
            check_host(host)

    def allows(self, origin: str | None) -> bool:
        """Whether pages of this origin may call the server from a browser."""
        return ANY in self.origins or (origin is not None and origin in self.origins)


def words(text: str | None) -> tuple[str, ...]:
    """Return the words of a setting, which commas or blanks separate."""
    return tuple((text or "").replace(",", " ").split())


def number(name: str, text: str | None) -> int:
    """Return the number that a setting holds."""
    try:
        return int(text or "")
    except ValueError:
        raise SettingError(f"{name}={text!r} is not a whole number", "Give 1 or more.") from None


def hosts_for(bound: str, given: Iterable[str]) -> tuple[str, ...]:
    """Return the names by which a server bound to an address may be called.

    A server for this machine answers to no other name, so that no site can reach it by a name of its own that
    leads to this machine. Programs on the machine itself, as one that asks for its health, may always use
    these names.
    """
    given = tuple(name.lower() for name in given)
    is_local = bound in ("localhost", "127.0.0.1", "::1")
    return (*given, *LOOPBACK) if given or is_local else ()


def check_site(url: str) -> None:
    """Raise `SettingError` for a text that is not the URL of a site."""
    parts = _split(url)
    if parts is None or "@" in parts.netloc:
        raise SettingError(
            "the site's URL does not begin with http:// or https:// and a host",
            "For example https://docs.example.com (PGMATCH_SITE_URL).",
        )
    if parts.query or parts.fragment:
        raise SettingError("the site's URL has a query or a fragment", "Remove it (PGMATCH_SITE_URL).")


def _split(url: str) -> SplitResult | None:
    """Return the parts of a URL; None unless it begins with http:// or https:// and a host."""
    try:
        parts = urlsplit(url)
        # raises ValueError for a port that is none
        is_one = parts.scheme in ("http", "https") and parts.port != 0
    except ValueError:
        return None
    host = parts.hostname or ""
    return parts if is_one and _HOST.fullmatch(f"[{host}]" if ":" in host else host) else None


def _check_origin(origin: str) -> None:
    parts = _split(origin)
    if origin != ANY and (parts is None or origin != f"{parts.scheme}://{parts.netloc}"):
        raise SettingError(
            f"{origin!r} is not an origin",
            "Write it as https://docs.example.com, without a path, or * for all (PGMATCH_SERVE_ORIGINS).",
        )


def check_host(host: str) -> None:
    """Raise `SettingError` for a text that is not the name of a host."""
    if _HOST.fullmatch(host) is None:
        raise SettingError(
            f"{host!r} is not the name of a host",
            "Write it as docs.example.com, without a scheme or a port.",
        )

"""Where a service is, and the key that it wants: checked before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

from pgmatch.embedders.service import Key
from pgmatch.errors import SettingError
from pgmatch.settings import Found

OPENAI = "https://api.openai.com/v1"


@dataclass(frozen=True)
class Address:
    """What errors call a service, and the environment variables of its base URL and its key."""

    service: str
    url_variable: str
    key_variable: str


def checked_url(text: str, address: Address) -> str:
    """Return the base URL without a final slash. Raises `SettingError`, showing no password."""
    try:
        url = httpx.URL(text.strip())
    except httpx.InvalidURL as error:
        raise SettingError(
            f"the base URL of {address.service} is not a URL: {error}", f"For example {OPENAI}."
        ) from None
    if url.scheme not in ("http", "https") or not url.host:
        raise SettingError(
            f"the base URL of {address.service} does not begin with http:// or https:// and a host",
            f"For example {OPENAI} ({address.url_variable}).",
        )
    if url.userinfo or url.query:
        raise SettingError(
            f"the base URL of {address.service}, at {url.host}, has a user, a password or a query",
            f"Remove them; the key belongs in {address.key_variable}.",
        )
    return str(url).rstrip("/")


def checked_key(given: str | None, found: Found) -> Key:
    """Return the key: the one given, else that of the settings. Raises `SettingError` for what is no key."""
    origin = "the argument api_key" if given else found.origin
    value = (given or found.value or "").strip()
    if not (value.isascii() and value.isprintable()):
        raise SettingError(
            f"the key from {origin} has characters that no key has", "Copy it again, without line breaks."
        )
    return Key(value or None, origin)

"""The key of a Supabase project, and the token of a user."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass

from pgmatch.errors import SettingError

_ROLES = {"sb_secret_": "service_role", "sb_publishable_": "anon"}


@dataclass(frozen=True, repr=False)
class Credentials:
    """What a request proves itself with. Its text shows none of it."""

    key: str
    access_token: str | None = None

    def __post_init__(self) -> None:
        """Raise `SettingError` for what cannot stand in a header."""
        for name, value in (("the Supabase key", self.key), ("access_token", self.access_token)):
            if value is not None and not (
                value.isascii() and value.isprintable() and " " not in value and value
            ):
                raise SettingError(
                    f"{name} is empty, or has a space or another character that no key has",
                    "Copy it again: all of it, without quotes.",
                )

    @property
    def headers(self) -> dict[str, str]:
        """The headers of a request."""
        return {"apikey": self.key, "Authorization": f"Bearer {self.access_token or self.key}"}

    @property
    def role(self) -> str | None:
        """The role that the token or the key says it is for, unverified; None if it does not say."""
        proof = self.access_token or self.key
        named = (role for prefix, role in _ROLES.items() if proof.startswith(prefix))
        return next(named, None) or _claimed_role(proof)

    def hide(self, text: str) -> str:
        """Return the text without the key and the token."""
        for secret in (self.key, self.access_token):
            text = text.replace(secret, "[hidden]") if secret else text
        return text


def _claimed_role(token: str) -> str | None:
    try:
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        role = claims["role"]
    except (IndexError, KeyError, TypeError, ValueError):
        return None
    return role if isinstance(role, str) else None

"""Where a reader opens what was found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

_PLACE = re.compile(r"\{([^{}]+)\}")
_ABSOLUTE = re.compile(r"https?://", re.IGNORECASE)


def section_url(site_url: str, path: str | None, slug: str | None) -> str:
    """Return the URL of a section: that of the site, the path of the page and the anchor."""
    anchor = f"#{quote(slug)}" if slug else ""
    return f"{_joined(site_url, quote(path))}{anchor}" if path else ""


def row_url(template: str, site_url: str, row: Mapping[str, Any]) -> str:
    """Return the URL of a row: a template with the values of its columns; "" if one of them is null.

    A value that is a URL stays as it is, others are escaped.
    """
    values = {name: row.get(name) for name in _PLACE.findall(template)}
    if not template or None in values.values():
        return ""
    url = _PLACE.sub(lambda place: _escaped(str(values[place[1]])), template)
    return url if _ABSOLUTE.match(url) else _joined(site_url, url)


def places(template: str) -> list[str]:
    """Return the columns that a template names."""
    return _PLACE.findall(template)


def _escaped(value: str) -> str:
    return value if _ABSOLUTE.match(value) else quote(value)


def _joined(site_url: str, path: str) -> str:
    return f"{site_url.rstrip('/')}/{path.lstrip('/')}" if site_url else path

"""The filters of a search as a model of Pydantic, of which the SDK makes the schema and checks arguments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, create_model

_TYPES: dict[str, Any] = {
    "boolean": bool,
    "smallint": int,
    "integer": int,
    "bigint": int,
    "real": float,
    "double precision": float,
    "numeric": float,
    "json": Any,
    "jsonb": Any,
}
# of those that have the same name in every search
_MEANINGS = {
    "path_prefix": "Only from pages whose path starts with this.",
    "page_type": "Only from pages of this type.",
    "source": "Only from pages of this source.",
    "min_content_length": "Only texts with at least this many characters.",
    "meta": "Only where the metadata contains this object.",
    "filter": 'Only where the metadata passes this: {"year": {"$gte": 2020}}.',
}
_OBJECTS = ("meta", "filter")


def filter_model(filters: Mapping[str, str]) -> type[BaseModel]:
    """Return a model with a field for each filter, all optional; other names are refused.

    `filters` are types by names, as Postgres writes them.
    """
    # names of columns may be those of methods, so they are aliases
    fields: dict[str, Any] = {
        f"filter_{place}": (
            _type(name, kind) | None,
            Field(None, alias=name, description=_MEANINGS.get(name, kind)),
        )
        for place, (name, kind) in enumerate(filters.items())
    }
    return create_model("Filters", __config__=ConfigDict(extra="forbid"), **fields)


def given_filters(filters: BaseModel | None) -> dict[str, Any]:
    """Return the filters that were given, by their names."""
    return filters.model_dump(by_alias=True, exclude_none=True) if filters else {}


def _type(name: str, kind: str) -> Any:
    if kind.endswith("[]"):
        return list[_TYPES.get(kind.removesuffix("[]"), str)]  # type: ignore[misc]
    if name in _OBJECTS and kind == "jsonb":
        return dict[str, Any]
    return _TYPES.get(kind, str)

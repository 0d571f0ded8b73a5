# ruff: noqa: N818 - the names are those of vecs
"""The exceptions of vecs. Each is a `PgmatchError` too, with a hint and, where there is one, the SQLSTATE."""

from __future__ import annotations

from pgmatch.errors import PgmatchError

__all__ = [
    "ArgError",
    "CollectionAlreadyExists",
    "CollectionNotFound",
    "FilterError",
    "IndexNotFound",
    "MismatchedDimension",
    "MissingDependency",
    "Unreachable",
    "VecsException",
]


class VecsException(PgmatchError):
    """What all exceptions of this module are."""


class CollectionAlreadyExists(VecsException):
    """There is a collection of this name."""


class CollectionNotFound(VecsException):
    """There is no collection of this name."""


class ArgError(VecsException):
    """An argument is wrong."""


class MismatchedDimension(ArgError):
    """Vectors, an adapter and a collection do not have the same number of dimensions."""


class FilterError(VecsException):
    """A filter is not of the form that filters have."""


class IndexNotFound(VecsException):
    """There is no such index."""


class Unreachable(VecsException):
    """Something happened that should be impossible."""


class MissingDependency(VecsException, ImportError):
    """A package is not installed."""

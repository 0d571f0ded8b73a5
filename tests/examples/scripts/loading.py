"""Loads the program of an example as a module."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType


def load(path: str) -> ModuleType:
    """Return the module of a file."""
    spec = spec_from_file_location("example", path)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

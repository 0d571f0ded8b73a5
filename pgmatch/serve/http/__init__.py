"""Answers over HTTP: what `pgmatch serve` runs."""

from pgmatch.serve.http.app import Services, create_app
from pgmatch.serve.http.options import Options

__all__ = ["Options", "Services", "create_app"]

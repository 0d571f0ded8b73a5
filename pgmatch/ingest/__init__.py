"""Reads Markdown and MDX files into pages and sections, and stores them."""

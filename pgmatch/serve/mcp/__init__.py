"""A server of the Model Context Protocol, by which assistants search a database: `pgmatch mcp`."""

"""create_search: a match function for any table, and what it promises."""

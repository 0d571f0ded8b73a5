"""Tools of the people who work on pgmatch; not part of the package."""

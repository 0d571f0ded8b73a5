"""The line docs: headless doc search."""

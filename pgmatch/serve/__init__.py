"""Answers to questions, from what a database has: `pip install 'pgmatch[serve]'`.

The core never imports it.
"""

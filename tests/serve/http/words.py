"""A model whose vectors tell which words a text has, and pages to ask about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from pgmatch.models import LoadPage, LoadSection

PAGES = {
    "/fruit": ("Apples", "apples", "Apples grow on trees in an orchard. Pick ripe apples in autumn."),
    "/fish": ("Trout", "trout", "Trout swim upstream in cold rivers. Feed trout with insects."),
    '/odd "path"?#%': ("Bad <b>", "a b", 'Quotes, "braces" {} and data: [DONE]\n\n\u2028event: x\r\nid: 1'),
}


class Words:
    """Makes vectors of length 1 from the words of a text."""

    name = "words"
    dimensions = 256
    max_tokens = 200
    normalized = True

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        found = np.full((len(texts), self.dimensions), 1e-6, dtype=np.float32)
        for row, text in zip(found, texts, strict=True):
            for word in re.findall(r"\w{4,}", text.lower()):
                row[crc32(word.encode()) % self.dimensions] += 1
        lengths: NDArray[np.float32] = np.linalg.norm(found, axis=1, keepdims=True)
        return np.divide(found, lengths)

    def count_tokens(self, text: str) -> int:
        return len(text.split())


def pages() -> list[LoadPage]:
    return [
        LoadPage(
            path,
            [
                LoadSection(
                    f"# {heading}\n\n{text}",
                    list(map(float, Words().embed([text])[0])),
                    heading=heading,
                    slug=slug,
                )
            ],
        )
        for path, (heading, slug, text) in PAGES.items()
    ]

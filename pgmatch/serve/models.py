"""What an answer is made of."""

from __future__ import annotations

from dataclasses import dataclass

SORRY = "Sorry, I don't know how to help with that."


@dataclass(frozen=True, slots=True)
class Source:
    """A section that was found for a question.

    `headings` lead to it, from the title of its page down to its own heading. `content` is Markdown and
    begins with the heading. `similarity` is higher for what is nearer; None for a section without an
    embedding, which only its words can find. `path` is None if the caller may not see the page.
    """

    id: int
    page_id: int
    path: str | None
    slug: str | None
    heading: str | None
    headings: tuple[str, ...]
    content: str
    similarity: float | None

    @property
    def anchor(self) -> str:
        """Where to read it: `path#slug`, or the path alone for the text above a page's first heading."""
        return f"{self.path or ''}#{self.slug}" if self.slug else self.path or ""

    @property
    def title(self) -> str:
        """What leads to it, on one line: the headings, or where to read it if there are none."""
        return " ".join(" > ".join(self.headings).split()) or self.anchor


@dataclass(frozen=True, slots=True)
class Sources:
    """The last item of an answer: the sections that it is made of, best first, each once.

    There is none if nothing was relevant. `extractive` says that the answer quotes them, and that no language
    model wrote it.
    """

    sources: tuple[Source, ...]
    extractive: bool

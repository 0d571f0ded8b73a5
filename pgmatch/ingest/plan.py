"""What an ingest run reads: which corpus, which files of it, and by which rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pgmatch.errors import IngestError
from pgmatch.ingest.files import Found, SourceFile, walk
from pgmatch.ingest.markdown import parse
from pgmatch.ingest.paths import RULES, Place, normal_prefix
from pgmatch.ingest.rules import GUIDE, Rules
from pgmatch.ingest.summary import Failure, Summary
from pgmatch.lines.nods.page_calls import corpora

if TYPE_CHECKING:
    from pgmatch.client import Database
    from pgmatch.models import Corpus


@dataclass(frozen=True)
class Request:
    """What the user asked for; `rules` are those that were named, by their names. None leaves it open."""

    root: Path
    corpus: str | None = None
    prefix: str | None = None
    source: str = "guide"
    rules: Mapping[str, Any] = field(default_factory=dict)
    exclude: Sequence[str] = ()
    follow_links: bool = False
    prune: bool | None = None


@dataclass(frozen=True)
class Plan:
    """What a run reads: the corpus below `root`, or of it only what is below `part`.

    `part_path` is what the paths of that part start with; None where there is nothing to be removed from it.
    `other_rules` are those by which the pages were read before, if they are not `rules`.
    """

    request: Request
    corpus: str
    root: Path
    prefix: str
    rules: Rules
    other_rules: Rules | None
    part: Path | None

    @property
    def part_path(self) -> str | None:
        """What the paths of the part start with; None for a file and for a folder that has no path."""
        if self.part is None or not self.part.is_dir():
            return None
        place = Place(self.prefix, self.prefix)
        for name in self.part.relative_to(self.root).parts:
            place = place.below(RULES[self.rules.paths].folder(name))
        return place.path if place.path != self.prefix else None

    @property
    def prune(self) -> bool | None:
        """Whether pages that are gone are removed; never where it is not known which are of the part."""
        return False if self.part is not None and self.part_path is None else self.request.prune

    @property
    def only(self) -> str | None:
        """The part as it is shown."""
        return None if self.part is None else str(self.part)

    def find(self) -> Found:
        """Return what is below the root now; raise `IngestError` if there is nothing to read."""
        request = self.request
        found = walk(
            self.root,
            prefix=self.prefix,
            rules=self.rules,
            exclude=request.exclude,
            follow_links=request.follow_links,
        )
        if not self.of_part(found):
            reasons = "".join(f"; {name}: {reason}" for name, reason in found.left_out[:3])
            raise IngestError(
                f"there is no Markdown file in {request.root}{reasons}",
                "Name the folder that holds .md or .mdx files.",
            )
        return found

    def of_part(self, found: Found) -> list[SourceFile]:
        """Return those of the files that are to be read."""
        part = self.part
        if part is None:
            return found.files
        return [file for file in found.files if file.file == part or part in file.file.parents]

    def paths(self, found: Found) -> list[str]:
        """Return the paths of all pages that must not be taken for gone."""
        # by the guide's rule the page of a folder is beside it, and so not in the part
        beside = [self.part_path] if self.part_path and self.rules.paths == "guide" else []
        return [*(file.path for file in found.files), *beside]

    def summary(self, found: Found) -> Summary:
        """Return a summary in which nothing is done yet."""
        return Summary(
            self.corpus,
            self.rules,
            self.other_rules,
            self.only,
            warnings=[Failure(each.name, each.message, each.hint) for each in found.refused],
            left_out=list(found.left_out),
        )


def check_folder(root: Path) -> None:
    """Raise `IngestError` if `root` holds no Markdown that can be read."""
    # A package that is missing is one error, not one for each file.
    parse("", path=str(root), mdx=False)
    found = walk(root, follow_links=True)
    if not found.files and not found.left_out:
        raise IngestError(
            f"there is no Markdown file in {root}", "Name the folder that holds .md or .mdx files."
        )


def make_plan(database: Database, request: Request) -> Plan:
    """Return what a run is to read, asking the database what it knows of the corpus.

    Raises `IngestError` if two corpora fit, and for what cannot be read in the way that was asked for.
    """
    check_folder(request.root)
    here = request.root.resolve()
    known = {corpus.corpus: corpus for corpus in database.run(corpora())}
    name = request.corpus or _corpus_of(here, known.values()) or here.name or str(here)
    entry = known.get(name)
    root = Path(entry.root) if entry and entry.root else here
    part = here if root in here.parents else None
    if part is None:
        root = here
    prefix = normal_prefix((entry and entry.prefix) or "" if request.prefix is None else request.prefix)
    before = _rules_before(database, request, entry, known.get(None), root, prefix)
    rules = replace(before or Rules(), **request.rules)
    plan = Plan(request, name, root, prefix, rules, None if rules == before else before, part)
    if part and (plan.other_rules or (entry and prefix != (entry.prefix or ""))):
        raise IngestError(
            f'the corpus "{name}" is read by other rules, and a part of it cannot be read otherwise',
            f"Leave the options out, or read all of it: pgmatch ingest {root}",
        )
    return plan


def _corpus_of(here: Path, known: Iterable[Corpus]) -> str | None:
    """Return the corpus that was read from this folder, else from one around it."""
    rooted = {corpus.corpus: Path(corpus.root) for corpus in known if corpus.corpus and corpus.root}
    exact = [name for name, root in rooted.items() if root == here]
    fitting = exact or [name for name, root in rooted.items() if root in here.parents]
    if len(fitting) > 1:
        raise IngestError(
            f"{here} is part of the corpora {', '.join(sorted(fitting))}",
            f"Say which is meant: --corpus {min(fitting)}",
        )
    return fitting[0] if fitting else None


def _rules_before(
    database: Database,
    request: Request,
    entry: Corpus | None,
    others: Corpus | None,
    root: Path,
    prefix: str,
) -> Rules | None:
    """Return the rules by which the pages there were read; None if there are none, or it is not known."""
    if entry and entry.rules is not None:
        return Rules.from_json(entry.rules)
    if others is None or not others.pages:
        return None
    # pages of no corpus: are they those that the guide's script would have made of these files?
    found = walk(root, prefix=prefix, rules=GUIDE, exclude=request.exclude, follow_links=request.follow_links)
    known = database.run(corpora([file.path for file in found.files]))
    is_guides = any(each.corpus is None and each.existing for each in known)
    return GUIDE if is_guides else None

"""Counts the words that readers of a folder's pages see and that ingest loses.

    python -m tools.coverage FOLDER [--md-as mdx] [--jsx drop]

What readers see is read by unified's remark-mdx, from npm; what ingest stores by pgmatch. Prints the words of
both, the pages that lose most, and what they lose. Components that compute text from data are seen by
neither.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from pgmatch.errors import IngestError
from pgmatch.ingest.files import SourceFile, read_page, walk
from pgmatch.ingest.rules import Rules
from tools.node import ROOT, program

PACKAGES = {
    "remark-frontmatter": "5.0.0",
    "remark-gfm": "4.0.1",
    "remark-mdx": "3.1.0",
    "remark-parse": "11.0.0",
    "unified": "11.0.5",
}
MODULES = ROOT / ".venv" / "coverage"
SCRIPT = Path(__file__).with_name("words.mjs")
_WORD = re.compile(r"[^\W_]+")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


@dataclass(frozen=True)
class Coverage:
    """The words that readers of one page see, and those of them that ingest loses."""

    name: str
    seen: int
    lost: Counter[str]


def words(text: str) -> Counter[str]:
    """Return how often each word occurs; neither markup nor case makes a difference."""
    return Counter(_WORD.findall(_ESCAPED.sub(r"\1", unescape(text)).casefold()))


def compare(name: str, seen: str, stored: str) -> Coverage:
    """Compare what readers see of a page with what is stored of it."""
    found = words(seen)
    return Coverage(name, found.total(), found - words(stored))


def cover(root: Path, rules: Rules) -> Iterator[Coverage | str]:
    """Yield the coverage of each page below `root`, or why it cannot be read."""
    files = walk(root, rules=rules).files
    for file, seen in zip(files, _seen(files, rules), strict=True):
        try:
            page = read_page(file, rules=rules)
        except IngestError as error:
            yield f"not ingested: {error.message}"
            continue
        if "error" in seen:
            yield f"not MDX: {file.name}: {seen['error']}"
        else:
            yield compare(file.name, seen["text"], "\n".join(part.content for part in page.sections))


def _seen(files: Sequence[SourceFile], rules: Rules) -> Iterator[dict[str, str]]:
    asked = [
        {"file": str(file.file), "mdx": file.file.suffix == ".mdx" or rules.md_as == "mdx"} for file in files
    ]
    script = MODULES / SCRIPT.name
    script.write_bytes(SCRIPT.read_bytes())
    done = subprocess.run(
        [program("node"), str(script)],
        input="\n".join(map(json.dumps, asked)),
        capture_output=True,
        text=True,
        check=True,
    )
    return map(json.loads, done.stdout.splitlines())


def install() -> None:
    """Install the parsers from npm."""
    MODULES.mkdir(parents=True, exist_ok=True)
    wanted = [f"{name}@{version}" for name, version in PACKAGES.items()]
    subprocess.run(
        [
            program("npm"),
            "install",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
            "--prefix",
            MODULES,
            *wanted,
        ],
        check=True,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the coverage of a folder."""
    parser = argparse.ArgumentParser(prog="python -m tools.coverage", description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--md-as", choices=["markdown", "mdx"], default="markdown")
    parser.add_argument("--jsx", choices=["keep", "drop"], default="keep")
    options = parser.parse_args(arguments)
    install()
    results = list(cover(options.folder, Rules(jsx=options.jsx, md_as=options.md_as)))
    pages = [result for result in results if isinstance(result, Coverage)]
    for problem in sorted(result for result in results if isinstance(result, str)):
        print(problem)
    for page in sorted(pages, key=lambda page: -page.lost.total())[:10]:
        if page.lost:
            print(
                f"{page.lost.total():6} lost of {page.seen:6}  {page.name}  {dict(page.lost.most_common(8))}"
            )
    seen, lost = sum(page.seen for page in pages), sum(page.lost.total() for page in pages)
    print(
        f"{len(pages)} pages, {seen:,} words, {lost:,} lost ({100 * lost / max(seen, 1):.3f} %), "
        f"{len(results) - len(pages)} pages not compared"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())

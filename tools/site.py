"""What mkdocs needs to build the documentation as it is: `make docs`.

The site has the paths of the repository, so that each link means the same in both: pages outside docs/ are
pages of the site too. Anchors are those that GitHub gives.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from pgmatch.ingest.slugs import slugify

ROOT = Path(__file__).resolve().parent.parent
OUTSIDE = ("*.md", "LICENSE", "bench/*.md", "bench/results/*.svg")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Give headings the anchors that the links name."""
    config.mdx_configs["toc"]["slugify"] = lambda text, _separator: slugify(text)
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Put each page and picture where it is in the repository."""
    docs = Path(config.docs_dir)
    of_theme = [file for file in files if not Path(file.abs_src_path or "/").is_relative_to(docs)]
    ours = [
        File.generated(config, path.relative_to(ROOT).as_posix(), abs_src_path=str(path))
        for path in _sources(docs)
    ]
    return Files([*of_theme, *ours])


def _sources(docs: Path) -> Iterator[Path]:
    yield from (path for path in docs.rglob("*") if path.is_file())
    for pattern in OUTSIDE:
        yield from ROOT.glob(pattern)

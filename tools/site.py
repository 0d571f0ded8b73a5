"""What mkdocs needs to build the documentation as it is: `make docs`.

The site has the paths of the repository, so that each link means the same in both: pages outside docs/ are
pages of the site too. Anchors are those that GitHub gives.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from pgmatch.ingest.slugs import slugify
from tools.links import ROOT, links, pages


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Give headings the anchors that the links name."""
    config.mdx_configs["toc"]["slugify"] = lambda text, _separator: slugify(text)
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Put each page, and each file that a page links to, where it is in the repository."""
    docs = Path(config.docs_dir)
    of_theme = [file for file in files if not Path(file.abs_src_path or "/").is_relative_to(docs)]
    ours = [
        File.generated(config, path.relative_to(ROOT).as_posix(), abs_src_path=str(path))
        for path in sorted({*pages(ROOT), *_linked()})
    ]
    return Files([*of_theme, *ours])


def _linked() -> set[Path]:
    found = set()
    for page in pages(ROOT):
        for _, link in links(page):
            parts = urlsplit(link)
            if not parts.scheme and parts.path:
                found.add((page.parent / unquote(parts.path)).resolve())
    return {path for path in found if path.is_file()}

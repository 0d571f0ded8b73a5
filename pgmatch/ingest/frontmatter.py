"""Front matter: YAML between lines of `---`, TOML between lines of `+++`."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pgmatch.ingest.metadata import MetaError, as_object, check_size

if TYPE_CHECKING:
    from yaml.nodes import Node

_TOML = re.compile(r"\+\+\+[ \t]*\n(?P<source>.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_YAML = re.compile(r"-{3,}[^\n]*\n(?P<source>.*?)^(?:-{3,}|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_NAMES_FACTS = re.compile(r"\b(?:draft|slug|url)\b")
_FACT = re.compile(r"^(slug|url)[ \t]*[:=][ \t]*[\"']?([^\"'\s]+)", re.MULTILINE)
_TOML_LINE = re.compile(r"(.*?) \(at line (\d+), column \d+\)", re.DOTALL)


@dataclass(frozen=True)
class Facts:
    """What front matter says of the page's place: whether it is a draft, its `slug` and its `url`."""

    draft: bool = False
    slug: str | None = None
    url: str | None = None


def facts(text: str) -> Facts:
    """Return the facts in the front matter of `text`.

    From front matter that cannot be read, which is reported when the page is, only the page's path is taken.
    """
    text = re.sub(r"\r\n?", "\n", text.removeprefix("\ufeff"))
    match, parse = (_YAML.match(text), yaml) if text.startswith("-") else (_TOML.match(text), _toml)
    if match is None or not _NAMES_FACTS.search(match["source"]):
        return Facts()
    try:
        meta = parse(match["source"])
    except MetaError:
        meta = dict(_FACT.findall(match["source"]))
    return Facts(meta.get("draft") is True, _path(meta.get("slug")), _path(meta.get("url")))


def _path(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value).strip() or None


def take_toml(text: str) -> tuple[str, dict[str, Any]]:
    """Return `text` with empty lines in place of TOML front matter, and what that says.

    Raises `MetaError` where it is not TOML.
    """
    match = _TOML.match(text)
    if match is None:
        return text, {}
    return "\n" * match[0].count("\n") + text[match.end() :], _toml("\n" + match["source"])


def yaml(source: str) -> dict[str, Any]:
    """Return what YAML says, dates as ISO 8601 strings.

    Raises `MetaError` where it is not YAML, not a mapping, not representable as JSON, or too large.
    """
    from yaml import MarkedYAMLError, SafeLoader, YAMLError

    check_size(len(source), 0)
    try:
        loader = SafeLoader(source)
        node = loader.get_single_node()
        if node is None:
            return {}
        _Sizes().of(node)
        value = loader.construct_document(node)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise MetaError(
            f"front matter is not valid YAML: {error.problem}", mark.line if mark else 0
        ) from None
    except (YAMLError, ValueError, RecursionError) as error:
        raise MetaError(f"front matter is not valid YAML: {error}", 0) from None
    if not isinstance(value, dict):
        raise MetaError("front matter is not a YAML mapping", 0, "write `key: value` lines between the `---`")
    return as_object(value)


class _Sizes:
    """The sizes of YAML nodes with every alias written out, which are many where aliases hold aliases."""

    def __init__(self) -> None:
        self._known: dict[int, int | None] = {}

    def of(self, node: Node) -> int:
        """Return the size of `node`. Raises `MetaError` if it is too large, or holds itself."""
        if id(node) in self._known:
            size = self._known[id(node)]
            if size is None:
                raise MetaError(
                    "the metadata is nested too deeply, or refers to itself", node.start_mark.line
                )
            return size
        self._known[id(node)] = None
        if isinstance(node.value, str):
            size = len(node.value)
        else:
            # The children of a mapping are pairs.
            pairs = [child if isinstance(child, tuple) else (child,) for child in node.value]
            size = sum(self.of(child) for pair in pairs for child in pair)
        check_size(size + 1, node.start_mark.line)
        self._known[id(node)] = size + 1
        return size + 1


def _toml(source: str) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib

    check_size(len(source), 0)
    try:
        value = tomllib.loads(source)
    except (ValueError, RecursionError) as error:
        found = _TOML_LINE.fullmatch(str(error))
        problem, line = (found[1], int(found[2]) - 1) if found else (str(error), 0)
        raise MetaError(f"front matter is not valid TOML: {problem}", line) from None
    return as_object(value)

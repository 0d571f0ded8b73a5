"""One attempt of an attacker, and the rows that it is aimed at."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

# in everything of the victim's that is text; no attempt contains it
CANARY = "CANARY7f3a91"

VICTIM_PAGE, VICTIM_CHILD, NOBODYS_PAGE, OWN_PAGE = 101, 102, 301, 201
VICTIM_SECTION, NOBODYS_SECTION, OWN_SECTION = 1001, 3001, 2001
VICTIM_RUN, NOBODYS_RUN, OWN_RUN = 11, 31, 21
VICTIM_CORPUS, NOBODYS_CORPUS, OWN_CORPUS = 12, 32, 22
# what the attacker may know, because paths, corpora and texts can be guessed
KNOWN_PATH, KNOWN_CORPUS, KNOWN_TEXT = "/shared/known", "docs", "The text that everybody knows."

RESTORE = f"""
    delete from nods_page;
    delete from pgmatch.nods_run;
    delete from pgmatch.nods_corpus;
    insert into pgmatch.nods_corpus (id, corpus, owner_id, root, prefix, rules, updated_at)
      overriding system value values
      ({VICTIM_CORPUS}, '{KNOWN_CORPUS}', 'victim', '/{CANARY}', '/{CANARY}', '{{"{CANARY}": 1}}', '2026-01-01'),
      ({NOBODYS_CORPUS}, '{KNOWN_CORPUS}', null, '/{CANARY}', '/{CANARY}', '{{"{CANARY}": 1}}', '2026-01-01'),
      ({OWN_CORPUS}, '{KNOWN_CORPUS}', 'mallory', '/mine', '/mine', '{{"mine": 1}}', '2026-01-01');
    insert into pgmatch.nods_run (id, corpus, owner_id, began_at) overriding system value values
      ({VICTIM_RUN}, '{KNOWN_CORPUS}', 'victim', '2026-01-01'),
      ({NOBODYS_RUN}, '{CANARY}', null, '2026-01-01'),
      ({OWN_RUN}, '{KNOWN_CORPUS}', 'mallory', '2026-01-01');
    insert into nods_page (id, parent_page_id, path, checksum, meta, type, source, corpus, owner_id) values
      ({VICTIM_PAGE}, null, '{KNOWN_PATH}', 'known sum', '{{"known": {{"tag": "{CANARY}"}}}}', '{CANARY}', '{CANARY}',
        '{KNOWN_CORPUS}', 'victim'),
      ({VICTIM_CHILD}, {VICTIM_PAGE}, '/{CANARY}', '{CANARY}', '{{"{CANARY}": 1}}', 'markdown', 'guide',
        '{CANARY}', 'victim'),
      ({NOBODYS_PAGE}, null, '/nobody/{CANARY}', '{CANARY}', '{{"{CANARY}": 1}}', 'markdown', 'guide',
        '{KNOWN_CORPUS}', null),
      ({OWN_PAGE}, null, '/mine', 'sum', '{{"mine": 1}}', 'markdown', 'guide', '{KNOWN_CORPUS}', 'mallory');
    insert into nods_page_section (id, page_id, content, heading, slug, token_count, embedding) values
      ({VICTIM_SECTION}, {VICTIM_PAGE}, '{KNOWN_TEXT}', '{CANARY}', '{CANARY}', 90210, '[0.6, 0.8, 0]'),
      ({VICTIM_SECTION + 1}, {VICTIM_CHILD}, 'the launch code is {CANARY}', '{CANARY}', 'x', 90210, '[0.6, 0.8, 0]'),
      ({NOBODYS_SECTION}, {NOBODYS_PAGE}, 'the launch code is {CANARY}', '{CANARY}', 'x', 90210, '[0.6, 0.8, 0]'),
      ({OWN_SECTION}, {OWN_PAGE}, 'my own launch', 'Mine', 'mine', 3, '[1, 0, 0]');
    update nods_page set section_ids = array[id * 10 - 9]
"""

MALLORY = json.dumps({"sub": "mallory", "role": "authenticated"})


@dataclass(frozen=True)
class Attempt:
    """Statements of an attacker; the last one has the outcome: a SQLSTATE, or a number of rows."""

    name: str
    statements: tuple[str, ...]
    outcome: str | int
    role: str = "authenticated"
    claims: str | None = MALLORY


@dataclass(frozen=True)
class Call:
    """A call of a function by its name and arguments in JSON, as an API passes them on."""

    name: str
    function: str
    outcome: str | int
    arguments: dict[str, Any] = field(default_factory=dict)
    role: str = "authenticated"
    claims: str | None = MALLORY
    schema: str = "public"


@dataclass(frozen=True)
class Request:
    """A request to the tables of an API; `token` is whose: a user's, or one that nobody has issued."""

    name: str
    method: str
    path: str
    outcome: str | int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    token: str = "mallory"

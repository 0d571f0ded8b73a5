"""Requests to the tables that an API exposes, and with tokens that nobody has issued."""

from __future__ import annotations

from tests.security.attacks.attempt import (
    KNOWN_PATH,
    NOBODYS_PAGE,
    OWN_PAGE,
    VICTIM_PAGE,
    VICTIM_SECTION,
    Request,
)

ALL_ROWS = {"prefer": "return=representation"}
MERGE = {"prefer": "return=representation,resolution=merge-duplicates"}
IGNORE = {"prefer": "return=representation,resolution=ignore-duplicates"}
PGMATCH = {"accept-profile": "pgmatch", "content-profile": "pgmatch"}
AIMED = {"embedding": [0.6, 0.8, 0], "match_threshold": -1, "match_count": 100, "min_content_length": 0}
FORGED = {
    "another key": "PGRST301",
    "no signature": "42501",
    "the publishable key for a key": "PGRST301",
    "expired": "PGRST303",
    "not a token": "42501",
}


def _get(
    name: str, path: str, outcome: str | int, headers: dict[str, str] | None = None, token: str = "mallory"
) -> Request:
    return Request(f"get {name}", "GET", path, outcome, headers=headers or {}, token=token)


READ = [
    _get("all pages", "nods_page", 1),
    _get("all sections", "nods_page_section", 1),
    _get("the victim's pages", "nods_page?owner_id=eq.victim", 0),
    _get("nobody's pages", "nods_page?owner_id=is.null", 0),
    _get("a page of the victim's", f"nods_page?id=eq.{VICTIM_PAGE}", 0),
    _get("a section of the victim's", f"nods_page_section?id=eq.{VICTIM_SECTION}", 0),
    _get("the pages of all or true", "nods_page?or=(owner_id.eq.victim,id.gt.0)", 1),
    _get("the pages by a pattern", "nods_page?path=like.*", 1),
    _get("the pages with their sections", "nods_page?select=*,nods_page_section(*)", 1),
    _get("the sections with their pages", "nods_page_section?select=*,nods_page(*)", 1),
    _get("a search with its pages", "rpc/get_page_parents?page_id=101", 0),
    _get("as a table with commas", "nods_page", 1, {"accept": "text/csv"}),
    _get("a count", "nods_page?select=id", 1, {"prefer": "count=exact"}),
    _get("another schema", "nods_run", "PGRST106", PGMATCH),
    _get("the schema of the system", "pg_authid", "PGRST106", {"accept-profile": "pg_catalog"}),
]
WRITE = [
    Request("insert the victim's page", "POST", "nods_page", "42501", {"path": "/x", "owner_id": "victim"}),
    Request("insert nobody's page", "POST", "nods_page", "42501", {"path": "/x", "owner_id": None}),
    Request("insert with the victim's id", "POST", "nods_page", "42501", {"id": VICTIM_PAGE, "path": "/x"}),
    Request(
        "insert below the victim's page",
        "POST",
        "nods_page",
        "23503",
        {"path": "/x", "parent_page_id": VICTIM_PAGE},
    ),
    Request(
        "insert below a page that is not there",
        "POST",
        "nods_page",
        "23503",
        {"path": "/x", "parent_page_id": 98765},
    ),
    Request(
        "insert a section of the victim's page",
        "POST",
        "nods_page_section",
        "23503",
        {"page_id": VICTIM_PAGE, "content": "planted"},
    ),
    Request(
        "insert a section of nobody's page",
        "POST",
        "nods_page_section",
        "23503",
        {"page_id": NOBODYS_PAGE, "content": "planted"},
    ),
    Request(
        "insert a section as the victim",
        "POST",
        "nods_page_section",
        1,
        {"page_id": OWN_PAGE, "content": "planted", "owner_id": "victim"},
        ALL_ROWS,
    ),
    Request(
        "upsert over the victim's page",
        "POST",
        "nods_page?on_conflict=path,owner_id",
        "42501",
        {"path": KNOWN_PATH, "owner_id": "victim", "checksum": "stolen"},
        MERGE,
    ),
    Request(
        "upsert over the victim's path",
        "POST",
        "nods_page?on_conflict=path,owner_id",
        1,
        {"path": KNOWN_PATH, "owner_id": "mallory", "checksum": "stolen"},
        MERGE,
    ),
    Request(
        "upsert the victim's page or nothing",
        "POST",
        "nods_page?on_conflict=path,owner_id",
        "42501",
        {"path": KNOWN_PATH, "owner_id": "victim"},
        IGNORE,
    ),
    Request(
        "give one's page away",
        "PATCH",
        f"nods_page?id=eq.{OWN_PAGE}",
        "42501",
        {"owner_id": "victim"},
        ALL_ROWS,
    ),
    Request(
        "take the victim's page",
        "PATCH",
        f"nods_page?id=eq.{VICTIM_PAGE}",
        0,
        {"owner_id": "mallory"},
        ALL_ROWS,
    ),
    Request("take every page", "PATCH", "nods_page?id=gt.0", 1, {"checksum": "stolen"}, ALL_ROWS),
    Request(
        "hang one's page below the victim's",
        "PATCH",
        f"nods_page?id=eq.{OWN_PAGE}",
        "23503",
        {"parent_page_id": VICTIM_PAGE},
        ALL_ROWS,
    ),
    Request(
        "move one's section to the victim's page",
        "PATCH",
        "nods_page_section?id=gt.0",
        "23503",
        {"page_id": VICTIM_PAGE},
        ALL_ROWS,
    ),
    Request("delete the victim's page", "DELETE", f"nods_page?id=eq.{VICTIM_PAGE}", 0, headers=ALL_ROWS),
    Request("delete every page", "DELETE", "nods_page?id=gt.0", 1, headers=ALL_ROWS),
    Request(
        "delete the victim's section",
        "DELETE",
        f"nods_page_section?id=eq.{VICTIM_SECTION}",
        0,
        headers=ALL_ROWS,
    ),
    Request("call a helper", "POST", "rpc/nods_nearest", "PGRST106", {"query_embedding": "[1,0,0]"}, PGMATCH),
    Request("change the mode", "POST", "rpc/set_access", "PGRST202", {"mode": "public_read"}),
]
TOKENS = [
    request
    for token, outcome in FORGED.items()
    for request in (
        _get(f"pages with a token, {token}", "nods_page", outcome, token=token),
        Request(
            f"search with a token, {token}", "POST", "rpc/match_page_sections", outcome, AIMED, token=token
        ),
    )
] + [
    request
    for token, rows in (("nobody", 0), ("no sub", 0), ("service_role's metadata", 1))
    for request in (
        _get(f"pages with a token, {token}", "nods_page", rows, token=token),
        Request(f"search with a token, {token}", "POST", "rpc/match_page_sections", rows, AIMED, token=token),
    )
]
ANONYMOUS = [
    Request(
        f"{request.name}, as anon",
        request.method,
        request.path,
        "42501",
        request.body,
        request.headers,
        "anon",
    )
    for request in (*READ[:6], *WRITE[:3], *WRITE[11:15], *WRITE[16:19])
]
REQUESTS = [*READ, *WRITE, *TOKENS, *ANONYMOUS]

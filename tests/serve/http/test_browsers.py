"""What pages of other sites may do, by what name the server may be called, and what a browser is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pgmatch.serve.http.options import LOOPBACK, hosts_for
from tests.serve.http.running import Running, serving
from tests.servers import Database

SITE = "https://docs.example.com"
ASKED = "/vector-search?query=ripe+apples"


@pytest.fixture(scope="module")
def site(library: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server for one site, with a page."""
    page = tmp_path_factory.mktemp("page")
    (page / "index.html").write_text("<title>Search</title>")
    (page / "document.html").write_text("<title>Page</title>")
    (page / "page.js").write_text("export {}")
    (page.parent / "secret.txt").write_text("secret")
    (page / "link").symlink_to(page.parent / "secret.txt")
    names = tuple(name.upper() for name in LOOPBACK)
    with serving(library.url, page=page, origins=(SITE,), hosts=names, rate=1_000_000) as running:
        yield running


def test_without_the_setting_no_site_is_allowed(server: Running) -> None:
    answer = server.get(ASKED, headers={"Origin": SITE})
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    "origin", ["null", "https://evil.example", "https://docs.example.com.evil.example", SITE + "/"]
)
def test_another_site_is_not_allowed(site: Running, origin: str) -> None:
    answer = site.get(ASKED, headers={"Origin": origin})
    assert "access-control-allow-origin" not in answer.headers
    assert "access-control-allow-credentials" not in answer.headers
    refused = site.get(ASKED, headers={"Origin": origin, "Sec-Fetch-Site": "cross-site"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "forbidden")


def test_a_page_of_an_allowed_site_may_read_why_it_is_refused(site: Running) -> None:
    refused = site.get(ASKED, headers={"Origin": SITE, "Host": "evil.example"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "wrong_host")
    assert refused.headers["access-control-allow-origin"] == SITE


def test_a_picture_on_another_site_asks_nothing(site: Running) -> None:
    refused = site.get(ASKED, headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"})
    assert refused.status_code == 403


def test_the_site_is_allowed_with_the_headers_of_its_clients(site: Running) -> None:
    answer = site.get(ASKED, headers={"Origin": SITE, "Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == SITE
    assert "Origin" in answer.headers["vary"]
    wrong = site.get("/search?q=", headers={"Origin": SITE})
    assert (wrong.status_code, wrong.headers["access-control-allow-origin"]) == (400, SITE)
    asked = {"Origin": SITE, "Access-Control-Request-Method": "POST"}
    names = "authorization, x-client-info, apikey, content-type"
    allowed = site.client.options(
        "/api/vector-search", headers={**asked, "Access-Control-Request-Headers": names}
    )
    assert (allowed.status_code, allowed.headers["access-control-allow-origin"]) == (200, SITE)


def test_all_sites_can_be_allowed(library: Database) -> None:
    with serving(library.url, origins=("*",)) as server:
        answer = server.get(ASKED, headers={"Origin": "https://any.example", "Sec-Fetch-Site": "cross-site"})
        assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", ""])
def test_a_server_for_this_machine_has_no_other_name(site: Running, host: str) -> None:
    refused = site.get("/", headers={"Host": host})
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "wrong_host")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1:8000", "[::1]:8000", "[::1]"])
def test_a_server_for_this_machine_has_its_names(site: Running, host: str) -> None:
    assert site.get("/", headers={"Host": host}).status_code == 200


def test_a_server_for_others_has_any_name_unless_it_is_told() -> None:
    assert hosts_for("127.0.0.1", ()) == LOOPBACK
    assert hosts_for("0.0.0.0", ()) == ()
    assert hosts_for("127.0.0.1", ["Docs.example.com"]) == ("docs.example.com", *LOOPBACK)
    assert hosts_for("0.0.0.0", ["docs.example.com"]) == ("docs.example.com", *LOOPBACK)


def test_the_page_may_load_only_what_is_the_servers(site: Running) -> None:
    for path, title in (("/", "Search"), ("/pages/a/b?section=1", "Page")):
        page = site.get(path)
        assert title in page.text
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'; script-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert page.headers["x-content-type-options"] == "nosniff"
    linked = site.get("/", headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"})
    assert linked.status_code == 200


def test_pages_of_any_site_may_load_the_components(site: Running) -> None:
    script = site.get("/assets/page.js", headers={"Origin": "https://any.example"})
    assert script.headers["content-type"].startswith("text/javascript")
    assert script.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    "path",
    [
        "../secret.txt",
        "%2e%2e/secret.txt",
        "..%2fsecret.txt",
        "%2e%2e%5csecret.txt",
        "/secret.txt",
        "link",
        "a%00b",
    ],
)
def test_nothing_outside_the_folder_is_served(site: Running, path: str) -> None:
    answer = site.raw(f"GET /assets/{path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    assert answer.startswith((b"HTTP/1.1 404 ", b"HTTP/1.1 400 "))
    assert b"secret" not in answer.partition(b"\r\n\r\n")[2]


@pytest.mark.parametrize(
    "request_",
    [
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n: c\r\n\r\n",
        b"GET /" + b"a" * 40_000,
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 40_000,
        b"POST /api/vector-search HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
def test_what_is_not_http_is_refused(site: Running, request_: bytes) -> None:
    assert site.raw(request_).startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 431 "))
    assert site.get("/healthz").status_code == 200

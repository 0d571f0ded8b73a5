"""`pgmatch mcp`: lets assistants search a database through the Model Context Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pgmatch.cli.options import (
    EmbedderOption,
    PagesLineOption,
    SupabaseKeyOption,
    SupabaseUrlOption,
    load_embedder,
)
from pgmatch.errors import SettingError
from pgmatch.lines.line import DEFAULT

if TYPE_CHECKING:
    from pgmatch.client.transport import Transport
    from pgmatch.embedders import Embedder
    from pgmatch.serve.mcp.declared import Columns
    from pgmatch.serve.mcp.models import Source

_HOST = "127.0.0.1"
_PORT = 8001


def mcp(
    search: Annotated[
        str | None,
        typer.Option(
            "--search",
            metavar="NAME",
            help="Match function of your own to search by. Default: the sections of pages.",
            show_default=False,
        ),
    ] = None,
    title: Annotated[
        str | None,
        typer.Option(
            "--title-column",
            metavar="COLUMN",
            help="With --search: column of the title. Default: title or name, else the text's beginning.",
            show_default=False,
        ),
    ] = None,
    content: Annotated[
        str | None,
        typer.Option(
            "--text-column",
            metavar="COLUMN",
            help="With --search: column of the text. Default: that of the declaration, else content or body.",
            show_default=False,
        ),
    ] = None,
    url: Annotated[
        str | None,
        typer.Option(
            "--url",
            metavar="TEMPLATE",
            help="With --search: URL of a row: https://example.com/shoes/{id}. Default: the column url.",
            show_default=False,
        ),
    ] = None,
    site_url: Annotated[
        str | None,
        typer.Option(
            "--site-url",
            metavar="URL",
            help="Beginning of the URLs in results. Default: the setting site_url.",
            show_default=False,
        ),
    ] = None,
    http: Annotated[
        bool, typer.Option("--http", help="Serve over streamable HTTP instead of stdin and stdout.")
    ] = False,
    host: Annotated[str, typer.Option("--host", help="With --http: address to listen on.")] = _HOST,
    port: Annotated[
        int,
        typer.Option("--port", min=0, max=65535, help="With --http: port to listen on; 0 for any free one."),
    ] = _PORT,
    allowed_hosts: Annotated[
        list[str] | None,
        typer.Option(
            "--allowed-host",
            metavar="HOST",
            help="With --http: host name that clients may use, besides localhost; may be repeated.",
            show_default=False,
        ),
    ] = None,
    user_id: Annotated[
        str | None,
        typer.Option(
            "--user-id",
            metavar="ID",
            help="Search the rows of this user only, in the access mode owner.",
            show_default=False,
        ),
    ] = None,
    access_token: Annotated[
        str | None,
        typer.Option(
            "--access-token",
            metavar="TOKEN",
            envvar="PGMATCH_ACCESS_TOKEN",
            help="With --supabase-url: token of the user whose rows are searched.",
            show_default=False,
        ),
    ] = None,
    embedder: EmbedderOption = None,
    line: PagesLineOption = DEFAULT,
    supabase_url: SupabaseUrlOption = None,
    supabase_key: SupabaseKeyOption = None,
) -> None:
    """Let assistants search the database through the Model Context Protocol.

    The tools search, fetch and match_sections are read-only, and act as the role and user of this process.
    """
    from pgmatch.client.connecting import open_transport
    from pgmatch.serve.errors import of_the_extra
    from pgmatch.settings import read_settings

    with of_the_extra():
        from pgmatch.serve.http.options import check_host, check_site
        from pgmatch.serve.mcp.declared import Columns
        from pgmatch.serve.mcp.server import make_server, run_http, run_stdio

    if not http and (host != _HOST or port != _PORT or allowed_hosts):
        raise typer.BadParameter("needed for --host, --port and --allowed-host", param_hint="--http")
    for name in allowed_hosts or ():
        check_host(name)
    columns = Columns(title, content, url)
    if search is None and columns != Columns():
        raise typer.BadParameter("needed for --title-column, --text-column and --url", param_hint="--search")
    transport = open_transport(
        supabase_url, supabase_key, None, user_id, access_token, None, line, read_only=True
    )
    model = load_embedder(embedder)
    site = site_url or read_settings()["site_url"].value or ""
    if site:
        check_site(site)
    source = _source(transport, model, line, search, columns, site)
    server = make_server(source, model)
    if http:
        run_http(server, host, port, allowed_hosts or ())
    else:
        run_stdio(server)


def _source(
    transport: Transport, model: Embedder, line: str, search: str | None, columns: Columns, site_url: str
) -> Source:
    """Return what is searched."""
    from pgmatch.client import Database
    from pgmatch.client.sql import SqlTransport
    from pgmatch.serve.mcp.calls import CancellableSql
    from pgmatch.serve.mcp.declared import Declared
    from pgmatch.serve.mcp.sections import Sections

    if search is None:
        cancellable = CancellableSql(transport) if isinstance(transport, SqlTransport) else transport
        return Sections(Database(cancellable, line), model, site_url)
    if not isinstance(transport, SqlTransport):
        raise SettingError(
            "--search needs a connection to Postgres, to read what the search declares",
            "Set DATABASE_URL instead of SUPABASE_URL, and for a user --user-id.",
        )
    return Declared(transport, search, columns, site_url)

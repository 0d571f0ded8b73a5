"""`pgmatch serve`: questions and answers over HTTP."""

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
from pgmatch.lines.line import DEFAULT

if TYPE_CHECKING:
    from pgmatch.embedders import Embedder
    from pgmatch.serve.http import Options


def serve(
    host: Annotated[str, typer.Option("--host", help="Address to listen on; 0.0.0.0 for all.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", "-p", min=0, max=65535, help="Port to listen on; 0 for any free one.")
    ] = 8000,
    site_url: Annotated[
        str | None,
        typer.Option(
            "--site-url",
            metavar="URL",
            help="URL of your site, for links. Default: the setting site_url, else pages of the server.",
            show_default=False,
        ),
    ] = None,
    origin: Annotated[
        list[str] | None,
        typer.Option(
            "--origin",
            metavar="ORIGIN",
            help="Site whose pages may call the server, such as https://docs.example.com, or * for all; may "
            "be repeated. Default: the setting serve_origins, else none.",
            show_default=False,
        ),
    ] = None,
    allowed_host: Annotated[
        list[str] | None,
        typer.Option(
            "--allowed-host",
            metavar="NAME",
            help="Name by which the server may be called; may be repeated. Default: the setting serve_hosts, "
            "else names of this machine if it listens on those only, or any.",
            show_default=False,
        ),
    ] = None,
    proxy: Annotated[
        list[str] | None,
        typer.Option(
            "--proxy",
            metavar="ADDRESS",
            help="Address or network of a proxy in front, which names each client in X-Forwarded-For; may be "
            "repeated.",
            show_default=False,
        ),
    ] = None,
    rate: Annotated[
        int | None,
        typer.Option(
            "--rate",
            min=1,
            max=1_000_000,
            help="Requests per minute of one client; an answer counts as 5. Default: the setting serve_rate.",
            show_default=False,
        ),
    ] = None,
    concurrency: Annotated[
        int | None,
        typer.Option(
            "--concurrency",
            min=1,
            max=100_000,
            help="Requests that may run at once. Default: the setting serve_concurrency.",
            show_default=False,
        ),
    ] = None,
    max_question: Annotated[
        int, typer.Option("--max-question", min=1, max=1_000_000, help="Length of a question, in characters.")
    ] = 2000,
    max_body: Annotated[
        int, typer.Option("--max-body", min=1, max=1_000_000_000, help="Size of a request's body, in bytes.")
    ] = 65536,
    embedder: EmbedderOption = None,
    line: PagesLineOption = DEFAULT,
    supabase_url: SupabaseUrlOption = None,
    supabase_key: SupabaseKeyOption = None,
) -> None:
    """Serve answers, a search and the search page over HTTP.

    Without a language model (the setting answer_model), an answer quotes the best passages. Ctrl-C and
    SIGTERM end the server.
    """
    from pgmatch.serve.errors import of_the_extra

    with of_the_extra():
        from pgmatch.serve.http.server import Place, Target, run

    options = _options(
        host, site_url, origin, allowed_host, rate, concurrency, max_question=max_question, max_body=max_body
    )
    place = Place(host, port, tuple(proxy or ()))
    run(load_embedder(embedder), Target(supabase_url, supabase_key, line), place, options, _tell)


def _options(
    host: str,
    site_url: str | None = None,
    origins: list[str] | None = None,
    hosts: list[str] | None = None,
    rate: int | None = None,
    concurrency: int | None = None,
    **limits: int,
) -> Options:
    from pgmatch.serve.http.options import Options, hosts_for, number, words
    from pgmatch.settings import read_settings

    settings = {name: found.value for name, found in read_settings().items()}
    return Options(
        site_url=site_url or settings["site_url"],
        origins=tuple(origins or words(settings["serve_origins"])),
        hosts=hosts_for(host, hosts or words(settings["serve_hosts"])),
        rate=rate or number("serve_rate", settings["serve_rate"]),
        concurrency=concurrency or number("serve_concurrency", settings["serve_concurrency"]),
        **limits,
    )


def serve_database(url: str, model: Embedder, port: int) -> None:
    """Serve a database on this machine, with the limits of the settings."""
    from pgmatch.serve.errors import of_the_extra

    with of_the_extra():
        from pgmatch.serve.http.server import Place, Target, run

    place = Place(port=port)
    options = _options(place.host)
    run(model, Target(url), place, options, _tell)


def _tell(url: str) -> None:
    typer.echo(f"{url} (Ctrl-C ends it)", err=True)

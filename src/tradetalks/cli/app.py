"""``tradetalks app``: the workbench in a browser on this machine."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from tradetalks.cli.console import GroupsOption, HorizonOption, WorldOption, err, load_dossier
from tradetalks.errors import TradetalksError


def app(
    dossier: Annotated[str | None, typer.Argument(help="A shipped dossier's name, a folder, or a YAML file.")] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8450,
    host: Annotated[str, typer.Option(help="Address to listen on; loopback unless you say otherwise.")] = "127.0.0.1",
    name: Annotated[list[str] | None, typer.Option("--name", help="Further host names to answer to.")] = None,
    embed_in: Annotated[
        list[str] | None, typer.Option("--embed-in", help="Sites that may show one figure in a frame; none otherwise.")
    ] = None,
    browser: Annotated[bool, typer.Option(help="Open the page.")] = True,
    world: WorldOption = None,
    groups: GroupsOption = None,
    horizon: HorizonOption = None,
) -> None:
    """Open the workbench: move an item, see every side move."""
    import importlib.util

    if (world or groups or horizon) and not dossier:
        raise TradetalksError("--world, --groups and --horizon are of a dossier; name one")
    if any(importlib.util.find_spec(module) is None for module in ("fastapi", "uvicorn")):
        raise TradetalksError("the workbench needs FastAPI and uvicorn: pip install 'tradetalks[app]'")
    import uvicorn

    from tradetalks.app.guard import LOOPBACK, checked_site
    from tradetalks.app.server import create

    for site in embed_in or ():
        checked_site(site)
    own = load_dossier(dossier, world, groups, horizon) if dossier else None
    with listening(host, port) as (held, url):
        if host not in LOOPBACK:
            err.print(f"warning: {host} is reachable by others; there is no password", markup=False)
        err.print(f"workbench at {url} (stop with Ctrl-C)", highlight=False, markup=False, soft_wrap=True)
        if browser:
            typer.launch(url)
        served = create(own, LOOPBACK | {host} | set(name or ()), tuple(embed_in or ()))
        server = uvicorn.Server(uvicorn.Config(served, log_level="warning", server_header=False))
        server.run(sockets=[held])


@contextmanager
def listening(host: str, port: int) -> Iterator[tuple[socket.socket, str]]:
    """A socket that listens, and its address; raises TradetalksError where the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            held.bind((host, port))
        except OSError as error:
            raise TradetalksError(
                f"cannot listen on {host} port {port}: {error.strerror}; give another --port"
            ) from None
        shown = f"[{host}]" if ":" in host else host
        yield held, f"http://{shown}:{held.getsockname()[1]}/"

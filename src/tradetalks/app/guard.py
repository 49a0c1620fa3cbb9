"""What every request passes: known host, same origin, bounded size; and the headers every answer carries.

No site may show these pages in a frame. Sites that whoever starts the server names may show ``FRAMED``, one figure of a
position, and nothing else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from tradetalks.errors import TradetalksError

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

MOST_BODY = 1_200_000
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1", "[::1]"})
FRAMED = "/embed"
# all scripts are our own files, none is inline; Vega interprets its expressions and compiles nothing
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:;"
    " connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors "
)
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
HEADERS = (*_HEADERS, (b"content-security-policy", f"{_POLICY}'none'".encode()), (b"x-frame-options", b"DENY"))
_SITE = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")


def checked_site(site: str) -> str:
    """A site as ``frame-ancestors`` names it; raises TradetalksError for another form."""
    found = site.strip().rstrip("/").lower()
    if not _SITE.fullmatch(found):
        raise TradetalksError(f"expected a site such as https://example.org, found '{site:.100}'")
    return found


class Guard:
    """ASGI middleware.

    Args:
        hosts: names this server answers to (a page elsewhere cannot rebind its name to us).
        sites: that may show ``FRAMED`` in a frame.
    """

    def __init__(self, app: Any, hosts: frozenset[str] = LOOPBACK, sites: tuple[str, ...] = ()) -> None:
        self.app, self.hosts = app, hosts
        told = " ".join(map(checked_site, sites))
        self.framed = (*_HEADERS, (b"content-security-policy", f"{_POLICY}{told}".encode())) if sites else HEADERS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        told = [(k.decode("latin-1").lower(), v.decode("latin-1")) for k, v in scope["headers"]]
        headers = dict(told) if sum(k == "host" for k, _ in told) == 1 else {}
        refusal = self._refusal(scope, headers)
        if refusal:
            await _answer(send, *refusal)
            return
        received = 0

        async def bounded() -> MutableMapping[str, Any]:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > MOST_BODY:
                return {"type": "http.disconnect"}
            return message

        async def marked(message: MutableMapping[str, Any]) -> None:
            if received > MOST_BODY:
                return  # told below, in one way
            if message["type"] == "http.response.start":
                own = self.framed if scope["path"] == FRAMED else HEADERS
                message["headers"] = [*message.get("headers", []), *own]
            await send(message)

        try:
            await self.app(scope, bounded, marked)
        except Exception:
            if received <= MOST_BODY:
                raise
        if received > MOST_BODY:
            await _answer(send, 413, f"larger than {MOST_BODY:,} bytes")

    def _refusal(self, scope: Scope, headers: dict[str, str]) -> tuple[int, str] | None:
        host = _name(headers.get("host", ""))
        if host not in self.hosts:
            return 421, "this server does not answer to that host name"
        if scope["method"] not in ("GET", "HEAD"):
            origin = headers.get("origin")
            if origin is not None and origin != f"{scope.get('scheme', 'http')}://{headers.get('host')}":
                return 403, "requests that change something must come from this server's own page"
            if scope["method"] == "POST" and not headers.get("content-type", "").startswith("application/json"):
                return 415, "expected content-type application/json"
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > MOST_BODY:
            return 413, f"larger than {MOST_BODY:,} bytes"
        return None


_HOST = re.compile(r"(\[[0-9a-fA-F:.]{2,45}\]|[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?)(?::[0-9]{1,5})?")


def _name(host: str) -> str:
    """Host without its port; '' for what is no host and port, such as user@host, host/path or host#part."""
    found = _HOST.fullmatch(host)
    return found.group(1).lower() if found else ""


async def _answer(send: Send, status: int, text: str) -> None:

    body = json.dumps({"error": text}).encode()
    start = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), *HEADERS]
    await send({"type": "http.response.start", "status": status, "headers": start})
    await send({"type": "http.response.body", "body": body})

"""One question put to a web address, and its answer: to that host only, within a time and a size, secrets unsaid."""

from __future__ import annotations

import contextlib
import http.client
import queue
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from tradetalks.errors import ArticleError

MOST_ANSWER, MOST_REDIRECTS, CHUNK = 1_000_000, 3, 65_536
_MOVED = (301, 302, 307, 308)
_PORTS = {"http": 80, "https": 443}


class NoAnswer(Exception):
    """No whole answer; says why, without the address."""


@dataclass(frozen=True)
class Address:
    """Where to ask. Printed, it is scheme, host and port alone: what follows may hold a key."""

    url: str
    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{shown}" + (f":{self.port}" if self.port != _PORTS[self.scheme] else "")

    def moved(self, location: str) -> Address:
        """Where a redirect leads, if that is the same server, or the same host by https; else raises NoAnswer."""
        try:
            to = address(urljoin(self.url, location), "redirect")
        except (ArticleError, ValueError):
            raise NoAnswer("redirects to what is no web address; not followed") from None
        same = (to.scheme, to.host, to.port) == (self.scheme, self.host, self.port)
        secured = self.scheme == "http" and to.scheme == "https" and to.host == self.host
        if not same and not (secured and self.port == 80 and to.port == 443):
            raise NoAnswer(f"redirects to {to}; not followed, as the report and the key would go to another server")
        return to


def address(text: str, name: str) -> Address:
    """A web address. Raises ArticleError, which repeats no password, key or path that the text may hold."""
    wrong = f"{name}: expected http:// or https://, a host, and perhaps a port and path; found"
    if any(not 33 <= ord(c) <= 126 for c in text):
        raise ArticleError(f"{wrong} a blank, a control character or a letter beyond ASCII in it")
    try:
        parts: SplitResult = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ArticleError(f"{wrong} a host or port that cannot be read") from None
    if parts.scheme not in _PORTS:
        scheme = f"'{parts.scheme:.20}:'" if parts.scheme else "neither"
        raise ArticleError(f"{wrong} {scheme}")
    if parts.username is not None or parts.password is not None:
        raise ArticleError(f"{wrong} a user name or password in it; a key is given in TRADETALKS_ENDPOINT_KEY")
    if not parts.hostname or any(len(label) > 63 for label in parts.hostname.split(".")):
        raise ArticleError(f"{wrong} no host, or none that can be one")
    return Address(text, parts.scheme, parts.hostname, _PORTS[parts.scheme] if port is None else port)


def post(to: Address, body: bytes, headers: Mapping[str, str], seconds: float) -> bytes:
    """The answer to one POST.

    Raises:
        NoAnswer: nothing there, an error, a redirect to another server, or not all of it in ``seconds``; however
            slowly it drips.
    """
    end = time.monotonic() + seconds
    for _ in range(MOST_REDIRECTS + 1):
        found = _in_time(to, body, headers, end)
        if isinstance(found, bytes):
            return found
        to = to.moved(found)
    raise NoAnswer(f"redirects more than {MOST_REDIRECTS} times")


def _in_time(to: Address, body: bytes, headers: Mapping[str, str], end: float) -> bytes | str:
    """``_once`` in a thread of its own: no step of it (names, headers, body) can hold the caller beyond the end."""
    box: queue.SimpleQueue[bytes | str | NoAnswer] = queue.SimpleQueue()

    def work() -> None:
        try:
            box.put(_once(to, body, headers, end))
        except NoAnswer as error:
            box.put(error)
        except Exception as error:  # its text may hold the address or a header: only its kind is told
            box.put(NoAnswer(f"no answer that can be read ({type(error).__name__})"))

    threading.Thread(target=work, daemon=True).start()
    try:
        found = box.get(timeout=max(0.001, end - time.monotonic()))
    except queue.Empty:
        raise NoAnswer("no whole answer in the time allowed") from None
    if isinstance(found, NoAnswer):
        raise found
    return found


def _once(to: Address, body: bytes, headers: Mapping[str, str], end: float) -> bytes | str:
    """The answer's bytes, or where a redirect says to go."""
    opener = urllib.request.OpenerDirector()
    for handler in (  # none that follows redirects, none that opens files or FTP
        urllib.request.ProxyHandler, urllib.request.HTTPHandler, urllib.request.HTTPSHandler,
        urllib.request.HTTPDefaultErrorHandler, urllib.request.HTTPErrorProcessor,
    ):  # fmt: skip
        opener.add_handler(handler())
    request = urllib.request.Request(to.url, body, dict(headers), method="POST")
    try:
        with opener.open(request, timeout=max(0.001, end - time.monotonic())) as answer:
            return _whole(answer, end)
    except urllib.error.HTTPError as error:
        with error:
            if error.code in _MOVED and error.headers.get("location"):
                return str(error.headers["location"])
        meaning = ""
        with contextlib.suppress(ValueError):
            meaning = f" ({HTTPStatus(error.code).phrase})"
        raise NoAnswer(f"answers with error {error.code}{meaning}") from None
    except (urllib.error.URLError, OSError) as error:
        reason = getattr(error, "reason", error)
        said = getattr(reason, "strerror", None) or type(reason).__name__
        raise NoAnswer("no answer in the time allowed" if isinstance(reason, TimeoutError) else str(said)) from None
    except http.client.HTTPException as error:
        raise NoAnswer(f"answers with what is no HTTP ({type(error).__name__})") from None


def _whole(answer: Any, end: float) -> bytes:
    """All of an answer; raises NoAnswer when it is too long or comes too slowly."""
    parts, size = [], 0
    while part := answer.read1(CHUNK):
        parts.append(part)
        size += len(part)
        if size > MOST_ANSWER:
            raise NoAnswer(f"answers with more than {MOST_ANSWER:,} bytes")
        if time.monotonic() > end:
            raise NoAnswer("no whole answer in the time allowed")
    return b"".join(parts)

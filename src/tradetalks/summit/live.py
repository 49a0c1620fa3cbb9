"""Live updates: a seat's view, sent whenever it differs from what that seat was last sent.

Server-sent events. What is sent is the whole view, under a name made of its content: a page that lost its line says
which view it has, and is sent the present one only if that is another. Nothing is missed, and nothing tells a seat that
something happened which it may not see.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from tradetalks.summit.limits import TooOften

MOST_LINES = 30
"""Lines that one seat may hold at once."""
BEAT = 15.0
"""Seconds after which a silent line is sent a sign of life."""


@dataclass(frozen=True)
class Told:
    """What a page is told: a view as JSON, and the name that its content gives it."""

    text: str
    version: str

    @classmethod
    def of(cls, view: Mapping[str, Any]) -> Told:
        """A view, written once for whoever is told it."""
        text = json.dumps(view, sort_keys=True)
        return cls(text, hashlib.sha256(text.encode()).hexdigest()[:20])

    def at(self, now: float, **more: Any) -> str:
        """The message by a time of the server's clock, with what else an answer says."""
        head = json.dumps({**more, "version": self.version, "now": now})
        return f'{head[:-1]}, "view": {self.text}}}'

    @property
    def view(self) -> Any:
        """What the page reads."""
        return json.loads(self.text)


class Latest:
    """The last view of each seat, kept until what it was made of has changed: its pages and answers share it."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Hashable, Told]] = {}

    def once(self, who: str, state: Hashable, make: Callable[[], Mapping[str, Any]]) -> Told:
        """The view of a seat. ``state``: all that may change it."""
        before = self._kept.get(who)
        if before is not None and before[0] == state:
            return before[1]
        told = Told.of(make())
        self._kept[who] = (state, told)
        return told


class Bell:
    """Rings in an event loop when something happened in a room that a line listens to; any thread may ring it."""

    def __init__(self) -> None:
        self._listening: dict[asyncio.Event, tuple[str, str, asyncio.AbstractEventLoop]] = {}
        self.closed = False
        """Do lines end at their next ring, since the server goes?"""

    def ring(self, room: str) -> None:
        """Wake all lines of a room, and those of all rooms."""
        for event, (_, wanted, loop) in list(self._listening.items()):
            if wanted in ("", room) and not loop.is_closed():
                loop.call_soon_threadsafe(event.set)

    def close(self) -> None:
        """End all lines: their pages take them up again once a server is back."""
        self.closed = True
        for event, (_, _, loop) in list(self._listening.items()):
            loop.call_soon_threadsafe(event.set)

    def room_for(self, who: str) -> None:
        """Raises TooOften where a seat holds as many lines as it may."""
        if sum(other == who for other, _, _ in self._listening.values()) >= MOST_LINES:
            raise TooOften(f"this seat has {MOST_LINES} pages open; close some and try again")

    def listen(self, who: str, room: str) -> asyncio.Event:
        """An event set at each ring of a room, of all rooms for ''; ``who``: the seat that listens."""
        event = asyncio.Event()
        self._listening[event] = (who, room, asyncio.get_running_loop())
        return event

    def leave(self, event: asyncio.Event) -> None:
        """Listen no longer."""
        self._listening.pop(event, None)

    def __len__(self) -> int:
        return len(self._listening)


async def line(
    bell: Bell, who: str, room: str, look: Callable[[], tuple[Told, float]], known: str, beat: float = BEAT
) -> AsyncIterator[str]:
    """The messages of one line.

    Args:
        who: the seat. room: whose events may change its view; '' for all. known: the version that the page has.
        look: what the seat is told by now, and when that is; raises where its link opens the seat no longer, which
            ends the line.
    """
    event = bell.listen(who, room)
    try:
        while not bell.closed:
            event.clear()
            try:
                told, now = await run_in_threadpool(look)
            except Exception as error:
                yield f"event: gone\ndata: {json.dumps({'error': str(error)})}\n\n"
                return
            if told.version != known:
                known = told.version
                yield f"id: {known}\nevent: view\ndata: {told.at(now)}\n\n"
            try:
                await asyncio.wait_for(event.wait(), beat)
            except TimeoutError:
                yield ": still here\n\n"
    finally:
        bell.leave(event)


def answer(told: Told, now: float, **more: Any) -> Response:
    """A view as an answer, with what else it says."""
    return Response(told.at(now, **more), media_type="application/json")


def stream(messages: AsyncIterator[str]) -> StreamingResponse:
    """Server-sent events, kept by no cache and held back by no proxy."""
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(messages, media_type="text/event-stream", headers=headers)

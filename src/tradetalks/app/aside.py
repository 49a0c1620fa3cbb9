"""Long work that must slow no answer: done in one process of its own, at the lowest priority, one piece at a time.

The process is started when work first comes, keeps what its work leaves behind for the next, and goes when nothing came
for a while, when it has grown too large, or when the server is gone (``aside_process``). Work that is given up is told
to stop and stops at its next step; where it does not in time, the process is ended and the next work has a new one.
"""

from __future__ import annotations

import atexit
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from typing import Any, Protocol

from tradetalks.app.aside_process import serve
from tradetalks.app.jobs import Busy, Progress

TICK, PATIENCE = 0.05, 5.0
"""Seconds between two looks whether work is still wanted; seconds in which work told to stop must have stopped."""
WAITING, STARTING = "waiting for other draws", "starting to draw"
"""What is told of work that waits for its turn, and while its process starts."""


class Aside(Protocol):
    """Where long work is done: ``do(say, work, *args)`` is what ``work(say, *args)`` gives.

    ``work`` is a function of a module, and it, its arguments and its result can be pickled.
    """

    def do(self, say: Progress, work: Callable[..., Any], *args: Any) -> Any: ...

    def close(self) -> None: ...


class Here:
    """In the thread that asks, one at a time."""

    def __init__(self) -> None:
        self._turn = threading.Lock()

    def do(self, say: Progress, work: Callable[..., Any], *args: Any) -> Any:
        """What ``work(say, *args)`` gives."""
        with self._turn:
            return work(say, *args)

    def close(self) -> None:
        """Nothing is held."""


class _Child:
    """The process, as the server holds it: started afresh, for a forked copy of a process with threads may hang."""

    def __init__(self) -> None:
        context = get_context("spawn")
        self._line, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs,), daemon=True, name="tradetalks draws")
        self.process.start()
        theirs.close()
        self.heard: queue.SimpleQueue[tuple[Any, ...]] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        try:
            while True:
                self.heard.put(self._line.recv())
        except Exception:  # its end, or half a message
            self.heard.put(("gone",))

    def tell(self, *words: Any) -> None:
        """Send it a message; one that is gone hears nothing."""
        with suppress(OSError):
            self._line.send(words)

    def end(self) -> None:
        """End it now."""
        self.process.kill()
        self.process.join(5)


class Process:
    """In one process of its own; who comes while it works waits for its turn."""

    def __init__(self) -> None:
        self._turn, self._closed, self._given = threading.Lock(), False, 0
        self._child: _Child | None = None
        atexit.register(self.close)

    @property
    def pid(self) -> int | None:
        """The process's number, while there is one."""
        child = self._child
        return child.process.pid if child is not None and child.process.is_alive() else None

    def do(self, say: Progress, work: Callable[..., Any], *args: Any) -> Any:
        """What ``work(say, *args)`` gives there; what it raises is raised here.

        ``say`` is asked twenty times a second: what it raises gives the work up.

        Raises:
            Busy: the process ended before its work, or the server is closing.
        """
        while not self._turn.acquire(timeout=TICK):
            say(0, 0, WAITING)
        try:
            kind, told = self._asked(say, work, args)
            if kind == "gone":  # it may have left for want of work just now
                kind, told = self._asked(say, work, args)
        finally:
            self._turn.release()
        if kind == "done":
            return told
        raise told if kind == "fault" else Busy("the process that draws ranges ended before it was done; ask once more")

    def _asked(self, say: Progress, work: Callable[..., Any], args: tuple[Any, ...]) -> tuple[str, Any]:
        """Send a piece of work and wait for its end."""
        if self._closed:
            raise Busy("the workbench is closing")
        child = self._child if self.pid is not None else None
        if child is None:
            child = self._child = _Child()
        self._given += 1
        child.tell("do", self._given, work, args)
        kind, told = self._heard(child, say)
        if kind == "gone":
            child.end()
        return kind, told

    def _heard(self, child: _Child, say: Progress) -> tuple[str, Any]:
        """How a piece of work ended: done, fault or gone, and with what; told on its way how far it is."""
        at: tuple[int, int, str] = (0, 0, STARTING)
        try:
            while True:
                try:
                    kind, *told = child.heard.get(timeout=TICK)
                except queue.Empty:
                    say(*at)
                    continue
                if kind != "at":
                    return kind, told[0] if told else None
                at = (told[0], told[1], told[2])
                say(*at)
        except BaseException:
            self._stop(child)
            raise

    def _stop(self, child: _Child) -> None:
        """Have the work given up: told to stop, ended where it does not in time."""
        child.tell("stop", self._given)
        try:
            while child.heard.get(timeout=PATIENCE)[0] == "at":
                pass
        except queue.Empty:
            child.end()

    def close(self) -> None:
        """End the process, if there is one; no other is started."""
        self._closed = True
        atexit.unregister(self.close)
        child, self._child = self._child, None
        if child is not None:
            child.end()

"""The process beside the server (``aside``): what it does there, one piece of work after the other.

It reads messages of the server at one end of a line and answers there. It ends as soon as the other end does, so that
none outlives its server, however that ended.
"""

from __future__ import annotations

import ctypes
import gc
import os
import queue
import signal
import threading
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from tradetalks.errors import TradetalksError

IDLE, LARGEST = 600.0, 1_500_000_000
"""Seconds without work, and bytes of memory, after which the process goes; the next work has a new one."""
_ARENAS = -8  # M_ARENA_MAX of malloc.h


class Stopped(Exception):
    """The work is not wanted any longer."""


@dataclass
class Wanted:
    """Which work is wanted: what came after the ``last`` that was told to stop."""

    last: int = 0


def step_back() -> None:
    """Run only when nothing else wants a processor, as far as the system lets a process say so."""
    with suppress(AttributeError, OSError):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
        return
    with suppress(AttributeError, OSError):
        os.nice(19)


def serve(line: Connection) -> None:
    """Do what the server asks at the other end of a line, until it ends or nothing comes for long."""
    step_back()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's
    with suppress(AttributeError, OSError, TypeError):  # of Linux's C library: no memory of its own for each thread
        ctypes.CDLL(None).mallopt(_ARENAS, 1)
    asked, stopped, answering = queue.SimpleQueue[tuple[Any, ...]](), Wanted(), threading.Lock()
    threading.Thread(target=_listen, args=(line, asked, stopped), daemon=True).start()

    def answer(*words: Any) -> None:
        with answering:
            line.send(words)

    while True:
        try:
            number, work, args = asked.get(timeout=IDLE)
        except queue.Empty:
            return

        def say(done: int, total: int, step: str = "", /, own: int = number) -> None:
            if own <= stopped.last:  # threads of older work may still be at their last step
                raise Stopped
            answer("at", done, total, step)

        try:
            answer("done", work(say, *args))
        except Stopped:
            answer("stopped")
        except TradetalksError as error:
            answer("fault", error)
        except Exception as error:
            answer("fault", RuntimeError(f"{type(error).__name__}: {error}"))
        _give_back()
        if _memory() > LARGEST:
            return


def _listen(line: Connection, asked: queue.SimpleQueue[tuple[Any, ...]], stopped: Wanted) -> None:
    """Hand on work; note what is not wanted any longer; end with the server."""
    try:
        while True:
            kind, number, *told = line.recv()
            if kind == "stop":
                stopped.last = number
            else:
                asked.put((number, *told))
    except BaseException:
        os._exit(0)


def _give_back() -> None:
    """Hand memory that was let go back to the system, where its C library does so on demand."""
    gc.collect()
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def _memory() -> int:
    """Bytes that the process holds; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as told:
            return int(told.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0

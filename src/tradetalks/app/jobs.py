"""Long work in the background: shared by who asks for the same, told how far it is, given up at once, bounded.

Work runs in threads, which nothing can stop from outside: it is told to stop and does so at its next step (a batch of
packages; bringing the world to the eve is one step). Who gives a job up is told so at once and holds no place from then
on. Work that nobody waits for any longer may go on beside what runs, ``most_ending`` at most, and who asks for the same
before it has stopped takes it over where it is.
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from tradetalks.errors import TradetalksError

MOST_JOBS, MOST_RUNNING, MOST_ENDING = 64, 4, 4


class Progress(Protocol):
    """How far work is: called with done and total of a step, the step's name where there are several, and what is found
    so far, in the form of the result, where that can be shown already."""

    def __call__(self, done: int, total: int, step: str = "", so_far: Any = None, /) -> None: ...


BRINGING, SOLVING, FOLDING = "bringing the world to the eve of the talks", "solving packages", "finding the frontier"
"""Steps of solving a deal space."""
USUAL = {BRINGING: "some seconds; up to half a minute the first time on a machine"}
"""How long a step that tells no progress usually takes."""


def in_step(progress: Progress, step: str) -> Callable[[int, int], None]:
    """How far one step is, told as part of the work."""
    return lambda done, total: progress(done, total, step)


class Cancelled(Exception):
    """Nobody waits for the work any longer."""


class Busy(TradetalksError):
    """Too much is being computed already."""


@dataclass(eq=False)
class Work:
    """What is computed, once for all who wait for it; ``state`` is running, done, failed or cancelled."""

    title: str
    share: str | None = None
    usual: str = ""
    state: str = "running"
    done: int = 0
    total: int = 0
    step: str = ""
    so_far: Any = None
    result: Any = None
    fault: Exception | None = None
    waiting: set[str] = field(default_factory=set)
    ended: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True)
class Job:
    """Somebody's wait for a piece of work; cancelled from the moment it was given up."""

    key: str
    work: Work

    @property
    def state(self) -> str:
        """running, done, failed or cancelled."""
        return self.work.state if self.key in self.work.waiting else "cancelled"

    def told(self) -> dict[str, Any]:
        """How far it is, as plain data."""
        work, state = self.work, self.state
        return {
            "title": work.title, "state": state, "done": work.done, "total": work.total, "step": work.step,
            "usual": USUAL.get(work.step, work.usual), "so_far": work.so_far if state == "running" else None,
            "error": _said(work.fault) if state == "failed" else "", "result": work.result if state == "done" else None,
        }  # fmt: skip


class Jobs:
    """Jobs by an id that only who started them knows; several may wait for one piece of work."""

    def __init__(self, most_running: int = MOST_RUNNING, most_ending: int = MOST_ENDING) -> None:
        self.most_running, self.most_ending = most_running, most_ending
        self._jobs: OrderedDict[str, Work] = OrderedDict()
        self._running: list[Work] = []
        self._lock = threading.Lock()

    def start(self, title: str, work: Callable[[Progress], Any], share: str | None = None, usual: str = "") -> str:
        """Run ``work(progress)`` in a thread; its result must be plain data.

        Args:
            share: what the work is; who asks for it while it runs waits for the same. usual: how long it usually
                takes, in words, told until its own pace is known.

        Raises:
            Busy: as much is running as may, or too much that was given up has not stopped yet.
        """
        with self._lock:
            same = next((w for w in self._running if share is not None and w.share == share), None)
            if same is not None and same.waiting:
                return self._job(same)
            wanted = sum(bool(w.waiting) for w in self._running)
            left = len(self._running) - wanted - (same is not None)
            if wanted >= self.most_running or left > self.most_ending:
                raise Busy("the workbench is computing as much as it may; try again in a minute")
            if same is not None:
                return self._job(same)
            made = Work(title, share, usual)
            key = self._job(made)
            self._running.append(made)
        threading.Thread(target=self._run, args=(made, work), daemon=True).start()
        return key

    def _job(self, work: Work) -> str:
        """A new job that waits for a piece of work."""
        while len(self._jobs) >= MOST_JOBS:
            over = next((k for k, w in self._jobs.items() if w.state != "running" or k not in w.waiting), None)
            if over is None:
                raise Busy("as many are waiting here as may; try again in a minute")
            del self._jobs[over]
        key = secrets.token_urlsafe(12)
        self._jobs[key] = work
        work.waiting.add(key)
        return key

    def get(self, key: str) -> Job | None:
        """A job by its id; None for an unknown one."""
        work = self._jobs.get(key)
        return Job(key, work) if work else None

    def cancel(self, key: str) -> bool:
        """Give a job up: told as cancelled from now on. Its work stops once nobody waits for it; False if unknown."""
        with self._lock:
            work = self._jobs.get(key)
            if work is not None and work.state == "running":
                work.waiting.discard(key)
            return work is not None

    def run(self, title: str, work: Callable[[Progress], Any], seconds: float) -> Any:
        """Run ``work`` and wait for its result, ``seconds`` at most; what it raises is raised here.

        Raises:
            Busy: no room, or not done in time; the work is then given up.
        """
        key = self.start(title, work)
        made = self._jobs[key]
        if not made.ended.wait(seconds):
            self.cancel(key)
            raise Busy(f"{title} took longer than {seconds:.0f} seconds and was given up")
        with self._lock:
            self._jobs.pop(key, None)
        if made.fault is not None:
            raise made.fault
        return made.result

    def _run(self, made: Work, work: Callable[[Progress], Any]) -> None:
        def progress(done: int, total: int, step: str = "", so_far: Any = None, /) -> None:
            with self._lock:
                made.done, made.total, made.step = int(done), int(total), step
                made.so_far = made.so_far if so_far is None else so_far
                if not made.waiting:
                    self._end(made, "cancelled")
                    raise Cancelled

        state = "cancelled"
        try:
            made.result = work(progress)
            state = "done"
        except Cancelled:
            pass
        except Exception as error:
            made.fault, state = error, "failed"
            if not isinstance(error, TradetalksError):
                raise
        finally:
            with self._lock:
                self._end(made, state)

    def _end(self, made: Work, state: str) -> None:
        if made in self._running:
            made.state = state
            self._running.remove(made)
            made.ended.set()


def _said(fault: Exception | None) -> str:
    if fault is None or isinstance(fault, TradetalksError):
        return str(fault or "")
    return f"{type(fault).__name__} inside tradetalks; please report it"

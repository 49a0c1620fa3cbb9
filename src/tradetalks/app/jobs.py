"""Long work in the background: told how far it is, cancelled on request, bounded in number."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tradetalks.errors import TradetalksError

MOST_JOBS, MOST_RUNNING = 64, 4
Progress = Callable[[int, int], None]


class Cancelled(Exception):
    """The person who asked for the work no longer wants it."""


class Busy(TradetalksError):
    """Too much is being computed already."""


@dataclass(eq=False)
class Job:
    """One piece of work; ``state`` is running, done, failed or cancelled."""

    title: str
    state: str = "running"
    done: int = 0
    total: int = 0
    result: Any = None
    error: str = ""
    stop: threading.Event = field(default_factory=threading.Event)

    def told(self) -> dict[str, Any]:
        return {
            "title": self.title, "state": self.state, "done": self.done, "total": self.total, "error": self.error,
            "result": self.result if self.state == "done" else None,
        }  # fmt: skip


class Jobs:
    """Jobs by an id that only who started them knows."""

    def __init__(self) -> None:
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock = threading.Lock()

    def start(self, title: str, work: Callable[[Progress], Any]) -> str:
        """Run ``work(progress)`` in a thread; its result must be plain data. Raises Busy."""
        job = Job(title)
        with self._lock:
            if sum(j.state == "running" for j in self._jobs.values()) >= MOST_RUNNING:
                raise Busy("the workbench is computing as much as it may; try again in a minute")
            while len(self._jobs) >= MOST_JOBS:
                ended = next((k for k, j in self._jobs.items() if j.state != "running"), None)
                if ended is None:
                    break
                del self._jobs[ended]
            key = secrets.token_urlsafe(12)
            self._jobs[key] = job
        threading.Thread(target=self._run, args=(job, work), daemon=True).start()
        return key

    def get(self, key: str) -> Job | None:
        return self._jobs.get(key)

    def cancel(self, key: str) -> bool:
        job = self._jobs.get(key)
        if job is None:
            return False
        job.stop.set()
        return True

    @staticmethod
    def _run(job: Job, work: Callable[[Progress], Any]) -> None:
        def progress(done: int, total: int) -> None:
            job.done, job.total = int(done), int(total)
            if job.stop.is_set():
                raise Cancelled

        try:
            job.result = work(progress)
            job.state = "done"
        except Cancelled:
            job.state = "cancelled"
        except TradetalksError as error:
            job.error, job.state = str(error), "failed"
        except Exception as error:
            job.error, job.state = f"{type(error).__name__} inside tradetalks; please report it", "failed"
            raise

"""Who solves a sweep's parts: this process, processes of this machine, or workers of a ``dask.distributed`` scheduler.

Every kind hands back futures. A worker that dies is not waited for: this machine's pool and a scheduler without workers
end in a sentence that says what is written and how to go on; a scheduler gives the parts of a worker it lost to others.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

from tradetalks.errors import SweepError
from tradetalks.version import __version__

PACKAGES = (
    "tradetalks.world", "tradetalks.policy", "tradetalks.equilibrium", "tradetalks.dossier", "tradetalks.value",
    "tradetalks.sweep",
)  # fmt: skip
"""Whose source and data decide a sweep's numbers."""
GONE = 60.0
"""Seconds that a scheduler may be without workers while parts wait."""


@dataclass(frozen=True)
class Team:
    """Workers, and what a part needs of them.

    Attributes:
        count: how many parts they solve at once. submit: starts one part; shared: a value as it travels to them.
        trouble: what is wrong with them, in words; None while they work.
    """

    count: int
    submit: Callable[..., Future[Any]]
    share: Callable[[Any], Any]
    trouble: Callable[[], str | None]


class _Here(Executor):
    """Solves when asked, in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


@contextmanager
def team(workers: int = 1, scheduler: str | None = None) -> Iterator[Team]:
    """The workers of this machine, or of a scheduler.

    Raises:
        SweepError: ``distributed`` is not installed, no scheduler answers, or a worker has another version of the code.
    """
    if scheduler:
        with _scheduled(scheduler) as found:
            yield found
    elif workers > 1:
        # children start afresh: a forked copy of a process with threads may hang
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            try:
                yield Team(workers, pool.submit, lambda value: value, lambda: None)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
    else:
        yield Team(1, _Here().submit, lambda value: value, lambda: None)


@contextmanager
def _scheduled(address: str) -> Iterator[Team]:
    need("distributed")
    from distributed import Client

    try:
        client = Client(address, timeout=30)
    except (OSError, ValueError, TimeoutError) as error:
        raise SweepError(
            f"--scheduler {address}: no dask.distributed scheduler answers there ({error}); expected an address such as"
            " tcp://127.0.0.1:8786"
        ) from None
    with client:
        _check_versions(client, address)
        watch = _Watch(client, address)
        with client.get_executor(pure=False) as executor:
            threads = max(1, sum(watch.threads().values()))
            yield Team(threads, executor.submit, lambda value: _scattered(client, value), watch.trouble)


class _Watch:
    """Tells when a scheduler has had no workers for too long, or is itself gone."""

    def __init__(self, client: Any, address: str) -> None:
        self._client, self._address, self._since = client, address, time.monotonic()

    def threads(self) -> dict[str, int]:
        return dict(self._client.nthreads())

    def trouble(self) -> str | None:
        """What is wrong, in words."""
        if self._client.status != "running":
            return f"the scheduler at {self._address} is gone"
        try:
            here = bool(self.threads())
        except (OSError, TimeoutError):
            return f"the scheduler at {self._address} does not answer"
        if here:
            self._since = time.monotonic()
        elif time.monotonic() - self._since > GONE:
            return f"the scheduler at {self._address} has had no worker for {GONE:g} seconds"
        return None


def _scattered(client: Any, value: Any) -> Any:
    """A value sent once to every worker, not with every part."""
    return None if value is None else client.scatter(value, broadcast=True, hash=False)


def about() -> tuple[str, str]:
    """Version and digest of the code that runs here."""
    from tradetalks.rows import source_digest

    return __version__, source_digest(*PACKAGES)


def _check_versions(client: Any, address: str) -> None:
    """Prove that every worker runs this code: numbers of two versions are never mixed."""
    try:
        found = client.run(about, on_error="return")
    except (OSError, TimeoutError) as error:
        raise SweepError(f"--scheduler {address}: its workers do not answer ({error})") from None
    for worker, said in found.items():
        if isinstance(said, BaseException):
            raise SweepError(
                f"--scheduler {address}: worker {worker} cannot run tradetalks: {said}; expected tradetalks"
                f" {__version__} there"
            )
        if tuple(said) != about():
            raise SweepError(
                f"--scheduler {address}: worker {worker} runs tradetalks {said[0]} of other code or data; expected"
                f" {__version__} as here"
            )


@contextmanager
def deaths_told(what: str, megabytes: int) -> Iterator[None]:
    """Around handing out a part and taking its rows: workers that died are one sentence.

    Raises:
        SweepError: the part's worker died, or its scheduler went.
    """
    again = "What is written stays; the same command goes on from there"
    need = f"most often for want of memory (one needs about {megabytes / 1000:.1f} GB)"
    try:
        yield
    except BrokenProcessPool:
        raise SweepError(f"{what}: a worker process was killed, {need}; expected fewer --workers. {again}") from None
    except CancelledError:
        raise SweepError(f"{what}: its scheduler went away. {again}") from None
    except Exception as error:
        if type(error).__name__ != "KilledWorker":
            raise
        raise SweepError(f"{what}: workers that took it died, one after the other, {need}. {again}") from None


def need(module: str) -> None:
    """Prove that an optional library is there; raises SweepError."""
    from importlib.util import find_spec

    if find_spec(module) is None:
        raise SweepError(f"sweeps need {module}, which is not installed: pip install 'tradetalks[sweeps]'")

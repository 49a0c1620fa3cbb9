"""Running a sweep: parts over workers, written as they come, resumed where a run was killed.

Results are a folder of Parquet files by scenario (``results/scenario=NAME/part-00000.parquet``), which DuckDB, pandas
and R read as one table. A part is written whole or not at all, by the one process that hands out the work, so that a
killed run loses the parts in flight and repeats none that is written. Its checksum, of the plan too, stands in
``checksums/``; a part that is not as it was written is solved anew, and that is said. Workers are this machine's
processes, or those of a ``dask.distributed`` scheduler.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tradetalks.errors import SweepError
from tradetalks.paths import replacing, write_atomically
from tradetalks.sweep.part import solve_part
from tradetalks.sweep.plan import Plan
from tradetalks.version import __version__

if TYPE_CHECKING:
    import pandas as pd

log = logging.getLogger(__name__)
MANIFEST = "sweep.json"
AHEAD = 2
"""Parts handed out for each worker: what bounds memory, and what a kill can lose."""


@dataclass(frozen=True)
class Store:
    """A sweep's folder."""

    folder: Path

    @property
    def results(self) -> Path:
        return self.folder / "results"

    def path(self, scenario: str, part: int) -> Path:
        return self.results / f"scenario={scenario}" / f"part-{part:05d}.parquet"

    def claim(self, plan: Plan) -> None:
        """Make the folder this plan's; raises SweepError if it holds another's results."""
        self.folder.mkdir(parents=True, exist_ok=True)
        manifest = self.folder / MANIFEST
        digest = plan.digest()
        if manifest.exists():
            found = self._manifest()
            if found["digest"] != digest:
                named = found.get("plan")
                raise SweepError(
                    f"{self.folder}: holds results of another plan or version"
                    f" ('{named.get('name') if isinstance(named, dict) else named}', tradetalks"
                    f" {found.get('tradetalks')}); expected an empty folder or this plan's. Give another -o"
                )
            return
        if self.results.exists():
            raise SweepError(f"{self.folder}: found results without {MANIFEST}; expected an empty folder")
        content = {"tradetalks": __version__, "digest": digest, "plan": plan.model_dump(mode="json")}
        write_atomically(manifest, json.dumps(content, indent=2))

    def _manifest(self) -> dict[str, Any]:
        """What the folder says of itself; raises SweepError where that cannot be read."""
        manifest = self.folder / MANIFEST
        try:
            found = json.loads(manifest.read_text(encoding="utf-8"))
        except (ValueError, RecursionError) as error:
            found = error
        if not isinstance(found, dict) or not isinstance(found.get("digest"), str):
            raise SweepError(
                f"{manifest}: damaged, so that nobody can tell whose results the folder holds; expected the plan as"
                " written by 'tradetalks sweep'. Remove the folder, or give another -o"
            )
        return found

    def _checksum_path(self, scenario: str, part: int) -> Path:
        return self.folder / "checksums" / f"scenario={scenario}" / f"part-{part:05d}.sha256"

    def _checksum(self, path: Path, scenario: str, part: int) -> str:
        """Hash of the plan, the part's place in it and the file."""
        found = hashlib.sha256(f"{self._manifest()['digest']}|{scenario}|{part}|".encode())
        found.update(path.read_bytes())
        return found.hexdigest()

    def holds(self, scenario: str, part: int) -> bool:
        """Is the part there as it was written? One that is damaged is said to be, once, and does not count."""
        path = self.path(scenario, part)
        if not path.exists():
            return False
        try:
            told = self._checksum_path(scenario, part).read_bytes().strip()
            if told == self._checksum(path, scenario, part).encode():
                return True
        except OSError:
            pass
        log.warning("%s: damaged or not of this plan; solved anew", path)
        return False

    def write(self, scenario: str, part: int, frame: pd.DataFrame) -> None:
        """One part, whole or not at all."""
        path, told = self.path(scenario, part), self._checksum_path(scenario, part)
        for folder in (path.parent, told.parent):
            folder.mkdir(parents=True, exist_ok=True)
        with replacing(path, self.folder) as made:
            frame.to_parquet(made, index=False)
            # before the part takes its place: a run killed between the two solves it again
            write_atomically(told, self._checksum(made, scenario, part))

    def frame(self) -> pd.DataFrame:
        """All results, by scenario, draw and region.

        Raises:
            SweepError: a part is not as it was written.
        """
        import pandas as pd

        for path in sorted(self.results.rglob("*.parquet")):
            number = path.stem.removeprefix("part-")
            ours = number.isdecimal() and self.holds(path.parent.name.removeprefix("scenario="), int(number))
            if not ours:
                raise SweepError(f"{path}: damaged or not of this plan; run the sweep again to solve it anew")
        found = pd.read_parquet(self.results, partitioning="hive")
        found["scenario"] = found["scenario"].astype(str)
        return found.sort_values(["scenario", "draw"], kind="stable", ignore_index=True)


def run(
    plan: Plan,
    folder: str | Path,
    *,
    workers: int = 1,
    scheduler: str | None = None,
    progress: Callable[[int, int], Any] | None = None,
) -> Store:
    """Solve what is not solved yet, and write it.

    Args:
        workers: processes of this machine; 1 solves here. scheduler: address of a ``dask.distributed`` scheduler.
        progress: called with (done, total) cases, those found already written included.

    Raises:
        SweepError: the folder holds another plan's results, a draw asks for something impossible, or an extra is not
            installed (``pip install 'tradetalks[sweeps]'``).
    """
    _need("pyarrow")
    store = Store(Path(folder))
    store.claim(plan)
    parts = plan.parts()
    todo = [key for key in parts if not store.holds(*key)]
    done = plan.cases - sum(len(plan.numbers(part)) for _, part in todo)
    if progress:
        progress(done, plan.cases)
    content = plan.model_dump(mode="json")
    with _executor(workers if todo else 1, scheduler if todo else None) as (executor, count):
        waiting: dict[Future[Any], tuple[str, int]] = {}
        queue = iter(todo)

        def hand_out() -> None:
            while len(waiting) < AHEAD * count and (key := next(queue, None)) is not None:
                waiting[executor.submit(solve_part, content, *key)] = key

        hand_out()
        while waiting:
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                key = waiting.pop(future)
                store.write(*key, future.result())
                done += len(plan.numbers(key[1]))
                if progress:
                    progress(done, plan.cases)
            hand_out()
    return store


class _Here(Executor):
    """Solves when asked, in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


@contextmanager
def _executor(workers: int, scheduler: str | None) -> Iterator[tuple[Executor, int]]:
    """Where parts are solved, and how many at once."""
    if scheduler:
        _need("distributed")
        from distributed import Client

        with Client(scheduler, timeout=30) as client:
            count = max(1, sum(_threads(client).values()))
            with client.get_executor(pure=False) as executor:
                yield executor, count
    elif workers > 1:
        # children start afresh: a forked copy of a process with threads may hang
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            try:
                yield pool, workers
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
    else:
        yield _Here(), 1


def _threads(client: Any) -> dict[str, int]:
    return client.nthreads()


def _need(module: str) -> None:
    from importlib.util import find_spec

    if find_spec(module) is None:
        raise SweepError(f"sweeps need {module}, which is not installed: pip install 'tradetalks[sweeps]'")


def needed_megabytes(plan: Plan) -> int:
    """About how much memory one worker takes: libraries and a batch of flows (measured)."""
    return 350 + (450 if plan.dossier else 150)


def summary(frame: pd.DataFrame, regions: list[str] | None = None) -> pd.DataFrame:
    """Percentiles of real income change by scenario and region, per cent; cases without numbers are counted apart."""
    import pandas as pd

    held: Any = frame
    if regions:
        held = held[held["region"].isin(regions)]
    rows = []
    for (scenario, region), group in held.groupby(["scenario", "region"], sort=True):
        values = group["real_income_percent"].dropna()
        failed = int(group["real_income_percent"].isna().sum())
        ends = values.quantile([0.05, 0.5, 0.95]).tolist() if len(values) else [float("nan")] * 3
        rows.append(
            {"scenario": scenario, "region": region, "cases": len(values), "unsolved": failed}
            | dict(zip(("p5", "median", "p95"), ends, strict=True))
            | {"mean": float(values.mean())}
        )
    return pd.DataFrame(rows)

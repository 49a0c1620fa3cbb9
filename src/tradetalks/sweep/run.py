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
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tradetalks.dossier.model import Dossier
from tradetalks.errors import SweepError
from tradetalks.paths import replacing, write_atomically
from tradetalks.sweep.part import solve_part
from tradetalks.sweep.plan import Plan
from tradetalks.sweep.workers import deaths_told, need, team
from tradetalks.version import __version__

if TYPE_CHECKING:
    import pandas as pd

log = logging.getLogger(__name__)
MANIFEST = "sweep.json"
AHEAD = 2
"""Parts handed out for each worker: what bounds memory, and what a kill can lose."""
LOOK = 2.0
"""Seconds between looks at the workers while no part comes."""


@dataclass(frozen=True)
class Store:
    """A sweep's folder."""

    folder: Path

    @property
    def results(self) -> Path:
        return self.folder / "results"

    def path(self, scenario: str, part: int) -> Path:
        return self.results / f"scenario={scenario}" / f"part-{part:05d}.parquet"

    def claim(self, plan: Plan, dossier: Dossier | None = None) -> None:
        """Make the folder this plan's; raises SweepError if it holds another's results."""
        self.folder.mkdir(parents=True, exist_ok=True)
        manifest = self.folder / MANIFEST
        digest = plan.digest(dossier)
        if manifest.exists():
            found = self._manifest()
            if found["digest"] != digest:
                named = found.get("plan")
                raise SweepError(
                    f"{self.folder}: holds results of another plan, dossier, world or version"
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

    def frame(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """All results, by scenario, draw and region.

        Args:
            columns: those to read, ``scenario`` and ``draw`` besides; all of them if None.

        Raises:
            SweepError: a part is not as it was written.
        """
        import pandas as pd

        for path in sorted(self.results.rglob("*.parquet")):
            number = path.stem.removeprefix("part-")
            ours = number.isdecimal() and self.holds(path.parent.name.removeprefix("scenario="), int(number))
            if not ours:
                raise SweepError(f"{path}: damaged or not of this plan; run the sweep again to solve it anew")
        wanted = None if columns is None else list(dict.fromkeys(("scenario", "draw", *columns)))
        found = pd.read_parquet(self.results, columns=wanted, partitioning="hive")
        if wanted is None:
            found["scenario"] = found["scenario"].astype(str)
        else:  # millions of rows: words once each
            words = {name: "category" for name in ("scenario", "region", "message") if name in found}
            found = found.astype(words)
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
        SweepError: the folder holds another plan's results, a draw asks for something impossible, workers died or run
            another version, or an extra is not installed (``pip install 'tradetalks[sweeps]'``).
        DossierError: the plan's dossier cannot be read.
    """
    need("pyarrow")
    dossier = plan.opened()
    store = Store(Path(folder))
    store.claim(plan, dossier)
    parts = plan.parts()
    todo = [key for key in parts if not store.holds(*key)]
    done = plan.cases - sum(len(plan.numbers(part)) for _, part in todo)
    if progress:
        progress(done, plan.cases)
    content = plan.model_dump(mode="json")
    with team(workers if todo else 1, scheduler if todo else None) as there:
        waiting: dict[Future[Any], tuple[str, int]] = {}
        queue = iter(todo)
        given, needed = there.share(dossier), needed_megabytes(plan)

        def named(key: tuple[str, int]) -> str:
            return f"scenario {key[0]}, part {key[1]}"

        def hand_out() -> None:
            while len(waiting) < AHEAD * there.count and (key := next(queue, None)) is not None:
                with deaths_told(named(key), needed):
                    waiting[there.submit(solve_part, content, *key, given)] = key

        hand_out()
        while waiting:
            ready = wait(waiting, timeout=LOOK, return_when=FIRST_COMPLETED).done
            if not ready and (trouble := there.trouble()):
                raise SweepError(
                    f"{trouble}; {done:,} of {plan.cases:,} cases are written, and the same command goes on from there"
                )
            for future in ready:
                key = waiting.pop(future)
                with deaths_told(named(key), needed):
                    rows = future.result()
                store.write(*key, rows)
                done += len(plan.numbers(key[1]))
                if progress:
                    progress(done, plan.cases)
            hand_out()
    return store


def needed_megabytes(plan: Plan) -> int:
    """About how much memory one worker takes: libraries and a batch of flows (measured)."""
    return 350 + (450 if plan.dossier else 150)


def summary(frame: pd.DataFrame, regions: list[str] | None = None, column: str = "real_income_percent") -> pd.DataFrame:
    """Percentiles of a column's change by scenario and region, per cent; cases without numbers are counted apart."""
    import pandas as pd

    held: Any = frame
    if regions:
        held = held[held["region"].isin(regions)]
    rows = []
    for (scenario, region), group in held.groupby(["scenario", "region"], sort=True):
        values = group[column].dropna()
        failed = int(group[column].isna().sum())
        ends = values.quantile([0.05, 0.5, 0.95]).tolist() if len(values) else [float("nan")] * 3
        rows.append(
            {"scenario": scenario, "region": region, "cases": len(values), "unsolved": failed}
            | dict(zip(("p5", "median", "p95"), ends, strict=True))
            | {"mean": float(values.mean())}
        )
    return pd.DataFrame(rows)

"""Ratios of our times to a reference, a peer or a bound of the machine, each pair timed in turns in one run.

    make ratios                       print them, and compare them with the history
    python benchmarks/ratios.py --steady  fail only where both sides are arithmetic in one process (as CI does)
    python benchmarks/ratios.py --keep    add them to the history too (benchmarks/ratios.csv, committed)

A ratio that is more than 30% worse than the median of its last entries is timed again, longer each time, and fails the
run if it stays so. Both sides are timed on the processor's own clock, which other work on the machine moves little,
with one thread of linear algebra (OPENBLAS_NUM_THREADS=1). Ratios, never seconds: a slower machine slows both sides. A
memory's bound or the start of a process depends on the machine in another way than arithmetic does: such rows are
printed, and with ``--steady`` they fail nothing. What stands beside ours is said in each row.
"""

from __future__ import annotations

import argparse
import csv
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from tests.reference import solve_reference  # noqa: E402
from tests.worlds import random_world  # noqa: E402

import tradetalks as tt  # noqa: E402
from tradetalks.equilibrium.closure import Closure  # noqa: E402
from tradetalks.equilibrium.iterate import find_point  # noqa: E402
from tradetalks.equilibrium.prepare import prepare  # noqa: E402
from tradetalks.space.frontier import fold  # noqa: E402
from tradetalks.version import __version__  # noqa: E402

HISTORY = ROOT / "benchmarks" / "ratios.csv"
LAST = 5
"""Entries of the history whose median a ratio is compared with."""
LOSS = 1.3
"""How much larger than that median a ratio may be."""
Work = Callable[[], Any]


@dataclass(frozen=True)
class Pair:
    """Two works whose times are compared.

    Attributes:
        name: what is ours. beside: what the other is. units: how many of ours one call does, and how many of the other.
        turns: how often each is timed. steady: do both sides do arithmetic in this process, so that the ratio is
            the same on another machine?
    """

    name: str
    beside: str
    ours: Work
    other: Work
    units: tuple[float, float] = (1.0, 1.0)
    turns: int = 9
    steady: bool = True


def ratio(pair: Pair, turns: int) -> tuple[float, float]:
    """Ours over the other's, medians of ``turns`` in alternation; and our seconds."""
    pair.ours()
    pair.other()
    ours, other = [], []
    for _ in range(turns):
        ours.append(_timed(pair.ours) / pair.units[0])
        other.append(_timed(pair.other) / pair.units[1])
    return statistics.median(ours) / statistics.median(other), statistics.median(ours)


def _timed(work: Work) -> float:
    """Seconds of the processor, of processes that the work starts too."""
    begin = _processor()
    work()
    return _processor() - begin


def _processor() -> float:
    used = os.times()
    return time.process_time() + used.children_user + used.children_system


# ---------------------------------------------------------------------- what is compared
def solving() -> list[Pair]:
    """One solve, batches, slopes: beside the tatonnement, the memory's bound and one another."""
    world = tt.World.default()
    shock = tt.Shock(world).tariff("USA", "CHN", 0.5).tariff("CHN", "USA", 0.4)
    many = [tt.Shock(world).tariff("USA", "CHN", r).tariff("CHN", "USA", 0.6 - r) for r in np.linspace(0, 0.6, 256)]
    large = random_world(1, 60, 40)
    hit = tt.Shock(large).tariff("R0", "R1", 0.5).tariff("R1", "R0", 0.4)
    one = lambda: tt.solve(world, shock)  # noqa: E731
    return [
        Pair("one solve, 18 x 36", "the tatonnement of Caliendo & Parro (2015), same world", one,
             lambda: solve_reference(world, shock, tolerance=1e-9), turns=3),
        Pair("one solve, 18 x 36", "its memory traffic: each array read or written once a step", one,
             _traffic(world, shock), turns=25, steady=False),
        Pair("one solve, 60 x 40", "its memory traffic", lambda: tt.solve(large, hit), _traffic(large, hit), turns=7,
             steady=False),
        Pair("a case in a batch of 256", "one solve, seconds of the processor",
             lambda: tt.solve_many(world, many), one, (256, 1), turns=5),
        Pair("a batch of one", "one solve", lambda: tt.solve_many(world, [shock]), one, turns=15),
        Pair("18 real incomes to 11,664 tariffs", "one solve", lambda: tt.gradient(world, shock), one),
    ]  # fmt: skip


def _traffic(world: tt.World, shock: tt.Shock) -> Work:
    """Adds to as many bytes as a solve's steps must move, once."""
    closure = Closure()
    inverse: Any = prepare(world, closure).inverse
    steps = find_point(world, shock, closure)[1]
    read = _bytes(inverse)
    moved = steps * (read + 6 * world.trade.nbytes)
    held = np.zeros(max(4_000_000, world.trade.size))
    whole, left = divmod(moved // 16, held.size)

    def move() -> None:
        for _ in range(whole):
            np.add(held, 1.0, out=held)
        np.add(held[:left], 1.0, out=held[:left])

    return move


def _bytes(held: Any) -> int:
    """Of a matrix, or of its factors."""
    if isinstance(held, np.ndarray):
        return held.nbytes
    return sum(map(_bytes, held)) if isinstance(held, tuple) else 0


def searching() -> list[Pair]:
    """Optimal tariffs beside SciPy on the same problem, and the frontier beside listing everything."""
    world = random_world(0, 4, 5)
    size = 15

    def value(rates: Any) -> float:
        shock = tt.Shock(world)
        table = rates.reshape(3, 5)
        for j, partner in enumerate(("R1", "R2", "R3")):
            for k in range(5):
                shock = shock.tariff("R0", partner, float(table[j, k]), f"S{k}")
        return -float(tt.solve(world, shock).real_income_ratio[0])

    def peer() -> Any:
        return minimize(value, np.full(size, 0.2), method="SLSQP", bounds=[(0, 5)] * size, options={"ftol": 1e-10})

    rng = np.random.default_rng(0)
    blocks = list(rng.random((9, 4, 2)))

    def listed() -> Any:
        total = np.zeros((1, 2))
        for block in blocks:
            total = (total[:, None] + block[None]).reshape(-1, 2)
        total = total[np.lexsort((-total[:, 1], -total[:, 0]))]
        best = np.maximum.accumulate(total[:, 1])
        return total[np.r_[True, total[1:, 1] > best[:-1]]]

    def ours() -> Any:
        return tt.optimal_tariffs(world, "R0", sectors="all", starts=("low",))

    return [
        Pair("optimal tariffs, 15 rates", "SciPy's SLSQP by differences of our solves", ours, peer, turns=1),
        Pair("frontier of 9 items of 4 options", "listing all 262,144 packages", lambda: fold(blocks), listed),
    ]


def processes() -> list[Pair]:
    """A command from a cold start beside a Python that only imports NumPy and SciPy."""
    cache = tempfile.mkdtemp()
    environment = {"PATH": "/usr/bin:/bin", "TRADETALKS_CACHE": cache, "HOME": cache, "PYTHONPATH": str(ROOT / "src")}

    def said(*words: str) -> Work:
        return lambda: subprocess.run([sys.executable, *words], check=True, capture_output=True, env=environment)

    bare = said("-c", "import numpy, scipy.optimize")
    solve = said("-m", "tradetalks", "solve", "busan-2025", "-p", "fentanyl_tariff=ten")
    return [
        Pair(
            "`tradetalks --help`",
            "Python importing NumPy and SciPy",
            said("-m", "tradetalks", "--help"),
            bare,
            steady=False,
        ),
        Pair("`tradetalks solve`, second run", "Python importing NumPy and SciPy", solve, bare, turns=5, steady=False),
    ]


def aggregating() -> list[Pair]:
    """Aggregation beside one pass over what it must read."""
    world = random_world(2, 60, 40)
    groups = {f"G{j}": [f"R{k}" for k in range(60) if k % 15 == j] for j in range(15)}
    sectors = {f"T{j}": [f"S{k}" for k in range(40) if k % 10 == j] for j in range(10)}
    arrays = [world.trade, world.tariff, world.export_tax, world.input_share]
    return [
        Pair("joining 60 x 40 to 15 x 10", "one sum over the same arrays", lambda: world.aggregate(groups, sectors),
             lambda: [a.sum() for a in arrays], steady=False)
    ]  # fmt: skip


def pairs() -> list[Pair]:
    return [*solving(), *searching(), *aggregating(), *processes()]


# ---------------------------------------------------------------------- history
def expected(history: list[dict[str, str]], pair: Pair) -> float | None:
    """Median of the last entries of a pair; None if there are none."""
    found = [float(r["ratio"]) for r in history if (r["name"], r["beside"]) == (pair.name, pair.beside)]
    return statistics.median(found[-LAST:]) if found else None


def lost(found: float, before: float | None) -> bool:
    """Is a ratio more than ``LOSS`` times what it was?"""
    return before is not None and found > LOSS * before


def read_history() -> list[dict[str, str]]:
    if not HISTORY.exists():
        return []
    with HISTORY.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


TRIES = (1, 3, 9)
"""How many times as long each pair is timed, until its ratio is no loss."""


def settled(pair: Pair, before: float | None, tries: Sequence[int] = TRIES) -> tuple[float, float]:
    """The least ratio found, timed longer while it is a loss, and our seconds."""
    found = (float("inf"), float("inf"))
    for times in tries:
        found = min(found, ratio(pair, times * pair.turns))
        if not lost(found[0], before):
            break
    return found


def fails(pair: Pair, found: float, before: float | None, steady_only: bool) -> bool:
    """Does a ratio fail the run?"""
    return lost(found, before) and (pair.steady or not steady_only)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--keep", action="store_true", help="add this run to the history")
    parser.add_argument("--steady", action="store_true", help="fail only on ratios that no machine's make moves")
    given = parser.parse_args()
    history = read_history()
    rows, failed = [], []
    print(f"{'ours':36} {'beside':62} {'ours':>9} {'ratio':>8} {'before':>8}")
    for pair in pairs():
        before = expected(history, pair)
        found, seconds = settled(pair, before, TRIES if pair.steady or not given.steady else TRIES[:1])
        bad = fails(pair, found, before, given.steady)
        failed += [pair.name] * bad
        shown = f"{before:8.3g}" if before is not None else "     new"
        said = "  LOST" if bad else "  (another machine?)" if lost(found, before) else ""
        print(f"{pair.name:36} {pair.beside:62} {1000 * seconds:6.3g} ms {found:8.3g} {shown}{said}", flush=True)
        rows.append({"day": time.strftime("%Y-%m-%d"), "version": __version__, "name": pair.name, "beside": pair.beside,
                     "ratio": f"{found:.4g}"})  # fmt: skip
    if given.keep and not failed:
        with HISTORY.open("a", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            if not history:
                writer.writeheader()
            writer.writerows(rows)
    if failed:
        raise SystemExit(
            f"more than {100 * (LOSS - 1):.0f}% slower than before, beside the same reference: {', '.join(failed)}"
        )


if __name__ == "__main__":
    main()

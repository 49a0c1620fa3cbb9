"""What a first answer takes, and what many of them do, each beside a reference or a peer of the same run.

Printed by ``make bench``; ``--long`` adds what takes minutes. Needs ../shared for the war of 81 economies, and says so
where it is missing.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from tests.worlds import random_world  # noqa: E402

Row = tuple[str, str, str, str]
POLICIES = 4036
"""Distinct policies that a demo solves, as it says itself."""
ICIO = ROOT.parent / "shared" / "icio2022_full" / "ICIO2022.mat"


def told(seconds: float) -> str:
    return f"{1000 * seconds:.3g} ms" if seconds < 1 else f"{seconds:.3g} s"


def verdict(good: bool) -> str:
    return "met" if good else "**missed**"


def clocks() -> tuple[float, float]:
    """Seconds that passed and seconds of the processor, of finished children too."""
    used = os.times()
    return time.perf_counter(), sum(used[:4])


def spent(begin: tuple[float, float]) -> tuple[float, float]:
    return tuple(now - then for now, then in zip(clocks(), begin, strict=True))  # type: ignore[return-value]


def command(*words: str, cache: str) -> tuple[float, float]:
    """Seconds and processor seconds of a command from start to end."""
    environment = {"PATH": "/usr/bin:/bin", "TRADETALKS_CACHE": cache, "HOME": cache, "PYTHONPATH": str(ROOT / "src")}
    begin = clocks()
    subprocess.run([sys.executable, *words], check=True, capture_output=True, env=environment, cwd=cache)
    return spent(begin)


def commands(reference: float, long: bool) -> Iterator[Row]:
    """Commands from a cold start; ``reference``: seconds of one solve by the tatonnement."""
    with tempfile.TemporaryDirectory() as cache:
        ours = ("-m", "tradetalks")
        bare = command("-c", "import numpy, scipy.optimize", cache=cache)[0]
        command(*ours, "--help", cache=cache)
        helped = command(*ours, "--help", cache=cache)[0]
        yield (
            "`tradetalks --help`",
            "0.3 s",
            told(helped),
            f"{verdict(helped < 0.3)}; {helped / bare:.1f} times Python importing NumPy and SciPy",
        )
        cold, used = command(*ours, "demo", cache=cache)
        by_reference = POLICIES * reference
        note = (
            f"{used:.1f} s of the processor; its {POLICIES:,} policies by the tatonnement:"
            f" {by_reference / 60:.0f} min, {by_reference / cold:.0f} times"
        )
        yield "`tradetalks demo`, empty cache", "20 s", told(cold), f"{verdict(cold <= 20)}; {note}"
        warm, used = command(*ours, "demo", cache=cache)
        yield (
            "`tradetalks demo`, again",
            "6 s",
            told(warm),
            f"{verdict(warm <= 6)}; {used:.1f} s of the processor, {cold / warm:.1f} times as fast as the first",
        )
        solve = (*ours, "solve", "busan-2025", "-p", "fentanyl_tariff=ten")
        command(*solve, cache=cache)
        again, used = command(*solve, cache=cache)
        yield (
            "`tradetalks solve PACKAGE`, again",
            "2.5 s",
            told(again),
            f"{verdict(again <= 2.5)}; {again / bare:.1f} times Python importing NumPy and SciPy",
        )
        if long:
            first, used = command(*ours, "robust", "busan-2025", cache=cache)
            yield (
                "`tradetalks robust` after a demo",
                "20 s",
                told(first),
                f"{verdict(first <= 20)}; {used:.1f} s of the processor",
            )


def in_its_own_process(code: str, *words: str) -> list[float]:
    """Numbers that a program prints."""
    done = subprocess.run(
        [sys.executable, "-c", code, str(ROOT), *words], check=True, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
    ).stdout  # fmt: skip
    return [float(word) for word in done.split()]


_GRADIENT = """
import sys, time; sys.path.insert(0, sys.argv[1])
import tradetalks as tt
from tests.worlds import random_world
w = random_world(1, 81, 50); r = w.regions
s = tt.Shock(w).tariff(r[0], r[1], .5).tariff(r[1], r[0], .4)
tt.solve(w, s)
t = time.process_time(); tt.solve(w, s); one = time.process_time() - t
tt.gradient(w, s)
t = time.process_time(); tt.gradient(w, s); took = time.process_time() - t
peak = next(x for x in open("/proc/self/status") if x.startswith("VmHWM")).split()[1]
print(one, took, int(peak) / 1e6)
"""
_UNIFORM = """
import sys, time; sys.path.insert(0, sys.argv[1])
import tradetalks as tt
if sys.argv[2] == "made":
    from tests.worlds import random_world
    w = random_world(1, 44, 16)
else:
    from tradetalks.world.readers.matlab import read_matlab
    w = read_matlab(sys.argv[2])
tt.solve(w)
t = time.process_time()
war = tt.nash_tariffs(w, w.regions, sectors="all", mfn=True, uniform=True, starts=())
print(time.process_time() - t, len(w.regions), len(w.sectors), war.history[-1])
"""


def large_worlds(long: bool) -> Iterator[Row]:
    """Gradients of all real incomes, joining regions, wars of many countries."""
    one, took, peak = in_its_own_process(_GRADIENT)
    yield (
        "81 real incomes to 328,050 tariffs, 81 x 50",
        "1 s, 1 GB",
        f"{told(took)}, {peak:.2f} GB",
        f"{verdict(took <= 1 and peak <= 1)}; {took / one:.1f} solves, seconds of the processor",
    )
    world = random_world(2, 60, 40)
    groups = {f"G{j}": [f"R{k}" for k in range(60) if k % 15 == j] for j in range(15)}
    sectors = {f"T{j}": [f"S{k}" for k in range(40) if k % 10 == j] for j in range(10)}
    world.aggregate(groups, sectors)
    begin = clocks()
    world.aggregate(groups, sectors)
    joined = spent(begin)[1]
    member = [
        np.array([[float(k % size == j) for k in range(count)] for j in range(size)])
        for count, size in ((60, 15), (40, 10))
    ]
    begin = clocks()
    np.einsum("ai,bn,cs,ins->abc", member[0], member[0], member[1], world.trade)
    plain = spent(begin)[1]
    yield (
        "joining 60 x 40 to 15 x 10, whole world",
        "",
        told(joined),
        f"one unoptimised einsum of one cube {told(plain)}, {plain / joined:.0f} times",
    )
    if not long:
        return
    for name, data, bar in (("44 x 16, made up", "made", 7), ("81 x 28, the OECD's table of 2022", str(ICIO), 32)):
        what = f"war of all, one rate each, {name}"
        if data != "made" and not ICIO.exists():
            yield what, f"{bar} s", "not run", f"{ICIO} is not here"
            continue
        took, *_, last = in_its_own_process(_UNIFORM, data)
        note = f"last change {last:.0e}; the bar is what a system of sufficient statistics takes, by its authors"
        yield what, f"{bar} s", told(took), f"{verdict(took <= bar)}; {note}"


def rows(reference: float, long: bool) -> list[Row]:
    """The table; ``reference``: seconds of one solve of 18 x 36 by the tatonnement, in this run."""
    return [*commands(reference, long), *large_worlds(long)]

"""Speed against the tatonnement of Caliendo & Parro (2015), same world, same run; the arithmetic bound; growth curves.

    make bench                   print the tables
    make bench-long              the same and what takes minutes
    python benchmarks/solve.py -o docs/benchmarks.md

These machines are noisy: read the ratios, not the seconds.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.reference import solve_reference  # noqa: E402

import tradetalks as tt  # noqa: E402
from benchmarks import first_answer  # noqa: E402

Row = tuple[str, str, str, str]


def median(work: Callable[[], Any], repeats: int) -> float:
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def cold(*arguments: str, cache: str) -> float:
    """Seconds of a process from start to end."""
    environment = {"PATH": "/usr/bin:/bin", "TRADETALKS_CACHE": cache, "HOME": cache, "PYTHONPATH": str(ROOT / "src")}
    begin = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True, env=environment)
    return time.perf_counter() - begin


def told(seconds: float) -> str:
    return f"{1000 * seconds:.3g} ms" if seconds < 1 else f"{seconds:.3g} s"


def met(good: bool) -> str:
    return "met" if good else "**missed**"


def shock_of(world: tt.World, rate: float = 0.5) -> tt.Shock:
    one, other = ("USA", "CHN") if "USA" in world.regions else world.regions[:2]
    return tt.Shock(world).tariff(one, other, rate).tariff(other, one, 0.8 * rate)


def alone(regions: int, sectors: int) -> tuple[float, float, float]:
    """First and warm seconds and peak megabytes of one counterfactual, in a process of its own."""
    code = (
        "import sys, time, statistics; sys.path[:0] = [sys.argv[1]]\n"
        "import tradetalks as tt\nfrom tests.worlds import random_world\n"
        "w = random_world(1, int(sys.argv[2]), int(sys.argv[3])); r = w.regions\n"
        "s = tt.Shock(w).tariff(r[0], r[1], .5).tariff(r[1], r[0], .4)\n"
        "t = time.perf_counter(); tt.solve(w, s); first = time.perf_counter() - t; times = []\n"
        "for _ in range(7):\n    t = time.perf_counter(); tt.solve(w, s); times.append(time.perf_counter() - t)\n"
        "peak = next(x for x in open('/proc/self/status') if x.startswith('VmHWM')).split()[1]\n"
        "print(first, statistics.median(times), int(peak) / 1024)"
    )
    words = [sys.executable, "-c", code, str(ROOT), str(regions), str(sectors)]
    first, warm, peak = map(float, subprocess.run(words, check=True, capture_output=True, text=True).stdout.split())
    return first, warm, peak


def targets() -> tuple[list[Row], float, float]:
    """The table of targets, the warm solve everything is measured by, and the reference's."""
    world = tt.World.default()
    shock = shock_of(world)
    tt.solve(world, shock)
    warm = median(lambda: tt.solve(world, shock), 40)
    begin = time.perf_counter()
    slow = solve_reference(world, shock, tolerance=1e-9)
    reference = time.perf_counter() - begin
    gap = np.abs(slow - tt.solve(world, shock).real_income_ratio).max()
    rows: list[Row] = [
        (
            "one counterfactual, 18 x 36, warm", "under 10 ms, 30 times the reference",
            f"{told(warm)}, {reference / warm:.0f} times",
            f"{met(warm < 0.01 and reference > 30 * warm)}; reference {told(reference)}, answers differ by {gap:.0e}",
        )
    ]  # fmt: skip
    rates = np.linspace(0, 0.6, 1000)
    shocks = [tt.Shock(world).tariff("USA", "CHN", r).tariff("CHN", "USA", 0.6 - r) for r in rates]
    tt.solve_many(world, shocks[:64])
    many = len(shocks) / median(lambda: tt.solve_many(world, shocks), 3)
    rows.append(("1,000 counterfactuals in batches", "300 a second", f"{many:.0f} a second", met(many >= 300)))
    for (n, s), limit, memory in (((31, 40), 0.04, 3000), ((80, 50), 2.0, 3000)):
        first, one, peak = alone(n, s)
        target = f"under {told(limit)}" + (", 3 GB" if n == 80 else "")
        note = f"{met(one < limit and peak < memory)}; first in a process {told(first)}"
        rows.append((f"one counterfactual, {n} x {s}, warm", target, f"{told(one)}, {peak / 1000:.2f} GB", note))
    tt.gradient(world, shock)
    slope = median(lambda: tt.gradient(world, shock), 15)
    note = f"{met(slope < 5 * warm)}; 18 real incomes to 11,664 tariffs"
    rows.append(("gradient", "5 warm solves", f"{told(slope)}, {slope / warm:.1f} solves", note))
    with tempfile.TemporaryDirectory() as cache:
        solve = ("-m", "tradetalks", "solve", "busan-2025", "-p")
        first = cold(*solve, "fentanyl_tariff=ten", cache=cache)
        other = cold(*solve, "fentanyl_tariff=five", cache=cache)
        again = statistics.median(cold(*solve, "fentanyl_tariff=ten", cache=cache) for _ in range(3))
    note = f"{met(again < 3)}; first run on a machine {told(first)}, another package on the second {told(other)}"
    rows.append(("`tradetalks solve`, cold process, second run", "3 s", told(again), note))
    code = "import time; t = time.perf_counter(); import tradetalks; print(time.perf_counter() - t)"
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout for _ in range(5)]
    loaded = statistics.median(map(float, runs))
    rows.append(("`import tradetalks`", "0.3 s", told(loaded), met(loaded < 0.3)))
    return rows, warm, reference


def bound(warm: float) -> list[Row]:
    """How far a warm solve is from what its arithmetic and memory traffic alone would take on this machine."""
    from tradetalks.equilibrium.closure import Closure
    from tradetalks.equilibrium.iterate import find_point
    from tradetalks.equilibrium.prepare import prepare

    world, closure = tt.World.default(), Closure()
    shock = shock_of(world)
    inverse: Any = prepare(world, closure).inverse
    steps = find_point(world, shock, closure)[1]
    size = 1500
    a, b = np.random.default_rng(0).random((2, size, size))
    flops = 2 * size**3 / median(lambda: a @ b, 5)
    stream = np.zeros(20_000_000)
    rate = 2 * stream.nbytes / median(lambda: np.add(stream, 1.0, out=stream), 5)
    # a step reads the inverse, shares, wedges and two taxes, and writes import shares and flows: each once at least
    work = steps * 2 * sum(part.size for part in inverse)
    bytes_ = steps * (sum(part.nbytes for part in inverse) + 6 * world.trade.nbytes)
    lowest = max(work / flops, bytes_ / rate)
    iterate = median(lambda: find_point(world, shock, closure), 30)
    return [
        ("dgemm, stream", "", f"{flops / 1e9:.0f} Gflop/s, {rate / 1e9:.0f} GB/s", "measured here"),
        (
            "one solve's arithmetic", "", f"{work / 1e6:.0f} Mflop, {bytes_ / 1e6:.0f} MB",
            f"{steps} steps, each array read or written once",
        ),
        ("the bound", "", told(lowest), "memory" if bytes_ / rate > work / flops else "arithmetic"),
        ("the iteration", "", f"{told(iterate)}, {iterate / lowest:.1f} times the bound", ""),
        ("the solve with its certificate", "", f"{told(warm)}, {warm / lowest:.1f} times the bound", ""),
    ]  # fmt: skip


def growth() -> list[Row]:
    rows: list[Row] = []
    for n, s in ((10, 20), (20, 20), (40, 20), (80, 20), (20, 10), (20, 40), (20, 80), (80, 50)):
        first, warm, peak = alone(n, s)
        rows.append((f"{n} regions x {s} sectors", "", told(warm), f"first {told(first)}, peak {peak:.0f} MB"))
    world = tt.World.default()
    for count in (1, 10, 100, 1000, 4000):
        shocks = [shock_of(world, r) for r in np.linspace(0.1, 0.6, count)]
        tt.solve_many(world, shocks)
        took = median(lambda shocks=shocks: tt.solve_many(world, shocks), 1 if count > 1000 else 3)
        rows.append((f"{count:,} scenarios, 18 x 36", "", told(took), f"{count / took:.0f} a second"))
    return rows


def table(title: str, rows: list[Row]) -> str:
    columns = ("Work", "Target", "Measured", "Note")
    kept = [j for j in range(4) if any(row[j] for row in rows)]
    lines = [[columns[j] for j in kept], ["---"] * len(kept), *([row[j] for j in kept] for row in rows)]
    return f"## {title}\n\n" + "\n".join("| " + " | ".join(cells) + " |" for cells in lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--output", type=Path, help="write the tables here too")
    parser.add_argument("--long", action="store_true", help="also what takes minutes: robust, wars of many countries")
    chosen = parser.parse_args()
    rows, warm, reference = targets()
    parts = [
        table("Targets", rows),
        table("First answers", first_answer.rows(reference, chosen.long)),
        table("The arithmetic bound", bound(warm)),
        table("Growth", growth()),
    ]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    text = (
        f"# Benchmarks\n\nPrinted by `make bench` on {time.strftime('%d %B %Y')}, {os.cpu_count()} cores; the reference"
        " is the tatonnement of Caliendo & Parro (2015) in NumPy (`tests/reference.py`), same world, same run.\n\n"
        + "\n".join(parts)
        + f"\nPeak memory of the run: {peak:,.0f} MB.\n"
    )
    print(text)
    if chosen.output:
        chosen.output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

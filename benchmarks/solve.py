"""Speed of the solver against the tatonnement of Caliendo & Parro (2015), same world, same run; prints a table.

    make bench

These machines are noisy: read the ratios, not the seconds.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.reference import solve_reference  # noqa: E402

import tradetalks as tt  # noqa: E402


def median(work, repeats: int) -> float:
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def cold(*arguments: str, cache: str) -> float:
    begin = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "tradetalks", *arguments],
        check=True,
        capture_output=True,
        env={"PATH": "/usr/bin:/bin", "TRADETALKS_CACHE": cache, "HOME": cache, "PYTHONPATH": str(ROOT / "src")},
    )
    return time.perf_counter() - begin


def main() -> None:
    world = tt.World.default()
    shock = tt.Shock(world).tariff("USA", "CHN", 0.5).tariff("CHN", "USA", 0.4)
    begin = time.perf_counter()
    tt.solve(world, shock)
    rows = [("first solve in a process (compile included)", time.perf_counter() - begin, "")]
    warm = median(lambda: tt.solve(world, shock), 30)
    rows.append(("one counterfactual, warm", warm, ""))
    begin = time.perf_counter()
    slow = solve_reference(world, shock, tolerance=1e-9)
    reference = time.perf_counter() - begin
    gap = np.abs(slow - tt.solve(world, shock).real_income_ratio).max()
    rows.append(("  reference: tatonnement in NumPy", reference, f"{reference / warm:,.0f} times ours; gap {gap:.0e}"))
    rates = np.linspace(0, 0.6, 512)
    shocks = [tt.Shock(world).tariff("USA", "CHN", r).tariff("CHN", "USA", 0.6 - r) for r in rates]
    tt.solve_many(world, shocks[:32])
    many = median(lambda: tt.solve_many(world, shocks), 3)
    rows.append(("512 counterfactuals in batches", many, f"{len(shocks) / many:,.0f} a second"))
    tt.gradient(world, shock)
    slope = median(lambda: tt.gradient(world, shock), 5)
    rows.append(("gradient of 18 real incomes to 11,664 tariffs", slope, f"{slope / warm:.1f} warm solves"))
    with tempfile.TemporaryDirectory() as cache:
        rows.append(("tradetalks demo, cold caches", cold("demo", "-o", cache, cache=cache), ""))
        rows.append(("tradetalks demo, warm caches", cold("demo", "-o", cache, cache=cache), ""))
        solve = ("solve", "busan-2025", "-p", "fentanyl_tariff=ten")
        rows.append(("tradetalks solve, warm caches", cold(*solve, cache=cache), ""))
    for name, seconds, note in rows:
        print(f"{name:50s} {seconds:9.4f} s  {note}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"peak memory: {peak:,.0f} MB here, {child:,.0f} MB in tradetalks demo")


if __name__ == "__main__":
    main()

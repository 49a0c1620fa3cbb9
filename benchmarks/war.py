"""Speed of optimal and Nash tariffs against finite differences and SciPy's SLSQP on the same problem, same run.

    make bench-war

Needs Ossa's data (../shared/replication/ossa2014 or $TRADETALKS_REPLICATION): 7 regions x 33 sectors. Read the ratios.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

import tradetalks as tt
from tradetalks.replications import data_folder
from tradetalks.replications.ossa2014 import START, purged
from tradetalks.war.climb import climb, projected
from tradetalks.war.levers import levers
from tradetalks.war.objectives import REAL_INCOME
from tradetalks.war.optimal import unit
from tradetalks.war.slopes import Task

COLD = """
import sys, time
begin = time.perf_counter()
import tradetalks as tt
from pathlib import Path
from tradetalks.replications.ossa2014 import START, purged
world = purged(Path(sys.argv[1]))
tt.nash_tariffs(world, world.regions, start=START)
print(time.perf_counter() - begin)
"""


def timed(work):
    begin = time.perf_counter()
    found = work()
    return time.perf_counter() - begin, found


def main() -> None:
    folder = data_folder() / "ossa2014"
    world = purged(folder)
    own = levers(world, "US")
    task = Task(world, tt.Shock(world), tt.Closure(), own, REAL_INCOME, unit(world, "US"))
    start = np.full(len(own), START)
    first, _ = timed(lambda: climb(task, start))
    ours, top = timed(lambda: climb(task, start))
    rows = [
        (f"optimal tariffs of one region ({len(own)} levers), first", first, "preparing the world included"),
        ("the same, warm", ours, f"{top.steps} steps, slope {top.slope:.0e}"),
    ]
    at = task.at(start, task.start())
    exact, gradient = timed(at.gradient)
    exact, gradient = timed(lambda: task.at(start, at.vector).gradient())

    def differences():
        step, found = 1e-6, np.zeros(len(own))
        for j in range(len(own)):
            unit_j = np.eye(len(own))[j] * step
            found[j] = (task.at(start + unit_j, at.vector).value - task.at(start - unit_j, at.vector).value) / (
                2 * step
            )
        return found

    apart, other = timed(differences)
    gap = np.abs(other - gradient).max() / np.abs(gradient).max()
    rows += [
        ("gradient, exact", exact, ""),
        ("gradient, central differences", apart, f"{apart / exact:,.0f} times ours; differ by {gap:.0e}"),
    ]
    last = {"at": at}

    def here(x):
        if not np.array_equal(last["at"].rates, x):
            last["at"] = task.at(np.array(x), last["at"].vector)
        return last["at"]

    slsqp, found = timed(
        lambda: minimize(
            lambda x: -here(x).value, start, jac=lambda x: -here(x).gradient(), method="SLSQP",
            bounds=list(zip(own.low, own.high, strict=True)), options={"ftol": 1e-14, "maxiter": 1000},
        )
    )  # fmt: skip
    left = projected(own, found.x, here(found.x).gradient())
    rows.append(
        ("SciPy SLSQP, our exact gradients", slsqp,
         f"{slsqp / ours:,.0f} times ours; {found.nit} steps, slope {left:.0e}, value {found.fun + top.value:+.0e} off")
    )  # fmt: skip
    first, _ = timed(lambda: tt.nash_tariffs(world, world.regions, start=START))
    warm, war = timed(lambda: tt.nash_tariffs(world, world.regions, start=START))
    levers_ = sum(len(one) for one in war.levers.values())
    rows += [
        (f"Nash tariffs of all seven ({levers_:,} levers), first", first, ""),
        ("the same, warm", warm, f"{len(war.history)} rounds, last change {war.history[-1]:.0e}"),
    ]
    with tempfile.TemporaryDirectory() as cache:
        for name in ("in a process of its own",):
            seconds = subprocess.run(
                [sys.executable, "-c", COLD, str(folder)], check=True, capture_output=True, text=True,
                env={"PATH": "/usr/bin:/bin", "TRADETALKS_CACHE": cache, "HOME": cache,
                     "PYTHONPATH": str(Path(__file__).parents[1] / "src")},
            ).stdout  # fmt: skip
            rows.append((f"Nash tariffs of all seven, {name}", float(seconds), "reading and purging included"))
    for name, seconds, note in rows:
        print(f"{name:60s} {seconds:9.3f} s  {note}")


if __name__ == "__main__":
    main()

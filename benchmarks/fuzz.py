"""Stiff and extreme shocks at random: each is solved and certified, or fails with a named reason; none silently wrong.

    make fuzz                               100,000 shocks
    python benchmarks/fuzz.py --shocks 2000

Worlds of three to five regions and sectors with trade elasticities from 0.5 to 20, some flows at zero; tariffs to 500%,
near-bans (barriers of 20 times and more on a flow, an importer or everything), export taxes, subsidies, transfers, caps
and deficits closed at once. A sample is also solved by the tatonnement of ``tests/reference.py``.
"""

from __future__ import annotations

import argparse
import collections
import re
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.reference import solve_reference
from tests.worlds import make_world

import tradetalks as tt
from tradetalks.errors import TradetalksError

EACH = 96
SHAPES = ((3, 3), (4, 3), (3, 5))


def extreme_world(rng: np.random.Generator) -> tt.World:
    """A small world, some of its flows zero and its elasticities far apart."""
    n, s = SHAPES[rng.integers(len(SHAPES))]
    trade = rng.lognormal(0.0, 1.0, (n, n, s)) * 10 ** rng.uniform(-2, 1, (n, 1, 1))
    trade[rng.random(trade.shape) < 0.1] = 0.0
    for j in range(n):
        trade[j, j] = rng.lognormal(1.0, 0.5, s) * rng.choice([1, 6, 50])
    tariff = rng.uniform(0, 0.5, trade.shape) * (rng.random(trade.shape) < 0.7)
    tariff[np.arange(n), np.arange(n)] = 0
    shares = rng.uniform(0.0, 1.0, (n, s, s))
    shares *= rng.uniform(0.1, 0.85) / shares.sum(1, keepdims=True)
    theta = rng.choice([0.5, 1.0, 2.0, 4.0, 8.0, 20.0], s)
    return make_world(trade, tariff, shares, theta)


def extreme_shock(world: tt.World, rng: np.random.Generator) -> tt.Shock:
    """Several extreme things at once."""
    shock, names = tt.Shock(world), world.regions

    def two() -> list[str]:
        return list(rng.choice(names, 2, replace=False))

    for kind in rng.choice(["tariff", "ban", "closed", "export_tax", "subsidy", "transfer"], rng.integers(1, 4)):
        one, other = two()
        if kind == "tariff":
            shock = shock.tariff(one, other, float(rng.choice([0.1, 1.0, 3.0, 5.0])), "all")
        elif kind == "export_tax":
            shock = shock.export_tax(one, other, float(rng.choice([0.2, 2.0])), "all")
        elif kind == "subsidy":
            shock = shock.subsidy(one, float(rng.uniform(0, 0.4)), [str(rng.choice(world.sectors))])
        elif kind == "transfer":
            paid = float(rng.uniform(0, 0.3) * world.income[world.region(one)])
            moved = np.zeros(len(names))
            moved[[world.region(one), world.region(other)]] = -paid, paid
            shock = replace(shock, transfer_received=shock.transfer_received + moved)
        else:
            ratio = np.array(shock.barrier_ratio)
            n = world.region(one)
            away = np.arange(len(names)) != n
            if kind == "ban":
                ratio[world.region(other), n] *= float(rng.choice([20.0, 1e3]))
            else:  # near-autarky
                ratio[away, n] *= float(rng.choice([3.0, 20.0]))
                ratio[n, away] *= float(rng.choice([3.0, 20.0]))
            shock = replace(shock, barrier_ratio=ratio)
    return shock


def reason(error: TradetalksError) -> str:
    """The kind of failure, without its numbers and places."""
    return f"{type(error).__name__}: " + re.sub(r"[-+]?\d[\d.e+-]*%?|R\d|S\d", "#", str(error))[:70]


def _compared(world: tt.World, shock: tt.Shock, ours: np.ndarray, gap: float, checked: int) -> tuple[float, int]:
    """Largest difference from the tatonnement so far, and how often it was reached: slow, it often gives up."""
    try:
        with np.errstate(all="ignore"):
            other = solve_reference(world, shock, tolerance=1e-9, most=3000)
    except AssertionError:
        return gap, checked
    return max(gap, float(np.abs(other - ours).max())), checked + 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shocks", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    rng = np.random.default_rng(chosen.seed)
    why: collections.Counter[str] = collections.Counter()
    solved = failed = checked = wrong = worlds = marked = free = 0
    worst = gap = 0.0
    begin = time.perf_counter()
    while solved + failed < chosen.shocks:
        deficits = str(rng.choice(["fixed", "gdp", "zero"]))
        try:
            world = extreme_world(rng)
            world.check(1e-8)
        except TradetalksError:
            continue  # no world to shock
        worlds += 1
        shocks = [extreme_shock(world, rng) for _ in range(min(EACH, chosen.shocks - solved - failed))]
        try:
            batch = tt.solve_many(world, shocks, deficits=deficits)
            found = [(r, e) for r, e in zip(batch.real_income_ratio, batch.residual, strict=True)]
        except TradetalksError:
            found = []
            for shock in shocks:
                try:
                    outcome = tt.solve(world, shock, deficits=deficits)
                    found.append((outcome.real_income_ratio, outcome.certificate.worst))
                except TradetalksError as error:
                    why[reason(error)] += 1
                    found.append(None)
        for shock, one in zip(shocks, found, strict=True):
            if one is None:
                failed += 1
                free += deficits == "zero" and not shock.transfer_received.any()
                continue
            ratio, residual = one
            solved += 1
            worst = max(worst, float(residual))
            marked += not residual < 1e-9
            wrong += residual < 1e-9 and not (np.isfinite(ratio).all() and (ratio > 0).all())
        if worlds % 5 == 1 and deficits == "fixed" and found and found[0] is not None:
            gap, checked = _compared(world, shocks[0], found[0][0], gap, checked)
    took = time.perf_counter() - begin
    print(f"{solved + failed:,} shocks on {worlds:,} worlds in {took:.0f} s")
    print(f"{solved - marked:,} solved and certified; {marked} solved but marked uncertified (worst {worst:.1e});")
    print(f"{failed:,} failed with a named reason, {free} of them without deficits or transfers to pay:")
    for text, count in why.most_common():
        print(f"  {count:6,}  {text}")
    wrong += int(gap > 1e-6)
    print(f"{wrong} silently wrong; {checked} also solved by tatonnement, largest difference {gap:.1e}")
    return int(wrong > 0)


if __name__ == "__main__":
    raise SystemExit(main())

"""Exact frontiers against NegMAS, same additive spaces, same run; prints ratios and whether the answers agree. Then
spaces whose items rules tie and frontiers of very many points, by our own folding alone.

    pip install negmas    # AGPL: a peer for development, never a dependency
    python benchmarks/frontier.py [largest enumeration, default 1e6]

These machines are noisy: read the ratios.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from tradetalks.space.elimination import Tie, plan
from tradetalks.space.frontier import fold


def timed(work: Any, repeats: int = 1) -> tuple[float, Any]:
    times, found = [], None
    for _ in range(repeats):
        begin = time.perf_counter()
        found = work()
        times.append(time.perf_counter() - begin)
    return statistics.median(times), found


def space(items: int, options: int, parties: int, seed: int = 0) -> list[np.ndarray]:
    """Blocks of random values, ``[option, party]``, each item's from 0 to 1, all of one weight."""
    rng = np.random.default_rng(seed)
    blocks = rng.random((items, options, parties))
    return list((blocks - blocks.min(1, keepdims=True)) / np.ptp(blocks, axis=1, keepdims=True) / items)


def ufuns(blocks: list[np.ndarray]) -> Any:
    """The same space as NegMAS utility functions."""
    from negmas import LinearAdditiveUtilityFunction, make_issue
    from negmas.outcomes import make_os
    from negmas.preferences.value_fun import TableFun

    issues = [make_issue([f"o{k}" for k in range(len(b))], name=f"i{j}") for j, b in enumerate(blocks)]
    outcomes = make_os(issues)
    made = []
    for p in range(blocks[0].shape[1]):
        values = {
            f"i{j}": TableFun({f"o{k}": float(len(blocks) * b[k, p]) for k in range(len(b))})
            for j, b in enumerate(blocks)
        }
        weights = {f"i{j}": 1 / len(blocks) for j in range(len(blocks))}
        made.append(LinearAdditiveUtilityFunction(values, weights=weights, outcome_space=outcomes))
    return issues, outcomes, made


def ratio(theirs: float, ours: float) -> str:
    """How many times as long as ours theirs takes; where they are faster, that we take longer."""
    if theirs < ours:
        return f"{theirs / ours:.2g} times ours: NegMAS is faster, {ours / theirs:.2g} times"
    return f"{theirs / ours:,.0f} times ours" if theirs >= 2 * ours else f"{theirs / ours:.2g} times ours"


def tied() -> None:
    """Items that rules tie: all that need a first one, chains of if-then rules; the plan is part of the time."""
    rng, second = np.random.default_rng(0), np.array([False, True])
    chain = [Tie(j, {j: rng.random(4) < 0.5, j + 1: rng.random(4) < 0.6}) for j in range(15)]
    cases = {
        "24 yes/no items that all need the first": ([2] * 24, [Tie(j, {j: ~second, 0: second}) for j in range(1, 24)]),
        "16 items x 4 in a chain of rules": ([4] * 16, chain),
        "12 items x 4 in a chain of rules": ([4] * 12, chain[:11]),
    }
    for name, (sizes, ties) in cases.items():
        blocks = [rng.normal(size=(size, 2)).round(2) for size in sizes]
        ours, front = timed(lambda b=blocks, s=sizes, t=ties: fold(b, how=plan(s, t)), 5)
        print(f"{name}, {front.total:.1e} packages: {1000 * ours:8.1f} ms, {len(front)} points")


def many() -> None:
    """Frontiers of very many points, most of them thinned: what is reached, as a share of the widest party's range."""
    rng = np.random.default_rng

    def whole(items: int, options: int, parties: int) -> list[np.ndarray]:
        draw = rng(0)
        return [draw.integers(-3, 9, (options, parties)).astype(float) for _ in range(items)]

    draw = rng(0)
    fixed = [draw.dirichlet(np.ones(3), size=5) for _ in range(12)]
    cases: dict[str, tuple[list[np.ndarray], Any]] = {
        "5 parties, 40 x 4 whole numbers": (whole(40, 4, 5), None),
        "4 parties, 30 x 4 whole numbers": (whole(30, 4, 4), None),
        "6 parties, 12 x 5 whole numbers": (whole(12, 5, 6), None),
        "3 parties, fixed sum, 12 x 5": (fixed, None),
        "3 parties, fixed sum, 12 x 5, at least 3.8 each": (fixed, np.full(3, 3.8)),
    }
    for name, (blocks, mark) in cases.items():
        begin = time.process_time()
        front = fold(blocks, mark=mark)
        spent = time.process_time() - begin
        reach = max(sum(np.ptp(block, axis=0) for block in blocks))
        print(f"{name}: {spent:6.2f} CPU s, {len(front)} points, epsilon {front.epsilon:.3g} of {reach:.3g}")


def main() -> None:
    most = float(sys.argv[1]) if len(sys.argv) > 1 else 1e6
    try:
        from negmas import MOBANOSParetoSampler
        from negmas.preferences.ops import pareto_frontier
    except ImportError:
        print("NegMAS is not installed: only our own times. pip install negmas")
        MOBANOSParetoSampler = pareto_frontier = None
    for items, options, parties in ((30, 5, 2), (10, 10, 3), (14, 5, 3), (8, 6, 4), (6, 6, 5), (6, 10, 2), (7, 10, 2)):
        blocks = space(items, options, parties)
        ours, front = timed(lambda b=blocks: fold(b), 5)
        print(
            f"{items} items x {options}, {parties} parties, {front.total:.1e} packages: {1000 * ours:8.1f} ms,"
            f" {len(front)} points"
        )
        if parties != 2 or MOBANOSParetoSampler is None:
            continue
        issues, _, made = ufuns(blocks)

        def sample(made: Any = made) -> set[tuple[float, ...]]:
            sampler = MOBANOSParetoSampler()
            sampler.init(made[0], made[1])
            return {tuple(round(float(u(o)), 9) for u in made) for o in sampler.pareto_outcomes()}

        def known(points: Any) -> np.ndarray:
            return np.array(sorted({tuple(np.round(v, 9)) for v in points}))

        own = known(front.values)
        try:
            theirs, found = timed(sample)
            other = known(found)
            same = own.shape == other.shape and np.allclose(own, other, atol=1e-8)
            print(f"    NegMAS MOBANOS: {1000 * theirs:10.1f} ms, {ratio(theirs, ours)}; same points: {same}")
        except Exception as error:  # a peer's fault is told, not ours to hide
            print(f"    NegMAS MOBANOS: {type(error).__name__}: {error}")
        if front.total <= most:
            theirs, found = timed(lambda made=made, issues=issues: pareto_frontier(made, issues=issues))
            other = known(found[0])
            same = own.shape == other.shape and np.allclose(own, other, atol=1e-8)
            print(f"    NegMAS pareto_frontier: {theirs:6.2f} s, {ratio(theirs, ours)}; same points: {same}")
    tied()
    many()


if __name__ == "__main__":
    main()

"""Solutions over lotteries on packages: chance makes the set of gains convex.

Nash's product is solved over weights on packages, in closed form for two parties; leximin by linear programmes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.space.choice import INDIFFERENT, Solution, weights, why_none
from tradetalks.space.frontier import nondominated

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Lottery:
    """A solution over lotteries: probabilities on rows and expected gains, or no rows and why there are none."""

    rows: tuple[int, ...]
    probability: tuple[float, ...]
    gains: Array
    why: str = ""


def picked(solution: Solution, gains: Array, powers: Sequence[float] | None = None) -> Lottery:
    """The lottery on rows of gains ``[row, party]`` that a solution picks; see ``solutions.over_lotteries``."""
    parties = gains.shape[1]
    if solution.chances is None:
        return Lottery((), (), np.zeros(parties), f"the {solution.title} solution has no version over lotteries")
    if len(gains) == 0:
        return Lottery((), (), np.zeros(parties), why_none(gains))
    best = [best_lottery(gains, unit) for unit in np.eye(parties)]
    if any(found.status != 0 for found in best):
        return Lottery((), (), np.zeros(parties), "no lottery leaves every party as well off as no deal")
    ideal = np.array([-found.fun for found in best])
    indifferent = ideal <= INDIFFERENT
    if solution.for_those_who_gain and indifferent.all():
        return Lottery((), (), np.zeros(parties), why_none(gains))
    if solution.for_those_who_gain and indifferent.any():
        return _for_those_who_gain(solution, gains, ~indifferent, powers)
    chance = solution.chances(gains, ideal, weights(gains, powers))
    rows = np.flatnonzero(chance > 1e-9)
    chance = chance[rows] / chance[rows].sum()
    return Lottery(tuple(int(r) for r in rows), tuple(chance.tolist()), chance @ gains[rows])


def _for_those_who_gain(
    solution: Solution, gains: Array, gaining: NDArray[np.bool_], powers: Sequence[float] | None
) -> Lottery:
    """The solution over the parties that gain, among rows that cost the others nothing.

    No rational lottery gives the others more than nothing in expectation. With one such party, rows that give it more
    or less have no part in a lottery by which the rest gain (a little more of one of them would make it gain); with
    several, lotteries of rows that cancel out between them are left out.
    """
    rows = np.flatnonzero((np.abs(gains[:, ~gaining]) <= INDIFFERENT).all(1))
    kept = None if powers is None else [power for power, yes in zip(powers, gaining, strict=True) if yes]
    found = picked(solution, gains[np.ix_(rows, np.flatnonzero(gaining))], kept)
    chosen = tuple(int(rows[r]) for r in found.rows)
    return Lottery(chosen, found.probability, np.array(found.probability) @ gains[list(chosen)], found.why)


def best_lottery(gains: Array, weight: Array) -> Any:
    """The rational lottery of the largest weighted expected gain, as the linear programme leaves it."""
    return _linear(-(gains @ weight), -gains.T, np.zeros(gains.shape[1]), len(gains))


def _linear(cost: Array, upper: Array, limit: Array, count: int) -> Any:
    """A linear programme over probabilities: sum to one, ``upper @ chance <= limit``."""
    from scipy.optimize import linprog

    return linprog(cost, A_ub=upper, b_ub=limit, A_eq=np.ones((1, count)), b_eq=[1.0], bounds=(0, 1), method="highs")


def leximin_chances(scores: Array, gains: Array) -> Array:
    """Probabilities whose expected scores are leximin-largest, among rational lotteries: a linear programme a party."""
    from scipy.optimize import linprog

    count, parties = scores.shape
    fixed: dict[int, float] = {}
    chance = np.zeros(count)
    while len(fixed) < parties:
        loose = [p for p in range(parties) if p not in fixed]
        upper = [np.r_[-gains[:, p], 0.0] for p in range(parties)]
        limit = [0.0] * parties
        upper += [np.r_[-scores[:, p], 1.0] for p in loose] + [np.r_[-scores[:, p], 0.0] for p in fixed]
        limit += [0.0] * len(loose) + [-level + 1e-12 for level in fixed.values()]
        found = linprog(
            np.r_[np.zeros(count), -1.0], A_ub=np.array(upper), b_ub=limit, A_eq=np.r_[np.ones(count), 0.0][None],
            b_eq=[1.0], bounds=[(0, 1)] * count + [(None, None)], method="highs",
        )  # fmt: skip
        if found.status != 0:
            break
        chance, level = found.x[:count], float(found.x[-1])
        stuck = []
        for p in loose:  # which parties cannot have more than the level while none has less?
            rest = [q for q in loose if q != p]
            rows = (
                [-gains[:, q] for q in range(parties)] + [-scores[:, q] for q in rest] + [-scores[:, q] for q in fixed]
            )
            most = [0.0] * parties + [-level + 1e-12] * len(rest) + [-v + 1e-12 for v in fixed.values()]
            best = _linear(-scores[:, p], np.array(rows), np.array(most), count)
            if best.status != 0 or -best.fun <= level + 1e-9:
                stuck.append(p)
        for p in stuck or loose:
            fixed[p] = level
    return chance


def nash_chances(gains: Array, weight: Array) -> Array:
    """Probabilities of the largest Nash product.

    Two parties: the best point of an edge of the upper hull, in closed form. More: concave, solved on a few packages,
    with the one that would raise it most added until none would.
    """
    from scipy.optimize import minimize

    useful = hull_rows(gains)
    if gains.shape[1] == 2:
        return _nash_on_edges(gains, useful, weight)
    inside = leximin_chances(gains / np.maximum(gains.max(0), 1e-12), gains)  # where each gains, to begin with
    active = sorted({int(j) for j in np.flatnonzero(inside > 1e-9)})
    chance = inside[active]
    for _ in range(200):
        points = gains[active]

        def minus(c: Array, points: Array = points) -> tuple[float, Array]:
            mean = np.maximum(c @ points, 1e-12)
            return -float(np.log(mean) @ weight), -(points @ (weight / mean))

        found = minimize(
            minus, chance, jac=True, bounds=[(0, 1)] * len(points), method="SLSQP",
            constraints=[{"type": "eq", "fun": lambda c: c.sum() - 1, "jac": np.ones_like}],
            options={"ftol": 1e-15, "maxiter": 1000},
        )  # fmt: skip
        chance = np.maximum(found.x, 0) / np.maximum(found.x, 0).sum()
        price = gains[useful] @ (weight / (chance @ points))  # at most 1 everywhere at the optimum
        best = int(useful[price.argmax()])
        if price.max() <= 1 + 1e-9 or best in active:
            break
        active, chance = [*active, best], np.r_[chance, 0.0]
    everything = np.zeros(len(gains))
    everything[active] = chance
    return everything


def _nash_on_edges(gains: Array, hull: NDArray[np.int64], weight: Array) -> Array:
    best, where = -np.inf, (int(hull[0]), int(hull[0]), 0.0)
    for a, b in zip(hull, np.r_[hull[1:], hull[-1:]], strict=True):
        (x, y), (dx, dy) = gains[a], gains[b] - gains[a]
        t = 0.0 if dx * dy == 0 else float(np.clip(-(weight[0] * dx * y + weight[1] * dy * x) / (dx * dy), 0, 1))
        point = gains[a] + t * (gains[b] - gains[a])
        score = float(np.log(np.maximum(point, 1e-300)) @ weight)
        if score > best:
            best, where = score, (int(a), int(b), t)
    chance = np.zeros(len(gains))
    chance[where[0]] += 1 - where[2]
    chance[where[1]] += where[2]
    return chance


def hull_rows(gains: Array) -> NDArray[np.int64]:
    """Rows that could carry weight: not dominated, and in two dimensions on the upper hull."""
    rows = nondominated(gains)
    if gains.shape[1] != 2 or len(rows) < 3:
        return rows
    kept: list[int] = []
    for r in rows:  # falling first value, rising second
        while len(kept) > 1:
            a, b, c = gains[kept[-2]], gains[kept[-1]], gains[r]
            if (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) <= 0:
                kept.pop()
            else:
                break
        kept.append(int(r))
    return np.array(kept, dtype=np.int64)

"""Bargaining solutions on a finite set of gains over no deal, all ties returned, and over lotteries.

On packages (``[row, party]`` gains; a package is rational if no party loses by it):

- Nash (1950, Econometrica 18): the largest product of gains, each to the power of the party's bargaining power, among
  packages that all strictly prefer to no deal. A party that gains strictly by no rational package is indifferent to the
  outcome: the product is taken over the others (so too the ratios of Kalai and Smorodinsky).
- Kalai & Smorodinsky (1975, Econometrica 43), on a finite set read as leximin of gains over each party's best rational
  gain (Imai 1983, Econometrica 51, for more than two parties).
- Egalitarian (Kalai 1977, Econometrica 45): leximin of gains. Utilitarian: the largest sum.
- Minimax regret (Savage 1951): leximin of how far each party is from its best rational gain, the farthest first.

Lotteries make the set convex: Nash's product is then solved over weights on packages, the others by linear programmes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import TradetalksError, unknown
from tradetalks.space.frontier import nondominated

Array = NDArray[np.float64]

INDIFFERENT = 1e-6
"""Gains smaller than this (a thousand dollars a year) count as zero: solvers leave dust of 1e-9."""


@dataclass(frozen=True)
class Choice:
    """Rows that a solution picks, all ties, and why there are none if there are none."""

    rows: tuple[int, ...]
    why: str = ""

    @property
    def row(self) -> int | None:
        """The first of them, None if there are none."""
        return self.rows[0] if self.rows else None


@dataclass(frozen=True, eq=False)
class Lottery:
    """A solution over lotteries: probabilities on rows and expected gains, or no rows and why there are none."""

    rows: tuple[int, ...]
    probability: tuple[float, ...]
    gains: Array
    why: str = ""


def rational(gains: Array) -> NDArray[np.bool_]:
    """Rows in which no party is worse off than without a deal."""
    return np.all(np.asarray(gains) >= -INDIFFERENT, axis=1)


def able(gains: Array) -> NDArray[np.bool_]:
    """``[party]`` does some rational row make the party strictly better off? The others are indifferent to the outcome:
    whatever is agreed, they gain nothing and lose nothing."""
    gains = np.asarray(gains, dtype=float)
    fair = gains[rational(gains)]
    return fair.max(0) > INDIFFERENT if len(fair) else np.zeros(gains.shape[1], dtype=bool)


def nash(gains: Array, powers: Sequence[float] | None = None) -> Choice:
    """Rows of the largest product of gains, each to the party's bargaining power (equal if None)."""
    gains = np.asarray(gains, dtype=float)
    weight = np.where(able(gains), _powers(gains, powers), 0.0)
    strict = np.flatnonzero(np.all(gains[:, weight > 0] > INDIFFERENT, axis=1) & rational(gains))
    if len(strict) == 0 or not weight.any():
        return Choice((), _nobody(gains))
    product = np.log(np.maximum(gains[strict], 1e-300)) @ weight
    return Choice(_ties(strict, product[:, None]))


def kalai_smorodinsky(gains: Array) -> Choice:
    """Rows whose gains, each over the party's best rational gain, are leximin-largest."""
    gains = np.asarray(gains, dtype=float)
    fair = np.flatnonzero(rational(gains))
    gaining = able(gains)
    if not gaining.any():
        return Choice((), _nobody(gains))
    own = gains[np.ix_(fair, np.flatnonzero(gaining))]
    return Choice(_ties(fair, np.sort(own / own.max(0), axis=1)))


def egalitarian(gains: Array) -> Choice:
    """Rows whose gains are leximin-largest."""
    gains = np.asarray(gains, dtype=float)
    fair = np.flatnonzero(rational(gains))
    return Choice(_ties(fair, np.sort(gains[fair], axis=1))) if len(fair) else Choice((), _nobody(gains))


def utilitarian(gains: Array) -> Choice:
    """Rows of the largest sum of gains among individually rational rows."""
    gains = np.asarray(gains, dtype=float)
    fair = np.flatnonzero(rational(gains))
    return Choice(_ties(fair, gains[fair].sum(1)[:, None])) if len(fair) else Choice((), _nobody(gains))


def minimax_regret(gains: Array) -> Choice:
    """Rows whose largest shortfall from a party's best rational gain is smallest, then the next largest, and so on."""
    gains = np.asarray(gains, dtype=float)
    fair = np.flatnonzero(rational(gains))
    if len(fair) == 0:
        return Choice((), _nobody(gains))
    return Choice(_ties(fair, np.sort(gains[fair] - gains[fair].max(0), axis=1)))


def solve(name: str, gains: Array) -> Choice:
    """A solution by name; raises TradetalksError for an unknown one."""
    if name not in _BY_NAME:
        raise TradetalksError(unknown("solution", name, _BY_NAME))
    return _BY_NAME[name](gains)


_BY_NAME: dict[str, Callable[[Array], Choice]] = {
    one.__name__: one for one in (nash, kalai_smorodinsky, egalitarian, utilitarian, minimax_regret)
}
SOLUTIONS = tuple(_BY_NAME)


def _ties(rows: NDArray[np.int64], scores: Array) -> tuple[int, ...]:
    """Rows whose scores, compared place by place, are largest; equal up to rounding, a part in 10^12."""
    left = np.arange(len(rows))
    for j in range(scores.shape[1]):
        column = scores[left, j]
        best = column.max()
        left = left[column >= best - 1e-12 * max(1.0, abs(best))]
    return tuple(int(r) for r in rows[left])


def _powers(gains: Array, powers: Sequence[float] | None) -> Array:
    weight = np.ones(gains.shape[1]) if powers is None else np.asarray(powers, dtype=float)
    if weight.shape != (gains.shape[1],) or (weight < 0).any() or weight.sum() <= 0:
        raise TradetalksError(f"powers: found {powers}; expected {gains.shape[1]} numbers of 0 or more, not all 0")
    return weight / weight.sum()


def _nobody(gains: Array) -> str:
    if len(gains) == 0:
        return "there are no packages"
    if not rational(gains).any():
        return "no package leaves every party as well off as no deal"
    best = gains[rational(gains)].max(0)
    if np.all(best <= INDIFFERENT):
        return "the parties cannot gain strictly by any package that all accept"
    return "no package makes all parties strictly better off than no deal"


# ---------------------------------------------------------------------- lotteries
def over_lotteries(name: str, gains: Array, powers: Sequence[float] | None = None) -> Lottery:
    """A solution over all lotteries on packages.

    Rationality is asked of expected gains. The ideal of Kalai and Smorodinsky and of regret is each party's best
    expected gain among rational lotteries.

    Raises:
        TradetalksError: an unknown solution.
    """
    gains = np.asarray(gains, dtype=float)
    if name not in SOLUTIONS:
        raise TradetalksError(unknown("solution", name, SOLUTIONS))
    parties = gains.shape[1]
    if len(gains) == 0:
        return Lottery((), (), np.zeros(parties), _nobody(gains))
    best = [_best(gains, unit) for unit in np.eye(parties)]
    if any(found.status != 0 for found in best):
        return Lottery((), (), np.zeros(parties), "no lottery leaves every party as well off as no deal")
    ideal = np.array([-found.fun for found in best])
    indifferent = ideal <= INDIFFERENT
    if name in ("nash", "kalai_smorodinsky") and indifferent.all():
        return Lottery((), (), np.zeros(parties), _nobody(gains))
    if name in ("nash", "kalai_smorodinsky") and indifferent.any():
        return _for_those_who_gain(name, gains, ~indifferent, powers)
    if name == "nash":
        chance = _nash_chances(gains, _powers(gains, powers))
    elif name == "utilitarian":
        chance = _best(gains, np.ones(parties)).x
    else:
        scale = ideal if name == "kalai_smorodinsky" else np.ones(parties)
        shift = ideal if name == "minimax_regret" else np.zeros(parties)
        chance = _leximin_chances((gains - shift) / scale, gains)
    rows = np.flatnonzero(chance > 1e-9)
    chance = chance[rows] / chance[rows].sum()
    return Lottery(tuple(int(r) for r in rows), tuple(chance.tolist()), chance @ gains[rows])


def _for_those_who_gain(name: str, gains: Array, gaining: NDArray[np.bool_], powers: Sequence[float] | None) -> Lottery:
    """The solution over the parties that gain, among rows that cost the others nothing.

    No rational lottery gives the others more than nothing in expectation. With one such party, rows that give it more
    or less have no part in a lottery by which the rest gain (a little more of one of them would make it gain); with
    several, lotteries of rows that cancel out between them are left out.
    """
    rows = np.flatnonzero((np.abs(gains[:, ~gaining]) <= INDIFFERENT).all(1))
    kept = None if powers is None else [power for power, yes in zip(powers, gaining, strict=True) if yes]
    found = over_lotteries(name, gains[np.ix_(rows, np.flatnonzero(gaining))], kept)
    chosen = tuple(int(rows[r]) for r in found.rows)
    return Lottery(chosen, found.probability, np.array(found.probability) @ gains[list(chosen)], found.why)


def _best(gains: Array, weight: Array) -> Any:
    """The rational lottery of the largest weighted expected gain, as the linear programme leaves it."""
    return _linear(-(gains @ weight), -gains.T, np.zeros(gains.shape[1]), len(gains))


def _linear(cost: Array, upper: Array, limit: Array, count: int) -> Any:
    """A linear programme over probabilities: sum to one, ``upper @ chance <= limit``."""
    from scipy.optimize import linprog

    return linprog(cost, A_ub=upper, b_ub=limit, A_eq=np.ones((1, count)), b_eq=[1.0], bounds=(0, 1), method="highs")


def _leximin_chances(scores: Array, gains: Array) -> Array:
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


def _nash_chances(gains: Array, weight: Array) -> Array:
    """Probabilities of the largest Nash product.

    Two parties: the best point of an edge of the upper hull, in closed form. More: concave, solved on a few packages,
    with the one that would raise it most added until none would.
    """
    from scipy.optimize import minimize

    useful = _hull(gains)
    if gains.shape[1] == 2:
        return _nash_on_edges(gains, useful, weight)
    inside = _leximin_chances(gains / np.maximum(gains[rational(gains)].max(0), 1e-12), gains)
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


def _hull(gains: Array) -> NDArray[np.int64]:
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

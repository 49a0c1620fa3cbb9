"""Projected Newton on levers: exact slopes, active bounds, a Hessian kept as long as it serves.

Bertsekas (1982, SIAM J. Control and Optimization 20(2)): levers at a bound that the gradient pushes out of stay there,
the rest take a Newton step on their own block of the Hessian, made negative definite where it is not. A Hessian costs
as much as ten gradients, so the last one, corrected by what each step teaches (symmetric rank one; Nocedal & Wright
2006, Numerical Optimization, ch. 6.2), serves again while steps cut the slope by more than ``_SERVES`` or gain about
what it foretold.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import NotConverged
from tradetalks.war.levers import Levers
from tradetalks.war.slopes import At, Task

Array = NDArray[np.float64]
_STEPS, _LINE = 80, 30
_SERVES = 0.3
_AS_TOLD = 0.5, 2.0  # a step's gain over what its curve foretold, within which the curve serves too
_MEANT = 1e-8  # of a secant's own size: what it must add along the move
_DEFINITE = 1e-6  # smallest pivot, levers scaled to curvatures of one, of a Hessian inverted as it is
_DROWNED = 1e-9  # predicted gains below this drown in the solver's own residuals: slopes, not values, then judge
STALLED = 1e-7  # largest slope accepted where slopes shrink no more
_REACH = 0.5  # of one plus the rate: what a step may move a lever beyond one unit, so that 1000% is not a long walk
_ALIKE = 0.1  # of the promise of a Newton step: what slopes may be amiss and still be those under a known optimum
_STEEP, _ESCAPES = 1.0, 25  # rates above which a lever may stand on a plateau; most steps taken off plateaux


class Curve:
    """A Hessian, and the inverse of its block on the levers that were free last, its eigenvalues made negative."""

    def __init__(self, hessian: Array) -> None:
        self.hessian = hessian
        self._loose: NDArray[np.bool_] | None = None
        self._inverse = np.zeros((0, 0))

    def inverse(self, loose: NDArray[np.bool_]) -> Array:
        """``[free, free]``, symmetric and negative definite."""
        if self._loose is None or not np.array_equal(loose, self._loose):
            self._loose, self._inverse = loose, _negative_inverse(self.hessian[np.ix_(loose, loose)])
        return self._inverse

    def rise(self, gradient: Array, move: Array) -> float:
        """What a move adds to an objective of these slopes and this curve."""
        return max(float(gradient @ move + 0.5 * move @ self.hessian @ move), np.finfo(float).tiny)

    def learned(self, move: Array, change: Array) -> Curve:
        """The curve that also explains how the slopes changed along a move: the symmetric update of rank one."""
        missed = change - self.hessian @ move
        size = float(missed @ move)
        if abs(size) <= _MEANT * float(np.linalg.norm(missed) * np.linalg.norm(move)):
            return self  # next to nothing was missed, or nothing along the move
        return Curve(self.hessian + np.outer(missed, missed) / size)


def _negative_inverse(block: Array) -> Array:
    scale = np.sqrt(np.maximum(np.abs(np.diag(block)), 1e-300))
    try:
        least = np.diag(np.linalg.cholesky(-block / np.outer(scale, scale))).min(initial=1.0)
    except np.linalg.LinAlgError:
        least = 0.0
    if least**2 > _DEFINITE:  # as it should be: no eigenvalues needed
        return np.linalg.inv(block).astype(np.float64, copy=False)
    values, vectors = np.linalg.eigh(block / np.outer(scale, scale))
    values = -np.maximum(np.abs(values), 1e-8 * np.abs(values).max())
    vectors = vectors / scale[:, None]
    return (vectors / values) @ vectors.T


@dataclass(frozen=True, eq=False)
class Top:
    """Where a climb ended: the point, its projected slope, the curve last used, steps taken, and whether it came to
    rest (False: it ran out of steps, or found none that climbs)."""

    at: At
    slope: float
    curve: Curve | None
    steps: int
    settled: bool = True

    @property
    def rates(self) -> Array:
        return self.at.rates

    @property
    def value(self) -> float:
        return self.at.value


def climb(
    task: Task, rates: Array, vector: Array | None = None, tolerance: float = 1e-9, curve: Curve | None = None
) -> Top:
    """Climb to a local maximum of the task's mixture.

    Args:
        rates: where to start, ``[lever]``; clipped to the bounds. vector: a state vector near by.
        tolerance: largest projected slope asked for; up to STALLED is accepted where rounding lets it shrink no more.
        curve: a Hessian from near by, to try before a fresh one.

    Raises:
        NotConverged: no equilibrium on the way, a slope that is not a finite number, or the steps run out; names the
            lever with the largest slope.
    """
    top = ascend(task, rates, vector, tolerance, curve)
    if not top.settled:
        raise NotConverged(
            f"optimal tariffs of {', '.join(task.levers.players)}: projected gradient {top.slope:.1e} left, largest in"
            f" {_worst(task.levers, top.at)}; try other bounds or another start"
        )
    return top


def ascend(
    task: Task,
    rates: Array,
    vector: Array | None = None,
    tolerance: float = 1e-9,
    curve: Curve | None = None,
    enough: float = 0.0,
    near: Top | None = None,
) -> Top:
    """``climb`` that keeps the best point it came to where it comes no further; ``slope`` says what is left there.

    Args:
        enough: stop as well where a Newton step promises to add less than this to the objective.
        near: an optimum found before: stop, and return it, where the climb has come under it.

    Raises:
        NotConverged: no equilibrium at the start, or an objective or slope that is not a finite number.
    """
    levers = task.levers
    low, high = levers.low, levers.high
    at = task.at(np.clip(np.array(rates, dtype=float), low, high), task.start() if vector is None else vector)
    if not np.isfinite(at.value):
        raise NotConverged(
            f"optimal tariffs of {', '.join(levers.players)}: the objective {task.objective.name} is {at.value:g} where"
            " the climb starts; expected a finite number"
        )
    slope, fresh, told, taken, escapes = np.inf, False, False, 0, 0
    gradient = _slopes(at)
    while taken < _STEPS:
        if near is not None and _under(levers, at, gradient, near):
            return near
        last, slope = slope, projected(levers, at.rates, gradient)
        stalled = fresh and slope > 0.5 * last
        rests = slope <= tolerance or (slope <= STALLED and stalled)
        if not rests and (curve is None or (slope > _SERVES * last and not told)):
            curve, fresh = _curve(at), True
        elif not rests:
            fresh = False
        if rests or (curve is not None and promise(levers, at.rates, gradient, curve) < enough):
            inward = _off_plateau(at, gradient) if escapes < _ESCAPES else None
            if inward is None:
                return Top(at, slope, curve, taken)
            at, taken, escapes, curve, slope = inward, taken + 1, escapes + 1, None, np.inf
            gradient = _slopes(at)
            continue
        assert curve is not None
        trial = _ahead(at, gradient, direction(levers, at.rates, gradient, curve))
        if trial is None and not fresh:
            curve, fresh = _curve(at), True
            trial = _ahead(at, gradient, direction(levers, at.rates, gradient, curve))
        if trial is None:
            break
        before, move, rise = gradient, trial.rates - at.rates, trial.value - at.value
        told = rise > _DROWNED and _AS_TOLD[0] < rise / curve.rise(gradient, move) < _AS_TOLD[1]
        at, taken = trial, taken + 1
        gradient = _slopes(at)
        curve = curve.learned(move, gradient - before)
    slope = projected(levers, at.rates, gradient)
    return Top(at, slope, curve, taken, settled=slope <= STALLED)


def _under(levers: Levers, at: At, gradient: Array, near: Top) -> bool:
    """Do a point's slopes lead to an optimum known already: are they, lever by lever held or free as there, about what
    its curvature makes of the way to it?"""
    away = at.rates - near.rates
    if near.curve is None or at.value > near.value or np.any(np.abs(away) > _REACH * (1 + near.rates)):
        return False
    loose = free(levers, at.rates, gradient)
    inside = (near.rates > levers.low + 1e-9) & (near.rates < levers.high - 1e-9)
    if np.any(np.abs(away[~inside]) > 1e-9) or np.any(loose & ~inside):
        return False
    if not inside.any():
        return True  # all held at the same bounds
    inverse, slopes = near.curve.inverse(inside), gradient[inside]
    missed = slopes - near.curve.hessian[np.ix_(inside, inside)] @ away[inside]
    return float(missed @ inverse @ missed) >= _ALIKE * float(slopes @ inverse @ slopes)  # both below zero


def _slopes(at: At) -> Array:
    return _finite(at, at.gradient(), "slope")


def _curve(at: At) -> Curve:
    return Curve(_finite(at, at.hessian(), "curvature"))


def _finite(at: At, found: Array, what: str) -> Array:
    """The slopes or curvatures, if all are finite numbers; else the first lever where one is not is named."""
    odd = ~np.isfinite(found)
    if odd.any():
        levers, j = at.task.levers, int(np.argwhere(odd)[0][0])
        raise NotConverged(
            f"optimal tariffs of {', '.join(levers.players)}: the {what} of the objective {at.task.objective.name} in"
            f" {levers.name(j)} is not a finite number at a rate of {100 * at.rates[j]:.4g}%; try other bounds, another"
            " start, or leave the sector out"
        )
    return found


def _ahead(at: At, gradient: Array, move: Array) -> At | None:
    """The next point along a move, shortened until it climbs; None if it never does."""
    task = at.task
    length = 1.0
    for _ in range(_LINE):
        rates = np.clip(at.rates + length * move, task.levers.low, task.levers.high)
        promised = float(gradient @ (rates - at.rates))
        try:
            trial = at.onward(rates)
        except NotConverged:
            length /= 2
            continue
        if np.isfinite(trial.value) and (trial.value >= at.value + 1e-4 * promised or promised < _DROWNED):
            return trial
        length /= 2
    return None


def _off_plateau(at: At, gradient: Array) -> At | None:
    """A step off a plateau, if levers stand on one: where a tariff has stopped nearly all trade, slopes all but vanish
    without a maximum, and the objective is convex in the rate, so that Newton's step is no guide. Those levers go the
    longest way uphill; None if there are none, or nothing is gained."""
    levers = at.task.levers
    high = free(levers, at.rates, gradient) & (at.rates > _STEEP)
    if not high.any():
        return None
    flat = high & (np.diag(_finite(at, at.hessian(), "curvature")) > 0)
    for length in (1.0, 0.5, 0.25):
        move = np.where(flat, length * np.sign(gradient) * longest(at.rates), 0.0)
        rates = np.clip(at.rates + move, levers.low, levers.high)
        try:
            trial = at.onward(rates)
        except NotConverged:
            continue
        if np.isfinite(trial.value) and trial.value > at.value:
            return trial
    return None


def free(levers: Levers, rates: Array, gradient: Array) -> NDArray[np.bool_]:
    """Levers not held at a bound that the gradient pushes out of."""
    edge = 1e-12
    return ~(((rates <= levers.low + edge) & (gradient < 0)) | ((rates >= levers.high - edge) & (gradient > 0)))


def projected(levers: Levers, rates: Array, gradient: Array) -> float:
    """Largest slope that could still be climbed."""
    return float(np.abs(gradient[free(levers, rates, gradient)]).max(initial=0.0))


def curvature(levers: Levers, rates: Array, gradient: Array, hessian: Array) -> float:
    """Largest eigenvalue of the Hessian on the free levers: negative at a strict local maximum; NaN if all are held."""
    loose = free(levers, rates, gradient)
    return float(np.linalg.eigvalsh(hessian[np.ix_(loose, loose)]).max()) if loose.any() else float("nan")


def direction(levers: Levers, rates: Array, gradient: Array, curve: Curve) -> Array:
    """Newton's step on the free levers, at most one unit a lever, or half of one plus its rate where that is more.

    Where the objective is convex in a high rate, Newton's step is no guide: that lever goes the longest way uphill.
    """
    move, loose = np.zeros_like(rates), free(levers, rates, gradient)
    if loose.any():
        most = longest(rates)
        move[loose] = np.clip(-curve.inverse(loose) @ gradient[loose], -most[loose], most[loose])
        convex = loose & (rates > _STEEP) & (np.diag(curve.hessian) > 0)
        move[convex] = np.sign(gradient[convex]) * most[convex]
    return move


def longest(rates: Array) -> Array:
    """``[lever]`` the longest step from these rates."""
    return np.maximum(1.0, _REACH * (1 + rates))


def promise(levers: Levers, rates: Array, gradient: Array, curve: Curve) -> float:
    """What a whole Newton step on the free levers would add to the objective, were it as curved as ``curve``."""
    loose = free(levers, rates, gradient)
    return float(-0.5 * gradient[loose] @ curve.inverse(loose) @ gradient[loose]) if loose.any() else 0.0


def _worst(levers: Levers, at: At) -> str:
    """The lever with the largest slope that could still be climbed."""
    gradient = at.gradient()
    return levers.name(int(np.argmax(np.where(free(levers, at.rates, gradient), np.abs(gradient), -1.0))))

"""Every player's taxes at once: Newton's method on the slopes of all players, each in its own levers.

At a Nash equilibrium no player's slope in a lever of its own can still be climbed. One solved point gives all players'
slopes (one adjoint a player) and, at the price of the players' own Hessians, how each slope moves with every lever of
everybody; so a few steps do what many rounds of best replies do. As long as some player's own Hessian does not say that
it stands under a maximum, all take the step that a climb of their own would take. A point is settled only where all
stand on maxima; where steps fail, or lead elsewhere, rounds have to do it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import NotConverged
from tradetalks.policy.shock import Shock
from tradetalks.war.climb import STALLED, Curve, Top, direction, free, longest
from tradetalks.war.levers import Levers, joined
from tradetalks.war.slopes import At, Task

Array = NDArray[np.float64]
_STEPS, _HALVINGS = 25, 4
_FLAT = (
    1e-9  # curvature, levers scaled to one, that rounding hides: taxes on all imports and on all exports do the same
)
_MOST = 4000  # levers of all players together: beyond, how all move with all is too much to hold
_SERVES = 0.1  # slopes that fall by less than this with a matrix from before ask for a fresh one


@dataclass(frozen=True, eq=False)
class Settled:
    """Where all players' slopes vanish: each one's point in its own levers, and the largest change of each step."""

    tops: dict[str, Top]
    shock: Shock
    changes: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class _Here:
    """A point with every lever's slope for the player that sets it."""

    at: At
    slopes: Array
    loose: NDArray[np.bool_]

    @property
    def slope(self) -> float:
        return float(np.abs(self.slopes[self.loose]).max(initial=0.0))


def settle(
    tasks: Mapping[str, Task],
    shock: Shock,
    rates: Mapping[str, Array],
    vector: Array | None,
    tolerance: float,
    still: float,
) -> Settled | None:
    """The equilibrium that Newton's steps lead to from ``rates``; None where they lead to none, or levers are too many.

    Args:
        tasks: by player. shock: the policy, all levers of all players to be replaced. vector: a state vector near by.
        tolerance: largest slope that may be left; up to STALLED is accepted where rounding lets it shrink no more.
        still: largest change of a rate in the last step, unless none is left to take.
    """
    first = next(iter(tasks.values()))
    parts = [task.levers for task in tasks.values()]
    own = joined(parts)
    mixes = np.array([task.mix for task in tasks.values()])
    whole = replace(first, shock=shock, levers=own)
    if len(own) > _MOST:
        return None
    changes: list[float] = []
    matrix, last = None, np.inf
    try:
        here = _at(whole.at(np.concatenate(list(rates.values())), first.start() if vector is None else vector), mixes)
        for _ in range(_STEPS):
            slope = here.slope
            fresh = matrix is None or slope > _SERVES * last
            if matrix is None or fresh:
                matrix, last = here.at.bends(mixes, own.owner), np.inf
                if not _all_under_tops(matrix, here.loose, own.owner):
                    trial = _apart(here, matrix, mixes, parts)
                    changes.append(float(np.abs(trial.at.rates - here.at.rates).max()))
                    here, matrix = trial, None
                    continue
            if slope <= tolerance and changes and changes[-1] <= still:
                return _settled(tasks, here, shock, matrix, changes)
            trial = _step(here, matrix, mixes)
            if trial is None:
                rests = slope <= tolerance or (slope <= STALLED and fresh)
                return _settled(tasks, here, shock, matrix, [*changes, 0.0]) if rests else None
            changes.append(float(np.abs(trial.at.rates - here.at.rates).max()))
            here, last = trial, slope
    except NotConverged:
        pass
    return None


def _at(at: At, mixes: Array) -> _Here:
    own = at.task.levers
    slopes = at.own_gradients(mixes, own.owner)
    if not np.isfinite(slopes).all():
        raise NotConverged("a slope that is not a finite number")
    return _Here(at, slopes, free(own, at.rates, slopes))


def _all_under_tops(matrix: Array, loose: NDArray[np.bool_], owner: NDArray[np.int64]) -> bool:
    """Is every player's own block on its free levers negative definite, what is flat to rounding apart?"""
    for player in np.unique(owner[loose]):
        mine = loose & (owner == player)
        block = matrix[np.ix_(mine, mine)]
        scale = np.sqrt(np.abs(np.diag(block)))
        try:
            np.linalg.cholesky(-0.5 * (block + block.T) / np.outer(scale, scale) + _FLAT * np.eye(len(block)))
        except np.linalg.LinAlgError:
            return False
    return True


def _apart(here: _Here, matrix: Array, mixes: Array, parts: Sequence[Levers]) -> _Here:
    """Each player's own step uphill, as if the others stood still."""
    own, rates, move = here.at.task.levers, here.at.rates, np.zeros_like(here.at.rates)
    for player, levers in enumerate(parts):
        mine = own.owner == player
        block = matrix[np.ix_(mine, mine)]
        curve = Curve(0.5 * (block + block.T))
        move[mine] = direction(levers, rates[mine], here.slopes[mine], curve)
    return _at(here.at.onward(np.clip(rates + move, own.low, own.high)), mixes)


def _step(here: _Here, matrix: Array, mixes: Array) -> _Here | None:
    """Newton's step, shortened until slopes fall; None if they never do."""
    own, rates, loose = here.at.task.levers, here.at.rates, here.loose
    move, most = np.zeros_like(rates), longest(rates)
    try:
        move[loose] = np.linalg.solve(matrix[np.ix_(loose, loose)], -here.slopes[loose])
    except np.linalg.LinAlgError:
        return None
    move = np.clip(move, -most, most)
    for halving in range(_HALVINGS):
        try:
            trial = _at(here.at.onward(np.clip(rates + 0.5**halving * move, own.low, own.high)), mixes)
        except NotConverged:
            continue
        if trial.slope < here.slope:
            return trial
    return None


def _settled(tasks: Mapping[str, Task], here: _Here, shock: Shock, matrix: Array, changes: Sequence[float]) -> Settled:
    """Each player's own view of a point that all have settled at."""
    policy, own, tops = here.at.task.levers.on(shock, here.at.rates), here.at.task.levers, {}
    for k, (code, task) in enumerate(tasks.items()):
        mine = own.owner == k
        block = matrix[np.ix_(mine, mine)]
        at = here.at.seen_by(replace(task, shock=policy), here.at.rates[mine])
        slope = float(np.abs(here.slopes[mine & here.loose]).max(initial=0.0))
        tops[code] = Top(at, slope, Curve(0.5 * (block + block.T)), len(changes))
    return Settled(tops, policy, tuple(changes))

"""Inverse optimum by distance: the weights whose best reply lies nearest to the tariffs that a government sets.

Weights that explain slopes (``revealed.py``) may choose other tariffs, for where an objective is flat a small slope is
a long way. Here tariffs themselves are met: ``min_theta sum_j m_j (x_j(theta) - t_j)^2 / sum_j m_j + ridge |theta -
theta0|^2``, ``x(theta)`` the best reply at weights ``theta``, ``t`` the tariffs observed, ``m`` imports. It is an
optimum over optima (a bilevel program; Colson, Marcotte & Savard 2007, Annals of Operations Research 153): where the
inner first-order conditions ``sum_c theta_c g_jc(x) = 0`` hold on the free tariffs, these move with the weights as
``dx/dtheta = -H^{-1} g`` (implicit function theorem), ``H`` the objective's exact Hessian there; tariffs at a bound do
not move. Gauss-Newton steps, held within bounds and damped until they gain (Levenberg 1944; Marquardt 1963, Journal of
SIAM 11(2)), begin at the weights that explain slopes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import NotConverged
from tradetalks.war.climb import Curve, free
from tradetalks.war.parts import Fit
from tradetalks.war.politics import Wants
from tradetalks.war.revealed import Reply, Revealed

Array = NDArray[np.float64]
RIDGES = tuple(10.0**-k for k in np.arange(1.0, 6.01, 1.0))
"""Tried in cross-validation."""
_STEPS, _ROUNDS, _TRIES = 30, 3, 8
_SETTLED = 1e-4  # of what is left: a step that takes away less ends the fit
_DAMPING, _HARDER, _SOFTER = 1e-3, 10.0, 0.1


@dataclass(frozen=True, eq=False)
class Nearest:
    """Weights by distance, beside those by slopes.

    Attributes:
        by_slopes: the fit begun from. values, errors: ``[weight]``, and standard errors of tariffs drawn again, the
            best reply taken as linear in weights around these. draws: ``[draw, weight]``.
        reply: the tariffs that the weights choose. ridge: how strongly they are held to real income alone.
        apart, apart_by_slopes, apart_plain: percentage points from the tariffs explained to those that these weights,
            weights by slopes, and real income alone choose (root of the mean square by imports).
        foretold: of the squares that real income alone leaves, the share taken away on tariffs left out of the fit.
        steps: Gauss-Newton steps taken.
    """

    by_slopes: Revealed
    values: Array
    errors: Array
    draws: Array
    reply: Reply
    ridge: float
    apart: float
    apart_by_slopes: float
    apart_plain: float
    foretold: float
    steps: int

    @property
    def explained(self) -> float:
        """Of the squares that real income alone leaves, the share taken away."""
        return 1 - (self.apart / self.apart_plain) ** 2 if self.apart_plain else 1.0

    def weight(self, name: str) -> tuple[float, float]:
        """A weight and its standard error, by name; raises PolicyError."""
        k = self.by_slopes.place(name)
        return float(self.values[k]), float(self.errors[k])

    def wants(self) -> Wants:
        """The weights as an objective's."""
        return self.by_slopes.wants(self.values)


def nearest_weights(
    found: Revealed, *, ridge: float | None = None, draws: int = 200, seed: int = 0, start: Array | None = None
) -> Nearest:
    """Weights whose best reply lies nearest to the tariffs explained; those left out of the fit stay where they are.

    Args:
        found: weights by slopes of the same tariffs. ridge: in squared tariffs (as fractions) a squared weight; the one
            of RIDGES that foretells left-out tariffs best if None. draws: of the bootstrap, with ``seed``.
        start: ``[weight]`` to begin from; the weights by slopes if None.

    The minimum found is a local one: the distance may have others, and what it is begun from decides.

    Raises:
        NotConverged: no best reply at the weights begun from, or at real income alone.
    """
    plain = found.best_reply(real := found.prior())
    here = _Point.of(found, found.values if start is None else start, None)
    apart_by_slopes = here.apart if start is None else found.points_apart(found.best_reply().rates)
    missed = _scaled(found, plain.rates)
    strength, foretold, steps = ridge, 0.0, 0
    for _ in range(1 if ridge is not None else _ROUNDS):
        fit = here.fit(missed)
        tried = (ridge, 0.0) if ridge is not None else fit.strength(RIDGES, seed)
        if tried[0] == strength and steps:
            break
        strength = tried[0]
        here, taken = _descend(found, here, missed, strength)
        steps += taken
    assert strength is not None
    fit = here.fit(missed)
    foretold = fit.foretold(strength, seed)
    drawn = fit.drawn(strength, draws, seed)
    return Nearest(
        by_slopes=found,
        values=here.values,
        errors=drawn.std(0) if draws else np.full(len(real), np.nan),
        draws=drawn,
        reply=here.reply,
        ridge=strength,
        apart=here.apart,
        apart_by_slopes=apart_by_slopes,
        apart_plain=found.points_apart(plain.rates),
        foretold=foretold,
        steps=steps,
    )


def _scaled(found: Revealed, rates: Array) -> Array:
    """``[fitted lever]`` away from the tariffs explained, each by the root of its share of imports."""
    imports = found.imports[found.fitted]
    return (rates - found.rates)[found.fitted] * np.sqrt(imports / imports.sum())


class _Point(NamedTuple):
    """Weights, and what they choose."""

    found: Revealed
    values: Array
    reply: Reply

    @classmethod
    def of(cls, found: Revealed, values: Array, near: Reply | None) -> _Point:
        return cls(found, values, found.best_reply(values, near and near.at))

    @property
    def apart(self) -> float:
        return self.found.points_apart(self.reply.rates)

    def left(self, ridge: float) -> float:
        """What is minimised."""
        away = _scaled(self.found, self.reply.rates)
        return float(away @ away + ridge * ((self.values - self.found.prior()) ** 2).sum())

    def moves(self) -> Array:
        """``[lever, weight]`` how the best reply moves with the weights."""
        reply = self.reply
        task = reply.at.task
        loose = free(task.levers, reply.rates, reply.gradient)
        moved = np.zeros((len(reply.rates), len(self.values)))
        moved[loose] = -Curve(reply.hessian).inverse(loose) @ self.found.parts.gradients(reply.at)[loose]
        return moved

    def fit(self, plain: Array) -> Fit:
        """Least squares with the best reply taken as linear in weights around here."""
        found = self.found
        imports = found.imports[found.fitted]
        rows = self.moves()[found.fitted] * np.sqrt(imports / imports.sum())[:, None]
        return Fit(rows, rows @ self.values - _scaled(found, self.reply.rates), plain, found.names, found.mean)


def _descend(found: Revealed, here: _Point, plain: Array, ridge: float) -> tuple[_Point, int]:
    """Gauss-Newton from a point, damped until it gains; the steps taken."""
    damping = _DAMPING
    for step in range(_STEPS):
        onward, damping = _step(found, here, plain, ridge, damping)
        if onward is None:
            return here, step
        gained = 1 - onward.left(ridge) / here.left(ridge)
        here = onward
        if gained < _SETTLED:
            return here, step + 1
    return here, _STEPS


def _step(found: Revealed, here: _Point, plain: Array, ridge: float, damping: float) -> tuple[_Point | None, float]:
    """The next point and the damping to go on with; None where no damping gains."""
    fit, before = here.fit(plain), here.left(ridge)
    for _ in range(_TRIES):
        try:
            trial = _Point.of(found, fit.solved(ridge, near=here.values, damping=damping), here.reply)
        except NotConverged:  # a climb that ends nowhere: less of a step
            trial = here
        if trial.left(ridge) < before:
            return trial, damping * _SOFTER
        damping *= _HARDER
    return None, damping

"""Inverse optimum: the weights of a government for which the tariffs that it sets serve it best.

At a best reply no tariff's slope of the government's objective (``politics.py``) is left, and slopes are linear in
weights: ``sum_c theta_c g_jc = 0`` for every tariff j, with ``g_jc`` the exact slope of part c (a sector's income,
revenue, what another region loses). Weights are found by bounded least squares on slopes per dollar of imports, each
tariff counting by its imports, with a ridge towards real income alone (``parts.py``). An objective is known up to its
scale: weights of sectors have mean one, by income, so that a dollar of real income as it is earned counts one (Ossa
2014: over sectors). Standard errors are of tariffs drawn with replacement. Small slopes may be large distances:
``nearest.py`` fits weights to tariffs themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.closure import Closure, Deficits
from tradetalks.equilibrium.prepare import checked
from tradetalks.equilibrium.solver import closure_of
from tradetalks.errors import PolicyError
from tradetalks.policy.shock import Shock
from tradetalks.war.climb import climb, curvature
from tradetalks.war.levers import Levers, levers
from tradetalks.war.objectives import REAL_INCOME, Economy
from tradetalks.war.optimal import unit
from tradetalks.war.parts import Fit, Parts, Seen, bounds, real_income_alone
from tradetalks.war.politics import Wants, political
from tradetalks.war.slopes import At, Task
from tradetalks.world.world import World

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
Codes = str | Sequence[str] | None
RIDGES = tuple(10.0**-k for k in np.arange(1.0, 4.01, 0.5))
"""Tried in cross-validation. Weaker ones leave slopes a little smaller and choose tariffs far from those observed."""
_NOTHING = 1e-6  # of what real income alone leaves: two levels that leave so little more or less are as good
_LOWEST, _HIGHEST_LEVEL, _GRID = -0.5, 2.0, 26  # where the common level of tariffs is sought, in points over 100


class Reply(NamedTuple):
    """A best reply: ``[lever]`` rates, the largest eigenvalue of the Hessian on the free levers (negative at a strict
    maximum), the point, and the objective's ``[lever]`` slopes and ``[lever, lever]`` curvatures there."""

    rates: Array
    curvature: float
    at: At
    gradient: Array
    hessian: Array


@dataclass(frozen=True, eq=False)
class Revealed:
    """A government's weights, and how well they explain its tariffs.

    Attributes:
        player: region code. levers: the tariffs explained. rates: ``[lever]`` where they were taken: as observed, or
            all moved by ``level``. fitted: ``[lever]`` which of them the weights were fitted to.
        names: ``[weight]`` sector codes, ``"the rest"`` for sectors without a tariff, ``"revenue"``, ``"loss of CHN"``.
        values, errors: ``[weight]`` and standard errors. draws: ``[draw, weight]`` of the bootstrap.
        slopes: ``[lever, weight]`` of each part in each tariff, in dollars a dollar of imports.
        imports: ``[lever]`` billions of USD a year that each tariff is levied on.
        parts: what the objective is made of. mean: ``[weight]`` shares in the mean of sectors' weights.
        ridge: how strongly weights are held to real income alone. level: what all tariffs were moved by, a fraction.
        explained: of what real income alone leaves of slopes, the share that the weights take away (squares, by
            imports); foretold: the same of tariffs left out of the fit, with weights fitted to the rest.
    """

    world: World
    player: str
    levers: Levers
    rates: Array
    fitted: NDArray[np.bool_]
    names: tuple[str, ...]
    values: Array
    errors: Array
    draws: Array
    slopes: Array
    imports: Array
    ridge: float
    level: float
    explained: float
    foretold: float
    shock: Shock
    closure: Closure
    parts: Parts
    mean: Array

    def place(self, name: str) -> int:
        """A weight's place, by name; raises PolicyError."""
        from tradetalks.errors import unknown

        if name not in self.names:
            raise PolicyError(unknown("weight", name, self.names))
        return self.names.index(name)

    def weight(self, name: str) -> tuple[float, float]:
        """A weight and its standard error, by name; raises PolicyError."""
        k = self.place(name)
        return float(self.values[k]), float(self.errors[k])

    def prior(self) -> Array:
        """``[weight]`` of real income alone."""
        return real_income_alone(self.names)

    @property
    def sectors(self) -> Array:
        """``[sector]`` weights."""
        return self.wants().sectors

    def wants(self, values: Array | None = None) -> Wants:
        """The weights as an objective's; ``values``: a draw's in their place."""
        told = dict(zip(self.names, self.values if values is None else values, strict=True))
        rest = told.get("the rest", 1.0)
        sectors = np.array([told.get(code, rest) for code in self.world.sectors])
        others = [r for r in self.world.regions if r != self.player]
        alike = told.get("loss of others", 0.0)
        loss = {r: told.get(f"loss of {r}", alike) for r in others}
        return Wants(sectors, told.get("revenue", 0.0), loss)

    def beyond(self, before: Economy, after: Economy) -> tuple[float, Array]:
        """What a change brings the government beyond real income, billions of USD a year; and ``[draw]`` of it."""
        n = self.world.region(self.player)

        def moved(wants: Wants) -> float:
            goal = political(self.world, {self.player: wants})
            return float(self.world.own_income[n] * (goal.values(after)[n] - goal.values(before)[n]))

        parts = np.array([moved(self.wants(one)) for one in np.eye(len(self.names))])
        plain = moved(self.wants(real_income_alone(self.names)))
        return float(self.values @ parts - plain), self.draws @ parts - plain

    def at_bounds(self, values: Array | None = None) -> tuple[str, ...]:
        """Names of the weights (or of those of ``values``) that a bound sets."""
        told = self.values if values is None else values
        low, high = bounds(self.names)
        at = (told <= low + _NOTHING) | (told >= high - _NOTHING)
        return tuple(name for name, bound in zip(self.names, at, strict=True) if bound)

    def left(self) -> Array:
        """``[lever, 2]`` what each tariff's slope is, dollars a dollar of imports: of real income, of the weights."""
        return np.stack([self.slopes @ real_income_alone(self.names), self.slopes @ self.values], axis=1)

    def own_task(self, values: Array | None = None) -> Task:
        """The government's levers and what it wants; tariffs that were left out are held where they stand.

        ``values``: other weights in place of its own.
        """
        own, world = self.levers, self.world
        low, high = (np.where(self.fitted, bound, self.rates) for bound in (own.low, own.high))
        goal = political(world, {self.player: self.wants(values)})
        return Task(world, self.shock, self.closure, replace(own, low=low, high=high), goal, unit(world, self.player))

    def best_reply(self, values: Array | None = None, start: At | None = None) -> Reply:
        """The tariffs that these weights (or ``values``) choose, climbed to from where they were fitted (or from
        ``start``); those left out of the fit stay.

        Raises:
            NotConverged: the climb ends nowhere.
        """
        task = self.own_task(values)
        top = climb(task, self.rates) if start is None else climb(task, start.rates, start.vector)
        gradient, hessian = top.at.gradient(), top.at.hessian()
        return Reply(top.rates, curvature(task.levers, top.rates, gradient, hessian), top.at, gradient, hessian)

    def points_apart(self, rates: Array) -> float:
        """How far tariffs lie from those explained: root of the mean square by imports, in percentage points."""
        share = self.imports[self.fitted] / self.imports[self.fitted].sum()
        return 100 * float(np.sqrt(share @ (rates - self.rates)[self.fitted] ** 2))

    def to_frame(self) -> pd.DataFrame:
        """Weight, its standard error, mean over tariffs observed of its sector in per cent, imports in billions."""
        import pandas as pd

        code = np.array([self.world.sectors[s] for s in self.levers.sector])
        rows = []
        for name, value, error in zip(self.names, self.values, self.errors, strict=True):
            mine = code == name
            taxed = float(self.imports[mine].sum())
            rate = float((self.imports * self.rates)[mine].sum() / taxed) if taxed else np.nan
            rows.append((name, value, error, 100 * rate, taxed or np.nan))
        return pd.DataFrame(rows, columns=["weight_of", "weight", "standard_error", "tariff_pct", "imports_bn"])


def revealed_weights(
    world: World,
    player: str,
    partners: Codes = None,
    sectors: Codes = "goods",
    *,
    rivals: Sequence[str] = (),
    others: bool = False,
    revenue: bool = True,
    shock: Shock | None = None,
    mfn: bool = False,
    free_level: bool = False,
    mean: Literal["income", "sectors"] = "income",
    ridge: float | None = None,
    draws: int = 200,
    seed: int = 0,
    deficits: Deficits | None = None,
    closure: Closure | None = None,
) -> Revealed:
    """Weights for which a region's tariffs are a best reply to everybody's policy as it stands.

    Args:
        partners, sectors, mfn: which tariffs are explained, as in ``optimal_tariffs``. Unless levels are free, those
            at zero or below are left out: what holds them there may be an agreement or the bound.
        rivals: regions whose loss may count, each by its own weight. others: may all other regions' loss count, by one
            weight? revenue: may revenue count besides?
        shock: the policy observed; the benchmark's if None.
        free_level: explain how tariffs differ, not how high they are: all are moved by one number, the one that leaves
            least (Ossa 2014, section III.B, whose weights choose tariffs less their mean).
        mean: what the mean of sectors' weights, which is one, is over: income as it is earned in them, or sectors.
        ridge: how strongly weights are held to real income alone, of squared dollars a dollar of imports; the one of
            RIDGES that predicts left-out tariffs best if None; 0: not at all.
        draws: of the bootstrap, with ``seed``.
        deficits, closure: as in ``solve``.

    Raises:
        PolicyError, WorldError: unknown names, nothing to explain, limits on quantities in ``shock``.
        NotConverged: no equilibrium at the policy.
    """
    shock, how = checked(world, shock), closure_of(deficits, closure)
    own = levers(world, player, partners, sectors, mfn=mfn)
    for code in rivals:
        if world.region(code) == world.region(player):
            raise PolicyError(f"revealed weights: rivals: found {code}, the player itself; expected other regions")
    task = Task(world, shock, how, own, REAL_INCOME, unit(world, player))
    seen = own.read(shock)
    parts = Parts.of(world, player, own, rivals, others, revenue, mean)
    fitted = np.ones(len(seen), dtype=bool) if free_level else seen > 0
    if not fitted.any():
        raise PolicyError(f"revealed weights: every tariff of {player} here is zero; nothing to explain")
    level = _level(task, seen, fitted, parts, ridge) if free_level else 0.0
    rates = np.where(fitted, np.maximum(seen + level, 0.0), seen)
    seen_there = parts.seen(task.at(rates, task.start()))
    slopes, imports = seen_there.slopes, seen_there.imports
    fit = _to_slopes(seen_there, fitted, parts.names)
    strength, foretold = fit.strength(RIDGES, seed) if ridge is None else (ridge, fit.foretold(ridge, seed))
    values = fit.solved(strength)
    drawn = fit.drawn(strength, draws, seed)
    return Revealed(
        world=world,
        player=player,
        levers=own,
        rates=rates,
        fitted=fitted,
        names=parts.names,
        values=values,
        errors=drawn.std(0) if draws else np.full(len(values), np.nan),
        draws=drawn,
        slopes=slopes,
        imports=imports,
        ridge=strength,
        level=level,
        explained=fit.explained(values),
        foretold=foretold,
        shock=shock,
        closure=how,
        parts=parts,
        mean=seen_there.mean,
    )


def _to_slopes(seen: Seen, fitted: NDArray[np.bool_], names: Sequence[str]) -> Fit:
    """No slope is to be left."""
    share = np.sqrt(seen.imports[fitted] / seen.imports[fitted].sum())
    rows = seen.slopes[fitted] * share[:, None]
    return Fit(rows, np.zeros(len(rows)), rows @ real_income_alone(names), names, seen.mean)


def _level(task: Task, seen: Array, fitted: NDArray[np.bool_], parts: Parts, ridge: float | None) -> float:
    """What all tariffs are moved by so that weights leave least; of several that leave next to nothing, the one whose
    weights are nearest to real income alone."""
    from scipy.optimize import minimize_scalar

    held = RIDGES[-1] if ridge is None else ridge

    def at(level: float) -> tuple[float, float]:
        rates = np.where(fitted, np.maximum(seen + level, 0.0), seen)
        fit = _to_slopes(parts.seen(task.at(rates, task.start())), fitted, parts.names)
        values = fit.solved(held)
        return fit.left(values) / fit.left(fit.prior), float(np.abs(values - fit.prior).max())

    grid = np.linspace(_LOWEST, _HIGHEST_LEVEL, _GRID)
    left = np.array([np.inf, *(at(level)[0] for level in grid), np.inf])
    low = [k for k in range(_GRID) if left[k + 1] <= min(left[k], left[k + 2])]
    found = []
    for k in low:
        ends = float(grid[max(k - 1, 0)]), float(grid[min(k + 1, _GRID - 1)])
        lowest: Any = minimize_scalar(lambda x: at(x)[0], bounds=ends, method="bounded", options={"xatol": 1e-7})
        level = float(lowest.x)
        found.append((*at(level), level))
    least = min(found)[0]
    return min((far, level) for left, far, level in found if left <= least + _NOTHING)[1]

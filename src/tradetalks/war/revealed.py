"""Inverse optimum: the weights of a government for which the tariffs that it sets serve it best.

At a best reply no tariff's slope of the government's objective (``politics.py``) is left, and slopes are linear in
weights: ``sum_c theta_c g_jc = 0`` for every tariff j, with ``g_jc`` the exact slope of part c (a sector's income,
revenue, what another region loses). Weights are found by bounded least squares on slopes per dollar of imports, each
tariff counting by its imports, with a ridge towards real income alone (every sector 1, the rest 0; Hoerl & Kennard
1970, Technometrics 12(1)), as strong as predicts left-out tariffs best (cross-validation; Stone 1974, JRSS B 36(2)).
An objective is known up to its scale: weights of sectors have mean one, by income, so that a dollar of real income as
it is earned counts one (Ossa 2014: over sectors). Standard errors are of tariffs drawn with replacement (bootstrap;
Efron 1979, Annals of Statistics 7(1)).
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
from tradetalks.war.levers import Levers, levers
from tradetalks.war.objectives import REAL_INCOME, Economy
from tradetalks.war.optimal import Optimum, optimal_tariffs, unit
from tradetalks.war.politics import Wants, political
from tradetalks.war.slopes import At, Task
from tradetalks.world.world import World

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
Codes = str | Sequence[str] | None
RIDGES = tuple(10.0**-k for k in np.arange(1.0, 4.01, 0.5))
"""Tried in cross-validation. Weaker ones leave slopes a little smaller and choose tariffs far from those observed."""
HIGHEST, LOWEST_OTHER, HIGHEST_OTHER = 10.0, -1.0, 5.0
"""Bounds: weights of sectors 0 to 10; of revenue and of others' losses -1 to 5 (a dollar that others gain counts as
one's own at most)."""
_EXACT = 1e3  # weight of the equation that sets the mean of sectors' weights
_NOTHING = 1e-6  # of what real income alone leaves: two levels that leave so little more or less are as good
_FOLDS, _ALONE = 10, 60  # parts that tariffs are left out in; each alone up to so many tariffs
_LOWEST, _HIGHEST_LEVEL, _GRID = -0.5, 2.0, 26  # where the common level of tariffs is sought, in points over 100


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

    def weight(self, name: str) -> tuple[float, float]:
        """A weight and its standard error, by name; raises PolicyError."""
        from tradetalks.errors import unknown

        if name not in self.names:
            raise PolicyError(unknown("weight", name, self.names))
        k = self.names.index(name)
        return float(self.values[k]), float(self.errors[k])

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
        plain = moved(self.wants(_prior(self.names)))
        return float(self.values @ parts - plain), self.draws @ parts - plain

    def at_bounds(self) -> tuple[str, ...]:
        """Names of the weights that a bound sets."""
        low, high = _bounds(self.names)
        at = (self.values <= low + _NOTHING) | (self.values >= high - _NOTHING)
        return tuple(name for name, bound in zip(self.names, at, strict=True) if bound)

    def left(self) -> Array:
        """``[lever, 2]`` what each tariff's slope is, dollars a dollar of imports: of real income, of the weights."""
        return np.stack([self.slopes @ _prior(self.names), self.slopes @ self.values], axis=1)

    def best_reply(self) -> Optimum:
        """The tariffs that these weights choose, climbed to from where they were fitted.

        Raises:
            NotConverged: the climb ends nowhere.
        """
        own, world = self.levers, self.world
        mfn = bool((own.exporter < 0).any())
        return optimal_tariffs(
            world,
            self.player,
            None if mfn else [world.regions[i] for i in np.unique(own.exporter)],
            [world.sectors[s] for s in np.unique(own.sector)],
            shock=own.on(self.shock, self.rates),
            mfn=mfn,
            objective=political(world, {self.player: self.wants()}),
            starts=(),
            closure=self.closure,
        )

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
    parts = _Parts.of(world, player, own, rivals, others, revenue, mean)
    fitted = np.ones(len(seen), dtype=bool) if free_level else seen > 0
    if not fitted.any():
        raise PolicyError(f"revealed weights: every tariff of {player} here is zero; nothing to explain")
    level = _level(task, seen, fitted, parts, ridge) if free_level else 0.0
    rates = np.where(fitted, np.maximum(seen + level, 0.0), seen)
    seen_there = parts.seen(task.at(rates, task.start()))
    slopes, imports = seen_there.slopes, seen_there.imports
    fit = _Fit.of(seen_there, fitted, parts.names)
    strength, foretold = fit.strength(seed) if ridge is None else (ridge, fit.foretold(ridge, seed))
    values = fit.solved(strength)
    drawn = fit.drawn(strength, draws, seed)
    base = fit.left(fit.prior)
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
        explained=1 - fit.left(values) / base if base else 1.0,
        foretold=foretold,
        shock=shock,
        closure=how,
    )


def _of_sector(names: Sequence[str]) -> NDArray[np.bool_]:
    return np.array([name != "revenue" and not name.startswith("loss of ") for name in names])


def _prior(names: Sequence[str]) -> Array:
    """Real income alone."""
    return _of_sector(names).astype(float)


def _bounds(names: Sequence[str]) -> tuple[Array, Array]:
    sector = _of_sector(names)
    return np.where(sector, 0.0, LOWEST_OTHER), np.where(sector, HIGHEST, HIGHEST_OTHER)


@dataclass(frozen=True, eq=False)
class _Parts:
    """What an objective is made of: a weight's name, and the wants that hold that part alone.

    Attributes:
        counts: ``[weight]`` how many sectors a weight is of; 0 of those that are not of sectors.
        mean: of sectors' weights, over income or sectors.
    """

    world: World
    player: str
    names: tuple[str, ...]
    wants: tuple[Wants, ...]
    counts: Array
    mean: Literal["income", "sectors"]

    @classmethod
    def of(
        cls,
        world: World,
        player: str,
        own: Levers,
        rivals: Sequence[str],
        others: bool,
        revenue: bool,
        mean: Literal["income", "sectors"],
    ) -> _Parts:
        n, none = world.region(player), np.zeros(len(world.sectors))
        made = (world.output[n] * world.value_added_share[n] > 0) & ~np.isnan(world.output[n])
        taxed = np.isin(np.arange(len(none)), own.sector)
        rows: dict[str, tuple[Wants, int]] = {}
        for s in np.flatnonzero(made & taxed):
            rows[world.sectors[s]] = (Wants(np.eye(len(none))[s], 0.0, {}), 1)
        if (rest := made & ~taxed).any():
            rows["the rest"] = (Wants(rest.astype(float), 0.0, {}), int(rest.sum()))
        if revenue:
            rows["revenue"] = (Wants(none, 1.0, {}), 0)
        for code in rivals:
            rows[f"loss of {code}"] = (Wants(none, 0.0, {code: 1.0}), 0)
        if others:
            alike = {r: 1.0 for r in world.regions if r != player and r not in rivals}
            rows["loss of others"] = (Wants(none, 0.0, alike), 0)
        wants, counts = zip(*rows.values(), strict=True)
        return cls(world, player, tuple(rows), wants, np.array(counts, dtype=float), mean)

    def seen(self, at: At) -> _Seen:
        """Slopes of every part at a policy."""
        task = at.task
        index = task.levers.index
        imports = np.zeros(len(task.levers))
        np.add.at(imports, index.tariff_of, at.here.flows.border_value[index.tariff])
        alone = [replace(task, objective=political(self.world, {self.player: want})) for want in self.wants]
        points = [at.seen_by(one, at.rates) for one in alone]
        income = self.world.own_income[self.world.region(self.player)]
        slopes = np.array([point.gradient() for point in points]).T * income / imports[:, None]
        of = self.counts
        if self.mean == "income":
            of = np.where(of > 0, [point.value for point in points], 0.0)
        return _Seen(slopes, imports, of / of.sum())


class _Seen(NamedTuple):
    """``[lever, weight]`` slopes in dollars a dollar of imports, ``[lever]`` imports in billions of USD, and
    ``[weight]`` shares in the mean of sectors' weights."""

    slopes: Array
    imports: Array
    mean: Array


@dataclass(frozen=True, eq=False)
class _Fit:
    """Least squares: ``rows @ weights`` is to be zero, each row by the root of its share of imports."""

    rows: Array
    prior: Array
    low: Array
    high: Array
    mean: Array  # of sectors' weights, as weights on weights

    @classmethod
    def of(cls, seen: _Seen, fitted: NDArray[np.bool_], names: Sequence[str]) -> _Fit:
        share = np.sqrt(seen.imports[fitted] / seen.imports[fitted].sum())
        return cls(seen.slopes[fitted] * share[:, None], _prior(names), *_bounds(names), seen.mean)

    def solved(self, ridge: float, chosen: Any = slice(None)) -> Array:
        """``[weight]`` fitted to some of the rows."""
        from scipy.optimize import lsq_linear

        held = np.sqrt(ridge) * np.eye(len(self.prior))
        rows = np.vstack([self.rows[chosen], held, _EXACT * self.mean])
        right = np.concatenate([np.zeros(len(self.rows[chosen])), held @ self.prior, [_EXACT]])
        found = np.asarray(lsq_linear(rows, right, (self.low, self.high), method="bvls").x)
        return found / (self.mean @ found)

    def left(self, values: Array, chosen: Any = slice(None)) -> float:
        """Squares that weights leave."""
        return float(((self.rows[chosen] @ values) ** 2).sum())

    def foretold(self, ridge: float, seed: int) -> float:
        """Of what real income leaves, the share taken away by weights fitted to other tariffs."""
        count = len(self.rows)
        part = np.arange(count) if count <= _ALONE else np.random.default_rng(seed).integers(0, _FOLDS, count)
        missed = sum(self.left(self.solved(ridge, part != k), part == k) for k in np.unique(part))
        base = self.left(self.prior)
        return 1 - missed / base if base else 1.0

    def strength(self, seed: int) -> tuple[float, float]:
        """The ridge that predicts left-out tariffs best, and how well."""
        told = [(self.foretold(ridge, seed), ridge) for ridge in RIDGES]
        best, ridge = max(told)
        return ridge, best

    def drawn(self, ridge: float, draws: int, seed: int) -> Array:
        """``[draw, weight]`` of tariffs drawn with replacement."""
        rng, count = np.random.default_rng(seed), len(self.rows)
        found = [self.solved(ridge, rng.integers(0, count, count)) for _ in range(draws)]
        return np.array(found).reshape(draws, len(self.prior))


def _level(task: Task, seen: Array, fitted: NDArray[np.bool_], parts: _Parts, ridge: float | None) -> float:
    """What all tariffs are moved by so that weights leave least; of several that leave next to nothing, the one whose
    weights are nearest to real income alone."""
    from scipy.optimize import minimize_scalar

    held = RIDGES[-1] if ridge is None else ridge

    def at(level: float) -> tuple[float, float]:
        rates = np.where(fitted, np.maximum(seen + level, 0.0), seen)
        fit = _Fit.of(parts.seen(task.at(rates, task.start())), fitted, parts.names)
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

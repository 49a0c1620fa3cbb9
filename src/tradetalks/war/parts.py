"""What an objective is made of, part by part, and least squares on the weights of its parts.

Weights lie within bounds, those of sectors have mean one, and a ridge holds all to real income alone (every sector 1,
the rest 0; Hoerl & Kennard 1970, Technometrics 12(1)), as strong as predicts left-out tariffs best (cross-validation;
Stone 1974, JRSS B 36(2)).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tradetalks.war.levers import Levers
from tradetalks.war.politics import Wants, political
from tradetalks.war.slopes import At
from tradetalks.world.world import World

Array = NDArray[np.float64]
HIGHEST, LOWEST_OTHER, HIGHEST_OTHER = 10.0, -1.0, 5.0
"""Bounds: weights of sectors 0 to 10; of revenue and of others' losses -1 to 5 (a dollar that others gain counts as
one's own at most)."""
_EXACT = 1e3  # weight of the equation that sets the mean of sectors' weights
_FOLDS, _ALONE = 10, 60  # parts that tariffs are left out in; each alone up to so many tariffs


def of_sector(names: Sequence[str]) -> NDArray[np.bool_]:
    """Which weights are of sectors."""
    return np.array([name != "revenue" and not name.startswith("loss of ") for name in names])


def real_income_alone(names: Sequence[str]) -> Array:
    """The weights that are real income's."""
    return of_sector(names).astype(float)


def bounds(names: Sequence[str]) -> tuple[Array, Array]:
    """Lowest and highest of each weight."""
    sector = of_sector(names)
    return np.where(sector, 0.0, LOWEST_OTHER), np.where(sector, HIGHEST, HIGHEST_OTHER)


@dataclass(frozen=True, eq=False)
class Parts:
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
    ) -> Parts:
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

    def seen(self, at: At) -> Seen:
        """Slopes of every part at a policy."""
        task = at.task
        index = task.levers.index
        imports = np.zeros(len(task.levers))
        np.add.at(imports, index.tariff_of, at.here.flows.border_value[index.tariff])
        income = self.world.own_income[self.world.region(self.player)]
        points = self._points(at)
        of = self.counts
        if self.mean == "income":
            of = np.where(of > 0, [point.value for point in points], 0.0)
        return Seen(self._slopes(points) * income / imports[:, None], imports, of / of.sum())

    def gradients(self, at: At) -> Array:
        """``[lever, weight]`` slopes of every part, over the region's own income in the benchmark."""
        return self._slopes(self._points(at))

    def _points(self, at: At) -> list[At]:
        """A point as each part alone sees it."""
        alone = [replace(at.task, objective=political(self.world, {self.player: want})) for want in self.wants]
        return [at.seen_by(one, at.rates) for one in alone]

    @staticmethod
    def _slopes(points: Sequence[At]) -> Array:
        return np.array([point.gradient() for point in points]).T


class Seen(NamedTuple):
    """``[lever, weight]`` slopes in dollars a dollar of imports, ``[lever]`` imports in billions of USD, and
    ``[weight]`` shares in the mean of sectors' weights."""

    slopes: Array
    imports: Array
    mean: Array


@dataclass(frozen=True, eq=False)
class Fit:
    """Bounded least squares on weights: ``rows @ weights`` is to be ``right``, each row by the root of its share of
    imports.

    Attributes:
        plain: ``[row]`` what real income alone misses. mean: of sectors' weights, as weights on weights.
    """

    rows: Array
    right: Array
    plain: Array
    names: Sequence[str]
    mean: Array

    @property
    def prior(self) -> Array:
        """Real income alone."""
        return real_income_alone(self.names)

    def solved(
        self, ridge: float, chosen: Any = slice(None), *, near: Array | None = None, damping: float = 0.0
    ) -> Array:
        """``[weight]`` fitted to some of the rows; with ``damping`` held to weights ``near`` as well."""
        from scipy.optimize import lsq_linear

        every = np.eye(len(self.mean))
        rows = [self.rows[chosen], np.sqrt(ridge) * every, _EXACT * self.mean[None]]
        right = [self.right[chosen], np.sqrt(ridge) * self.prior, [_EXACT]]
        if near is not None:
            rows, right = [*rows, np.sqrt(damping) * every], [*right, np.sqrt(damping) * near]
        found = np.asarray(
            lsq_linear(np.vstack(rows), np.concatenate(right), bounds(self.names), method="bvls").x, dtype=float
        )
        return found / (self.mean @ found)

    def left(self, values: Array, chosen: Any = slice(None)) -> float:
        """Squares that weights leave."""
        return float(((self.rows[chosen] @ values - self.right[chosen]) ** 2).sum())

    def explained(self, values: Array) -> float:
        """Of what real income alone leaves, the share that weights take away."""
        return self._taken(self.left(values))

    def _taken(self, left: float) -> float:
        base = float((self.plain**2).sum())
        return 1 - left / base if base else 1.0

    def foretold(self, ridge: float, seed: int) -> float:
        """Of what real income leaves, the share taken away by weights fitted to other tariffs."""
        count = len(self.rows)
        part = np.arange(count) if count <= _ALONE else np.random.default_rng(seed).integers(0, _FOLDS, count)
        return self._taken(sum(self.left(self.solved(ridge, part != k), part == k) for k in np.unique(part)))

    def strength(self, ridges: Sequence[float], seed: int) -> tuple[float, float]:
        """The ridge that predicts left-out tariffs best, and how well."""
        best, ridge = max((self.foretold(ridge, seed), ridge) for ridge in ridges)
        return ridge, best

    def drawn(self, ridge: float, draws: int, seed: int) -> Array:
        """``[draw, weight]`` of tariffs drawn with replacement (bootstrap; Efron 1979, Annals of Statistics 7(1))."""
        rng, count = np.random.default_rng(seed), len(self.rows)
        found = [self.solved(ridge, rng.integers(0, count, count)) for _ in range(draws)]
        return np.array(found).reshape(draws, len(self.mean))

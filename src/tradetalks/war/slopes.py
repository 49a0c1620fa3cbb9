"""Objectives as functions of levers: values, exact gradients and exact Hessians.

At an equilibrium ``F(u, x) = 0`` the state moves with the levers as ``U = -F_u^{-1} F_x``. With the adjoint
``lambda = F_u^{-T} h_u`` and the Lagrangian ``L = h - lambda . F``, the gradient is ``L_x`` and the Hessian
``[U; I]^T L_zz [U; I]`` (implicit function theorem, twice). Slopes of ``L`` are those of ``lagrangian.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium import model
from tradetalks.equilibrium.back import Weights
from tradetalks.equilibrium.cells import Cells
from tradetalks.equilibrium.closure import Closure
from tradetalks.equilibrium.iterate import find_near
from tradetalks.equilibrium.jacobian import blocks_at
from tradetalks.equilibrium.lagrangian import Goal, Here, Rates, by_subsidy
from tradetalks.equilibrium.prepare import policy_of, prepare, state_size
from tradetalks.equilibrium.refine import solve_near
from tradetalks.equilibrium.structure import Inverse, Structured
from tradetalks.errors import PolicyError
from tradetalks.policy.shock import Shock
from tradetalks.war.levers import Levers
from tradetalks.war.objectives import Economy, Objective
from tradetalks.world.world import World

if TYPE_CHECKING:
    from tradetalks.equilibrium.factors import Factors

Array = NDArray[np.float64]
_BLOCK = 128  # right-hand sides refined together
_ENTRIES = 1_000_000  # changes of regions, sectors and levers carried together
_FEW = 8  # right-hand sides up to which an inverse near by, refined, costs less than a factorisation


@dataclass(frozen=True, eq=False)
class Task:
    """Levers of some players on a world under a shock, and what they want.

    Attributes:
        mix: ``[region]`` weights on the regions' objectives; a unit vector for one player.
    """

    world: World
    shock: Shock
    closure: Closure
    levers: Levers
    objective: Objective
    mix: Array

    def __post_init__(self) -> None:
        shock = self.shock
        plain = not (np.any(shock.specific_level) or np.any(shock.royalty_rate))
        if shock.quantities or self.closure.wages is not None or not plain:
            raise PolicyError(
                "optimal tariffs: limits, floors on wages, specific duties and royalties are not differentiated here"
            )

    def start(self) -> Array:
        """The benchmark's state vector."""
        return np.zeros(state_size(self.world, self.closure))

    def at(self, rates: Array, vector: Array, inverse: Inverse | None = None) -> At:
        """Solve at these rates, from a state vector and an inverse Jacobian near by (the benchmark's if None); raises
        NotConverged."""
        return self._solved(self.levers.on(self.shock, rates), rates, vector, inverse)

    def standing(self) -> Array:
        """``[region]`` objectives under the shock as it stands, the levers' own rates (partner by partner) included."""
        return self._solved(self.shock, self.levers.read(self.shock), self.start(), None).values

    def _solved(self, shock: Shock, rates: Array, vector: Array, inverse: Inverse | None) -> At:
        prepared = prepare(self.world, self.closure)
        near = prepared.inverse if inverse is None else inverse
        found, inverse = find_near(self.world, shock, self.closure, vector, near)
        policy = policy_of(shock, self.closure)
        return At(self, rates, Here(found, prepared.benchmark, policy), inverse)


class At:
    """A solved point of a task: values at once, slopes when asked for.

    The inverse Jacobian that the solver came with, at this point or near by, serves the adjoints and the next points.
    """

    def __init__(self, task: Task, rates: Array, here: Here, inverse: Inverse) -> None:
        self.task, self.rates, self.here, self.inverse = task, rates, here, inverse
        self.values = task.objective.values(Economy.of(here.state, here.flows, here.benchmark))
        self.value = float(task.mix @ self.values)
        self._factors: Factors | None = None
        self._known: tuple[Array, Array] | None = None

    @property
    def vector(self) -> Array:
        return self.here.vector

    def onward(self, rates: Array) -> At:
        """The task solved at other rates, from here; raises NotConverged."""
        return self.task.at(rates, self.vector, self.inverse)

    def seen_by(self, task: Task, rates: Array) -> At:
        """The same point as another task sees it, whose shock and rates are this point's policy."""
        return At(task, rates, self.here, self.inverse)

    @cached_property
    def _rates(self) -> Rates:
        """Every lever's cells and subsidies, each in the lever's column."""
        index, p = self.task.levers.index, self.here.policy
        exporter, importer, sector = map(np.concatenate, zip(index.tariff, index.export_tax, strict=True))
        of = np.concatenate([index.tariff_of, index.export_tax_of])
        rate = np.concatenate([p.tariff[index.tariff], p.export_tax[index.export_tax]])
        return Rates(
            Cells(self.here.markets, exporter, importer, sector, of, rate, len(index.tariff_of)),
            of,
            (index.subsidy_of, *index.subsidy),
        )

    def _weights(self, mix: Array) -> Goal:
        """Slopes of mixtures ``[.., region]`` of the objective."""

        def goal(state: model.State, f: model.Flows) -> Weights:
            return self.task.objective.slopes_of(Economy.of(state, f, self.here.benchmark), mix)

        return goal

    def _solve(self, right: Array, *, transposed: bool) -> Array:
        """``[column, state]`` ``F_u^{-1}`` or ``F_u^{-T}`` times each column."""
        if len(right) > _FEW and not isinstance(self.inverse, Structured):
            if self._factors is None:
                from tradetalks.equilibrium.factors import Factors  # SciPy, which few slopes need

                here = self.here
                self._factors = Factors(*blocks_at(here.benchmark, here.policy, here.flows), here.shape[0])
            return self._factors.solve(right.T, transposed=transposed).T
        found = []
        for begin in range(0, len(right), _BLOCK):  # directions of some thousand columns would not fit in memory
            done, self.inverse = solve_near(
                self.here, self.inverse, right[begin : begin + _BLOCK], transposed=transposed
            )
            found.append(done)
        return np.concatenate(found)

    @np.errstate(all="ignore")
    def _adjoints(self, mixes: Array) -> Array:
        """``[mix, state]`` ``F_u^{-T} h_u`` of mixtures."""
        if self._known is None or not np.array_equal(self._known[0], mixes):
            none = np.zeros((len(mixes), len(self.vector)))
            weights = self._weights(mixes)(self.here.state, self.here.flows)
            by_state = self.here.pull(none, weights).state
            sound = np.isfinite(by_state).all()  # an objective of the user's may have no slope; who climbs says so
            self._known = mixes, self._solve(by_state, transposed=True) if sound else np.full_like(by_state, np.nan)
        return self._known[1]

    def gradients(self, mixes: Array) -> Array:
        """``[mix, lever]`` slopes of mixtures ``[mix, region]`` of the regions' objectives."""
        every = np.arange(len(mixes))[:, None]
        return self._slopes(mixes, every, every)

    def own_gradients(self, mixes: Array, of: NDArray[np.int64]) -> Array:
        """``[lever]`` the slope of each lever's own mixture; ``of``: ``[lever]`` its number."""
        return self._slopes(mixes, of[self._rates.cells.of], of[self._rates.subsidy[0]])

    @np.errstate(all="ignore")  # what is no finite number is said by who climbs
    def _slopes(self, mixes: Array, by_cell: NDArray[np.int64], by_sub: NDArray[np.int64]) -> Array:
        """``[.., lever]``, each cell's and each subsidy's slope in the mixture of the number given."""
        here, rates = self.here, self._rates
        slopes = here.pull(-self._adjoints(mixes), self._weights(mixes)(here.state, here.flows))
        found = self._by_lever(rates.cells.pull(slopes.worth, slopes.values, by_cell), rates.cells.of)
        lever, region, sector = rates.subsidy
        if len(lever):
            factory = np.moveaxis(slopes.values.factory, 0, -1)
            table = np.broadcast_to(by_subsidy(here.policy.subsidy, here.flows, factory, slopes.books), factory.shape)
            found += self._by_lever(table[by_sub, region, sector], lever)
        return found

    def _by_lever(self, values: Array, of: NDArray[np.int64]) -> Array:
        """``[.., cell]`` summed by lever ``[.., lever]``."""
        found = np.zeros((*values.shape[:-1], len(self.rates)))
        if len(of) == 0:
            return found
        order = np.argsort(of, kind="stable")
        chosen, first = np.unique(of[order], return_index=True)
        found[..., chosen] = (
            values
            if len(chosen) == len(of) and (order == np.arange(len(of))).all()
            else np.add.reduceat(values[..., order], first, axis=-1)
        )
        return found

    def gradient(self) -> Array:
        """``[lever]`` slopes of the task's own mixture."""
        return self.gradients(self.task.mix[None])[0]

    def hessian(self) -> Array:
        """``[lever, lever]`` of the task's own mixture."""
        found = self.bends(self.task.mix[None], np.zeros(len(self.rates), dtype=np.int64))
        return 0.5 * (found + found.T)

    @np.errstate(all="ignore")
    def bends(self, mixes: Array, of: NDArray[np.int64]) -> Array:
        """``[lever, lever]``: how the slope of a lever's own mixture in it moves with every lever.

        Args:
            mixes: ``[mix, region]``. of: ``[lever]`` number of its mixture.
        """
        here, adjoints, levers = self.here, self._adjoints(mixes), len(self.rates)
        found = np.zeros((levers, levers))
        if not np.isfinite(adjoints).all():
            return np.full_like(found, np.nan)
        wide = max(1, _ENTRIES // (here.benchmark.value_added_share.size + len(self._rates.column)))
        blocks = [np.arange(begin, min(begin + wide, levers)) for begin in range(0, levers, wide)]
        response = np.concatenate(
            [-self._solve(here.push(None, self._moving(b), len(b)), transposed=False) for b in blocks]
        )
        for k, mix in enumerate(mixes):
            own = np.flatnonzero(of == k)
            for part in (own[begin : begin + wide] for begin in range(0, len(own), wide)):
                by_state, by_lever = here.bend(
                    -adjoints[k], self._weights(mix), response[part], self._moving(part), self._rates, levers
                )
                found[part] = by_state @ response.T + by_lever
            self._add_own(found, -adjoints[k], mix, of == k)
        return found

    def _moving(self, levers: NDArray[np.int64]) -> Rates:
        """The rates that some levers move, each lever in its column."""
        column = np.full(len(self.rates), -1)
        column[levers] = np.arange(len(levers))
        rates = self._rates
        moves, subsidy = column[rates.cells.of] >= 0, column[rates.subsidy[0]] >= 0
        lever, region, sector = (part[subsidy] for part in rates.subsidy)
        cells = rates.cells.chosen(moves)
        return Rates(cells, column[cells.of], (column[lever], region, sector))

    def _add_own(self, found: Array, gap: Array, mix: Array, chosen: NDArray[np.bool_]) -> None:
        """Add what levers on the same flow do to each other there."""
        here, cells = self.here, self._rates.cells
        slopes = here.pull(gap[None], self._weights(mix[None])(here.state, here.flows))
        moves, answers, change = cells.own_bend(slopes.worth, slopes.values)
        mine = chosen[cells.of[moves]]
        np.add.at(found, (cells.of[moves[mine]], cells.of[answers[mine]]), change[mine])

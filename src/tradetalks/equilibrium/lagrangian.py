"""Exact slopes at a point, forward and back: of any weighting of the residuals plus an objective, once and twice.

``L(u, p) = gap . F(u, p) + h(u, p)``, with ``F`` the residual of ``model.py`` and ``h`` an objective. ``Here.pull``
gives the slopes of ``L`` in state and policy, by one pass back whatever the number of unknowns; ``Here.push`` how
residuals move along changes of state and policy; ``Here.bend`` how the slopes of ``L`` do.

Bilateral markets are differentiated by hand (``markets.py``, ``cells.py``). The rest has no more entries than regions
times sectors: along changes it is differentiated by a complex step through ``model.py`` itself and through the pass
back (``back.py``; Squire & Trapp 1998, SIAM Review 40(1); Martins, Sturdza & Alonso 2003, ACM TOMS 29(3)). No
difference is taken, so that it is exact to rounding. Tests hold all of it against automatic differentiation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium import model
from tradetalks.equilibrium.back import Books, Weights, books_back, costs_back
from tradetalks.equilibrium.cells import Cells, Ints
from tradetalks.equilibrium.markets import Markets, Sums, Worth
from tradetalks.equilibrium.prepare import pack, unpack

Array = NDArray[Any]
_STEP = 1e-30
"""Of complex steps: its square is nothing beside any value here, its multiples are still normal numbers."""


class Slopes(NamedTuple):
    """Slopes of ``L``, columns leading."""

    state: Array  # [column, state]
    worth: Sums  # in markets' sums
    values: Worth  # in what moves markets
    books: Books


class Rates(NamedTuple):
    """Rates of tax that move by one, each in a column."""

    cells: Cells
    column: Ints  # [cell]
    subsidy: tuple[Ints, Ints, Ints]  # column, region, sector of subsidies that move by one


class Along(NamedTuple):
    """The equations along changes, one a column: values, and as imaginary parts ``_STEP`` times how they change."""

    state: model.State
    policy: model.Policy
    flows: model.Flows
    factory: Array  # change of log prices at the factory [sector, column, region]
    spending: Array  # of log spending [sector, column, region]
    sums: Sums  # of markets' sums


Goal = Callable[[model.State, model.Flows], Weights]
"""Slopes of an objective at a point, or along changes."""


@dataclass(frozen=True, eq=False)
class Here:
    """A point to differentiate at: a state vector under a policy."""

    vector: Array
    benchmark: model.Benchmark
    policy: model.Policy

    @property
    def shape(self) -> tuple[int, int]:
        return self.benchmark.value_added_share.shape

    @cached_property
    def state(self) -> model.State:
        return unpack(self.vector, self.shape)

    @cached_property
    def flows(self) -> model.Flows:
        return model.flows(self.state, self.benchmark, self.policy)

    @cached_property
    def markets(self) -> Markets:
        return Markets.at(self.benchmark, self.policy, self.flows)

    def pull(self, gap: Array, weights: Weights = Weights()) -> Slopes:  # noqa: B008  (immutable)
        """Slopes of ``L``; ``gap``: ``[column, state]`` weights on residuals. weights: of objectives, by column too."""
        f, parts = self.flows, unpack(gap, self.shape)
        books = books_back(self.state, self.benchmark, self.policy, f, parts, weights)
        worth = _sums(books, self.policy.subsidy, weights)._replace(price_index=-_first(parts.log_price))
        values = self.markets.pull(worth)
        factory = _last(values.factory)
        state = costs_back(self.state, self.benchmark, f.bundle, f.critical_bundle, factory, books)
        spent = state.log_spending + f.spending * _last(values.paid)
        return Slopes(pack(state._replace(log_spending=spent)), worth, values, books)

    def push(self, change: Array | None, rates: Rates | None = None, columns: int = 0) -> Array:
        """``[column, state]`` how residuals move along changes of the state ``[column, state]`` and of rates, or of
        rates alone in so many columns."""
        along = self.along(change, rates, columns)
        return pack(model.residual_at(along.state, along.flows, self.benchmark)).imag / _STEP

    def along(
        self, change: Array | None, rates: Rates | None = None, columns: int = 0, *, trade: bool = False
    ) -> Along:
        """The equations along changes of the state ``[column, state]`` and of rates, or of rates alone in so many
        columns; ``trade``: pair by pair too."""
        b, f, p = self.benchmark, self.flows, self.policy
        columns = columns if change is None else len(change)
        state, bundle, critical, output, cells = self.state, f.bundle, f.critical_bundle, 0.0, None
        if change is None:
            factory = np.zeros((columns, *self.shape))
            spending = _first(factory)
        else:
            state = unpack(self.vector + 1j * _STEP * change, self.shape)
            wage = model.sector_wage(state, b)
            cost, bundle, critical = model.unit_cost(wage, state.log_price, b)
            factory = (cost - model.productivity(state, b)).imag / _STEP
            spending = _first(unpack(change, self.shape).log_spending)
        if rates is not None:
            cells = rates.cells.push(rates.column, columns, trade=trade)
            if len(rates.subsidy[0]):
                subsidy = np.zeros(factory.shape)
                np.add.at(subsidy, rates.subsidy, 1.0)
                p = p._replace(subsidy=p.subsidy + 1j * _STEP * subsidy)
                left = subsidy / (1 - self.policy.subsidy)  # less of log (1 - sub)
                factory, output = factory - left, f.output * left
        sums = self.markets.push(_first(factory), spending, cells, trade=trade)
        output = f.output + 1j * _STEP * (output + _last(sums.sales) / (1 - self.policy.subsidy))
        tariffs = f.tariff_revenue + 1j * _STEP * sums.tariffs
        export_taxes = f.export_tax_revenue + 1j * _STEP * sums.export_taxes
        kept = model.books(state, b, p, bundle, output, tariffs, export_taxes)
        flows = f._replace(
            log_index=f.log_index + 1j * _STEP * _last(sums.price_index),
            spending=f.spending * (1 + 1j * _STEP * _last(spending)),
            output=output,
            bundle=bundle,
            critical_bundle=critical,
            tariff_revenue=tariffs,
            export_tax_revenue=export_taxes,
            **kept._asdict(),
        )
        if trade:
            assert sums.trade is not None
            flows = flows._replace(border_value=f.border_value + 1j * _STEP * sums.trade.transpose(1, 2, 3, 0))
        return Along(state, p, flows, _first(factory), spending, sums)

    def bend(
        self, gap: Array, goal: Goal, change: Array, rates: Rates, answers: Rates, levers: int
    ) -> tuple[Array, Array]:
        """How the slopes of ``L`` move along changes of the state and of rates.

        Args:
            gap: ``[state]``. goal: slopes of the objective. change: ``[column, state]``. rates: what moves by one in
                which column. answers: the rates whose slopes are asked for, each in its lever's column. levers: how
                many there are.

        Returns:
            By state ``[column, state]`` and by lever ``[column, lever]``, levers being the columns of ``answers``, but
            for what rates on the same flow do to each other there (``Cells.own_bend``).
        """
        b, m = self.benchmark, self.markets
        weights = _in_columns(goal(self.state, self.flows))
        slopes = self.pull(gap[None], weights)
        worth, values = slopes.worth, slopes.values
        along = self.along(change, rates, trade=weights.trade is not None)
        f, p = along.flows, along.policy
        looks = goal(along.state, f)
        books = books_back(along.state, b, p, f, unpack(gap, self.shape), looks)
        moved = _imag(_sums(books, p.subsidy, looks))
        own = rates.cells.bend(worth, values, rates.column, len(change)) if len(rates.column) else None
        where = (along.factory, along.spending, along.sums.price_index, moved)
        bent = m.bend(worth, values, *where, own)

        def stepped(here: Array, by: Array) -> Array:
            return _last(here) + 1j * _STEP * _last(by)

        factory = stepped(values.factory, bent.factory)
        state = costs_back(along.state, b, f.bundle, f.critical_bundle, factory, books)
        spent = state.log_spending + f.spending * stepped(values.paid, bent.paid)
        by_state = pack(state._replace(log_spending=spent)).imag / _STEP
        by_lever = answers.cells.bent(worth, values, *where, bent, levers)
        lever, *cell = answers.subsidy
        if len(lever):
            slope = np.imag(by_subsidy(p.subsidy, f, factory, books)) / _STEP
            np.add.at(by_lever.T, lever, slope[:, *cell].T)
        return by_state, by_lever


def by_subsidy(subsidy: Array, f: model.Flows, factory: Array, books: Books) -> Array:
    """``[.., region, sector]`` slopes in rates of subsidy: producers' revenue, prices at the factory, what it costs."""
    return (books.output * f.output - factory) / (1 - subsidy) - f.output * books.revenue[..., None]


def _sums(books: Books, subsidy: Array, weights: Weights) -> Sums:
    """What the sums of markets are worth, log price indices apart."""
    sales = _first(books.output / (1 - subsidy))
    trade = weights.trade
    pairs = None if trade is None else np.moveaxis(trade, -1, 0)
    return Sums(sales, books.tariff_revenue, books.export_tax_revenue, np.zeros(sales.shape), pairs)


def _imag(sums: Sums) -> Sums:
    parts: list[Any] = [part if part is None else np.imag(part) / _STEP for part in sums]
    return Sums(*parts)


def _in_columns(weights: Weights) -> Weights:
    """Weights of one objective as those of one column."""
    return Weights(*(part if part is None or np.ndim(part) == 0 else part[None] for part in weights))


def _first(array: Array) -> Array:
    """``[column, region, sector]`` with sectors first."""
    return np.ascontiguousarray(np.moveaxis(array, -1, 0))


def _last(array: Array) -> Array:
    """``[sector, column, region]`` with sectors last."""
    return np.moveaxis(array, 0, -1)

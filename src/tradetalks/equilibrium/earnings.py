"""Earnings by sector in the Jacobian: how they move all else and all else moves them, by sector and by region.

Earnings act through two things alone: log factory costs, sector by sector, and the wages of a region's own sectors,
which shares of critical inputs answer to. Costs answer to a sector's own earnings and to the sum of all earnings of the
region. With ``m``, the log of that sum, beside wages, prices and spending, earnings therefore respond to each other
within sectors only:

    B_s e_s = gap_s - D_s a_s - T_s x_s,

``a`` being what wages, prices and ``m`` do to costs, ``x`` spending, ``D`` and ``T`` how output responds. So they are
solved for by matrices of regions by regions (``factors.WithoutEarnings``).

Arrays of both axes have sectors first, ``[s, n]`` or ``[s, n, column]``; rows of prices and spending, and regions' own
matrices, regions first.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.arrays import in_one, in_parts

Array = NDArray[Any]


class Rest(NamedTuple):
    """Rows of the residual, or changes of the state, beside earnings; a last axis of columns."""

    wage: Array  # [n, column]
    price: Array  # [n, s, column]
    spending: Array  # [n, s, column]

    def packed(self) -> Array:
        """``[row, column]`` in the state's order."""
        return in_one(*self)


@dataclass(frozen=True, eq=False)
class Earnings:
    """Coefficients at a point, see ``jacobian.blocks_at``.

    Attributes:
        price: ``[s, n, j]`` rows of prices by log costs. wage: ``[n, s j]`` rows of wages. output: ``[s, n, j]`` output
            by log costs of the same sector. income: ``[n, s j]``. by_output: ``[n, k, s]`` and by_income: ``[n, k]``
            rows of spending by these two.
        cost_by_wage, cost_by_own, cost_by_all, part: ``[s, j]`` log costs by wages, by earnings of the sector and of
            the whole region, and the sector's part of those. cost_by_price: ``[j, k, s]``.
        made: ``[s, n, m]`` earnings by spending. by_cost: ``[s, n, j]`` and by log costs.
        own_wage, own_earnings: ``[s, n]`` rows of wages and of earnings by log earnings of the region's own sectors,
            own_by_wage: rows of earnings by log wages. own_spending: ``[n, k, s]`` rows of spending by log earnings.
            own_price: ``[n, s, k]`` rows of earnings by the region's own prices. All through shares of critical inputs,
            None without any.
        lending: ``[n, j]`` income by the log of what those earn in a region who have work, paid ``[s, j]`` and
            paid_whole ``[j]``: that by log earnings of a sector and of the whole region. None unless there are floors
            on wages by sector and deficits answer relative wages.
    """

    price: Array
    wage: Array
    output: Array
    income: Array
    by_output: Array
    by_income: Array
    cost_by_wage: Array
    cost_by_own: Array
    cost_by_all: Array
    part: Array
    cost_by_price: Array
    made: Array
    by_cost: Array
    own_wage: Array | None = None
    own_by_wage: Array | None = None
    own_earnings: Array | None = None
    own_spending: Array | None = None
    own_price: Array | None = None
    lending: Array | None = None
    paid: Array | None = None
    paid_whole: Array | None = None

    def astype(self, kind: Any) -> Earnings:
        """The same in another precision."""
        arrays = {one.name: getattr(self, one.name) for one in fields(self)}
        return replace(self, **{k: v.astype(kind) for k, v in arrays.items() if isinstance(v, np.ndarray)})

    # ------------------------------------------------------------------ earnings by earnings
    def among(self) -> Array:
        """``B`` ``[s, n, j]``: rows of earnings by earnings, all of the region's given."""
        found = self.by_cost * self.cost_by_own[:, None, :]
        here = np.arange(found.shape[1])
        found[:, here, here] -= 1.0
        if self.own_earnings is not None:
            found[:, here, here] += self.own_earnings
        return found

    def sum(self, earnings: Array) -> Array:
        """The log of all of a region's earnings ``[n, column]``, from earnings by sector ``[s, n, column]``."""
        return np.einsum("sn,snc->nc", self.part, earnings)

    # ------------------------------------------------------------------ what earnings do
    def felt(self, earnings: Array) -> Rest:
        """Rows beside earnings' own along changes of earnings ``[s, n, column]``, all of the region's given."""
        paid = None if self.paid is None else np.einsum("sj,sjc->jc", self.paid, earnings)
        return self._rows(self.cost_by_own[:, :, None] * earnings, earnings, paid)

    def felt_whole(self, whole: Array) -> Rest:
        """The same along changes of the log of all of a region's earnings ``[n, column]``."""
        own = np.broadcast_to(-whole, (len(self.cost_by_all), *whole.shape))
        paid = None if self.paid_whole is None else self.paid_whole[:, None] * whole
        return self._rows(self.cost_by_all[:, :, None] * whole, own, paid)

    def _rows(self, cost: Array, own: Array, paid: Array | None) -> Rest:
        """Along changes of log costs, of what moves log wages of regions' own sectors, ``[s, n, column]``, and of the
        log of what regions' labour earns that has work ``[n, column]``."""
        flat = cost.reshape(-1, cost.shape[-1])
        wage, income = self.wage @ flat, self.income @ flat
        if self.lending is not None:
            income += self.lending @ paid
        spending = self.by_output @ (self.output @ cost).swapaxes(0, 1)
        spending += self.by_income[:, :, None] * income[:, None, :]
        if self.own_wage is not None and self.own_spending is not None:
            wage += np.einsum("sn,snc->nc", self.own_wage, own)
            spending += self.own_spending @ own.swapaxes(0, 1)
        return Rest(wage, (self.price @ cost).swapaxes(0, 1), spending)

    def felt_back(self, rows: Rest) -> tuple[Array, Array]:
        """The transpose of ``felt`` ``[s, n, column]`` and of ``felt_whole`` ``[n, column]``."""
        cost = self.price.swapaxes(-1, -2) @ rows.price.swapaxes(0, 1)
        output = self.by_output.swapaxes(-1, -2) @ rows.spending
        cost += self.output.swapaxes(-1, -2) @ output.swapaxes(0, 1)
        income = (self.by_income[:, None, :] @ rows.spending)[:, 0]
        cost += (self.wage.T @ rows.wage + self.income.T @ income).reshape(cost.shape)
        earnings, whole = self.cost_by_own[:, :, None] * cost, np.einsum("sn,snc->nc", self.cost_by_all, cost)
        if self.lending is not None and self.paid is not None and self.paid_whole is not None:
            paid = self.lending.T @ income
            earnings += self.paid[:, :, None] * paid
            whole += self.paid_whole[:, None] * paid
        if self.own_wage is not None and self.own_spending is not None:
            own = self.own_wage[:, :, None] * rows.wage
            own += (self.own_spending.swapaxes(-1, -2) @ rows.spending).swapaxes(0, 1)
            earnings += own
            whole -= own.sum(0)
        return earnings, whole

    # ------------------------------------------------------------------ what moves earnings
    def moved(self, change: Rest, whole: Array) -> Array:
        """Rows of earnings ``[s, n, column]`` along changes of all else and of the log of each region's whole."""
        cost = (self.cost_by_price.swapaxes(-1, -2) @ change.price).swapaxes(0, 1)
        cost = cost + self.cost_by_wage[:, :, None] * change.wage + self.cost_by_all[:, :, None] * whole
        found = self.by_cost @ cost + self.made @ change.spending.swapaxes(0, 1)
        if self.own_by_wage is not None and self.own_earnings is not None and self.own_price is not None:
            found += self.own_by_wage[:, :, None] * change.wage - self.own_earnings[:, :, None] * whole
            found += (self.own_price @ change.price).swapaxes(0, 1)
        return found

    def moved_back(self, rows: Array) -> tuple[Rest, Array]:
        """The transpose of ``moved``."""
        cost = self.by_cost.swapaxes(-1, -2) @ rows
        price = self.cost_by_price @ cost.swapaxes(0, 1)
        wage, whole = (np.einsum("sn,snc->nc", by, cost) for by in (self.cost_by_wage, self.cost_by_all))
        if self.own_by_wage is not None and self.own_earnings is not None and self.own_price is not None:
            wage = wage + np.einsum("sn,snc->nc", self.own_by_wage, rows)
            whole = whole - np.einsum("sn,snc->nc", self.own_earnings, rows)
            price = price + self.own_price.swapaxes(-1, -2) @ rows.swapaxes(0, 1)
        return Rest(wage, price, (self.made.swapaxes(-1, -2) @ rows).swapaxes(0, 1)), whole

    # ------------------------------------------------------------------ solved for
    def answers(self, among: Array) -> Array:
        """What earnings do, where they answer to all else as ``among`` says, the inverse of ``B``.

        Returns:
            ``[row, column]`` of wages, prices, spending and, last, the logs of all of a region's earnings. Less this,
            the other rows' responses are those with earnings solved for.
        """
        n, s = self.shape
        wide = n * s
        found = np.zeros((2 * n + 2 * wide,) * 2, among.dtype)
        wage, price, spend, whole = slice(0, n), slice(n, n + wide), slice(n + wide, n + 2 * wide), slice(-n, None)
        for columns in (wage, whole):
            unit, none = np.eye(n, dtype=among.dtype), np.zeros((n, n), among.dtype)
            still = np.zeros((n, s, n), among.dtype)
            of_wage, of_whole = (unit, none) if columns == wage else (none, unit)
            moved = among @ self.moved(Rest(of_wage, still, still), of_whole)
            found[:-n, columns], found[whole, columns] = self.felt(moved).packed(), self.sum(moved)
        # spending of a sector moves earnings of that sector alone
        prices, *rows = self._felt_by_sector(among @ self.made)
        sector = np.arange(s)
        found[price, spend].reshape(n, s, n, s)[:, sector, :, sector] = prices
        for at, row in zip((wage, spend, whole), rows, strict=True):
            found[at, spend] = row.reshape(-1, wide)
        # prices do through costs, and through the region's own shares
        own = None if self.own_price is None else self.own_price.swapaxes(1, 2)
        for by_sector, by_price in ((among @ self.by_cost, self.cost_by_price), (among, own)):
            if by_price is None:
                continue
            prices, *rows = self._felt_by_sector(by_sector)
            moved = prices.transpose(1, 0, 2)[:, :, :, None] * by_price.transpose(2, 0, 1)
            found[price, price] += moved.reshape(wide, wide)
            for at, row in zip((wage, spend, whole), rows, strict=True):
                by_region = row.reshape(-1, n, s).swapaxes(0, 1) @ by_price.swapaxes(1, 2)
                found[at, price] += by_region.swapaxes(0, 1).reshape(-1, wide)
        return found

    def _felt_by_sector(self, earnings: Array) -> tuple[Array, Array, Array, Array]:
        """What rows feel of earnings ``[s, n, j]`` that move with something of their own sector in a region ``j``:
        rows of prices, of the same sector ``[s, n, j]``, of wages ``[n, j, s]``, of spending ``[n, k, j, s]``, and the
        log of all of a region's earnings ``[n, j, s]``."""
        n, s = self.shape
        cost = self.cost_by_own[:, :, None] * earnings

        def over_regions(by_cost: Array) -> Array:
            return by_cost.reshape(n, s, n).swapaxes(0, 1) @ cost

        wage, output = over_regions(self.wage), (self.output @ cost).transpose(1, 2, 0)
        spending = self.by_output[:, :, None, :] * output[:, None]
        income = over_regions(self.income)
        if self.lending is not None and self.paid is not None:
            income = income + self.lending @ (self.paid[:, :, None] * earnings)
        spending += self.by_income[:, :, None, None] * income.transpose(1, 2, 0)[:, None]
        if self.own_wage is not None and self.own_spending is not None:
            wage = wage + self.own_wage[:, :, None] * earnings
            spending += self.own_spending[:, :, None, :] * earnings.transpose(1, 2, 0)[:, None]
        whole = (self.part[:, :, None] * earnings).transpose(1, 2, 0)
        return self.price @ cost, wage.transpose(1, 2, 0), spending, whole

    # ------------------------------------------------------------------ shapes
    @property
    def shape(self) -> tuple[int, int]:
        """How many regions and how many sectors."""
        sectors, regions = self.part.shape
        return regions, sectors

    def rest(self, rows: Array) -> Rest:
        """``[row, column]`` of wages, prices and spending, in parts."""
        return Rest(*in_parts(rows, self.shape))

    def by_sector(self, rows: Array) -> Array:
        """Rows of earnings in the state's order ``[n s, column]``, sectors first."""
        n, s = self.shape
        return np.ascontiguousarray(rows.reshape(n, s, -1).swapaxes(0, 1))

    @staticmethod
    def in_order(rows: Array) -> Array:
        """``[s, n, column]`` in the state's order."""
        return rows.swapaxes(0, 1).reshape(-1, rows.shape[-1])

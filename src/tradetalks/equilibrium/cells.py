"""Taxes on single bilateral flows: what they do to markets, what they are worth, and how that moves.

A tariff or an export tax bears on one cell (exporter, importer, sector); a lever of a player may move many. What follows
in other cells, ``markets.py`` carries. In a cell ``A`` is paid; of a dollar paid, ``w`` is all that it is worth and
``kept`` what is left at the border. A log point of ``1 + t`` shifts ``A u`` between governments, one of ``1 + e`` ``A z``:

    u = T / (1+t) - kept,    z = E / (1+t) - kept,

``T`` and ``E`` being what a dollar of tariffs and of export taxes is worth.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.markets import Array, Markets, Sums, Worth

Ints = NDArray[np.int64]


class _Valued(NamedTuple):
    """What cells are worth, ``[.., cell]``."""

    kept: Array
    paid: Array  # w
    price: Array  # a log point of the price delivered
    by_tariff: Array  # u
    by_export_tax: Array  # z


@dataclass(frozen=True, eq=False)
class Cells:
    """Cells whose taxes move, all ``[cell]``: those of tariffs first, then those of export taxes.

    Attributes:
        of: number of the lever that moves each. rate: the tax's rate. tariffs: how many are tariffs'.
    """

    markets: Markets
    exporter: Ints
    importer: Ints
    sector: Ints
    of: Ints
    rate: Array
    tariffs: int

    def chosen(self, which: NDArray[np.bool_]) -> Cells:
        """Some of the cells."""
        parts = (self.exporter, self.importer, self.sector, self.of, self.rate)
        return Cells(self.markets, *(part[which] for part in parts), int(which[: self.tariffs].sum()))

    def _of(self, name: str) -> Array:
        return getattr(self.markets, name)[self.sector, self.exporter, self.importer]

    @cached_property
    def theta(self) -> Array:
        return self.markets.theta[self.sector, 0, 0]

    @cached_property
    def share(self) -> Array:
        return self._of("share")

    @cached_property
    def paid(self) -> Array:
        return self._of("paid")

    @cached_property
    def net(self) -> Array:
        return self._of("net")

    @cached_property
    def tariff(self) -> Array:
        return self._of("tariff")

    @cached_property
    def export_tax(self) -> Array:
        return self._of("export_tax")

    @cached_property
    def step(self) -> Array:
        """Of ``log (1 + rate)``, by rate."""
        return 1 / (1 + self.rate)

    @cached_property
    def is_tariff(self) -> NDArray[np.bool_]:
        return np.arange(len(self.of)) < self.tariffs

    # ------------------------------------------------------------------ once
    def push(self, column: Ints, columns: int, *, trade: bool = False) -> Sums:
        """What rates do to markets' sums by themselves, before what other cells' prices add.

        Args:
            column: ``[cell]`` the column in which its rate moves by one. columns: how many. trade: by pair too?
        """
        sectors, regions, _ = self.markets.share.shape
        step, less = self.step, self.theta * self.step
        sold = -self.paid * self.net * (less + step)
        tariffs = self.paid * (self.is_tariff * (1 - self.tariff) * step - self.tariff * less)
        export_taxes = self.paid * np.where(
            self.is_tariff, -self.export_tax * (less + step), self.net * step - self.export_tax * less
        )
        wide, flat = (sectors, columns, regions), (columns, regions)
        pair = (self.sector, column, self.exporter, self.importer)
        return Sums(
            sales=_added(wide, (self.sector, column, self.exporter), sold),
            tariffs=_added(flat, (column, self.importer), tariffs),
            export_taxes=_added(flat, (column, self.exporter), export_taxes),
            index=_added(wide, (self.sector, column, self.importer), self.share * step),
            trade=_added((*wide, regions), pair, sold) if trade else None,
        )

    def pull(self, worth: Sums, values: Worth, column: Ints | int) -> Array:
        """``[cell]`` what a rate is worth, in the cell's column of ``worth`` and ``values``."""
        v = self._valued(worth, values, column)
        return (v.price + self.paid * np.where(self.is_tariff, v.by_tariff, v.by_export_tax)) * self.step

    def _valued(self, worth: Sums, values: Worth, column: Ints | int) -> _Valued:
        kept = self._kept(worth, (self.sector, column, self.exporter), column)
        tariffs = worth.tariffs[column, self.importer]
        paid = kept + self.tariff * tariffs
        price = self.share * values.shift[self.sector, column, self.importer] - self.theta * self.paid * paid
        by_export_tax = (1 - self.tariff) * worth.export_taxes[column, self.exporter] - kept
        return _Valued(kept, paid, price, (1 - self.tariff) * tariffs - kept, by_export_tax)

    def _kept(self, worth: Sums, seller: Any, column: Any) -> Array:
        kept = self.net * worth.sales[seller] + self.export_tax * worth.export_taxes[column, self.exporter]
        if worth.trade is not None:
            kept = kept + self.net * worth.trade[(*seller, self.importer)]
        return kept

    # ------------------------------------------------------------------ twice
    def bend(self, worth: Sums, values: Worth, column: Ints, columns: int) -> Worth:
        """What rates do by themselves to what ``Markets.pull`` gives, as ``Markets.bend`` takes it."""
        sectors, regions, _ = self.markets.share.shape
        v, less, wide = self._valued(worth, values, 0), self.theta * self.step, (sectors, columns, regions)
        own = np.where(self.is_tariff, v.by_tariff, v.by_export_tax) * self.step  # of w
        seller, buyer = (self.sector, column, self.exporter), (self.sector, column, self.importer)
        return Worth(
            factory=_added(wide, seller, -(less * v.price + self.theta * self.paid * own)),
            paid=_added(wide, buyer, self.share * (own - less * v.paid)),
            shift=np.zeros(0),
        )

    def bent(
        self, worth: Sums, values: Worth, factory: Array, spending: Array, index: Array, moved: Sums, along: Worth
    ) -> Array:
        """``[column, cell]`` how what rates are worth moves along changes, apart from a cell's own rate (``own_bend``).

        Args as in ``Markets.bend``, whose answer is ``along``.
        """
        v = self._valued(worth, values, 0)

        def of(array: Array, region: Ints) -> Array:
            return array[self.sector, :, region].T

        seller = (self.sector[None], np.arange(factory.shape[1])[:, None], self.exporter[None])
        kept = self._kept_along(moved, seller)
        tariffs, export_taxes = moved.tariffs[:, self.importer], moved.export_taxes[:, self.exporter]
        share = self.theta * (of(index, self.importer) - of(factory, self.exporter))  # of log pi
        spent = of(spending, self.importer)
        price = v.price * share + self.share * of(along.shift, self.importer)
        price -= self.theta * self.paid * (v.paid * spent + kept + self.tariff * tariffs)
        worth_of = np.where(self.is_tariff, v.by_tariff, v.by_export_tax)
        gets = np.where(self.is_tariff, tariffs, export_taxes)
        return (price + self.paid * ((spent + share) * worth_of + (1 - self.tariff) * gets - kept)) * self.step

    def _kept_along(self, moved: Sums, seller: Any) -> Array:
        kept = self.net * moved.sales[seller] + self.export_tax * moved.export_taxes[:, self.exporter]
        return kept if moved.trade is None else kept + self.net * moved.trade[(*seller, self.importer[None])]

    def own_bend(self, worth: Sums, values: Worth) -> tuple[Ints, Ints, Array]:
        """How what a rate is worth moves with rates on the same flow: pairs of cells, and by how much.

        Returns:
            ``[pair]`` the cell that moves, the cell whose worth answers, the change by rate and rate.
        """
        v = self._valued(worth, values, 0)
        moves, answers = self._pairs
        t_moves, t_answers = self.is_tariff[moves], self.is_tariff[answers]
        by_tariff, by_export_tax = v.by_tariff[moves], v.by_export_tax[moves]
        own = np.where(t_moves, by_tariff, by_export_tax)  # of w
        theta, paid = self.theta[moves], self.paid[moves]
        found = -theta * (v.price[moves] + paid * own)
        found += paid * np.where(t_answers, -theta * by_tariff - own, -(theta + 1) * by_export_tax)
        same = moves == answers  # the rate's own log bends too
        itself = v.price[moves] + paid * np.where(t_answers, by_tariff, by_export_tax)
        return moves, answers, (found - same * itself) * self.step[moves] * self.step[answers]

    @cached_property
    def _pairs(self) -> tuple[Ints, Ints]:
        """Cells on the same flow: each with itself, a tariff with an export tax and the other way round."""
        cell = np.arange(len(self.of))
        flow = np.ravel_multi_index((self.sector, self.exporter, self.importer), self.markets.share.shape)
        _, first, second = np.intersect1d(flow[: self.tariffs], flow[self.tariffs :], return_indices=True)
        second = second + self.tariffs
        return np.concatenate([cell, first, second]), np.concatenate([cell, second, first])


def _added(shape: tuple[int, ...], index: tuple[Any, ...], values: Array) -> Array:
    """Zeros of a shape, with values added at places."""
    flat = np.ravel_multi_index(np.broadcast_arrays(*index), shape)
    return np.bincount(flat.ravel(), weights=values.ravel(), minlength=int(np.prod(shape))).reshape(shape)

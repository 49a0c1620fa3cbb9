"""Taxes on single bilateral flows: what they do to markets, what they are worth, and how that moves.

A tariff or an export tax bears on one cell (exporter, importer, sector); a lever of a player may move many. What
follows in other cells, ``markets.py`` carries. In a cell ``A`` is paid; of a dollar paid, ``w`` is all that it is worth
and ``kept`` what is left at the border is. Who gets what moves by ``A u`` with ``log(1 + t)``, by ``A z`` with
``log(1 + e)``:

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
        exporter, importer, sector, of, rate = (
            part[which] for part in (self.exporter, self.importer, self.sector, self.of, self.rate)
        )
        return Cells(self.markets, exporter, importer, sector, of, rate, int(which[: self.tariffs].sum()))

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
            price_index=_added(wide, (self.sector, column, self.importer), self.share * step),
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
        self,
        worth: Sums,
        values: Worth,
        factory: Array,
        spending: Array,
        index: Array,
        moved: Sums,
        along: Worth,
        levers: int,
    ) -> Array:
        """``[column, lever]`` how what levers are worth moves along changes, but for what rates on the same flow do to
        each other there (``own_bend``).

        Args as in ``Markets.bend``, whose answer is ``along``; ``levers``: how many there are.
        """
        from scipy.sparse import csr_array  # takes long to load, and slopes alone do not need it

        v, lost = self._valued(worth, values, 0), self.theta * self.paid
        shifted = self.paid * np.where(self.is_tariff, v.by_tariff, v.by_export_tax)
        gets = (1 - self.tariff) * self.paid
        more = lost + self.paid  # kept, that is not
        by = np.stack(
            [
                self.theta * (v.price + shifted),  # price indices,
                -self.theta * (v.price + shifted),  # prices at the factory,
                self.share,  # values of all prices delivered,
                shifted - lost * v.paid,  # spending,
                -more * self.net,  # values of sales,
                np.where(self.is_tariff, gets, 0.0) - lost * self.tariff,  # of tariffs,
                np.where(self.is_tariff, 0.0, gets) - more * self.export_tax,  # of export taxes
            ],
            axis=1,
        )
        wide = [part.swapaxes(1, 2) for part in (index, factory, along.shift, spending, moved.sales)]
        columns = factory.shape[1]
        changes = np.concatenate([*(part.reshape(-1, columns) for part in wide), moved.tariffs.T, moved.export_taxes.T])
        order, rows, places = self._places
        matrix = csr_array(
            ((by * self.step[:, None])[order].ravel(), places, rows(levers)), shape=(levers, len(changes))
        )
        found = (matrix @ changes).T
        if moved.trade is not None:
            seller = moved.trade[self.sector, :, self.exporter, self.importer]  # [cell, column]
            np.add.at(found.T, self.of, -(more * self.net * self.step)[:, None] * seller)
        return found

    @cached_property
    def _places(self) -> tuple[Ints, Any, Ints]:
        """Cells in the order of their levers, where each lever's begin, and the changes that a cell answers to."""
        sectors, regions, _ = self.markets.share.shape
        seller, buyer = self.sector * regions + self.exporter, self.sector * regions + self.importer
        block = sectors * regions
        last = 5 * block
        places = [buyer, block + seller, 2 * block + buyer, 3 * block + buyer, 4 * block + seller]
        places += [last + self.importer, last + regions + self.exporter]
        order = np.argsort(self.of, kind="stable")

        def rows(levers: int) -> Ints:
            return len(places) * np.searchsorted(self.of[order], np.arange(levers + 1))

        return order, rows, np.stack(places, axis=1)[order].ravel()

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

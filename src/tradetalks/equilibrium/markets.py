"""Bilateral markets, equations (2)-(4): how sales and revenue respond to costs, spending and taxes, once and twice.

In a market (importer ``n``, sector ``s``) what is paid to each origin is ``A_ins = pi_ins X_ns``. With ``v_ins`` the
log price delivered and ``x_ns`` log spending,

    d log pi_ins = -theta_s (dv_ins - dP_ns),    dP_ns = sum_i pi_ins dv_ins,    d log A_ins = d log pi_ins + dx_ns,

and sales, tariffs and export taxes are sums of ``A_ins`` times ``1/((1+t)(1+e))``, ``t/(1+t)`` and ``e/((1+t)(1+e))``.
Costs and spending move all markets of a region or a sector at once: their slopes are products of ``[exporter,
importer]`` matrices, sector by sector, for many changes together. Taxes move single cells (``cells.py``). ``push``
carries changes forward, ``pull`` marginal values back, ``bend`` says how the values that ``pull`` gives move along
changes: derivatives of the sums above taken by hand, which tests hold against automatic differentiation.

Matrices are ``[sector, exporter, importer]``; what regions have in many columns is ``[sector, column, region]``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium import model

Array = NDArray[Any]


class Sums(NamedTuple):
    """What markets add up to: its change, or what a dollar of it (a log point of the index) is worth."""

    sales: Array  # [sector, column, exporter] net of border taxes
    tariffs: Array  # [column, importer]
    export_taxes: Array  # [column, exporter]
    price_index: Array  # [sector, column, importer] its log
    trade: Array | None = None  # [sector, column, exporter, importer] sales by pair, for objectives that look at them


class Worth(NamedTuple):
    """What moves markets is worth, in many columns."""

    factory: Array  # [sector, column, exporter] a log point of prices at the factory
    paid: Array  # [sector, column, importer] a dollar of spending, on average over origins
    shift: Array  # [sector, column, importer] a log point of every price delivered, but for what is sold where


class Answers(NamedTuple):
    """What a log point on a flow is worth ``[sector, exporter, importer]``, by what ``Worth`` and ``Sums`` hold."""

    shift: Array  # by a shift of the importer's market
    tariffs: Array  # by a dollar of the importer's tariffs
    sales: Array  # by a dollar of the exporter's sales
    export_taxes: Array  # by a dollar of the exporter's export taxes


@dataclass(frozen=True, eq=False)
class Markets:
    """The markets of a point."""

    theta: Array  # [sector, 1, 1]
    spending: Array  # X [sector, 1, importer]
    share: Array  # pi
    paid: Array  # A, at purchaser prices
    net: Array  # of a dollar paid, what the seller gets
    tariff: Array  # of a dollar paid, the tariff
    export_tax: Array  # of a dollar paid, the export tax
    falls: Array | None  # how log (1 + t) falls as the price at the border rises: specific duties, where there are any

    @classmethod
    def at(cls, b: model.Benchmark, p: model.Policy, f: model.Flows) -> Markets:
        """The markets at the point whose flows are ``f``, under the policy ``p``."""

        def first(flow: Array) -> Array:
            return np.ascontiguousarray(flow.transpose(2, 0, 1))

        at_border = 1 / (1 + f.tariff)
        net = at_border / (1 + p.export_tax)
        return cls(
            theta=b.theta[:, None, None],
            spending=np.ascontiguousarray(f.spending.T)[:, None],
            share=first(f.import_share),
            paid=first(f.import_share * f.spending),
            net=first(net),
            tariff=first(f.tariff * at_border),
            export_tax=first(p.export_tax * net),
            falls=first((f.tariff - p.tariff) * at_border) if p.specific.size else None,
        )

    # ------------------------------------------------------------------ what changes are multiplied by
    @cached_property
    def felt(self) -> Array:
        """How price indices feel prices at the factory."""
        return self.share if self.falls is None else self.share * (1 - self.falls)

    @cached_property
    def lost(self) -> Array:
        """What a log point of the price at the factory takes from what is paid."""
        return self.paid * (self.theta if self.falls is None else self.theta * (1 - self.falls) - self.falls)

    @cached_property
    def sales(self) -> Array:
        return self.paid * self.net

    @cached_property
    def export_taxes(self) -> Array:
        return self.paid * self.export_tax

    @cached_property
    def tariffs(self) -> Array:
        """``[sector, 1, importer]``."""
        return (self.paid * self.tariff).sum(1, keepdims=True)

    @cached_property
    def lost_sales(self) -> Array:
        """``[sector, 1, exporter]``."""
        return (self.lost * self.net).sum(2)[:, None]

    @cached_property
    def lost_export_taxes(self) -> Array:
        """``[sector, 1, exporter]``."""
        return (self.lost * self.export_tax).sum(2)[:, None]

    @cached_property
    def lost_tariffs(self) -> Array:
        found = self.lost * self.tariff
        return found if self.falls is None else found + self.paid * self.falls

    @cached_property
    def means(self) -> tuple[Array, Array, Array]:
        """What sellers, export taxes and (``[sector, 1, importer]``) tariffs get of a dollar paid, by shares."""
        return self.share * self.net, self.share * self.export_tax, (self.share * self.tariff).sum(1, keepdims=True)

    # ------------------------------------------------------------------ once
    def push(self, factory: Array, spending: Array, cells: Sums | None = None, *, trade: bool = False) -> Sums:
        """How the sums change as log prices at the factory and log spending do.

        Args:
            factory: ``[sector, column, exporter]``. spending: ``[sector, column, importer]``.
            cells: what taxes on single cells do by themselves, as ``Cells.push`` gives it. trade: by pair too?
        """
        index = factory @ self.felt
        if cells is not None:
            index += cells.price_index
        room = spending + self.theta * index  # what every origin sells more of
        sales = room @ self.sales.swapaxes(1, 2) - factory * self.lost_sales
        tariffs = (room * self.tariffs - factory @ self.lost_tariffs).sum(0)
        export_taxes = (room @ self.export_taxes.swapaxes(1, 2) - factory * self.lost_export_taxes).sum(0)
        pairs = None
        if trade:
            pairs = self.sales[:, None] * room[:, :, None] - (self.lost * self.net)[:, None] * factory[..., None]
        if cells is not None:
            sales, tariffs, export_taxes = (
                sales + cells.sales,
                tariffs + cells.tariffs,
                export_taxes + cells.export_taxes,
            )
            pairs = None if pairs is None else pairs + cells.trade
        return Sums(sales, tariffs, export_taxes, index, pairs)

    def pull(self, worth: Sums) -> Worth:
        """What prices at the factory and spending are worth, given what the sums are: the transpose of ``push``."""
        paid = self._mean(worth)
        return self._back(worth, paid, worth.price_index + self.theta * self.spending * paid)

    def _mean(self, worth: Sums) -> Array:
        net, export_tax, tariff = self.means
        paid = worth.sales @ net + worth.export_taxes @ export_tax + worth.tariffs * tariff
        return paid if worth.trade is None else paid + np.einsum("scin,sin->scn", worth.trade, net)

    def _back(self, worth: Sums, paid: Array, shift: Array) -> Worth:
        factory = shift @ self.felt.swapaxes(1, 2) - worth.sales * self.lost_sales
        factory -= worth.export_taxes * self.lost_export_taxes + worth.tariffs @ self.lost_tariffs.swapaxes(1, 2)
        if worth.trade is not None:
            factory -= np.einsum("scin,sin->sci", worth.trade, self.lost * self.net)
        return Worth(factory, paid, shift)

    def value(self, worth: Sums, column: int) -> Array:
        """What a dollar paid is worth ``[sector, exporter, importer]``, in one column."""
        found = self.net * worth.sales[:, column, :, None] + self.export_tax * worth.export_taxes[column, :, None]
        found += self.tariff * worth.tariffs[column]
        return found if worth.trade is None else found + self.net * worth.trade[:, column]

    def answers(self, tax: Literal["tariff", "export_tax", "barrier"]) -> Answers:
        """What a log point of ``1 + t``, of ``1 + e`` or of the prices delivered, rates of tax given, is worth in every
        market; objectives that look at sales by pair apart."""
        more = self.theta * self.paid
        by_price = Answers(self.share, -more * self.tariff, -more * self.net, -more * self.export_tax)
        if tax == "barrier":
            return by_price
        kept = self.paid * (1 - self.tariff)
        shift, tariffs, sales, export_taxes = by_price
        sales, export_taxes = sales - self.paid * self.net, export_taxes - self.paid * self.export_tax
        by_tariff = Answers(shift, tariffs + kept, sales, export_taxes)
        if tax == "tariff":
            return by_tariff
        found = Answers(shift, tariffs, sales, export_taxes + kept)
        if self.falls is None:
            return found  # specific duties fall as the price at the border rises
        return Answers(*(own - self.falls * other for own, other in zip(found, by_tariff, strict=True)))

    # ------------------------------------------------------------------ twice
    def bend(
        self,
        worth: Sums,
        values: Worth,
        factory: Array,
        spending: Array,
        index: Array,
        moved: Sums,
        cells: Worth | None,
    ) -> Worth:
        """How what ``pull`` gives moves along changes, specific duties apart.

        Args:
            worth, values: of the point, one column for all changes. factory, spending: the changes. index: that of
                price indices, as ``push`` gives it. moved: how ``worth`` itself changes along them.
            cells: what taxes on single cells do by themselves, as ``Cells.bend`` gives it.
        """
        assert self.falls is None
        value = self.value(worth, 0)
        price = self.share * values.shift - self.theta * self.paid * value
        paid = self._mean(moved) + self.theta * (index * values.paid - factory @ (self.share * value))
        if cells is not None:
            paid += cells.paid
        found = self._back(
            moved, paid, moved.price_index + self.theta * self.spending * (paid + values.paid * spending)
        )
        more = index @ price.swapaxes(1, 2) - factory * price.sum(2)[:, None]
        more -= spending @ (self.paid * value).swapaxes(1, 2)
        more = self.theta * more if cells is None else self.theta * more + cells.factory
        return found._replace(factory=found.factory + more)

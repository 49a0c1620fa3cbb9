"""The baseline of Ignatenko, Lashkaripour, Macedoni & Simonovska (2025, JIE 157) by its own equations (1)-(6).

Two of them the trade model of this package does not have, so that the paper's table 1 is solved here apart: exporters
pay a share ``nu`` of their sales to labour in the destination (2), and price indices move with ``(E / w)^(1 - phi)``,
variety, tariffs passing through to them by ``phi`` (4). One sector, no inputs; all in ratios to the benchmark.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import fsolve, root

from tradetalks.errors import NotConverged

Array = NDArray[np.float64]
HOME, US_HOME = 0.12, 0.26
"""Selling, general and administrative expenses over sales of firms elsewhere and in the US, their programs' targets."""
_MET = 1e-9


def fixed_cost_shares(trade: Array, gdp: Array, us: int) -> Array:
    """``[importer]`` nu, one in the US and one elsewhere, such that firms' sales at home and abroad give HOME, US_HOME
    (their appendix F.4, as their programs have it)."""
    part = np.zeros((2, len(gdp)))
    part[0], part[1] = 1, 0
    part[:, us] = 0, 1
    sold, made = part @ trade @ part.T, part @ gdp
    sales = sold.sum(1)  # within the rest of the world too

    def gaps(nu: Array) -> list[float]:
        spent = made + (1 - nu) * nu * sales
        rest = (spent[0] - sold[1, 0]) / (spent[0] - sold[1, 0] + sold[0, 1])
        own = (spent[1] - sold[0, 1]) / (spent[1] - sold[0, 1] + sold[1, 0])
        return [(1 - rest) * nu[1] + rest * nu[0] - HOME, own * nu[1] + (1 - own) * nu[0] - US_HOME]

    found = np.asarray(fsolve(gaps, [0.1, 0.24], xtol=1e-12))
    share = np.full(len(gdp), found[0])
    share[us] = found[1]
    return share


class Change(NamedTuple):
    """What tariffs change, ``[country]``, per cent."""

    welfare: Array  # as the paper's programs measure it
    exports_over_gdp: Array
    imports_over_gdp: Array
    employment: Array
    prices: Array  # over the mean of all, weighted by spending
    utility: Array  # welfare by the paper's utility function

    def of(self, country: int) -> tuple[float, ...]:
        return tuple(float(value[country]) for value in self)


@dataclass(frozen=True, eq=False)
class Baseline:
    """A calibrated world: ``[country]`` unless said.

    Attributes:
        share: ``[exporter, importer]`` of spending. spent: expenditure, bn USD. earned: labour income. transfer: fixed.
        fixed_costs: nu. pass_through: phi. supply, elasticity, scale: kappa, epsilon, psi.
    """

    share: Array
    spent: Array
    earned: Array
    transfer: Array
    fixed_costs: Array
    pass_through: Array
    supply: float
    elasticity: float
    scale: float

    @classmethod
    def calibrated(cls, trade: Array, fixed_costs: Array, supply: float, elasticity: float, scale: float) -> Baseline:
        """From flows; firms pass tariffs through one for one, price indices by ``1 + nu/(1-nu) (1 + psi)``."""
        spent = trade.sum(0)
        earned = trade @ (1 - fixed_costs) + fixed_costs * spent
        through = 1 + fixed_costs / (1 - fixed_costs) * (1 + scale)
        return cls(trade / spent, spent, earned, spent - earned, fixed_costs, through, supply, elasticity, scale)

    def solve(self, tariff: Array, *, relief: bool) -> Change:
        """The equilibrium under tariffs ``[exporter, importer]``; revenue cuts a labour tax or is paid out.

        Raises:
            NotConverged: none found.
        """
        n = len(self.spent)
        found = root(lambda x: self._gaps(x, tariff, relief), np.zeros(3 * n), method="hybr", tol=1e-13)
        gap = float(np.abs(self._gaps(found.x, tariff, relief)).max())
        if not gap < _MET:
            raise NotConverged(f"the paper's baseline: no equilibrium found, largest residual {gap:.1e}")
        return self._change(found.x, tariff, relief)

    def _parts(self, x: Array, tariff: Array, relief: bool) -> tuple[Array, ...]:
        wage, spending, labour = np.exp(x).reshape(3, -1)
        phi, eps = self.pass_through, self.elasticity
        weight = self.share * (wage / labour**self.scale)[:, None] ** -eps * (1 + tariff) ** (-eps * phi)  # (1)
        total = weight.sum(0)
        price = (spending / wage) ** (1 - phi) * total ** (-1 / eps)  # (4)
        paid = weight / total * self.spent * spending
        sold = paid / (1 + tariff)
        revenue = (paid - sold).sum(0)  # (6)
        kept = 1 - revenue / (self.earned * wage * labour) if relief else np.ones_like(wage)
        return wage, spending, labour, price, sold, revenue, kept

    def _gaps(self, x: Array, tariff: Array, relief: bool) -> Array:
        wage, spending, labour, price, sold, revenue, kept = self._parts(x, tariff, relief)
        nu, earned = self.fixed_costs, self.earned * wage * labour
        work = (sold @ (1 - nu) + nu * sold.sum(0)) / earned - 1  # (2)
        work[-1] = earned.sum() / self.earned.sum() - 1  # one is redundant: the numeraire
        spends = (revenue + earned + self.transfer * earned.sum() / self.earned.sum()) / (self.spent * spending) - 1
        supplied = np.log(labour) - self.supply * np.log(wage / price / kept)  # (3)
        return np.concatenate([work, spends, supplied])

    def _change(self, x: Array, tariff: Array, relief: bool) -> Change:
        wage, spending, labour, price, sold, _, kept = self._parts(x, tariff, relief)
        across = 1 - np.eye(len(wage))
        before, after, grown = self.share * self.spent * across, sold * across, wage * labour
        given = self.supply / (1 + self.supply) * kept * self.earned  # leisure, at the benchmark
        base = self.spent - given

        def welfare(leisure: Array) -> Array:
            return 100 * ((self.spent * spending - leisure) / price / base - 1)

        return Change(
            welfare(given * grown),
            100 * (after.sum(1) / grown / before.sum(1) - 1),
            100 * (after.sum(0) / grown / before.sum(0) - 1),
            100 * (labour - 1),
            100 * (price / np.average(price, weights=self.spent) - 1),
            welfare(given * grown / kept),
        )

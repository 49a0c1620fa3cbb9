"""What a government wants: real income, income weighted by sector, tariff revenue, or a function of the user's.

An objective maps an ``Economy`` to one number a region. Real income and government welfare are logs of ratios to the
benchmark, so that a change of 0.01 is about one per cent; a user's own may be anything that autograd can differentiate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium import model
from tradetalks.equilibrium.back import Weights
from tradetalks.equilibrium.outcome import Outcome
from tradetalks.equilibrium.supply import RealIncome, Supply, real_income, supply_of
from tradetalks.errors import PolicyError, unknown
from tradetalks.world.world import World

Array = NDArray[np.float64]


class Economy(NamedTuple):
    """What an objective may depend on. Money in billions of USD a year."""

    income: Any  # [region] final spending, less what is newly borrowed
    benchmark_income: Any  # [region]
    price_index: Any  # [region] consumer prices over the benchmark's
    labour_income: Any  # [region]
    earnings: Any  # [region, sector] labour's earnings
    profits: Any  # [region, sector]
    tariff_revenue: Any  # [region]
    export_tax_revenue: Any  # [region]
    output: Any  # [region, sector] producer revenue
    trade: Any  # [exporter, importer, sector] at producer prices
    revenue: Any  # [region] tariffs and export taxes less subsidies
    benchmark_labour_income: Any  # [region]
    supply: Supply  # how factors respond

    @property
    def real_income(self) -> Any:
        """``[region]`` over the benchmark's; where factors respond, less leisure given up and upkeep of capital."""
        return self._real.value

    @property
    def _real(self) -> RealIncome:
        before = (self.benchmark_income, self.benchmark_labour_income)
        return real_income(self.income, self.labour_income, self.revenue, self.price_index, self.supply, before)

    @classmethod
    def of_outcome(cls, outcome: Outcome) -> Economy:
        """The economy of a solved outcome; its pairs' trade as there."""
        world = outcome.world
        revenue = outcome.tariff_revenue + outcome.export_tax_revenue - outcome.subsidy_cost
        share = world.profit_share
        return cls(
            income=outcome.own_income,
            benchmark_income=world.own_income,
            price_index=outcome.consumer_price_ratio,
            labour_income=outcome.labour_income,
            earnings=outcome.earnings,
            profits=share * outcome.output if np.size(share) else np.zeros_like(outcome.output),
            tariff_revenue=outcome.tariff_revenue,
            export_tax_revenue=outcome.export_tax_revenue,
            output=outcome.output,
            trade=outcome.trade,
            revenue=revenue,
            benchmark_labour_income=world.labour_income,
            supply=supply_of(world, outcome.closure),
        )

    @classmethod
    def of(cls, state: model.State, f: model.Flows, b: model.Benchmark) -> Economy:
        """The economy of a state whose flows are ``f``; or many, along a leading axis."""
        return cls(
            income=f.income - f.borrowed,
            benchmark_income=b.income,
            price_index=np.exp(model.log_consumer_price(state, b)),
            labour_income=f.labour_income,
            earnings=f.earnings,
            profits=b.profit_share * f.output if b.profit_share.size else np.zeros_like(f.output),
            tariff_revenue=f.tariff_revenue,
            export_tax_revenue=f.export_tax_revenue,
            output=f.output,
            trade=f.border_value,
            revenue=model.net_revenue(f),
            benchmark_labour_income=b.labour_income,
            supply=b.supply,
        )


@dataclass(frozen=True)
class Objective:
    """What players maximise.

    Attributes:
        name: for tables. function: of an Economy and ``weights``, giving ``[region]``.
        slopes: of mixtures ``[.., region]`` of its values, given an Economy (perhaps many, along a leading axis, their
            imaginary parts being changes) and ``weights``; None: by autograd, of a function of the user's.
        weights: ``[region, sector]``, handed to both; of size zero where they need none.
        logs: are its values logs of ratios?
    """

    name: str
    function: Callable[[Economy, Any], Any]
    slopes: Callable[[Economy, Any, Array], Weights] | None = None
    weights: Array = field(default_factory=lambda: np.zeros((0, 0)), compare=False)
    logs: bool = False

    @np.errstate(all="ignore")  # what is no finite number is said by who climbs
    def values(self, economy: Economy) -> Array:
        """``[region]``."""
        return np.asarray(self.function(economy, self.weights), dtype=float)

    @np.errstate(all="ignore")  # what is no finite number is said by who climbs
    def slopes_of(self, economy: Economy, mix: Array) -> Weights:
        """Slopes of mixtures ``[.., region]`` in what the objective depends on."""
        if self.slopes is None:
            from tradetalks.war.own_objective import slopes

            return slopes(self.function, economy, self.weights, mix)
        return self.slopes(economy, self.weights, mix)


def _real_income(economy: Economy, weights: Any) -> Any:
    return np.log(economy.real_income)


def real_income_slopes(economy: Economy, mix: Array) -> Weights:
    """Slopes of mixtures of real income over the benchmark's."""
    real = economy._real
    return Weights(
        income=mix * real.income,
        labour_income=mix * real.labour_income,
        revenue=mix * real.revenue,
        log_price_index=mix * real.log_price_index,
    )


def _log_real_income_slopes(economy: Economy, weights: Any, mix: Array) -> Weights:
    return real_income_slopes(economy, mix / economy.real_income)


def sector_income(economy: Economy, weights: Any) -> Any:
    """``[region]`` Ossa (2014), section I.B: ``G_j = sum_s lambda_js W_js`` with ``W_js = X_js / P_j``, over the
    benchmark's income. ``X_js`` is what sector s earns: wages, profits, and revenue (here all income that is neither)
    in proportion to labour."""
    rest = economy.income - economy.labour_income - economy.profits.sum(1)
    share = economy.earnings / economy.earnings.sum(1, keepdims=True)
    sector = economy.labour_income[:, None] * share + economy.profits + rest[:, None] * share
    return (weights * sector).sum(1) / economy.price_index / economy.benchmark_income


def sector_income_slopes(economy: Economy, weights: Any, mix: Array) -> tuple[Array, Weights]:
    """``sector_income``, and slopes of mixtures of it: all income but profits counts by earnings' shares, so that what
    sectors weigh on average does."""
    earned = economy.earnings.sum(-1)[..., None]
    mean = (weights * economy.earnings).sum(-1)[..., None] / earned
    shared = (economy.income - economy.profits.sum(-1))[..., None]
    unit = (economy.price_index * economy.benchmark_income)[..., None]
    level = (mean * shared + (weights * economy.profits).sum(-1)[..., None]) / unit
    part = mix[..., None] / unit
    slopes = Weights(
        income=(part * mean)[..., 0],
        log_price_index=-mix * level[..., 0],
        earnings=part * shared * (weights - mean) / earned,
        profits=part * (weights - mean),
    )
    return level[..., 0], slopes


def _government(economy: Economy, weights: Any) -> Any:
    return np.log(sector_income(economy, weights))


def _government_slopes(economy: Economy, weights: Any, mix: Array) -> Weights:
    level, _ = sector_income_slopes(economy, weights, mix)
    return sector_income_slopes(economy, weights, mix / level)[1]


def tariff_revenue(economy: Economy, weights: Any) -> Any:
    """``[region]`` tariff revenue in consumer prices, over the benchmark's income."""
    return economy.tariff_revenue / economy.price_index / economy.benchmark_income


def tariff_revenue_slopes(economy: Economy, weights: Any, mix: Array) -> Weights:
    """Slopes of mixtures of ``tariff_revenue``."""
    part = mix / economy.price_index / economy.benchmark_income
    return Weights(tariff_revenue=part, log_price_index=-part * economy.tariff_revenue)


REAL_INCOME = Objective("real_income", _real_income, _log_real_income_slopes, logs=True)
TARIFF_REVENUE = Objective("tariff_revenue", tariff_revenue, tariff_revenue_slopes)


_WELFARE = {"welfare", "government", "utility", "income", "gdp"}  # what people call it


def government(world: World, weights: Mapping[str, Mapping[str, float]]) -> Objective:
    """Government welfare with sector weights: a dollar earned in a sector counts ``lambda`` times (Ossa 2014).

    Args:
        weights: region code -> sector code -> lambda, 0 or more; 1 where left out. Each region's are scaled to an
            average of one, as in the paper.

    Raises:
        WorldError: unknown names. PolicyError: a weight that is negative or no finite number, or weights above zero
            only on what a region does not make.
    """
    table = np.ones(world.shape)
    for region, row in weights.items():
        n = world.region(region)
        if not isinstance(row, Mapping):
            raise PolicyError(f"weights: {region}: found {row!r}, expected a mapping of sector codes to weights")
        for sector, value in row.items():
            s = world.sector(sector)
            if isinstance(value, bool) or not isinstance(value, int | float | np.number) or not 0 <= value < np.inf:
                raise PolicyError(f"weights: {region} {sector}: found {value!r}, expected a finite number, 0 or more")
            table[n, s] = value
        if not np.any(table[n] * world.output[n] * world.value_added_share[n] > 0):
            raise PolicyError(
                f"weights: {region}: every sector that it makes weighs 0; expected one or more above 0, or its"
                " government wants nothing"
            )
    even = table / table.mean(1, keepdims=True)
    return Objective("government", _government, _government_slopes, even, logs=True)


def objective_of(given: str | Objective | Callable[[Economy], Any]) -> Objective:
    """The objective that a name, an Objective or a function of an Economy stands for; raises PolicyError."""
    if isinstance(given, Objective):
        return given
    if callable(given):
        return _own(given)
    named = {o.name: o for o in (REAL_INCOME, TARIFF_REVENUE)}
    if isinstance(given, str) and given in named:
        return named[given]
    others = "government(world, weights) with weights on sectors, or a function of an Economy"
    if str(given).casefold() in _WELFARE:
        raise PolicyError(
            f"objective '{given}': say which welfare: 'real_income', or {others}; also known: 'tariff_revenue'"
        )
    raise PolicyError(f"{unknown('objective', str(given), named)}; or {others}")


def _own(function: Callable[[Economy], Any]) -> Objective:
    def wrapped(economy: Economy, weights: Any) -> Any:
        return function(economy)

    return Objective(getattr(function, "__name__", "own"), wrapped)

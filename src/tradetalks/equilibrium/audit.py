"""An outcome measured again from what it holds: every array against every other, the world, the policy and the closure.

The certificate of a solve is measured where the solver stands. An Outcome may come from elsewhere: read from disk, or
changed by ``dataclasses.replace``. What it holds is therefore measured whenever one is made, in NumPy, from the
definitions of docs/maths.md and without the solver's code, so that no number keeps a certificate that is not its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tradetalks.equilibrium.certificate import Certificate
from tradetalks.equilibrium.prepare import border_policy, borrowed_under, critical_nests, has_earnings
from tradetalks.policy.quantities import Rent
from tradetalks.policy.shock import Shock
from tradetalks.world.world import World

if TYPE_CHECKING:
    from tradetalks.equilibrium.outcome import Outcome

Array = NDArray[np.float64]
_INSTRUMENT: dict[Rent, str] = {
    "exporter": "export_tax",
    "exporter_firms": "export_tax",
    "importer": "tariff",
    "importer_firms": "tariff",
    "lost": "barrier",
}
"""What a cap's wedge acts as, by who keeps the rent."""
_UNMOVED = ("subsidy_level", "transfer_received", "royalty_rate")
"""Parts of a policy that no wedge moves."""


class _Technology(NamedTuple):
    """Unit costs that wages and prices imply, logs of ratios ``[region, sector]``, and shares of producer revenue."""

    log_cost: Array
    input_share: Array
    value_added_share: Array


def audit(o: Outcome) -> Certificate:
    """The largest residual of each condition by what the outcome holds; arrays that do not follow from the others count
    with the condition that they belong to. Iterations are zero: nothing was solved."""
    with np.errstate(all="ignore"):  # what divides by zero gives no finite residual, and that is the answer
        made, (log_index, bought) = _technology(o), _index(o)
        found = {
            "market_clearing": _markets(o, made, bought),
            "price": _prices(o, made, log_index),
            "budget": _budgets(o),
            "labour": _labour(o),
            "walras": _walras(o),
            "complementarity": _limits(o),
        }
        return Certificate.from_arrays({name: _largest(gaps) for name, gaps in found.items()}, 0)


def _largest(gaps: Iterator[Array]) -> float:
    """The largest gap in size; NaN if there is one."""
    return float(np.max([np.abs(gap).max(initial=0.0) for gap in gaps]))


# ---------------------------------------------------------------------- prices and technology
def _technology(o: Outcome) -> _Technology:
    """Equation (1): a Cobb-Douglas product, with critical inputs in a CES nest around it."""
    world = o.world
    index, critical, ordinary, elasticity, _ = critical_nests(world, o.closure)
    log_price, kept = np.log(o.price_ratio), 1 - world.profit_share
    rest = world.value_added_share * np.log(o.sector_wage_ratio) + np.einsum("iks,ik->is", ordinary, log_price)
    rest, critical = rest / kept, critical / kept[:, None, :]
    if len(index) == 0:
        log_cost, bundle, inputs = rest, np.ones_like(rest), np.ones_like(critical)
    else:
        power, share = 1 - elasticity, 1 - critical.sum(1)
        at, nest = log_price[:, index, None], rest / share
        log_cost = np.log(share * np.exp(power * nest) + (critical * np.exp(power * at)).sum(1)) / power
        bundle, inputs = np.exp(power * (nest - log_cost)), np.exp(power * (at - log_cost[:, None]))
    shares = ordinary * bundle[:, None]
    shares[:, index] += critical * kept[:, None, :] * inputs
    return _Technology(log_cost - _productivity(o), shares, world.value_added_share * bundle)


def _log_earnings(o: Outcome) -> Array:
    """Log ratio of labour's earnings to the benchmark's, 0 where a sector pays none."""
    before = o.world.value_added_share * o.world.output
    return np.log(np.where(before > 0, o.earnings, 1.0) / np.where(before > 0, before, 1.0))


def _productivity(o: Outcome) -> Array:
    """Equation (1b): scale economies in effective labour."""
    if not np.any(o.world.scale_elasticity):
        return np.zeros_like(o.price_ratio)
    return o.world.scale_elasticity * (_log_earnings(o) - np.log(o.sector_wage_ratio))


def _prices(o: Outcome, made: _Technology, log_index: Array) -> Iterator[Array]:
    """Equations (1) to (3): sector wages, unit costs, price indices."""
    friction = 1 / o.closure.labour_mobility if has_earnings(o.world, o.closure) else 0.0
    log_wage = np.log(o.wage_ratio)[:, None]
    whole = np.log(o.earnings.sum(1) / o.world.labour_income)[:, None]
    moved = friction * (_log_earnings(o) - whole) if friction else np.zeros_like(o.output)
    expected = log_wage + moved
    if o.closure.wages_by_sector:
        expected = np.log(o.wage_ratio * o.employed)[:, None] + moved
        expected = np.maximum(expected, _least_by_sector(o))
        share = o.earnings / o.earnings.sum(1)[:, None]
        offered = np.exp(np.log(o.sector_wage_ratio) - moved) / (o.wage_ratio * o.employed)[:, None]
        yield (share * offered).sum(1) * o.employed - 1
    yield np.expm1(np.log(o.sector_wage_ratio) - expected)
    yield np.expm1(np.log(o.cost_ratio) - made.log_cost)
    yield np.expm1(np.log(o.price_ratio) - log_index)


def _index(o: Outcome) -> tuple[Array, Array]:
    """Log price indices ``[region, sector]`` and import shares ``[exporter, importer, sector]`` that costs imply."""
    world, shock = o.world, o.shock
    theta = critical_nests(world, o.closure)[4]
    before = np.log1p(world.tariff) + np.log1p(world.export_tax) + np.log1p(-world.subsidy)[:, None]
    after = np.log1p(shock.tariff_level) + np.log1p(shock.export_tax_level) + np.log1p(-shock.subsidy_level)[:, None]
    power = -theta * (np.log(o.cost_ratio)[:, None] + after - before + np.log(shock.barrier_ratio))
    bought = world.import_share > 0
    largest = np.where(bought, power, -np.inf).max(0)
    part = world.import_share * np.exp(np.where(bought, power - largest, 0.0))
    total = part.sum(0)
    return -(np.log(total) + largest) / theta, part / total


# ---------------------------------------------------------------------- markets and money
def _markets(o: Outcome, made: _Technology, bought: Array) -> Iterator[Array]:
    """Equation (4), and the flows, revenues and shares that follow from spending."""
    world, shock = o.world, o.shock
    spent = np.where(world.expenditure > 0, o.expenditure, 1.0)
    wanted = np.einsum("nks,ns->nk", o.input_share, o.output) + world.final_share * o.income[:, None]
    yield (o.expenditure - wanted) / spent
    paid = o.trade * (1 + shock.export_tax_level) * (1 + shock.tariff_level)
    yield (paid - bought * o.expenditure) / spent
    sold = o.trade.sum(1) / (1 - shock.subsidy_level)
    yield (o.output - sold) / np.where(sold > 0, sold, 1.0)
    yield o.input_share - made.input_share
    yield o.value_added_share - made.value_added_share


def _budgets(o: Outcome) -> Iterator[Array]:
    """Equation (5): trade balances, deficits by the closure, revenues and incomes, all over income."""
    at_border = o.trade * (1 + o.shock.export_tax_level)
    yield (at_border.sum((0, 2)) - at_border.sum((1, 2)) - o.deficit) / o.income
    yield (o.deficit - _deficits(o)) / o.income
    yield (o.tariff_revenue - (at_border * o.shock.tariff_level).sum((0, 2))) / o.income
    yield (o.export_tax_revenue - (o.trade * o.shock.export_tax_level).sum((1, 2))) / o.income
    yield (o.subsidy_cost - (o.shock.subsidy_level * o.output).sum(1)) / o.income
    yield (o.profits - (o.world.profit_share * o.output).sum(1)) / o.income
    earned = o.labour_income + o.profits + o.tariff_revenue + o.export_tax_revenue - o.subsidy_cost + o.deficit
    yield (o.income - earned) / o.income
    yield np.where(o.income > 0, 0.0, np.inf)


def _deficits(o: Outcome) -> Array:
    """``[region]`` deficits that the closure asks for, transfers and royalties in them."""
    world, wages = o.world, o.labour_income
    royalty = o.shock.royalty_rate * o.output[:, None, :]
    owed = o.shock.transfer_received + royalty.sum((0, 2)) - royalty.sum((1, 2))
    if o.closure.revenue == "debt":  # (5f): lent, and borrowed by all in proportion to what labour earns
        rise = _revenue(o) - _benchmark_revenue(world) * wages.sum() / world.labour_income.sum()
        owed = owed - rise + wages / wages.sum() * rise.sum()
    if o.closure.deficits == "zero":
        return owed
    if o.closure.deficits == "fixed":
        return (
            owed
            + world.deficit * wages.sum() / world.labour_income.sum()
            + borrowed_under(world, o.closure, o.wage_ratio)
        )
    own = world.deficit / world.labour_income * wages
    return owed + own - own.sum() * wages / wages.sum()


def _labour(o: Outcome) -> Iterator[Array]:
    """Labour markets: wages paid, earnings by sector, the labour force employed."""
    yield (o.earnings.sum(1) - o.labour_income) / o.labour_income
    yield (o.earnings - o.value_added_share * o.output) / o.labour_income[:, None]
    yield o.labour_income / (o.world.labour_income * o.wage_ratio * o.employed * _factors(o)) - 1


def _factors(o: Outcome) -> Array:
    """Equations (5d) and (5e): factors that the outcome's real reward and taxes call forth, over the benchmark's."""
    how, world = o.closure, o.world
    eps, a = how.labour_supply, how.capital_share
    if eps == a == 0:
        return np.ones_like(o.wage_ratio)
    price = np.exp((world.final_share * np.log(o.price_ratio)).sum(1))
    m = how.capital_moved
    labour, capital = (1 - a) * eps, a * m * (1 + eps)  # parts of the response, before they damp each other
    damped = (1 + eps) - capital - labour
    reward = o.wage_ratio * (o.employed if how.wages_by_sector else 1.0)
    called = (reward / price) ** ((labour + capital) / damped)
    if how.revenue != "income_tax" or eps == 0:
        return called
    rise = (_revenue(o) / o.labour_income - _benchmark_revenue(world) / world.labour_income) / (1 - a)
    if how.income_tax is None:  # the tax that revenue just stands in for
        return called / (1 - rise) ** (labour / damped)
    return called * (1 + rise / (1 - how.taxes(world))) ** (labour / damped)


def _revenue(o: Outcome) -> Array:
    return o.tariff_revenue + o.export_tax_revenue - o.subsidy_cost


def _benchmark_revenue(world: World) -> Array:
    return world.tariff_revenue + world.export_tax_revenue - world.subsidy_cost


def _walras(o: Outcome) -> Iterator[Array]:
    """The equation that the others imply, and the numeraire in its place."""
    yield (o.earnings.sum() - o.labour_income.sum()) / o.labour_income.sum()[None]
    yield o.labour_income.sum()[None] / o.world.labour_income.sum() - 1


# ---------------------------------------------------------------------- limits and the policy in force
def _limits(o: Outcome) -> Iterator[Array]:
    """Natural residuals of caps, floors and floors on wages; the policy in force against the one asked for."""
    wedges = _log_wedges(o)
    if len(wedges) != len(o.shock.quantities):
        yield np.array([np.inf])
        return
    for q, wedge in zip(o.shock.quantities, wedges, strict=True):
        i, n, s = q.exporter, q.importer, list(q.sectors)
        border = o.trade[i, n, s] * (1 + o.shock.export_tax_level[i, n, s])
        volume = o.delivered_volume(i, n)[s].sum() / o.world.trade[i, n, s].sum()
        gap = np.log(volume / q.level) if q.kind == "cap" else np.log(q.level / border.sum())
        yield wedge - np.clip(wedge + gap, 0.0, np.log1p(q.most))[None]
    yield from _wage_floors(o)
    yield from _policy(o, wedges)


def _log_wedges(o: Outcome) -> Array:
    """Log of what each limit adds to a price, at least zero."""
    sign = np.array([1.0 if q.kind == "cap" else -1.0 for q in o.shock.quantities])
    wedges = np.array(o.wedges, dtype=float)
    return sign * np.log1p(wedges) if len(sign) == len(wedges) else wedges


def _least_by_sector(o: Outcome) -> Array:
    """``[region, sector]`` logs of least wages a unit, minus infinity where a wage is free or nobody is paid."""
    least = np.full_like(o.output, -np.inf)
    factors = np.log(o.labour_income / (o.world.labour_income * o.wage_ratio * o.employed))
    price = np.log(o.consumer_price_ratio)
    unit = np.log(o.wage_ratio * o.employed) - price
    a, m = o.closure.capital_share, o.closure.capital_moved
    beside = a / (1 - a) * (m * (factors + unit) - factors)  # what capital beside it adds to an hour
    for n, level, floating in o.closure.sector_floors(o.world):
        least[n] = level - beside[n] + (price[n] if floating else 0.0)
    return np.where(o.world.value_added_share * o.world.output > 0, least, -np.inf)


def _wage_floors(o: Outcome) -> Iterator[Array]:
    """Unemployment only where wages may not fall further; by sector, equation (5a) says so among prices."""
    if o.closure.wages_by_sector:
        return
    idle, price = -np.log(o.employed), np.log(o.consumer_price_ratio)
    a, m = o.closure.capital_share, o.closure.capital_moved
    factors = np.log(o.labour_income / (o.world.labour_income * o.wage_ratio * o.employed))
    unit = np.log(o.real_wage_ratio)
    real_wage = unit + a / (1 - a) * (m * (factors + unit) - factors)  # of labour alone
    expected = np.zeros_like(idle)
    for n, least, floating in o.closure.wage_floors(o.world):
        earned = real_wage[n] if floating else real_wage[n] + price[n]
        expected[n] = np.maximum(idle[n] + least - earned, 0.0)
    yield idle - expected


def _policy(o: Outcome, wedges: Array) -> Iterator[Array]:
    """Logs of the policy in force over the policy asked for with the wedges, specific duties at today's prices."""
    asked = o.asked
    rate = {name: np.zeros_like(o.trade) for name in ("export_tax", "tariff", "barrier")}
    for q, wedge in zip(o.shock.quantities, wedges, strict=True):
        part = rate["tariff" if q.kind == "floor" else _INSTRUMENT[q.rent]]
        part[q.exporter, q.importer, list(q.sectors)] += wedge if q.kind == "cap" else -wedge
    export_tax = np.log1p(asked.export_tax_level) + rate["export_tax"]
    own_tariff, own_barrier = border_policy(asked, o.closure)
    tariff = (1 + own_tariff) * np.exp(rate["tariff"])
    if np.any(asked.specific_level):
        border = np.log(o.factory_price_ratio)[:, None, :] + export_tax - np.log1p(o.world.export_tax)
        tariff = tariff + asked.specific_level * np.exp(-border)
    yield np.log1p(o.shock.tariff_level) - np.log(tariff)
    yield np.log1p(o.shock.export_tax_level) - export_tax
    yield np.log(o.shock.barrier_ratio) - own_barrier - rate["barrier"]
    same = all(np.array_equal(getattr(o.shock, n), getattr(asked, n)) for n in _UNMOVED)
    own = not np.any(o.shock.specific_level) and o.shock.unequal is None and o.shock.quantities == asked.quantities
    yield np.array([0.0 if same and own and _one_world(o.world, o.shock, asked) else np.inf])


def _one_world(world: object, *shocks: Shock) -> bool:
    return all(shock.world is world for shock in shocks)

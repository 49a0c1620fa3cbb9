"""Derivatives written by hand are those of the equations: by complex steps and automatically, for every closure."""

from dataclasses import replace

import jax.numpy as jnp
import numpy as np
import pytest

import tradetalks as tt
from tests.differentiated import jacobian_by_steps, jacobian_of, lagrangian, slopes_of
from tests.worlds import random_world, rich_world
from tradetalks.equilibrium.back import Weights
from tradetalks.equilibrium.cells import Cells
from tradetalks.equilibrium.closure import Closure, Critical, Wages
from tradetalks.equilibrium.lagrangian import Here, Rates, by_subsidy
from tradetalks.equilibrium.prepare import policy_of, prepare, state_size

NEST = Critical(("S0",), ("S1", "S2"), 0.3, 1.1)
CLOSURES = {
    "mobile": Closure(),
    "gdp": Closure("gdp"),
    "specific labour": Closure(labour_mobility=1.0),
    "between": Closure("gdp", labour_mobility=2.5),
    "critical": Closure(critical=(NEST,)),
    "held exchange rate": Closure(exchange_rate=0.3),
    "held, specific": Closure(exchange_rate=0.5, labour_mobility=1.2, critical=(NEST,)),
    "all": Closure("gdp", labour_mobility=1.7, critical=(NEST,)),
    "elastic": Closure(labour_supply=0.6, capital_share=0.3),
    "income tax": Closure("gdp", labour_supply=0.6, revenue="income_tax", income_tax={"R0": 0.3, "R2": 0.1}),
    "tax replaced": Closure(labour_supply=0.6, capital_share=0.2, revenue="income_tax", exchange_rate=0.5),
    "capital on its way": Closure(labour_supply=0.6, capital_share=0.3, years=4),
    "and tax replaced": Closure(labour_supply=0.6, capital_share=0.2, revenue="income_tax", years=4),
    "debt": Closure(revenue="debt", labour_supply=0.3, labour_mobility=1.4, exchange_rate=0.6),
    "floors by sector": Closure(
        labour_mobility=1.0, wages=Wages(0.98), years=1, exchange_rate=0.4, critical=(NEST,)
    ),
    "floors over prices, capital on its way": Closure(
        labour_mobility=1.7, wages=Wages({"R0": 0.99, "R1": 0.97}, {"R0": "floating"}), years=2, exchange_rate=0.5,
        labour_supply=0.4, capital_share=0.3, critical=(NEST,),
    ),
}  # fmt: skip


def somewhere(closure, seed=0, *, rich=False, duties=False):
    """A point away from any equilibrium, with taxes of every kind."""
    world = rich_world(seed) if rich else random_world(seed)
    shock = (
        tt.Shock(world).tariff("R0", "R1", 0.4).export_tax("R2", "R0", 0.2).export_tax("R1", "R0", 0.1)
        .subsidy("R1", 0.1, ["S0"]).subsidy("R2", 0.05, ["S1"])
    )  # fmt: skip
    if duties:
        rng = np.random.default_rng(seed + 7)
        specific = rng.uniform(0, 0.2, world.trade.shape)
        royalty = rng.uniform(0, 0.03, (3, 3, 3))
        shock = replace(shock, specific_level=specific, royalty_rate=royalty)
    vector = np.random.default_rng(seed).normal(0, 0.1, state_size(world, closure))
    return Here(vector, prepare(world, closure).benchmark, policy_of(shock, closure))


def cells_of(here):
    """Rates that move: a uniform tariff, a single one, an export tax on the same flow, one elsewhere, two subsidies."""
    tariff = np.array([(1, 0, 0), (2, 0, 1), (2, 0, 2), (0, 1, 1)])
    export_tax = np.array([(0, 1, 1), (2, 1, 0)])
    of = np.array([0, 0, 0, 1, 2, 3])
    rate = np.concatenate([here.policy.tariff[tuple(tariff.T)], here.policy.export_tax[tuple(export_tax.T)]])
    cells = Cells(here.markets, *np.concatenate([tariff, export_tax]).T, of, rate, len(tariff))
    return Rates(cells, of, (np.array([4, 5]), np.array([0, 1]), np.array([2, 0]))), tariff, export_tax


def moved_by(tariff, export_tax):
    def moved(policy, rates):
        return policy._replace(
            tariff=jnp.asarray(policy.tariff).at[tuple(tariff.T)].add(rates[jnp.array([0, 0, 0, 1])]),
            export_tax=jnp.asarray(policy.export_tax).at[tuple(export_tax.T)].add(rates[jnp.array([2, 3])]),
            subsidy=jnp.asarray(policy.subsidy).at[jnp.array([0, 1]), jnp.array([2, 0])].add(rates[4:]),
        )

    return moved


MIX = np.array([0.7, -0.2, 0.4])


def goal(state, f, b):
    """Looks at everything that an objective can look at."""
    index = (b.final_share * state.log_price).sum(-1)
    profits = b.profit_share * f.output if b.profit_share.size else jnp.zeros_like(f.output)
    kind = (
        jnp.log(f.income - f.borrowed)
        - index
        + f.labour_income**2 / 50
        + f.tariff_revenue**2 / 9
        + f.export_tax_revenue**2
    )
    kind = kind + (f.earnings**2).sum(-1) / 90 + (profits**2).sum(-1) + jnp.log(f.output[:, 1])
    kind = kind + (f.tariff_revenue + f.export_tax_revenue - f.subsidy_cost) ** 2 / 7
    return jnp.asarray(MIX) @ kind + (f.border_value**2).sum() / 300


def weights_of(here):
    b = here.benchmark
    mix = MIX[:, None]

    def weights(state, f):
        profits = b.profit_share * f.output if b.profit_share.size else np.zeros_like(f.output)
        output = np.zeros_like(f.output)
        output[..., 1] = MIX / f.output[..., 1]
        return Weights(
            income=MIX / (f.income - f.borrowed),
            log_price_index=-MIX,
            labour_income=MIX * f.labour_income / 25,
            earnings=mix * f.earnings / 45,
            profits=2 * mix * profits,
            tariff_revenue=MIX * f.tariff_revenue / 4.5,
            export_tax_revenue=2 * MIX * f.export_tax_revenue,
            revenue=2 * MIX * (f.tariff_revenue + f.export_tax_revenue - f.subsidy_cost) / 7,
            output=output,
            trade=f.border_value / 150,
        )

    return weights


IN_BRIEF = ("all",)
"""Closures that default tests differentiate automatically; slow ones do so to all."""


@pytest.mark.parametrize("duties", [False, True], ids=["", "duties"])
@pytest.mark.parametrize("closure", CLOSURES.values(), ids=CLOSURES)
def test_residuals_move_as_differentiated_forward_and_back(closure, duties):
    here = somewhere(closure, duties=duties)
    matrix = jacobian_by_steps(here.vector, here.benchmark, here.policy, here.shape)
    x = np.random.default_rng(5).normal(size=(4, len(matrix)))
    np.testing.assert_allclose(here.push(x), x @ matrix.T, atol=1e-12)
    np.testing.assert_allclose(here.pull(x).state, x @ matrix, atol=1e-12)


@pytest.mark.parametrize(
    "closure",
    [pytest.param(c, marks=() if name in IN_BRIEF else pytest.mark.slow, id=name) for name, c in CLOSURES.items()],
)
def test_complex_steps_are_the_automatic_derivative(closure):
    here = somewhere(closure, duties=True)
    at = here.vector, here.benchmark, here.policy, here.shape
    np.testing.assert_allclose(jacobian_by_steps(*at), jacobian_of(*at), atol=1e-12)


@pytest.mark.parametrize(
    ("closure", "rich"),
    [
        *(
            pytest.param(c, False, marks=() if name in IN_BRIEF else pytest.mark.slow, id=name)
            for name, c in CLOSURES.items()
        ),
        pytest.param(Closure(), True, id="rich"),
    ],
)
def test_slopes_and_curvatures_are_those_of_the_equations(closure, rich):
    here = somewhere(closure, rich=rich)
    rates, tariff, export_tax = cells_of(here)
    size = len(here.vector)
    gap = np.random.default_rng(6).normal(size=size)
    whole = lagrangian(goal, gap, here.benchmark, here.policy, here.shape, moved_by(tariff, export_tax))
    slope, curve = (np.asarray(found) for found in slopes_of(whole, np.concatenate([here.vector, np.zeros(6)])))

    weights = weights_of(here)
    at = weights(here.state, here.flows)
    found = here.pull(gap[None], Weights(*(part[None] for part in at)))
    np.testing.assert_allclose(found.state[0], slope[:size], rtol=1e-9, atol=1e-10)
    by_cell = rates.cells.pull(found.worth, found.values, 0)
    by_sub = by_subsidy(here.policy.subsidy, here.flows, np.moveaxis(found.values.factory, 0, -1), found.books)[0]
    by_rate = np.concatenate([np.bincount(rates.column, by_cell), by_sub[rates.subsidy[1:]]])
    np.testing.assert_allclose(by_rate, slope[size:], rtol=1e-9, atol=1e-10)

    along = np.random.default_rng(7).normal(size=(6, size))
    state, lever = here.bend(gap, weights, along, rates, rates, 6)
    want = np.hstack([along, np.eye(6)]) @ curve
    np.testing.assert_allclose(state, want[:, :size], rtol=1e-9, atol=1e-9)
    moves, answers, own = rates.cells.own_bend(found.worth, found.values)
    np.add.at(lever, (rates.column[moves], rates.column[answers]), own)
    np.testing.assert_allclose(lever, want[:, size:], rtol=1e-9, atol=1e-9)

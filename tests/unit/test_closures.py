"""Labour, critical inputs, scale economies, profits: limiting cases, closed forms, identities."""

from dataclasses import replace

import numpy as np
import pytest

import tradetalks as tt
from tests.differentiated import jacobian_by_steps, jacobian_of
from tests.worlds import make_world, random_world, rich_world
from tradetalks.equilibrium import model
from tradetalks.equilibrium.closure import Closure, Critical, Wages
from tradetalks.equilibrium.jacobian import assemble
from tradetalks.equilibrium.prepare import policy_of, prepare, state_size, unpack

NESTS = (Critical(("S0", "S2"), ("S1", "S2"), 0.2, 2.0),)
CLOSURES = [
    Closure(),
    Closure(labour_mobility=2.0),
    Closure(critical=NESTS),
    Closure("gdp", labour_mobility=1.0, critical=NESTS),
    Closure("zero", trade_elasticity_factor=0.5),
    Closure(exchange_rate=0.35, trade_elasticity_factor=0.6, labour_mobility=1.5),
    Closure(labour_supply=0.5),
    Closure("gdp", labour_supply=0.4, capital_share=0.3, revenue="income_tax", income_tax=0.3, critical=NESTS),
    Closure(labour_supply=0.5, revenue="income_tax", labour_mobility=1.5),
    Closure("zero", revenue="debt", capital_share=0.35),
    Closure(capital_share=0.35, years=4),
    Closure(labour_supply=0.4, capital_share=0.3, revenue="income_tax", income_tax=0.3, years=2.5),
    Closure(exchange_rate=0.4, revenue="debt", labour_supply=0.7, labour_mobility=1.0),
    Closure(exchange_rate=0.4, labour_mobility=1.0, wages=Wages({"R0": 0.99}), years=1, critical=NESTS),
    Closure(
        exchange_rate=0.6, labour_mobility=1.5, capital_share=0.3, labour_supply=0.4, critical=NESTS,
        wages=Wages({"R0": 0.98, "R2": 0.99}, anchor={"R0": "floating"}), years=2,
    ),
]  # fmt: skip

WORLDS = [
    pytest.param(random_world, marks=pytest.mark.slow),
    rich_world,
]  # what the plain one holds the rich one holds too
IN_BRIEF = 7
"""The closure that default tests differentiate automatically: of most parts; slow ones do so to all."""


@pytest.fixture(scope="module")
def world():
    return tt.World.default()


def some_shock(world):
    shock = tt.Shock(world).add_tariff("R0", "R1", 0.3, sectors="all").add_export_tax("R1", "R2", 0.1, sectors="all")
    return shock.subsidy("R2", 0.1, "S1").transfer("R0", "R1", 0.2)


def somewhere(closure, make):
    """A point away from equilibrium: state, benchmark, policy, regions and sectors."""
    world = make(3)
    vector = np.random.default_rng(1).normal(0, 0.05, state_size(world, closure))
    return vector, prepare(world, closure).benchmark, policy_of(some_shock(world), closure), world.shape


@pytest.mark.parametrize("closure", CLOSURES)
@pytest.mark.parametrize("make", [random_world, rich_world])
def test_jacobian_is_that_of_the_equations(closure, make):
    vector, benchmark, policy, shape = somewhere(closure, make)
    by_hand = assemble(benchmark, policy, model.flows(unpack(vector, shape), benchmark, policy))
    np.testing.assert_allclose(by_hand, jacobian_by_steps(vector, benchmark, policy, shape), atol=1e-12)


@pytest.mark.parametrize(
    "closure",
    [pytest.param(c, marks=() if k == IN_BRIEF else pytest.mark.slow) for k, c in enumerate(CLOSURES)],
)
def test_complex_steps_are_the_automatic_derivative(closure):
    at = somewhere(closure, rich_world)
    np.testing.assert_allclose(jacobian_by_steps(*at), jacobian_of(*at), atol=1e-12)


@pytest.mark.parametrize("closure", CLOSURES)
@pytest.mark.parametrize("make", WORLDS)
def test_every_closure_certifies_and_gradients_match_differences(closure, make):
    world = make(4)
    shock = some_shock(world)
    outcome = tt.solve(world, shock, closure=closure)
    assert outcome.certificate.worst < 1e-9
    slope = tt.gradient(world, shock, wrt="tariff", closure=closure)[:, 1, 0, 2]
    step = 1e-5
    up = tt.solve(world, shock.add_tariff("R0", "R1", step, "S2"), closure=closure).real_income
    down = tt.solve(world, shock.add_tariff("R0", "R1", -step, "S2"), closure=closure).real_income
    np.testing.assert_allclose(slope, (up - down) / (2 * step), rtol=2e-4, atol=1e-6)


def test_no_shock_changes_nothing_under_any_closure():
    for closure in CLOSURES[:4]:
        outcome = tt.solve(rich_world(), closure=replace(closure, deficits="fixed"))
        assert np.abs(outcome.real_income_ratio - 1).max() < 1e-11


def test_outcomes_are_benchmarks_under_every_closure():
    """Exact hats are transitive: from an outcome to a policy, or from the benchmark, is the same."""
    world = rich_world(6)
    for closure in (CLOSURES[1], CLOSURES[2], CLOSURES[5]):
        first = some_shock(world)
        middle = tt.solve(world, first, closure=closure).to_world()
        middle.check(1e-9)
        onward = tt.Shock(middle).tariff("R2", "R0", 0.4, "all")
        direct = tt.solve(world, first.tariff("R2", "R0", 0.4, "all"), closure=closure)
        twice = tt.solve(middle, onward, closure=closure)
        start = tt.solve(world, first, closure=closure)
        np.testing.assert_allclose(
            twice.real_income_ratio * start.real_income_ratio, direct.real_income_ratio, rtol=1e-8
        )


def test_specific_labour_stays_and_mobile_labour_moves(world):
    world = world.aggregate(regions="USA, CHN, EU27, ROW=*")
    shock = tt.Shock(world).tariff("USA", "CHN", 0.6)
    specific = tt.solve(world, shock, closure=Closure(labour_mobility=1.0))
    roy = tt.solve(world, shock, closure=Closure(labour_mobility=1.5))
    mobile = tt.solve(world, shock)
    nearly = tt.solve(world, shock, closure=Closure(labour_mobility=1e6))
    assert specific.labour_moved.max() < 1e-9
    assert np.all(specific.labour_moved < roy.labour_moved)
    assert np.all(roy.labour_moved < mobile.labour_moved)
    assert np.ptp(mobile.sector_wage_ratio, axis=1).max() < 1e-12
    assert np.ptp(specific.sector_wage_ratio, axis=1).max() > 0.001
    np.testing.assert_allclose(nearly.real_income_ratio, mobile.real_income_ratio, atol=1e-7)


def test_a_specific_factor_earns_what_its_sector_sells():
    """Sector-specific labour: earnings are a fixed share of revenue, so wages move as revenue (Cobb-Douglas)."""
    world = random_world(8)
    outcome = tt.solve(world, some_shock(world), closure=Closure(labour_mobility=1.0))
    np.testing.assert_allclose(outcome.sector_wage_ratio, outcome.output / world.output, rtol=1e-9)


@pytest.mark.slow
def test_near_one_the_nest_is_cobb_douglas(world):
    shock = tt.Shock(world).cap("CHN", "USA", 0.3, ["NFMET"])
    plain = tt.solve(world, shock)
    nest = tt.solve(world, shock, closure=Closure(critical=(Critical(("NFMET",), ("AUTO", "ELEQ"), 1 - 1e-6),)))
    np.testing.assert_allclose(nest.real_income_ratio, plain.real_income_ratio, atol=1e-8)


def test_a_bottleneck_hurts_more_the_fewer_the_substitutes():
    """One small input, used by one sector and sold by one region: its user loses more as the elasticity falls."""
    trade = np.zeros((2, 2, 2))
    trade[0, 1, 0], trade[0, 0, 0], trade[1, 1, 0] = 1.0, 1.0, 0.05
    trade[:, :, 1] = [[100.0, 10.0], [10.0, 100.0]]
    share = np.zeros((2, 2, 2))
    share[:, 0, 1] = 0.009
    world = make_world(trade, np.zeros_like(trade), share, np.array([1.5, 5.0]))
    shock = tt.Shock(world).cap("R0", "R1", 0.05, "S0", rent="lost")
    losses = [
        -tt.solve(world, shock, closure=Closure(critical=(Critical(("S0",), ("S1",), eta),))).real_income["R1"]
        for eta in (0.05, 0.2, 0.5, 0.9)
    ]
    assert losses == sorted(losses, reverse=True)
    assert losses[0] > 1.3 * losses[-1]


def test_leontief_uses_inputs_in_fixed_proportion():
    """Elasticity zero: the quantity of the critical input over output stays, whatever its price."""
    world = random_world(9)
    closure = Closure(critical=(Critical(("S0",), ("S1",), 0.0),))
    outcome = tt.solve(world, some_shock(world), closure=closure)
    cost = outcome.cost_ratio[:, 1]
    quantity = outcome.input_share[:, 0, 1] * cost / outcome.price_ratio[:, 0]
    np.testing.assert_allclose(quantity, world.input_share[:, 0, 1], rtol=1e-10)


def test_scale_economies_have_a_closed_form():
    """A closed economy whose sector doubles its labour has its cost fall by 2^-psi (equation 1b)."""
    trade = np.zeros((2, 2, 2))
    trade[[0, 1], [0, 1], :] = 10.0
    trade += 1e-9
    world = replace(
        make_world(trade, np.zeros_like(trade), np.zeros((2, 2, 2)), np.array([4.0, 4.0])),
        scale_elasticity=np.array([0.1, 0.0]),
    )
    outcome = tt.solve(world, tt.Shock(world).subsidy("R0", 0.2, "S0"))
    employment = outcome.employment_ratio[0, 0]
    wage = outcome.wage_ratio[0]
    assert outcome.cost_ratio[0, 0] == pytest.approx(wage * employment**-0.1, rel=1e-8)


def test_too_strong_scale_economies_are_refused(world):
    strong = replace(world, scale_elasticity=np.full(world.shape[1], 0.5))
    with pytest.raises(tt.WorldError, match="expected below 1"):
        tt.solve(strong)


def test_krugman_profits_are_one_over_sigma():
    world = random_world(2)
    world = make_world(world.trade, world.tariff, np.zeros((3, 3, 3)), world.trade_elasticity).krugman()
    assert np.allclose(world.profit_share, 1 / (1 + world.trade_elasticity))
    world.check(1e-10)
    outcome = tt.solve(world, tt.Shock(world).tariff("R0", "R1", 0.5, "all"))
    np.testing.assert_allclose(outcome.profits, (outcome.output * world.profit_share).sum(1), rtol=1e-10)
    total = outcome.labour_income + outcome.profits + outcome.tariff_revenue + outcome.deficit
    np.testing.assert_allclose(outcome.income, total, rtol=1e-10)
    with pytest.raises(tt.WorldError, match="without intermediate inputs"):
        tt.World.default().krugman()


@pytest.mark.slow
def test_horizons_are_named_and_short_runs_trade_less(world):
    shock = tt.Shock(world).tariff("USA", "CHN", 0.25)
    drop = {}
    for name in ("short", "long"):
        outcome = tt.solve(world, shock, closure=Closure.horizon(name, ["NFMET"], ["AUTO"]))
        before, after = outcome.bilateral_goods("CHN", "USA")
        drop[name] = 1 - after / before
    # elasticities are 0.38 of the long run's; relative wages, all but held, give back less of the tariff
    assert 0.38 * drop["long"] < drop["short"] < 2 / 3 * drop["long"]
    with pytest.raises(tt.PolicyError, match="nearest: 'short'"):
        Closure.horizon("shrt")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Closure("fixd"), "nearest: 'fixed'"),
        (lambda: Closure(labour_mobility=0.5), "1 \\(sector-specific\\) to infinity"),
        (lambda: Critical(("AUTO",), elasticity=1.0), "0 to below 1"),
        (lambda: Critical(()), "names no input"),
        (lambda: Closure(wage_floor={"USA": 0.999}), "wages=Wages"),
        (lambda: tt.solve(tt.World.default(), deficits="gdp", closure=Closure()), "not both"),
        (
            lambda: Closure(critical=(Critical(("AUTO",), ("MACH",), 0.1), Critical(("MACH",), ("MACH",), 0.2))).check(
                tt.World.default()
            ),
            "two elasticities",
        ),
    ],
)
def test_bad_closures_are_named(make, words):
    with pytest.raises(tt.TradetalksError, match=words):
        make()

"""Real income taken apart: exact sums, closed forms, limits, and who pays a duty."""

from dataclasses import replace

import numpy as np
import pytest

import tradetalks as tt
from tests.worlds import make_world, one_sector_world, random_world, rich_world, symmetric_world
from tradetalks.equilibrium.border_prices import border_prices, by_importer
from tradetalks.equilibrium.closure import Closure
from tradetalks.equilibrium.real_accounts import Standing, at_benchmark, log_mean, real_account

TERMS = ["efficiency_pct", "terms_of_trade_effect_pct", "deficit_effect_pct"]


@pytest.fixture(scope="module")
def world():
    return tt.World.default()


def free_trade(seed=4):
    start = random_world(seed)
    return make_world(start.trade, 0 * start.tariff, start.input_share, start.trade_elasticity)


def labour_only(trade):
    trade = np.asarray(trade, float)[:, :, None]
    return make_world(trade, 0 * trade, np.zeros((len(trade), 1, 1)), np.array([4.0]))


# ---------------------------------------------------------------------- sums
@pytest.mark.parametrize("deficits", ["fixed", "gdp", "zero"])
@pytest.mark.parametrize("made", [random_world, rich_world])
def test_the_terms_add_up_exactly(made, deficits):
    world = made(3)
    shock = tt.Shock(world).tariff("R0", "all", 0.9, "all").export_tax("R1", "R2", 0.5, "all").transfer("R0", "R2", 1.0)
    outcome = tt.solve(world, shock.barrier("R2", "R1", 1.5), deficits=deficits)
    account = outcome.real_account
    parts = account.efficiency + account.terms_of_trade + account.deficit
    np.testing.assert_allclose(parts, outcome.real_income_change, rtol=1e-12, atol=1e-12)
    assert min(np.abs(getattr(account, name)).max() for name in ("efficiency", "terms_of_trade", "deficit")) > 1e-3
    for kind in ("regions", "welfare"):
        table = outcome.to_frame(kind)
        np.testing.assert_allclose(table[TERMS].sum(axis=1), table["real_income_pct"], atol=1e-10)


def test_values_split_into_prices_and_volumes():
    """Nominal GDP over consumer prices is the volume of GDP times the prices of trade: nothing is left over."""
    world = random_world(5)
    outcome = tt.solve(world, tt.Shock(world).tariff("R0", "R1", 0.5, "all"))
    local, across = outcome.consumer_price_ratio, ~np.eye(3, dtype=bool)[:, :, None]
    price = np.log(outcome.factory_price_ratio)[:, None] * across
    sold = log_mean(world.trade * across, outcome.trade * across / local[:, None, None])
    bought = log_mean(world.trade * across, outcome.trade * across / local[None, :, None])
    prices = (sold * (price - np.log(local)[:, None, None])).sum((1, 2))
    prices -= (bought * (price - np.log(local)[None, :, None])).sum((0, 2))
    before, after = world.income - world.deficit, (outcome.income - outcome.deficit) / local
    volume = log_mean(before, after) * np.log(outcome.real_gdp_ratio)
    np.testing.assert_allclose(volume + prices, after - before, rtol=1e-9, atol=1e-11)


def standing_of(o):
    """An outcome whose deficits do not answer wages."""
    prices = (np.log(o.factory_price_ratio), np.log(o.consumer_price_ratio))
    return Standing(o.trade, o.shock.export_tax_level, *prices, o.income, o.deficit)


def test_no_term_depends_on_the_numeraire():
    world = random_world(2)
    o = tt.solve(world, tt.Shock(world).tariff("R0", "R1", 0.6, "all"))
    here, unit = standing_of(o), 1.7
    dearer = {name: unit * getattr(here, name) for name in ("trade", "income", "deficit")}
    dearer |= {name: np.log(unit) + getattr(here, name) for name in ("log_factory_price", "log_consumer_price")}
    one, two = (real_account(at_benchmark(world), x) for x in (here, here._replace(**dearer)))
    for name in ("real_income", "efficiency", "terms_of_trade", "deficit", "real_gdp_ratio"):
        np.testing.assert_allclose(getattr(one, name), getattr(two, name), rtol=1e-12, atol=1e-13)


def test_many_counterfactuals_are_taken_apart_at_once():
    world = random_world(2)
    found = [tt.solve(world, tt.Shock(world).tariff("R0", "R1", t, "all")) for t in (0.0, 0.4, 2.0)]
    stacked = real_account(at_benchmark(world), Standing(*map(np.array, zip(*map(standing_of, found), strict=True))))
    np.testing.assert_array_equal(stacked.efficiency, [o.real_account.efficiency for o in found])


# ---------------------------------------------------------------------- first and second order
def test_at_free_trade_real_gdp_moves_with_the_square_of_a_tariff():
    """Kehoe & Ruhl (2008): the terms of trade move real income to the first order, the volume of GDP to the second."""
    world = free_trade()
    found = [tt.solve(world, tt.Shock(world).add_tariff("R0", "R1", h, "all")).real_account for h in (2e-3, 1e-3)]
    efficiency, terms = ([getattr(a, name)[0] for a in found] for name in ("efficiency", "terms_of_trade"))
    assert efficiency[0] < 0 < terms[1]
    assert efficiency[0] / efficiency[1] == pytest.approx(4, rel=0.02)
    assert terms[0] / terms[1] == pytest.approx(2, rel=0.02)
    assert abs(efficiency[1]) < 0.02 * terms[1]


def test_real_gdp_moves_by_distortions_times_volumes():
    """Harberger: to the first order, taxes at borders times the change of the volumes that pay them."""
    start = random_world(8)
    tax = np.full_like(start.trade, 0.15)
    tax[np.arange(3), np.arange(3)] = 0
    world = make_world(start.trade, start.tariff, start.input_share, start.trade_elasticity, export_tax=tax)
    gap = []
    for h in (2e-3, 1e-3):
        o = tt.solve(world, tt.Shock(world).add_tariff("R0", "R1", h, "all"))
        volume = np.log(o.trade / o.factory_price_ratio[:, None] / world.trade)
        value = world.trade * (1 + world.export_tax)
        imports = (value * world.tariff * volume).sum((0, 2))
        exports = (world.trade * world.export_tax * volume).sum((1, 2))
        efficiency = o.real_account.efficiency
        assert np.abs(efficiency).max() > 1e-5
        gap.append(np.abs(efficiency - imports - exports).max() / np.abs(efficiency).max())
    assert gap[0] < 0.05
    assert gap[0] / gap[1] == pytest.approx(2, rel=0.1)  # the rest vanishes faster than the change


def test_both_accounts_agree_to_the_first_order(world):
    for step, bound in ((1e-2, 0.05), (1e-3, 0.005)):
        table = tt.solve(world, tt.Shock(world).add_tariff("USA", "CHN", step)).to_frame("welfare")
        abroad = table["terms_of_trade_effect_pct"] + table["deficit_effect_pct"]
        assert np.abs(abroad - table["terms_of_trade_pct"]).max() < bound * np.abs(table["total_pct"]).max()
        assert np.abs(table["efficiency_pct"] - table["volume_of_trade_pct"]).max() < 10 * step * 0.1


@pytest.mark.parametrize("points", [0.25, 1.45])
def test_one_index_is_close_to_the_chain_of_many(world, points):
    """The volume of GDP in one step against the product of small ones, the Divisia index along the way."""
    at = lambda t: tt.solve(world, tt.Shock(world).add_tariff("USA", "CHN", t).add_tariff("CHN", "USA", t))  # noqa: E731
    whole, chained, before = at(points), np.zeros(len(world.regions)), world
    for t in np.linspace(0, points, 9)[1:]:
        step = replace(at(t).shock, world=before)
        outcome = tt.solve(before, step)
        chained += np.log(outcome.real_gdp_ratio)
        before = outcome.to_world()
    pair = [world.region("USA"), world.region("CHN")]
    np.testing.assert_allclose(np.log(whole.real_gdp_ratio)[pair], chained[pair], rtol=0.02)


# ---------------------------------------------------------------------- limits and closed forms
def test_a_nearly_closed_economy_has_only_efficiency():
    """As a region's trade vanishes, all that a subsidy does to it is the volume of production."""
    rest = []
    for traded in (1e-3, 1e-4):
        trade = random_world(1).trade.copy()
        trade[2, :2], trade[:2, 2] = traded * trade[2, :2], traded * trade[:2, 2]
        world = make_world(trade, 0 * trade, random_world(1).input_share, np.full(3, 4.0))
        outcome = tt.solve(world, tt.Shock(world).subsidy("R2", 0.3, ["S0"]).tariff("R0", "R1", 0.2, "all"))
        account = outcome.real_account
        assert account.real_income[2] < -1e-2
        rest.append(np.abs([account.terms_of_trade[2], account.deficit[2]]).max() / -account.real_income[2])
        gdp, income = np.log(account.real_gdp_ratio[2]), np.log(outcome.real_income_ratio[2])
        assert gdp == pytest.approx(income, rel=2 * rest[-1] + 20 * traded)
    assert rest[1] < 0.2 * rest[0] < 0.01


def test_a_war_of_equals_costs_efficiency_alone():
    """Two equal countries, one sector, labour alone: prices and income in closed form, no terms of trade."""
    home, rate, theta = 0.8, 0.4, 4.0
    world = labour_only([[home, 1 - home], [1 - home, home]])
    outcome = tt.solve(world, tt.Shock(world).tariff("all", "all", rate, "all"))
    foreign = (1 - home) * (1 + rate) ** -theta
    price = (home + foreign) ** (-1 / theta)
    share = foreign / (home + foreign)
    expected = 1 / (1 - share * rate / (1 + rate)) / price
    np.testing.assert_allclose(outcome.real_income_ratio, expected, rtol=1e-9)
    np.testing.assert_allclose(outcome.real_account.efficiency, world.income * (expected - 1), rtol=1e-8)
    np.testing.assert_allclose(outcome.real_gdp_ratio, expected, rtol=1e-9)
    assert np.abs([outcome.real_account.terms_of_trade, outcome.real_account.deficit]).max() < 1e-12


def test_symmetric_shocks_move_no_terms_of_trade():
    world = symmetric_world()
    account = tt.solve(world, tt.Shock(world).tariff("all", "all", 0.5, sectors="all")).real_account
    assert np.abs(account.terms_of_trade).max() < 1e-10
    assert account.efficiency.max() < -1e-4


def test_a_gift_is_a_deficit_not_production():
    world = one_sector_world()
    given = 1e-3
    account = tt.solve(world, tt.Shock(world).transfer("R0", "R1", given)).real_account
    np.testing.assert_allclose(account.deficit[:2], [-given, given], rtol=0.01)
    assert np.abs(account.efficiency).max() < 0.01 * given


def test_a_change_of_lending_is_no_income():
    """Where deficits answer relative wages, what is borrowed more is spent, not counted, and the terms still add up."""
    world = random_world(4)
    shock = tt.Shock(world).add_tariff("R0", "all", 0.3, "all")
    outcome = tt.solve(world, shock, closure=Closure(exchange_rate=0.2))
    assert np.abs(outcome.borrowed).max() > 0.05
    spent = outcome.income / world.income / outcome.consumer_price_ratio
    loan = outcome.borrowed / world.income / outcome.consumer_price_ratio
    np.testing.assert_allclose(outcome.real_income_ratio, spent - loan, rtol=1e-12)
    account = outcome.real_account
    parts = account.efficiency + account.terms_of_trade + account.deficit
    np.testing.assert_allclose(parts, outcome.real_income_change, atol=1e-12)
    assert np.abs(account.deficit).max() < 0.3 * np.abs(outcome.borrowed).max()  # prices of the balance, not the loan
    floating = tt.solve(world, shock)
    assert by_importer(floating).pass_through[0] < by_importer(outcome).pass_through[0]


def test_the_eve_and_what_follows_add_up_under_lending():
    """From an outcome with loans as a new benchmark, volumes and income chain as ratios do."""
    world, how = random_world(4), Closure(exchange_rate=0.2)
    first = tt.solve(world, tt.Shock(world).add_tariff("R0", "all", 0.1, "all"), closure=how)
    eve = first.to_world()
    again = tt.solve(eve, tt.Shock(eve).add_tariff("R0", "all", 0.1, "all"), closure=how)
    direct = tt.solve(world, replace(again.shock, world=world), closure=how)
    chained = first.real_income_ratio * again.real_income_ratio
    np.testing.assert_allclose(chained, direct.real_income_ratio, rtol=1e-8)
    account = again.real_account
    parts = account.efficiency + account.terms_of_trade + account.deficit
    np.testing.assert_allclose(parts, again.real_income_change, atol=1e-12)
    np.testing.assert_allclose(
        first.real_gdp_ratio * again.real_gdp_ratio, direct.real_gdp_ratio, rtol=5e-4
    )  # one index or two


def test_logarithmic_means():
    a, b = np.array([1.0, 2.0, 0.0, 3.0, 5.0]), np.array([np.e, 2.0, 4.0, 0.0, 5.0 * (1 + 1e-9)])
    np.testing.assert_allclose(log_mean(a, b), [np.e - 1, 2, 0, 0, 5.0], rtol=1e-8)


# ---------------------------------------------------------------------- who pays a duty
def test_pass_through_is_what_relative_wages_leave():
    """Labour alone: the price before the duty follows the exporter's wage, so that the share paid is in closed form."""
    world = labour_only([[8.0, 2.0, 1.0], [2.0, 9.0, 1.0], [1.0, 1.0, 5.0]])
    outcome = tt.solve(world, tt.Shock(world).tariff("R0", "R1", 0.3, "all"))
    wages = outcome.wage_ratio
    share = outcome.pass_through
    assert share[1, 0] == pytest.approx(1 + np.log(wages[1] / wages[0]) / np.log(1.3), rel=1e-12)
    assert 0.3 < share[1, 0] < 1
    assert np.isnan(np.delete(share.ravel(), 3)).all()  # no other duty changes
    assert by_importer(outcome).pass_through[0] == pytest.approx(share[1, 0], rel=1e-12)


def test_prices_are_told_against_local_wages(world):
    outcome = tt.solve(world, tt.Shock(world).add_tariff("USA", "CHN", 0.25))
    n = world.region("USA")
    np.testing.assert_allclose((1 + outcome.inflation) * outcome.real_wage_ratio, 1, rtol=1e-12)
    table = outcome.to_frame("prices")
    row = table.loc[("CHN", "USA")]
    assert len(table) == len(world.regions) * (len(world.regions) - 1)
    assert float(row["price_before_duty_over_wages_pct"]) < 0 < float(row["price_with_duty_over_wages_pct"])
    assert 0.5 < float(row["pass_through"]) < 1
    exact = border_prices(outcome)
    np.testing.assert_allclose(exact.with_duty, exact.before_duty + exact.duty, atol=1e-12)
    assert outcome.to_frame("regions")["pass_through"].notna().sum() == 1
    slight = tt.solve(world, tt.Shock(world).add_tariff("USA", "CHN", 0.01))
    assert slight.to_frame("regions")["pass_through"].isna().all()  # other prices move as much
    assert np.isfinite(slight.pass_through[world.region("CHN"), n])
    assert outcome.to_frame("regions")["consumer_prices_over_wages_pct"].iloc[n] == 100 * outcome.inflation[n]


def test_no_table_holds_a_price_in_units_of_world_gdp(world):
    """Everybody's prices and wages scaled by one number change no price that a person reads."""
    outcome = tt.solve(world, tt.Shock(world).add_tariff("USA", "CHN", 0.25))
    unit, names = 1.3, ("wage_ratio", "sector_wage_ratio", "price_ratio", "cost_ratio")
    scaled = replace(outcome, **{name: unit * getattr(outcome, name) for name in names})
    for kind in ("regions", "sectors", "prices"):
        one, two = outcome.to_frame(kind), scaled.to_frame(kind)
        for column in [c for c in one if "price" in c or "pass" in c or "wage" in c]:
            np.testing.assert_allclose(one[column], two[column], rtol=1e-9, atol=1e-9, err_msg=column)


# ---------------------------------------------------------------------- many at once
def test_a_batch_takes_real_income_apart_as_solve_does():
    world = random_world(6)
    shocks = [
        tt.Shock(world).tariff("R0", "R1", t, "all").export_tax("R2", "R0", t / 2, "all") for t in (0.1, 0.5, 0.9)
    ]
    batch = tt.solve_many(world, shocks, chunk=2, accounts=True)
    assert batch.account is not None
    for j, shock in enumerate(shocks):
        alone = tt.solve(world, shock).real_account
        for name in ("real_income", "efficiency", "terms_of_trade", "deficit", "real_gdp_ratio"):
            np.testing.assert_allclose(getattr(batch.account, name)[j], getattr(alone, name), atol=1e-8)
    assert tt.solve_many(world, shocks).account is None

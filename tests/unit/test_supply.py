"""Factors that respond to what they earn and what revenue is used for: closed forms, limits, identities."""

from dataclasses import replace

import numpy as np
import pytest

import tradetalks as tt
from tests.worlds import one_sector_world, random_world, symmetric_world
from tradetalks.equilibrium import employment, structure
from tradetalks.equilibrium.capital import DEPRECIATION, DISCOUNT, invested, moved, pace
from tradetalks.equilibrium.closure import Closure, Wages
from tradetalks.equilibrium.prepare import prepare
from tradetalks.equilibrium.structure import Structured
from tradetalks.war.objectives import REAL_INCOME

BETA, THETA = 0.5, 4.0


def dearer_trade(world, by):
    shock = tt.Shock(world)
    for code in world.regions:
        shock = shock.barrier("all", code, by)
    return shock


def real_wage(outcome):
    return outcome.wage_ratio / outcome.consumer_price_ratio


def home_share(outcome):
    n = np.arange(len(outcome.wage_ratio))
    before = outcome.world.trade[n, n, 0] / outcome.world.expenditure[:, 0]
    return outcome.trade[n, n, 0] / outcome.expenditure[:, 0] / before


def supply_elasticity(closure):
    """Of factors in w/P, from what labour and capital each do: L^(1+1/eps) = wF/P, K = (wF/P)^m, F = L^(1-a) K^a."""
    eps, a, m = closure.labour_supply, closure.capital_share, closure.capital_moved
    by_factors = (1 - a) * eps / (1 + eps) + a * m  # d log F where d log (wF/P) = 1
    return by_factors / (1 - by_factors)


CLOSURES = [
    Closure(),
    Closure(labour_supply=0.7),
    Closure(capital_share=0.4),
    Closure(capital_share=0.4, years=5),
    Closure(labour_supply=0.7, capital_share=0.4, years=5),
    Closure(labour_supply=0.7, capital_share=0.4, years=1e-9),
]


@pytest.mark.parametrize("closure", CLOSURES)
@pytest.mark.parametrize("by", [1.3, 300.0])  # 300: all but autarky
def test_gains_from_trade_are_raised_to_one_plus_the_supply_elasticity(closure, by):
    """Arkolakis, Costinot & Rodriguez-Clare (2012) with inputs: w/P = share^(-1/(theta beta)), real spending its power
    1 + eta, since value added is (w/P) F with F = (w/P)^eta."""
    world = one_sector_world(BETA, THETA)
    found = tt.solve(world, dearer_trade(world, by), closure=closure)
    gains = home_share(found) ** (-1 / (THETA * BETA))
    eta = supply_elasticity(closure)
    np.testing.assert_allclose(real_wage(found), gains, rtol=1e-9)
    np.testing.assert_allclose(employment.factor_supply_ratio(found), gains**eta, rtol=1e-9)
    spending = found.income / world.income / found.consumer_price_ratio
    np.testing.assert_allclose(spending, gains ** (1 + eta), rtol=1e-9)


def test_leisure_given_up_and_upkeep_of_capital_are_no_gain():
    world, eps, a = one_sector_world(BETA, THETA), 0.7, 0.4
    shock = dearer_trade(world, 1.5)
    found = tt.solve(world, shock, closure=Closure(labour_supply=eps))
    want = 1 + (real_wage(found) ** (1 + eps) - 1) / (1 + eps)  # C - eps/(1+eps) L^((1+eps)/eps) at L = (w/P)^eps
    np.testing.assert_allclose(found.real_income_ratio, want, rtol=1e-9)
    np.testing.assert_allclose(employment.labour_supply_ratio(found), real_wage(found) ** eps, rtol=1e-9)
    found = tt.solve(world, shock, closure=Closure(capital_share=a))
    kept = 1 - a * DEPRECIATION / (1 / DISCOUNT - 1 + DEPRECIATION)
    want = 1 + kept * (real_wage(found) ** (1 / (1 - a)) - 1)
    np.testing.assert_allclose(found.real_income_ratio, want, rtol=1e-9)
    np.testing.assert_allclose(employment.labour_supply_ratio(found), 1, rtol=1e-9)
    np.testing.assert_allclose(found.employment_ratio, 1, rtol=1e-9)  # as many work as before
    assert 0.2 < invested(0.35) < 0.25  # near what countries invest


@pytest.mark.parametrize("eps", [0.0, 0.7])
@pytest.mark.parametrize("years", [1e-9, 2.5, 10.0, np.inf])
def test_capital_goes_as_much_of_its_way_as_the_years_allow(eps, years):
    """Stock, hours, what an hour buys and real income from a region's real value added alone."""
    world, a = one_sector_world(BETA, THETA), 0.35
    found = tt.solve(world, dearer_trade(world, 1.5), closure=Closure(labour_supply=eps, capital_share=a, years=years))
    found.certificate.require()
    m = 1.0 if np.isinf(years) else 1 - np.exp(-pace(a) * years)
    value = employment.factor_supply_ratio(found) * real_wage(found)  # w F / P
    capital, labour = value**m, value ** (eps / (1 + eps))
    np.testing.assert_allclose(employment.capital_ratio(found), capital, rtol=1e-9)
    np.testing.assert_allclose(employment.labour_supply_ratio(found), labour, rtol=1e-9)
    np.testing.assert_allclose(employment.factor_supply_ratio(found), labour ** (1 - a) * capital**a, rtol=1e-9)
    np.testing.assert_allclose(employment.real_wage_ratio(found), value / labour, rtol=1e-9)
    np.testing.assert_allclose(found.employment_ratio[:, 0], labour, rtol=1e-9)
    leisure = eps / (1 + eps) * (1 - a)
    want = 1 + (1 - leisure) * (value - 1) - invested(a) * (capital - 1)
    np.testing.assert_allclose(found.real_income_ratio, want, rtol=1e-9)


def test_capital_approaches_its_steady_state_as_a_growth_model_does():
    """The stable root of Ramsey's model, linearised by hand at its steady state: k' = k^a - delta k - c and c'/c =
    a k^(a-1) - rho - delta (Barro & Sala-i-Martin 2004, eq. 2.24 and 2.25 without growth)."""
    rho = 1 / DISCOUNT - 1
    for a in (0.2, 0.35, 0.6):
        k = (a / (rho + DEPRECIATION)) ** (1 / (1 - a))
        c = k**a - DEPRECIATION * k
        slopes = np.array([[rho, -1.0], [c * a * (a - 1) * k ** (a - 2), 0.0]])
        assert pace(a) == pytest.approx(-np.linalg.eigvals(slopes).min(), rel=1e-10)
    assert np.log(2) / pace(0.35) == pytest.approx(7.35, abs=0.01)
    assert moved(0.35, np.inf) == 1
    assert Closure(capital_share=0.35).at("year 5").capital_moved == pytest.approx(moved(0.35, 5.0))
    assert Closure().at("year 5").capital_moved == 1


def test_a_tariffs_harm_grows_as_capital_goes():
    """Under the same trade and labour, real GDP falls further the more years capital has had."""
    world = tt.World.default()
    shock = tt.Shock(world).add_tariff("USA", "all", 0.1)
    falls = [
        tt.solve(world, shock, closure=Closure(capital_share=0.35, years=y)).real_gdp["CAN"] for y in (1, 5, 20, np.inf)
    ]
    held = tt.solve(world, shock).real_gdp["CAN"]
    assert held > falls[0] > falls[1] > falls[2] > falls[3]


def test_real_wages_move_alike_where_labour_is_all_but_perfectly_elastic():
    """With constant returns work goes to where an hour buys more until it buys as much everywhere; only how much is
    worked in all stays open."""
    world = random_world(2)
    shock = tt.Shock(world).tariff("R0", "R1", 0.3)
    spread = [np.ptp(np.log(real_wage(tt.solve(world, shock, closure=Closure(labour_supply=e))))) for e in (0, 1600)]
    assert spread[1] < 0.02 * spread[0]


def test_nothing_moves_where_nothing_responds():
    world = random_world(1)
    shock = tt.Shock(world).tariff("R0", "R1", 0.6).subsidy("R2", 0.05, ["S0"])
    plain = tt.solve(world, shock)
    for closure in (Closure(revenue="income_tax"), Closure(income_tax=0.3), Closure(labour_supply=1e-12)):
        np.testing.assert_allclose(
            tt.solve(world, shock, closure=closure).real_income_ratio, plain.real_income_ratio, rtol=1e-10
        )
    assert tt.solve(world, shock, closure=Closure(labour_supply=0.0, capital_share=0.0)).trade.tobytes() == (
        plain.trade.tobytes()
    )
    still = tt.Shock(world)
    for revenue in ("lump_sum", "income_tax", "debt"):
        one = tt.solve(world, still, closure=Closure(labour_supply=0.5, capital_share=0.3, revenue=revenue))
        np.testing.assert_allclose(one.real_income_ratio, 1, atol=1e-11)


def test_symmetric_countries_work_as_much_as_each_other():
    world = symmetric_world()
    shock = tt.Shock(world)
    for code in world.regions:
        shock = shock.tariff(code, "all", 0.4)
    found = {r: tt.solve(world, shock, closure=Closure(labour_supply=0.5, revenue=r)) for r in ("lump_sum", "debt")}
    for one in found.values():
        assert np.ptp(one.real_income_ratio) < 1e-10
        assert (employment.labour_supply_ratio(one) < 1).all()
    np.testing.assert_allclose(found["debt"].trade, found["lump_sum"].trade, rtol=1e-9)  # nobody to lend to


@pytest.mark.parametrize("tax", [None, 0.0, 0.35])
def test_labour_follows_what_an_hour_buys_after_tax(tax):
    world, eps, a = random_world(3), 0.6, 0.25
    shock = tt.Shock(world).tariff("R0", "R1", 0.5).subsidy("R2", 0.05, ["S1"])
    closure = Closure(labour_supply=eps, capital_share=a, revenue="income_tax", income_tax=tax)
    found = tt.solve(world, shock, closure=closure)
    before = (world.tariff_revenue + world.export_tax_revenue - world.subsidy_cost) / ((1 - a) * world.labour_income)
    rise = employment.revenue(found) / ((1 - a) * found.labour_income) - before
    kept = 1 / (1 - rise) if tax is None else (1 - tax + rise) / (1 - tax)
    want = (kept * employment.real_wage_ratio(found)) ** eps
    np.testing.assert_allclose(employment.labour_supply_ratio(found), want, rtol=1e-9)


def test_a_tax_cut_is_worth_the_tax_on_the_work_that_it_calls_forth():
    """To first order (the envelope): paying revenue out as a lower tax rather than in a lump sum gains tau times what
    the extra labour earns, and, by terms of trade, nothing in a region that trades nothing more for it."""
    trade = np.array([[[1e6], [1.0]], [[1.0], [1e6]]])  # all but closed
    world = one_sector_world()
    world = replace(world, regions=("R0", "R1"), trade=trade, **_closed(trade))
    tau, eps, rate = 0.4, 0.5, 1e-3
    shock = tt.Shock(world).export_tax("R0", "R1", rate)
    lump = tt.solve(world, shock, closure=Closure(labour_supply=eps, income_tax=tau))
    cut = tt.solve(world, shock, closure=Closure(labour_supply=eps, income_tax=tau, revenue="income_tax"))
    more = np.log(employment.labour_supply_ratio(cut) / employment.labour_supply_ratio(lump))[0]
    assert more > 0
    gain = (cut.real_income_change - lump.real_income_change)[0]
    assert gain == pytest.approx(tau * world.labour_income[0] * more, rel=0.02)


def _closed(trade):
    n = len(trade)
    none = np.zeros((n, 1))
    return {
        "tariff": np.zeros_like(trade),
        "export_tax": np.zeros_like(trade),
        "subsidy": none,
        "input_share": np.full((n, 1, 1), 0.5),
        "value_added_share": none + 0.5,
        "final_share": none + 1.0,
        "profit_share": none,
        "deficit": np.zeros(n),
        "product_tax": np.zeros(n),
        "borrowed": np.zeros(n),
        "lending": np.zeros((n, n)),
    }


def test_debt_bought_back_is_lent_and_not_spent():
    world = random_world(3)
    shock = tt.Shock(world).tariff("R0", "R1", 0.5)
    spent, lent = (tt.solve(world, shock, closure=Closure(revenue=r)) for r in ("lump_sum", "debt"))
    out = employment.lent(lent)
    rise = employment.revenue(lent) - (world.tariff_revenue + world.export_tax_revenue - world.subsidy_cost)
    assert out.sum() == pytest.approx(0, abs=1e-12)
    share = lent.labour_income / lent.labour_income.sum()
    np.testing.assert_allclose(out, rise - share * rise.sum(), rtol=1e-9)
    np.testing.assert_allclose(lent.deficit, world.deficit - out, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(lent.own_income, lent.income + out, rtol=1e-12)
    assert rise[0] > 0
    assert lent.wage_ratio[0] < spent.wage_ratio[0]  # spending less at home, the region sells more abroad, cheaper
    np.testing.assert_allclose(employment.lent(spent), 0)


def test_a_large_world_and_batches_solve_the_same(monkeypatch):
    closure = Closure(labour_supply=0.5, capital_share=0.3, revenue="income_tax")
    world = random_world(5, 6, 5)
    shocks = [tt.Shock(world).tariff("R0", "R1", rate) for rate in (0.3, 2.0)]
    one = [tt.solve(world, shock, closure=closure) for shock in shocks]
    many = tt.solve_many(world, shocks, closure=closure)
    assert many.certified.all()
    np.testing.assert_allclose(many.real_income_ratio, [o.real_income_ratio for o in one], rtol=1e-9)
    again = random_world(5, 6, 5)  # the same arrays, not yet prepared
    monkeypatch.setattr(structure, "LARGE", 1)
    assert isinstance(prepare(again, closure).inverse, Structured)
    found = tt.solve(again, tt.Shock(again).tariff("R0", "R1", 2.0), closure=closure)
    np.testing.assert_allclose(found.real_income_ratio, one[1].real_income_ratio, rtol=1e-9)


@pytest.mark.parametrize(
    "closure", [Closure(labour_supply=0.5, capital_share=0.2), Closure(labour_supply=0.5, revenue="debt")]
)
def test_outcomes_are_benchmarks(closure):
    world = random_world(6)
    first = tt.Shock(world).tariff("R0", "R1", 0.4)
    start = tt.solve(world, first, closure=closure)
    middle = start.to_world()
    onward = tt.solve(middle, tt.Shock(middle).tariff("R2", "R0", 0.4, "all"), closure=closure)
    direct = tt.solve(world, first.tariff("R2", "R0", 0.4, "all"), closure=closure)
    rough = 1e-9 if closure.revenue == "lump_sum" else 1e-3  # who borrows what is lent follows today's incomes
    np.testing.assert_allclose(onward.trade, direct.trade, rtol=rough)


def test_after_a_tax_cut_the_next_starts_from_the_lower_tax():
    world, closure = random_world(6), Closure(labour_supply=0.5, revenue="income_tax", income_tax=0.3)
    first = tt.Shock(world).tariff("R0", "R1", 0.4)
    start = tt.solve(world, first, closure=closure)
    middle, now = start.to_world(), employment.closure_from(start)
    assert now.taxes(world)[0] < 0.3
    onward = tt.solve(middle, tt.Shock(middle).tariff("R2", "R0", 0.4, "all"), closure=now)
    direct = tt.solve(world, first.tariff("R2", "R0", 0.4, "all"), closure=closure)
    np.testing.assert_allclose(onward.trade, direct.trade, rtol=1e-9)


@pytest.mark.parametrize("revenue", ["lump_sum", "income_tax", "debt"])
def test_the_best_tariff_is_best_under_the_closure(revenue):
    """Its slope, by the adjoint and by hand, is that of real income with leisure counted."""
    world, closure = random_world(2), Closure(labour_supply=0.6, capital_share=0.2, revenue=revenue)
    best = tt.optimal_tariffs(world, "R0", mfn=True, closure=closure, objective=REAL_INCOME)
    top = best.outcome.real_income_ratio[0]
    levels = best.outcome.shock.tariff_level
    for step in (0.02, -0.02):
        beside = levels.copy()
        beside[1:, 0, :] += step
        shock = replace(tt.Shock(world), tariff_level=beside)
        assert tt.solve(world, shock, closure=closure).real_income_ratio[0] < top


def test_the_account_of_real_income_adds_up_with_leisure_and_upkeep():
    world = random_world(3)
    shock = tt.Shock(world).tariff("R0", "R1", 0.5)
    closure = Closure(labour_supply=0.5, capital_share=0.3, revenue="debt")
    found = tt.solve(world, shock, closure=closure)
    account = found.real_account
    parts = account.efficiency + account.terms_of_trade + account.deficit + account.factors
    np.testing.assert_allclose(parts, found.real_income_change, rtol=1e-9, atol=1e-9)
    assert (account.factors * np.log(employment.factor_supply_ratio(found)) < 0).all()  # more work, less leisure
    table = found.to_frame("regions")
    assert {"leisure_and_upkeep_effect_pct", "labour_supply_pct"} <= set(table)
    told = table[["efficiency_pct", "terms_of_trade_effect_pct", "deficit_effect_pct", "leisure_and_upkeep_effect_pct"]]
    np.testing.assert_allclose(told.sum(axis=1), table["real_income_pct"], atol=1e-9)
    assert "leisure_and_upkeep_effect_pct" not in tt.solve(world, shock).to_frame("regions")
    many = tt.solve_many(world, [shock], closure=closure, accounts=True)
    np.testing.assert_allclose(many.account.factors[0], account.factors, atol=1e-9)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Closure(labour_supply=-0.1), "0 (fixed) or above"),
        (lambda: Closure(labour_supply="high"), "labour_supply"),
        (lambda: Closure(capital_share=1.0), "to below 1"),
        (lambda: Closure(revenue="lump sum"), "lump_sum"),
        (lambda: Closure(income_tax=1.2), "income_tax of all regions is 1.2"),
        (lambda: Closure(income_tax={"USA": -0.2}), "income_tax of USA is -0.2"),
        (lambda: Closure(income_tax="USA"), "region codes and rates"),
        (
            lambda: Closure(wages=Wages(), years=1, capital_share=0.3, labour_supply=0.5, revenue="income_tax"),
            "two of the three",
        ),
    ],
)
def test_what_cannot_be_is_refused(make, words):
    with pytest.raises(tt.PolicyError) as told:
        make()
    assert words in str(told.value)


def test_taxes_of_unknown_regions_are_named():
    world = random_world(0)
    with pytest.raises(tt.TradetalksError, match="R9"):
        tt.solve(world, closure=Closure(labour_supply=0.5, income_tax={"R9": 0.2}))

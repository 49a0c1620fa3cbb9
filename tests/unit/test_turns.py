"""Why a figure turns with the years, what a limit on quantities costs, and small amounts: in words."""

import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

import tradetalks as tt
from tests.worlds import make_world
from tradetalks.counsel.horizons import flips
from tradetalks.dossier.figures import MILLIONS
from tradetalks.equilibrium.closure import Closure
from tradetalks.incidence.households import household_cost, spending_by_decile
from tradetalks.incidence.prices import basket_price_ratio
from tradetalks.incidence.revenue import at_unchanged_wages, tariff_revenue
from tradetalks.report.limit_words import limit_words, limits_json
from tradetalks.report.numbers import TOLD, Figures, fine
from tradetalks.report.set_ranges import figures, range_words, ranges_json
from tradetalks.report.tables import outcome_tables
from tradetalks.report.turns import reason, turn_words, turned
from tradetalks.value.over_years import of_shock
from tradetalks.world.elasticities import SOURCES, authors
from tradetalks.world.opened import open_world


@pytest.fixture(scope="module")
def world():
    return tt.World.default()


@pytest.fixture(scope="module")
def on_all(world):
    return tt.Shock(world).add_tariff("USA", "all", 0.10)


@pytest.fixture(scope="module")
def outcomes(world, on_all):
    return tuple(tt.solve(world, on_all, closure=Closure.horizon(when)) for when in ("year 1", "long run"))


class TestWhatTurnsIt:
    def test_the_terms_add_up_to_real_income_at_every_horizon(self, world, on_all):
        found = of_shock(world, on_all)
        terms = sum(found.terms[term] for term in ("efficiency", "terms_of_trade", "deficit", "factors"))
        np.testing.assert_allclose(terms, found.figures["real income"], atol=1e-9)

    def test_a_region_whose_sign_changes_is_told_with_the_term_that_turns_it(self, world):
        """The duties of November 2025 cost the United States at first, and gain them terms of trade in the long run."""
        from tradetalks.policy.duties.on_world import points

        shock = tt.Shock(world, tariff_level=world.tariff + points(world, "us-2025", "2022-07-01", "2025-11-10"))
        here, there = (tt.solve(world, shock, closure=Closure.horizon(when)) for when in ("years 2-3", "long run"))
        us = world.region("USA")
        assert flips(here.real_income_change[us], there.real_income_change[us], 0.05)
        (line,) = [one for one in turned(here, there, ("first", "later")) if "United States" in one]
        assert "What turns it: the terms of trade" in line
        assert "sellers abroad then bear more" in line
        for outcome in (here, there):
            assert f"{outcome.real_account.efficiency[us]:.1f}".replace("-", "\u2212") in line

    def test_where_no_sign_changes_nothing_is_said(self, outcomes):
        assert turned(outcomes[1], outcomes[1], ("first", "later")) == []

    @pytest.mark.parametrize(
        ("first", "then", "named"),
        [
            ({"efficiency": -1.0, "terms_of_trade": 2.0}, {"efficiency": -4.0, "terms_of_trade": 2.5}, "efficiency, "),
            (
                {"efficiency": -3.0, "terms_of_trade": 2.0},
                {"efficiency": -3.5, "terms_of_trade": 5.0},
                "the terms of trade, ",
            ),
        ],
    )
    def test_it_is_the_term_that_moves_most_the_way_the_whole_moves(self, first, then, named):
        rest = {"deficit": 0.0, "factors": 0.0, "paid_by_importers": float("nan")}
        told = reason({**rest, **first}, {**rest, **then}, ("first", "later"))
        assert told.startswith(f"What turns it: {named}")
        assert "importers pay" not in told

    def test_the_path_says_it_too(self, world):
        found = of_shock(world, tt.Shock(world).add_tariff("USA", "all", 0.05))
        us = found.figures["real income"][:, world.region("USA")]
        said = [one for one in turn_words(found) if "real income of the United States" in one]
        assert len(said) == sum(flips(a, b, 0.05) for a, b in pairwise(us))
        amounts, terms = ({name: v / 1e3 for name, v in of.items()} for of in (found.figures, found.terms))
        small = replace(found, figures=amounts, terms=terms)  # the same talks in millions
        every = [one for one in turn_words(found) if "real income of" in one]
        assert every
        assert len([one for one in turn_words(small) if "real income of" in one]) == len(every)


class TestLimitsInWords:
    def test_an_undertaking_far_above_trade_tells_what_makes_buyers_keep_it(self, world):
        i, n, s = world.region("USA"), world.region("CHN"), world.sector("AGR")
        asked = 3 * float(world.trade[i, n, s])
        outcome = tt.solve(world, tt.Shock(world).floor("CHN", "USA", asked, ["AGR"]))
        (line,) = limit_words(outcome)
        off = -100 * outcome.wedges[0]
        assert f"buyers pay {off:.1f}% less than the price with its duty" in line
        (row,) = limits_json(outcome)
        assert row["subsidy_bn"] == pytest.approx(
            -outcome.wedges[0] * asked * (1 + world.tariff[i, n, s])
        )  # off the price with duty
        cost = row["subsidy_bn"] / outcome.wage_ratio[n]  # as tables tell it, at unchanged wages
        assert f"{cost:.1f} bn USD a year, its budget pays" in line

    def test_what_an_undertaking_costs_multiplies_out_where_there_is_a_duty(self, world):
        """Rate times base is cost, as printed, within half a digit of each."""
        i, n, s = world.region("USA"), world.region("CHN"), world.sector("AGR")
        asked = 2 * float(world.trade[i, n, s])
        shock = tt.Shock(world).add_tariff("CHN", "USA", 0.25).floor("CHN", "USA", asked, ["AGR"])
        (line,) = limit_words(tt.solve(world, shock))
        found = re.search(
            r"come to ([\d.]+) bn USD a year; ([\d.]+)% of that, ([\d.]+) bn USD a year, its budget", line
        )
        assert found, line
        base, rate, cost = map(float, found.groups())
        least = [0.5 / 10 ** len(one.partition(".")[2]) for one in found.groups()]
        assert base * rate / 100 == pytest.approx(cost, abs=least[0] * rate / 100 + base * least[1] / 100 + least[2])
        assert base > 1.2 * asked / 1.1, "the price that is taken off from holds the duty"

    def test_one_that_buyers_would_keep_anyway_is_said_to_bind_nothing(self, world):
        outcome = tt.solve(world, tt.Shock(world).floor("CHN", "USA", 1.0, ["AGR"]))
        (line,) = limit_words(outcome)
        assert "binds nothing" in line

    def test_a_limit_that_makes_goods_scarce_tells_by_how_much_and_a_loose_one_nothing(self, world):
        shock = tt.Shock(world).cap("CHN", "USA", 0.5, ["ELECTR"]).cap("CHN", "USA", 3.0, ["AUTO"])
        outcome = tt.solve(world, shock)
        (line,) = limit_words(outcome)
        assert re.search(rf"adds {100 * max(outcome.wedges):.0f}% to the price", line)
        assert limit_words(tt.solve(world, tt.Shock(world))) == []


def test_revenue_has_one_meaning_in_every_table(outcomes):
    """What tables, pages and files call tariff revenue added: at unchanged wages."""
    first, _ = outcomes
    us, added = first.world.region("USA"), tariff_revenue(first, "USA").added
    assert at_unchanged_wages(first)[us] - first.world.tariff_revenue[us] == pytest.approx(added)
    _, prices = outcome_tables(first, "")
    column = next(c for c in prices.columns if c.header == "tariff revenue added")
    told = Figures.among((at_unchanged_wages(first) - first.world.tariff_revenue).tolist())
    assert list(column.cells)[us] == told(added)


def test_households_prices_are_not_those_of_all_final_use(outcomes):
    """Duties weigh more on machines than on what households buy; the two baskets together are final use."""
    first, _ = outcomes
    bought, rest = spending_by_decile(first.world)
    cost, whole = household_cost(first), 100 * float(first.inflation[first.world.region("USA")])
    assert 0 < cost.price < whole
    both = np.log1p(cost.price / 100) * bought.sum() + np.log(basket_price_ratio(first, "USA", rest)) * rest.sum()
    assert both / (bought.sum() + rest.sum()) == pytest.approx(np.log1p(whole / 100))


def test_a_small_country_does_not_vanish_in_rounding():
    assert fine(0.0034, TOLD) == "+0.0034"
    assert fine(-0.02, TOLD) == "\u22120.020"
    assert fine(0.0004, TOLD) == "0.0"
    assert Figures(MILLIONS).cell(0.0004) == "+0.4"  # a thousandth of the unit shown counts
    trade = np.ones((2, 2, 2))
    trade[1, 1] = trade[0, 1] = trade[1, 0] = 1e-2
    trade[0, 0] = 100.0
    world = make_world(trade, np.zeros_like(trade), np.zeros((2, 2, 2)), np.array([4.0, 4.0]))
    outcome = tt.solve(world, tt.Shock(world).tariff("R0", "R1", 0.5))
    income, _ = outcome_tables(outcome, "")
    cells = list(next(c for c in income.columns if str(c.header).endswith(" USD")).cells)
    assert 0.001 < abs(outcome.real_income_change[1]) < 0.05
    assert cells[1].strip("0.") != ""


def test_figures_of_a_shock_come_with_their_range_over_published_elasticities(world, on_all):
    own = tt.solve(world, on_all)
    others = {}
    for name in ("LL", "U4"):
        base = open_world("default", None, elasticities=name)
        others[name] = tt.solve(base, tt.Shock(base).add_tariff("USA", "all", 0.10))
    (line,) = range_words(own, others)
    income = [figures(one, "USA")["real_income_bn"] for one in (own, *others.values())]
    assert f"real income {fine(min(income))} bn USD to {fine(max(income))} bn USD" in line
    assert "Lashkaripour & Lugovskyy (2023) and Simonovska & Waugh (2014)" in line
    assert set(ranges_json(own, others)["LL"]) == {"USA"}
    assert range_words(own, {}) == []


def test_sets_are_told_by_their_authors():
    assert authors("GYY") == "Giri, Yi & Yilmazkuday (2021)"
    assert authors("U4") == "Simonovska & Waugh (2014)"
    assert authors("mine") == "mine"
    assert all(authors(name) for name in SOURCES)

"""Floors on wages by sector: closed forms, the region's floor where labour is mobile, who is out of work where."""

import json
import re
from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tests.worlds import make_world, random_world, rich_world
from tradetalks.cli import app
from tradetalks.equilibrium.closure import Closure, Critical, Wages
from tradetalks.incidence.jobs import jobs
from tradetalks.report.first_page import _moved
from tradetalks.report.idle_words import idle_json, idle_words
from tradetalks.report.numbers import pct
from tradetalks.report.payers import payers

NEST = (Critical(("S0",), ("S1", "S2"), 0.3, 1.1),)


def hit(world):
    """R0 is cut off from some of its buyers."""
    return tt.Shock(world).tariff("all", "R0", 0.6, "all").barrier("R0", "all", 1.25, ["S0"])


def solved(world, shock, allowed=0.99, anchor="fixed", **how):
    found = tt.solve(world, shock, closure=Closure(wages=Wages(allowed, anchor), years=1, **how))
    found.certificate.require()
    return found


def small_exporter(size=1e-5, abroad=0.4, theta=4.0):
    """R0, too small to be felt, makes S0 for R1 alone and S1 for itself, with labour alone, and buys S0 from R1."""
    trade = np.zeros((2, 2, 2))
    trade[0, 1, 0], trade[1, 0, 0], trade[0, 0, 1] = size * abroad, size * abroad, size * (1 - abroad)
    trade[1, 1] = 1.0
    return make_world(trade, np.zeros_like(trade), np.zeros((2, 2, 2)), np.full(2, theta))


class TestClosedForms:
    @pytest.mark.parametrize("least", [0.95, 0.99])
    def test_labour_that_may_neither_move_nor_be_paid_less_looks_for_work(self, least):
        """Sales abroad are ``(d w)^-theta``; what is spent at home moves with them, one for one."""
        theta, d = 4.0, 1.1
        world = small_exporter(theta=theta)
        shock = tt.Shock(world).barrier("R1", "R0", d, ["S0"])
        free = tt.solve(world, shock, closure=Closure(labour_mobility=1.0))
        assert free.sector_wage_ratio[0, 0] == pytest.approx(d ** (-theta / (1 + theta)), rel=1e-4)
        found = solved(world, shock, {"R0": least}, labour_mobility=1.0)
        sales = (d * least) ** -theta
        np.testing.assert_allclose(found.sector_wage_ratio[0], least, rtol=1e-9)
        np.testing.assert_allclose(found.sector_employed[0], sales / least, rtol=1e-4)
        assert found.employed[0] == pytest.approx(sales / least, rel=1e-4)

    def test_wages_rise_where_they_may_and_people_are_idle_where_they_would_fall(self):
        world = random_world(4)
        found = solved(world, hit(world), 1.0, labour_mobility=1.0)
        paid, at_work = found.sector_wage_ratio, found.sector_employed
        idle = at_work < 1 - 1e-12
        assert idle.any()
        assert not idle.all()
        np.testing.assert_allclose(paid[idle], 1.0, rtol=1e-12)
        assert (paid[~idle] >= 1 - 1e-12).all()


@pytest.mark.parametrize("anchor", ["fixed", "floating"])
@pytest.mark.parametrize(
    "how",
    [{}, {"exchange_rate": 0.4}, {"critical": NEST}, {"capital_share": 0.3}],
    ids=["plain", "held exchange rate", "critical inputs", "capital on its way"],
)
def test_the_regions_floor_is_what_is_left_where_labour_is_all_but_mobile(how, anchor):
    world = random_world(4)
    floors = {"R0": 0.99}
    if "capital_share" in how:  # capital answers what a unit can expect, or what it earns in work: the same where
        floors = {"R0": 0.5}  # nobody is idle
    near, region = (
        tt.solve(world, hit(world), closure=Closure(wages=Wages(floors, anchor, by), years=1, labour_mobility=k, **how))
        for by, k in (("sector", 1e7), ("region", np.inf))
    )
    assert ("capital_share" in how) == (region.employed[0] == 1)
    np.testing.assert_allclose(near.employed, region.employed, rtol=1e-5)
    np.testing.assert_allclose(near.wage_ratio, region.wage_ratio, rtol=1e-5)
    np.testing.assert_allclose(near.real_income_ratio, region.real_income_ratio, rtol=1e-5)
    np.testing.assert_allclose(near.borrowed, region.borrowed, atol=1e-4)


def test_mobile_labour_has_one_wage_and_both_floors_are_the_same():
    world = random_world(4)
    by_sector, by_region = (Closure(wages=Wages(0.99, by=by), years=1) for by in ("sector", "region"))
    assert not by_sector.wages_by_sector
    one, other = (tt.solve(world, hit(world), closure=how) for how in (by_sector, by_region))
    assert one.employed[0] < 1
    np.testing.assert_array_equal(one.employed, other.employed)
    np.testing.assert_array_equal(one.sector_employed, np.broadcast_to(one.employed[:, None], world.output.shape))


@pytest.mark.parametrize("kappa", [1.0, 1.5])
def test_a_floor_far_below_is_none(kappa):
    world = random_world(4)
    free = tt.solve(world, hit(world), closure=Closure(labour_mobility=kappa))
    held = solved(world, hit(world), 0.1, labour_mobility=kappa)
    np.testing.assert_array_equal(held.employed, 1.0)
    for name in ("trade", "sector_wage_ratio", "real_income_ratio"):
        np.testing.assert_allclose(getattr(held, name), getattr(free, name), rtol=1e-12)


@pytest.mark.parametrize("make", [random_world, rich_world])
@pytest.mark.parametrize("kappa", [1.0, 1.7])
@pytest.mark.parametrize("anchor", ["fixed", "floating"])
def test_people_are_out_of_work_only_on_the_floor_and_earnings_add_up(make, kappa, anchor):
    world = make(4)
    found = solved(world, hit(world), {"R0": 0.985, "R2": 1.0}, anchor, labour_mobility=kappa, critical=NEST)
    price = found.consumer_price_ratio if anchor == "floating" else np.ones(3)
    floor = np.array([0.985, 0.0, 1.0])[:, None] * price[:, None]
    slack = np.log(found.sector_wage_ratio) - np.log(np.maximum(floor, 1e-9))
    idle = -np.log(found.sector_employed)
    assert idle.max() > 1e-3
    assert slack.min() > -1e-12
    assert np.minimum(slack, idle).max() < 1e-12
    np.testing.assert_array_equal(found.sector_employed[1], 1.0)  # no floor there
    # what sectors pay is what labour earns; a region's wage is that of all who offer work, at going wages
    before = world.value_added_share * world.output
    offered = (found.earnings / found.earnings.sum(1)[:, None] / (before / before.sum(1)[:, None])) ** (1 - 1 / kappa)
    wages = before * offered * found.sector_wage_ratio
    at_work = wages * found.sector_employed
    scale = found.earnings.sum(1) / at_work.sum(1)
    np.testing.assert_allclose(at_work * scale[:, None], found.earnings, rtol=1e-9)
    np.testing.assert_allclose(found.employed, at_work.sum(1) / wages.sum(1), rtol=1e-9)
    np.testing.assert_allclose(found.labour_income, world.labour_income * found.wage_ratio * found.employed, rtol=1e-9)


def test_fewer_work_the_less_wages_may_fall_and_all_do_in_time():
    world = random_world(4)
    jobs_left = [
        solved(world, hit(world), {"R0": least}, labour_mobility=1.0).employed[0] for least in (0.7, 0.9, 0.95, 1.0)
    ]
    assert jobs_left == sorted(jobs_left, reverse=True)
    assert jobs_left[-1] < 0.99
    later = Closure(wages=Wages({"R0": 0.95}), years=40, labour_mobility=1.0)
    assert tt.solve(world, hit(world), closure=later).employed[0] == 1


def test_a_floor_at_todays_wages_everywhere_is_met():
    """Every sector stands at the kink before anything happens: one Jacobian leads nowhere there."""
    world = random_world(2, 6, 8)
    shock = tt.Shock(world).tariff("all", "R0", 0.3, "all").tariff("R0", "all", 0.2, "all")
    found = solved(world, shock, 1.0, labour_mobility=1.0)
    assert 0 < (found.sector_employed < 1).sum() < found.output.size


def test_stacks_caps_and_slopes_go_with_floors_by_sector():
    world = random_world(4)
    how = Closure(wages=Wages({"R0": 0.99}, "floating"), years=1, labour_mobility=1.0, exchange_rate=0.5)
    shocks = [hit(world).cap("R1", "R2", share=share, sectors=["S1"]) for share in (0.8, 0.5)]
    many = tt.solve_many(world, shocks, closure=how)
    assert many.certified.all()
    for row, shock in zip(many.real_income_ratio, shocks, strict=True):
        one = tt.solve(world, shock, closure=how)
        assert one.employed[0] < 1
        assert one.wedges[0] > 0
        np.testing.assert_allclose(row, one.real_income_ratio, rtol=1e-9)


def test_outcomes_with_idle_sectors_are_no_benchmark_and_no_other_figure_passes():
    world = random_world(4)
    found = solved(world, hit(world), labour_mobility=1.0)
    with pytest.raises(tt.PolicyError, match="unemployment"):
        found.to_world()
    n, s = np.unravel_index(found.sector_employed.argmin(), found.output.shape)
    lower = np.array(found.sector_wage_ratio)
    lower[n, s] *= 0.999
    assert not replace(found, sector_wage_ratio=lower).certificate.certified
    assert not replace(found, employed=np.ones(3)).certificate.certified


def test_whose_wages_are_held_is_asked_for_by_name():
    with pytest.raises(tt.PolicyError, match=r"sector.*region"):
        Wages(by="country")
    with pytest.raises(tt.TradetalksError, match="R9"):
        tt.solve(random_world(0), closure=Closure(wages=Wages({"R9": 0.99}), years=1, labour_mobility=1.0))
    with pytest.raises(tt.PolicyError, match="by region"):
        tt.gradient(random_world(0), closure=Closure(wages=Wages(by="region"), years=1, labour_mobility=1.0))


@pytest.fixture(scope="module")
def outcome():
    world = tt.World.default()
    shock = tt.Shock(world).tariff("USA", "CHN", 1.45).tariff("CHN", "USA", 1.25)
    return tt.solve(world, shock, closure=Closure.horizon("year 1", wages=Wages()))


class TestPeople:
    def test_sectors_add_up_to_regions(self, outcome):
        people, n = jobs(outcome), outcome.world.region("CHN")
        assert people.idle[n].sum() == pytest.approx(people.not_employed[n])
        assert people.not_employed[n] > 100
        np.testing.assert_allclose(people.change[n], -people.idle[n], atol=1e-6 * people.before[n].sum())
        assert people.moved[n] == pytest.approx(
            0, abs=1e-6 * people.before[n].sum()
        )  # nobody may leave in the first year

    def test_and_are_told(self, outcome):
        told = idle_json(outcome)["out_of_work"]["CHN"]
        people, n = jobs(outcome), outcome.world.region("CHN")
        assert told["thousands"] == pytest.approx(sum(one["thousands"] for one in told["sectors"].values()))
        assert told["pct"] == pytest.approx(100 * (1 - outcome.employed[n]))
        most = outcome.world.sector_name(outcome.world.sectors[int(people.idle[n].argmax())])
        china = next(line for line in idle_words(outcome) if line.startswith("China") and most in line)
        assert "thousands of people" in china
        frame = outcome.to_frame("sectors")
        np.testing.assert_allclose(frame["employed_pct"], 100 * outcome.sector_employed.ravel())

    def test_a_brief_tells_them_and_calls_nobody_moved(self, outcome):
        """Payers' cells: thousands as ``idle_json`` has them, the sector in which most look for work, none moved."""
        ((one,),) = (p.parties for p in payers({"a": outcome}, ["CHN"]))
        told = idle_json(outcome)["out_of_work"]["CHN"]
        people, n = jobs(outcome), outcome.world.region("CHN")
        most = outcome.world.sector_name(outcome.world.sectors[int(people.idle[n].argmax())])
        assert one.idle.startswith(f"{told['thousands']:,.0f} ({told['pct']:.2f}%): {most} ")
        assert _moved(one) == "0"

    def test_free_wages_leave_the_cell_empty(self, outcome):
        free = tt.solve(outcome.world, outcome.asked, closure=replace(outcome.closure, wages=None))
        ((one,),) = (p.parties for p in payers({"a": free}, ["CHN"]))
        assert one.idle == ""

    def test_in_brackets_from_least_to_greatest_under_other_elasticities(self, outcome):
        world, n = outcome.world, outcome.world.region("CHN")
        shares = np.array(outcome.employed)
        shares[n] -= 0.01
        other = SimpleNamespace(employed=shares, sector_employed=outcome.sector_employed)
        line = idle_words(outcome, {"U4": cast("tt.Outcome", other)})[0]
        own = 100 * (1 - outcome.employed[n])
        assert f"{world.region_name('CHN')} {pct(own, 2)} ({pct(own, 2)[:-1]} to {pct(own + 1, 2)})" in line
        assert " to " not in idle_words(outcome)[0].removeprefix("Out of work, of those who want to work")

    def test_sectors_too_and_so_does_json(self, outcome):
        """Beside an outcome whose wages are free, where nobody is out of work: from nothing to what there is."""
        free = tt.solve(outcome.world, outcome.asked, closure=replace(outcome.closure, wages=None))
        own, both = idle_json(outcome)["out_of_work"]["CHN"], idle_json(outcome, {"U4": free})["out_of_work"]["CHN"]
        pairs = [(own, both), *((own["sectors"][s], both["sectors"][s]) for s in own["sectors"])]
        for alone, told in pairs:
            for name in ("pct", "thousands"):
                assert (told[name], told[f"{name}_from"], told[f"{name}_to"]) == pytest.approx(
                    (alone[name], 0, alone[name]), abs=1e-9
                )
        assert not [name for name in own if name.endswith("_from")]
        china = next(line for line in idle_words(outcome, {"U4": free}) if line.startswith("China"))
        assert re.search(r"\((\d+\.\d)%, 0\.0 to \1%\)", china), china

    def test_the_command_tells_both(self):
        asked = [
            "solve",
            "--ledger",
            "us-2025",
            "--on",
            "2025-11-10",
            "--horizon",
            "year 1",
            "--wages",
            "0.99",
            "--json",
        ]
        found = {}
        for by in ("sector", "region"):
            run = CliRunner().invoke(app, [*asked, "--wages-by", by])
            assert run.exit_code == 0, run.output
            found[by] = json.loads(run.output)["out_of_work"]["MEX"]
        assert found["sector"]["sectors"]["AUTO"]["thousands"] > 1
        assert found["sector"]["pct"] > found["region"]["pct"]
        assert CliRunner().invoke(app, [*asked, "--wages-by", "town"]).exit_code != 0

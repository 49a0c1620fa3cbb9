"""Optimal and Nash tariffs: exact slopes, closed forms, no profitable deviation, symmetry, messages."""

import json
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

import tradetalks as tt
from tests.small_dossier import small, write
from tests.worlds import make_world, random_world, symmetric_world
from tradetalks.cli import app
from tradetalks.equilibrium.closure import Closure
from tradetalks.war.optimal import tariff_cells
from tradetalks.war.slopes import local_at, value_at, with_tariffs


def two_regions(theta=5.0, home=8.0):
    trade = np.array([[home, 2.0], [2.0, 30.0]])[:, :, None]
    return make_world(trade, np.zeros_like(trade), np.zeros((2, 1, 1)), np.array([theta]))


@pytest.mark.parametrize("theta", [2.5, 5.0, 9.0])
def test_the_optimal_tariff_is_one_over_theta_times_the_foreign_home_share(theta):
    """Two regions, one sector: t = 1 / (theta lambda_ff), lambda_ff at the optimum (Gros 1987; Costinot &
    Rodriguez-Clare 2014)."""
    world = two_regions(theta)
    best = tt.optimal_tariffs(world, "R0", sectors="all", deficits="zero")
    foreign = best.outcome.trade[1, 1, 0] / best.outcome.expenditure[1, 0]
    assert best.rates[0] == pytest.approx(1 / (theta * foreign), rel=1e-7)
    assert best.curvature < 0
    assert best.slope < 1e-9
    assert best.gain > 0


def test_slopes_match_differences():
    world = random_world(4)
    shock, closure = tt.Shock(world).add_tariff("R1", "R0", 0.2, "all"), Closure()
    cells, player = tariff_cells(world, "R1", sectors="all"), 1
    rates = np.asarray(shock.tariff_level)[cells.index]
    _, vector = value_at(world, shock, closure, player, np.zeros(3 + 2 * 9))
    here = local_at(world, shock, closure, cells, player, vector)
    step = 1e-4

    def moved(change):
        shifted = with_tariffs(shock, cells, rates + change)
        value, state = value_at(world, shifted, closure, player, vector)
        return value, local_at(world, shifted, closure, cells, player, state).gradient

    for j in range(len(cells)):
        unit = np.zeros(len(cells))
        unit[j] = step
        (up, up_slope), (down, down_slope) = moved(unit), moved(-unit)
        assert (up - down) / (2 * step) == pytest.approx(here.gradient[j], rel=1e-5, abs=1e-9)
        np.testing.assert_allclose((up_slope - down_slope) / (2 * step), here.hessian[j], rtol=1e-4, atol=1e-8)


@pytest.mark.parametrize("closure", [Closure("zero"), Closure(labour_mobility=1.5)])
def test_no_nearby_tariff_does_better(closure):
    world = random_world(7)
    best = tt.optimal_tariffs(world, "R2", sectors="all", closure=closure)
    rng = np.random.default_rng(0)
    top = best.outcome.real_income_ratio[2]
    for _ in range(20):
        other = np.clip(best.rates + rng.normal(0, 0.05, len(best.rates)), 0, 10)
        found = tt.solve(world, with_tariffs(tt.Shock(world), best.cells, other), closure=closure)
        assert found.real_income_ratio[2] <= top + 1e-10


def test_bounds_hold_and_bind():
    world = random_world(7)
    best = tt.optimal_tariffs(world, "R0", sectors="all", bounds=(0.0, 0.1))
    assert best.rates.min() >= 0
    assert best.rates.max() == pytest.approx(0.1)
    free = tt.optimal_tariffs(world, "R0", sectors="all")
    assert free.gain > best.gain > 0


def test_several_starts_reach_one_optimum():
    world = random_world(5)
    found = [tt.optimal_tariffs(world, "R0", sectors="all", start=s).rates for s in (0.0, 0.3, 1.5)]
    np.testing.assert_allclose(found[0], found[1], atol=1e-6)
    np.testing.assert_allclose(found[0], found[2], atol=1e-6)


def test_nash_tariffs_are_best_responses_and_cost_the_world():
    world = random_world(3)
    war = tt.nash_tariffs(world, world.regions, sectors="all", deficits="zero")
    assert war.history[-1] <= 1e-8
    assert max(war.most_to_gain.values()) < 1e-9
    for code in war.players:
        again = tt.optimal_tariffs(world, code, sectors="all", shock=replace(war.outcome.shock), deficits="zero")
        np.testing.assert_allclose(again.rates, war.rates[code], atol=1e-6)
    free = tt.solve(world, tt.Shock(world).tariff("all", "all", 0.0, "all"), deficits="zero")
    assert (war.outcome.real_income_change - free.real_income_change).sum() < 0


def test_symmetric_regions_fight_symmetrically():
    world = symmetric_world()
    war = tt.nash_tariffs(world, world.regions, sectors="all")
    assert np.ptp(war.change) < 1e-7
    rates = np.array([war.rates[code] for code in war.players])
    np.testing.assert_allclose(rates, np.broadcast_to(rates[0], rates.shape), atol=1e-7)
    assert (war.change < 0).all()


def test_the_us_and_china_fight():
    world = tt.World.default()
    war = tt.nash_tariffs(world, ["USA", "CHN"])
    table = war.to_frame()
    assert max(war.most_to_gain.values()) < 1e-9
    assert table["median_tariff_pct"].min() > 5
    assert war.outcome.certificate.certified


def test_messages():
    world = two_regions()
    with pytest.raises(tt.PolicyError, match="two or more"):
        tt.nash_tariffs(world, ["R0"])
    with pytest.raises(tt.PolicyError, match="in order"):
        tt.optimal_tariffs(world, "R0", sectors="all", bounds=(1.0, 0.5))
    with pytest.raises(tt.PolicyError, match="not differentiated"):
        tt.optimal_tariffs(world, "R0", sectors="all", shock=tt.Shock(world).cap("R1", "R0", 0.5, "all"))
    with pytest.raises(tt.WorldError, match="R2"):
        tt.optimal_tariffs(world, "R2", sectors="all")


def test_war_on_the_command_line(tmp_path):
    runner, where = CliRunner(), str(write(tmp_path, small()))
    found = json.loads(runner.invoke(app, ["war", where, "--json"]).stdout)
    assert set(found["players"]) == {"USA", "EU27"}
    assert found["certificate"]["certified"]
    assert "Optimal tariffs" in runner.invoke(app, ["war", where, "--player", "USA"]).stdout

"""Inverse optimum: weights that were planted are found again from the tariffs that they chose."""

import json
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.worlds import random_world, rich_world
from tradetalks.cli import app
from tradetalks.equilibrium.solver import closure_of
from tradetalks.errors import PolicyError, TradetalksError, WorldError
from tradetalks.policy.shock import Shock
from tradetalks.war.levers import levers
from tradetalks.war.objectives import REAL_INCOME
from tradetalks.war.optimal import optimal_tariffs, unit
from tradetalks.war.politics import Wants, political
from tradetalks.war.revealed import revealed_weights
from tradetalks.war.slopes import Task

PLANTED = Wants(np.array([0.7, 1.0, 1.3]), 0.1, {"R1": 0.2, "R2": 0.0})


def chosen(world, wants, **options):
    """The policy in which R0 sets what serves it best by its wants."""
    best = optimal_tariffs(
        world, "R0", sectors=list(world.sectors), objective=political(world, {"R0": wants}), starts=(), **options
    )
    assert best.curvature < 0
    return best.levers.on(Shock(world), best.rates)


def task(world, objective):
    own = levers(world, "R0", sectors=list(world.sectors))
    return Task(world, Shock(world), closure_of(None, None), own, objective, unit(world, "R0"))


@pytest.mark.parametrize("world", [random_world(1), rich_world()], ids=["competitive", "with profits"])
def test_without_weights_it_is_real_income(world):
    alone = task(world, political(world, {}))
    rates = alone.levers.read(Shock(world)) + 0.1
    here = alone.at(rates, alone.start())
    plain = task(world, REAL_INCOME).at(rates, alone.start())
    assert here.value == pytest.approx(np.exp(plain.value), rel=1e-12)
    np.testing.assert_allclose(here.gradient(), plain.gradient() * here.value, rtol=1e-8, atol=1e-13)


@pytest.mark.parametrize("world", [random_world(2), rich_world()], ids=["competitive", "with profits"])
def test_slopes_are_those_of_values(world):
    asked = task(world, political(world, {"R0": PLANTED}))
    rates = asked.levers.read(Shock(world)) + 0.05
    here, step = asked.at(rates, asked.start()), 1e-5
    for j in range(len(rates)):
        move = step * np.eye(len(rates))[j]
        up, down = (asked.at(rates + s * move, here.vector).value for s in (1, -1))
        assert here.gradient()[j] == pytest.approx((up - down) / (2 * step), rel=1e-5, abs=1e-8)


@pytest.mark.parametrize("world", [random_world(1), rich_world()], ids=["competitive", "with profits"])
def test_planted_weights_are_found_again(world):
    """Three sectors by two partners: six tariffs, four weights to scale."""
    shock = chosen(world, PLANTED)
    found = revealed_weights(
        world, "R0", sectors=list(world.sectors), rivals=["R1"], shock=shock, mean="sectors", ridge=0.0, draws=0
    )
    scale = PLANTED.sectors.mean()
    np.testing.assert_allclose(found.sectors, PLANTED.sectors / scale, atol=1e-5)
    assert found.weight("revenue")[0] == pytest.approx(PLANTED.revenue / scale, abs=1e-5)
    assert found.weight("loss of R1")[0] == pytest.approx(PLANTED.loss["R1"] / scale, abs=1e-5)
    assert found.explained == pytest.approx(1, abs=1e-9)
    np.testing.assert_allclose(found.best_reply().rates, found.rates, atol=1e-6)


def test_a_government_of_real_income_is_seen_as_one():
    world = random_world(1)
    shock = chosen(world, Wants(np.ones(3), 0.0, {}))
    found = revealed_weights(world, "R0", sectors=list(world.sectors), rivals=["R1"], shock=shock, draws=20)
    np.testing.assert_allclose(found.sectors, 1, atol=1e-6)
    assert abs(found.weight("revenue")[0]) < 1e-6
    assert np.abs(found.left()).max() < 1e-8


def test_what_goes_with_higher_tariffs():
    """A dollar that the rival loses counts more where tariffs on it are higher, and a sector where its own are."""
    world = random_world(4)
    plain = chosen(world, Wants(np.ones(3), 0.0, {}))
    level = np.array(plain.tariff_level)
    level[1, 0, :] += 0.2
    spiteful = revealed_weights(
        world, "R0", sectors=list(world.sectors), rivals=["R1", "R2"], shock=replace(plain, tariff_level=level)
    )
    assert spiteful.weight("loss of R1")[0] > max(0.01, spiteful.weight("loss of R2")[0])


def test_weights_have_mean_one_and_stay_within_bounds():
    world = random_world(5)
    found = revealed_weights(world, "R0", sectors=["S0", "S1"], rivals=["R1"], others=True, mean="sectors", draws=10)
    assert found.names == ("S0", "S1", "the rest", "revenue", "loss of R1", "loss of others")
    assert found.sectors.mean() == pytest.approx(1)
    assert found.sectors[2] == found.weight("the rest")[0]
    assert (found.sectors >= 0).all()
    assert (found.draws[:, :2] >= 0).all()
    assert 0 <= found.explained <= 1
    assert found.foretold <= found.explained + 1e-12
    assert set(found.to_frame().weight_of) == set(found.names)


def test_the_same_seed_gives_the_same_errors_and_more_ridge_holds_closer():
    world = random_world(6)
    args = {"sectors": list(world.sectors), "rivals": ["R1"], "draws": 30}
    one, two = (revealed_weights(world, "R0", seed=3, **args) for _ in range(2))
    np.testing.assert_array_equal(one.errors, two.errors)
    loose, tight = (revealed_weights(world, "R0", ridge=r, **args) for r in (1e-6, 10.0))
    assert np.abs(tight.sectors - 1).max() < np.abs(loose.sectors - 1).max()
    assert tight.explained < loose.explained


def test_a_free_level_explains_differences_alone():
    """All tariffs ten points lower than chosen: the level is found, and the weights with it."""
    world = random_world(1)
    best = optimal_tariffs(
        world, "R0", sectors=list(world.sectors), mfn=True, starts=(),
        objective=political(world, {"R0": Wants(PLANTED.sectors, 0.0, {})}),
    )  # fmt: skip
    lower = best.levers.on(Shock(world), best.rates - 0.1)
    found = revealed_weights(
        world, "R0", sectors=list(world.sectors), mfn=True, shock=lower, revenue=False, free_level=True, mean="sectors",
        ridge=0.0, draws=0,
    )  # fmt: skip
    assert found.level == pytest.approx(0.1, abs=1e-4)
    np.testing.assert_allclose(found.sectors, PLANTED.sectors / PLANTED.sectors.mean(), atol=1e-3)


def test_a_mean_by_income_only_changes_the_scale():
    """Without a ridge; and a dollar of real income, as it is earned, then counts one."""
    world = random_world(1)
    shock = chosen(world, PLANTED)
    args = {"sectors": list(world.sectors), "rivals": ["R1"], "shock": shock, "ridge": 0.0, "draws": 0}
    even, earned = (revealed_weights(world, "R0", mean=mean, **args) for mean in ("sectors", "income"))
    np.testing.assert_allclose(earned.values / even.values, earned.values[0] / even.values[0], rtol=1e-5)
    asked = task(world, political(world, {"R0": Wants(earned.sectors, 0.0, {})}))
    plain = task(world, political(world, {}))
    rates = levers(world, "R0", sectors=list(world.sectors)).read(shock)
    assert asked.at(rates, asked.start()).value == pytest.approx(plain.at(rates, plain.start()).value)


def test_refusals():
    world = random_world(1)
    with pytest.raises(PolicyError, match="the player itself"):
        revealed_weights(world, "R0", sectors=["S0"], rivals=["R0"])
    with pytest.raises(WorldError, match="R9"):
        revealed_weights(world, "R0", sectors=["S0"], rivals=["R9"])
    free = replace(Shock(world), tariff_level=np.zeros_like(world.tariff))
    with pytest.raises(PolicyError, match="every tariff of R0 here is zero"):
        revealed_weights(world, "R0", sectors=["S0"], shock=free)
    with pytest.raises(PolicyError, match="unknown weight"):
        revealed_weights(world, "R0", sectors=["S0"], draws=0).weight("S7")


def test_the_command_tells_weights_and_how_far_they_go(tmp_path):
    run = CliRunner().invoke(
        app, ["reveal", "--weights", "USA", "--on", "2019-12-31", "--draws", "5", "-o", str(tmp_path), "--json"]
    )
    assert run.exit_code == 0, run.output
    told = json.loads(run.stdout)["governments"]["USA"]
    weights = {row["weight_of"]: row["weight"] for row in told["weights"]}
    assert weights["loss of CHN"] > weights["loss of others"]
    assert 0 < told["explained"] < 1
    assert len(told["best_reply"]["tariff_pct"]) == told["tariffs"] + told["left_out"]
    assert (tmp_path / "weights_USA.csv").read_text().startswith("weight_of,weight,standard_error")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--weights", "USA"], "needs a dossier"),
        (["busan-2025", "--weights", "USA", "--on", "2019-12-31"], "not both"),
        (["--weights", "USA", "--rival", "USA", "--on", "2019-12-31"], "no rival is named"),
        (["--on", "2019-12-31"], "give a dossier"),
        (["busan-2025", "--rivals-only"], "--rivals-only goes with --weights"),
    ],
)
def test_the_command_refuses(args, said):
    run = CliRunner().invoke(app, ["reveal", *args])
    assert isinstance(run.exception, TradetalksError)
    assert said in str(run.exception)

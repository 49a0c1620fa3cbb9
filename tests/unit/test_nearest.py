"""Inverse optimum by distance: planted weights are found again, and a best reply moves as the derivative says."""

import json
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.unit.test_revealed import PLANTED, chosen
from tests.worlds import random_world
from tradetalks.cli import app
from tradetalks.report.weights_spread import Explained, alike, spreads
from tradetalks.war import nearest
from tradetalks.war.levers import levers
from tradetalks.war.nearest import nearest_weights
from tradetalks.war.revealed import revealed_weights


def seen(world, shock, **options):
    args = {"sectors": list(world.sectors), "rivals": ["R1"], "mean": "sectors", "ridge": 0.0, "draws": 0} | options
    return revealed_weights(world, "R0", shock=shock, **args)


@pytest.fixture(scope="module")
def planted():
    world = random_world(1)
    return seen(world, chosen(world, PLANTED))


@pytest.fixture(scope="module")
def noisy():
    """Tariffs that no weights explain: those of planted ones, each moved by some points."""
    world = random_world(1)
    shock = chosen(world, PLANTED)
    own = levers(world, "R0", sectors=list(world.sectors))
    moved = own.read(shock) + np.random.default_rng(7).normal(0, 0.05, len(own))
    return seen(world, own.on(shock, np.maximum(moved, 0.001)), ridge=1e-4)


def test_planted_weights_are_found_from_real_income(planted):
    found = nearest_weights(planted, ridge=0.0, draws=0, start=planted.prior())
    assert found.apart < 1e-3
    assert found.apart_plain > 1
    assert found.steps > 1
    scale = PLANTED.sectors.mean()
    np.testing.assert_allclose(found.wants().sectors, PLANTED.sectors / scale, atol=1e-3)
    assert found.weight("revenue")[0] == pytest.approx(PLANTED.revenue / scale, abs=1e-3)
    assert found.weight("loss of R1")[0] == pytest.approx(PLANTED.loss["R1"] / scale, abs=1e-3)


def test_a_best_reply_moves_as_the_implicit_function_theorem_says(noisy):
    here = nearest._Point.of(noisy, noisy.values, None)
    step = 1e-4
    for k in range(len(noisy.values)):
        ends = [
            noisy.best_reply(noisy.values + s * step * np.eye(len(noisy.values))[k], here.reply.at) for s in (1, -1)
        ]
        np.testing.assert_allclose(
            here.moves()[:, k], (ends[0].rates - ends[1].rates) / (2 * step), rtol=1e-3, atol=1e-4
        )


def test_tariffs_come_nearer_than_with_weights_that_explain_slopes(noisy):
    found = nearest_weights(noisy, draws=20)
    assert found.apart < found.apart_by_slopes < found.apart_plain
    assert found.apart_by_slopes == pytest.approx(noisy.points_apart(noisy.best_reply().rates))
    assert found.wants().sectors.mean() == pytest.approx(1)
    assert found.draws.shape == (20, len(noisy.values))
    assert (found.errors > 0).any()
    again = nearest_weights(noisy, draws=20)
    np.testing.assert_array_equal(again.values, found.values)
    np.testing.assert_array_equal(again.errors, found.errors)
    tight = nearest_weights(noisy, ridge=10.0, draws=0)
    assert np.abs(tight.values - noisy.prior()).max() < np.abs(found.values - noisy.prior()).max()


def test_no_weights_near_by_come_nearer(noisy):
    found = nearest_weights(noisy, ridge=0.0, draws=0)
    rng = np.random.default_rng(1)
    for _ in range(20):
        aside = found.values + rng.normal(0, 0.05, len(found.values))
        aside /= noisy.mean @ aside
        reply = noisy.best_reply(aside, found.reply.at)
        assert noisy.points_apart(reply.rates) >= found.apart - 1e-4


def test_tariffs_left_out_stay_where_they_are(planted):
    own, world = planted.levers, planted.world
    rates = planted.rates.copy()
    rates[2] = 0.0
    found = seen(world, own.on(planted.shock, rates), ridge=1e-3)
    reply = nearest_weights(found, draws=0).reply
    assert reply.rates[2] == 0
    assert not found.fitted[2]
    assert (reply.rates[found.fitted] > 0).any()


def told(found, values, error):
    held = replace(found, values=np.array(values), errors=np.full(len(values), error), foretold=0.5)
    return Explained(held, held.best_reply(found.values))


def test_a_weight_holds_where_all_groupings_lie_near_each_other(planted):
    assert planted.names == ("S0", "S1", "S2", "revenue", "loss of R1")
    fits = [told(planted, [0.7, 1.0, 1.3, 0.1, 0.2], 0.1), told(planted, [0.8, 1.0, 1.2, -0.4, 0.3], 0.1)]
    by = {one.name: one for one in spreads(fits)}
    assert by["S0"].holds
    assert not by["revenue"].holds
    assert (by["revenue"].low, by["revenue"].high) == (-0.4, 0.1)
    assert alike(fits) == pytest.approx(1)
    assert alike([fits[0], told(planted, [1.3, 1.0, 0.7, 0, 0], 0.1)]) == pytest.approx(-1)


def test_weights_that_foretell_nothing_are_no_wishes_and_spread_nothing(planted):
    fits = [told(planted, [0.7, 1.0, 1.3, 0.1, 0.2], 0.1) for _ in range(2)]
    odd = told(planted, [5.0, 0.0, 0.0, 3.0, 3.0], 0.1)
    odd = replace(odd, found=replace(odd.found, foretold=-0.2))
    assert not odd.wishes()
    assert all(one.high == one.low for one in spreads([*fits, odd]))


@pytest.mark.slow
def test_the_command_tells_both_distances_and_what_hangs_on_the_grouping():
    few = "USA, CHN, ROW=*"
    args = ["--on", "2019-12-31", "--rivals-only", "--nearest", "--groups", few, "--grouping", "USA, CHN, JPN, ROW=*"]
    run = CliRunner().invoke(app, ["reveal", "--weights", "USA", *args, "--draws", "3", "--json"])
    assert run.exit_code == 0, run.output
    one = json.loads(run.stdout)["governments"]["USA"]
    assert one["by_distance"]["points_apart"] < one["by_distance"]["points_apart_real_income"]
    assert [g["regions"] for g in one["groupings"]] == [few, "USA, CHN, JPN, ROW=*"]
    assert {s["weight_of"] for s in one["spread"]} >= {"revenue", "loss of CHN"}
    words = CliRunner().invoke(app, ["reveal", "--weights", "USA", *args, "--draws", "3"])
    assert "What hangs on the grouping" in words.output
    assert "What the weights by distance ask for: " in " ".join(words.output.split())

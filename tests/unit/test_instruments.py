"""Measures against closed forms and limiting cases."""

import numpy as np
import pytest
from pydantic import ValidationError

import tradetalks as tt
from tests.worlds import make_world
from tradetalks.policy.instruments import (
    Barrier,
    ExportTax,
    Subsidy,
    Tariff,
    Transfer,
    compile_measures,
    describe,
)


@pytest.fixture(scope="module")
def world():
    return tt.World.default()


def test_cutting_trade_by_half_does_so_at_unchanged_prices():
    """A sector too small to move wages: the flow falls by the share stated (equation 3)."""
    trade = np.full((3, 3, 2), 100.0)
    trade[:, :, 0] = 1e-6
    trade[[0, 1, 2], [0, 1, 2], 0] = 1.0
    world = make_world(trade, np.zeros_like(trade), np.zeros((3, 2, 2)), np.array([5.0, 4.0]))
    measure = Barrier(instrument="barrier", exporter="R0", importer="R1", cuts_trade_by=0.5, sectors=["S0"])
    outcome = tt.solve(world, compile_measures([measure], world, {}).on(world))
    assert outcome.trade[0, 1, 0] / world.trade[0, 1, 0] == pytest.approx(0.5, rel=1e-5)


def test_tariffs_add_barriers_multiply(world):
    measures = [
        Tariff(instrument="tariff", importer="USA", exporter="CHN", points=0.1),
        Tariff(instrument="tariff", importer="USA", exporter="CHN", points=0.2, sectors=["AUTO"]),
        Barrier(instrument="barrier", importer="USA", exporter="CHN", cost=0.1),
        Barrier(instrument="barrier", importer="USA", exporter="CHN", cost=0.2),
    ]
    effect = compile_measures(measures, world, {})
    i, n, s = world.region("CHN"), world.region("USA"), world.sector("AUTO")
    assert effect.tariff[i, n, s] == pytest.approx(0.3)
    assert np.exp(effect.log_barrier[i, n, s]) == pytest.approx(1.1 * 1.2)
    nothing = effect.without(effect)
    assert nothing.is_nothing()
    assert (effect + nothing).digest() == effect.digest()


def test_profiles_scale_points(world):
    measure = Tariff(instrument="tariff", importer="USA", exporter="CHN", points=0.5, profile="p")
    effect = compile_measures([measure], world, {"p": {"STEEL": 0.4}})
    assert effect.tariff.sum() == pytest.approx(0.2)
    with pytest.raises(tt.PolicyError, match="nearest: 'p1'"):
        compile_measures([measure], world, {"p1": {}})


def test_a_transfer_makes_one_poorer_and_one_richer(world):
    effect = compile_measures([Transfer(instrument="transfer", giver="USA", taker="CHN", billions=10)], world, {})
    change = tt.solve(world, effect.on(world)).real_income_change
    assert change[world.region("USA")] < -9
    assert change[world.region("CHN")] > 9


def test_an_export_tax_is_a_terms_of_trade_gain_for_who_levies_it(world):
    effect = compile_measures(
        [ExportTax(instrument="export_tax", exporter="CHN", importer="USA", points=0.02)], world, {}
    )
    outcome = tt.solve(world, effect.on(world))
    assert outcome.export_tax_revenue[world.region("CHN")] > 0
    assert outcome.terms_of_trade[world.region("USA")] < 0


def test_a_subsidy_lowers_the_price_and_costs_the_budget(world):
    effect = compile_measures([Subsidy(instrument="subsidy", region="CHN", points=0.05, sectors=["STEEL"])], world, {})
    outcome = tt.solve(world, effect.on(world))
    j, s = world.region("CHN"), world.sector("STEEL")
    assert outcome.subsidy_cost[j] == pytest.approx(0.05 * outcome.output[j, s])
    assert outcome.price_ratio[j, s] < 0.97
    assert outcome.real_income["CHN"] < 0


def test_impossible_measures_are_refused():
    with pytest.raises(ValidationError):
        Tariff(instrument="tariff", importer="USA", exporter="CHN", points=25)  # per cent for a fraction
    with pytest.raises(ValidationError):
        Barrier(instrument="barrier", importer="USA", exporter="CHN", cuts_trade_by=1.0)


def test_every_measure_can_be_put_in_words():
    for measure in tt.Dossier.load("busan-2025").measures(tt.Dossier.load("busan-2025").status_quo()):
        assert len(describe(measure)) > 10

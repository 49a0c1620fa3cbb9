"""Ossa (2014), AER 104(12): unilateral optimal tariffs, to the printed digits. Data beside the project or skipped."""

import os
from pathlib import Path

import numpy as np
import pytest

import tradetalks as tt
from tradetalks.replications.ossa2014 import targets
from tradetalks.war.levers import levers
from tradetalks.war.revealed import revealed_weights
from tradetalks.world.readers.ossa2014 import read_ossa2014

SHARED = Path(__file__).parents[3] / "shared" / "replication"
FOLDER = Path(os.environ.get("TRADETALKS_REPLICATION", SHARED)) / "ossa2014"
GAIN = {"Brazil": 1.086, "China": 1.790, "EU": 1.899, "India": 1.659, "Japan": 4.035, "ROW": 2.853, "US": 2.318}
MFN = {"China": 1.789, "ROW": 2.838, "US": 2.317}
MEDIAN = {"Brazil": 56.1, "China": 59.3, "EU": 61.3, "India": 54.0, "Japan": 59.6, "ROW": 61.5, "US": 60.3}

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"no replication data at {FOLDER}")


@pytest.fixture(scope="module")
def purged():
    """The benchmark without aggregate trade imbalances, the paper's first step."""
    return tt.solve(read_ossa2014(FOLDER), deficits="zero").to_world()


def test_purging_leaves_balanced_trade_at_factual_tariffs(purged):
    assert np.abs(purged.deficit).max() < 1e-8 * purged.income.max()
    np.testing.assert_array_equal(purged.tariff, read_ossa2014(FOLDER).tariff)


@pytest.mark.slow
@pytest.mark.parametrize("code", list(GAIN))
def test_unilateral_optimal_tariffs(purged, code):
    """Gains to the printed digits; medians to 0.25 points (the stored ones stop at a looser tolerance)."""
    best = tt.optimal_tariffs(purged, code, start=0.6)
    assert best.gain == pytest.approx(GAIN[code], abs=0.0005)
    assert 100 * best.median == pytest.approx(MEDIAN[code], abs=0.25)
    assert best.curvature < 0


@pytest.mark.slow
@pytest.mark.parametrize("code", ["China", "ROW", "US"])
def test_unilateral_mfn_tariffs(purged, code):
    best = tt.optimal_tariffs(purged, code, mfn=True, start=0.6)
    assert best.gain == pytest.approx(MFN[code], abs=0.0006)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "spread", "highest"),
    [("US", 0.2089, ("wap", 1.4842)), ("China", 0.2974, ("wht", 1.6824)), ("Brazil", 0.1419, ("wap", 1.2939))],
)
def test_political_weights_are_those_of_the_papers_program(purged, code, spread, highest):
    """Mean one and spread as ``mylambdaj.m`` gives them (run by Jung 2025); the best reply is then the target."""
    target = targets(FOLDER, purged)[code]
    shock = levers(purged, code, mfn=True).on(tt.Shock(purged), target)
    found = revealed_weights(
        purged, code, mfn=True, shock=shock, revenue=False, free_level=True, mean="sectors", ridge=0.0, draws=0
    )
    assert found.sectors.mean() == pytest.approx(1)
    assert found.sectors.std() == pytest.approx(spread, abs=0.004)
    sector, published = highest
    assert purged.sectors[found.sectors.argmax()] == sector
    assert found.sectors.max() == pytest.approx(published, abs=0.02)
    best = found.best_reply()
    assert best.curvature < 0
    np.testing.assert_allclose(best.rates - best.rates.mean(), target - target.mean(), atol=1e-5)


@pytest.mark.slow
def test_the_war_of_all(purged):
    """The abstract: losses average 2.9%; weighted by income ours are 2.81%."""
    war = tt.nash_tariffs(purged, purged.regions)
    assert war.history[-1] <= 1e-8
    assert max(war.most_to_gain.values()) < 1e-11
    assert (war.change < 0).all()
    assert war.change @ purged.income / purged.income.sum() == pytest.approx(-2.9, abs=0.1)


@pytest.mark.slow
def test_political_weights_make_several_optima_and_the_better_is_found(purged):
    """Weights of our own making, large where Japan's farm tariffs are: from 60% one climb shuts oil seeds off and
    leaves rice open; shutting off rice as well serves this government better."""
    weights = {"ric": 2.5, "osd": 2.5, "wht": 1.7, "sug": 1.33, "dry": 1.56, "wol": 1.63, "lea": 1.18, "gro": 1.13}
    goal = tt.government(purged, {"Japan": weights})
    poor = tt.optimal_tariffs(purged, "Japan", start=0.6, starts=(), objective=goal)
    best = tt.optimal_tariffs(purged, "Japan", start=0.6, objective=goal)
    assert poor.slope < 1e-7
    assert best.objective_gain > poor.objective_gain + 0.1
    rice = best.levers.sector == purged.sector("ric")
    assert (best.rates[rice] == 10).all()
    assert poor.rates[rice].max() < 10
    shut = best.rates >= 10 - 1e-9
    [bound] = [text for text in best.warnings if "at a bound" in text]
    assert f"{shut.sum()} at the highest (1000%)" in bound
    assert any("other local optima exist" in text for text in best.warnings)
    for start in (0.0, 2.0, 10.0):
        again = tt.optimal_tariffs(purged, "Japan", start=start, starts=(), objective=goal)
        assert again.value < best.value + 1e-7


@pytest.mark.slow
def test_talks_from_factual_tariffs(purged):
    """The abstract: gains from talks average 0.5%."""
    talks = tt.cooperative_tariffs(purged, purged.regions)
    assert talks.gap < 1e-6
    assert 100 * min(talks.gains.values()) == pytest.approx(0.5, abs=0.05)

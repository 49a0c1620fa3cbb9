"""Ossa (2014), AER 104(12): unilateral optimal tariffs, to the printed digits. Data beside the project or skipped."""

import os
from pathlib import Path

import numpy as np
import pytest

import tradetalks as tt
from tradetalks.world.readers.published import read_ossa2014

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
def test_the_war_of_all(purged):
    """The abstract: losses average 2.9%; weighted by income ours are 2.81%."""
    war = tt.nash_tariffs(purged, purged.regions)
    assert war.history[-1] <= 1e-8
    assert max(war.most_to_gain.values()) < 1e-11
    assert (war.change < 0).all()
    assert war.change @ purged.income / purged.income.sum() == pytest.approx(-2.9, abs=0.1)


@pytest.mark.slow
def test_talks_from_factual_tariffs(purged):
    """The abstract: gains from talks average 0.5%."""
    talks = tt.cooperative_tariffs(purged, purged.regions)
    assert talks.gap < 1e-6
    assert 100 * min(talks.gains.values()) == pytest.approx(0.5, abs=0.05)

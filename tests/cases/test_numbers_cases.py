"""Settings and kept files that once broke the engine, kept beside the checkout; without them these tests say so."""

import numpy as np
import pytest

import tradetalks as tt
from tests.cases.beside import case
from tests.worlds import random_world
from tradetalks.value.eve import bring_to_eve
from tradetalks.value.kept import OutcomeCache
from tradetalks.value.restated import as_taxes


def test_a_kept_outcome_with_a_damaged_head_is_solved_anew(tmp_path):
    damaged = case("attack/kept_NotImplementedError.npz.head").read_bytes()
    world, cache = random_world(1), OutcomeCache(tmp_path)
    shock = tt.Shock(world).tariff("R0", "R1", 0.2, "all")

    def kept():
        return cache.solved(world, shock, tt.Closure(), "case", lambda: tt.solve(world, shock))

    first = kept()
    (file,) = tmp_path.glob("*.npz")
    file.write_bytes(damaged)
    np.testing.assert_array_equal(kept().income, first.income)
    assert cache.thrown == 1


@pytest.mark.slow
@pytest.mark.parametrize("name", ["busan-short", "busan-short-nonash"])
def test_short_run_settings_are_solved(name):
    """Elasticities of a year and labour that stays: the eve, its no-deal packages and a war from there."""
    dossier = tt.Dossier.load(case(f"numbers/{name}"))
    eve = bring_to_eve(dossier)
    for branch in dossier.no_deal:
        if not branch.nash:
            assert eve.solve(branch.package, eve.effect_of(branch.measures)).certificate.certified
    best = tt.optimal_tariffs(eve.world, "CHN", ["USA"], ["AUTO", "AGR"], shock=as_taxes(eve.solve({})),
                              closure=eve.closure)  # fmt: skip
    assert np.isfinite(best.rates).all()
    assert best.rise >= 0

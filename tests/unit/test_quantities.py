"""Caps and floors: closed forms, limits, equivalence with the taxes that enforce them."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tradetalks as tt
from tests.worlds import make_world, random_world


@pytest.fixture(scope="module")
def world():
    return tt.World.default()


def small_sector():
    """A sector too small to move wages: wedges have a closed form."""
    trade = np.full((3, 3, 2), 100.0)
    trade[:, :, 0] = 1e-6
    trade[[0, 1, 2], [0, 1, 2], 0] = 1.0
    return make_world(trade, np.zeros_like(trade), np.zeros((3, 2, 2)), np.array([5.0, 4.0]))


@pytest.mark.parametrize("rent", ["importer", "lost", "exporter"])
def test_wedge_of_a_cap_has_a_closed_form(rent):
    """Equation (3) at unchanged prices: what arrives falls as the wedge to the power -(theta + 1), be the wedge a tax
    taken out of what the market pays or cost that melts on the way."""
    world = small_sector()
    outcome = tt.solve(world, tt.Shock(world).cap("R0", "R1", 0.5, ["S0"], rent=rent))
    assert outcome.wedges[0] == pytest.approx(0.5 ** (-1 / 6) - 1, rel=1e-4)
    assert outcome.certificate.complementarity < 1e-10


def test_caps_that_do_not_bind_change_nothing(world):
    free = tt.solve(world, tt.Shock(world).tariff("USA", "CHN", 0.5))
    capped = tt.solve(world, tt.Shock(world).tariff("USA", "CHN", 0.5).cap("CHN", "USA", 2.0, ["ELECTR", "AUTO"]))
    assert capped.wedges == (0.0, 0.0)
    np.testing.assert_allclose(capped.real_income_ratio, free.real_income_ratio, atol=1e-12)


def test_a_cap_is_the_export_tax_that_enforces_it(world):
    capped = tt.solve(world, tt.Shock(world).cap("CHN", "USA", 0.4, ["NFMET", "ELEQ"]))
    assert capped.certificate.certified
    table = capped.to_frame("quantities")
    np.testing.assert_allclose(table["volume_ratio"], 0.4, rtol=1e-9)
    assert (table["rent_bn"] > 0).all()
    taxed = tt.solve(world, replace(capped.shock, quantities=()))
    np.testing.assert_allclose(taxed.real_income_ratio, capped.real_income_ratio, atol=1e-10)
    assert capped.export_tax_revenue[world.region("CHN")] == pytest.approx(table["rent_bn"].sum(), rel=1e-6)


def test_who_keeps_the_rent_matters(world):
    gains = {
        rent: tt.solve(world, tt.Shock(world).cap("CHN", "USA", 0.5, ["ELECTR"], rent=rent)).real_income
        for rent in ("exporter", "importer", "lost")
    }
    assert gains["exporter"]["CHN"] > gains["lost"]["CHN"]
    assert gains["importer"]["USA"] > gains["lost"]["USA"]
    assert gains["importer"]["USA"] > gains["exporter"]["USA"]


def test_a_ban_is_a_limit(world):
    outcome = tt.solve(world, tt.Shock(world).cap("CHN", "USA", 0.0, ["NFMET"]))
    assert outcome.certificate.certified
    i, n, s = world.region("CHN"), world.region("USA"), world.sector("NFMET")
    assert outcome.trade[i, n, s] < 1e-5 * world.trade[i, n, s]


def test_a_purchase_commitment_is_met_and_paid_for(world):
    i, n, s = world.region("USA"), world.region("CHN"), world.sector("AGR")
    before = world.trade[i, n, s]
    outcome = tt.solve(world, tt.Shock(world).floor("CHN", "USA", before + 10, ["AGR"]))
    assert outcome.trade[i, n, s] == pytest.approx(before + 10, rel=1e-9)
    row = outcome.to_frame("quantities").iloc[0]
    assert row["wedge_pct"] < 0
    assert row["subsidy_bn"] > 0
    assert outcome.trade[world.region("BRA"), n, s] < world.trade[world.region("BRA"), n, s]  # diversion
    assert outcome.real_income["USA"] > 0 > outcome.real_income["CHN"]
    slack = tt.solve(world, tt.Shock(world).floor("CHN", "USA", 1.0, ["AGR"]))
    assert slack.wedges == (0.0,)


@pytest.mark.slow
def test_impossible_commitments_are_named(world):
    with pytest.raises(tt.NotConverged, match="floor on USA to CHN AGR at 90000 bn"):
        tt.solve(world, tt.Shock(world).floor("CHN", "USA", 90_000, ["AGR"]))
    with pytest.raises(tt.PolicyError, match="expected 0 or more"):
        tt.Shock(world).cap("CHN", "USA", -0.1)
    with pytest.raises(tt.PolicyError, match="nearest: 'lost'"):
        tt.Shock(world).cap("CHN", "USA", 0.5, rent="los")
    with pytest.raises(tt.PolicyError, match="different flows"):
        tt.solve_many(world, [tt.Shock(world).cap("CHN", "USA", 0.5, ["AUTO"]), tt.Shock(world)])


def test_limits_in_batches_give_what_single_solves_give(world):
    shocks = [
        tt.Shock(world).tariff("USA", "CHN", 0.1 * k).cap("CHN", "USA", share, ["AUTO"], rent="lost")
        for k, share in enumerate((0.3, 0.9, 2.0))
    ]
    batch = tt.solve_many(world, shocks)
    assert batch.residual.max() < 1e-9
    alone = [tt.solve(world, shock).real_income_ratio for shock in shocks]
    np.testing.assert_allclose(batch.real_income_ratio, alone, atol=1e-9)


def test_a_tariff_rate_quota_has_three_regimes():
    """Below the quota no rent; at it the rent is what clears; beyond it the rent is the over-quota duty."""
    world = small_sector()

    def wedge(demand: float) -> float:
        shock = tt.Shock(world).barrier("R1", "R0", demand, "S0").cap("R0", "R1", 1.0, "S0", "importer", 0.2)
        outcome = tt.solve(world, shock)
        assert outcome.certificate.certified
        return outcome.wedges[0]

    assert wedge(1.1) == 0.0
    assert 0 < wedge(0.95) < 0.2
    assert wedge(0.95) == pytest.approx(1 / 0.95 - 1, rel=1e-4)  # what arrives: (tau (1 + v))^-6 = 1
    assert wedge(0.5) == pytest.approx(0.2, rel=1e-12)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 500), share=st.floats(0.05, 1.5), floor=st.floats(0.5, 1.8), tariff=st.floats(0, 0.5))
def test_complementarity_holds_on_random_worlds(seed, share, floor, tariff):
    world = random_world(seed)
    shock = (
        tt.Shock(world)
        .tariff("R0", "R1", tariff, sectors="all")
        .cap("R1", "R0", share, "all")
        .floor("R2", "R0", floor * float(world.trade[0, 2, 0]), ["S0"])
    )
    outcome = tt.solve(world, shock)
    assert outcome.certificate.certified
    table = outcome.to_frame("quantities")
    caps = table[table.kind == "cap"]
    assert (caps.volume_ratio <= caps.limit * (1 + 1e-8)).all()
    assert (caps.wedge_pct >= -1e-8).all()
    slack = caps.volume_ratio < caps.limit * (1 - 1e-6)
    assert (caps.wedge_pct[slack].abs() < 1e-6).all()

"""Shocks: levels, points, ratios; what they refuse."""

import numpy as np
import pytest

import tradetalks as tt


@pytest.fixture(scope="module")
def world():
    return tt.World.default()


def test_importer_first_and_goods_only(world):
    shock = tt.Shock(world).tariff("USA", "CHN", 0.25)
    i, n = world.region("CHN"), world.region("USA")
    goods = world.sector_indices("goods")
    assert (shock.tariff_level[i, n, goods] == 0.25).all()
    services = [s for s in range(len(world.sectors)) if s not in goods]
    assert not shock.tariff_level[i, n, services].any()
    np.testing.assert_array_equal(shock.tariff_level[n, i], world.tariff[n, i])


def test_shocks_are_immutable_and_chain(world):
    start = tt.Shock(world)
    moved = start.add_tariff("USA", "CHN", 0.1).add_tariff("USA", "CHN", {"STEEL": 0.25, "AUTO": 0.1})
    i, n, s = world.region("CHN"), world.region("USA"), world.sector("STEEL")
    assert moved.tariff_level[i, n, s] == pytest.approx(world.tariff[i, n, s] + 0.35)
    np.testing.assert_array_equal(start.tariff_level, world.tariff)
    assert start.digest() != moved.digest()
    assert tt.Shock(world).digest() == start.digest()


def test_domestic_sales_are_never_taxed(world):
    shock = tt.Shock(world).tariff("all", "all", 0.5)
    n = np.arange(len(world.regions))
    assert not shock.tariff_level[n, n].any()


def test_transfers_balance(world):
    shock = tt.Shock(world).transfer("USA", "CHN", 3.0)
    assert shock.transfer_received.sum() == 0
    with pytest.raises(tt.PolicyError, match="sum to"):
        tt.Shock(world, transfer_received=np.ones(len(world.regions)))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda w: tt.Shock(w).tariff("USA", "CHN", -1.0),
            "tariff_level of CHN USA AGR is -1, expected above -1",
        ),
        (lambda w: tt.Shock(w).barrier("USA", "CHN", 0.0), "expected above 0"),
        (lambda w: tt.Shock(w).subsidy("CHN", 1.0, "STEEL"), "subsidy_level of CHN STEEL is 1"),
        (lambda w: tt.Shock(w).tariff("USA", "USA", 0.1), "no two different regions"),
    ],
)
def test_impossible_levels_name_the_place(world, make, message):
    with pytest.raises(tt.PolicyError, match=message):
        make(world)

"""The embedded world: accounts, sources, names, and how far it is from outside facts."""

import json
from dataclasses import replace
from importlib import resources

import numpy as np
import pytest

import tradetalks as tt
from tests.worlds import random_world
from tradetalks.world import elasticities
from tradetalks.world.outside import compare_duties, compare_with_outside_facts


@pytest.fixture(scope="module")
def world():
    return tt.World.default()


def test_accounts_hold(world):
    found = world.check(1e-10)
    assert found.worst < 1e-12
    random_world(0).check(1e-12)


def test_broken_accounts_are_named(world):
    broken = np.array(world.trade)
    broken[0, 1, 0] *= 1.5
    with pytest.raises(tt.WorldError, match=r"accounts do not hold .* market gap .*AGR|accounts do not hold"):
        replace(world, trade=broken).check()


def test_has_the_regions_and_sectors_users_were_promised(world):
    assert {
        "USA", "CHN", "EU27", "JPN", "KOR", "TWN", "MYS", "VNM", "ASN", "IND", "RUS", "BRA", "ARG", "MEX", "CAN",
        "GBR", "AUS", "ROW",
    } == set(world.regions)  # fmt: skip
    assert len(world.sectors) >= 30
    assert len(world.sectors) - len(world.goods) >= 6
    assert {"AGR", "COAL", "OILGAS", "METORE", "STEEL", "NFMET", "CHEM", "PHARM", "ELECTR", "AUTO"} <= set(
        world.sectors
    )


def test_close_to_outside_facts(world):
    """Customs counted 542.7 and 181.3 bn USD of goods between the United States and China with Hong Kong in 2022;
    national accounts' GDP holds taxes on products."""
    rows = {row.fact: row.gap_percent for row in compare_with_outside_facts(world)}
    assert sum(fact.startswith("goods, ") for fact in rows) == 3
    assert sum(fact.startswith("GDP") for fact in rows) == 9
    assert all(abs(gap) < 5 for fact, gap in rows.items() if fact.startswith(("goods, ", "GDP")))


def test_trade_war_duties_are_in_the_benchmark_once(world):
    shock = tt.Shock(world)
    assert shock.average_tariff("USA", "CHN") == pytest.approx(57.5 / 523.3, abs=2e-4)  # duties over imports of 2022
    # 17.3% statutory, scaled with all of China's tariffs to the duties it collected
    assert shock.average_tariff("CHN", "USA") == pytest.approx(0.0593, abs=1e-3)
    assert world.provenance["measures_in_benchmark"]


def test_duties_are_those_collected(world):
    """China collected 43.5 bn USD where its statutory rates make 127; both sides of a pair are treated alike."""
    rows = {row.region: row for row in compare_duties(world)}
    china, us = rows["China (with Hong Kong)"], rows["United States"]
    assert china.here == pytest.approx(43.5, abs=0.1)
    assert china.statutory == pytest.approx(127.4, abs=0.5)
    assert us.here == pytest.approx(89.763, abs=0.01)  # Census, 2022
    assert us.rate == pytest.approx(0.0278, abs=0.002)  # of 3,224 bn
    published = {"European Union": 26.55, "South Korea": 7.99, "Canada": 4.65, "United Kingdom": 6.31, "India": 26.9,
                 "Mexico": 4.87, "Malaysia": 0.66}  # fmt: skip
    for region, collected in published.items():
        assert rows[region].here == pytest.approx(collected, rel=0.01), region
    # Australia's 1.13 bn, and New Zealand's imports at the same average rate
    assert 1.13 < rows["Australia and New Zealand"].here < 1.13 * 1.3
    for row in rows.values():
        assert row.source
        assert row.collected == row.collected or "no collected figure read" in row.source
    # what was read of another year stands beside rates that are the law's, and scales none of them
    assert "739.718 bn roubles" in rows["Russia"].source
    for region in ("Russia", "Argentina", "Other ASEAN"):
        assert "collected in 2019" in rows[region].source, region
        assert rows[region].factor == pytest.approx(1.0), region
    figures = json.loads((resources.files("tradetalks.world") / "data" / "duties_collected.json").read_text("utf-8"))
    assert not figures["read_beside"]["regions"].keys() & figures["regions"].keys()
    assert all(f["source"] and f["year"] and f["verified"] for f in figures["regions"].values())
    shock = tt.Shock(world)
    for partner, (imports, duties) in figures["united_states"]["partners"].items():
        if partner in world.regions and partner != "AUS":  # returned American goods, free, are left out of imports
            assert shock.average_tariff("USA", partner) == pytest.approx(duties / imports, rel=0.1, abs=1e-4), partner


def test_pharmaceuticals_are_free_where_the_agreement_binds(world):
    pharm = world.sector("PHARM")
    for importer in ("EU27", "JPN", "GBR", "CAN"):
        assert not world.tariff[:, world.region(importer), pharm].any()
    # what the United States collected: next to nothing, of China section 301 on a few lines
    us, others = world.region("USA"), np.delete(np.arange(len(world.regions)), world.region("CHN"))
    assert world.tariff[:, us, pharm].max() < 0.01
    assert (world.tariff * world.trade)[others, us, pharm].sum() < 1e-3 * world.trade[others, us, pharm].sum()
    law = tt.World.default(duties="statutory")
    assert not np.delete(law.tariff[:, law.region("USA"), pharm], law.region("CHN")).any()


def test_civil_aircraft_are_free_where_the_agreement_binds(world):
    """Signatories' rates on aircraft, engines and parts are zero; what is left is on railway goods and cycles."""
    air, eu = world.sector("AIRRAIL"), world.region("EU27")
    for variant in (world, tt.World.default(duties="statutory")):
        for importer in ("JPN", "CAN", "GBR", "TWN"):
            assert variant.tariff[eu, variant.region(importer), air] < 0.015, importer
            assert variant.tariff[variant.region("USA"), variant.region(importer), air] < 0.005, importer
        assert variant.tariff[variant.region("USA"), eu, air] < 0.005
    assert world.tariff[eu, world.region("USA"), air] < 0.005
    assert world.tariff[world.region("USA"), world.region("CHN"), air] < 0.05  # never listed; China did not sign


def test_manifest_credits_and_sizes():
    folder = resources.files("tradetalks.world") / "data"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert "OECD" in manifest["attribution"]
    assert manifest["year"] == 2022
    assert all("what" in row for row in manifest["customs_value"] + manifest["tariff_adjustments"])
    size = sum(len(item.read_bytes()) for item in folder.iterdir() if item.name.endswith((".npz", ".csv", ".json")))
    assert size < 3_000_000


def test_no_domestic_or_service_tariffs(world):
    n = np.arange(len(world.regions))
    assert not world.tariff[n, n].any()
    assert not world.tariff[:, :, [world.sector(s) for s in world.sectors if s not in world.goods]].any()
    assert world.tariff.max() < 1.0


def test_elasticity_sets(world):
    for name in elasticities.names():
        assert (elasticities.published(name, world.sectors) > 0).all()
        assert name in elasticities.SOURCES
    assert np.isfinite(elasticities.standard_errors("LL", world.sectors)).any()
    other = world.with_elasticities("LL")
    assert other.trade_elasticity[other.sector("ELECTR")] == pytest.approx(1.235)
    with pytest.raises(tt.WorldError, match="nearest: 'GYY'"):
        world.with_elasticities("GY")


def test_draws_within_standard_errors(world):
    """A thousand draws of LL: each sector's mean and spread are the published ones."""
    drawn = np.array([elasticities.published(f"LL~{k}", world.sectors) for k in range(1000)])
    theta, error = elasticities.published("LL", world.sectors), elasticities.standard_errors("LL", world.sectors)
    told = [world.sector(c) for c in ("STEEL", "CHEM", "AUTO", "TEXT")]
    np.testing.assert_allclose(drawn.mean(0)[told], theta[told], rtol=0.03)
    np.testing.assert_allclose(drawn.std(0)[told], error[told], rtol=0.1)
    np.testing.assert_array_equal(drawn[:, world.sector("AUTO")], drawn[:, world.sector("SHIPS")])
    assert (drawn[:, np.isnan(error)] == theta[np.isnan(error)]).all()
    assert drawn.min() >= elasticities.LOWEST_DRAWN
    assert world.with_elasticities("LL~2").provenance["trade_elasticities"] == "LL~2"
    with pytest.raises(tt.WorldError, match="without standard errors"):
        world.with_elasticities("U4~1")
    with pytest.raises(tt.WorldError, match="expected a number"):
        world.with_elasticities("LL~x")


def test_names_and_groups(world):
    assert len(world.sector_indices("goods")) == 24
    assert world.region_indices(["ASEAN"]) == [world.region(c) for c in ("MYS", "VNM", "ASN")]
    with pytest.raises(tt.WorldError, match="nearest: 'AUTO'"):
        world.sector("AUTOS")
    with pytest.raises(tt.WorldError, match="nearest: 'CHN'"):
        world.region("CHNA")


def test_bad_arrays_are_refused(world):
    with pytest.raises(tt.WorldError, match="shape"):
        replace(world, trade=world.trade[:2])
    hole = np.array(world.trade)
    hole[0, 0, 0] = np.nan
    with pytest.raises(tt.WorldError, match="finite"):
        replace(world, trade=hole)
    hole[0, 0, 0] = -1
    with pytest.raises(tt.WorldError, match="0 or more"):
        replace(world, trade=hole)
    with pytest.raises(tt.WorldError, match="twice: USA"):
        replace(world, regions=("USA", *world.regions[1:-1], "USA"))


def test_arrays_cannot_be_changed(world):
    with pytest.raises(ValueError, match="read-only"):
        world.trade[0, 0, 0] = 1.0
